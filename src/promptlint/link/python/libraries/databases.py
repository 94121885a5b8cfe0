"""Rows of a database: the last so many change with every row that is added, and without an order any may be first."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.ir import Nature, Stability
from promptlint.link.python.domain.text import Text
from promptlint.link.python.following.binding import store

if TYPE_CHECKING:
    from promptlint.link.python.domain.values import Opaque
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame

_LATEST = re.compile(r"\border\s+by\b[^;]*\bdesc\b[^;]*\blimit\b", re.IGNORECASE)
_SELECT = re.compile(r"\s*select\b.+\bfrom\s+(?!\w*(?:information_schema|sqlite_|pg_))\w", re.IGNORECASE | re.DOTALL)
# An order, one row, or one figure of all rows; what is asked for by its key is one row too.
_ORDERED = re.compile(
    r"\border\s+by\b|\blimit\s+1\b|\bgroup\s+by\b|\b(?:count|max|min|sum|avg|exists|string_agg|array_agg|json_agg)\s*\("
    r"|\b(?:\w+\.)?(?:id|key|uuid|name|slug|email)\s*=",
    re.IGNORECASE,
)
_QUERIES = frozenset("execute exec fetch fetchall fetch_all fetchmany query select raw read_sql".split())
# Lists and sorted sets of Redis: what is asked for by its place from the end, or from the front of the newest first.
_RANGES = frozenset(("lrange", "zrange"))
_NEWEST_FIRST = frozenset(("zrevrange", "xrevrange", "zrevrangebyscore"))
# What leaves the rows of a query what they are.
_ROWS = frozenset("fetchall fetch_all fetchmany all scalars mappings unique tuples to_list tolist list".split())


def rows(frame: Frame, owner: Opaque, name: str, given: Arguments, node: ast.Call) -> Opaque | None:
    """The latest rows of a table, newest first, or rows in no order, as a query asks for them; None for all else."""
    if owner.type == "rows" and name in _ROWS:
        return owner
    asked = [value.plain for value in (*given.args, *given.named.values()) if isinstance(value, Text)]
    if name in _QUERIES and any(map(_is_unordered, asked)) and "sqlite" not in frame.module.source.text:
        found = frame.opaque(node, Stability.VOLATILE, Nature.UNORDERED, "rows")
    elif (name in _QUERIES and any(map(_LATEST.search, asked))) or (name == "limit" and _is_newest_first(node.func)):
        found = frame.opaque(node, Stability.UNKNOWN, Nature.WINDOW, "rows")
    elif name in ("execute", "exec") and owner.type == "rows":
        found = frame.unknown(node)
    else:
        return None
    if name in ("execute", "exec") and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        store(frame, node.func.value, found)  # a cursor is asked for the rows later
    return found


def latest(frame: Frame, name: str, node: ast.Call) -> Opaque | None:
    """The latest entries of a list that a store keeps: `lrange(key, -20, -1)`."""
    if name not in _RANGES and name not in _NEWEST_FIRST:
        return None
    match node.args[1:]:
        case [ast.UnaryOp(op=ast.USub(), operand=first), ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1))]:
            is_cut = name in _RANGES and not (isinstance(first, ast.Constant) and first.value == 1)
        case [ast.Constant(value=0), last]:
            is_cut = not isinstance(last, ast.UnaryOp) and (name in _NEWEST_FIRST or _is_pushed(frame, name))
        case _:
            is_cut = name in _NEWEST_FIRST and any(each.arg in ("count", "num") for each in node.keywords)
    return frame.opaque(node, Stability.UNKNOWN, Nature.WINDOW, "rows") if is_cut else None


def _is_pushed(frame: Frame, name: str) -> bool:
    """Whether a list has its newest entry in front."""
    return name == "lrange" and ".lpush(" in frame.module.source.text


def _is_unordered(text: str) -> bool:
    """Whether a query asks for several rows and not for an order: another one may come with each update of a row."""
    return _SELECT.match(text) is not None and _ORDERED.search(text) is None


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
