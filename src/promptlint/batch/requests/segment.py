"""What is known of a stretch of one request file: columns of numbers that are joined end to end, and no body."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

KEY = 24  # bytes: the digest of a text, and that of a model and an endpoint, which have a cache of their own
PLACES = 3  # of very many equal faults, so many are named


_AT_ONCE = 1 << 17  # keys that are compared in one go


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
        return cls(*(array(code) for code in "QIIIQIBIIIQ"))


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of prefixes, end to end: as objects of their own they would take three times the memory."""

    blob: bytes = b""

    def __len__(self) -> int:
        return len(self.blob) // KEY

    def __getitem__(self, index: int) -> bytes:
        return self.blob[index * KEY : (index + 1) * KEY]


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
    keys: Keys = Keys()
    troubles: tuple[Trouble, ...] = ()

    def __len__(self) -> int:
        return len(self.columns.offset)

    def chain(self, record: int) -> array[int]:
        """The prefixes of a record, the shortest first."""
        end = sum(islice(self.columns.depth, record + 1))
        return self.columns.prefixes[end - self.columns.depth[record] : end]


def join(parts: list[Segment]) -> Segment:
    """One segment of neighbours, in the order of the file.

    The list is taken apart on the way, so that few columns are in memory twice.
    """
    if len(parts) == 1:
        return parts[0]
    path, start, end = parts[0].path, parts[0].start, parts[-1].end
    into, lines, known = Columns.empty(), 0, firsts([part.keys for part in parts])
    shapes: dict[Shape, int] = {}
    keys = bytearray()
    numbers, base = array("I", bytes(4 * len(known))), 0
    troubles: list[tuple[int, Sequence[Trouble]]] = []
    parts.reverse()
    while parts:
        part = parts.pop()
        columns = part.columns
        troubles.append((len(into.offset), part.troubles))
        into.offset.extend(columns.offset)
        into.length.extend(columns.length)
        into.line.extend(array("I", [line + lines for line in columns.line]) if lines else columns.line)
        into.extra.extend(columns.extra)
        into.id.extend(columns.id)
        into.depth.extend(columns.depth)
        mine = [shapes.setdefault(shape, len(shapes)) for shape in part.shapes]
        into.shape.extend(array("I", [mine[index] for index in columns.shape]))
        for index in range(len(part.keys)):
            first = known[base + index]
            if first == base + index:
                numbers[first] = len(into.narrow)
                keys += part.keys[index]
                into.narrow.append(columns.narrow[index])
                into.wide.append(columns.wide[index])
                into.sketch.append(columns.sketch[index])
            else:
                numbers[base + index] = numbers[first]
        into.prefixes.extend(array("I", [numbers[base + index] for index in columns.prefixes]))
        base += len(part.keys)
        lines += part.lines
    return Segment(path, start, end, lines, into, tuple(shapes), Keys(bytes(keys)), _together(troubles))


def firsts(tables: Sequence[Keys]) -> array[int]:
    """For each key of some tables, counted through, the place where it stands for the first time.

    They are looked at in parts, since a dictionary of millions of keys would be larger than all else.
    """
    bases = [0, *accumulate(map(len, tables))]
    found = array("I", bytes(4 * bases[-1]))
    parts = 1 + bases[-1] // _AT_ONCE
    for number in range(parts):
        seen: dict[bytes, int] = {}
        for base, table in zip(bases, tables, strict=False):
            for index, byte in enumerate(table.blob[::KEY]):
                if byte % parts == number:
                    found[base + index] = seen.setdefault(table[index], base + index)
    return found


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
