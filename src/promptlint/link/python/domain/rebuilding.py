"""Making a value anew where something in it becomes another: what stays the same stays the very value it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.link.python.domain.values import Dictionary, Either, Listing
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from promptlint.link.python.domain.values import Item, Value


def with_parts(value: Value, part: Callable[[Value], Value], item: Callable[[Item], Item]) -> Value:
    """A choice, a list or a mapping with each of its parts made anew; anything else as it is."""
    match value:
        case Either(arms=arms):
            new = tuple(part(arm) for arm in arms)
            return value if are_same(new, arms) else replace(value, arms=new)
        case Listing(items=items):
            held = tuple(item(each) for each in items)
            return value if are_same(held, items) else replace(value, items=held)
        case Dictionary(entries):
            values = [part(entry.value) for entry in entries]
            if are_same(values, [entry.value for entry in entries]):
                return value
            pairs = zip(entries, values, strict=True)
            return replace(value, entries=tuple(replace(entry, value=each) for entry, each in pairs))
        case _:
            return value


def are_same(new: Iterable[object], old: Iterable[object]) -> bool:
    """Whether all of them are the very same."""
    return all(mine is theirs for mine, theirs in zip(new, old, strict=True))
