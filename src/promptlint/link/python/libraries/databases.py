"""Rows of a database: the last so many change with every row that is added, and without an order any may be first."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.ir import Nature, Stability
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import Known, Opaque
from promptlint.link.python.following.binding import store
from promptlint.link.python.libraries.latest import NEWEST, ROWS, is_window

if TYPE_CHECKING:
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
# What leaves the rows of a query what they are, and what asks for them.
_ROWS = frozenset(
    "fetchall fetch_all fetchmany all scalars mappings unique tuples to_list tolist list stream get offset start_after"
    " values values_list only options execution_options select_related prefetch_related".split()
)
_ASKING = frozenset("execute exec scalars stream stream_scalars fetch_all".split())
_ORDERING = frozenset(("order_by", "sort", "order"))
# What ends a query with one row, or with none.
_ONE = frozenset(
    "first one one_or_none scalar scalar_one scalar_one_or_none count exists get aget afirst delete".split()
)


def rows(frame: Frame, owner: Opaque, name: str, given: Arguments, node: ast.Call) -> Opaque | None:
    """The latest rows of a table, newest first, or rows in no order, as a query asks for them; None for all else."""
    is_asked_for = name in ("execute", "exec") and not given.args and not given.named  # it was put together before
    if owner.type == ROWS and (name in _ROWS or is_asked_for):
        return owner
    if name in _ORDERING and isinstance(node.func, ast.Attribute) and _orders_newest_first(node):
        return frame.opaque(node, Stability.UNKNOWN, type_=NEWEST)
    if owner.type == NEWEST and name != "limit":
        return None if name in _ONE else owner
    asked = [value.plain for value in (*given.args, *given.named.values()) if isinstance(value, Text)]
    if name in _QUERIES and any(map(_is_unordered, asked)) and "sqlite" not in frame.module.source.text:
        found = frame.opaque(node, Stability.VOLATILE, Nature.UNORDERED, ROWS)
    elif (name in _QUERIES and any(map(_LATEST.search, asked))) or _is_limited(owner, name, given):
        found = frame.opaque(node, Stability.UNKNOWN, Nature.WINDOW, ROWS)
    elif name in ("execute", "exec") and owner.type == ROWS:
        found = frame.unknown(node)
    else:
        return None
    if name in ("execute", "exec") and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        store(frame, node.func.value, found)  # a cursor is asked for the rows later
    return found


def latest(frame: Frame, name: str, given: Arguments, node: ast.Call) -> Opaque | None:
    """What a query for the latest rows gives, or the latest entries of a list: `lrange(key, -20, -1)`."""
    if name in _ASKING and given.args and isinstance(query := given.args[0], Opaque) and is_window(query):
        return query
    if name not in _RANGES and name not in _NEWEST_FIRST:
        return None
    match node.args[1:]:
        case [ast.UnaryOp(op=ast.USub(), operand=first), ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1))]:
            is_cut = name in _RANGES and not (isinstance(first, ast.Constant) and first.value == 1)
        case [ast.Constant(value=0), last]:
            is_cut = not isinstance(last, ast.UnaryOp) and (name in _NEWEST_FIRST or _is_pushed(frame, name))
        case _:
            is_cut = name in _NEWEST_FIRST and any(each.arg in ("count", "num") for each in node.keywords)
    return frame.opaque(node, Stability.UNKNOWN, Nature.WINDOW, ROWS) if is_cut else None


def _is_pushed(frame: Frame, name: str) -> bool:
    """Whether a list has its newest entry in front."""
    return name == "lrange" and ".lpush(" in frame.module.source.text


def _is_unordered(text: str) -> bool:
    """Whether a query asks for several rows and not for an order: another one may come with each update of a row."""
    return _SELECT.match(text) is not None and _ORDERED.search(text) is None


def _is_limited(owner: Opaque, name: str, given: Arguments) -> bool:
    """Whether the latest of all rows are asked for, by a method or by what a table of Amazon's is told."""
    if name == "limit":
        return owner.type == NEWEST
    order = given.named.get("ScanIndexForward")
    return "Limit" in given.named and isinstance(order, Known) and order.content is False


def _orders_newest_first(call: ast.Call) -> bool:
    """Whether a query orders its rows by something that falls: `.order_by(Message.id.desc())`."""
    told = {each.arg: each.value for each in call.keywords}
    for word, falling in (("desc", True), ("descending", True), ("ascending", False)):
        if isinstance(value := told.get(word), ast.Constant) and value.value is falling:
            return True
    return any(_falls(each) for each in (*call.args, *told.values()))


def _falls(node: ast.expr) -> bool:
    for each in walk(node):
        match each:
            case ast.Call(func=ast.Attribute(attr="desc") | ast.Name(id="desc")):
                return True
            case ast.Attribute(attr="DESCENDING") | ast.Constant(value="DESCENDING"):
                return True
            case ast.Constant(value=str(text)) if text.startswith("-") and text[1:].isidentifier():
                return True
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1)):
                return True
            case _:
                pass
    return False
