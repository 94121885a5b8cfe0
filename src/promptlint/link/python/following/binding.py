"""What targets are bound to, and containers put back where they were taken from."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.ir import Stability
from promptlint.link.python.conversations.addressed import spoken_in
from promptlint.link.python.domain.reading import key_of
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    STATE,
    Choice,
    Dictionary,
    Either,
    Instance,
    Known,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
)
from promptlint.link.python.following import aliases
from promptlint.link.python.following import declared as by_declaration
from promptlint.link.python.following.entries import extended
from promptlint.link.python.following.marked_last import is_of_last_tool, marked, with_marked_last
from promptlint.link.python.following.taking import named, part_of
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.machine import Frame


def bind(frame: Frame, target: ast.expr, value: Value) -> None:
    """Assign to a name, to several, to an attribute or to an element."""
    match target:
        case ast.Name():
            if frame.aliases:
                aliases.forget(frame, target.id)
            value = by_declaration.named(frame, target.id, value, target)
            frame.env[target.id] = _still_state(frame.env.get(target.id), named(value, target.id))
            from promptlint.link.python.requests.sightings import see_binding  # noqa: PLC0415 needs this module

            see_binding(frame, target.id, value, target)
        case ast.Tuple() | ast.List():
            _unpack(frame, target.elts, value)
        case ast.Starred():
            bind(frame, target.value, value)
        case ast.Attribute() | ast.Subscript():
            _put(frame, target, value)
        case _:
            pass


def _still_state(before: Value | None, value: Value) -> Value:
    """What a hook has made of the state of a graph, where nothing else is known of it, is a state as well."""
    is_state = isinstance(before, Opaque) and before.type == STATE
    if is_state and isinstance(value, Opaque) and value.stability is Stability.UNKNOWN and not value.type:
        return replace(value, type=STATE)
    return value


def _unpack(frame: Frame, targets: Sequence[ast.expr], value: Value) -> None:
    known = value.items if isinstance(value, Listing) else ()
    is_plain = len(known) == len(targets) and not any(isinstance(item, Repeat | Spread | Choice) for item in known)
    if isinstance(value, Either):
        arms = [arm for arm in value.arms if isinstance(arm, Listing) and len(arm.items) == len(targets)]
        if len(arms) == 1:
            _unpack(frame, targets, arms[0])
            return
    if not is_plain and _unpack_rest(frame, targets, known):
        return
    for index, each in enumerate(targets):
        if is_plain:
            item = known[index]
            assert not isinstance(item, Repeat | Spread | Choice)
            bind(frame, each, item)
        else:
            bind(frame, each, part_of(frame, value, each))


def _unpack_rest(frame: Frame, targets: Sequence[ast.expr], items: Sequence[Item]) -> bool:
    """`first, *rest = …` of a list that is spelled out; whether it was one."""
    stars = [place for place, each in enumerate(targets) if isinstance(each, ast.Starred)]
    if len(stars) != 1 or len(items) < len(targets) - 1 or any(isinstance(i, Repeat | Spread | Choice) for i in items):
        return False
    start, behind = stars[0], len(targets) - stars[0] - 1
    stop = len(items) - behind
    rest = Listing("list", tuple(items[start:stop]), frame.module.path, frame.span(targets[start]))
    for each, item in zip(targets, (*items[:start], rest, *items[stop:]), strict=True):
        bind(frame, each, item)  # type: ignore[arg-type]  # all of them are values, as was seen
    return True


def _put(frame: Frame, target: ast.Attribute | ast.Subscript, value: Value) -> None:
    from promptlint.link.python.following.expressions import evaluate  # noqa: PLC0415 the two need each other
    from promptlint.link.python.requests.sightings import see_binding  # noqa: PLC0415 needs this module

    owner = evaluate(frame, target.value)
    _see_first_message(frame, owner, target, value)
    if isinstance(target, ast.Attribute):
        if isinstance(owner, Instance):
            store(frame, target.value, owner.with_field(target.attr, value))
        see_binding(frame, target.attr, value, target)
        return
    key = None if isinstance(target.slice, ast.Slice) else evaluate(frame, target.slice)
    name = key_of(key) if key is not None else None
    if isinstance(key, Text) and name is not None and isinstance(value, Text):
        see_binding(frame, name, value, target)
    _put_under(frame, owner, target, key, value)


def _see_first_message(frame: Frame, owner: Value, target: ast.Attribute | ast.Subscript, value: Value) -> None:
    """What takes the first place of a conversation, or is what its first message says from here on."""
    from promptlint.link.python.requests.sightings import see_first, see_head  # noqa: PLC0415 needs this module

    if isinstance(owner, Opaque) and isinstance(value, Text):
        if is_content_of_first(target):
            see_head(frame, owner, value, target)
        elif frame.addressed and spoken_in(target) in frame.addressed:
            see_head(frame, owner, value, target, is_head=True)
    if not _is_first(target):
        return
    if isinstance(value, Dictionary) and isinstance(said := value.get("content"), Text):
        see_head(frame, owner if isinstance(owner, Opaque) else frame.unknown(target), said, target)
    elif isinstance(value, Instance) and isinstance(owner, Opaque):
        see_first(frame, target.value, value, target)


def _put_under(frame: Frame, owner: Value, target: ast.Subscript, key: Value | None, value: Value) -> None:
    name = key_of(key) if key is not None else None
    if is_of_last_tool(target, owner, name):
        store(frame, target.value, marked(frame, owner, value, target))
        return
    if (tools := with_marked_last(frame, target, key, owner, value)) is not None:
        store(frame, target.value, tools)
        return
    match owner:
        case Dictionary() if name is not None:
            store(frame, target.value, owner.with_entry(name, value))
        case Dictionary() if key is not None:
            # The order of entries that are put in one by one is the order in which they come.
            store(frame, target.value, replace(owner, entries=(*owner.entries, Spread(value))))
        case Listing(items=items) if isinstance(key, Known) and isinstance(place := key.content, int):
            before = items[: place + 1] if place >= 0 else items
            is_known = not any(isinstance(item, Repeat | Spread | Choice) for item in before)
            if is_known and -len(items) <= place < len(items):
                changed = list(items)
                changed[place] = value
                store(frame, target.value, replace(owner, items=tuple(changed)))
        case Listing(items=(Repeat(over, (_,)),)) if isinstance(key, Opaque | Known | Either):
            # One of many that are alike: it stands for the others.
            store(frame, target.value, replace(owner, items=(Repeat(over, (value,)),)))
        case Instance() if name is not None:
            store(frame, target.value, owner.with_field(name, value))
        case Opaque() | Either() if name is not None:
            if (mapping := extended(frame, owner, (Pair(name, value),), target)) is not None:
                store(frame, target.value, mapping)
        case _:
            pass


def _is_first(target: ast.expr) -> bool:
    return isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant) and target.slice.value == 0


def is_content_of_first(target: ast.expr) -> bool:
    """Whether a target is what the first message of a list says: `x[0]["content"]` or `x[0].content`."""
    match target:
        case ast.Subscript(value=ast.Subscript(slice=ast.Constant(value=0)), slice=ast.Constant(value="content")):
            return True
        case ast.Attribute(value=ast.Subscript(slice=ast.Constant(value=0)), attr="content"):
            return True
        case _:
            return False


def store(frame: Frame, target: ast.expr, value: Value) -> None:
    """Put a changed container back where it was taken from."""
    match target:
        case ast.Name():
            if frame.aliases:
                aliases.forget_moved(frame, target.id, value)
            if target.id in frame.env or not frame.is_global:
                frame.env[target.id] = value
            if (place := frame.aliases.get(target.id)) is not None:
                _put(frame, place, value)
        case ast.Attribute() | ast.Subscript():
            _put(frame, target, value)
        case ast.Call(func=ast.Attribute(value=owner, attr="setdefault"), args=[key, _]):
            _put(frame, ast.copy_location(ast.Subscript(owner, key, ast.Store()), target), value)
        case _:
            pass
