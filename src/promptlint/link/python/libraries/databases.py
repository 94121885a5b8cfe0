"""Rows of a database: the last so many are others with every row that is added."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.ir import Nature, Stability
from promptlint.link.python.domain.text import Text
from promptlint.link.python.following.containers import store

if TYPE_CHECKING:
    from promptlint.link.python.domain.values import Opaque
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame

_LATEST = re.compile(r"\border\s+by\b[^;]*\bdesc\b[^;]*\blimit\b", re.IGNORECASE)
_QUERIES = frozenset("execute exec fetch fetchall fetch_all fetchmany query select raw read_sql".split())
# What leaves the rows of a query what they are.
_ROWS = frozenset("fetchall fetch_all fetchmany all scalars mappings unique tuples to_list tolist list".split())


def rows(frame: Frame, owner: Opaque, name: str, given: Arguments, node: ast.Call) -> Opaque | None:
    """The latest rows of a table, newest first, as SQL or a query builder asks for them; None for anything else."""
    if owner.type == "rows" and name in _ROWS:
        return owner
    is_latest = name in _QUERIES and any(
        isinstance(value, Text) and _LATEST.search(value.plain) for value in (*given.args, *given.named.values())
    )
    if not is_latest and not (name == "limit" and _is_newest_first(node.func)):
        return None
    found = frame.opaque(node, Stability.UNKNOWN, Nature.WINDOW, "rows")
    if name in ("execute", "exec") and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        store(frame, node.func.value, found)  # a cursor is asked for the rows later
    return found


def _is_newest_first(func: ast.expr) -> bool:
    """Whether a query orders its rows by something that falls: `.order_by(Message.id.desc())`."""
    while isinstance(func, ast.Attribute) and isinstance(func.value, ast.Call):
        call = func.value
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if name in ("order_by", "sort", "order"):
            return any(_falls(each) for each in (*call.args, *(keyword.value for keyword in call.keywords)))
        func = call.func
    return False


def _falls(node: ast.expr) -> bool:
    for each in ast.walk(node):
        match each:
            case ast.Call(func=ast.Attribute(attr="desc") | ast.Name(id="desc")):
                return True
            case ast.Constant(value=str(text)) if text.startswith("-") and text[1:].isidentifier():
                return True
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1)):
                return True
            case _:
                pass
    return False
