"""The order of a job's requests: each prefix one run, and prefixes that go on from the same one next to each other."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from promptlint.batch.requests.groups import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.batch.requests.files import RequestFiles
    from promptlint.batch.requests.segment import Shape

_LONG_LIVED = "1h"


class Lane(NamedTuple):
    """What the requests of one file have in common where the provider wants it so, and what has a cache of its own."""

    model: str | None
    endpoint: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """Requests that stand together: those of one group, or all of a lane that share nothing."""

    lane: Lane
    group: int | None
    lineage: tuple[bytes, ...]  # the shared prefixes that they begin with, the shortest first
    is_warmed: bool
    start: int
    end: int


@dataclass(frozen=True)
class Order:
    """All requests, by run. `records` are numbered through all files."""

    runs: tuple[Run, ...]
    records: array[int]
    bases: tuple[int, ...]  # the number of the first record of each file

    def places(self, start: int, end: int) -> Iterator[Place]:
        """The requests at some positions."""
        bases = self.bases
        for number in self.records[start:end]:
            file = len(bases) - 1
            while bases[file] > number:
                file -= 1
            yield Place(file, number - bases[file])


def order(batch: RequestFiles) -> Order:
    """Put the requests of a job in order. Equal jobs get equal orders."""
    slots = _slots(batch)
    counts = array("I", bytes(4 * len(slots.runs)))
    for column in slots.of:
        for slot in column:
            counts[slot] += 1
    sequence = sorted(range(len(slots.runs)), key=lambda slot: slots.keys[slot])
    runs, starts, at = [], array("I", bytes(4 * len(slots.runs))), 0
    for slot in sequence:
        lane, group, lineage, is_warmed = slots.runs[slot]
        starts[slot] = at
        runs.append(Run(lane, group, lineage, is_warmed, at, at + counts[slot]))
        at += counts[slot]
    records, bases = array("I", bytes(4 * at)), []
    number = 0
    for column in slots.of:
        bases.append(number)
        for slot in column:
            records[starts[slot]] = number
            starts[slot] += 1
            number += 1
    return Order(tuple(runs), records, tuple(bases))


class _Slots(NamedTuple):
    """Every run, before it has its place: what it is, by what it is sorted, and the run of each record by file."""

    runs: list[tuple[Lane, int | None, tuple[bytes, ...], bool]]
    keys: list[tuple[int, ...]]
    of: list[Sequence[int]]


def _slots(batch: RequestFiles) -> _Slots:
    grouping = batch.grouping
    lanes: dict[Lane, int] = {}
    ranks: dict[bytes, int] = {}
    slots = _Slots([], [], [])
    for number in range(len(grouping)):
        group = grouping[number]
        lane = _lane(batch.shape(group.first))
        lineage = grouping.lineage(number)
        ranked = [ranks.setdefault(key, len(ranks)) for key in lineage]
        is_warmed = group.can_be_cached and group.ttls == (_LONG_LIVED,)
        slots.runs.append((lane, number, lineage, is_warmed))
        slots.keys.append((lanes.setdefault(lane, len(lanes)), 0, *ranked))
    rest: dict[Lane, int] = {}
    for file, mine in zip(batch.files, grouping.of, strict=True):
        homes = [_lane(shape) for shape in file.segment.shapes]
        column = array("i")
        for number, shape in zip(mine, file.segment.columns.shape, strict=True):
            if number >= 0:
                column.append(number)
                continue
            lane = homes[shape]
            slot = rest.get(lane)
            if slot is None:
                slot = rest[lane] = len(slots.runs)
                slots.runs.append((lane, None, (), False))
                slots.keys.append((lanes.setdefault(lane, len(lanes)), 1))
            column.append(slot)
        slots.of.append(column)
    return slots


def _lane(shape: Shape) -> Lane:
    return Lane(shape.model, shape.endpoint)
