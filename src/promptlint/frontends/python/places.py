"""Where the nodes of a module stand in its decoded text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.source import Span

if TYPE_CHECKING:
    import ast

    from promptlint.source import SourceFile


_WIDE = re.compile(r"[^\x00-\x7f][^\n]*+")  # a line from its first such character on


@dataclass(frozen=True, slots=True)
class _Line:
    """One line, and how its bytes in UTF-8 and its characters count each other.

    `bytes_behind` and `characters_behind` are the columns behind each character that takes more
    than one byte; a line of ASCII has none.
    """

    start: int
    length: int
    bytes_behind: tuple[int, ...] = ()
    characters_behind: tuple[int, ...] = ()

    @classmethod
    def of(cls, text: str, start: int) -> _Line:
        if text.isascii():
            return cls(start, len(text))
        in_bytes, in_characters, extra = [], [], 0
        for at, character in enumerate(text, 1):
            if not character.isascii():
                extra += len(character.encode("utf-8", "surrogatepass")) - 1
                in_bytes.append(at + extra)
                in_characters.append(at)
        return cls(start, len(text), tuple(in_bytes), tuple(in_characters))

    def characters(self, column: int) -> int:
        return self._convert(column, self.bytes_behind, self.characters_behind)

    def bytes(self, column: int) -> int:
        return self._convert(column, self.characters_behind, self.bytes_behind)

    @staticmethod
    def _convert(column: int, counted: tuple[int, ...], other: tuple[int, ...]) -> int:
        passed = bisect_right(counted, column)
        return column - counted[passed - 1] + other[passed - 1] if passed else column


class Places:
    """Turns the lines and byte columns of `ast` into offsets in code points.

    A line that holds more than ASCII is looked at when the first of its nodes is asked for; from then
    on a node costs as much as a search in those of its characters that are not.
    """

    __slots__ = ("_lines", "_starts", "_wide", "source")

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self._lines: dict[int, _Line] = {}
        # Where lines begin that end with one character; elsewhere none.
        self._starts = source.line_starts if "\r" not in source.text else ()
        self._wide = self._not_ascii() if self._starts else frozenset[int]()

    def _not_ascii(self) -> frozenset[int]:
        """The lines that are longer in bytes than in characters."""
        if self.source.text.isascii():
            return frozenset()
        return frozenset(bisect_right(self._starts, found.start()) for found in _WIDE.finditer(self.source.text))

    def span(self, node: ast.AST) -> Span:
        """Where a node stands; a module stands for all of its text."""
        first = getattr(node, "lineno", None)
        if first is None:
            return Span(0, len(self.source.text))
        last: int = node.end_lineno  # type: ignore[attr-defined]  # nodes with a line have all four
        # Asked for so often that two calls less are felt.
        if last < len(self._starts) and first not in self._wide and last not in self._wide:
            start = self._starts[first - 1] + node.col_offset  # type: ignore[attr-defined]  # see above
            end = self._starts[last - 1] + node.end_col_offset  # type: ignore[attr-defined]  # see above
        else:
            start = self.offset(first, node.col_offset)  # type: ignore[attr-defined]  # see above
            end = self.offset(last, node.end_col_offset)  # type: ignore[attr-defined]  # see above
        return Span(start, max(start, end))

    def text(self, node: ast.AST) -> str:
        """A node as it is written."""
        span = self.span(node)
        return self.source.text[span.start : span.end]

    def line(self, span: Span) -> int:
        """The line on which a span begins, counted from 1."""
        return self.source.position(span.start).line

    def offset(self, line: int, column: int) -> int:
        """The offset of a line counted from 1 and a column in bytes; never outside of the line."""
        if 0 < line < len(self._starts) and column >= 0 and line not in self._wide:
            return min(self._starts[line - 1] + column, self._starts[line] - 1)
        where = self._lines.get(line) or self._read(line)
        at = where.characters(column) if where.bytes_behind else column
        return where.start + min(max(at, 0), where.length)

    def column(self, offset: int) -> tuple[int, int]:
        """The other way round: the line and the column in bytes of an offset."""
        position = self.source.position(offset)
        where = self._lines.get(position.line) or self._read(position.line)
        return position.line, where.bytes(position.column - 1)

    def _read(self, line: int) -> _Line:
        span = self.source.line_span(min(max(line, 1), self.source.line_count))
        read = self._lines[line] = _Line.of(self.source.text[span.start : span.end], span.start)
        return read
