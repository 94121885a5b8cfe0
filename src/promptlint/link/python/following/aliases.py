"""Names of what another value keeps: what is changed under such a name is changed where it was taken from."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.link.python.domain.values import Dictionary, Instance, Listing, Opaque

if TYPE_CHECKING:
    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.machine import Frame

_ASKED = ("get", "setdefault")


def note(frame: Frame, target: ast.expr, taken: ast.expr, value: Value) -> None:
    """`target = taken`: another name of the same container, where it is taken from a place that has a name."""
    if not isinstance(target, ast.Name) or not isinstance(value, Dictionary | Listing | Instance | Opaque):
        return
    place = _place(taken)
    if place is not None and (root := _root(place)) is not None and root != target.id:
        frame.aliases[target.id] = place


def note_element(frame: Frame, target: ast.expr, listing: ast.expr, place: int, value: Value) -> None:
    """An element that a loop over a list looks at."""
    if isinstance(listing, ast.Name | ast.Attribute | ast.Subscript) and isinstance(target, ast.Name):
        key = ast.copy_location(ast.Constant(place), listing)
        note(frame, target, ast.copy_location(ast.Subscript(listing, key, ast.Store()), listing), value)


def forget(frame: Frame, name: str) -> None:
    """A name that is given another value is no longer that of the place, and no longer leads to others."""
    gone = [each for each, place in frame.aliases.items() if each == name or _root(place) == name]
    for each in gone:
        del frame.aliases[each]


def forget_moved(frame: Frame, name: str, value: Value) -> None:
    """Where something is put in front of a list, its elements have other places."""
    before = frame.env.get(name)
    if not isinstance(before, Listing) or not isinstance(value, Listing) or len(before.items) == len(value.items):
        return
    if before.items and value.items[:1] != before.items[:1]:
        for each in [each for each, place in frame.aliases.items() if each != name and _root(place) == name]:
            del frame.aliases[each]


def _place(node: ast.expr) -> ast.Attribute | ast.Subscript | None:
    """Where a value is kept: an attribute, an entry or an element."""
    match node:
        case ast.Attribute() | ast.Subscript(slice=ast.Constant()):
            return node
        case ast.Call(func=ast.Attribute(value=owner, attr=name), args=[ast.Constant() as key, *_]) if name in _ASKED:
            return ast.copy_location(ast.Subscript(owner, key, ast.Store()), node)
        case _:
            return None


def _root(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
