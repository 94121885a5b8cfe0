"""Requests of a program that are seen as a whole, and can differ in nothing but what stands ahead of stable text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.ir import Kind, Placeholder, Section, Stability
from promptlint.rules._layout import WORTH_A_GUESS
from promptlint.rules._owners import VARYING
from promptlint.rules._weight import PROVEN, in_code

if TYPE_CHECKING:
    from promptlint.diagnostics import Label
    from promptlint.rules._layout import Layout
    from promptlint.source import Span
    from promptlint.tokens import Bounds

_ASKING = ("system", "developer", "user")  # roles: of the others a conversation is made
# What is set once, or one of a few: an attribute of the object, a constant of the module, and what is called so.
_SET = re.compile(
    r"^(?:self|cls|settings|config|args)\.|^[A-Z0-9_]+$|(?i:prompt|template|instruction|guideline)|(?<![A-Za-z])"
    r"(?i:polic(?:y|ies)|rules?|schema|config|settings?|options?|persona|role|lang(?:uage)?|locale|style|tone|format"
    r"|model|version|agent|tools?|functions?)(?![A-Za-z])"
)
_MOST = 50  # values that are the last one of an arm
# Beside one that is proven to vary, or told by its name, nothing follows for the others.
_TELLING = (Stability.DAILY, *VARYING)


@dataclass(frozen=True, slots=True)
class Stranded:
    """Stable text behind all that differs between requests: its first line, and the values up to the last one."""

    at: int
    line: Label
    values: tuple[Placeholder, ...]
    lost: Bounds


def stranded(layout: Layout) -> list[Stranded]:
    """Stable text behind the last value of a request, where nothing is known of any of the values.

    Nobody sends the same request again and again, so one of them is another one each time, whichever
    it is. Each arm of a condition may have a last value of its own.
    """
    if not in_code(layout.prompt) or not _is_whole(layout):
        return []
    values = [(at, value) for at, value in layout.values() if _may_differ(value)]
    if any(value.stability in _TELLING for _, value in values):
        return []
    found: dict[tuple[str, Span], Stranded] = {}
    behind: list[int] = []
    for at, _ in reversed(values[-_MOST:]):
        apart = layout.conditions.apart(at)
        if all(any(begin <= other < end for begin, end in apart) for other in behind):
            unknown, lost = _unknown(layout, values, at), layout.loss(at)
            if unknown and lost is not None and lost.low >= WORTH_A_GUESS and (line := _line(layout, at, lost)):
                same = found.get((line.path, line.span))
                every = dict.fromkeys((*unknown, *(same.values if same else ())))
                found[line.path, line.span] = Stranded(same.at if same else at, line, tuple(every), lost)
        behind.append(at)
    return list(found.values())


def _is_whole(layout: Layout) -> bool:
    """Whether all of a request is seen, and it is one of its own: no turn of a conversation, no round of an agent."""
    prompt = layout.prompt
    if not prompt.is_request or prompt.continues or prompt.grows or prompt.resumes or prompt.is_fragment:
        return False
    return not layout.marks and all(block.role in _ASKING or not block.role for block in prompt.blocks)


def _line(layout: Layout, at: int, lost: Bounds) -> Label | None:
    return layout.first_line(at, None, f"about {lost} tokens of stable text from here on are shared by no two requests")


def _unknown(layout: Layout, values: list[tuple[int, Placeholder]], last: int) -> tuple[Placeholder, ...]:
    """The values up to the last one, what a loop goes over for all that is in it; none where none of them is data."""
    found: dict[object, Placeholder] = {}
    end, has_data = -1, False
    for at, value in values:
        if at > last:
            break
        if at <= end or any(begin <= last < finish for begin, finish in layout.conditions.apart(at)):
            continue
        end = layout.ends.get(at, at)
        if value.stability is Stability.UNKNOWN:
            found.setdefault((value.path, value.span), value)
            has_data = has_data or _is_data(layout, at, value)
    return tuple(found.values()) if has_data else ()


def _is_data(layout: Layout, at: int, value: Placeholder) -> bool:
    """Whether a value may be what the request is about.

    What may be left out is not, nor what an object was made with, nor a setting by its name: a few
    of them may be all there are. An agent is set off with instructions that are made for it.
    """
    if layout.sections[at] is not Section.MESSAGES or at in layout.conditions.optional:
        return False
    return value.evidence in PROVEN and not _SET.search(value.name)


def _may_differ(value: Placeholder) -> bool:
    return value.kind in (Kind.VALUE, Kind.LOOP) and value.stability is not Stability.CONSTANT
