"""Lines and elements that begin another message: `system:`, `# User`, `<message role="system">`."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from promptlint.facts import BlockFacts, Print, RoleMark, Text
from promptlint.ir import Section
from promptlint.source import Run, Span, View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.facts import Node

SYSTEM_ROLES = frozenset({"system", "developer"})
_NAMES = "system|developer|user|assistant|tool|function"
_ATTRIBUTES = r"(?:\[(?:\w++[ \t]*+=[ \t]*+(?:\"[^\"\r\n]*+\"|[^\",\]\r\n]*+)[ \t]*+,?+[ \t]*+)++\])?"
_ELEMENT = re.compile(
    rf"(?P<open><message\s+role\s*=\s*(?P<quote>[\"'])(?P<role>{_NAMES})(?P=quote)\s*>)|</message\s*>", re.IGNORECASE
)
_FIRST_LINE = re.compile(rf"\s*+(?:#{{1,3}}[ \t]*+)?(?:{_NAMES})[ \t]*+:?[ \t]*+(?:\r?\n|\r|\Z)", re.IGNORECASE)


class Style(Enum):
    """How a file writes its roles; each is a pattern of a whole line with the role as group 1."""

    LINES = rf"^[ \t]*+(?:#[ \t]*+)?({_NAMES})[ \t]*+{_ATTRIBUTES}[ \t]*+:[ \t]*+(?:\r\n|\n|\r|\Z)"  # as in Prompty
    HEADINGS = r"^#{1,3}[ \t]*+(system|developer|user|assistant)[ \t]*+:?[ \t]*+(?:\r\n|\n|\r|\Z)"  # `# System`


def style_of(text: str) -> Style | None:
    """How plain text writes its roles: its very first line must be a role, or it has none."""
    match = _FIRST_LINE.match(text)
    if match is None:
        return None
    line = match[0].strip()
    if line.endswith(":"):
        return Style.LINES
    return Style.HEADINGS if line.startswith("#") else None


def split_roles(nodes: Sequence[Node], style: Style) -> tuple[Node, ...]:
    """Turn the role lines in the text of the top level into marks; the lines are gone from the text."""
    pattern = re.compile(style.value, re.IGNORECASE | re.MULTILINE)
    return tuple(_split(nodes, pattern))


def split_elements(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Turn `<message role="…">` elements into marks, and drop what closes them."""
    done: list[Node] = []
    for node in nodes:
        if not isinstance(node, Text) or "message" not in node.text.lower():
            done.append(node)
            continue
        at = 0
        for match in _ELEMENT.finditer(node.text):
            done += part(node, at, match.start())
            if match["open"]:
                done.append(RoleMark(match["role"].lower(), place(node, match.start(), match.end())))
            at = match.end()
        done += part(node, at, len(node.text))
    return tuple(done)


def _split(nodes: Sequence[Node], pattern: re.Pattern[str]) -> Iterator[Node]:
    for index, node in enumerate(nodes):
        if not isinstance(node, Text):
            yield node
            continue
        at = 0
        for match in pattern.finditer(node.text):
            if match.start() == 0 and not _begins_line(nodes, index):
                continue
            if match.end() == len(node.text) and not match[0].endswith(("\n", "\r")) and not _ends_line(nodes, index):
                continue
            yield from part(node, at, match.start())
            yield RoleMark(match[1].lower(), place(node, match.start(), match.end()))
            at = match.end()
        yield from part(node, at, len(node.text))


def _begins_line(nodes: Sequence[Node], index: int) -> bool:
    """Whether the text of a node begins a line: blocks may have stripped the line end behind them."""
    before = nodes[index - 1] if index else None
    if isinstance(before, Text):
        return before.text.endswith(("\n", "\r"))
    return not isinstance(before, Print)


def _ends_line(nodes: Sequence[Node], index: int) -> bool:
    """Whether nothing is printed behind a node on the same line."""
    after = nodes[index + 1] if index + 1 < len(nodes) else None
    if isinstance(after, Text):
        return after.text.startswith(("\n", "\r"))
    return not isinstance(after, Print)


def place(text: Text, start: int, end: int) -> Span:
    """Where some characters of a text were written."""
    if not text.runs:
        return Span(text.span.start + start, text.span.start + end)
    return View(text.text, text.runs).span(start, end)


def part(text: Text, start: int, end: int) -> tuple[Text, ...]:
    """Some characters of a text; nothing for none."""
    if start >= end:
        return ()
    if (start, end) == (0, len(text.text)):
        return (text,)
    runs = text.runs or (Run(0, len(text.text), text.span),)
    return (Text.of(View(text.text, runs), start, end),)


def blocks_of(nodes: Sequence[Node], span: Span, role: str = "user") -> tuple[BlockFacts, ...]:
    """The block of a whole template; text before the first role mark belongs to `role`.

    The marks inside begin further blocks when the prompt is put together.
    """
    first = next((node for node in nodes if not (isinstance(node, Text) and not node.text.strip())), None)
    if isinstance(first, RoleMark):
        role = first.role
    section = Section.SYSTEM if role in SYSTEM_ROLES else Section.MESSAGES
    return (BlockFacts(section, role, tuple(nodes), span),)
