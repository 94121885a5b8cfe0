"""What an initializer computes stays the same for as long as the object lives: a conversation, it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from promptlint.ir import Nature, Stability
from promptlint.link.python.domain.rebuilding import with_parts
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import Choice, Filled, Opaque, Repeat, Spread
from promptlint.record import replace

if TYPE_CHECKING:
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
        case _:
            return with_parts(value, lambda part: lasting(part, loop), lambda item: _lasting_item(item, loop))


def _lasting_item(item: Item, loop: int | None) -> Item:
    return item if isinstance(item, Spread | Repeat | Choice) else lasting(item, loop)


def _is_of_now(part: Segment) -> TypeGuard[Filled]:
    return isinstance(part, Filled) and part.stability is Stability.VOLATILE and part.nature in _OF_NOW
