"""How many blocks a request adds to those of the request before it in its conversation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.ir import Turn
from promptlint.link.python.conversations.marking import KEYS
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    ANSWER,
    Choice,
    Dictionary,
    Either,
    Instance,
    Known,
    Listing,
    Opaque,
    Repeat,
    Spread,
    opaques,
)
from promptlint.stability import tells_history

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.machine import Frame, Sighting

_COUNTED = re.compile(r"range\((\d+)\)")
_DEEPEST = 6


def turn_of(sighting: Sighting) -> Turn | None:
    """What a request adds to one that its function has sent before, or to a conversation that it is given."""
    sent = _marked_as_a_whole(sighting)
    if sent is None:
        return None
    place = max((at for at, item in enumerate(sent.items) if _is_answer(item) or _is_history(item)), default=None)
    if place is None:
        return None
    if _is_history(sent.items[place]):
        return _turn(sighting, sent.items, place + 1, is_repeated=True)
    before = [each for each in sighting.frame.machine.sightings if _goes_on(sent, each, sighting)]
    asked = {(each.path, each.span) for each in opaques(sent.items[place]) if each.type == ANSWER}
    if not any((each.frame.module.path, each.frame.span(each.node)) in asked for each in before):
        return None
    return _turn(sighting, sent.items, max(map(_length, before)))


def note_turns(frame: Frame, since: int) -> None:
    """At the end of a round: what the request that it has sent finds added to its messages in the next one."""
    met = frame.machine.sightings[since:]
    if not met or not frame.machine.loops:
        return
    loop = frame.machine.loops[-1]
    found = [each for each in met if (sent := _marked_as_a_whole(each)) is not None and loop in dict(sent.rounds)]
    if not found or len(set(map(_length, found))) > 1:
        return  # of several requests in one round each finds what the one before has left
    for left in frame.env.values():
        if isinstance(left, Listing) and _is_longer(left, found[0]):
            for each in found:
                each.turn = each.turn or _turn(each, left.items, dict(left.rounds)[loop], is_repeated=True)


def _turn(sighting: Sighting, items: Sequence[Item], place: int, *, is_repeated: bool = False) -> Turn | None:
    """What is added from a place on; nothing where a message has a mark of its own, which the next request finds."""
    added = items[place:]
    if not added or any(map(_is_marked, items)):
        return None
    most = max(added, key=least_blocks)
    made = most if isinstance(most, Dictionary | Instance | Listing | Opaque) else None
    path = made.path if made is not None else sighting.frame.module.path
    span = made.span if made is not None else sighting.frame.span(sighting.node)
    return Turn(sum(map(least_blocks, added)), path, span, is_repeated=is_repeated)


def least_blocks(item: Item, depth: int = _DEEPEST) -> int:
    """How many blocks a message, or messages, certainly have."""
    if depth == 0:
        return 0
    match item:
        case Repeat(over, items):
            return _rounds(over) * sum(least_blocks(each, depth - 1) for each in items)
        case Choice(arms=arms):
            return min((sum(least_blocks(each, depth - 1) for each in arm) for arm in arms), default=0)
        case Either(arms=several):
            return min(least_blocks(each, depth - 1) for each in several)
        case Spread(Listing() as inner):
            return least_blocks(inner, depth - 1)
        case Listing(kind="list" | "tuple" | "generator", items=items):
            return sum(least_blocks(each, depth - 1) for each in items)
        case Dictionary() | Instance() if isinstance(content := _content(item), Listing | Either):
            return least_blocks(content, depth - 1)
        case Spread() | Known() | Listing():
            return 0
        case _:
            return 1


def _rounds(over: Opaque) -> int:
    counted = _COUNTED.fullmatch(over.type)
    return int(counted[1]) if counted is not None else 0


def _content(item: Dictionary | Instance) -> Value | None:
    """What a message holds: blocks have other keys, but for the results of tools, which are one block each."""
    entries = item.fields if isinstance(item, Instance) else item
    return entries.get("content") if entries.get("role") is not None else None


# ---------------------------------------------------------------- what was sent before


def _marked_as_a_whole(sighting: Sighting) -> Listing | None:
    """The messages of a request whose mark moves on with its last block by itself."""
    sink = sighting.sink
    if sink is None or not any(isinstance(sighting.parts.get(name), Dictionary) for name in sink.automatic):
        return None
    return next((part for name in sink.messages if isinstance(part := sighting.parts.get(name), Listing)), None)


def _length(sighting: Sighting) -> int:
    sent = _marked_as_a_whole(sighting)
    return len(sent.items) if sent is not None else 0


def _is_answer(item: Item) -> bool:
    match item:
        case Dictionary() | Instance() if isinstance(content := _content(item), Opaque | Text):
            return any(each.type == ANSWER for each in opaques(content))
        case _:
            return False


def _is_history(item: Item) -> bool:
    """Whether messages stand there that are known by what they are called only."""
    value = item.value if isinstance(item, Spread) else item
    return isinstance(value, Opaque) and tells_history(value.name.rpartition(".")[2])


def _goes_on(sent: Listing, before: Sighting, sighting: Sighting) -> bool:
    """Whether a request says what another one has said, and more."""
    sink = sighting.sink
    names = (*sink.tools, *sink.system, *sink.model) if sink is not None else ()
    is_alike = all(_are_alike(sighting.parts.get(name), before.parts.get(name)) for name in names)
    return is_alike and _is_longer(sent, before)


def _are_alike(value: Value | None, other: Value | None) -> bool:
    if isinstance(value, Text) and isinstance(other, Text) and value.known is not None:
        return value.known == other.known
    return value is other or value == other


def _is_longer(later: Listing, before: Sighting) -> bool:
    sent = _marked_as_a_whole(before)
    if sent is None or len(sent.items) >= len(later.items):
        return False
    return all(mine is theirs for mine, theirs in zip(sent.items, later.items, strict=False))


def _is_marked(item: Item, depth: int = _DEEPEST) -> bool:
    """Whether a message, or a part of it, has a mark of its own, or may have one that somebody gives it."""
    if depth == 0:
        return False

    def are_marked(several: Iterable[Item]) -> bool:
        return any(_is_marked(each, depth - 1) for each in several)

    match item:
        case Repeat(items=items) | Listing(items=items):
            return are_marked(items)
        case Choice(arms=arms):
            return any(map(are_marked, arms))
        case Either(arms=several):
            return are_marked(several)
        case Spread(inner):
            return _is_marked(inner, depth - 1)
        case Dictionary() | Instance():
            entries = item.fields if isinstance(item, Instance) else item
            content = entries.get("content")
            is_set = any(entries.get(name) is not None for name in KEYS)
            return is_set or (content is not None and _is_marked(content, depth - 1))
        case _:
            return False
