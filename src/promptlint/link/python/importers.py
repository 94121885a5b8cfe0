"""Who imports a module: asked of the tree word by word, or, where many are asked about, of an index of all modules."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from promptlint.link.python.imports import imported, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.link.python.modules import Modules
    from promptlint.link.workspace import Workspace

_MOST = 12  # importers of one module
_MANY = 500  # modules that are in memory anyway: then the index costs little
_SEARCHES = 40  # of git, which searches fast
_WALKS = 4  # of a tree without git


class Importers:
    """Answers from the tree of a workspace; tests and what is excluded do not count."""

    def __init__(self, workspace: Workspace, modules: Modules) -> None:
        self._workspace, self._modules = workspace, modules
        self._found: dict[str, Sequence[str]] = {}
        self._index: dict[str, list[str]] | None = None
        self._searches = 0

    def of(self, path: str) -> Sequence[str]:
        """The modules that import another one, also by way of the package that it lies in."""
        if path not in self._found:
            found = self._importing(path)
            packages = [other for other in found if posixpath.basename(other) == "__init__.py"]
            through = [each for package in packages for each in self._importing(package)]
            self._found[path] = tuple(each for each in dict.fromkeys([*found, *through]) if each != path)[:_MOST]
        return self._found[path]

    def _importing(self, path: str) -> list[str]:
        """The modules whose import statements lead to a file."""
        folder, name = posixpath.split(path)
        word = posixpath.basename(folder) if name == "__init__.py" else name.removesuffix(".py")
        found = []
        for other in self._naming(word) if word else ():
            raw = self._workspace.raw(other)
            if raw is not None and path in imported(raw, other, self._modules.find, word):
                found.append(other)
        return found

    def _naming(self, word: str) -> Sequence[str]:
        """The modules in which an import statement may name a word."""
        self._searches += 1
        tree = self._workspace.tree
        allowed = _WALKS if getattr(tree, "git", None) is None else _SEARCHES
        if self._index is None and self._searches <= allowed and self._workspace.read_so_far < _MANY:
            return self._workspace.candidates(tree.mentioning((word,), (".py",)))
        if self._index is None:
            self._index = self._indexed()
        return self._index.get(word, ())

    def _indexed(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        paths = [path for path in self._workspace.tree.paths() if path.endswith(".py")]
        for path, raw in self._workspace.every(self._workspace.candidates(paths)):
            for word in sorted(words(raw)):
                index.setdefault(word, []).append(path)
        return index
