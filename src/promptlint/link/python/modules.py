"""The modules of a repository: which file a name is imported from, and what each binds."""

from __future__ import annotations

import ast
import posixpath
import sys
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.frontends.python.parse import parse
from promptlint.frontends.python.places import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from promptlint.facts import Text as TextFacts
    from promptlint.frontends.python.literals import Hole
    from promptlint.link.python.relevance import Summary
    from promptlint.link.python.text import Text
    from promptlint.link.python.values import Class, Opaque
    from promptlint.source import SourceFile

# Characters of source whose trees are kept: ast takes about fifteen times as much memory as the text.
_KEPT = 12_000_000
_LARGEST = 4_000_000


@dataclass(slots=True)
class Notes:
    """What was found out about the nodes of a module; they are asked for again and again."""

    summaries: dict[ast.AST, Summary] = field(default_factory=dict)  # of its functions, by `relevance`
    unknown: dict[ast.AST, Opaque] = field(default_factory=dict)
    names: dict[ast.AST, str] = field(default_factory=dict)
    texts: dict[ast.AST, Text] = field(default_factory=dict)
    pieces: dict[ast.AST, Sequence[TextFacts | Hole]] = field(default_factory=dict)
    types: dict[ast.AST, str] = field(default_factory=dict)
    members: dict[ast.ClassDef, Mapping[str, ast.stmt]] = field(default_factory=dict)
    bases: dict[ast.ClassDef, Sequence[Class]] = field(default_factory=dict)
    within: dict[ast.AST, Sequence[ast.AST]] = field(default_factory=dict)


class Module:
    """One parsed module and the statements that bind its names."""

    __slots__ = ("_bindings", "_stars", "notes", "path", "places", "source", "tree")

    def __init__(self, source: SourceFile, tree: ast.Module) -> None:
        self.source, self.tree, self.path = source, tree, source.path
        self.places = Places(source)
        self.notes = Notes()
        self._bindings: dict[str, list[ast.stmt]] | None = None
        self._stars: list[ast.ImportFrom] = []

    @property
    def bindings(self) -> dict[str, list[ast.stmt]]:
        """The statements at the top level that give each name its value, or change it in place."""
        if self._bindings is None:
            self._bindings = {}
            for name, statement in _bound(self.tree.body):
                if name == "*" and isinstance(statement, ast.ImportFrom):
                    self._stars.append(statement)
                else:
                    self._bindings.setdefault(name, []).append(statement)
        return self._bindings

    @property
    def stars(self) -> Sequence[ast.ImportFrom]:
        """The star imports, first to last."""
        self.bindings  # noqa: B018 finds them
        return self._stars

    @property
    def folder(self) -> str:
        """Where relative imports start from."""
        return posixpath.dirname(self.path)


def _bound(body: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    """The names that statements bind; a compound statement counts whole for each name that it may bind."""
    for statement in body:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield statement.name, statement
            case ast.Import():
                for alias in statement.names:
                    yield alias.asname or alias.name.partition(".")[0], statement
            case ast.ImportFrom():
                for alias in statement.names:
                    yield alias.asname or alias.name, statement
            case ast.If() | ast.Try() | ast.With() | ast.For() | ast.While() | ast.AsyncWith():
                for name in dict.fromkeys(name for name, _ in _bound(list(_inner(statement)))):
                    yield name, statement
                if isinstance(statement, ast.For):
                    for name in _roots(statement.target):
                        yield name, statement
            case _:
                for name in _changed(statement):
                    yield name, statement


def _inner(statement: ast.stmt) -> Iterator[ast.stmt]:
    for part in ("body", "orelse", "finalbody"):
        yield from getattr(statement, part, ())
    for handler in getattr(statement, "handlers", ()):
        yield from handler.body


def _changed(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.Assign():
            for target in statement.targets:
                yield from _roots(target)
        case ast.AnnAssign() | ast.AugAssign():
            yield from _roots(statement.target)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner))):
            yield from _roots(owner)
        case _:
            pass


def _roots(target: ast.expr) -> Iterator[str]:
    """The names that an assignment to a target changes."""
    while isinstance(target, ast.Attribute | ast.Subscript | ast.Starred):
        target = target.value
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Tuple | ast.List):
        for element in target.elts:
            yield from _roots(element)


class Modules:
    """Finds and parses modules; the trees of those not used for long are dropped."""

    def __init__(
        self,
        read: Callable[[str], SourceFile | None],
        exists: Callable[[str], bool],
        roots: Sequence[str],
    ) -> None:
        self._read, self._exists, self._roots = read, exists, tuple(roots)
        self._loaded: OrderedDict[str, Module | None] = OrderedDict()
        self._found: dict[tuple[str, str], str | None] = {}
        self._size = 0

    @property
    def is_full(self) -> bool:
        """Whether as much is kept as may be: what was made of these modules holds on to their trees."""
        return self._size > _KEPT // 2

    def forget(self) -> None:
        """Give back the memory of all modules."""
        self._loaded.clear()
        self._size = 0

    def load(self, path: str) -> Module | None:
        """The module in a file; None when it cannot be read or parsed."""
        if path in self._loaded:
            self._loaded.move_to_end(path)
            return self._loaded[path]
        module = self._parse(path)
        self._loaded[path] = module
        self._size += len(module.source.text) if module is not None else 0
        while self._size > _KEPT and len(self._loaded) > 1:
            _, dropped = self._loaded.popitem(last=False)
            self._size -= len(dropped.source.text) if dropped is not None else 0
        return module

    def add(self, source: SourceFile, tree: ast.Module) -> Module:
        """Keep a module that a frontend has parsed already."""
        module = self._loaded.get(source.path)
        if module is None:
            module = Module(source, tree)
            self._loaded[source.path] = module
            self._size += len(source.text)
        return module

    def _parse(self, path: str) -> Module | None:
        try:
            source = self._read(path)
            if source is None or len(source.text) > _LARGEST:
                return None
            return Module(source, parse(source))
        except UnreadableError:
            return None

    def find(self, name: str, level: int, beside: str) -> str | None:
        """The file of a module, or the folder of a package without one, by its name in an import statement.

        `level` is the number of leading dots, `beside` the file that imports. Where the roots of imports
        are is not written in a repository: the configured ones are tried, then each folder above the
        importing file and the `src` in it.
        """
        folder = posixpath.dirname(beside)
        key = (name if not level else f"{level}.{name}", folder)
        if key not in self._found:
            self._found[key] = self._find(name, level, folder)
        return self._found[key]

    def _find(self, name: str, level: int, folder: str) -> str | None:
        inner = name.replace(".", "/")
        if not level and name.partition(".")[0] in sys.stdlib_module_names:
            return None
        if level:
            for _ in range(level - 1):
                folder = posixpath.dirname(folder)
            return self._file(posixpath.join(folder, inner) if inner else folder)
        for root in (*self._roots, *_above(folder)):
            if (found := self._file(posixpath.join(root, inner))) is not None:
                return found
        return None

    def _file(self, stem: str) -> str | None:
        stem = posixpath.normpath(stem) if stem else ""
        if stem.startswith(".."):
            return None
        if stem and self._exists(f"{stem}.py"):
            return f"{stem}.py"
        package = posixpath.join(stem, "__init__.py")
        return package if self._exists(package) else None


def _above(folder: str) -> Iterator[str]:
    while True:
        yield folder
        yield posixpath.join(folder, "src")
        if not folder:
            return
        folder = posixpath.dirname(folder)
