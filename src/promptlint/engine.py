"""The way in: what a run is asked for, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from promptlint.batch.requests.files import RequestFiles
    from promptlint.diagnostics import Diagnostic
    from promptlint.source import SourceFile


@dataclass(frozen=True)
class Options:
    """What the command line asks for. `paths` are as typed, relative to the current folder."""

    paths: tuple[str, ...] = ()
    staged: bool = False
    base: str | None = None
    head: str | None = None
    no_base: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    config: str | None = None

    @property
    def only_touched(self) -> bool:
        """Whether a base was asked for, so that only what changed against it is reported."""
        return self.staged or self.base is not None


@dataclass(frozen=True)
class Base:
    """What was compared with; no commit for a repository without one."""

    ref: str
    commit: str | None


@dataclass(frozen=True)
class Outcome:
    """All that a report needs."""

    diagnostics: tuple[Diagnostic, ...]
    base: Base | None
    files: int
    prompts: int
    suppressed: int
    sources: Mapping[str, SourceFile]
    notes: tuple[str, ...] = ()
    batch: RequestFiles | None = None  # the request files among the files, all taken as one batch


def check(options: Options, cwd: str, progress: Callable[[int, int], None] | None = None) -> Outcome:
    """Check what the options name, seen from a folder; `progress` is told files done and to do.

    Raises UserError for what the caller can mend.
    """
    from promptlint.config_loader import load_config  # noqa: PLC0415 tests and editors bring their own
    from promptlint.place import find_place  # noqa: PLC0415 git is not needed for what is in memory
    from promptlint.run import Run  # noqa: PLC0415 it needs the types above

    place = find_place(options, cwd)
    config = load_config(place.after.read, options.config)
    return Run(place, config, options, progress).outcome()


def lint_text(path: str, text: str, config: Config | None = None) -> Outcome:
    """Check one file that exists in memory only."""
    return lint_files({path: text}, config)


def lint_files(files: Mapping[str, str], config: Config | None = None) -> Outcome:
    """Check files that exist in memory only."""
    from promptlint.memory_tree import MemoryTree  # noqa: PLC0415 not for real files
    from promptlint.run import Place, Run  # noqa: PLC0415 it needs the types above

    return Run(Place(MemoryTree(files), None), config or Config(), Options(no_base=True)).outcome()


def lint_change(before: Mapping[str, str], after: Mapping[str, str], config: Config | None = None) -> Outcome:
    """Check a change between two sets of files that exist in memory only."""
    from promptlint.base import Comparison  # noqa: PLC0415 not for a plain check
    from promptlint.memory_tree import MemoryTree, difference  # noqa: PLC0415 not for real files
    from promptlint.run import Place, Run  # noqa: PLC0415 it needs the types above

    then, now = MemoryTree(before), MemoryTree(after)
    comparison = Comparison(
        after=now, before=then, ref="before", commit=None, changed=difference(before, after), elsewhere=()
    )
    return Run(Place(now, comparison), config or Config(), Options(base="before")).outcome()
