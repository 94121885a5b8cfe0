"""Where files are read from: the work tree, the git index, or a git revision."""

from __future__ import annotations

import os
import stat
from abc import ABC, abstractmethod
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from promptlint.git import text
from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from promptlint.git import Git

Entry = tuple[str, str]  # mode and blob, as git's index and trees have them

LINK = "120000"
_FILE = "100"  # 100644, 100755, and 100664 in old trees
SUBMODULE = "160000"
_HOPS = 16  # links followed before we call it a circle
_OUTSIDE = "/"  # no relative target reads so
_TOGETHER = 64  # files of one `read_all` in memory at a time
_UNVISITED = frozenset(
    (".git", ".hg", ".svn", ".tox", ".venv", "__pycache__", "node_modules", "site-packages", "venv"),
) | {".mypy_cache"}


class SourceTree(Protocol):
    """A set of files under paths relative to one root, with `/`."""

    label: str  # for people: "the work tree", "the index", "HEAD"

    def paths(self) -> Sequence[str]:
        """Every regular file that is not ignored, sorted; no submodules, no links."""
        ...

    def ending_in(self, suffixes: tuple[str, ...]) -> Sequence[str]:
        """Those of `paths` with one of the suffixes."""
        ...

    def exists(self, path: str) -> bool:
        """Whether `read` would give something."""
        ...

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None when there is none, or when a link leads out of the root."""
        ...

    def read_all(self, paths: Iterable[str]) -> Iterable[tuple[str, bytes]]:
        """Many files at once, in the order asked for; those that do not exist are left out."""
        ...

    def mentioning(self, words: Sequence[str], suffixes: Sequence[str]) -> Sequence[str]:
        """The files with one of the suffixes whose bytes hold one of the words, sorted."""
        ...


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ChangedPath(Record):
    """A path that differs between two trees; None on the side where it does not exist."""

    before: str | None
    after: str | None


class LinkedTree(ABC):
    """What all trees share: a link is followed as long as it stays inside the root."""

    label: str

    @abstractmethod
    def paths(self) -> Sequence[str]:
        """Every regular file that is not ignored, sorted; no submodules, no links."""

    @abstractmethod
    def mentioning(self, words: Sequence[str], suffixes: Sequence[str]) -> Sequence[str]:
        """The files with one of the suffixes whose bytes hold one of the words, sorted."""

    @abstractmethod
    def is_plain(self, path: str) -> bool:
        """Whether a regular file stands here, with no link on the way."""

    @abstractmethod
    def link(self, path: str) -> str | None:
        """The target of the link that stands here, relative to its folder or outside."""

    @abstractmethod
    def contents(self, paths: Sequence[str]) -> Sequence[bytes | None]:
        """The bytes of plain files; None for one that went away."""

    def has_link(self, path: str) -> bool:  # noqa: ARG002 for trees that know better
        """Whether a link may stand here or on the way."""
        return True

    def ending_in(self, suffixes: tuple[str, ...]) -> Sequence[str]:
        """Those of `paths` with one of the suffixes."""
        return [path for path in self.paths() if path.endswith(suffixes)]

    def exists(self, path: str) -> bool:
        """Whether `read` would give something."""
        return self._follow(path) is not None

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None when there is none, or when a link leads out of the root."""
        place = self._follow(path)
        return None if place is None else self.contents([place])[0]

    def read_all(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Many files at once, in the order asked for; those that do not exist are left out."""
        left = iter(paths)
        while some := list(islice(left, _TOGETHER)):
            places = [(path, place) for path in some if (place := self._follow(path)) is not None]
            contents = self.contents([place for _, place in places])
            for (path, _), content in zip(places, contents, strict=True):
                if content is not None:
                    yield path, content

    def _follow(self, path: str) -> str | None:
        """The plain file that a path leads to."""
        if not _is_inside(path):
            return None
        if self.is_plain(path):
            return path
        if not self.has_link(path):
            return None
        hops, done, left = 0, list[str](), path.split("/")[::-1]
        while left:
            match left.pop():
                case "" | ".":
                    continue
                case "..":
                    if not done:
                        return None
                    done.pop()
                case part:
                    target = self.link("/".join([*done, part]))
                    if target is None:
                        done.append(part)
                        continue
                    hops += 1
                    if hops > _HOPS or target.startswith(_OUTSIDE):
                        return None
                    left += target.split("/")[::-1]
        place = "/".join(done)
        return place if place and self.is_plain(place) else None


class GitTree(LinkedTree):
    """Files that git has as blobs; what there is, is asked once and as late as possible."""

    def __init__(self, git: Git, label: str) -> None:
        self.git, self.label = git, label

    @property
    @abstractmethod
    def entries(self) -> Mapping[str, Entry]:
        """The mode and blob of every path, links included, submodules not."""

    @property
    @abstractmethod
    def _grep(self) -> tuple[str, ...]:
        """The option or revision that makes `git grep` search here."""

    def paths(self) -> Sequence[str]:
        """Every regular file, sorted."""
        return sorted(path for path, (mode, _) in self.entries.items() if mode.startswith(_FILE))

    def ending_in(self, suffixes: tuple[str, ...]) -> Sequence[str]:
        """Those of `paths` with one of the suffixes, without sorting all others."""
        return sorted(path for path in self.entries if path.endswith(suffixes) and self.is_plain(path))

    def is_plain(self, path: str) -> bool:
        """Whether a regular file stands here."""
        entry = self.entries.get(path)
        return entry is not None and entry[0].startswith(_FILE)

    def has_link(self, path: str) -> bool:
        """Whether a link may stand here or on the way."""
        return path.startswith(self._links)

    @cached_property
    def _links(self) -> tuple[str, ...]:
        return tuple(path for path, (mode, _) in self.entries.items() if mode == LINK)

    def link(self, path: str) -> str | None:
        """The target of the link that stands here."""
        entry = self.entries.get(path)
        return text(self.git.blobs.read(entry[1])) if entry is not None and entry[0] == LINK else None

    def contents(self, paths: Sequence[str]) -> Sequence[bytes | None]:
        """The bytes of plain files."""
        return list(self.git.blobs.read_all(self.entries[path][1] for path in paths))

    def mentioning(self, words: Sequence[str], suffixes: Sequence[str]) -> Sequence[str]:
        """The files with one of the suffixes whose bytes hold one of the words, sorted."""
        if not words or not suffixes:
            return ()
        if not _can_grep(words):
            return _search(self, words, [path for path in self.paths() if path.endswith(tuple(suffixes))])
        found = self.git.grep(words, suffixes, *self._grep)
        return sorted({path for path in found if self.is_plain(path)})


class Index(GitTree):
    """What the next commit would hold."""

    def __init__(self, git: Git) -> None:
        super().__init__(git, "the index")

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The mode and blob of every path; of one in conflict, our side."""
        listed = text(self.git.run("ls-files", "-z", "--stage")).split("\0")
        tab = listed[0].find("\t")  # `100644 <blob> <stage>` is equally long for every path
        return {
            item[tab + 1 :]: (item[:6], item[7 : tab - 2])
            for item in listed
            if item and item[tab - 1] in "02" and not item.startswith(SUBMODULE)
        }

    @cached_property
    def unmerged(self) -> tuple[str, ...]:
        """The paths that are in conflict."""
        listed = text(self.git.run("ls-files", "-z", "--unmerged")).split("\0")
        return tuple(sorted({item.partition("\t")[2] for item in listed if item}))

    @property
    def _grep(self) -> tuple[str, ...]:
        return ("--cached",)


class Revision(GitTree):
    """What a commit holds."""

    def __init__(self, git: Git, commit: str, label: str | None = None) -> None:
        super().__init__(git, label or commit[:12])
        self.commit = commit

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The mode and blob of every path."""
        listed = text(self.git.run("ls-tree", "-r", "-z", "--full-tree", self.commit)).split("\0")
        heads_and_paths = [item.split("\t", 1) for item in listed if item and not item.startswith(SUBMODULE)]
        return {path: (head[:6], head[12:]) for head, path in heads_and_paths}  # 100644 blob <id>

    @property
    def _grep(self) -> tuple[str, ...]:
        return (self.commit,)


class WorkTree(LinkedTree):
    """The files on disk; within a repository, those that git does not ignore."""

    def __init__(self, root: str, git: Git | None = None) -> None:
        self.root, self.git, self.label = os.path.realpath(root), git, "the work tree"
        self._plain_folders: dict[str, bool] = {"": True}
        self._names: dict[str, frozenset[str]] = {}

    def paths(self) -> Sequence[str]:
        """Every regular file that is not ignored, sorted; no submodules, no links."""
        if self.git is None:
            return sorted(self._walked())
        folders = dict[str, frozenset[str]]()
        return [path for path in self._listed if self._stands_in(path, folders)]

    def ending_in(self, suffixes: tuple[str, ...]) -> Sequence[str]:
        """Those of `paths` with one of the suffixes, without a look at the folders of all others."""
        if self.git is None:
            return super().ending_in(suffixes)
        return [path for path in self._listed if path.endswith(suffixes) and self.is_plain(path)]

    @property
    def untracked(self) -> Sequence[str]:
        """What git neither tracks nor ignores."""
        return [path for path, tag in self._listed.items() if tag == "?"]

    @cached_property
    def _listed(self) -> dict[str, str]:
        """What git lists, with its tags; a file in conflict is listed up to three times."""
        if self.git is None:
            return {}
        listing = self.git.run("ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard")
        return {item[2:]: item[0] for item in sorted(text(listing).split("\0"), key=_without_tag) if item}

    def _stands_in(self, path: str, folders: dict[str, frozenset[str]]) -> bool:
        """The same as `is_plain`, for many files of few folders: a folder is read at once."""
        folder, _, name = path.rpartition("/")
        if folder not in folders:
            try:
                with os.scandir(self._full(folder)) as found:
                    names = frozenset(item.name for item in found if item.is_file(follow_symlinks=False))
            except OSError:
                names = frozenset()
            folders[folder] = names if self._is_plain_folder(folder) else frozenset()
        return name in folders[folder]

    def _walked(self) -> Iterator[str]:
        folders = [""]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(self._full(folder)) as found:
                    for item in found:
                        if item.is_file(follow_symlinks=False):
                            yield folder + item.name
                        elif item.is_dir(follow_symlinks=False) and item.name not in _UNVISITED:
                            folders.append(f"{folder}{item.name}/")
            except OSError:
                continue  # a folder that may not be listed, or that has gone

    def exists(self, path: str) -> bool:
        """Whether `read` would give something; a folder is listed once, since most that is asked for is not there."""
        folder, _, name = path.rpartition("/")
        if folder not in self._names:
            try:
                self._names[folder] = frozenset(os.listdir(self._full(folder)))  # noqa: PTH208 see `link`
            except OSError:
                self._names[folder] = frozenset()
        return name in self._names[folder] and super().exists(path)

    def is_plain(self, path: str) -> bool:
        """Whether a regular file stands here, with no link on the way."""
        try:
            return self._is_plain_folder(path.rpartition("/")[0]) and stat.S_ISREG(os.lstat(self._full(path)).st_mode)
        except OSError:
            return False

    def _is_plain_folder(self, folder: str) -> bool:
        if folder not in self._plain_folders:
            full = self._full(folder)
            self._plain_folders[folder] = os.path.normcase(os.path.realpath(full)) == os.path.normcase(full)
        return self._plain_folders[folder]

    def link(self, path: str) -> str | None:
        """The target of the link that stands here; one that leaves the root and comes back is straightened."""
        full, folder = self._full(path), path.rpartition("/")[0]
        try:
            target = os.readlink(full)  # noqa: PTH115 pathlib costs more to import than the rest of this module
        except OSError:
            return None
        if not os.path.isabs(target) and not os.path.normpath(_join(folder, target)).startswith(".."):  # noqa: PTH117 the same
            return target.replace(os.sep, "/")
        real = os.path.realpath(full)
        if not real.startswith(_join(self.root, "")):
            return _OUTSIDE
        return os.path.relpath(real, self._full(folder)).replace(os.sep, "/")

    def contents(self, paths: Sequence[str]) -> Sequence[bytes | None]:
        """The bytes of plain files; None for one that went away or may not be read."""
        return [self._content(path) for path in paths]

    def _content(self, path: str) -> bytes | None:
        # It was a regular file a moment ago; if by now it is a pipe, opening it must not wait for a writer.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        try:
            descriptor = os.open(self._full(path), flags)
            with open(descriptor, "rb", buffering=0) as file:  # noqa: PTH123 a descriptor, not a path
                return file.readall() if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
        except OSError:
            return None

    def head(self, path: str, count: int) -> bytes:
        """The first bytes of a plain file; none of one that went away or may not be read."""
        try:
            if not self.is_plain(path):
                return b""
            with open(self._full(path), "rb") as file:  # noqa: PTH123 pathlib costs more to import than this module
                return file.read(count)
        except OSError:
            return b""

    def size(self, path: str) -> int:
        """How long a plain file is; 0 for one that went away."""
        try:
            return os.lstat(self._full(path)).st_size
        except OSError:
            return 0

    def mentioning(self, words: Sequence[str], suffixes: Sequence[str]) -> Sequence[str]:
        """The files with one of the suffixes whose bytes hold one of the words, sorted.

        Git searches what it tracks, twice as fast as we can; its `--untracked` would leave out what
        is both tracked and ignored.
        """
        if not words or not suffixes:
            return ()
        if self.git is None or not _can_grep(words):
            return _search(self, words, [path for path in self.paths() if path.endswith(tuple(suffixes))])
        tracked = {path for path in self.git.grep(words, suffixes, strict=False) if self.is_plain(path)}
        untracked = [path for path in self.untracked if path.endswith(tuple(suffixes)) and self.is_plain(path)]
        return sorted({*tracked, *_search(self, words, untracked)})

    def _full(self, path: str) -> str:
        return _join(self.root, path)


class Overlaid(LinkedTree):
    """Another tree with some paths as git has them: the way back from a tree to the one it came from.

    To list the changes is enough for that: the older tree itself need not be listed.
    """

    def __init__(self, tree: LinkedTree, git: Git, overlay: Mapping[str, Entry | None], label: str) -> None:
        self.tree, self.git, self.overlay, self.label = tree, git, overlay, label

    def paths(self) -> Sequence[str]:
        """Every regular file that is not ignored, sorted; no submodules, no links."""
        kept = [path for path in self.tree.paths() if path not in self.overlay]
        return sorted([*kept, *filter(self.is_plain, self.overlay)])

    def ending_in(self, suffixes: tuple[str, ...]) -> Sequence[str]:
        """Those of `paths` with one of the suffixes."""
        kept = [path for path in self.tree.ending_in(suffixes) if path not in self.overlay]
        return sorted([*kept, *(path for path in self.overlay if path.endswith(suffixes) and self.is_plain(path))])

    def is_plain(self, path: str) -> bool:
        """Whether a regular file stands here, with no link on the way."""
        if path not in self.overlay:
            return self.tree.is_plain(path)
        entry = self.overlay[path]
        return entry is not None and entry[0].startswith(_FILE)

    def has_link(self, path: str) -> bool:
        """Whether a link may stand here or on the way."""
        return path.startswith(self._links) or self.tree.has_link(path)

    @cached_property
    def _links(self) -> tuple[str, ...]:
        return tuple(path for path, entry in self.overlay.items() if entry is not None and entry[0] == LINK)

    def link(self, path: str) -> str | None:
        """The target of the link that stands here."""
        if path not in self.overlay:
            return self.tree.link(path)
        entry = self.overlay[path]
        return text(self.git.blobs.read(entry[1])) if entry is not None and entry[0] == LINK else None

    def contents(self, paths: Sequence[str]) -> Sequence[bytes | None]:
        """The bytes of plain files; None for one that went away."""
        entries = {path: entry for path in paths if (entry := self.overlay.get(path)) is not None}
        contents = dict[str, bytes | None](
            zip(entries, self.git.blobs.read_all(blob for _, blob in entries.values()), strict=True)
        )
        others = [path for path in paths if path not in entries]
        contents.update(zip(others, self.tree.contents(others), strict=True))
        return [contents[path] for path in paths]

    def mentioning(self, words: Sequence[str], suffixes: Sequence[str]) -> Sequence[str]:
        """The files with one of the suffixes whose bytes hold one of the words, sorted."""
        kept = [path for path in self.tree.mentioning(words, suffixes) if path not in self.overlay]
        own = [path for path in self.overlay if path.endswith(tuple(suffixes)) and self.is_plain(path)]
        return sorted({*kept, *_search(self, words, own)})


def _can_grep(words: Sequence[str]) -> bool:
    """Git takes a line end between two patterns, no NUL, and no endless command line."""
    return not any(char in word for word in words for char in "\n\0") and sum(map(len, words)) < 50_000  # noqa: PLR2004


def _search(tree: LinkedTree, words: Sequence[str], paths: Sequence[str]) -> list[str]:
    needles = [word.encode("utf-8", "surrogateescape") for word in words]
    return [path for path, raw in tree.read_all(paths) if any(needle in raw for needle in needles)]


def _is_inside(path: str) -> bool:
    if os.sep != "/" and (os.sep in path or ":" in path):
        return False
    return "\0" not in path and not any(part in ("", ".", "..") for part in path.split("/"))


def _without_tag(item: str) -> str:
    return item[2:]


def _join(folder: str, path: str) -> str:
    return os.path.join(folder, path)  # noqa: PTH118 pathlib costs more to import than the rest of this module
