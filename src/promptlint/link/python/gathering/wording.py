"""The text of one message: how much it says, and what in it is another thing with each turn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.ir import Kind, Literal, Nature, Placeholder, Stability
from promptlint.link.python.gathering.parts import has_messages
from promptlint.record import replace
from promptlint.stability import tells_history

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.ir import Segment
    from promptlint.link.python.domain.values import Item

_ANSWERING = frozenset(("tool", "function"))  # roles
_MOST = 1 << 30  # characters: more than there are
_WORD = re.compile(r"[^\W\d]\w*")
# What a message calls the messages that it is sent behind.
_ABOVE = re.compile(
    r"(?i)\b(?:above (?:[\w-]+ ){0,3}(?:conversation|dialogue|discussion|messages|history)"
    r"|(?:conversation|dialogue|discussion) above)\b"
)


def written(part: Segment, role: str, *, is_told: bool) -> Segment:
    """What stands in the text of one message: of that nothing is dropped that was sent before.

    A tool has answered once, and its answer stays in the conversation as it was given. Instructions that tell a model
    how much was said are others in each turn.
    """
    if isinstance(part, Placeholder) and role in _ANSWERING and part.stability is Stability.VOLATILE:
        return replace(part, stability=Stability.UNKNOWN, nature=Nature.PLAIN)
    if isinstance(part, Placeholder) and part.nature is Nature.WINDOW:
        return replace(part, nature=Nature.PLAIN)
    if isinstance(part, Placeholder) and is_told and _counts_turns(part):
        name = part.name if "(" in part.name else f"len({part.name})"
        return replace(part, name=name, stability=Stability.VOLATILE, nature=Nature.COUNTER)
    return part


def is_of_turns(segments: Sequence[Segment]) -> bool:
    """Whether a text is about the conversation above it, and does not hold that itself: it is sent behind all of it."""
    texts = (part.text for part in segments if isinstance(part, Literal) and "bove" in part.text)
    if not any(map(_ABOVE.search, texts)):
        return False
    values = [part for part in segments if isinstance(part, Placeholder) and part.kind in (Kind.VALUE, Kind.LOOP)]
    return not any(
        part.kind is Kind.LOOP or any(map(tells_history, _WORD.findall(f"{part.name} {part.form}"))) for part in values
    )


def tells_turns(over: str, items: Sequence[Item]) -> bool:
    """Whether a loop goes over what is called after the turns of a conversation, and makes messages of them."""
    return tells_history(over) and has_messages(items)


def said(segments: Sequence[Segment]) -> int:
    """Characters of constant text that are there whatever the conditions in it decide.

    An arm that is nothing but a value says as much as the other: it is set in the place of that one.
    """
    length, outer = 0, list[tuple[int, Kind, list[int]]]()
    is_value = False
    for part in segments:
        if isinstance(part, Literal):
            length += len(part.text)
        elif part.kind in (Kind.TEST, Kind.LOOP):
            outer.append((length, part.kind, []))
            length, is_value = 0, False
        elif part.kind is Kind.ELSE and outer:
            outer[-1][2].append(_MOST if is_value and not length else length)
            length, is_value = 0, False
        elif part.kind is Kind.END and outer:
            before, kind, arms = outer.pop()
            least = min(length, *arms) if arms and kind is Kind.TEST else 0
            length = before + (least if least < _MOST else 0)
        else:
            is_value = True
    return length


def _counts_turns(part: Placeholder) -> bool:
    """Whether a value says how much was said before: `len(history)` is another number in each turn."""
    is_count = part.kind is Kind.VALUE and part.form.partition(":")[0] == "len"
    return is_count and part.stability is Stability.SESSION and any(map(tells_history, _WORD.findall(part.name)))
