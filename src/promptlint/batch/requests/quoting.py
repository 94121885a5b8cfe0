"""Keeps, of files that may be larger than memory, the lines that a report shows."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import field, replace
from typing import TYPE_CHECKING, NamedTuple

from promptlint.record import dataclass
from promptlint.source import Position, SourceFile, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from promptlint.batch.requests.files import RequestFile, RequestFiles
    from promptlint.diagnostics import Diagnostic, Label

_AROUND = 500  # code points of a long line that are kept on either side of a label
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Kept:
    """A stretch of one line: where it stands in the kept text, and where it begins in the file."""

    at: int
    length: int
    position: Position


@dataclass(frozen=True)
class Quoted(SourceFile):
    """Some lines of a file, with the positions that they have there."""

    kept: tuple[Kept, ...] = ()
    lines: Mapping[int, Span] = field(default_factory=dict)

    def position(self, offset: int) -> Position:
        """Where an offset of the kept text is in the file."""
        kept = self.kept[max(bisect_right(self.kept, offset, key=lambda it: it.at) - 1, 0)]
        beyond = max(offset - kept.at, 0)
        line, column, start = kept.position.line, kept.position.column, kept.position.offset
        return Position(line, column + beyond, start + beyond)

    def line_span(self, line: int) -> Span:
        """What is kept of a line."""
        return self.lines.get(line, Span(0, 0))


def quote(diagnostics: Iterable[Diagnostic], batch: RequestFiles) -> tuple[tuple[Diagnostic, ...], dict[str, Quoted]]:
    """The diagnostics with their labels in the kept text of each file, and these texts."""
    given = tuple(diagnostics)
    spans: dict[str, set[Span]] = {}
    for each in given:
        for label in (each.finding.primary, *each.finding.related):
            spans.setdefault(label.path, set()).add(label.span)
    sources, places = dict[str, Quoted](), dict[tuple[str, Span], Span]()
    for file in batch.files:
        if file.path in spans:
            sources[file.path], moved = _quoted(file, sorted(spans[file.path]))
            places |= {(file.path, span): there for span, there in moved.items()}

    def move(label: Label) -> Label:
        return replace(label, span=places[label.path, label.span])

    return tuple(
        replace(
            each,
            finding=replace(
                each.finding,
                primary=move(each.finding.primary),
                related=tuple(move(label) for label in each.finding.related),
            ),
        )
        for each in given
    ), sources


def _quoted(file: RequestFile, spans: Sequence[Span]) -> tuple[Quoted, dict[Span, Span]]:
    """The lines of some spans, and where these are in them; a span over several lines ends with its first."""
    records: dict[int, list[Span]] = {}
    for span in spans:
        records.setdefault(file.record_at(span.start), []).append(span)
    parts, kept, lines, at = list[str](), list[Kept](), dict[int, Span](), 0
    for record, its in sorted(records.items()):
        for window in _windows(file, record, its):
            line = window.position.line
            if kept and kept[-1].position.line != line:
                parts.append("\n")
                at += 1
            begin = lines[line].start if line in lines else at
            lead = _CUT if window.position.column > 1 else ""
            parts.append(lead + window.text)
            kept.append(Kept(at + len(lead), len(window.text), window.position))
            at += len(parts[-1])
            lines[line] = Span(begin, at)
    moved = {}
    for span in spans:
        home = kept[max(bisect_right(kept, span.start, key=lambda it: it.position.offset) - 1, 0)]
        begin = home.at + min(span.start - home.position.offset, home.length)
        moved[span] = Span(begin, min(begin + span.end - span.start, home.at + home.length))
    return Quoted(file.path, "".join(parts), tuple(kept), lines), moved


class _Window(NamedTuple):
    text: str
    position: Position


def _windows(file: RequestFile, record: int, spans: Sequence[Span]) -> Iterator[_Window]:
    """What is kept of a record: for each span its line, or what stands around the span in a long one."""
    text, offset, line = file.text(record), file.starts[record], file.segment.columns.line[record] + 1
    column = file.column(record)
    done = 0
    for span in spans:
        place = min(span.start - offset, len(text))
        begin = text.rfind("\n", 0, place) + 1
        end = text.find("\n", place)
        start = max(begin, place - _AROUND, done)
        stop = min(len(text) if end < 0 else end, max(place, span.end - offset) + _AROUND)
        if stop <= done > 0:
            continue
        number = line + text.count("\n", 0, begin)
        yield _Window(
            text[start:stop], Position(number, start - begin + (column if begin == 0 else 0) + 1, offset + start)
        )
        done = stop
