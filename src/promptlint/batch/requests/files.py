"""Request files of one call, as rules see them: a merged summary, and the few texts that a report shows."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

from promptlint.batch.requests.groups import Grouping, Place, group
from promptlint.batch.requests.json_text import dumps
from promptlint.batch.requests.near import Family, families
from promptlint.batch.requests.reads import reads
from promptlint.diagnostics import Label
from promptlint.providers.prices import batch_limits
from promptlint.source import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from promptlint.batch.hits import Hits
    from promptlint.batch.requests.formats import Format
    from promptlint.batch.requests.groups import Group
    from promptlint.batch.requests.segment import Segment, Shape

_AT_ONCE = 1 << 18  # ids that are compared in one go
_MEGABYTE = 10**6
_BACK = 1 << 12  # bytes that are looked back for the beginning of a line
_ID = re.compile(r'"(?:custom_id|recordId|key)"\s*:\s*"(?:[^"\\]|\\.)*"')


class Texts(Protocol):
    """Where the text of a record is read again."""

    def read(self, offset: int, length: int) -> bytes:
        """Some bytes of a file, decompressed."""


@dataclass(frozen=True)
class RequestFile:
    """One file: its records, and where they can be read again."""

    path: str
    format: Format
    segment: Segment
    texts: Texts

    @cached_property
    def starts(self) -> array[int]:
        """Where each record begins, in code points of the file's text."""
        columns, beyond = self.segment.columns, self.segment.start
        starts = array("Q")
        for offset, extra in zip(columns.offset, columns.extra, strict=True):
            starts.append(offset - beyond)
            beyond += extra
        return starts

    def column(self, record: int) -> int:
        """How many code points stand ahead of a record in its line."""
        columns = self.segment.columns
        if columns.line[record] == 0:
            return self.starts[record]
        end, ahead = columns.offset[record], b""
        while b"\n" not in ahead and end > 0:
            start = max(end - _BACK, 0)
            ahead, end = self.texts.read(start, end - start) + ahead, start
        return len(ahead[ahead.rfind(b"\n") + 1 :].decode("utf-8", "replace"))

    def record_at(self, offset: int) -> int:
        """The record that a code point of the file's text belongs to."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def raw(self, record: int) -> bytes:
        """A record, read again."""
        columns = self.segment.columns
        return self.texts.read(columns.offset[record], columns.length[record])

    def text(self, record: int) -> str:
        """A record as text; bytes that are not UTF-8 are replaced."""
        return self.raw(record).decode("utf-8", "replace")


class Return(NamedTuple):
    """A prefix that comes again after others: where, its last request before, and the first one between."""

    place: Place
    before: Place
    between: Place


class TroubleAt(NamedTuple):
    """The same fault in one or many requests of a file, and the first of these with the span to point at."""

    message: str
    help: str | None
    requests: int
    places: tuple[tuple[Place, tuple[int, int]], ...]


class Excess(NamedTuple):
    """A file that is too large: what is counted, its figure, the limit, who says so, and its first request."""

    counted: str
    figure: str
    limit: str
    source: str
    place: Place


class Repeated(NamedTuple):
    """How many ids are used more than once, and the first two requests that share one."""

    ids: int
    first: tuple[Place, Place]


@dataclass(frozen=True)
class RequestFiles:
    """The request files of one call, in its order."""

    files: tuple[RequestFile, ...]
    name = "of request files"

    @cached_property
    def grouping(self) -> Grouping:
        """The requests by prefix."""
        return group([file.segment for file in self.files])

    @property
    def groups(self) -> Iterator[Group]:
        """The groups of at least two requests, in the order of their first ones."""
        return (self.grouping[number] for number in range(len(self.grouping)))

    @cached_property
    def families(self) -> tuple[Family, ...]:
        """Prefixes that differ in a few bytes."""
        return families(self)

    @property
    def requests(self) -> int:
        """How many records there are, broken ones too."""
        return sum(len(file.segment) for file in self.files)

    # ------------------------------------------------------------ what rules ask

    def first_return(self, groups: Collection[int]) -> Return:
        """The first place where a request of one of some groups comes after one that does not have its prefix."""
        for index in range(len(self.files)):
            last: dict[int, int] = {}
            for record, number in enumerate(self.grouping.of[index]):
                if number in groups:
                    before = last.get(number, record - 1)
                    if before < record - 1 and not self._all_have(number, index, before + 1, record):
                        return Return(Place(index, record), Place(index, before), Place(index, before + 1))
                    last[number] = record
        raise LookupError("none of these groups comes back")

    def _all_have(self, number: int, index: int, start: int, end: int) -> bool:
        """Whether all requests of a stretch begin with the prefix of a group."""
        segment = self.files[index].segment
        key = self.grouping[number].key
        return all(key in [segment.keys[prefix] for prefix in segment.chain(record)] for record in range(start, end))

    @cached_property
    def versions(self) -> dict[str, dict[str, tuple[int, Place]]]:
        """By prompt and version: how many requests declare them, and the first of these."""
        found: dict[str, dict[str, tuple[int, Place]]] = {}
        for index, file in enumerate(self.files):
            firsts = _firsts(file.segment)
            for shape, (count, record) in zip(file.segment.shapes, firsts, strict=True):
                if shape.prompt is not None:
                    name, version = shape.prompt
                    known = found.setdefault(name, {})
                    before, place = known.get(version, (0, Place(index, record)))
                    known[version] = (before + count, place)
        return found

    @cached_property
    def _warming(self) -> Counter[int]:
        """How many requests warm each group: those of files in which no prefix is met twice."""
        warming = Counter[int]()
        if len(self.files) > 1:
            for of in self.grouping.of:
                numbers = set(of)
                if len(numbers) == len(of) and min(numbers, default=0) >= 0:
                    warming.update(numbers)
        return warming

    def warming(self, group: Group) -> int:
        """How many requests of a group are in files that send each prefix once, to be submitted first."""
        count = self._warming[group.number]
        return count if count < group.requests else 0

    def reads(self, group: Group) -> Hits:
        """How many of its requests may read the prefix from the cache."""
        return reads(group, self.warming(group))

    @property
    def troubles(self) -> Iterator[TroubleAt]:
        """What is wrong with single requests."""
        for index, file in enumerate(self.files):
            for trouble in file.segment.troubles:
                places = tuple((Place(index, record), (start, end)) for record, start, end in trouble.places)
                yield TroubleAt(trouble.message, trouble.help, trouble.requests, places)

    @property
    def broken(self) -> int:
        """How many records could not be read, so that nothing is known of them."""
        segments = [file.segment for file in self.files]
        return sum(each.requests for segment in segments for each in segment.troubles if each.is_broken)

    @property
    def excesses(self) -> Iterator[Excess]:
        """The files that hold more than one batch may."""
        for index, file in enumerate(self.files):
            known, segment = batch_limits(file.format.provider), file.segment
            if known is None or not len(segment):
                continue
            size = segment.end - segment.start
            if known.requests is not None and len(segment) > known.requests:
                yield Excess("requests", f"{len(segment):,}", f"{known.requests:,}", known.source, Place(index, 0))
            if known.most_bytes is not None and size > known.most_bytes:
                figures = f"{size / _MEGABYTE:,.1f}", f"{known.most_bytes / _MEGABYTE:,.1f}"
                yield Excess("megabytes", *figures, known.source, Place(index, 0))

    @cached_property
    def repeated_ids(self) -> Repeated | None:
        """The ids that more than one request has, in all files."""
        columns = [file.segment.columns.id for file in self.files]
        parts = 1 + self.requests // _AT_ONCE
        repeated: set[int] = set()
        for number in range(parts):
            part = [id_ for column in columns for id_ in column if id_ and id_ % parts == number]
            if len(distinct := set(part)) < len(part):
                repeated |= {id_ for id_, count in Counter(part).items() if count > 1}
            distinct.clear()
        first: dict[int, Place] = {}
        for index, column in enumerate(columns) if repeated else ():
            for record, id_ in enumerate(column):
                if id_ in repeated:
                    place = Place(index, record)
                    if first.setdefault(id_, place) is not place:
                        return Repeated(len(repeated), (first[id_], place))
        return None

    # ------------------------------------------------------------ places

    def shape(self, place: Place) -> Shape:
        """What a request has in common with many."""
        segment = self.files[place.file].segment
        return segment.shapes[segment.columns.shape[place.record]]

    def text(self, place: Place) -> str:
        """A record, read again."""
        return self.files[place.file].text(place.record)

    def line(self, place: Place) -> int:
        """The line of a record, counted from 1."""
        return self.files[place.file].segment.columns.line[place.record] + 1

    def mark(self, place: Place) -> tuple[int, int]:
        """Where the first cache mark of a record is."""
        found = re.search(r'"cache_control"\s*:\s*\{[^{}]*\}', self.text(place))
        return found.span() if found else (0, 1)

    def word(self, place: Place, lead: str, word: str) -> tuple[int, int] | None:
        """Where a word stands in a record behind some others, for the first time."""
        text, before, written = self.text(place), _written(lead), _written(word)
        start = text.find(before + written) if written else -1
        return (start + len(before), start + len(before) + len(written)) if start >= 0 else None

    def label(self, place: Place, text: str, span: tuple[int, int] | None = None) -> Label:
        """Words at a stretch of a record, in code points from its start; at its id if none is given."""
        file = self.files[place.file]
        start = self._offset(place)
        if span is None:
            found = _ID.search(self.text(place))
            span = found.span() if found else (0, 1)
        return Label(file.path, Span(start + span[0], start + span[1]), text)

    def _offset(self, place: Place) -> int:
        """Where a record begins, in code points of the file's text."""
        return self.files[place.file].starts[place.record]


def _written(text: str) -> str:
    """A text as JSON writes it."""
    return dumps(text).decode("utf-8", "replace")[1:-1]


def _firsts(segment: Segment) -> list[tuple[int, int]]:
    """For each shape of a file, how many requests have it, and the first of these."""
    count, first = [0] * len(segment.shapes), [-1] * len(segment.shapes)
    for record, shape in enumerate(segment.columns.shape):
        count[shape] += 1
        if first[shape] < 0:
            first[shape] = record
    return list(zip(count, first, strict=True))
