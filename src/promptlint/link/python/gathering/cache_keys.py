"""Keys that send requests to where their prefix is cached: what makes one new each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Evidence, Nature, Placeholder, Stability
from promptlint.link.python.domain.text import Text, unconditional
from promptlint.link.python.domain.values import Either, Opaque, of_placeholder, opaques
from promptlint.link.python.tables.sources import DIGEST
from promptlint.record import replace
from promptlint.stability import tells_history

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from promptlint.link.python.domain.values import Value

_OF_ONE_CALL = (Nature.CLOCK, Nature.RANDOM)
_PARTS = ("[", ".")  # what the form of a value begins with that was taken from another one


def renewed(value: Value) -> Opaque | None:
    """The clock or the random number in a key; None where the program may as well give a key that stays."""
    return _always(value, lambda made: made.stability is Stability.VOLATILE and made.nature in _OF_ONE_CALL)


def summed_up(value: Value, messages: Iterable[Value]) -> Opaque | None:
    """The conversation that a key is a digest of: with each message that is said in it the key is another one."""
    said = [each for part in messages for each in opaques(part)]
    found = _always(value, lambda made: made.type == DIGEST and _is_all(made) and _is_among(made, said))
    return None if found is None else replace(found, stability=Stability.REQUEST, evidence=Evidence.SOURCE)


def _is_all(made: Opaque) -> bool:
    return not made.form.startswith(_PARTS) and made.nature in (Nature.PLAIN, Nature.SERIALIZED)


def _is_among(made: Opaque, said: Iterable[Opaque]) -> bool:
    """Whether the messages of a request are a list that something is made of, by itself or one by one."""
    return tells_history(made.name) and any(
        (each.path, each.span) == (made.path, made.span) or each.name == made.name for each in said
    )


def _always(value: Value, is_wanted: Callable[[Opaque], bool]) -> Opaque | None:
    """The part of a key that is wanted, where the key has such a part whichever way it is made."""
    match value:
        case Opaque() if is_wanted(value):
            return value
        case Either(_, arms):
            found = [_always(arm, is_wanted) for arm in arms]
            return found[0] if all(found) else None
        case Text():
            values = [of_placeholder(part) for part in unconditional(value) if isinstance(part, Placeholder)]
            return next(filter(is_wanted, values), None)
        case _:
            return None
