"""Source lines with carets under the primary label and dashes under the related ones."""

from __future__ import annotations

from dataclasses import field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from promptlint.record import Record, dataclass
from promptlint.report.cells import clean
from promptlint.report.style import Role, Style
from promptlint.report.window import Window, window
from promptlint.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promptlint.source import SourceFile

_DOTS = "..."
_LEAST_ROOM = 20  # cells for the text of a line, however narrow the terminal


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Mark(Record):
    """A label as it is drawn in one file."""

    span: Span
    text: str
    glyph: str  # "^" or "-"
    role: Role


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Placed(Record):
    """A mark with the lines that it touches; one over several lines has its bar in a slot of the margin."""

    mark: Mark
    first: int
    last: int
    first_start: int  # offset of the first line
    last_start: int  # offset of the last line
    start: int  # of the span
    end: int  # of the span, without the line ends that it takes along
    slot: int = -1

    @property
    def is_tall(self) -> bool:
        """Whether the mark goes over several lines."""
        return self.first != self.last

    def on(self, line: int) -> Span:
        """What of the span has to be seen on its first or last line: all of it, or where it begins or ends."""
        if not self.is_tall:
            return Span(self.start, self.end)
        if line == self.first:
            return Span(self.start, self.start + 1)
        return Span(self.end - 1, self.end)


@dataclass(slots=True)
class _Row:
    """One row under construction: what stands in each cell, in which colour, and the words at its end."""

    cells: list[tuple[str, Role | None]] = field(default_factory=list)
    tail: str = ""
    tail_role: Role | None = None

    def put(self, column: int, text: str, role: Role | None) -> None:
        self.pad(column + len(text))
        self.cells[column : column + len(text)] = [(char, role) for char in text]

    def pad(self, width: int) -> None:
        self.cells += [(" ", None)] * (width - len(self.cells))

    def render(self, style: Style) -> str:
        parts: list[str] = []
        run, run_role = "", None
        for char, role in self.cells:
            if role is not run_role and char != " ":
                parts.append(style.paint(run, run_role) if run.strip() else run)
                run, run_role = "", role
            run += char
        parts += [style.paint(run, run_role) if run.strip() else run, style.paint(self.tail, self.tail_role)]
        return "".join(parts)


def place(source: SourceFile, marks: Iterable[Mark]) -> tuple[Placed, ...]:
    """Find the lines of some marks, and a margin slot for each that goes over several."""
    last_line_in: list[int] = []  # by slot
    result: list[Placed] = []
    for each in sorted((_place(source, mark) for mark in marks), key=lambda each: (each.first, -each.last)):
        if not each.is_tall:
            result.append(each)
            continue
        slot = next((slot for slot, last in enumerate(last_line_in) if last < each.first), len(last_line_in))
        last_line_in[slot : slot + 1] = [each.last]
        result.append(replace(each, slot=slot))
    return tuple(result)


def _place(source: SourceFile, mark: Mark) -> Placed:
    size = len(source.text)
    start, end = min(mark.span.start, size), min(mark.span.end, size)
    while end > start + 1 and source.text[end - 1 : end] in ("\r", "\n"):
        end -= 1
    first, last = source.position(start), source.position(max(start, end - 1))
    first_start, last_start = source.line_span(first.line).start, source.line_span(last.line).start
    return Placed(mark, first.line, last.line, first_start, last_start, start, end)


@dataclass(frozen=True)
class Snippet:
    """The lines of one file that some marks touch."""

    source: SourceFile
    placed: tuple[Placed, ...]
    style: Style
    gutter: int  # the width of the line numbers

    @cached_property
    def lead(self) -> int:
        """The cells between the gutter and the text: a slot for each bar, and one that keeps them apart."""
        slots = max(each.slot for each in self.placed) + 1
        return slots + 1 if slots else 0

    @property
    def room(self) -> int:
        """The cells for the text of a line."""
        return max(self.style.width - self.gutter - len(" | ") - self.lead, _LEAST_ROOM)

    def rows(self) -> Iterator[str]:
        """The drawing, row by row."""
        lines = sorted({line for each in self.placed for line in (each.first, each.last)})
        yield self._row("", _Row())
        for before, line in zip([lines[0], *lines], lines, strict=False):
            yield from self._between(before, line)
            yield from self._annotated(line)

    def _between(self, before: int, line: int) -> Iterator[str]:
        """What stands between two lines with marks: one line as it is, more of them as dots."""
        missing = line - before - 1
        bars = _Row()
        bars.pad(self.lead)
        self._add_bars(bars, [each for each in self.placed if each.is_tall and each.first <= before < each.last])
        if missing == 1:
            between = window(self.source.text, self.source.line_span(line - 1).start, (), self.room)
            bars.tail = between.text
            yield self._row(str(line - 1), bars)
        elif missing > 1:
            gap = " " * (self.gutter + len(" | ") - len(_DOTS))
            yield f"{self.style.paint(_DOTS, Role.GUTTER)}{gap}{bars.render(self.style)}".rstrip()

    def _annotated(self, line: int) -> Iterator[str]:
        """A line with its number, and the rows of marks under it."""
        here = [each for each in self.placed if line in (each.first, each.last)]
        start = here[0].first_start if here[0].first == line else here[0].last_start
        view = window(self.source.text, start, [each.on(line) for each in here], self.room)
        opened = [each for each in self.placed if each.is_tall and each.first < line <= each.last]
        opening = [each for each in here if each.is_tall and each.first == line]
        at_indent = [each for each in opening if view.columns(each.start, 0)[0] <= view.indent]
        row = _Row(tail=view.text)
        row.pad(self.lead)
        self._add_bars(row, opened)
        for each in at_indent:
            row.put(each.slot, "/", each.mark.role)
        yield self._row(str(line), row)
        opened += at_indent
        for under in _beside(self._flat(here, view)):
            yield self._mark_row(under, opened)
        for each in opening:
            if each not in at_indent:
                yield self._mark_row(self._corner(each, *view.columns(each.start, 0)), opened)
                opened.append(each)
        for each in here:
            if each.is_tall and each.last == line:
                corner = self._corner(each, *view.columns(each.end - 1, each.end))
                corner.tail, corner.tail_role = f" {clean(each.mark.text)}".rstrip(), each.mark.role
                yield self._mark_row(corner, opened)
                opened.remove(each)

    def _flat(self, here: list[Placed], view: Window) -> list[_Flat]:
        flat = []
        for each in here:
            if not each.is_tall:
                start, end = view.columns(each.start, each.end)
                flat.append(_Flat(start + self.lead, end + self.lead, each.mark))
        return flat

    def _corner(self, each: Placed, start: int, end: int) -> _Row:
        """A line from the margin to where a mark begins or ends."""
        row = _Row()
        row.put(each.slot, " " + "_" * (start + self.lead - each.slot - 1), each.mark.role)
        row.put(start + self.lead, each.mark.glyph * (end - start), each.mark.role)
        return row

    def _mark_row(self, row: _Row, opened: list[Placed]) -> str:
        self._add_bars(row, opened)
        return self._row("", row)

    def _add_bars(self, row: _Row, opened: list[Placed]) -> None:
        for each in opened:
            row.put(each.slot, "|", each.mark.role)

    def _row(self, number: str, row: _Row) -> str:
        edge = self.style.paint(f"{number.rjust(self.gutter)} |", Role.GUTTER)
        return f"{edge} {row.render(self.style)}".rstrip()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Flat(Record):
    """A mark within one line, in columns."""

    start: int
    end: int
    mark: Mark

    @property
    def text(self) -> str:
        return clean(self.mark.text)


def _beside(flat: list[_Flat]) -> Iterator[_Row]:
    """The marks of one line: the words of the last one beside it, those of the others hang below.

    ```
    ^^^^  ---- last
    |
    first
    ```
    """
    if not flat:
        return
    ordered = sorted(flat, key=lambda each: (each.start, each.end, each.mark.glyph == "^"))
    row = _Row()
    for each in sorted(ordered, key=lambda each: each.mark.glyph == "^"):  # carets over dashes
        row.put(each.start, each.mark.glyph * (each.end - each.start), each.mark.role)
    hanging = [each for each in ordered if each.mark.text]
    if hanging and hanging[-1].end == max(each.end for each in ordered):
        last = hanging.pop()
        row.tail, row.tail_role = f" {last.text}", last.mark.role
    yield row
    if hanging:
        yield _connectors(hanging)
    while hanging:
        last = hanging.pop()
        row = _connectors([each for each in hanging if each.start < last.start])
        row.pad(last.start)
        row.tail, row.tail_role = last.text, last.mark.role
        yield row


def _connectors(hanging: list[_Flat]) -> _Row:
    row = _Row()
    for each in hanging:
        row.put(each.start, "|", each.mark.role)
    return row
