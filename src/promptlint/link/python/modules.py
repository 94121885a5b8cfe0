"""The modules of a repository: which file a name is imported from, and what each binds."""

from __future__ import annotations

import ast
import posixpath
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.frontends.python.cuts import Cuts
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
_KEPT = 8_000_000
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
    members: dict[ast.ClassDef, dict[str, ast.stmt]] = field(default_factory=dict)
    bases: dict[ast.ClassDef, Sequence[Class]] = field(default_factory=dict)
    within: dict[ast.AST, Sequence[ast.AST]] = field(default_factory=dict)
    hits: list[int] | None = None  # where it speaks of what prompts are made of


class Module:
    """One module and the statements that bind its names; without its tree it is parsed as far as somebody asks."""

    __slots__ = ("_bindings", "_cuts", "_stars", "_tree", "notes", "path", "places", "source")

    def __init__(self, source: SourceFile, tree: ast.Module | None = None) -> None:
        """Raises UnreadableError where Python refuses the module."""
        self.source, self.path, self._tree = source, source.path, tree
        self._cuts: Cuts | None = None
        if tree is None:
            try:
                self._cuts = Cuts(source)
            except UnreadableError:
                self._tree = parse(source)
        self.places = Places(source)
        self.notes = Notes()
        self._bindings: dict[str, Sequence[ast.stmt]] | None = None
        self._stars: list[ast.ImportFrom] = []

    @property
    def tree(self) -> ast.Module:
        """All of the module; what cannot be parsed of it is left out."""
        if self._tree is None:
            try:
                self._tree = parse(self.source)
            except UnreadableError:
                self._tree = self._cuts.rest if self._cuts is not None else ast.Module([], [])
        return self._tree

    def adopt(self, tree: ast.Module) -> None:
        """Take the tree that somebody else has made."""
        self._tree = self._tree or tree

    def release(self) -> bool:
        """Give back the tree and keep the parts that others asked for; False where there are none."""
        if self._cuts is None:
            return False
        self._tree, self.notes = None, Notes()
        return True

    @property
    def cost(self) -> int:
        """The characters of which trees are kept."""
        if self._tree is not None:
            return len(self.source.text)
        return len(self.source.text) // 8 + (self._cuts.parsed if self._cuts is not None else 0)

    def bound(self, name: str) -> Sequence[ast.stmt]:
        """The statements at the top level that give a name its value, or change it in place."""
        known = self._known
        if self._cuts is None or name not in self._cuts:
            return known.get(name, ())
        try:
            definitions = self._cuts.definitions(name)
        except UnreadableError:
            # Cut off in the wrong place: then the module is read as a whole.
            self._cuts, self._bindings = None, None
            return self._known.get(name, ())
        found = [*known.get(name, ()), *definitions]
        found.sort(key=lambda each: each.lineno)
        return found

    def member(self, cls: ast.ClassDef, name: str) -> ast.stmt | None:
        """The first statement of one of its classes that gives a name a value."""
        known = self.notes.members.get(cls)
        if known is None:
            known = self.notes.members[cls] = {}
            for statement in cls.body:
                for each in _given(statement):
                    known.setdefault(each, statement)
        if name not in known and self._cuts is not None:
            with suppress(UnreadableError):
                method = self._cuts.method(cls, name)
                if method is not None:
                    known[name] = method
        return known.get(name)

    @property
    def bindings(self) -> Mapping[str, Sequence[ast.stmt]]:
        """The same for all names."""
        names = dict.fromkeys([*self._known, *(self._cuts.names() if self._cuts is not None else ())])
        return {name: self.bound(name) for name in names}

    @property
    def _known(self) -> Mapping[str, Sequence[ast.stmt]]:
        """The same for those names that are not cut out."""
        if self._bindings is None:
            found: dict[str, list[ast.stmt]] = {}
            self._stars = []
            for name, statement in _bound((self._cuts.rest if self._cuts is not None else self.tree).body):
                if name == "*" and isinstance(statement, ast.ImportFrom):
                    self._stars.append(statement)
                else:
                    found.setdefault(name, []).append(statement)
            self._bindings = dict(found)
        return self._bindings

    @property
    def stars(self) -> Sequence[ast.ImportFrom]:
        """The star imports, first to last."""
        self._known  # noqa: B018 finds them
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


def _given(statement: ast.stmt) -> Sequence[str]:
    """The names to which a statement of a class gives a value."""
    match statement:
        case ast.Assign():
            return [target.id for target in statement.targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=found), value=ast.expr()):
            return (found,)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return (statement.name,)
        case _:
            return ()


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
    """Finds and reads modules."""

    def __init__(
        self,
        read: Callable[[str], SourceFile | None],
        exists: Callable[[str], bool],
        roots: Sequence[str],
    ) -> None:
        self._read, self._exists, self._roots = read, exists, tuple(roots)
        self._loaded: dict[str, Module | None] = {}
        self._found: dict[tuple[str, str], str | None] = {}

    @property
    def is_full(self) -> bool:
        """Whether as much is kept as may be: what was made of these modules holds on to their trees."""
        return sum(module.cost for module in self._loaded.values() if module is not None) > _KEPT

    def release(self, path: str) -> bool:
        """Give back the memory of a module that was looked at; whether nothing is left of it."""
        module = self._loaded.get(path)
        if module is None or module.release():
            return False
        del self._loaded[path]
        return True

    def forget(self) -> Sequence[str]:
        """Give back the memory of all modules, and say which these were."""
        paths = tuple(self._loaded)
        self._loaded = {}
        return paths

    def load(self, path: str) -> Module | None:
        """The module in a file; None when it cannot be read or parsed."""
        if path not in self._loaded:
            self._loaded[path] = self._read_module(path)
        return self._loaded[path]

    def add(self, source: SourceFile, tree: ast.Module) -> Module:
        """Keep a module that a frontend has parsed already."""
        module = self._loaded.get(source.path)
        if module is None:
            module = self._loaded[source.path] = Module(source, tree)
        module.adopt(tree)
        return module

    def _read_module(self, path: str) -> Module | None:
        try:
            source = self._read(path)
            if source is None or len(source.text) > _LARGEST:
                return None
            return Module(source)
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
