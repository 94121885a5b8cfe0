"""Who imports a module, and which modules are called so: asked of the tree, or of an index of all modules."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from promptlint.link.python.loading.imports import dotted, leading, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.link.python.loading.modules import Modules
    from promptlint.link.workspace import Workspace

_MOST = 12  # importers of one module
_MOST_READ = 200  # modules that hold both words
_MANY = 500  # modules that are in memory anyway: then the index costs little
_SEARCHES = 40  # of git, which searches fast
_WALKS = 4  # of a tree without git


class Importers:
    """Answers from the tree of a workspace; tests and what is excluded do not count."""

    def __init__(self, workspace: Workspace, modules: Modules) -> None:
        self._workspace, self._modules = workspace, modules
        self._found: dict[tuple[str, str], Sequence[str]] = {}
        self._index: dict[str, list[str]] | None = None
        self._searches = 0
        self._named: dict[str, Sequence[tuple[int, str]]] = {}  # what the import statements of a module name

    def of(self, path: str, name: str) -> Sequence[str]:
        """The modules that import another one, also by way of the package that it lies in, and hold a name."""
        key = (path, name)
        if key not in self._found:
            found = self._importing(path, name)
            packages = [other for other in found if posixpath.basename(other) == "__init__.py"]
            through = [each for package in packages for each in self._importing(package, name)]
            self._found[key] = tuple(each for each in dict.fromkeys([*found, *through]) if each != path)[:_MOST]
        return self._found[key]

    def _importing(self, path: str, name: str) -> list[str]:
        """The modules whose import statements lead to a file; the package that it lies in may take all of it."""
        word = _word(path)
        package = posixpath.join(posixpath.dirname(path), "__init__.py")
        wanted, found = name.encode(), list[str]()
        left = _MOST_READ
        for other in self._naming(word) if word else ():
            raw = self._workspace.raw(other)
            if raw is None or (wanted not in raw and other != package):
                continue
            if other not in self._named:
                self._named[other] = tuple(dict.fromkeys(dotted(raw)))
            if path in leading(self._named[other], other, self._modules.find, word):
                found.append(other)
            left -= 1
            if left == 0:
                break
        return found

    def _naming(self, word: str) -> Sequence[str]:
        """The modules in which an import statement may name a word."""
        self._searches += 1
        tree = self._workspace.tree
        allowed = _WALKS if getattr(tree, "git", None) is None else _SEARCHES
        is_cheap = self._searches <= allowed and self._workspace.read_so_far < _MANY and not self._workspace.is_large
        if self._index is None and is_cheap:
            return self._workspace.candidates(tree.mentioning((word,), (".py",)))
        if self._index is None:
            self._index = self._indexed()
        return self._index.get(word, ())

    def _indexed(self) -> dict[str, list[str]]:
        """Where the modules of the tree are named; import statements name much else."""
        paths = [path for path in self._workspace.tree.paths() if path.endswith(".py")]
        index: dict[str, list[str]] = {_word(path): [] for path in paths}
        for path, raw in self._workspace.every(self._workspace.candidates(paths)):
            for word in words(raw):
                if word in index:
                    index[word].append(path)
        return index


class Files:
    """Which modules lie in a file of a name; tests and what is excluded do not count."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._index: dict[str, list[str]] = {}

    def called(self, name: str) -> Sequence[str]:
        """The paths that end with a name."""
        if not self._index:
            for path in self._workspace.tree.ending_in((".py",)):
                self._index.setdefault(posixpath.basename(path), []).append(path)
        return self._workspace.candidates(self._index.get(name, ()))


def _word(path: str) -> str:
    """The last part of the dotted name of a module, or of a package."""
    folder, last = posixpath.split(path)
    return posixpath.basename(folder) if last == "__init__.py" else last.removesuffix(".py")
