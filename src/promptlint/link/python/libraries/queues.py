"""Queues: one that holds so many elements forgets the earliest when another is put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.link.python.conversations import histories
from promptlint.link.python.domain.values import Choice, Either, Known, Listing, Repeat, Spread
from promptlint.link.python.following.containers import elements

if TYPE_CHECKING:
    import ast

    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame


def deque(frame: Frame, given: Arguments, node: ast.Call) -> Listing:
    """`deque(items, maxlen)`: what is left of a list that grows once there is a limit."""
    first, limit = given.at(0, "iterable"), given.at(1, "maxlen")
    items = elements(first) if first is not None else ()
    made = Listing("list", items, frame.module.path, frame.span(node))
    if limit is None or (isinstance(limit, Known) and limit.content is None):
        return made
    is_seen = bool(items) and not any(isinstance(item, Repeat | Spread | Choice | Either) for item in items)
    if is_seen:
        return made
    return Listing("list", (Spread(histories.window(frame, made, node)),), made.path, made.span, grows=True)
