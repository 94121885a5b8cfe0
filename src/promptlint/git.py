"""Git's plumbing: what it prints, and the blobs of a repository. Nothing is written, fetched or checked out."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from typing import IO, TYPE_CHECKING

from promptlint.errors import InternalError, UserError

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterable, Iterator, Mapping, Sequence

# A monitor would be started by a mere listing, and a quoted path is not the path.
_OPTIONS = ("-c", "core.quotePath=false", "-c", "core.fsmonitor=false")
_ENVIRONMENT = {
    "LC_ALL": "C",  # messages are matched, and `git grep -F` compares bytes
    "GIT_OPTIONAL_LOCKS": "0",  # no refreshed index is written
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",  # the same for git before 2.45
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "0",  # set where the caller runs under `git --literal-pathspecs`
    "GIT_GLOB_PATHSPECS": "0",
    "GIT_NOGLOB_PATHSPECS": "0",
    "GIT_ICASE_PATHSPECS": "0",
}
# Git exports these to hooks, relative to the directory that the hook starts in.
_PLACES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")
_BORDER = "--border"  # rev-parse repeats an option that it does not know: a mark between two paths
_HASH_LENGTHS = {"sha1": 40, "sha256": 64}
# Requests that are under way at once. They must fit into the smallest pipe (4096 bytes), or git and we would
# each wait for the other to read.
_WINDOW = 16
_PARTIAL_HINT = "in a partial clone, `git fetch --refetch --no-filter` brings what is missing"


class NoGit(Enum):
    """Why there is no repository to ask."""

    NO_REPOSITORY = "this is not a git repository"
    NO_PROGRAM = "git is not installed"


@dataclass(frozen=True)
class Git:
    """One repository; every command runs in its top level, or in the git directory where it has no work tree."""

    directory: str
    root: str | None  # the top level of the work tree
    git_dir: str  # that of the linked work tree, where it is one
    prefix: str  # from the root to the directory that was asked about, with a final `/`
    head: str | None  # the commit; None before the first one
    is_shallow: bool
    object_format: str  # "sha1" or "sha256"
    environment: Mapping[str, str]

    @classmethod
    def discover(cls, directory: str) -> Git | NoGit:
        """Find the repository that a directory belongs to, with a single command."""
        directory = os.path.realpath(directory)
        if not os.path.isdir(directory):  # noqa: PTH112 pathlib costs more to import than the rest of this module
            raise UserError(f"there is no directory `{directory}`")
        git = cls(
            directory, None, "", "", None, is_shallow=False, object_format="", environment=_environment(directory)
        )
        try:
            done = git._start_and_wait(
                "rev-parse",
                "--path-format=absolute",
                *("--default", "HEAD"),  # printed last, and silently left out before the first commit
                "--is-shallow-repository",
                "--show-object-format",
                "--git-dir",
                _BORDER,
                "--show-cdup",  # unlike --show-toplevel this does not fail in a bare repository
                _BORDER,
                "--show-prefix",
            )
        except OSError:
            return NoGit.NO_PROGRAM
        if done.returncode:
            if b"not a git repository (or any" in done.stderr:  # a broken link to one reads otherwise
                return NoGit.NO_REPOSITORY
            raise _failure(done.stderr)
        return git._as_printed(text(done.stdout))

    @classmethod
    def require(cls, directory: str) -> Git:
        """Find the repository, where nothing can be done without one."""
        found = cls.discover(directory)
        if isinstance(found, NoGit):
            raise UserError(f"cannot compare: {found.value}", hint="`--no-base` checks without comparing")
        return found

    def _as_printed(self, printed: str) -> Git:
        if printed.startswith("--path-format"):
            raise UserError("git 2.31 or later is needed", hint="this git is older: see `git --version`")
        facts, up, rest = printed.split(f"{_BORDER}\n", 2)
        shallow, object_format, git_dir = facts.split("\n", 2)
        prefix, head = rest.removesuffix("\n"), None
        before, _, last = prefix.rpartition("\n")
        if len(last) == _HASH_LENGTHS[object_format]:
            prefix, head = before, last
        git_dir = git_dir.removesuffix("\n")
        root = os.path.realpath(_join(self.directory, up.removesuffix("\n"))) if up else None
        return replace(
            self,
            directory=root or git_dir,
            root=root,
            git_dir=git_dir,
            prefix=prefix,
            head=head,
            is_shallow=shallow == "true",
            object_format=object_format,
        )

    def run(self, *args: str) -> bytes:
        """What a command prints; a UserError with git's own words when it fails."""
        done = self._start_and_wait(*args)
        if done.returncode:
            raise _failure(done.stderr)
        return done.stdout

    def find(self, *args: str, strict: bool = True) -> bytes:
        """What a command prints that has status 1 when it finds nothing.

        `git grep` passes over an object that it cannot read, with an error message and status 0 or
        1: with `strict` this is a failure.
        """
        done = self._start_and_wait(*args)
        if done.returncode not in (0, 1) or (strict and done.stderr.startswith(b"error:")):
            raise _failure(done.stderr)
        return done.stdout

    def grep(self, words: Sequence[str], suffixes: Sequence[str], *where: str, strict: bool = True) -> Iterator[str]:
        """The paths of the files with one of the suffixes that hold one of the words."""
        patterns = [option for word in words for option in ("-e", word)]
        pathspecs = ["*" + "".join(f"\\{char}" if char in "\\*?[" else char for char in suffix) for suffix in suffixes]
        options = ("--no-recurse-submodules", "--no-color", "--no-textconv", "--full-name", "-l", "-z", "-F", "-a")
        printed = self.find("grep", *options, *patterns, *where, "--", *pathspecs, strict=strict)
        named = "".join(f"{commit}:" for commit in where if not commit.startswith("-"))
        return (path.removeprefix(named) for path in text(printed).split("\0") if path)

    def line(self, *args: str) -> str:
        """The one line that a command prints, or nothing with status 1."""
        return text(self.find(*args, strict=False)).removesuffix("\n")

    @cached_property
    def empty_tree(self) -> str:
        """The id of the tree that has no files."""
        return self.line("hash-object", "-t", "tree", "--stdin")

    @cached_property
    def blobs(self) -> Blobs:
        """The process that reads the contents of blobs, started at the first one."""
        return Blobs(self)

    def start(self, *args: str) -> subprocess.Popen[bytes]:
        """Start a command that is talked to; its complaints are lost."""
        import subprocess  # noqa: PLC0415 a check outside git starts no process

        pipe = subprocess.PIPE
        return subprocess.Popen(  # noqa: S603 a list of words, no shell
            ["git", *_OPTIONS, *args],  # noqa: S607 the git that the caller runs too
            cwd=self.directory,
            env=self.environment,
            stdin=pipe,
            stdout=pipe,
            stderr=subprocess.DEVNULL,
        )

    def _start_and_wait(self, *args: str) -> subprocess.CompletedProcess[bytes]:
        import subprocess  # noqa: PLC0415 a check outside git starts no process

        return subprocess.run(  # noqa: S603 a list of words, no shell
            ["git", *_OPTIONS, *args],  # noqa: S607 the git that the caller runs too
            cwd=self.directory,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )


class Blobs:
    """The contents of blobs by their ids, through one `git cat-file --batch`.

    Threads take turns. A forked process must not share the pipes, so it starts a process of its own.
    """

    def __init__(self, git: Git) -> None:
        from threading import Lock  # noqa: PLC0415 needed as soon as a process is, which imports it too

        self._git, self._lock = git, Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def read(self, blob: str) -> bytes:
        """The bytes of one blob."""
        return self._exchange([blob])[0]

    def read_all(self, blobs: Iterable[str]) -> Iterator[bytes]:
        """The bytes of many blobs in the order asked for; a few are in memory at a time."""
        window: list[str] = []
        for blob in blobs:
            window.append(blob)
            if len(window) == _WINDOW:
                yield from self._exchange(window)
                window = []
        if window:
            yield from self._exchange(window)

    def close(self) -> None:
        """End the process; it is started again when another blob is asked for."""
        process, self._process = self._process, None
        if process is not None and self._owner == os.getpid():
            _end(process)

    def _exchange(self, blobs: Sequence[str]) -> list[bytes]:
        """Ask for a window of blobs and take all the answers, so that no caller finds another's."""
        with self._lock:
            process = self._running()
            if process.stdin is None or process.stdout is None:
                raise InternalError("git cat-file was started without pipes")
            try:
                process.stdin.write("".join(f"{blob}\n" for blob in blobs).encode())
                process.stdin.flush()
                return [self._answer(process.stdout, blob) for blob in blobs]
            except BrokenPipeError:
                self.close()
                raise self._loss(blobs[0]) from None
            except BaseException:
                self.close()  # answers may be left in the pipe
                raise

    def _answer(self, stdout: IO[bytes], blob: str) -> bytes:
        header = stdout.readline().split()
        if len(header) != 3 or header[1] != b"blob":  # noqa: PLR2004 id, type, size
            raise self._loss(blob)
        size = int(header[2])
        content = stdout.read(size + 1)
        if len(content) != size + 1:
            raise self._loss(blob)
        return content[:-1]

    def _loss(self, blob: str) -> UserError:
        """Ask once more for what could not be read, this time for git's reasons."""
        try:
            self._git.run("cat-file", "blob", blob)
        except UserError as problem:
            return UserError(problem.message, hint=problem.hint or _PARTIAL_HINT)
        return UserError(f"git cannot read the object {blob}", hint="`git fsck` tells what is broken")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._owner != os.getpid():
            from weakref import finalize  # noqa: PLC0415 as for the lock

            self._process, self._owner = self._git.start("cat-file", "--batch"), os.getpid()
            finalize(self, _end, self._process)
        return self._process


def text(printed: bytes) -> str:
    """Paths and names as git prints them; any byte survives."""
    return printed.decode("utf-8", "surrogateescape")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close both pipes first: git ends at the end of its input, or when nobody takes its output."""
    from contextlib import suppress  # noqa: PLC0415 subprocess has imported it by now

    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):  # a request that was never sent
                pipe.close()
    process.wait()


def _join(directory: str, path: str) -> str:
    return os.path.join(directory, path)  # noqa: PTH118 as in `discover`


def _environment(directory: str) -> dict[str, str]:
    """The caller's variables, which in a hook name the index and the objects of the commit in the making."""
    places = {name: _join(directory, os.environ[name]) for name in _PLACES if os.environ.get(name)}
    return {**os.environ, **places, **_ENVIRONMENT}


def _failure(stderr: bytes) -> UserError:
    lines = text(stderr).splitlines()
    complaints = [line for line in lines if line.startswith(("fatal: ", "error: "))] or lines or ["failed silently"]
    mends = [line.strip() for line in lines if line.startswith("\tgit ")]  # "dubious ownership" names its mend
    message = complaints[0].partition(": ")[2] or complaints[0]
    hint = f"`{mends[0]}`" if mends else None
    if "promisor remote" in message:
        hint = _PARTIAL_HINT
    return UserError(f"git: {message}", hint=hint)
