"""What a job costs under one way to send it: a range, and its share of the list price."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from promptlint.batch.estimate.job import Sizes, places
from promptlint.batch.hits import Fit, Group, Hits, Warmth, expected, together
from promptlint.providers.prices import prices
from promptlint.providers.registry import limits
from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from promptlint.batch.estimate.job import Job, Part, Size
    from promptlint.config_costs import PriceSettings
    from promptlint.providers.prices import Prices, Rates
    from promptlint.providers.registry import Limits

MILLION = Decimal(1_000_000)
_LOOKED_INTO = 4  # parts of which the sizes count at which prices or caching change


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Range(Record):
    """At least and at most."""

    low: Decimal
    high: Decimal

    @property
    def middle(self) -> Decimal:
        """Half way."""
        return (self.low + self.high) / 2

    def over(self, number: int) -> Range:
        """The share of one of so many."""
        return Range(self.low / number, self.high / number)

    @classmethod
    def of(cls, values: Iterable[Decimal]) -> Range:
        """The range of some values."""
        found = sorted(values)
        return cls(found[0], found[-1])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Priced(Record):
    """A model, as it counts, caches and charges."""

    name: str
    prices: Prices
    limits: Limits

    @classmethod
    def of(cls, model: str, provider: str | None, own: Sequence[PriceSettings]) -> Priced | None:
        """None for a model without a known price."""
        found = prices(model, provider, own)
        return cls(model, found, limits(model, provider)) if found else None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Way(Record):
    """One way to send a job."""

    model: Priced
    cached: bool = False
    batched: bool = False
    warmth: Warmth = Warmth.COLD
    ttl: str | None = None
    loses: bool = False  # whether each request writes, and none reads
    ordered: bool = True  # whether the requests of a prefix follow each other
    stream: bool = False  # whether the reads are those of requests one by one, even before the batch is counted


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Bill(Record):
    """What a way costs."""

    dollars: Range  # for the job
    of_list: Range  # its share of the list price
    measured: Range  # dollars, with the reads that were measured
    reads: Hits | None  # where the prefix is cached


@dataclass(frozen=True)
class Estimator:
    """Prices one job in several ways, each for the same sizes of its text, so that shares can be compared."""

    job: Job
    listed: Priced  # the model that the job names
    routed: Priced  # the one that it is routed to, which may be the same

    @cached_property
    def sizes(self) -> dict[str, Sizes]:
        """The text of the job as each model counts it."""
        return {model.name: Sizes.of(self.job, model.name) for model in (self.listed, self.routed)}

    @cached_property
    def grid(self) -> tuple[tuple[Fraction, int], ...]:
        """Where the ends of every range lie: at the bounds, and where caching begins or a price changes."""
        found = {Fraction(0), Fraction(1)}
        largest = sorted(range(len(self.job.parts)), key=lambda index: -self.job.parts[index].requests)
        for model, index in product({self.listed, self.routed}, largest[:_LOOKED_INTO]):
            prefix, rest = self.sizes[model.name].parts[index]
            found.update(places(prefix, model.limits.minimum))
            for tier in model.prices.tiers[1:]:
                found.update(places(prefix + rest, tier.above + 1))
        outputs = {self.job.output.low, self.job.output.high}
        return tuple(sorted(product(found, outputs)))

    def bill(self, way: Way) -> Bill:
        """What a way to send the job costs; a batch has to have known prices."""
        list_price = Way(self.listed)
        dollars, shares, measured = [], [], []
        for place, output in self.grid:
            whole, *_ = self._sums(list_price, place, output)
            least, most, likely = self._sums(way, place, output)
            dollars += [least, most]
            shares += [each / whole if whole else Decimal(1) for each in (least, most)]
            measured.append(likely)
        return Bill(Range.of(dollars), Range.of(shares), Range.of(measured), self.reads(way))

    def reads(self, way: Way) -> Hits | None:
        """The reads to expect of a way, over all sizes that the text may have."""
        if not way.cached:
            return None
        ends = self.sizes[way.model.name].at(self.grid[0][0]), self.sizes[way.model.name].at(self.grid[-1][0])
        parts = []
        for part, low, high in zip(self.job.parts, *ends, strict=True):
            fits = {*_fits(way.model, low), *_fits(way.model, high)}
            fit = fits.pop() if len(fits) == 1 else Fit.BORDERLINE
            parts.append(_hits(way, part, fit))
        return together(parts)

    def _sums(self, way: Way, place: Fraction, output: int) -> tuple[Decimal, Decimal, Decimal]:
        """The dollars of the job, least and most and with the reads that were measured."""
        least, most, measured = Decimal(0), Decimal(0), Decimal(0)
        for part, size in zip(self.job.parts, self.sizes[way.model.name].at(place), strict=True):
            costs = [_costs(way, part, size, output, fit) for fit in _fits(way.model, size)]
            least += min(cost for each in costs for cost in each)
            most += max(cost for each in costs for cost in each)
            measured += max(each[-1] for each in costs)
        return least, most, measured


def _fits(model: Priced, size: Size) -> tuple[Fit, ...]:
    """Whether a prefix of this size is cached; both where the minimum is not known."""
    if size.prefix == 0 or size.prefix < model.limits.minimum:
        return (Fit.BELOW,)
    return (Fit.ABOVE,) if model.limits.known else (Fit.BELOW, Fit.ABOVE)


def _costs(way: Way, part: Part, size: Size, output: int, fit: Fit) -> tuple[Decimal, ...]:
    """The dollars of a part, for the fewest reads, the most, and those that were measured."""
    rates = way.model.prices.rates(size.prompt, batched=way.batched)
    assert rates is not None, "a way is batched only where that has a price"
    own = part.requests * (size.rest * rates.input + output * rates.output)
    if not way.cached or fit is Fit.BELOW or rates.read is None:
        return ((own + part.requests * size.prefix * rates.input) / MILLION,)
    hits, written = _hits(way, part, fit), write_price(rates, way.ttl)
    return tuple(
        (own + size.prefix * (reads * rates.read + (part.requests - reads) * written)) / MILLION
        for reads in (hits.low, hits.high, hits.measured)
    )


def write_price(rates: Rates, ttl: str | None) -> Decimal:
    """What a token costs that is written to the cache: where there is no such price, as much as any other."""
    found = rates.write(ttl) or rates.write_5m
    return rates.input if found is None else found


def _hits(way: Way, part: Part, fit: Fit) -> Hits:
    """The reads of a part. What warms it is one of its own requests, sent first."""
    if way.loses:
        return Hits(0, 0, part.requests, ())
    in_batch = not way.stream
    first = int(way.warmth is not Warmth.COLD)
    each = part.requests // part.prefixes
    group = Group(
        max(each - first, 0),
        way.model.limits.provider,
        warmth=way.warmth,
        ttl=way.ttl,
        batched=in_batch,
        caches=_takes_off(way.model, batched=in_batch),
        fit=fit,
        runs=1 if way.ordered else max(part.runs, 1),
        concurrency=None,
    )
    found = expected(group)
    low, high, measured = (part.prefixes * reads for reads in (found.low, found.high, found.measured))
    return Hits(low, high, part.requests, found.reasons, measured)


def _takes_off(model: Priced, *, batched: bool) -> bool:
    return model.prices.caches_in_batches if batched else model.prices.read is not None


def break_even(rates: Rates, ttl: str | None) -> Decimal | None:
    """The share of requests that has to read for the cache to pay; None where a read takes nothing off."""
    if rates.read is None or rates.read >= rates.input:
        return None
    written = write_price(rates, ttl)
    return (written - rates.input) / (written - rates.read)
