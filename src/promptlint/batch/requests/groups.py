"""Requests by the prefix that they share."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from promptlint.batch.requests.segment import PLACES, firsts
from promptlint.providers.registry import limits
from promptlint.tokens import Bounds, Tokenizer, bracket

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.batch.requests.segment import Segment
    from promptlint.providers.registry import Limits

ALONE = -1  # the group of a request whose marked prefix nobody else has
UNSHARED = -2  # the group of a request that has no mark and shares nothing
_ONE = 1


class Place(NamedTuple):
    """A record: the index of its file, and its number there."""

    file: int
    record: int


@dataclass(frozen=True, slots=True)
class Group:
    """The requests whose longest prefix that others have too is the same."""

    number: int
    key: bytes
    model: str | None
    limits: Limits
    requests: int
    runs: int  # stretches of neighbours that have it, in all files
    returns: int  # how many of them are not the first of their file
    tokens: Bounds
    ttls: tuple[str, ...]  # the lifetimes that its requests give the prefix; an empty one where there is no mark
    first: Place
    level: int  # how many shorter prefixes its first request has

    @property
    def digest(self) -> str:
        """A short name for people."""
        return self.key[:4].hex()

    @property
    def content(self) -> bytes:
        """What identifies the text, whatever the model."""
        return self.key[:16]

    @property
    def is_marked(self) -> bool:
        """Whether each of its requests marks the prefix."""
        return "" not in self.ttls

    @property
    def can_be_cached(self) -> bool:
        """Whether the prefix may be long enough for its model."""
        return self.tokens.high >= self.limits.minimum


@dataclass(frozen=True)
class Grouping:
    """The groups of some files as columns, in the order of their first requests, and the group of each record."""

    segments: Sequence[Segment]
    users: tuple[array[int], ...]  # by file and prefix, the requests of all files that have it
    of: tuple[array[int], ...]
    requests: array[int]
    returns: array[int]
    files_with: array[int]
    files: array[int]
    records: array[int]
    prefixes: array[int]  # as their first file counts them
    levels: array[int]
    chains: array[int]  # where the prefixes of their first request begin in its file's column
    ttls: array[int]  # an index of `lifetimes`
    lifetimes: tuple[tuple[str, ...], ...]
    unread: Unread

    def __len__(self) -> int:
        return len(self.requests)

    def __getitem__(self, number: int) -> Group:
        segment, prefix = self.segments[self.files[number]], self.prefixes[number]
        model = segment.shapes[segment.columns.shape[self.records[number]]].model
        known = limits(model)
        return Group(
            number,
            segment.keys[prefix],
            model,
            known,
            self.requests[number],
            self.files_with[number] + self.returns[number],
            self.returns[number],
            bracket(segment.columns.narrow[prefix], segment.columns.wide[prefix], known.tokenizer),
            self.lifetimes[self.ttls[number]],
            Place(self.files[number], self.records[number]),
            self.levels[number],
        )

    def lineage(self, number: int) -> tuple[bytes, ...]:
        """The keys of the shared prefixes that a group begins with, the shortest first, its own last."""
        file, start = self.files[number], self.chains[number]
        segment, users = self.segments[file], self.users[file]
        chain = segment.columns.prefixes[start : start + self.levels[number] + 1]
        return tuple([segment.keys[prefix] for prefix in chain if users[prefix] > _ONE])

    def largest(self, count: int) -> list[Group]:
        """The groups with most requests, equal ones in the order of the files."""
        return [self[number] for number in nsmallest(count, range(len(self)), key=lambda it: (-self.requests[it], it))]


def group(segments: Sequence[Segment]) -> Grouping:
    """Find the groups of some files."""
    seen = [_Seen(segment) for segment in segments]
    _share(segments, seen)
    building = _Building(segments)
    for file, segment in enumerate(segments):
        building.add(file, segment, seen[file])
    return building.done(tuple(its.users for its in seen))


class _Seen:
    """Of each prefix of a file, how many requests have it, and how often it comes back."""

    def __init__(self, segment: Segment) -> None:
        self.users = array("I", bytes(4 * len(segment.keys)))
        self.returns = array("I", bytes(4 * len(segment.keys)))
        last = array("I", bytes(4 * len(segment.keys)))  # the request that had it, counted from 1
        prefixes, at = segment.columns.prefixes, 0
        users, returns = self.users, self.returns
        for number, depth in enumerate(segment.columns.depth, start=1):
            for index in prefixes[at : at + depth]:
                if last[index] != number - 1 and last[index]:
                    returns[index] += 1
                users[index] += 1
                last[index] = number
            at += depth


def _share(segments: Sequence[Segment], seen: Sequence[_Seen]) -> None:
    """Let each file know of the requests in the others."""
    if len(segments) == 1:
        return
    first, base = firsts([segment.keys for segment in segments]), 0
    total = array("I", bytes(4 * len(first)))
    for its in seen:
        for index, count in enumerate(its.users):
            total[first[base + index]] += count
        base += len(its.users)
    base = 0
    for its in seen:
        its.users = array("I", [total[first[base + index]] for index in range(len(its.users))])
        base += len(its.users)


@dataclass(frozen=True, slots=True)
class Unread:
    """Prefixes that are written to the cache and that no other request has."""

    requests: int
    tokens: Bounds  # all that is written
    first: tuple[Place, ...]


class _Building:
    """Counts, record by record."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._of: list[array[int]] = []
        self._numbers: dict[bytes, int] = {}
        self._lifetimes: dict[tuple[str, ...], int] = {(): 0}
        self._requests, self._returns, self._files_with = array("I"), array("I"), array("I")
        self._unread, self._unread_size, self._unread_first = 0, dict[Tokenizer, tuple[int, int]](), list[Place]()
        self._files, self._records, self._prefixes = array("I"), array("I"), array("I")
        self._levels, self._chains, self._ttls = array("B"), array("Q"), array("I")

    def add(self, file: int, segment: Segment, its: _Seen) -> None:
        """Put the records of a file into their groups."""
        users = its.users
        of, numbers, seen = array("i"), dict[int, int](), set[tuple[int, int]]()
        prefixes, marks = segment.columns.prefixes, [shape.marks for shape in segment.shapes]
        known_limits = [limits(shape.model) for shape in segment.shapes]
        start = 0
        for record, (depth, shape) in enumerate(zip(segment.columns.depth, segment.columns.shape, strict=True)):
            level = depth - 1
            while level >= 0 and users[prefixes[start + level]] == _ONE:
                level -= 1
            number = ALONE if marks[shape] else UNSHARED
            if level >= 0:
                prefix = prefixes[start + level]
                known = numbers.get(prefix)
                if known is None:
                    known = numbers[prefix] = self._number(segment.keys[prefix], (file, record, prefix, level, start))
                    self._returns[known] += its.returns[prefix]
                    self._files_with[known] += 1
                number = known
                self._requests[number] += 1
                if (number, shape) not in seen:
                    seen.add((number, shape))
                    self._see(number, marks[shape][level] if marks[shape] else "")
            if level < depth - 1 and marks[shape]:
                self._leave_unread(
                    known_limits[shape],
                    Place(file, record),
                    prefixes[start + level] if level >= 0 else -1,
                    prefixes[start + depth - 1],
                )
            start += depth
            of.append(number)
        self._of.append(of)

    def _number(self, key: bytes, first: tuple[int, int, int, int, int]) -> int:
        number = self._numbers.setdefault(key, len(self._numbers))
        if number == len(self._requests):
            self._requests.append(0)
            self._returns.append(0)
            self._files_with.append(0)
            self._ttls.append(0)
            columns = self._files, self._records, self._prefixes, self._levels, self._chains
            for column, value in zip(columns, first, strict=True):
                column.append(value)
        return number

    def _see(self, number: int, ttl: str) -> None:
        """Note the lifetime that a request gives the prefix of its group."""
        known = list(self._lifetimes)[self._ttls[number]]
        if ttl not in known:
            both = tuple(sorted((*known, ttl)))
            self._ttls[number] = self._lifetimes.setdefault(both, len(self._lifetimes))

    def _leave_unread(self, known: Limits, place: Place, shared: int, prefix: int) -> None:
        """Count what one request writes behind its shared prefix, where that can be cached at all."""
        columns = self._segments[place.file].columns
        narrow, wide = columns.narrow[prefix], columns.wide[prefix]
        if bracket(narrow, wide, known.tokenizer).high < known.minimum:
            return
        if shared >= 0:
            narrow -= columns.narrow[shared]
            wide -= columns.wide[shared]
        before = self._unread_size.get(known.tokenizer, (0, 0))
        self._unread_size[known.tokenizer] = before[0] + narrow, before[1] + wide
        self._unread += 1
        if len(self._unread_first) < PLACES:
            self._unread_first.append(place)

    def done(self, users: tuple[array[int], ...]) -> Grouping:
        """What was counted."""
        tokens = Bounds(0, 0)
        for tokenizer, (narrow, wide) in self._unread_size.items():
            tokens += bracket(narrow, wide, tokenizer)
        return Grouping(
            self._segments,
            users,
            tuple(self._of),
            self._requests,
            self._returns,
            self._files_with,
            self._files,
            self._records,
            self._prefixes,
            self._levels,
            self._chains,
            self._ttls,
            tuple(self._lifetimes),
            Unread(self._unread, tokens, tuple(self._unread_first)),
        )
