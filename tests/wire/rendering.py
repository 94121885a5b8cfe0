"""A request body as the row of pieces that a provider renders: tools, system, messages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = "cache_control"


@dataclass(frozen=True, slots=True)
class Piece:
    """One tool, system block or part of a message."""

    place: str  # the section, and the role of a message: "tools", "system", "messages user"
    text: str
    is_marked: bool = False

    def same(self, other: Piece) -> bool:
        """Whether the model sees the same."""
        return (self.place, self.text) == (other.place, other.text)


def rendered(body: dict[str, object]) -> tuple[Piece, ...]:
    """The pieces of a request to Anthropic, or to one of the two endpoints of OpenAI."""
    conversation = body.get("messages", body.get("input"))
    return (
        *_pieces("tools", body.get("tools")),
        *_pieces("system", body.get("system", body.get("instructions"))),
        *_conversation(conversation),
    )


def _conversation(conversation: object) -> Iterator[Piece]:
    if isinstance(conversation, str):
        yield Piece("messages user", conversation)
    if not isinstance(conversation, list):
        return
    for message in conversation:
        role = message.get("role")
        place = "system" if role in ("system", "developer") else f"messages {role or message.get('type')}"
        rest = {key: value for key, value in message.items() if key not in ("role", "content")}
        yield from _pieces(place, message.get("content"))
        if rest:
            yield Piece(place, _canonical(rest))


def _pieces(place: str, content: object) -> Iterator[Piece]:
    if isinstance(content, str):
        yield Piece(place, content)
    for part in content if isinstance(content, list) else ():
        is_text = isinstance(part.get("text"), str) and part.get("type") in ("text", "input_text", "output_text")
        yield Piece(place, part["text"] if is_text else _canonical(part), _MARK in part)


def _canonical(value: dict[str, object]) -> str:
    """JSON in the order of its keys as sent, which is what a cache compares."""
    return json.dumps({key: each for key, each in value.items() if key != _MARK}, ensure_ascii=False, indent=1)
