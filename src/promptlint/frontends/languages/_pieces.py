"""Constant text between two tags, put together from stretches of a view and undone escapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.facts import Text
from promptlint.source import Span, View

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promptlint.facts import Node

# A file with more is data, and nobody would wait for what could be said of it.
MOST_TAGS = 100_000


def too_many_tags(offset: int) -> UnreadableError:
    """What to raise at the first tag above the limit."""
    return UnreadableError(f"more than {MOST_TAGS:,} tags", offset)


class Pieces:
    """Collects the text up to the next tag; `flush` makes one node of it."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._stretches: list[tuple[int, int, str | None]] = []
        self._flushed = 0

    def take(self, start: int, end: int) -> None:
        """Add characters of the view as they stand."""
        if start < end:
            self._stretches.append((start, end, None))

    def escape(self, text: str, start: int, end: int) -> None:
        """Add what the characters from start to end stand for."""
        self._stretches.append((start, end, text))

    def flush(self) -> list[Node]:
        """The node for all that was added, or nothing; the next text begins afresh."""
        stretches, self._stretches = self._stretches, []
        self._flushed += 1
        if self._flushed > MOST_TAGS:
            offset = self._view.span(stretches[0][0], stretches[0][0]).start if stretches else 0
            raise too_many_tags(offset)
        if not stretches:
            return []
        if len(stretches) == 1 and stretches[0][2] is None:
            return [Text.of(self._view, *stretches[0][:2])]
        pieces: list[tuple[str, Span]] = []
        for start, end, text in stretches:
            if text is not None:
                pieces.append((text, self._view.span(start, end)))
                continue
            part = self._view.cut(start, end)
            pieces += [(part.text[run.at : run.at + run.length], run.source) for run in part.runs]
        whole = View.build(pieces, 0)
        return [Text(whole.text, Span(whole.runs[0].source.start, whole.runs[-1].source.end), whole.runs)]


def is_blank(nodes: Iterable[Node]) -> bool:
    """Whether the nodes are white space only."""
    return all(isinstance(node, Text) and not node.text.strip() for node in nodes)
