"""Large trees of Python code are looked at in shares, by two processes where there are two processors.

What a share shows depends on nothing that was looked at before, so it makes no difference who looks at which.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import promptlint
from promptlint import garbage
from promptlint.errors import InternalError, UnreadableError
from promptlint.link.workspace import Linked, Workspace
from promptlint.tree import WorkTree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import IO

    from promptlint.facts import FileFacts

_SHARE = 300  # modules: neighbours are read once, and the processes end at about the same time
_HOME = os.path.dirname(os.path.dirname(promptlint.__file__))  # noqa: PTH120 as in `tree`
_PROCESSES = 2  # each may take a few hundred megabytes
# The folder that is checked stands in nobody's way: `-P` keeps it out of what is imported.
# Who started it may be gone by then.
_START = """
import pickle, sys
try:
    sys.path[:] = pickle.load(sys.stdin.buffer)
except EOFError:
    sys.exit()
from promptlint.link import helper
helper.main()
"""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in one file in which there was something."""

    path: str
    facts: FileFacts | None
    linked: Linked
    broken: UnreadableError | None


def shares(paths: Sequence[str]) -> list[Sequence[str]]:
    """Neighbouring paths together."""
    return [paths[at : at + _SHARE] for at in range(0, len(paths), _SHARE)]


def look(workspace: Workspace, share: Sequence[str]) -> list[Looked]:
    """Look at the files of one share."""
    workspace.start_over()
    workspace.preload(share)
    found: list[Looked] = []
    for path in share:
        try:
            linked, facts, broken = workspace.linked(path), workspace.facts(path), None
        except UnreadableError as problem:
            linked, facts, broken = Linked(), None, problem
        if facts is not None or broken is not None:
            found.append(Looked(path, facts, linked, broken))
    return found


def look_at_all(
    workspace: Workspace, paths: Sequence[str], done: Callable[[int], None], processes: int | None = None
) -> None:
    """Have a workspace know what is in some modules; `done` is told how many more were looked at.

    Raises InternalError when a process fails: what was not looked at must not pass.
    """
    waiting = shares(paths)
    wanted = min(_processors(), _PROCESSES) if processes is None else processes
    tree = workspace.tree
    helpers = _helpers(workspace, tree, wanted) if isinstance(tree, WorkTree) and wanted > 1 else []
    if not helpers:
        own = Workspace(tree, workspace.config, workspace.named, workspace.expected, is_large=True)
        with garbage.seldom():
            for share in waiting:
                _take(workspace, share, look(own, share))
                done(len(share))
        return
    # From both ends: neighbours import each other, and what was read of them for one share is there for the next.
    left = deque(waiting)
    ends = (left.popleft, left.pop)
    try:
        with ThreadPoolExecutor(len(helpers)) as pool:
            try:
                rows = [pool.submit(_serve, helper, ends[at % 2], done) for at, helper in enumerate(helpers)]
                for row in rows:
                    for share, found in row.result():
                        _take(workspace, share, found)
            finally:
                for helper in helpers:
                    helper.kill()  # whoever waits for its answer goes on
    finally:
        _end(helpers)


def _take(workspace: Workspace, share: Sequence[str], found: Sequence[Looked]) -> None:
    workspace.know(share, [(each.path, each.facts, each.linked, each.broken) for each in found])


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _helpers(workspace: Workspace, tree: WorkTree, count: int) -> list[subprocess.Popen[bytes]]:
    """Processes that wait for shares; none where they cannot be started."""
    git = replace(tree.git) if tree.git is not None else None  # without what it keeps open
    about = pickle.dumps([*(each for each in sys.path if each), _HOME])
    about += pickle.dumps((tree.root, git, workspace.config, workspace.named, workspace.expected))
    helpers: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(count):
            command = [sys.executable, "-P", "-c", _START]
            helper = subprocess.Popen(  # noqa: S603 this Python
                # An interrupt at the keyboard is for this process, which ends the others.
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                process_group=0 if os.name == "posix" else None,
            )
            helpers.append(helper)
            _pipe(helper.stdin).write(about)
            _pipe(helper.stdin).flush()
    except BaseException as problem:
        _end(helpers)
        if isinstance(problem, OSError):
            return []
        raise
    return helpers


def _end(helpers: Sequence[subprocess.Popen[bytes]]) -> None:
    for helper in helpers:
        helper.kill()
    for helper in helpers:
        helper.wait()
        _pipe(helper.stdout).close()
        with suppress(OSError):  # what is left to write nobody reads
            _pipe(helper.stdin).close()


def _serve(
    helper: subprocess.Popen[bytes], take: Callable[[], Sequence[str]], done: Callable[[int], None]
) -> list[tuple[Sequence[str], Sequence[Looked]]]:
    """Have a process look at shares for as long as there are any."""
    answers: list[tuple[Sequence[str], Sequence[Looked]]] = []
    while True:
        try:
            share = take()
        except IndexError:
            return answers
        try:
            pickle.dump(tuple(share), _pipe(helper.stdin))
            _pipe(helper.stdin).flush()
            found = pickle.load(_pipe(helper.stdout))  # noqa: S301 from the process that we have started
        except (OSError, EOFError, pickle.UnpicklingError) as problem:
            raise InternalError("a process that looks at Python modules has ended early") from problem
        if isinstance(found, str):
            raise InternalError(f"a process that looks at Python modules failed: {found}")
        answers.append((share, found))
        done(len(share))


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
