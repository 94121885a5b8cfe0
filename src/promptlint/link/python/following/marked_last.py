"""The last tool of a list of which nobody knows how many there are, marked where it stands: `tools[-1]`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.link.python.domain.values import Choice, Dictionary, Known, Listing, Opaque, Pair, Repeat, Spread
from promptlint.link.python.machine import chain

if TYPE_CHECKING:
    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.machine import Frame

MARK = "cache_control"


def is_of_last_tool(target: ast.Subscript, owner: Value, name: str | None) -> bool:
    """Whether a mark is put on the last of some tools of which nothing is known."""
    match target:
        case ast.Subscript(value=ast.Subscript(value=listing, slice=ast.UnaryOp(ast.USub(), ast.Constant(value=1)))):
            return name == MARK and isinstance(owner, Opaque) and _are_tools(listing)
        case _:
            return False


def marked(frame: Frame, owner: Value, mark: Value, node: ast.AST) -> Dictionary:
    """A tool of which nothing is known but its mark."""
    return Dictionary((Spread(owner), Pair(MARK, mark)), frame.module.path, frame.span(node))


def with_marked_last(
    frame: Frame, target: ast.Subscript, key: Value | None, owner: Value, value: Value
) -> Value | None:
    """A list of tools whose last one is marked; nothing where its elements are known one by one."""
    is_last = isinstance(key, Known) and key.content == -1
    if not is_last or not isinstance(value, Dictionary) or value.get(MARK) is None:
        return None
    if isinstance(owner, Opaque) and _are_tools(target.value):
        others: tuple[Item, ...] = (Spread(owner),)
    elif isinstance(owner, Listing) and owner.items and isinstance(owner.items[-1], Repeat | Spread | Choice):
        others = owner.items
    else:
        return None
    return Listing("list", (*others, value), frame.module.path, frame.span(target))


def _are_tools(node: ast.expr) -> bool:
    """Whether a list is called after the tools that it holds."""
    name = node.slice.value if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) else chain(node)
    return isinstance(name, str) and "tool" in name.rpartition(".")[2].lower()
