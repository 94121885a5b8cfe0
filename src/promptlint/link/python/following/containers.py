"""Lists, sets and mappings: going over them, taking from them, putting into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Nature, Stability
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    COUNT,
    Choice,
    Dictionary,
    Either,
    Filled,
    Instance,
    Known,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    are_several,
    opaques,
    unordered,
    worst,
)
from promptlint.record import replace

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Sequence

    from promptlint.ir import Segment, Step
    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.machine import Frame

_MOST_ROUNDS = 100
_DEEPEST = 3  # of what elements hold


def elements(value: Value) -> tuple[Item, ...]:
    """The elements that `*value` or `extend(value)` brings; a set brings them in no order."""
    match value:
        case Listing(kind="set", items=items) if are_several(items):
            return (Repeat(unordered(value), items),)
        case Listing(_, items):
            return items
        case Either(test, arms):
            return (Choice(test, tuple(elements(arm) for arm in arms)),)
        case Known(content=None):
            return ()
        case _:
            return (Spread(value),)


def plan(frame: Frame, value: Value, node: ast.AST, words: str = "gone over here") -> tuple[Item, ...]:
    """What a loop over a value goes over; `words` say what is done with the elements."""
    match value:
        case Listing():
            return on_the_way(elements(value), frame.step(node, words))
        case Dictionary():
            return _keys(frame, value, node)
        case Either(test, arms):
            return (Choice(test, tuple(plan(frame, arm, node) for arm in arms)),)
        case Known():
            return ()
        case _:
            return (Repeat(over_of(frame, value, node), (Spread(value),)),)


def on_the_way(items: tuple[Item, ...], step: Step) -> tuple[Item, ...]:
    """Elements one step further on their way, which matters where they come in no order."""
    if not any(isinstance(item, Repeat) and item.over.nature is Nature.UNORDERED for item in items):
        return items
    return tuple(replace(item, over=item.over.via(step)) if isinstance(item, Repeat) else item for item in items)


def over_of(frame: Frame, value: Value, node: ast.AST) -> Opaque:
    """What a loop goes over, as the head of a repeated part."""
    if isinstance(value, Opaque):
        return value
    bad = worst(opaques(value)) or frame.opaque(node, Stability.CONSTANT)
    return frame.unknown(node) if _is_only_stamped(value, bad) else bad


def _is_only_stamped(value: Value, bad: Opaque) -> bool:
    """Whether an object only has a clock among its fields: what it holds is something else."""
    return isinstance(value, Instance) and bad.stability is Stability.VOLATILE and bad.nature is not Nature.UNORDERED


def _keys(frame: Frame, value: Dictionary, node: ast.AST) -> tuple[Item, ...]:
    found: list[Item] = []
    for entry in value.entries:
        if isinstance(entry, Pair):
            found.append(frame.constant(entry.key, node))
        else:
            found.append(Repeat(over_of(frame, entry.value, node), (Spread(entry.value),)))
    return tuple(found)


# What the elements are of what a value of some kind holds.
_KINDS = {"listing": "path", "range": COUNT, "counter": COUNT}


def uncounted(value: Value) -> Value:
    """A range whose loop may have fewer rounds than it has numbers."""
    return replace(value, type="range") if isinstance(value, Opaque) and value.type.startswith("range(") else value


def item_of(frame: Frame, value: Value, node: ast.AST, loop: int | None) -> Value:
    """One element of something whose elements are not known one by one."""
    if isinstance(value, Opaque):
        level = value.settled if value.nature is Nature.UNORDERED else value.stability
        nature = Nature.PLAIN if value.nature in (Nature.UNORDERED, Nature.WINDOW) else value.nature
        kind = _KINDS.get(value.type.partition("(")[0], "")
        return replace(value, stability=level, nature=nature, loop=loop, type=kind, form="[]")
    bad = worst(opaques(value)) or frame.unknown(node)
    return replace(frame.unknown(node) if _is_only_stamped(value, bad) else bad, loop=loop)


def of_round(frame: Frame, item: Item, loop: int) -> Item:
    """An element that stands for one round of a loop: what is open of it is another one in each.

    So is what a loop that has ended made of each of its own elements: it is gone over now.
    """
    return _of_round(item, loop, frozenset(frame.machine.loops), _DEEPEST)


def _of_round(item: Item, loop: int, running: frozenset[int], depth: int) -> Item:
    def turned(inner: Value) -> Value:
        return _of_round(inner, loop, running, depth - 1)  # type: ignore[return-value]  # a value stays one

    match item:
        case Opaque() if item.loop is None or item.loop not in running:
            return replace(item, loop=loop)
        case Listing(kind="tuple", items=items) if depth:
            return replace(item, items=tuple(_of_round(each, loop, running, depth - 1) for each in items))
        case Listing(items=items) if depth and any(_is_ended_in(each, running) for each in items):
            return replace(item, items=tuple(_of_round(each, loop, running, depth - 1) for each in items))
        case Text() if any(_has_ended(each, running) for each in item.segments):
            return Text(tuple(_segment_of_round(each, loop, running) for each in item.segments))
        case Dictionary(entries) if depth and any(_is_ended_in(each.value, running) for each in entries):
            return replace(item, entries=tuple(replace(each, value=turned(each.value)) for each in entries))
        case Instance(fields=fields) if depth and any(_is_ended_in(each, running) for each in fields.values()):
            return replace(item, fields={name: turned(each) for name, each in fields.items()})
        case Either(test, arms) if depth:
            return Either(test, tuple(map(turned, arms)))
        case Choice(test, some) if all(_is_piece(each, running) for arm in some for each in arm):
            return Choice(test, tuple(tuple(_of_round(each, loop, running, 0) for each in arm) for arm in some))
        case _:
            return item


def _is_piece(item: Item, running: frozenset[int]) -> bool:
    """Whether an element is what a loop that has ended made of one of its own."""
    return isinstance(item, Opaque | Text) and _is_ended_in(item, running)


def _segment_of_round(segment: Segment, loop: int, running: frozenset[int]) -> Segment:
    if isinstance(segment, Filled) and _has_ended(segment, running):
        return replace(segment, loop=loop)
    return segment


def _has_ended(segment: Segment, running: frozenset[int]) -> bool:
    return isinstance(segment, Filled) and segment.loop is not None and segment.loop not in running


def _is_ended_in(value: Item, running: frozenset[int]) -> bool:
    return any(each.loop is not None and each.loop not in running for each in opaques(value))


def mapped(
    frame: Frame, items: Sequence[Item], each: Callable[[Value], tuple[Item, ...]], node: ast.AST
) -> tuple[Item, ...]:
    """What becomes of the elements when something is done to each."""
    found: list[Item] = []
    for count, item in enumerate(items):
        if count >= _MOST_ROUNDS:
            bad = worst(opaque for rest in items[count:] for opaque in opaques(rest))
            found.append(Repeat(bad or frame.opaque(node, Stability.CONSTANT), each(_first(item))))
            break
        match item:
            case Repeat(over, inner):
                loop = frame.machine.fresh()
                opened = tuple(_looped(frame, element, over, loop, node) for element in inner)
                frame.machine.mapped.add(loop)
                frame.machine.loops.append(loop)
                frame.machine.overs.append(over)
                found.append(Repeat(over, mapped(frame, opened, each, node)))
                frame.machine.loops.pop()
                frame.machine.overs.pop()
            case Choice(test, arms):
                found.append(Choice(test, tuple(mapped(frame, arm, each, node) for arm in arms)))
            case Spread(value):
                found.append(Repeat(over_of(frame, value, node), each(value)))
            case _:
                found += each(item)
    return tuple(found)


def _looped(frame: Frame, item: Item, over: Opaque, loop: int, node: ast.AST) -> Item:
    """An element that stands for many, as the item of one round."""
    if not isinstance(item, Spread):
        return of_round(frame, item, loop)
    if isinstance(item.value, Opaque):
        return item_of(frame, item.value, node, loop)
    bad = worst(opaques(item.value)) or over
    return replace(frame.unknown(node) if _is_only_stamped(item.value, bad) else bad, loop=loop)


def _first(item: Item) -> Value:
    match item:
        case Spread(value):
            return value
        case Repeat(_, items):
            return _first(items[0])
        case Choice(_, arms):
            return _first(next(arm for arm in arms if arm)[0])
        case _:
            return item
