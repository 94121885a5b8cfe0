"""The latest rows of a table, and queries of which they are as many as are asked for later."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.ir import Nature, Stability
from promptlint.link.python.domain.values import Opaque

if TYPE_CHECKING:
    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.machine import Frame

ROWS = "rows"
NEWEST = "newest first"  # a query for all rows
_ANSWER = frozenset(("data", "Items"))  # where a service puts the rows


def newest_of(frame: Frame, value: Value, node: ast.Subscript) -> Opaque | None:
    """The first so many of the rows that come newest first: `query.order_by("-created")[:20]`."""
    if not isinstance(value, Opaque) or value.type != NEWEST:
        return None
    match node.slice:
        case ast.Slice(lower=None | ast.Constant(value=0), upper=ast.expr() as upper, step=None):
            is_cut = not (isinstance(upper, ast.Constant) and upper.value == 1)
            return frame.opaque(node, Stability.UNKNOWN, Nature.WINDOW, ROWS) if is_cut else None
        case _:
            return None


def holds_rows(value: Opaque, name: str | None) -> bool:
    """Whether a part of an answer is the rows that were asked for: `found.data`."""
    return name in _ANSWER and is_window(value)


def is_window(value: Opaque) -> bool:
    """Whether a value is the latest rows."""
    return value.type == ROWS and value.nature is Nature.WINDOW
