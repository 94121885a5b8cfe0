"""Texts that a library fills when it sends them: what stands in their fields is a value, and no text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.ir import Evidence, Placeholder, Stability
from promptlint.link.python.domain.reading import as_text
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    Dictionary,
    External,
    Function,
    Instance,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    Template,
)
from promptlint.link.python.following.taking import telling
from promptlint.link.python.libraries import formatting
from promptlint.link.python.tables import sources
from promptlint.record import replace
from promptlint.stability import tells_history

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from promptlint.ir import Literal, Segment
    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.machine import Frame
    from promptlint.link.python.tables.sink import Sink

_STYLES = {"jinja2": "jinja", "mustache": "mustache", "f-string": "format", "semantic-kernel": "kernel"}
_FIELDS = {
    "format": re.compile(r"\{\{|\}\}|\{([A-Za-z_]\w*)(?:[.\[][^{}]*)?(?:![rsa])?(?::[^{}]*)?\}"),
    "mustache": re.compile(r"\{\{\{?\s*([A-Za-z_][\w.]*)\s*\}?\}\}"),
    "kernel": re.compile(r"\{\{\s*\$([A-Za-z_]\w*)\s*\}\}"),
    # As Google's agents have it: `{name}`, `{name?}`, `{user:name}`, `{artifact.name}`, in any number of braces.
    "state": re.compile(r"\{+\s*(?:artifact\.)?((?:(?:app|user|temp):)?[A-Za-z_]\w*)\??\s*\}+"),
}
_SAID = ("content", "text")
# What hands on what a chain is called with, and what looks something up for it.
_PASSING = ("RunnablePassthrough", "operator.itemgetter")
_RETRIEVER = re.compile(r"(?i)(?:^|[._])\w*retriever(?:\(|$)")


def opened(frame: Frame, sink: Sink, parts: Mapping[str, Value], node: ast.Call) -> Mapping[str, Value]:
    """The parts of a template, or of an agent, with the fields of their texts as values."""
    if not sink.fills:
        return _in_context(frame, sink, parts, node)
    style = parts.get("template_format")
    language = _STYLES.get(style.known or "", "") if isinstance(style, Text) else sink.fills
    if not language:
        return parts
    partial = computed(frame, entries(parts.get("partial_variables")), node)
    awaiting = _Awaiting(frame, node, language, {**_anew(frame, sink, node), **partial})
    names = (*sink.system, *sink.messages)
    return {name: awaiting.value(value) if name in names else value for name, value in parts.items()}


def _in_context(frame: Frame, sink: Sink, parts: Mapping[str, Value], node: ast.Call) -> Mapping[str, Value]:
    """The parts of a request of Instructor, which renders its messages with what it is given as the context."""
    context = parts.get("context")
    if "response_model" not in parts or not isinstance(context, Dictionary):
        return parts
    awaiting = _Awaiting(frame, node, "jinja", entries(context))
    return {name: awaiting.value(value) if name in sink.messages else value for name, value in parts.items()}


def filled(frame: Frame, messages: Listing, given: Mapping[str, Value], node: ast.expr) -> Value:
    """The messages of a template of LangChain with what it is run with; what that leaves open, by its name."""
    return _Awaiting(frame, node, "format", given).value(messages)


def _anew(frame: Frame, sink: Sink, node: ast.Call) -> Mapping[str, Value]:
    """What the library itself puts in, which it finds for each request."""
    value = frame.opaque(node, Stability.REQUEST)
    return {name: replace(value, name=name) for name in sink.anew}


def entries(value: Value | None) -> Mapping[str, Value]:
    """What is known of a mapping, by its keys."""
    known = value.entries if isinstance(value, Dictionary) else ()
    return {each.key: each.value for each in known if isinstance(each, Pair)}


def computed(frame: Frame, variables: Mapping[str, Value], node: ast.expr) -> Mapping[str, Value]:
    """Variables with what functions among them give, which are called each time; without those that are handed on."""
    return {key: _called(frame, value, node) for key, value in variables.items() if not _is_passed(value)}


def _is_passed(value: Value) -> bool:
    return isinstance(value, Instance) and value.cls is None and value.name.endswith(_PASSING)


def _called(frame: Frame, value: Value, node: ast.expr) -> Value:
    from promptlint.link.python.following.invoking import invoke  # noqa: PLC0415 it leads to this module

    match value:
        case Function():
            return invoke(frame, value, (), {}, node)
        case External(name) if (source := sources.of_call(name)) is not None:
            return frame.opaque(node, source.stability, source.nature, source.type)
        case Instance(cls=None, name=name, args=(Function() as function, *_)) if name.endswith("RunnableLambda"):
            return invoke(frame, function, (), {}, node)
        case Opaque() if finds(value):
            return found(frame, node)
        case _:
            return value


def finds(value: Value) -> bool:
    """Whether a step of a chain looks something up for each question."""
    return isinstance(value, Opaque) and _RETRIEVER.search(value.name) is not None


def found(frame: Frame, node: ast.expr) -> Opaque:
    """What it finds."""
    return frame.opaque(node, Stability.REQUEST)


class _Awaiting:
    """Opens the fields of the texts of one call."""

    def __init__(self, frame: Frame, node: ast.expr, language: str, given: Mapping[str, Value]) -> None:
        self._frame, self._node, self._language, self._given = frame, node, language, given
        self._here = frame.module.path, frame.span(node)

    def value(self, value: Value) -> Value:
        """A text, or messages, with their fields as values."""
        match value:
            case Text():
                return self._text(value)
            case Listing(kind="list" | "tuple", items=items):
                return replace(value, items=tuple(map(self._item, items)))
            case _:
                return value

    def _item(self, item: Item) -> Item:
        match item:
            case Repeat(items=items):
                return replace(item, items=tuple(map(self._item, items)))
            case Listing(kind="tuple", items=(Text(known="placeholder"), Text(known=str() as name))):
                return self._messages(name.strip("{}"))
            case Listing(kind="tuple", items=(Text() as role, Text() | Listing() as said)):
                return replace(item, items=(role, self.value(said)))
            case Dictionary(entries=entries):
                return replace(item, entries=tuple(map(self._entry, entries)))
            case Instance(cls=None, name=name) if name.endswith("MessagesPlaceholder"):
                named = item.fields.get("variable_name") or next(iter(item.args), None)
                return self._messages((named.known or "") if isinstance(named, Text) else "")
            case Instance(cls=None, args=(Text() as said, *rest)) if self._language == "jinja":
                return replace(item, args=(self._text(said), *rest))
            case Text():
                return self._text(item)
            case _:
                return item

    def _entry(self, entry: Pair | Spread) -> Pair | Spread:
        is_said = isinstance(entry, Pair) and entry.key in _SAID
        return replace(entry, value=self.value(entry.value)) if is_said else entry

    def _messages(self, name: str) -> Item:
        """Messages that are given when it is sent: mostly what was said before."""
        if name in self._given:
            return Spread(self._given[name])
        value = telling(self._frame.unknown(self._node, name), name)
        if tells_history(name):
            value = replace(value, stability=Stability.SESSION, evidence=Evidence.NAME)
        return Spread(value)

    def _text(self, text: Text) -> Text:
        if (fields := _FIELDS.get(self._language)) is not None:
            return text.substituted(fields, self._of_field, self._placed)
        template = Template(self._language, text, None, *self._here, self._given)
        made = formatting.rendered(self._frame, template, {}, self._node)
        return made if isinstance(made, Text) else text

    def _of_field(self, match: re.Match[str]) -> Text | None:
        name = match[1]
        if name is None:
            return None  # two braces stand for one
        if (value := self._given.get(name)) is not None:
            return as_text(value, self._frame.step(self._node, f"put into the text as `{name}`"))
        if self._language == "state":  # of a session, which tools change
            value = replace(self._frame.opaque(self._node, Stability.SESSION), name=name)
        else:
            value = telling(self._frame.unknown(self._node, name), name)
        return Text((value.placeholder(),))

    def _placed(self, new: Text, gone: Literal) -> Text:
        """What is filled out of sight stands where its field does."""
        return Text(tuple(self._moved(part, gone) for part in new.segments))

    def _moved(self, part: Segment, gone: Literal) -> Segment:
        if not isinstance(part, Placeholder) or (part.path, part.span) != self._here:
            return part
        return replace(part, path=gone.path, span=gone.span, steps=())
