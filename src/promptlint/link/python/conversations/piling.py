"""Cache marks that stay on the messages of a conversation: each turn marks its last message, and none is taken away."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.link.python.conversations.histories import INITIAL
from promptlint.link.python.conversations.marking import MOST, is_mark_key
from promptlint.link.python.machine import Definition, inside
from promptlint.stability import tells_history

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_DEEPEST = 8
_GROWING = ("append", "extend")
# What is asked of a message says what it is, and not how many there are.
_ASKED = frozenset("isinstance hasattr get startswith endswith lower strip getattr type".split())
_OPERATORS = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)


@dataclass(frozen=True, slots=True)
class _Path:
    """A part of what a name, or an attribute of the object, holds: the steps that lead to it."""

    name: str
    is_of_object: bool = False
    steps: tuple[str, ...] = ()

    def then(self, *steps: str) -> _Path:
        return _Path(self.name, self.is_of_object, (*self.steps, *steps))


class Piling:
    """What the marks of a module pile up on: the lists it only adds to, and what it gives to functions that mark."""

    def __init__(self, functions: Sequence[Definition], marking: Iterable[Definition]) -> None:
        self._functions = functions
        self.markers: dict[str, Definition] = {}
        self._kept: dict[str, bool] = {}
        for function in marking:
            if any(not path.is_of_object for node in walk(function) for path in self._marked(node, function)):
                self.markers[function.name] = function

    def stays(self, node: ast.AST, around: Sequence[ast.AST], function: Definition) -> bool:
        """Whether a mark is put on the last message of a conversation that goes on."""
        if not all(_is_harmless(test, function) for test in _tests(node, around, function)):
            return False
        return any(
            path.steps[:1] == ("last",) and self._goes_on(path, around, function)
            for path in self._marked(node, function)
        )

    def _marked(self, node: ast.AST, function: Definition) -> Iterator[_Path]:
        """What is marked here, in its place."""
        match node:
            case ast.Assign(targets=targets):
                for target in targets:
                    if is_mark_key(target) and (path := _path(target.value, function)) is not None:
                        yield path
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in self.markers:
                yield from self._by_another(node, self.markers[name], function)
            case _:
                pass

    def _by_another(self, call: ast.Call, marker: Definition, function: Definition) -> Iterator[_Path]:
        parameters = [each.arg for each in (*marker.args.posonlyargs, *marker.args.args)]
        if parameters[:1] in (["self"], ["cls"]):
            del parameters[0]
        given = dict(zip(parameters, call.args, strict=False))
        given.update({each.arg: each.value for each in call.keywords if each.arg is not None})
        for node in walk(marker):
            if isinstance(node, ast.Assign):
                if not all(_is_harmless(test, marker) for test in _tests(node, (), marker)):
                    continue
                for inner in self._marked(node, marker):
                    value = None if inner.is_of_object else given.get(inner.name)
                    if value is not None and (outer := _path(value, function)) is not None:
                        yield outer.then(*inner.steps)

    def _goes_on(self, path: _Path, around: Sequence[ast.AST], function: Definition) -> bool:
        """Whether what holds the messages is the same one in the next turn, with more of them."""
        if not tells_history(path.name):
            return False
        if path.is_of_object:
            return function.name not in INITIAL and self._is_kept(path.name)
        return any(
            isinstance(loop, ast.While | ast.For | ast.AsyncFor)
            and not _is_short(loop)
            and any(_grows(each, path) for each in inside(loop))
            and not any(True for _ in _assigned(path, inside(loop)))
            for loop in around
        )

    def _is_kept(self, name: str) -> bool:
        """Whether objects hold a list that they only add to."""
        if name not in self._kept:
            path = _Path(name, is_of_object=True)
            grows = any(_grows(each, path) for function in self._functions for each in walk(function))
            is_made_anew = any(
                not (isinstance(value, ast.List) and not value.elts)
                for function in self._functions
                if function.name not in INITIAL
                for value in _assigned(path, walk(function))
            )
            self._kept[name] = grows and not is_made_anew
        return self._kept[name]


# ---------------------------------------------------------------- what leads to a mark


def _path(node: ast.expr, function: Definition, depth: int = _DEEPEST) -> _Path | None:
    if depth == 0:
        return None
    match node:
        case ast.Name(id=name):
            return _named(name, function, depth)
        case ast.Attribute(value=ast.Name(id="self"), attr=attr):
            return _Path(attr, is_of_object=True)
        case ast.Attribute(value=value):
            return _step(value, "part", function, depth)
        case ast.Subscript(value=value, slice=ast.Slice(lower=lower, upper=upper)):
            return _slice(value, lower, upper, function, depth)
        case ast.Subscript(value=value, slice=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int()))):
            return _step(value, "last", function, depth)
        case ast.Subscript(value=value):
            return _step(value, "part", function, depth)
        case ast.Call(func=ast.Attribute(value=value, attr="get")):
            return _step(value, "part", function, depth)
        case (
            ast.Call(func=ast.Name(id="list"), args=[value])
            | ast.Call(func=ast.Attribute(value=value, attr="copy"), args=[])
            | ast.List(elts=[ast.Starred(value=value)])
        ):
            return _list(_path(value, function, depth - 1))
        case ast.BoolOp(op=ast.Or(), values=[value, *_]):
            return _path(value, function, depth - 1)
        case _:
            return None


def _step(value: ast.expr, step: str, function: Definition, depth: int) -> _Path | None:
    path = _path(value, function, depth - 1)
    return path.then(step) if path is not None else None


def _list(path: _Path | None) -> _Path | None:
    """Another list of the same messages; what is made of one message is no message of the conversation."""
    return path if path is not None and not path.steps else None


def _slice(
    value: ast.expr, lower: ast.expr | None, upper: ast.expr | None, function: Definition, depth: int
) -> _Path | None:
    path = _list(_path(value, function, depth - 1))
    if path is None or upper is not None:
        return None
    return path.then("tail") if isinstance(lower, ast.UnaryOp) else path if lower is None else None


def _named(name: str, function: Definition, depth: int) -> _Path | None:
    values = list(_given(name, function))
    if _is_gone_over(name, function):
        return None if values else _element(name, function, depth)
    path = _Path(name)
    if not values or any(_grows(each, path) for each in walk(function)):
        return path
    return _path(values[0], function, depth - 1) if len(values) == 1 else None


def _given(name: str, function: Definition) -> Iterator[ast.expr]:
    for node in walk(function):
        match node:
            case ast.Assign(targets=targets, value=value):
                if any(isinstance(each, ast.Name) and each.id == name for each in targets):
                    yield value
            case (
                ast.AnnAssign(target=ast.Name(id=other), value=ast.expr() as value)
                | ast.NamedExpr(target=ast.Name(id=other), value=value)
            ) if other == name:
                yield value
            case _:
                pass


def _is_gone_over(name: str, function: Definition) -> bool:
    return next(_loops(name, function), None) is not None


def _loops(name: str, function: Definition) -> Iterator[ast.For | ast.AsyncFor]:
    for node in walk(function):
        if isinstance(node, ast.For | ast.AsyncFor) and any(
            isinstance(each, ast.Name) and each.id == name for each in walk(node.target)
        ):
            yield node


def _element(name: str, function: Definition, depth: int) -> _Path | None:
    """What a loop goes over from the end: the last messages, or one of them."""
    loops = list(_loops(name, function))
    if len(loops) != 1 or not isinstance(loops[0].target, ast.Name):
        return None
    match loops[0].iter:
        case ast.Call(func=ast.Name(id="reversed"), args=[value]):
            path = _path(value, function, depth - 1)
            return path.then("part" if path.steps else "last") if path is not None else None
        case value:
            path = _path(value, function, depth - 1)
            if path is not None and path.steps[-1:] == ("tail",):
                return _Path(path.name, path.is_of_object, (*path.steps[:-1], "last"))
            return path.then("part") if path is not None and path.steps else None


# ---------------------------------------------------------------- what is done to a conversation


def _is(node: ast.expr, path: _Path) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="self"), attr=attr):
            return path.is_of_object and attr == path.name
        case ast.Name(id=name):
            return not path.is_of_object and name == path.name
        case _:
            return False


def _grows(node: ast.AST, path: _Path) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr=attr)):
            return attr in _GROWING and _is(value, path)
        case ast.AugAssign(target=target, op=ast.Add()):
            return _is(target, path)
        case _:
            return False


def _assigned(path: _Path, nodes: Iterable[ast.AST]) -> Iterator[ast.expr]:
    for node in nodes:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(_is(each, path) for target in targets for each in getattr(target, "elts", (target,))):
                yield node.value


# ---------------------------------------------------------------- whether it is done in each turn


def _is_short(loop: ast.While | ast.For | ast.AsyncFor) -> bool:
    """Whether a loop has few rounds."""
    match loop:
        case ast.For(iter=ast.Call(func=ast.Name(id="range"), args=[*_, ast.Constant(value=int(most))])):
            return most <= MOST
        case ast.For(iter=ast.List(elts=rounds) | ast.Tuple(elts=rounds)):
            return len(rounds) <= MOST
        case _:
            return False


def _tests(node: ast.AST, around: Sequence[ast.AST], function: Definition) -> Iterator[ast.expr]:
    """What decides whether a mark is set: the conditions around it, and those that leave the function before it."""
    yield from (each.test for each in around if isinstance(each, ast.If | ast.IfExp))
    line = getattr(node, "lineno", 0)
    for each in walk(function):
        if isinstance(each, ast.If):
            is_around = each.lineno <= line <= (each.end_lineno or line)
            leaves = isinstance(each.body[-1], ast.Return | ast.Continue | ast.Break | ast.Raise)
            if is_around or (leaves and each.lineno < line):
                yield each.test


def _is_harmless(test: ast.expr, function: Definition) -> bool:
    """Whether a test asks what a message is, or whether there is to be a cache, and not how many marks there are."""
    match test:
        case ast.Constant(value=value):
            return not isinstance(value, int | float) or isinstance(value, bool)
        case ast.Subscript(value=value, slice=ast.Constant() | ast.UnaryOp()):
            return _is_harmless(value, function)
        case ast.Attribute(value=ast.Name(id="self"), attr=attr):
            # What is noted here is asked for to do it once.
            path = _Path(attr, is_of_object=True)
            return not any(True for _ in _assigned(path, walk(function)))
        case ast.Attribute(value=value) | ast.UnaryOp(op=ast.Not(), operand=value):
            return _is_harmless(value, function)
        case ast.Call(func=ast.Name(id=name), args=args):
            return name in _ASKED and all(_is_harmless(each, function) for each in args)
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=args):
            return name in _ASKED and all(_is_harmless(each, function) for each in (value, *args))
        case ast.Compare(left=left, ops=operators, comparators=others):
            is_of_kinds = all(isinstance(each, _OPERATORS) for each in operators)
            return is_of_kinds and all(_is_harmless(each, function) for each in (left, *others))
        case ast.BoolOp(values=values) | ast.Tuple(elts=values) | ast.List(elts=values) | ast.Set(elts=values):
            return all(_is_harmless(each, function) for each in values)
        case _:
            return isinstance(test, ast.Name)
