"""Who imports a module, and which modules are called so: asked of the tree, or of an index of all modules."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import TYPE_CHECKING

from promptlint.link.python.loading.imports import dotted, leading, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.link.python.loading.modules import Modules
    from promptlint.link.workspace import Workspace

_MOST = 12  # importers of one module
_MOST_READ = 200  # modules that hold a name, for one question
_AT_HAND = 500  # modules whose bytes are in memory: the next question is mostly about some of the same
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
        self._searched: dict[str, Sequence[str]] = {}  # where words stand
        self._named: dict[str, Sequence[tuple[int, str]]] = {}  # what the import statements of a module name
        self._leading: dict[str, Sequence[str]] = {}  # the modules whose import statements lead to one
        self._bytes = lru_cache(_AT_HAND)(workspace.glance)

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
        """The modules that import a file and hold a name; the package that it lies in may take all of it."""
        package = posixpath.join(posixpath.dirname(path), "__init__.py")
        wanted, found = name.encode(), list[str]()
        for other in self._leading_to(path):
            if other == package or wanted in (self._bytes(other) or b""):
                found.append(other)
            if len(found) == _MOST_READ:
                break
        return found

    def _leading_to(self, path: str) -> Sequence[str]:
        """The modules whose import statements lead to a file: the same whatever name is looked for in them."""
        if path not in self._leading:
            word = _word(path)
            self._leading[path] = tuple(other for other in self._naming(word) if self._leads(other, path, word))
        return self._leading[path]

    def _leads(self, other: str, path: str, word: str) -> bool:
        if other not in self._named:
            self._named[other] = tuple(dict.fromkeys(dotted(self._bytes(other) or b"")))
        return path in leading(self._named[other], other, self._modules.find, word)

    def _naming(self, word: str) -> Sequence[str]:
        """The modules in which an import statement may name a word; the root of a tree has none."""
        if not word:
            return ()
        if self._index is None and word not in self._searched:
            self._searched[word] = self._search(word)
        return self._searched[word] if self._index is None else self._index.get(word, ())

    def _search(self, word: str) -> Sequence[str]:
        self._searches += 1
        tree = self._workspace.tree
        allowed = _WALKS if getattr(tree, "git", None) is None else _SEARCHES
        is_cheap = self._searches <= allowed and self._workspace.read_so_far < _MANY and not self._workspace.is_large
        if is_cheap:
            return self._workspace.candidates(tree.mentioning((word,), (".py",)))
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
