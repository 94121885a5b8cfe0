"""The paths on the command line, as paths below the root."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from promptlint.tree import SourceTree


@dataclass(frozen=True, slots=True)
class PathScope:
    """What a run is limited to: some files and folders, or everything when there are none."""

    files: frozenset[str] = frozenset()
    folders: tuple[str, ...] = ()
    everything: bool = True

    @classmethod
    def of(cls, typed: Sequence[str], root: str, folder: str, tree: SourceTree) -> PathScope:
        """Resolve paths as typed in a folder, to paths relative to the root.

        Raises UserError for one that is not there or lies outside the root.
        """
        if not typed:
            return cls()
        known = _folders(tree.paths())
        files, folders = set(), []
        for word in typed:
            path = os.path.relpath(os.path.join(folder, word), root).replace(os.sep, "/")  # noqa: PTH118 pathlib drops `..` unasked
            if path == ".." or path.startswith("../"):
                raise UserError(f"`{word}` lies outside the repository", "run the command in the repository it is in")
            if path == ".":
                return cls()
            if path in known:
                folders.append(f"{path}/")
            elif tree.exists(path):
                files.add(path)
            elif not os.path.isdir(os.path.join(folder, word)):  # noqa: PTH112, PTH118 see above
                raise UserError(f"no such file or folder: `{word}`", f"looked for it in {tree.label}")
        return cls(frozenset(files), tuple(folders), everything=False)

    def holds(self, path: str) -> bool:
        """Whether the run is about a path."""
        return self.everything or path in self.files or path.startswith(self.folders)

    def select(self, paths: Iterable[str]) -> list[str]:
        """Those of some paths that the run is about, and every file that was named."""
        if self.everything:
            return list(paths)
        chosen = [path for path in paths if self.holds(path)]
        return sorted({*chosen, *self.files})


def _folders(paths: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found
