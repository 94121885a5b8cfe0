"""One source line as it is drawn: cut around its labels where it is wider than the terminal."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.report.cells import ELLIPSIS, cells, drawn
from promptlint.source import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE_END = re.compile(r"[\r\n]")
_LEAST = 8  # cells for a label, however many share the line


@dataclass(frozen=True)
class Window:
    """What is drawn of a line, and in which column each of its characters stands."""

    text: str
    _offsets: list[int]  # of the characters that are drawn, and of where an ellipsis or the line's end stands
    _columns: list[int]  # where each begins, and where the last one ends

    def columns(self, start: int, end: int) -> tuple[int, int]:
        """The first column of a span, and the one after its last; at least one wide.

        What is cut out counts as the ellipsis that is drawn for it.
        """
        first = self._columns[self._index(start)]
        after = self._columns[self._index(max(start, end - 1)) + 1]
        if after == first > 0:  # only a combining character: it is drawn in the cell before
            return first - 1, first
        return first, max(after, first + 1)

    @property
    def indent(self) -> int:
        """The column of the first character that is not blank."""
        return len(self.text) - len(self.text.lstrip(" "))

    def _index(self, offset: int) -> int:
        return max(bisect_right(self._offsets, offset) - 1, 0)


def window(text: str, start: int, spans: Sequence[Span], width: int) -> Window:
    """Draw the line of a text that begins at `start`, so that the spans are seen.

    Only the neighbourhood of the line's start and of the spans is looked at: a line may have
    millions of characters, and a file thousands of labels on one line.
    """
    end = _stop(text, start, width)
    if not _goes_on(text, end) and _width(text, start, end) <= width:
        return _compose(text, start, [Span(start, end)])
    return _compose(text, start, _kept(text, start, spans or [Span(start, start)], width))


def _kept(text: str, line: int, spans: Sequence[Span], width: int) -> list[Span]:
    """The stretches to draw: each span, or its two ends, with as much around it as there is room for."""
    share = max(width // len(spans) - 2, _LEAST)
    parts: list[Span] = []
    for span in spans:
        head = _forward(text, span.start, span.end, share // 2)
        tail = _back(text, head, span.end, share // 2)
        parts += [span] if tail <= head + 1 else [Span(span.start, head), Span(tail, span.end)]
    room = max(width - 1 - sum(_width(text, part.start, part.end) + 1 for part in parts), 0) // len(parts)
    kept: list[Span] = []
    for part in sorted(parts):
        left = _back(text, line, part.start, room // 2)
        spare = room - _width(text, left, part.start)
        piece = Span(left, _forward(text, part.end, _stop(text, part.end, spare), spare))
        if kept and piece.start <= kept[-1].end + 1:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, piece.end))
        else:
            kept.append(piece)
    return kept


def _compose(text: str, line: int, kept: list[Span]) -> Window:
    parts: list[str] = []
    offsets: list[int] = []
    columns: list[int] = []
    column, at = 0, line
    for piece in kept:
        if piece.start > at:
            offsets.append(at)
            columns.append(column)
            parts.append(ELLIPSIS)
            column += 1
        for offset in range(piece.start, piece.end):
            offsets.append(offset)
            columns.append(column)
            parts.append(drawn(text[offset]))
            column += cells(text[offset])
        at = piece.end
    if _goes_on(text, at):
        parts.append(ELLIPSIS)
    return Window("".join(parts), [*offsets, at], [*columns, column, column + 1])


def _goes_on(text: str, offset: int) -> bool:
    return offset < len(text) and text[offset] not in "\r\n"


def _stop(text: str, start: int, limit: int) -> int:
    """The end of the line, if it is not further away than `limit` characters."""
    found = _LINE_END.search(text, start, start + limit)
    return found.start() if found else min(start + limit, len(text))


def _width(text: str, start: int, end: int) -> int:
    return sum(map(cells, text[start:end]))


def _forward(text: str, start: int, end: int, budget: int) -> int:
    """How far to the right a number of cells goes, and no more characters than cells."""
    at, end = start, min(end, start + budget)
    while at < end and (budget := budget - cells(text[at])) >= 0:
        at += 1
    return at


def _back(text: str, start: int, end: int, budget: int) -> int:
    """How far to the left a number of cells goes, and no more characters than cells."""
    at, start = end, max(start, end - budget)
    while at > start and (budget := budget - cells(text[at - 1])) >= 0:
        at -= 1
    return at
