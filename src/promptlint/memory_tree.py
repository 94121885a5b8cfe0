"""A tree of files that exist in memory only: for tests, documentation and editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.tree import ChangedPath

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


class MemoryTree:
    """A SourceTree over a mapping of paths to text."""

    label = "memory"

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = {path: text.encode() for path, text in files.items()}

    def paths(self) -> Sequence[str]:
        """Every path, sorted."""
        return sorted(self._files)

    def ending_in(self, suffixes: tuple[str, ...]) -> Sequence[str]:
        """Those of `paths` with one of the suffixes."""
        return [path for path in self.paths() if path.endswith(suffixes)]

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        return path in self._files

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None when there is none."""
        return self._files.get(path)

    def read_all(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The files among some paths that exist."""
        return ((path, self._files[path]) for path in paths if path in self._files)

    def mentioning(self, words: Sequence[str], suffixes: Sequence[str]) -> Sequence[str]:
        """The files with one of the suffixes that hold one of the words."""
        wanted = [word.encode() for word in words]
        return [
            path
            for path, raw in sorted(self._files.items())
            if path.endswith(tuple(suffixes)) and any(word in raw for word in wanted)
        ]


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[ChangedPath, ...]:
    """The paths that differ between two sets of files."""
    return tuple(
        ChangedPath(path if path in before else None, path if path in after else None)
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    )
