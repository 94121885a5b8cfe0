"""A plan as a value: its files, what each holds, and when it is submitted."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, chain
from typing import TYPE_CHECKING, NamedTuple

from promptlint import __version__
from promptlint.batch.planning.order import order
from promptlint.errors import UserError
from promptlint.providers.prices import batch_limits
from promptlint.providers.registry import Provider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.planning.order import Order, Run
    from promptlint.batch.requests.files import RequestFiles
    from promptlint.batch.requests.groups import Place
    from promptlint.providers.prices import BatchLimits
    from promptlint.report.json_report import Json

VERSION = 1  # of the format; a field more does not change it
NAME = "plan.json"
_ENVELOPE = 64  # bytes of a batch around its requests
_CHECK = "`promptlint batch check` shows them"


class Kind(StrEnum):
    """What a file of a plan is for."""

    WARM_UP = "warm-up"
    GROUP = "group"


class Stretch(NamedTuple):
    """Neighbouring requests of a run, by their positions in the order."""

    run: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One batch. `size` is in bytes."""

    path: str
    kind: Kind
    stretches: tuple[Stretch, ...]
    requests: int
    size: int


@dataclass(frozen=True)
class Plan:
    """The files of a plan, in the order in which they are submitted."""

    batch: RequestFiles
    order: Order
    files: tuple[PlannedFile, ...]

    def places(self, file: PlannedFile) -> Iterator[Place]:
        """The requests of a file, in order."""
        return chain.from_iterable(self.order.places(start, end) for _, start, end in file.stretches)

    def runs(self, file: PlannedFile) -> list[tuple[Run, int]]:
        """The runs in a file, and how many of their requests are there."""
        return [(self.order.runs[run], end - start) for run, start, end in file.stretches]

    def as_json(self) -> dict[str, Json]:
        """What `plan.json` says, as `schemas/plan.schema.json` describes it."""
        first = [file.path for file in self.files if file.kind is Kind.WARM_UP]
        rest = [file.path for file in self.files if file.kind is Kind.GROUP]
        steps: list[Json] = [{"submit": [*first], "after": [], "within": None}] if first else []
        if rest:
            steps.append({"submit": [*rest], "after": [*first], "within": "1h" if first else None})
        return {
            "version": VERSION,
            "tool": {"name": "promptlint", "version": __version__},
            "format": self.batch.files[0].format.name,
            "requests": self.batch.requests,
            "files": [self._file(file) for file in self.files],
            "submission": steps,
        }

    def _file(self, file: PlannedFile) -> Json:
        runs = self.runs(file)
        return {
            "path": file.path,
            "kind": file.kind.value,
            "prefix": self.prefix(file),
            "requests": file.requests,
            "bytes": file.size,
            "prefixes": [
                {"prefix": run.lineage[-1][:16].hex(), "requests": count, "warmed": run.is_warmed}
                for run, count in runs
                if run.lineage
            ],
        }

    def prefix(self, file: PlannedFile) -> str | None:
        """The longest prefix that all requests of a file share."""
        lineages = [run.lineage for run, _ in self.runs(file)]
        shared = None
        for keys in zip(*lineages, strict=False):
            if len(set(keys)) > 1:
                break
            shared = keys[0][:16].hex()
        return shared


def plan(batch: RequestFiles) -> Plan:
    """Plan a job. Raises UserError for one that no plan makes valid."""
    _refuse(batch)
    ordered = order(batch)
    provider = batch.files[0].format.provider
    cutter = _Cutter(batch, ordered, batch_limits(provider), by_lane=provider is Provider.OPENAI)
    warmed = [number for number, run in enumerate(ordered.runs) if run.is_warmed and run.end - run.start > 1]
    for number in warmed:
        run = ordered.runs[number]
        cutter.add(Stretch(number, run.start, run.start + 1))
    cutter.close(Kind.WARM_UP)
    gone = frozenset(warmed)
    for number, run in enumerate(ordered.runs):
        cutter.add(Stretch(number, run.start + (number in gone), run.end))
    cutter.close(Kind.GROUP)
    return Plan(batch, ordered, tuple(cutter.files))


def _refuse(batch: RequestFiles) -> None:
    formats = sorted({file.format.name for file in batch.files})
    if len(formats) > 1:
        raise UserError(f"files of several formats in one job: {', '.join(formats)}", "plan them one by one")
    if not batch.requests:
        raise UserError("there is no request to plan")
    faulty = sum(trouble.requests for trouble in batch.troubles)
    if faulty:
        requests = "a request has a fault" if faulty == 1 else f"{faulty:,} requests have faults"
        raise UserError(f"{requests} that no order mends", _CHECK)
    if batch.repeated_ids:
        raise UserError("ids are used more than once, so results could not be told apart", _CHECK)


class _Cutter:
    """Fills one file after the other, within the limits of a batch."""

    def __init__(self, batch: RequestFiles, ordered: Order, limits: BatchLimits | None, *, by_lane: bool) -> None:
        self._order, self._by_lane = ordered, by_lane
        self._most = limits.requests if limits else None
        self._bytes = limits.bytes if limits else None
        columns = [file.segment.columns.length for file in batch.files]
        self._sizes = array("Q", [0])
        self._sizes.extend(
            accumulate(columns[place.file][place.record] + 1 for place in ordered.places(0, len(ordered.records)))
        )
        self.files: list[PlannedFile] = []
        self._stretches: list[Stretch] = []
        self._full: list[tuple[Stretch, ...]] = []
        self._requests, self._size = 0, _ENVELOPE

    def add(self, stretch: Stretch) -> None:
        """Append requests of a run: to the file that is open if all fit there, or else if they fit in none."""
        if self._stretches and self._is_other_lane(stretch):
            self._next()
        while stretch.start < stretch.end:
            fitting = self._fitting(stretch)
            if fitting < stretch.end and self._stretches and self._fits_alone(stretch):
                self._next()
                continue
            if fitting == stretch.start:
                if not self._stretches:
                    raise UserError("a request alone is larger than a batch may be", _CHECK)
                self._next()
                continue
            self._stretches.append(Stretch(stretch.run, stretch.start, fitting))
            self._requests += fitting - stretch.start
            self._size += self._sizes[fitting] - self._sizes[stretch.start]
            stretch = stretch._replace(start=fitting)

    def close(self, kind: Kind) -> None:
        """End the files that were filled, and name them."""
        if self._stretches:
            self._next()
        for stretches in self._full:
            requests = sum(end - start for _, start, end in stretches)
            size = sum(self._sizes[end] - self._sizes[start] for _, start, end in stretches)
            name = f"{len(self.files):03d}-{'warm-up' if kind is Kind.WARM_UP else 'requests'}.jsonl"
            self.files.append(PlannedFile(name, kind, stretches, requests, size))
        self._full.clear()

    def _next(self) -> None:
        self._full.append(tuple(self._stretches))
        self._stretches.clear()
        self._requests, self._size = 0, _ENVELOPE

    def _is_other_lane(self, stretch: Stretch) -> bool:
        runs = self._order.runs
        return self._by_lane and runs[self._stretches[-1].run].lane != runs[stretch.run].lane

    def _fitting(self, stretch: Stretch) -> int:
        """Up to where the requests fit into the file that is open."""
        return self._reach(stretch, self._requests, self._size)

    def _fits_alone(self, stretch: Stretch) -> bool:
        return self._reach(stretch, 0, _ENVELOPE) == stretch.end and self._order.runs[stretch.run].group is not None

    def _reach(self, stretch: Stretch, requests: int, size: int) -> int:
        end = stretch.end if self._most is None else min(stretch.end, stretch.start + self._most - requests)
        if self._bytes is None:
            return end
        most = self._sizes[stretch.start] + self._bytes - size
        return max(bisect_right(self._sizes, most, stretch.start, end + 1) - 1, stretch.start)
