"""Tags between double braces, and the white space that goes with a tag on a line of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Deeper nesting than any person writes; what walks the tree may then recurse.
MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: its sigil (`#`, `/`, `>`, `!`…, or nothing for a value), its content and where it stands."""

    sigil: str
    content: str
    start: int
    end: int
    inner: int  # where the content starts
    alone: bool = False  # whether a line that holds nothing else goes with it
    keeps_indent: bool = False
    strips_left: bool = False
    strips_right: bool = False


def gaps(text: str, tags: Sequence[Tag]) -> Iterator[tuple[int, int]]:
    """The stretches of text before, between and after the tags, as the language leaves them."""
    last = len(tags)
    bounds = [0, *(tag.end for tag in tags)], [*(tag.start for tag in tags), len(text)]
    cut_left, cut_right = list(bounds[0]), list(bounds[1])
    for index, tag in enumerate(tags):
        if tag.alone and (line := _line_of(text, tag, bounds[0][index], bounds[1][index + 1], index, last)):
            if not tag.keeps_indent:
                cut_right[index] = line[0]
            cut_left[index + 1] = line[1]
        if tag.strips_left:
            cut_right[index] = bounds[0][index] + len(text[bounds[0][index] : tag.start].rstrip())
        if tag.strips_right:
            stop = bounds[1][index + 1]
            cut_left[index + 1] = stop - len(text[tag.end : stop].lstrip())
    for start, end in zip(cut_left, cut_right, strict=True):
        yield start, max(start, end)


def _line_of(text: str, tag: Tag, before: int, after: int, index: int, count: int) -> tuple[int, int] | None:
    """The line that the tag has to itself; None when it shares one."""
    line_start = text.rfind("\n", before, tag.start) + 1
    if line_start == 0:
        if index > 0:
            return None
        line_start = 0
    if text[line_start : tag.start].strip(" \t"):
        return None
    line_end = text.find("\n", tag.end, after)
    if line_end < 0:
        if index + 1 < count or text[tag.end : after].strip(" \t\r"):
            return None
        return line_start, after
    if text[tag.end : line_end].strip(" \t\r"):
        return None
    return line_start, line_end + 1
