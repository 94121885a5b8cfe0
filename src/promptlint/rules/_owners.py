"""Which rule speaks of a value where several could: one cause is told once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Evidence, Kind, Nature, Placeholder, Section, Stability
from promptlint.rules._weight import PROVEN, in_code

if TYPE_CHECKING:
    from promptlint.rules._layout import Layout

VARYING = (Stability.SESSION, Stability.REQUEST, Stability.VOLATILE)


def varies_tools(layout: Layout, at: int, value: Placeholder) -> bool:
    """Whether a value makes the tools differ between requests (PL104)."""
    in_tools = layout.sections[at] is Section.TOOLS
    return in_tools and value.stability in VARYING and value.evidence is not Evidence.DEFAULT


def rewrites_history(layout: Layout, at: int, value: Placeholder) -> bool:
    """Whether a value sends earlier messages otherwise than they were sent, where that matters (PL105).

    Behind the last mark nothing is cached, and before a first text there is nothing to cache. A history
    that is written into the text of one message is a value like others.
    """
    if _is_said_anew(layout, at, value):
        return layout.has_opening and (not layout.marks or layout.prompt.automatic is not None)
    if value.nature not in (Nature.WINDOW, Nature.REWRITTEN) or value.kind not in (Kind.VALUE, Kind.LOOP):
        return False
    if layout.sections[at] is not Section.MESSAGES or not _is_of_messages(layout, at, value):
        return False
    if layout.marks and layout.prompt.automatic is None:
        return at < layout.marked_end
    return layout.has_opening


def _is_said_anew(layout: Layout, at: int, value: Placeholder) -> bool:
    """Whether each of the messages before is told with the moment, or with a count, of the request."""
    is_moving = value.stability is Stability.VOLATILE and value.nature in (Nature.CLOCK, Nature.COUNTER)
    if not is_moving or value.kind is not Kind.VALUE or not in_code(layout.prompt):
        return False
    if value.evidence not in PROVEN or layout.sections[at] is not Section.MESSAGES:
        return False
    around = [start for start, end in layout.ends.items() if start < at < end]
    if len(around) != 1:  # nothing decides that only some of them are
        return False
    loop = layout.row[around[0]]
    return isinstance(loop, Placeholder) and loop.kind is Kind.LOOP and is_history(layout, around[0], loop)


def _is_of_messages(layout: Layout, at: int, value: Placeholder) -> bool:
    """Whether a value is messages, and not a part of the text of one."""
    number = layout.owners[at]
    if value.kind is Kind.LOOP:
        return layout.owners[layout.ends.get(at, at)] != number
    return layout.prompt.continues and len(layout.prompt.blocks[number].segments) == 1


def is_history(layout: Layout, at: int, value: Placeholder) -> bool:
    """Whether a value of a program is the messages before: what stands behind them is appended, and lost to nothing."""
    if layout.sections[at] is not Section.MESSAGES or not in_code(layout.prompt):
        return False
    if value.kind not in (Kind.VALUE, Kind.LOOP):
        return False
    if layout.prompt.blocks[layout.owners[at]].role == "assistant":
        return not layout.loops[at]  # an answer that was given, and no example among several
    is_told = value.stability is Stability.SESSION or value.nature in (Nature.WINDOW, Nature.REWRITTEN)
    return is_told and _is_of_messages(layout, at, value)


def is_serialized(layout: Layout, at: int, value: Placeholder) -> bool:
    """Whether a value may be the same from request to request, but not its text (PL109)."""
    if value.nature is not Nature.SERIALIZED or value.kind not in (Kind.VALUE, Kind.LOOP):
        return False
    return value.stability not in (Stability.SESSION, Stability.REQUEST) and not varies_tools(layout, at, value)


def is_left(layout: Layout, at: int, value: Placeholder) -> bool:
    """Whether a value is left to the rules above, or in code is one that nothing at all is known of."""
    if varies_tools(layout, at, value) or rewrites_history(layout, at, value) or is_serialized(layout, at, value):
        return True
    prompt = layout.prompt
    is_weak = prompt.is_likely or value.evidence not in PROVEN or layout.sections[at] is Section.TOOLS
    return value.stability is Stability.UNKNOWN and in_code(prompt) and is_weak
