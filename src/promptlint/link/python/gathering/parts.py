"""What the parts of a request are: messages and blocks, their roles and cache marks, the fields of tools."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from promptlint.ir import (
    Breakpoint,
    Kind,
    Placeholder,
    Stability,
    Step,
)
from promptlint.link.python.domain.reading import as_text
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    Choice,
    Dictionary,
    Either,
    Instance,
    Known,
    Opaque,
    Pair,
    Repeat,
    Spread,
    opaques,
    worst,
)
from promptlint.link.python.libraries.json_values import as_json
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from promptlint.ir import Block, Segment
    from promptlint.link.python.domain.values import Item, Value
    from promptlint.source import Span

_UNKNOWN = ""  # how long an entry lives where a mark leaves that open
# Entries of a message, and parts of a call, that hold what the model is shown besides text.
_SHOWN = ("images", "image", "audio", "audios", "videos", "files", "attachments")
# What the fields of an object are called that a request tells of a tool.
_OF_TOOLS = re.compile(
    r"_*(?:(?:tool|function|fn)_)?(?:name|descri\w*|param(?:eter)?s|doc|docs|docstring|specs?|declarations?|functions?)"
    r"|\w*schema\w*|\w+_(?:description|declarations?|parameters)"
)


def part_at(parts: Mapping[str, Value], path: str) -> Value | None:
    """A part inside an argument: `config.system_instruction`."""
    first, *rest = path.split(".")
    value = parts.get(first)
    for name in rest:
        match value:
            case Dictionary():
                value = value.get(name)
            case Instance():
                value = value.fields.get(name)
            case _:
                return None
    return value


def has_messages(items: Sequence[Item]) -> bool:
    """Whether the elements of a list are messages: things with a role and a content."""
    for item in items:
        match item:
            case Repeat(_, inner) if has_messages(inner):
                return True
            case Choice(_, arms) if any(has_messages(arm) for arm in arms):
                return True
            case Dictionary() if item.get("role") is not None and item.get("content") is not None:
                return True
            case Instance() if role_of(item) or ("role" in item.fields and "content" in item.fields):
                return True
            case _:
                pass
    return False


def shown_in(entries: Mapping[str, Value] | Dictionary) -> Opaque | None:
    """What a message or a request shows besides its text, which is another thing each time."""
    values = (value for name in _SHOWN if (value := entries.get(name)) is not None)
    return worst(each for value in values for each in opaques(value))


def rest_of(item: Dictionary) -> Value | None:
    """What a block consists of that takes over another one's entries."""
    return next((entry.value for entry in item.entries if isinstance(entry, Spread)), None)


def told_of(tool: Instance, depth: int = 3) -> Instance:
    """What a request tells of a tool that is an object: its name and its schema, and not what it works with."""
    told = {
        name: told_of(value, depth - 1) if isinstance(value, Instance) and depth else value
        for name, value in tool.fields.items()
        if _OF_TOOLS.fullmatch(name.lower())
    }
    # Another library's object is given its words as texts; users, clients and folders are what it works with.
    return replace(tool, fields=told, args=tuple(value for value in tool.args if isinstance(value, Text)))


def alone(value: Value) -> tuple[Item, ...]:
    """A value as the elements of a list that is not seen."""
    return () if isinstance(value, Known) else (Spread(value),) if isinstance(value, Opaque) else (value,)


def data_of(entry: Pair, step: Step) -> Iterator[Segment]:
    """A field of a tool as text: its name where it says something, and what it holds."""
    plain = as_json(entry.value)
    if isinstance(entry.value, Text):
        yield from entry.value.segments
    elif plain is not None:
        yield from Text.constant(f"{entry.key}: {plain}", step.path, step.span).segments
    else:
        yield from as_text(entry.value, step).segments


def end_of(test: Opaque) -> Placeholder:
    """The border behind a conditional or repeated part."""
    return Placeholder("", Stability.CONSTANT, test.path, test.span, Kind.END)


def is_border(block: Block) -> bool:
    """Whether a block only says where a conditional or repeated part begins or ends."""
    return all(isinstance(each, Placeholder) and each.kind is not Kind.VALUE for each in block.segments)


def is_part(item: Item) -> bool:
    """Whether an element is a part of a message with a type, rather than text."""
    return isinstance(item, Dictionary | Instance)


def role_of(item: Value) -> str | None:
    """The role that the class of a message says."""
    if isinstance(item, Instance):
        name = posixpath.basename(item.name).rpartition(".")[2]
        known = {"SystemMessage": "system", "HumanMessage": "user", "AIMessage": "assistant", "UserMessage": "user"}
        return known.get(name)
    return None


def place_of(item: Value) -> Span | None:
    """Where a value was made."""
    return getattr(item, "span", None)


def mark_of(item: Item) -> Breakpoint | None:
    """The cache mark on a tool, a block or a message."""
    match item:
        case Dictionary():
            value = item.get("cache_control")
        case Instance():
            value = item.fields.get("cache_control")
        case _:
            return None
    return breakpoint_of(value)


def breakpoint_of(value: Value | None) -> Breakpoint | None:
    """A cache mark by the value of `cache_control`."""
    match value:
        case Dictionary() | Instance() | Opaque():
            return Breakpoint(value.path, value.span, _lifetime(value))
        case Either(_, arms):
            marks = [mark for arm in arms if (mark := breakpoint_of(arm)) is not None]
            if not marks:
                return None
            is_one = all(mark.ttl == marks[0].ttl for mark in marks)
            return marks[0] if is_one else replace(marks[0], ttl=_UNKNOWN)
        case _:
            return None


def point_at(value: Value, path: str, span: Span) -> Breakpoint:
    """The cache mark that a value is."""
    return Breakpoint(path, span, _lifetime(value))


def _lifetime(mark: Value) -> str | None:
    """How long an entry lives: nothing where a mark says nothing of it, and so that it is five minutes."""
    match mark:
        case Dictionary(entries):
            ttl = mark.get("ttl")
            is_told = all(isinstance(each, Pair) for each in entries)
        case Instance(fields=fields):
            ttl, is_told = fields.get("ttl"), True
        case _:
            ttl, is_told = None, not isinstance(mark, Opaque)
    if ttl is None or (isinstance(ttl, Known) and ttl.content is None):
        return None if is_told else _UNKNOWN
    known = ttl.known if isinstance(ttl, Text) else None
    return known if known is not None else _UNKNOWN
