"""What an initializer computes stays the same for as long as the object lives: a conversation, it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from promptlint.ir import Nature, Stability
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import Choice, Dictionary, Either, Filled, Listing, Opaque, Repeat, Spread
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.ir import Segment
    from promptlint.link.python.domain.values import Item, Value

_OF_NOW = (Nature.CLOCK, Nature.RANDOM, Nature.LIVE)


def lasting(value: Value, loop: int | None) -> Value:
    """A value as an object keeps it; in a loop each round makes an object of its own."""
    match value:
        case Opaque(stability=Stability.VOLATILE, nature=Nature.CLOCK | Nature.RANDOM | Nature.LIVE):
            return replace(value, stability=Stability.SESSION, loop=loop)
        case Text() if any(_is_of_now(part) for part in value.segments):
            kept = (
                replace(part, stability=Stability.SESSION, loop=loop) if _is_of_now(part) else part
                for part in value.segments
            )
            return Text(tuple(kept))
        case Either(arms=arms):
            each = tuple(lasting(arm, loop) for arm in arms)
            return value if _are_same(each, arms) else replace(value, arms=each)
        case Listing(items=items):
            held = tuple(_lasting_item(item, loop) for item in items)
            return value if _are_same(held, items) else replace(value, items=held)
        case Dictionary(entries):
            values = [lasting(entry.value, loop) for entry in entries]
            if _are_same(values, [entry.value for entry in entries]):
                return value
            pairs = zip(entries, values, strict=True)
            return replace(value, entries=tuple(replace(entry, value=new) for entry, new in pairs))
        case _:
            return value


def _lasting_item(item: Item, loop: int | None) -> Item:
    return item if isinstance(item, Spread | Repeat | Choice) else lasting(item, loop)


def _are_same(new: Sequence[object], old: Sequence[object]) -> bool:
    return all(one is other for one, other in zip(new, old, strict=True))


def _is_of_now(part: Segment) -> TypeGuard[Filled]:
    return isinstance(part, Filled) and part.stability is Stability.VOLATILE and part.nature in _OF_NOW
