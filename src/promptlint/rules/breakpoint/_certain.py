"""The cache marks that every rendering has, and those that one may have together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Kind, Placeholder
from promptlint.rules._layout import WORD, Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Breakpoint, Prompt

_OPERATORS = frozenset("and or not is in None True False self len bool isinstance str".split())


def certain_marks(prompt: Prompt) -> tuple[Breakpoint, ...]:
    """The marks outside conditions and loops in rendering order; the automatic one goes on the last block."""
    if not prompt.breakpoints:
        return (prompt.automatic,) if prompt.automatic else ()
    layout = Layout.of(prompt)
    depths = (*layout.depths, 0)
    # A block is inside a condition when its last segment is; one that begins where another ends is not.
    outside = [mark.breakpoint for mark in layout.marks if not depths[min(mark.end, len(layout.row))]]
    found = [mark for mark in outside if not mark.is_repeated]
    return (*found, prompt.automatic) if prompt.automatic else tuple(found)


def joint_marks(prompt: Prompt) -> tuple[Breakpoint, ...]:
    """The marks that may all be there at once: the certain ones, and one for each condition on another thing.

    Two conditions that ask for the same may exclude each other, and so do the arms of one.
    """
    layout = Layout.of(prompt)
    marks = {mark.end: mark.breakpoint for mark in layout.marks if not mark.breakpoint.is_repeated}
    certain = certain_marks(prompt)
    asked, found = set[str](), {id(mark) for mark in certain}
    for name, start, end in _conditions(layout):
        mark = next((each for place, each in marks.items() if start < place <= end), None)
        names = {each for each in WORD.findall(name) if each not in _OPERATORS}
        if mark is not None and names and names.isdisjoint(asked):
            found.add(id(mark))
            asked |= names
    every = (*prompt.breakpoints, *certain[len(certain) - (prompt.automatic is not None) :])
    return tuple({id(mark): mark for mark in every if id(mark) in found}.values())


def _conditions(layout: Layout) -> Iterator[tuple[str, int, int]]:
    """The outermost conditions: what they ask for, where they begin and where they end."""
    for start, end in sorted(layout.ends.items()):
        segment = layout.row[start]
        if isinstance(segment, Placeholder) and segment.kind is Kind.TEST and not layout.depths[start]:
            yield segment.name, start, end
