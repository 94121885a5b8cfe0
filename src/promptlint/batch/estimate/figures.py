"""The four figures that tell whether the batch and the cache suit a job."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from promptlint.batch.estimate.bill import MILLION, Range
from promptlint.batch.hits import seconds
from promptlint.providers.prices import batch_limits
from promptlint.record import Record, dataclass
from promptlint.tokens import Bounds

if TYPE_CHECKING:
    from promptlint.batch.estimate.levers import Levers
    from promptlint.batch.hits import Hits

HOUR = 3600


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reuse(Record):
    """How often a prefix recurs, which decides how many requests can read it."""

    requests: int
    prefixes: int
    reads: Hits
    ttl: str | None
    spacing: float | None  # seconds between requests of a prefix, were they spread evenly until the deadline

    @property
    def outlives(self) -> bool | None:
        """Whether an entry lives until the next request, were they spread evenly; None: not told."""
        lives = seconds(self.ttl)
        return None if self.spacing is None or lives is None else self.spacing <= lives


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Deadline(Record):
    """Whether the work can wait for as long as a batch may take."""

    needed: int | None  # seconds until the answers are needed
    batch: int | None  # seconds that a batch may take; None where that is not known

    @property
    def tolerates(self) -> bool | None:
        """None where it cannot be told."""
        return None if self.needed is None or self.batch is None else self.needed >= self.batch


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Figures(Record):
    """What a workload is like."""

    prefix: Bounds  # tokens of a request, on average
    input: Bounds
    output: Bounds
    prefix_ratio: Range  # the share of the input that recurs
    output_share: Range  # the share of the list price that answers cost
    reuse: Reuse
    deadline: Deadline


def figures(levers: Levers) -> Figures:
    """The figures of a job, by the model that it is sent to; the output's share by the one that it names."""
    job, estimator = levers.job, levers.estimator
    requests = max(job.requests, 1)
    rows = []
    for place, output in estimator.grid:
        routed = estimator.sizes[levers.routed.name].at(place)
        listed = estimator.sizes[levers.listed.name].at(place)
        prefix = sum(size.prefix * part.requests for size, part in zip(routed, job.parts, strict=True))
        whole = sum(size.prompt * part.requests for size, part in zip(routed, job.parts, strict=True))
        answers = paid = Decimal(0)
        for size, part in zip(listed, job.parts, strict=True):
            rates = levers.listed.prices.rates(size.prompt)
            assert rates is not None, "only batches may have no rates"
            answers += part.requests * output * rates.output / MILLION
            paid += part.requests * (size.prompt * rates.input + output * rates.output) / MILLION
        rows.append((prefix, whole, _share(prefix, whole), _share(answers, paid)))
    ways = [bill for bill in (levers.both, levers.cache_only) if bill is not None]
    assert ways[0].reads is not None, "both ways are cached"
    return Figures(
        prefix=Bounds(rows[0][0] // requests, -(-rows[-1][0] // requests)),
        input=Bounds(rows[0][1] // requests, -(-rows[-1][1] // requests)),
        output=job.output,
        prefix_ratio=Range.of(row[2] for row in rows),
        output_share=Range.of(row[3] for row in rows),
        reuse=Reuse(job.requests, job.prefixes, ways[0].reads, levers.ttl(levers.routed), _spacing(levers)),
        deadline=Deadline(job.deadline, _window(levers)),
    )


def _share(part: Decimal | int, whole: Decimal | int) -> Decimal:
    return Decimal(part) / Decimal(whole) if whole else Decimal(0)


def _spacing(levers: Levers) -> float | None:
    job = levers.job
    return None if job.deadline is None else job.deadline * job.prefixes / max(job.requests, 1)


def _window(levers: Levers) -> int | None:
    found = batch_limits(levers.routed.limits.provider)
    return None if found is None or found.window_hours is None else found.window_hours * HOUR
