"""Where a function sets a cache mark: written out, as an argument, or by another that marks what it is given."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from promptlint.frontends.python.walking import walk
from promptlint.link.python.machine import Definition, held

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = frozenset(("cache_control", "cachePoint"))
MOST = 4  # marks that a request may have
ASKED = re.compile(r"(?i)cache|breakpoint")
_BODIES = ("body", "orelse", "handlers", "finalbody", "cases")
# What a block is made with: a mark beside one of them is no mark on a request as a whole.
_OF_BLOCKS = frozenset(("text", "type", "source", "input", "input_schema"))
# What only the definition of a tool has.
_OF_TOOLS = frozenset(("input_schema", "inputSchema", "function"))


@dataclass(frozen=True, slots=True)
class Flag:
    """An argument that decides whether a function marks what it gives back."""

    name: str
    place: int | None  # among those that are given by their place; None where it is given by its name only
    is_on: bool  # where nobody gives it

    def is_given(self, call: ast.Call) -> bool:
        """Whether a call may ask for a mark: one that gives no flag does as the default says."""
        given = next((each.value for each in call.keywords if each.arg == self.name), None)
        if given is None and self.place is not None and self.place < len(call.args):
            given = call.args[self.place]
        return self.is_on if given is None else not (isinstance(given, ast.Constant) and not given.value)


def functions_of(tree: ast.Module) -> Iterator[Definition]:
    """All functions of a module, those inside others too; they stand in statements only."""
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Definition):
            yield node
        inner = (each for name in _BODIES for each in getattr(node, name, ()))
        stack += [each for each in inner if isinstance(each, ast.stmt | ast.excepthandler | ast.match_case)]


def sets_mark(node: ast.AST, function: Definition) -> bool:
    """Whether a mark is written out here that is not carried over from elsewhere."""
    match node:
        case ast.Assign(targets=targets, value=value):
            return any(is_mark_key(target) for target in targets) and _is_mark(value, function)
        case ast.Dict():
            return any(key in KEYS and _is_mark(value, function) for key, value in held(node).items())
        case ast.Call(keywords=keywords) if not _OF_BLOCKS.isdisjoint(each.arg for each in keywords):
            return any(each.arg == "cache_control" and _is_mark(each.value, function) for each in keywords)
        case _:
            return False


def is_tool(node: ast.AST) -> bool:
    """Whether the definition of a tool is written out here."""
    match node:
        case ast.Dict():
            return not _OF_TOOLS.isdisjoint(held(node))
        case ast.Call(keywords=keywords):
            return not _OF_TOOLS.isdisjoint(each.arg for each in keywords)
        case _:
            return False


def chosen_by(node: ast.AST, makers: set[str]) -> list[ast.expr]:
    """What decides whether there is a mark: what is given as one, or to the function that sets it."""
    match node:
        case ast.Assign(value=value):
            return [value]
        case ast.Dict():
            return [value for key, value in held(node).items() if key in KEYS]
        case ast.Call(args=args, keywords=keywords):
            given = [each.value for each in keywords if each.arg == "cache_control"]
            return given or ([*args, *(each.value for each in keywords)] if calls_marker(node, makers) else [])
        case _:
            return []


def flag_of_mark(function: Definition) -> Flag | None:
    """The argument of a function that decides whether the block that it makes and gives back has a mark."""
    given_back = {
        each.value.id for each in walk(function) if isinstance(each, ast.Return) and isinstance(each.value, ast.Name)
    }
    for each in function.body:
        match each:
            case ast.If(test=ast.Name(id=flag), body=body) if not given_back.isdisjoint(_marked(body, function)):
                return _flag(function, flag)
            case _:
                pass
    return None


def _marked(body: list[ast.stmt], function: Definition) -> Iterator[str]:
    """The names whose values some statements mark."""
    for each in body:
        if isinstance(each, ast.Assign) and _is_mark(each.value, function):
            yield from (_root(target) for target in each.targets if is_mark_key(target))


def _flag(function: Definition, name: str) -> Flag | None:
    arguments = function.args
    places = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    named = [each.arg for each in arguments.kwonlyargs]
    if name not in places and name not in named:
        return None
    defaults: dict[str, ast.expr | None] = dict(zip(named, arguments.kw_defaults, strict=True))
    defaults.update(zip(reversed(places), reversed(arguments.defaults), strict=False))
    default = defaults.get(name)
    is_on = not isinstance(default, ast.Constant) or bool(default.value)
    is_method = places[:1] in (["self"], ["cls"])
    return Flag(name, places.index(name) - is_method if name in places else None, is_on)


def makes_marked(function: Definition) -> bool:
    """Whether a function gives back a block with a mark, unless what it is made of says itself that it be cached."""
    names = {each.arg for each in (*function.args.posonlyargs, *function.args.args)} - {"self", "cls"}
    return any(not any(is_asked(value, names) for value in chosen_by(node, set())) for node in _given_marked(function))


def makes_marked_tool(function: Definition) -> bool:
    """Whether what a function gives back with a mark is the definition of a tool."""
    return any(map(is_tool, _given_marked(function)))


def _given_marked(function: Definition) -> Iterator[ast.expr]:
    """What a function gives back in the end that it writes out with a mark."""
    for each in function.body:
        if isinstance(each, ast.Return) and each.value is not None:
            inner = each.value.elts if isinstance(each.value, ast.List) else ()
            yield from (node for node in (each.value, *inner) if sets_mark(node, function))


def is_asked(value: ast.expr, names: set[str]) -> bool:
    """Whether a value is an attribute of one of some names that speaks of caches: `part.cached`."""
    return any(
        isinstance(each, ast.Attribute)
        and isinstance(each.value, ast.Name)
        and each.value.id in names
        and ASKED.search(each.attr) is not None
        for each in walk(value)
    )


def _is_mark(value: ast.expr, function: Definition) -> bool:
    return not _is_nothing(value) and not _is_handed_on(value, function)


def _is_handed_on(value: ast.expr, function: Definition, depth: int = 3) -> bool:
    """Whether a mark is only carried over from what was marked before, by somebody else."""
    for node in walk(value):
        match node:
            case ast.Subscript(slice=ast.Constant(value=str(key))) if key in KEYS:
                return True
            case ast.Call(func=ast.Attribute(attr="get" | "pop"), args=[ast.Constant(value=str(key)), *_]) if (
                key in KEYS
            ):
                return True
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=str(key)), *_]) if key in KEYS:
                return True
            case ast.Attribute(value=ast.Name(id=owner), attr=attr) if attr in KEYS and owner not in ("self", "cls"):
                return True
            case ast.Name(id=name) if depth:
                if any(_is_handed_on(each, function, depth - 1) for each in given(name, function)):
                    return True
            case _:
                pass
    return False


def is_mark_key(target: ast.expr) -> TypeGuard[ast.Subscript]:
    """Whether something is put under the key of a mark."""
    return isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant) and target.slice.value in KEYS


def _is_nothing(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def marks_its_argument(function: Definition) -> bool:
    """Whether a function puts a mark on what it is given."""
    names = {each.arg for each in (*function.args.posonlyargs, *function.args.args)}
    return any(
        is_mark_key(target) and _root(target) in names and _is_mark(node.value, function)
        for node in walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
    )


def _root(target: ast.expr) -> str:
    """The name that a target begins with."""
    while isinstance(target, ast.Subscript | ast.Attribute):
        target = target.value
    return target.id if isinstance(target, ast.Name) else ""


def calls_marker(node: ast.AST, markers: set[str]) -> bool:
    """Whether one of some functions is called, that mark what they are given or give back what is marked."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in markers
        case _:
            return False


def given(name: str, function: Definition) -> list[ast.expr]:
    """All that a function assigns to a name of its own; nothing when the list also grows."""
    found: list[ast.expr] = []
    for node in walk(function):
        match node:
            case ast.Assign(targets=targets, value=value) if any(
                isinstance(target, ast.Name) and target.id == name for target in targets
            ):
                found.append(value)
            case ast.AnnAssign(target=ast.Name(id=other), value=ast.expr() as value) if other == name:
                found.append(value)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=other), attr="append" | "extend")) if other == name:
                return []
            case _:
                pass
    return found
