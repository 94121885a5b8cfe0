"""Sets that operators make: they come in no order, whatever they are made of."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.link.python.domain.values import Either, Known, Listing, Spread

if TYPE_CHECKING:
    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.machine import Frame

_OPERATORS = (ast.Sub, ast.BitAnd, ast.BitOr, ast.BitXor)
_VIEWS = frozenset(("keys", "items"))


def united(frame: Frame, node: ast.BinOp | ast.AugAssign, left: Value, right: Value) -> Listing | None:
    """What `-`, `&`, `|` and `^` make of sets and of the keys of mappings; None for anything else."""
    if not isinstance(node.op, _OPERATORS):
        return None
    first = node.left if isinstance(node, ast.BinOp) else node.target
    if not _is_set(left, first) and not (_is_set(right, None) and not isinstance(left, Known)):
        return None
    if not _is_plain(left) or not _is_plain(right):
        return None
    items = _items(left)
    if isinstance(node.op, ast.BitOr | ast.BitXor):
        items = (*items, *_items(right))
    return Listing("set", items, frame.module.path, frame.span(node))


def _is_set(value: Value, node: ast.expr | None) -> bool:
    """Whether something is a set, or the keys of a mapping, which operators make sets of."""
    if isinstance(value, Listing):
        return value.kind == "set" or _is_view(node)
    return _is_view(node)


def _is_view(node: ast.expr | None) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr=name), args=[], keywords=[]):
            return name in _VIEWS
        case _:
            return False


def _is_plain(value: Value) -> bool:
    """Whether it is one thing: a choice among several is followed by its arms elsewhere, or not at all."""
    return not isinstance(value, Either)


def _items(value: Value) -> tuple[Item, ...]:
    return value.items if isinstance(value, Listing) else (Spread(value),)
