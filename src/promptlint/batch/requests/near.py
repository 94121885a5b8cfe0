"""Prefixes that are the same but for a few bytes."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from promptlint.batch.requests.blocks import cut
from promptlint.batch.requests.groups import Place
from promptlint.batch.requests.json_text import BrokenError, loads
from promptlint.batch.requests.parting import Parting, are_near, part
from promptlint.batch.requests.prefixes import DIGEST
from promptlint.providers.registry import limits
from promptlint.tokens import bracket

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promptlint.batch.requests.files import RequestFiles
    from promptlint.tokens import Bounds

_FEWEST = 4  # requests that are worth a word
_GAIN = 128  # tokens behind the first difference, by the low estimate
_FAMILIES = 20  # that are looked into, those with most requests first
_COMPARED = 12  # groups that are compared each with each
_LARGEST = 1 << 20  # bytes of a prefix that is compared
_SHORTEST = 1024  # characters: fewer can be cached by no model
_AT_ONCE = 1 << 18  # sketches that are looked at in one go


class Member(NamedTuple):
    """A prefix, by its file and its number there, and how many requests have it."""

    file: int
    prefix: int
    users: int


@dataclass(frozen=True, slots=True)
class Family:
    """Prefixes that differ in a few bytes: how many, those of them that are compared, and where these part."""

    prefixes: int
    requests: int
    counts: tuple[int, int]
    places: tuple[Place, Place]
    parting: Parting
    tokens: Bounds  # of the prefix, nearly all of which could be shared

    @property
    def is_of_single_ones(self) -> bool:
        """Whether nobody shares any of them."""
        return self.prefixes == self.requests


@dataclass(slots=True)
class _Candidate:
    """What is known of prefixes with one sketch."""

    prefixes: int = 0
    requests: int = 0
    largest: tuple[Member, ...] = ()

    def add(self, member: Member) -> None:
        self.prefixes += 1
        self.requests += member.users
        self.largest = tuple(sorted((*self.largest, member), key=lambda it: (-it.users, it.file, it.prefix))[:2])


def families(batch: RequestFiles) -> tuple[Family, ...]:
    """Find the families of all files, those with most requests first."""
    alike = sorted(_alike(batch), key=lambda it: (-it.requests, it.largest))[:_FAMILIES]
    pairs = [_pair(*two) for two in combinations(_largest(batch), 2)]
    candidates = [*alike, *pairs]
    firsts = _firsts(batch, {member for each in candidates for member in each.largest})
    found: dict[tuple[str, int, str], Family] = {}
    for each in candidates:
        mine, other = (firsts[member] for member in each.largest)
        family = _family(batch, each, (mine, other))
        if family is not None:
            found.setdefault((family.parting.section, family.parting.byte, family.parting.before), family)
    return tuple(found.values())


def _pair(mine: Member, other: Member) -> _Candidate:
    return _Candidate(2, mine.users + other.users, (mine, other))


def _largest(batch: RequestFiles) -> list[Member]:
    """The prefixes of the largest groups."""
    grouping = batch.grouping
    return [
        Member(group.first.file, grouping.prefixes[group.number], group.requests)
        for group in grouping.largest(_COMPARED)
        if group.requests >= _FEWEST and group.can_be_cached
    ]


def _alike(batch: RequestFiles) -> Iterator[_Candidate]:
    """Prefixes of one model that are the same without digits and white space."""
    segments = [file.segment for file in batch.files]
    parts = 1 + sum(len(segment.keys) for segment in segments) // _AT_ONCE
    for number in range(parts):
        once, twice = set[int](), set[int]()
        for segment in segments:
            for sketch in segment.columns.sketch:
                if sketch % parts == number:
                    (twice if sketch in once else once).add(sketch)
        once.clear()
        found: dict[tuple[int, bytes], _Candidate] = {}
        known: set[bytes] = set()
        for file, segment in enumerate(segments) if twice else ():
            columns, users = segment.columns, batch.grouping.users[file]
            for index, sketch in enumerate(columns.sketch):
                if sketch in twice and columns.narrow[index] + 5 * columns.wide[index] >= _SHORTEST:
                    key = segment.keys[index]
                    if len(segments) == 1 or key not in known:
                        known.add(key)
                        candidate = found.setdefault((sketch, key[DIGEST:]), _Candidate())
                        candidate.add(Member(file, index, users[index]))
        yield from (each for each in found.values() if each.prefixes > 1 and each.requests >= _FEWEST)


def _firsts(batch: RequestFiles, members: Iterable[Member]) -> dict[Member, Place]:
    """The first request that has each of some prefixes."""
    wanted = {(member.file, member.prefix): member for member in members}
    found: dict[Member, Place] = {}
    for file in {file for file, _ in wanted}:
        columns, at = batch.files[file].segment.columns, 0
        for record, depth in enumerate(columns.depth):
            for index in columns.prefixes[at : at + depth]:
                member = wanted.pop((file, index), None)
                if member is not None:
                    found[member] = Place(file, record)
            at += depth
    return found


def _family(batch: RequestFiles, candidate: _Candidate, places: tuple[Place, Place]) -> Family | None:
    """What is to be said of some prefixes: nothing where they are too short, too different, or part at their end."""
    mine, other = candidate.largest
    segment = batch.files[mine.file].segment
    shape = segment.shapes[segment.columns.shape[places[0].record]]
    known = limits(shape.model)
    tokens = bracket(segment.columns.narrow[mine.prefix], segment.columns.wide[mine.prefix], known.tokenizer)
    if tokens.high < known.minimum or (known.explicit and not shape.marks):
        return None
    texts = [_text(batch, member, place) for member, place in zip((mine, other), places, strict=True)]
    if texts[0] is None or texts[1] is None or not are_near(texts[0], texts[1]):
        return None
    parting = part(texts[0], texts[1])
    if bracket(len(texts[0]) - parting.at, 0, known.tokenizer).low < _GAIN:
        return None
    return Family(candidate.prefixes, candidate.requests, (mine.users, other.users), places, parting, tokens)


def _text(batch: RequestFiles, member: Member, place: Place) -> bytes | None:
    """A prefix as its blocks are written, from the text of a request that has it."""
    file = batch.files[place.file]
    try:
        record = loads(file.raw(place.record))
    except BrokenError:
        return None
    if not isinstance(record, dict):
        return None
    text, digest = b"", file.segment.keys[member.prefix][:DIGEST]
    for chunk in cut(file.format.row(record).blocks):
        text += chunk
        if len(text) > _LARGEST:
            return None
        if blake2b(text, digest_size=DIGEST).digest() == digest:
            return text
    return None
