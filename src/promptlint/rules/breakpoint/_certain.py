"""The cache marks that every rendering has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.rules._layout import Layout

if TYPE_CHECKING:
    from promptlint.ir import Breakpoint, Prompt


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
