"""Keys that send requests to where their prefix is cached: what makes one new each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Kind, Nature, Placeholder, Stability
from promptlint.link.python.text import Text
from promptlint.link.python.values import Either, Opaque, of_placeholder

if TYPE_CHECKING:
    from promptlint.link.python.values import Value

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
            return next((made for made in map(of_placeholder, _always(value)) if renewed(made) is not None), None)
        case _:
            return None


def _always(text: Text) -> list[Placeholder]:
    """The values of a text that no condition lets in."""
    found, depth = [], 0
    for part in text.segments:
        if not isinstance(part, Placeholder):
            continue
        if part.kind is Kind.VALUE and not depth:
            found.append(part)
        depth += {Kind.TEST: 1, Kind.LOOP: 1, Kind.END: -1}.get(part.kind, 0)
    return found
