"""Messages, their parts and tools, as the APIs of the providers shape them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.facts import MarkFacts, Print, Ref
from promptlint.frontends.documents.node import Mapping, Scalar, ScalarKind, Sequence
from promptlint.frontends.structured.canonical import MARK_KEYS
from promptlint.frontends.structured.draft import Draft, marked
from promptlint.frontends.structured.telling import ROLES
from promptlint.ir import Content, Section

if TYPE_CHECKING:
    from promptlint.frontends.documents.node import Node

_BODY_KEYS = ("content", "parts", "text")
_CALL_KEYS = ("tool_calls", "function_call", "toolCalls")
_TEXT_TYPES = frozenset("text input_text output_text".split())
_KEYED_ROLES = frozenset("system developer user human assistant ai".split())
# What a part without a `type` is (Bedrock, Gemini), or what its type says.
_CONTENTS = {
    "thinking": Content.THINKING,
    "redacted_thinking": Content.THINKING,
    "reasoning": Content.THINKING,
    "reasoningContent": Content.THINKING,
    "image": Content.MEDIA,
    "image_url": Content.MEDIA,
    "input_image": Content.MEDIA,
    "document": Content.MEDIA,
    "file": Content.MEDIA,
    "input_file": Content.MEDIA,
    "audio": Content.MEDIA,
    "input_audio": Content.MEDIA,
    "video": Content.MEDIA,
    "video_url": Content.MEDIA,
    "inlineData": Content.MEDIA,
    "inline_data": Content.MEDIA,
    "fileData": Content.MEDIA,
    "file_data": Content.MEDIA,
}
# A request with more parts than this was not written by a person; aliases can multiply few into many.
_MOST_BLOCKS = 20_000


def conversation(node: Node | None) -> list[Draft] | None:
    """The blocks of a list of messages; None when it is something else."""
    if not isinstance(node, Sequence) or not node.items or not any(is_message(item) for item in node.items):
        return None
    drafts: list[Draft] = []
    leading = True
    for item in node.items:
        message = _message(item)
        if message is None:
            return None
        role, blocks = message
        leading = leading and role in ("system", "developer")
        section = Section.SYSTEM if leading else Section.MESSAGES
        drafts += [replace(block, section=section) for block in blocks]
        if len(drafts) > _MOST_BLOCKS:
            raise UnreadableError("more messages than any request has", node.span.start)
    return drafts


def is_message(node: Node) -> bool:
    """Whether a node is a message with a role of its own."""
    if not isinstance(node, Mapping):
        return False
    role = node.scalar("role", "type")
    if role is not None and role.value.lower() in ROLES:
        return any(key in node for key in (*_BODY_KEYS, *_CALL_KEYS))
    return _keyed_role(node) is not None or (isinstance(node.get("parts"), Sequence) and "role" not in node)


def ends_with_answer(node: Node | None) -> bool:
    """Whether the assistant has the last word, as it has in what was recorded."""
    if not isinstance(node, Sequence) or not node.items:
        return False
    last = node.items[-1]
    role = last.scalar("role", "type") if isinstance(last, Mapping) else None
    return role is not None and ROLES.get(role.value.lower()) in ("assistant", "tool")


def _message(node: Node) -> tuple[str, list[Draft]] | None:
    if isinstance(node, Scalar):
        return ("user", [Draft(Section.MESSAGES, "user", node.span, (node,))]) if node.is_text else None
    if not isinstance(node, Mapping):
        return None
    kind = node.text("type")
    if kind is not None and kind.value in ("placeholder", "messages_placeholder"):
        return _placeholder(node)
    content: Node | None
    if (keyed := _keyed_role(node)) is not None:
        role, content = keyed
    elif (spoken := node.text("role", "type")) is not None and spoken.value.lower() in ROLES:
        role, content = ROLES[spoken.value.lower()], node.get(*_BODY_KEYS)
    elif "parts" in node and "role" not in node:
        role, content = "user", node.get("parts")  # Gemini's default
    else:
        return None
    drafts = parts(content, Section.MESSAGES, role, node)
    for name in _CALL_KEYS:
        calls = node.get(name)
        if calls is not None and not _is_null(calls):
            drafts.append(Draft(Section.MESSAGES, role, calls.span, shown=calls, content=Content.OTHER))
    if (mark := mark_of(node)) is not None:
        marked(drafts, mark)
    return role, drafts


def _keyed_role(node: Mapping) -> tuple[str, Node] | None:
    """A message of the form `user: text`."""
    if len(node.items) != 1:
        return None
    key, value = node.items[0]
    if key.value not in _KEYED_ROLES or not isinstance(value, Scalar) or value.kind is not ScalarKind.STRING:
        return None
    return ROLES[key.value], value


def _placeholder(node: Mapping) -> tuple[str, list[Draft]] | None:
    """A value that stands for whole messages."""
    name = node.text("name", "variable_name")
    if name is None:
        return None
    return "user", [Draft(Section.MESSAGES, "user", node.span, nodes=(Print(Ref(name.value), node.span),))]


def parts(content: Node | None, section: Section, role: str, around: Node) -> list[Draft]:
    """The blocks of a message's content: a string, or a list of parts."""
    if content is None or _is_null(content):
        return []
    if isinstance(content, Scalar):
        # An empty block is one where it is marked: the mark is then in vain.
        is_empty = not content.value and not (isinstance(around, Mapping) and mark_of(around))
        return [] if is_empty else [Draft(section, role, content.span, (content,))]
    if isinstance(content, Mapping):
        return _part(content, section, role)
    drafts: list[Draft] = []
    for item in content.items:
        if isinstance(item, Mapping):
            mark = _cache_point(item)
            if mark is not None:
                marked(drafts, mark)
            else:
                drafts += _part(item, section, role)
        elif isinstance(item, Scalar) and item.is_text:
            drafts.append(Draft(section, role, item.span, (item,)))
        if len(drafts) > _MOST_BLOCKS:
            raise UnreadableError("more parts than any request has", content.span.start)
    return drafts


def _part(part: Mapping, section: Section, role: str) -> list[Draft]:
    kind = part.text("type")
    mark = mark_of(part)
    if "parts" in part and kind is None:
        return parts(part.get("parts"), section, role, part)
    text = part.get("text")
    if isinstance(text, Scalar) and (kind is None or kind.value in _TEXT_TYPES):
        return [Draft(section, role, text.span, (text,), mark=mark)]
    names = (kind.value,) if kind is not None else tuple(part)
    content = next((_CONTENTS[name] for name in names if name in _CONTENTS), Content.OTHER)
    return [Draft(section, role, part.span, shown=part, content=content, mark=mark)]


def tools(node: Node | None) -> list[Draft]:
    """One block a tool, in the order in which they are sent."""
    drafts: list[Draft] = []
    for item in node.items if isinstance(node, Sequence) else ():
        if not isinstance(item, Mapping):
            continue
        mark = _cache_point(item)
        if mark is not None:
            marked(drafts, mark)
            continue
        # Gemini and some gateways put a list of functions into one tool.
        functions = item.sequence("functionDeclarations", "function_declarations")
        for tool in functions.items if functions is not None else (item,):
            mark = mark_of(tool) if isinstance(tool, Mapping) else None
            drafts.append(Draft(Section.TOOLS, "", tool.span, shown=tool, content=Content.TOOL, mark=mark))
    return drafts


def mark_of(mapping: Mapping) -> MarkFacts | None:
    """The cache mark that a tool, a message or a part carries."""
    for name in MARK_KEYS:
        value, key = mapping.get(name), mapping.key(name)
        if isinstance(value, Mapping) and key is not None:
            return _mark(value, key)
    function = mapping.mapping("function")
    return mark_of(function) if function is not None else None


def _cache_point(part: Mapping) -> MarkFacts | None:
    """Bedrock's mark, which stands as a part of its own behind what it marks."""
    value, key = part.get("cachePoint"), part.key("cachePoint")
    return _mark(value, key) if isinstance(value, Mapping) and key is not None else None


def _mark(value: Mapping, key: Scalar) -> MarkFacts:
    from promptlint.source import Span  # noqa: PLC0415 only where marks are

    ttl = value.scalar("ttl")
    end = value.span.end if value.span.start >= key.span.start else key.span.end
    return MarkFacts(Span(key.span.start, end), ttl.value if ttl is not None else None)


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.kind is ScalarKind.NULL
