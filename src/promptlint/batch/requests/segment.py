"""What is known of a stretch of one request file: columns of numbers that are joined end to end, and no body."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PLACES = 3  # of very many equal faults, so many are named


class Shape(NamedTuple):
    """What many requests have in common besides their text."""

    model: str | None
    marks: tuple[str, ...]
    prompt: tuple[str, str] | None
    endpoint: str | None = None


class Trouble(NamedTuple):
    """The same fault in one or many records: how many, and the first of them.

    A place is the number of a record and a span in its text, in code points.
    """

    message: str
    help: str | None
    requests: int
    places: tuple[tuple[int, int, int], ...]
    is_broken: bool = False  # nothing else is known of these records


@dataclass(frozen=True, slots=True)
class Columns:
    """Numbers of records and of prefixes, each column as long as there are any.

    Of a record: byte offset and length of its text, its line counted from the segment's first as 0, the bytes
    of its text beyond its code points, a hash of its id, the index of its shape, and the number of its prefixes,
    whose indexes follow each other in `prefixes`. Of a prefix: its narrow and wide characters, and a hash of its text
    without digits and white space.
    """

    offset: array[int]
    length: array[int]
    line: array[int]
    extra: array[int]
    id: array[int]
    shape: array[int]
    depth: array[int]
    prefixes: array[int]
    narrow: array[int]
    wide: array[int]
    sketch: array[int]

    @classmethod
    def empty(cls) -> Columns:
        """Columns to append to."""
        return cls(*(array(code) for code in "QIIIQIBIQQQ"))


@dataclass(frozen=True, slots=True)
class Segment:
    """The records from byte `start` to byte `end` of a file, in which `lines` lines end.

    `keys` are those of the prefixes: the digest of the text, and that of the model, which has a cache of its own.
    """

    path: str
    start: int
    end: int
    lines: int
    columns: Columns
    shapes: tuple[Shape, ...] = ()
    keys: tuple[bytes, ...] = ()
    troubles: tuple[Trouble, ...] = ()

    def __len__(self) -> int:
        return len(self.columns.offset)

    def chain(self, record: int) -> array[int]:
        """The prefixes of a record, the shortest first."""
        end = sum(islice(self.columns.depth, record + 1))
        return self.columns.prefixes[end - self.columns.depth[record] : end]


def join(segments: Sequence[Segment]) -> Segment:
    """One segment of neighbours, in the order of the file."""
    if len(segments) == 1:
        return segments[0]
    into, lines = Columns.empty(), 0
    shapes: dict[Shape, int] = {}
    keys: dict[bytes, int] = {}
    troubles: list[tuple[int, Sequence[Trouble]]] = []
    for each in segments:
        columns = each.columns
        troubles.append((len(into.offset), each.troubles))
        into.offset.extend(columns.offset)
        into.length.extend(columns.length)
        into.line.extend(array("I", [line + lines for line in columns.line]) if lines else columns.line)
        into.extra.extend(columns.extra)
        into.id.extend(columns.id)
        into.depth.extend(columns.depth)
        known = [shapes.setdefault(shape, len(shapes)) for shape in each.shapes]
        into.shape.extend([known[index] for index in columns.shape])
        new = len(keys)
        known = [keys.setdefault(key, len(keys)) for key in each.keys]
        into.prefixes.extend([known[index] for index in columns.prefixes])
        fresh = [index for index, number in enumerate(known) if number >= new]
        for mine, its in ((into.narrow, columns.narrow), (into.wide, columns.wide), (into.sketch, columns.sketch)):
            mine.extend([its[index] for index in fresh])
        lines += each.lines
    first, last = segments[0], segments[-1]
    return Segment(first.path, first.start, last.end, lines, into, tuple(shapes), tuple(keys), _together(troubles))


def _together(troubles: Iterable[tuple[int, Sequence[Trouble]]]) -> tuple[Trouble, ...]:
    """Equal faults as one; `before` is how many records stand ahead of those that a fault counts."""
    found: dict[tuple[str, str | None], Trouble] = {}
    for before, some in troubles:
        for each in some:
            places = tuple((record + before, start, end) for record, start, end in each.places)
            known = found.get((each.message, each.help))
            if known is not None:
                places = (*known.places, *places)[:PLACES]
            count = each.requests + (known.requests if known else 0)
            found[each.message, each.help] = Trouble(each.message, each.help, count, places, each.is_broken)
    return tuple(found.values())
