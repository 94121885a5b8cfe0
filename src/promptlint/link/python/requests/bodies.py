"""Requests of batches: bodies that a program makes, one for each row, to submit them together."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    Choice,
    Dictionary,
    Either,
    Instance,
    Listing,
    Pair,
    Repeat,
    Spread,
    opaques,
)
from promptlint.link.python.machine import Sighting
from promptlint.link.python.requests.surroundings import Scopes, are_exclusive
from promptlint.link.python.tables.requests import BODIES

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.machine import Frame
    from promptlint.link.python.tables.sink import Sink

BODY = "body"  # the name of a sighting of one
_KEYS = frozenset(("params", "body", "modelInput", "request"))
_DEEPEST = 6  # containers in each other that are looked into
_MOST = 100  # bodies of one call


def see_body(frame: Frame, fields: Mapping[str, Value], node: ast.AST) -> bool:
    """Note a request of a batch: something with an id and the parameters of a request."""
    if _KEYS.isdisjoint(fields):
        return False
    for sink in BODIES:
        body = fields.get(sink.bodies)
        if body is None or not any(name in fields for name in sink.needs[0]):
            continue
        given = parameters(body)
        if given is not None and _is_of(sink, given, fields):
            _note(frame, node, given, sink)
            return True
    return False


def see_conversations(frame: Frame, value: Value | None, parts: Mapping[str, Value], sink: Sink, node: ast.AST) -> bool:
    """Note each of several conversations that one call sends."""
    found = list(_conversations(value, _DEEPEST))[:_MOST] if isinstance(value, Listing) else []
    for each in found:
        given = {**parts, sink.messages[0]: each}
        _note(frame, node, given, replace(sink, bodies=sink.messages[0]), tuple(sorted(_loops([each]))))
    return bool(found)


def settled(sightings: list[Sighting]) -> list[Sighting]:
    """Tell the requests of batches which loops several of them have in common: what those put in, they share."""
    inner: dict[int, list[Sighting]] = {}
    for each in sightings:
        if each.name == BODY and each.loops:
            inner.setdefault(each.loops[-1], []).append(each)
    for bodies in inner.values():
        has_company = len(bodies) > 1 and _come_together(bodies)
        for each in bodies:
            each.groups = each.loops if has_company else each.loops[:-1]
    return sightings


def _come_together(bodies: Sequence[Sighting]) -> bool:
    """Whether a round of a loop makes several requests, rather than one or the other."""
    if any(each.frame is not bodies[0].frame for each in bodies) or len(bodies) > _MOST:
        return True
    scopes = Scopes()
    ways = [scopes.of(each).around(each.node)[1] for each in bodies]
    return any(not are_exclusive(one, other) for one, other in combinations(ways, 2))


def _note(
    frame: Frame, node: ast.AST, given: Mapping[str, Value], sink: Sink, loops: tuple[int, ...] | None = None
) -> None:
    around = tuple(frame.machine.loops) if loops is None else loops
    frame.machine.sightings.append(Sighting("request", node, frame, given, sink, BODY, around))


def parameters(body: Value) -> Mapping[str, Value] | None:
    """The parameters of a request, from a mapping or an object of the library."""
    match body:
        case Dictionary():
            known: dict[str, Value] = {entry.key: entry.value for entry in body.entries if isinstance(entry, Pair)}
            rest = next((entry.value for entry in body.entries if isinstance(entry, Spread)), None)
            return known if rest is None else {**known, "**": rest}
        case Instance():
            return body.fields
        case Either(_, arms):
            return next((found for arm in arms if (found := parameters(arm))), None)
        case _:
            return None


def _is_of(sink: Sink, given: Mapping[str, Value], fields: Mapping[str, Value]) -> bool:
    url = fields.get("url")
    known = url.known if isinstance(url, Text) else None
    if known is not None and not any(known.rstrip("/").endswith(place) for place in sink.positional):
        return False
    return any(name in given for name in (*sink.messages, *sink.system))


def _conversations(value: Item, depth: int) -> Iterator[Listing]:
    """The lists of messages in a list of such lists."""
    match value:
        case Listing(items=items) if depth:
            for item in items:
                inner = [item] if isinstance(item, Listing) else _unfolded(item)
                for each in inner:
                    if isinstance(each, Listing) and each.kind in ("list", "tuple") and _speaks(each.items):
                        yield each
        case _:
            pass


def _unfolded(item: Item) -> Sequence[Item]:
    match item:
        case Repeat(_, items):
            return [inner for each in items for inner in ([each] if isinstance(each, Listing) else _unfolded(each))]
        case Choice(_, arms):
            return [each for arm in arms for each in arm]
        case _:
            return ()


def _speaks(items: Iterable[Item]) -> bool:
    """Whether the elements of a list are messages."""
    return any(isinstance(item, Dictionary) and item.get("role") is not None for item in items)


def _loops(values: Iterable[Item]) -> set[int]:
    return {opaque.loop for value in values for opaque in opaques(value) if opaque.loop is not None}
