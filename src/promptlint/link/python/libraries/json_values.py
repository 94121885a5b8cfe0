"""Values as JSON, and objects as the mappings of their fields."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from promptlint.ir import Nature, Stability
from promptlint.link.python.domain.reading import as_text, truth
from promptlint.link.python.domain.text import Text, join
from promptlint.link.python.domain.values import (
    PART,
    Choice,
    Dictionary,
    Instance,
    Known,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    opaques,
    worst,
)
from promptlint.record import replace

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable

    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame
    from promptlint.source import Span

    Known_ = Callable[[Frame, Arguments, ast.Call], Value | None]

_DEEPEST = 6  # objects inside one another


def dumps(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """JSON of a value: a literal dict has its order, what is made of a set or a listing has none."""
    value = first(given)
    if value is None:
        return None
    is_sorted = isinstance(given.named.get("sort_keys"), Known) and bool(truth(given.named["sort_keys"]))
    step = frame.step(node, "serialized here")
    if (plain := as_json(value)) is not None:
        text = json.dumps(plain, ensure_ascii=False, sort_keys=is_sorted, indent=_indentation(given))
        return Text.constant(text, step.path, step.span)
    if isinstance(value, Dictionary) and value.is_whole and not is_sorted:
        return _json_text(value, step)
    bad = worst(opaques(value))
    if bad is None:
        return frame.opaque(node, Stability.CONSTANT)
    if bad.nature is Nature.UNORDERED and is_sorted and isinstance(value, Dictionary | Opaque):
        bad = replace(bad, stability=bad.settled, nature=Nature.PLAIN)
    if not is_sorted and bad.stability is Stability.UNKNOWN and bad.nature is Nature.PLAIN and _may_be_mapping(value):
        bad = replace(bad, nature=Nature.SERIALIZED)
    return replace(bad, form="json", type=PART if bad.is_telling and bad.form.startswith(("[", ".")) else "").via(step)


def _may_be_mapping(value: Value) -> bool:
    """Whether a value may be a mapping whose entries nobody knows."""
    return isinstance(value, Opaque | Dictionary) and not (isinstance(value, Opaque) and value.type)


def _indentation(given: Arguments) -> int | None:
    value = given.named.get("indent")
    return value.content if isinstance(value, Known) and isinstance(value.content, int) else None


def as_json(value: Value, depth: int = 8) -> object:
    """Constant data as Python's own; None for anything that is not."""
    if depth == 0:
        return None
    match value:
        case Text():
            return value.known
        case Known(content) if isinstance(content, int | float | bool):
            return content
        case Listing(kind, items) if kind != "set":
            row = [None if isinstance(i, Spread | Repeat | Choice) else as_json(i, depth - 1) for i in items]
            return None if any(each is None for each in row) else row
        case Dictionary(entries) if value.is_whole:
            pairs = {e.key: as_json(e.value, depth - 1) for e in entries if isinstance(e, Pair)}
            return None if any(each is None for each in pairs.values()) else pairs
        case _:
            return None


def _json_text(value: Dictionary, step: object) -> Text:
    from promptlint.ir import Step  # noqa: PLC0415 one use

    assert isinstance(step, Step)
    parts = [Text.constant("{", step.path, step.span)]
    for place, entry in enumerate(value.entries):
        assert isinstance(entry, Pair)
        parts.append(Text.constant(f'{", " if place else ""}"{entry.key}": ', step.path, step.span))
        plain = as_json(entry.value)
        if plain is not None:
            parts.append(Text.constant(json.dumps(plain, ensure_ascii=False), step.path, step.span))
        else:
            parts.append(as_text(entry.value, step, "json"))
    return join((*parts, Text.constant("}", step.path, step.span)))


def as_dictionary(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`dataclasses.asdict(…)`: the fields of an object, in the order in which they are declared."""
    value = first(given)
    return of_fields(value, frame.module.path, frame.span(node)) if value is not None else None


def of_fields(value: Value, path: str, span: Span, depth: int = _DEEPEST) -> Value:
    """An object as a mapping, the objects in its fields too."""
    match value:
        case Instance() if value.cls is not None and depth:
            entries: list[Pair | Spread] = [
                Pair(name, of_fields(field, path, span, depth - 1)) for name, field in value.fields.items()
            ]
            if value.is_partial:
                entries.append(Spread(Opaque(value.name, Stability.UNKNOWN, value.path, value.span)))
            return Dictionary(tuple(entries), path, span)
        case Listing() if depth:
            return replace(value, items=tuple(_of_fields(item, path, span, depth - 1) for item in value.items))
        case Dictionary() if depth:
            return replace(
                value, entries=tuple(replace(e, value=of_fields(e.value, path, span, depth - 1)) for e in value.entries)
            )
        case _:
            return value


def _of_fields(item: Item, path: str, span: Span, depth: int) -> Item:
    match item:
        case Repeat(over, items):
            return Repeat(over, tuple(_of_fields(each, path, span, depth) for each in items))
        case Choice() | Spread():
            return item
        case _:
            return of_fields(item, path, span, depth)


def first(given: Arguments) -> Value | None:
    """The value that a call is given at the first place."""
    found = given.args[0] if given.args else None
    return None if isinstance(found, Spread | Repeat | Choice) else found
