"""Keys that send requests to where their prefix is cached: what makes one new each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Nature, Placeholder, Stability
from promptlint.link.python.domain.text import Text, unconditional
from promptlint.link.python.domain.values import Either, Opaque, of_placeholder

if TYPE_CHECKING:
    from promptlint.link.python.domain.values import Value

_OF_ONE_CALL = (Nature.CLOCK, Nature.RANDOM)


def renewed(value: Value) -> Opaque | None:
    """The clock or the random number in a key; None where the program may as well give a key that stays."""
    match value:
        case Opaque(stability=Stability.VOLATILE) if value.nature in _OF_ONE_CALL:
            return value
        case Either(_, arms):
            found = [renewed(arm) for arm in arms]
            return found[0] if all(found) else None
        case Text():
            values = [of_placeholder(part) for part in unconditional(value) if isinstance(part, Placeholder)]
            return next((made for made in values if renewed(made) is not None), None)
        case _:
            return None
