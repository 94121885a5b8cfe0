"""Noting what looks like a prompt while a program is followed: requests, messages, texts by their names."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.roles import SYSTEM_ROLES
from promptlint.ir import Evidence, Nature, Placeholder, Stability
from promptlint.link.python.conversations.histories import INITIAL, is_of_messages
from promptlint.link.python.conversations.turns import turn_of
from promptlint.link.python.domain.lasting import lasting
from promptlint.link.python.domain.merging import settled
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    ANSWER,
    Choice,
    Dictionary,
    Either,
    Function,
    Instance,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    Template,
    opaques,
)
from promptlint.link.python.libraries.awaited import opened
from promptlint.link.python.machine import Frame, Sighting, called_name, chain
from promptlint.link.python.requests.aside import is_for_people, is_kept
from promptlint.link.python.requests.bodies import see_body, see_conversations
from promptlint.link.python.requests.overrides import overridden
from promptlint.link.python.requests.posts import posted
from promptlint.link.python.tables.agents import OVERRIDE
from promptlint.link.python.tables.messages import message_class
from promptlint.link.python.tables.requests import RAW_BODY
from promptlint.link.python.tables.sinks import LIKELY_KEYWORDS, Strength, configured, name_strength, sink_for
from promptlint.link.python.tools.toolboxes import see_tools
from promptlint.record import replace
from promptlint.stability import tells_history

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.tables.sink import Sink

# Methods that put a system prompt at the head of a conversation, or add to it.
ADDED = re.compile(r"(?:add|set|with|append|update)_(?:system_(?:message|prompt|instructions?)|instructions)")
ROLES = frozenset(("system", "developer", "user", "assistant", "tool", "human", "ai"))
# What a message of the user is told by the program, as if the system said so.
_REMINDER = re.compile(r"\s*<system[-_ ]reminder>")
TEMPLATE_ENDINGS = (".j2", ".jinja", ".jinja2")


def see_call(
    frame: Frame, node: ast.Call, resolved: str, given: Arguments, owner: Instance | None = None
) -> Opaque | None:
    """A call that sends a prompt, makes a message, or is given something that is called a prompt.

    What a model answers is told: for another request it is another text. `owner` is the object of a library that is
    asked.
    """
    path = chain(node.func)
    if resolved and isinstance(node.func, ast.Name):  # it may be imported under another name
        path = resolved.rpartition(".")[2]
    by_place = [None if isinstance(v, Spread | Repeat | Choice) else v for v in given.args]
    own = frame.machine.sinks
    sink = configured(own, path, resolved) if own else None
    sink = sink or sink_for(path, resolved or None, given.named.keys(), bool(given.rest), len(by_place))
    if sink is not None:
        parts = opened(frame, sink, _made(frame, sink, _parts(sink, by_place, given, owner), node), node)
        if sink is OVERRIDE:
            parts = overridden(frame, parts, node)
        is_many = sink.messages and see_conversations(frame, parts.get(sink.messages[0]), parts, sink, node)
        if not is_many:
            _note(frame, "request", node, parts, sink)
        return frame.opaque(node, Stability.REQUEST, type_=ANSWER) if sink.is_answered else None
    if "custom_id" in given.named and see_body(frame, given.named, node):
        return None
    if (request := posted(frame, path, given)) is not None:
        _note(frame, "request", node, request[1], request[0])
        return None
    if _see_message(frame, node, path, resolved, by_place, given):
        return None
    see_tools(frame, node, chain(node.func), given)
    _see_template(frame, node, by_place, given)
    if by_place and by_place[0] is not None and ADDED.fullmatch(path.rpartition(".")[2]) and not is_for_people(node):
        for each in _told(by_place[0]):
            _note(frame, "text", node, {"text": each}, name="system_message")
    for keyword in () if is_kept(node) else node.keywords:
        strength = LIKELY_KEYWORDS.get(keyword.arg or "")
        if strength is not None and keyword.arg is not None:
            value = given.named[keyword.arg]
            if strength is Strength.SYSTEM or _speaks(value):
                _note(frame, "text", keyword.value, {"text": value}, name=keyword.arg)
    return None


def adds_instructions(node: ast.AST) -> bool:
    """Whether a call adds to the instructions of a request that is made up, or of a conversation under way."""
    last = called_name(node)
    if not last.startswith(("add", "append", "update")) or ADDED.fullmatch(last) is None:
        return False
    assert isinstance(node, ast.Call)
    return not _is_made_here(node.func)


def _is_made_here(node: ast.expr) -> bool:
    """Whether a method is called on what is made in the same breath: `Messages().add(…).add_instructions`."""
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Call) and chain(node.func).rpartition(".")[2].lstrip("_")[:1].isupper():
            return True
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return False


def _parts(sink: Sink, by_place: list[Value | None], given: Arguments, owner: Instance | None) -> Mapping[str, Value]:
    parts = {name: value for name, value in zip(sink.positional, by_place, strict=False) if value is not None}
    if owner is not None and sink.of_object:
        parts.update((name, owner.fields[name]) for name in sink.model if name in owner.fields)
        parts["self"] = owner
    parts.update(given.named)
    if given.rest:
        parts["**"] = given.rest[0]
    return parts


def _made(frame: Frame, sink: Sink, parts: Mapping[str, Value], node: ast.Call) -> Mapping[str, Value]:
    """The parts of a request; instructions that a function makes for each as that makes them."""
    functions = {name: value for name in sink.system if isinstance(value := parts.get(name), Function)}
    if not functions or not sink.conversation:
        return parts
    from promptlint.link.python.following.invoking import invoke  # noqa: PLC0415 they lead to this module
    from promptlint.link.python.following.parameters import unfilled  # noqa: PLC0415 they lead to this module

    made = dict(parts)
    for name, function in functions.items():
        parameters = function.node.args
        every = (*parameters.posonlyargs, *parameters.args)[len(function.given) + (function.bound is not None) :]
        inner = Frame(frame.machine, function.module, {}, qualname=function.qualname)
        made[name] = invoke(frame, function, [unfilled(inner, each) for each in every], {}, node)
    return made


def _see_template(frame: Frame, node: ast.Call, by_place: list[Value | None], given: Arguments) -> None:
    """A call that is given the name of a template of the repository and what to put into it."""
    if not given.named:
        return
    for value in by_place[:2]:
        name = value.known if isinstance(value, Text) and value.size == 1 else None
        if name is None or not name.endswith(TEMPLATE_ENDINGS):
            continue
        file = frame.machine.texts.template_file(name, frame.module.path)
        if file is None:
            continue
        from promptlint.link.python.libraries.templates import render  # noqa: PLC0415 most programs render nothing

        template = Template("jinja", None, file, frame.module.path, frame.span(node))
        text = render(frame, template, given.named, node)
        _note(frame, "text", node, {"text": text}, name="system" if "system" in name else "prompt")
        return


def _see_message(
    frame: Frame, node: ast.Call, path: str, resolved: str, by_place: list[Value | None], given: Arguments
) -> bool:
    """A message object; a role that is given first or by name says which."""
    if (kind := message_class(path, resolved or None)) is None:
        return False
    values = list(by_place)
    role: Value | None = given.named.get("role")
    if role is None and values and isinstance(values[0], Text) and values[0].known in ROLES:
        role = values.pop(0)
    named = next((given.named[name] for name in kind.content if name in given.named), None)
    content = named if named is not None else (values[0] if values else None)
    if content is None:
        return False
    known = kind.role or (role.known if isinstance(role, Text) else None) or ""
    _note(frame, "message", node, {"content": content}, name=known)
    return True


def see_dictionary(frame: Frame, value: Dictionary, node: ast.AST) -> None:
    """A message, a part of one, or a request of a batch, as a dict."""
    if value.get("custom_id") is not None or value.get("recordId") is not None or value.get("key") is not None:
        see_body(frame, {entry.key: entry.value for entry in value.entries if isinstance(entry, Pair)}, node)
    if value.get("system") is not None and RAW_BODY.accepts(keys := _keys(value), spreads=False):
        _note(frame, "body", node, {key: held for key in keys if (held := value.get(key)) is not None}, name="payload")
    content = value.get("content")
    role = value.get("role")
    if role is not None and content is not None:
        known = role.known if isinstance(role, Text) else None
        if known in ROLES:
            _note(frame, "message", node, {"content": content}, name=known or "")
    elif (text := value.get("text")) is not None and _is(value.get("type"), "text"):
        _note(frame, "message", node, {"content": text}, name="")


def _keys(value: Dictionary) -> list[str]:
    return [entry.key for entry in value.entries if isinstance(entry, Pair)]


def see_listing(frame: Frame, value: Listing, node: ast.AST) -> None:
    """A conversation that is spelled out, its first message with a role that only its head has."""
    first = value.items[0]
    role = first.get("role") if isinstance(first, Dictionary) else None
    if isinstance(first, Instance):
        kind = message_class(first.name, first.name)
        role = first.fields.get("role")
        if kind is not None and kind.role == "system":
            _note(frame, "text", node, {"text": value}, name="messages")
            return
    if isinstance(role, Text) and role.known in SYSTEM_ROLES:
        _note(frame, "text", node, {"text": value}, name="messages")


def _is(value: Value | None, text: str) -> bool:
    return isinstance(value, Text) and value.known == text


def see_binding(frame: Frame, name: str, value: Value, node: ast.AST) -> None:
    """A text that is given the name of a prompt."""
    strength = name_strength(name)
    if isinstance(value, Listing) and value.kind == "set":
        return  # the names of prompts, and no prompt
    if isinstance(value, Text) and _REMINDER.match(value.plain):
        return
    if strength is Strength.SYSTEM or (strength is Strength.PROMPT and isinstance(value, Text)):
        # At the top of a module it is computed once for a process.
        is_once = frame.is_global and not frame.depth and not frame.module.runs_anew
        _note(frame, "text", node, {"text": settled(value) if is_once else value}, name=name)


def see_head(frame: Frame, first: Opaque, value: Text, node: ast.AST, *, is_head: bool = False) -> None:
    """What the first message of a conversation that is not seen says from here on; it was put there before."""
    if not (is_head or tells_history(first.name) or _is_of_history(node)) or not _says_what_varies(value):
        return
    parts = [
        replace(part, name=frame.named(node), stability=Stability.UNKNOWN, nature=Nature.PLAIN, steps=())
        if isinstance(part, Placeholder) and part.name == first.name
        else part
        for part in value.segments
    ]
    _note(frame, "text", node, {"text": Text(tuple(parts))}, name="system_message")


def _is_of_history(node: ast.AST) -> bool:
    """Whether the list that a target is in is called a conversation: `messages` of `messages[0]["content"]`."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value == 0:
            return tells_history(chain(node.value).rpartition(".")[2])
        node = node.value
    return False


def see_first(frame: Frame, messages: ast.expr, item: Value, node: ast.AST) -> None:
    """A system prompt that is put ahead of a conversation that is not seen."""
    is_head = tells_history(chain(messages).rpartition(".")[2])
    if isinstance(item, Instance):  # nothing but a conversation begins with such a message
        kind = message_class(item.name, item.name)
        is_head = kind is not None and kind.role in SYSTEM_ROLES
        content = item.fields.get("content") or next(iter(item.args), None)
    else:
        role = item.get("role") if isinstance(item, Dictionary) else None
        content = item.get("content") if isinstance(item, Dictionary) else None
        is_head = is_head and isinstance(role, Text) and role.known in SYSTEM_ROLES
    if is_head and isinstance(content, Text | Opaque | Either) and _is_seen_to_vary(content):
        _note(frame, "text", node, {"text": content}, name="system_message")


def see_function(frame: Frame, function: Function) -> None:
    """A function inside another one: it is followed by itself when the outer one is done."""
    if not frame.depth or frame.machine.relevance.is_concerned(function):
        frame.machine.nested.append((frame, function))


def see_result(frame: Frame, name: str, value: Value, node: ast.AST) -> None:
    """What a function returns that is called after prompts."""
    strength = name_strength(name)
    if strength is not None and not _are_several(name, value):
        _note(frame, "text", node, {"text": _without_sets(value)}, name=name)


def see_given(frame: Frame, value: Value, node: ast.AST) -> None:
    """A conversation that a function puts together step by step and gives to whoever sends it."""
    several = value.items if isinstance(value, Listing) and value.kind == "tuple" else (value,)
    for each in several:
        if isinstance(each, Listing) and len(each.items) > 1 and not _is_noted(frame, each):
            see_listing(frame, each, node)


def _is_noted(frame: Frame, value: Listing) -> bool:
    """Whether a list was met where it begins: it is spelled out there, with more than its first message."""
    texts = (sighting.parts.get("text") for sighting in frame.machine.sightings if sighting.name == "messages")
    return any(isinstance(text, Listing) and (text.path, text.span) == (value.path, value.span) for text in texts)


def _without_sets(value: Value) -> Value:
    """What a function gives beside a text, and what is no text itself: the names of what it found in a prompt."""
    if not isinstance(value, Listing) or value.kind != "tuple":
        return value
    return replace(value, items=tuple(each for each in value.items if not _is_set(each)))


def _is_set(item: Item) -> bool:
    return isinstance(item, Listing) and item.kind == "set"


def _are_several(name: str, value: Value) -> bool:
    """Whether a function gives a collection of prompts, whose order is not that of any text."""
    return name.endswith("prompts") and isinstance(value, Listing) and not is_of_messages(value)


def _told(value: Value) -> list[Value]:
    """The instructions that are added, of which some libraries take several at once."""
    several = value.items if isinstance(value, Listing) else (value,)
    values = [each for each in several if not isinstance(each, Spread | Repeat | Choice)]
    return [each for each in values if _speaks(each) or (isinstance(each, Text) and _says_what_varies(each))]


def _says_what_varies(text: Text) -> bool:
    """Whether a few words stand beside a value that is proven to vary."""
    return " " in text.plain and _is_seen_to_vary(text)


def _is_seen_to_vary(value: Value) -> bool:
    return any(each.is_telling and each.evidence is Evidence.SOURCE for each in opaques(value))


def _speaks(value: Value) -> bool:
    """Whether a value is text with a sentence in it rather than a name or a flag."""
    if isinstance(value, Either):
        return any(_speaks(arm) for arm in value.arms)
    return isinstance(value, Text) and value.plain.count(" ") >= 3  # noqa: PLR2004 four words


def _note(
    frame: Frame, kind: str, node: ast.AST, parts: Mapping[str, Value], sink: Sink | None = None, name: str = ""
) -> None:
    if kind == "text" and isinstance(parts["text"], Opaque) and not parts["text"].is_telling:
        return
    machine = frame.machine
    if kind in ("text", "message") and getattr(frame.node, "name", "") in INITIAL:
        parts = {key: lasting(value, machine.loops[-1] if machine.loops else None) for key, value in parts.items()}
    sighting = Sighting(kind, node, frame, parts, sink, name, tuple(machine.loops))
    if sink is not None and sink.automatic:
        sighting.turn = turn_of(sighting)
    machine.sightings.append(sighting)
