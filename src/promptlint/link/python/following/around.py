"""What a function inside another one fills of the collections of the function around it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.link.python.domain.values import Dictionary, Listing
from promptlint.link.python.machine import plain_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promptlint.link.python.domain.values import Function, Value
    from promptlint.link.python.machine import Frame

_FILLING = frozenset("append appendleft extend insert add update setdefault".split())


def collections_around(frame: Frame, function: Function) -> dict[str, Value]:
    """The collections of the function around that a function fills, as they are when it is called."""
    if not function.closure or isinstance(function.node, ast.Lambda):
        return {}
    around = frame.env if _is_defined_in(frame, function) else function.closure
    held = {name: around.get(name) for name in _filled(function)}
    return {name: value for name, value in held.items() if isinstance(value, Listing | Dictionary)}


def filled_around(final: Mapping[str, Value], before: Mapping[str, Value]) -> dict[str, Value]:
    """Those of these that hold something else in the end."""
    return {
        name: value
        for name, old in before.items()
        if isinstance(value := final.get(name), Listing | Dictionary) and value is not old
    }


def give_around(frame: Frame, filled: Mapping[str, Value], function: Function) -> None:
    """Change them where they belong: in the function that defines the one that was called, as it calls it."""
    if filled and _is_defined_in(frame, function):
        frame.env.update(filled)


def _is_defined_in(frame: Frame, function: Function) -> bool:
    return function.module is frame.module and function.qualname.rpartition(".")[0] == frame.qualname


def _filled(function: Function) -> frozenset[str]:
    """The names of others that a function puts something into."""
    known, node = function.module.notes.filled, function.node
    if node not in known:
        names = {name for each in walk(node) if (name := _put_into(each)) is not None}
        if names and not isinstance(node, ast.Lambda):
            names -= {each.arg for each in walk(node.args) if isinstance(each, ast.arg)}
            names -= plain_names(node.body)
        known[node] = frozenset(names)
    return known[node]


def _put_into(node: ast.AST) -> str | None:
    """The name of what something is put into here."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=verb)) if verb in _FILLING:
            return name
        case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()):
            return name
        case ast.Call(func=ast.Attribute(value=ast.Subscript(value=ast.Name(id=name)), attr=verb)) if verb in _FILLING:
            return name
        case _:
            return None
