"""Whether two requests share the prefix that their author meant to be cached, by their bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wire.rendering import Piece

    Request = tuple[Piece, ...]

# Characters of shared text behind the first difference. Less is not worth moving: 128 tokens at 4.8 characters each.
WORTH = 614
# A program between these two would test how tokens are estimated, not what varies.
UNCLEAR = range(300, 1500)
# Shared words are counted from runs of this length on: two unlike questions have words in common as well.
_A_RUN = 40


class Verdict(StrEnum):
    """How a prefix fares."""

    STABLE = "stable"
    DRIFTS = "drifts"  # the same for a day on one machine
    BREAKS = "breaks"


@dataclass(frozen=True, slots=True)
class Split:
    """Where two requests part, and how much of what they share stands behind that place."""

    piece: int
    place: str
    offset: int
    one: str
    other: str
    stranded: int
    in_marked: bool

    @property
    def breaks(self) -> bool:
        """Whether anything is lost."""
        return self.in_marked or self.stranded >= WORTH

    def __str__(self) -> str:
        lost = "in the marked prefix" if self.in_marked else f"with {self.stranded} shared characters behind it"
        return f"piece {self.piece} ({self.place}) at {self.offset}: {self.one!r} and {self.other!r}, {lost}"


def split(one: Request, other: Request) -> Split | None:
    """Where two requests part; None where one continues the other."""
    at = next((at for at, (x, y) in enumerate(zip(one, other, strict=False)) if not x.same(y)), None)
    if at is None:
        return None
    offset = _common(one[at].text, other[at].text) if one[at].place == other[at].place else 0
    ends = [_marked_end(request) for request in (one, other)]
    reach = _last_mark(one)
    return Split(
        at,
        one[at].place,
        offset,
        one[at].text[offset : offset + 24],
        other[at].text[offset : offset + 24],
        _shared(_rest(one[:reach], at, offset), _rest(other, at, offset)),
        at < max(ends),
    )


def _common(one: str, other: str) -> int:
    return next((at for at, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), min(len(one), len(other)))


def _marked_end(request: Request) -> int:
    """How many pieces the author's cached prefix has.

    A mark on the very end of a conversation rolls with it when an earlier mark closes the stable part.
    """
    marks = [at + 1 for at, piece in enumerate(request) if piece.is_marked]
    if len(marks) > 1 and marks[-1] == len(request):
        marks.pop()
    return marks[-1] if marks else 0


def _last_mark(request: Request) -> int | None:
    """How many pieces can be in a cache at all: without a mark, all of them."""
    return max((at + 1 for at, piece in enumerate(request) if piece.is_marked), default=None)


def _rest(request: Sequence[Piece], at: int, offset: int) -> list[str]:
    texts = [piece.text for piece in request[at:]]
    if texts:
        texts[0] = texts[0][offset:]
    return re.findall(r"\S+\s*", "\n".join(texts))


def _shared(one: list[str], other: list[str]) -> int:
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    sizes = (sum(map(len, one[block.a : block.a + block.size])) for block in blocks)
    return sum(size for size in sizes if size >= _A_RUN)


@dataclass(frozen=True, slots=True)
class Truth:
    """What the runs of one program show, and the split that decides it."""

    verdict: Verdict
    split: Split | None = None

    def __str__(self) -> str:
        return f"{self.verdict}: {self.split or 'all requests share their prefix'}"


def truth(here: Sequence[Request], again: Sequence[Request], elsewhere: Sequence[Request], *, alone: bool) -> Truth:
    """The verdict on a program from three runs: twice on one day and machine, once on others.

    `alone` compares the requests of a process with each other only: a service that runs for long.
    """
    within = [pair for run in (here, again, elsewhere) for pair in pairwise(run)]
    same_day = within if alone else [*within, *zip(here, again, strict=True)]
    later = [] if alone else list(zip(here, elsewhere, strict=True))
    for verdict, pairs in ((Verdict.BREAKS, same_day), (Verdict.DRIFTS, later)):
        if found := next(_breaking(pairs), None):
            return Truth(verdict, found)
    return Truth(Verdict.STABLE)


def _breaking(pairs: Sequence[tuple[Request, Request]]) -> Iterator[Split]:
    for one, other in pairs:
        found = split(one, other)
        if found is None:
            continue
        assert found.in_marked or found.stranded not in UNCLEAR, f"too close to call: {found}"
        if found.breaks:
            yield found
