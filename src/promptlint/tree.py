"""Where files are read from: the work tree, the git index, or a git revision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class SourceTree(Protocol):
    """A set of files under paths relative to one root, with `/`."""

    label: str  # for people: "the work tree", "the index", "HEAD"

    def paths(self) -> Sequence[str]:
        """Every regular file that is not ignored, sorted; no submodules, no links."""
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


@dataclass(frozen=True, slots=True)
class ChangedPath:
    """A path that differs between two trees; None on the side where it does not exist."""

    before: str | None
    after: str | None
