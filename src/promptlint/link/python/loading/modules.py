"""The modules of a repository: which file a name is imported from, and what each binds."""

from __future__ import annotations

import ast
import posixpath
import re
import sys
from bisect import bisect_left
from contextlib import suppress
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.frontends.python.cuts import Meter
from promptlint.frontends.python.parse import parse
from promptlint.link.python.loading.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from promptlint.frontends.python.cuts import Place
    from promptlint.link.python.domain.values import Class
    from promptlint.link.python.loading.shelf import Reading
    from promptlint.source import SourceFile

# Characters of source of which trees are asked for before all that was made of them is forgotten.
_KEPT = 4_000_000
_STREAMLIT = re.compile(r"^(?:import streamlit|from streamlit import)\b", re.MULTILINE)
_WIDGET = re.compile(r"^(?:if .*|with .*|\w+ *= *)?\bst\.\w+\(", re.MULTILINE)  # at the top of the script


class Module:
    """One module and the statements that bind its names, parsed as far as somebody asks."""

    __slots__ = (
        "_bindings",
        "_bound",
        "_cuts",
        "_members",
        "_meter",
        "_reading",
        "_stars",
        "_taken",
        "_tree",
        "bases",
        "notes",
        "path",
        "places",
        "source",
    )

    def __init__(self, reading: Reading, meter: Meter | None = None) -> None:
        self._reading, self._cuts, self._tree = reading, reading.cuts, reading.whole
        self.source, self.path, self.places, self.notes = reading.source, reading.path, reading.places, reading.notes
        self.bases: dict[ast.ClassDef, Sequence[Class]] = {}
        self._members: dict[ast.ClassDef, dict[str, ast.stmt]] = {}
        self._bindings: dict[str, Sequence[ast.stmt]] | None = None
        self._bound: dict[str, Sequence[ast.stmt]] = {}
        self._stars: list[ast.ImportFrom] = []
        self._taken: dict[ast.AST, Place] = {}  # what was cut out, and where
        self._meter = meter or Meter()
        self._meter.characters += reading.least

    @property
    def tree(self) -> ast.Module:
        """All of the module; what cannot be parsed of it is left out."""
        if self._tree is None:
            self._meter.characters += len(self.source.text)
            try:
                self._tree = parse(self.source)
            except UnreadableError as problem:
                self.notes.refused = problem
                self._tree = self._cuts.rest if self._cuts is not None else ast.Module([], [])
        return self._tree

    @property
    def runs_anew(self) -> bool:
        """Whether all of the module runs with each thing that a user does: Streamlit runs its scripts so."""
        known = self.notes.runs_anew
        if known is None:
            text = self.source.text
            known = "streamlit" in text and bool(_STREAMLIT.search(text) and _WIDGET.search(text))
            self.notes.runs_anew = known
        return known

    def release(self) -> None:
        """Give back the tree and keep the parts that others asked for."""
        self._tree = self._reading.whole

    def bound(self, name: str) -> Sequence[ast.stmt]:
        """The statements at the top level that give a name its value, or change it in place."""
        found = self._bound.get(name)
        if found is None:
            found = self._bound[name] = self._binding(name)
        return found

    def _binding(self, name: str) -> Sequence[ast.stmt]:
        known = self._known
        if self._cuts is None or name not in self._cuts.places:
            return known.get(name, ())
        try:
            definitions = [self._cut(place) for place in self._cuts.places[name]]
        except UnreadableError:
            self._read_whole()
            return self._known.get(name, ())
        return sorted([*known.get(name, ()), *definitions], key=_line)

    def _cut(self, place: Place) -> ast.stmt:
        """What stands at a place. Raises UnreadableError where the module was cut off in the wrong place."""
        assert self._cuts is not None
        statement = self._cuts.at(place)
        if statement not in self._taken:
            self._taken[statement] = place
            self._meter.characters += self._cuts.size(place)
        return statement

    def _read_whole(self) -> None:
        """Read the module as a whole: it was cut off in the wrong place."""
        self._cuts, self._bindings = None, None
        self._bound.clear()

    def member(self, cls: ast.ClassDef, name: str) -> ast.stmt | None:
        """The first statement of one of its classes that gives a name a value."""
        known = self._members.get(cls)
        if known is None:
            known = self._members[cls] = {}
            for statement in cls.body:
                for each in _given(statement):
                    known.setdefault(each, statement)
        if name not in known:
            for place in self._methods(cls).get(name, ())[:1]:
                with suppress(UnreadableError):
                    known[name] = self._cut(place)
        return known.get(name)

    def _methods(self, cls: ast.ClassDef) -> Mapping[str, Sequence[Place]]:
        """Those of one of its classes that were cut out of it."""
        place = self._taken.get(cls)
        return self._cuts.methods(place) if self._cuts is not None and place is not None else {}

    # ------------------------------------------------------------ what stands around places in the text

    def around(self, places: Sequence[int]) -> Sequence[ast.stmt]:
        """The statements at the top level that hold some of the places, which are in order."""
        if self._cuts is not None:
            try:
                return self._holding(self._cuts.rest.body, self._cuts.places, places)
            except UnreadableError:
                self._read_whole()
        return self._holding(self.tree.body, {}, places)

    def around_in(self, cls: ast.ClassDef, places: Sequence[int]) -> Sequence[ast.stmt]:
        """The same of the statements in one of its classes."""
        methods = self._methods(cls)
        try:
            return self._holding(
                [each for each in cls.body if not methods or not isinstance(each, ast.Pass)], methods, places
            )
        except UnreadableError:
            return self._holding(cls.body, {}, places)

    def _holding(
        self, body: Sequence[ast.stmt], cut: Mapping[str, Sequence[Place]], places: Sequence[int]
    ) -> Sequence[ast.stmt]:
        found = [each for each in body if self.holds(each, places)]
        several = [each for same in cut.values() for each in same if is_within(places, *each)]
        if several:
            definitions = [self._cut(place) for place in several]
            found = sorted([*found, *(each for each in definitions if self.holds(each, places))], key=_line)
        return found

    def holds(self, node: ast.stmt, places: Sequence[int]) -> bool:
        """Whether a statement, its decorators included, holds one of some places in the text."""
        span = self.places.span(node)
        start = span.start
        for decorator in getattr(node, "decorator_list", ()):
            start = min(start, self.places.span(decorator).start)
        return is_within(places, start, span.end)

    # ------------------------------------------------------------ all names

    @property
    def bindings(self) -> Mapping[str, Sequence[ast.stmt]]:
        """The same for all names."""
        names = dict.fromkeys([*self._known, *(self._cuts.places if self._cuts is not None else ())])
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


def _line(statement: ast.stmt) -> int:
    return statement.lineno


def is_within(places: Sequence[int], start: int, end: int) -> bool:
    """Whether one of some places, which are in order, is in a stretch."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


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
        self._exists, self._roots = exists, tuple(roots)
        self._shelf = Shelf(read)
        self._meter = Meter()
        self._loaded: dict[str, Module | None] = {}
        self._found: dict[tuple[str, str], str | None] = {}

    @property
    def is_full(self) -> bool:
        """Whether so much was asked for that what was made of it has to be forgotten."""
        return self._meter.characters > _KEPT

    def forget(self) -> Sequence[str]:
        """Give back the memory of all modules, and say which these were."""
        paths = tuple(self._loaded)
        for module in self._loaded.values():
            if module is not None:
                module.bases.clear()
        self._loaded, self._meter = {}, Meter()
        self.make_room()
        return paths

    def make_room(self) -> None:
        """Give back the memory of modules that nobody has asked for since the last time that all was forgotten."""
        self._shelf.trim(self._loaded)

    def load(self, path: str) -> Module | None:
        """The module in a file; None when it cannot be read or parsed."""
        if path not in self._loaded:
            reading = self._shelf.take(path, self._loaded)
            self._loaded[path] = Module(reading, self._meter) if reading is not None else None
        return self._loaded[path]

    def entry(self, path: str) -> Module | None:
        """The same for a module that is looked at itself, however large it is."""
        if (module := self.load(path)) is not None:
            return module
        reading = self._shelf.read(path)
        if reading is None:
            return None
        self._loaded[path] = module = Module(reading, self._meter)
        return module

    def refused(self, path: str) -> UnreadableError | None:
        """Why a module that was looked at cannot be parsed, or why a part of it that was asked for cannot."""
        module = self._loaded.get(path)
        return module.notes.refused if module is not None else self._shelf.refused.get(path)

    def find(self, name: str, level: int, beside: str) -> str | None:
        """The file of a module or of a package by its name in an import statement.

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
