"""The levers one after the other, in the right order and in the wrong one, and what a lost cache costs.

A cheaper model first, then the cache, then the batch: each lowers what the next one is taken off. The other way round
the batch is taken off the dearer model, the cache of the batch is cold, since nothing was sent ahead of it, and with a
model of its own that comes last, its cache begins cold once more.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from promptlint.batch.estimate.bill import Bill, Estimator, Way
from promptlint.batch.hits import Warmth
from promptlint.providers.prices import batch_limits
from promptlint.record import Record, dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.estimate.bill import Priced
    from promptlint.batch.estimate.job import Job


class Lever(StrEnum):
    """A step of the waterfall."""

    LIST = "list price"
    ROUTED = "routed"
    CACHED = "cached"
    BATCHED = "batched"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Step(Record):
    """What a job costs once a lever is pulled."""

    lever: Lever
    way: Way
    bill: Bill


@dataclass(frozen=True)
class Levers:
    """All ways to send one job that an estimate compares."""

    estimator: Estimator

    @property
    def job(self) -> Job:
        """What is estimated."""
        return self.estimator.job

    @property
    def listed(self) -> Priced:
        """The model that the job names."""
        return self.estimator.listed

    @property
    def routed(self) -> Priced:
        """The model that it is sent to."""
        return self.estimator.routed

    @property
    def can_batch(self) -> bool:
        """Whether a batch price is known of the model that the job is sent to."""
        return self.routed.prices.batch is not None

    def ttl(self, model: Priced) -> str | None:
        """How long entries live: as told, or else, or where this provider has no such time, as long as they can."""
        offered = lifetimes(model)
        return self.job.ttl if self.job.ttl and (self.job.ttl in offered or not offered) else _longest(model)

    @cached_property
    def list_price(self) -> Step:
        """Every request on its own, to the model that the job names."""
        return self._step(Lever.LIST, Way(self.listed))

    @cached_property
    def in_order(self) -> tuple[Step, ...]:
        """The list price, then a cheaper model, then the cache, then the batch."""
        return tuple(self._in_order(loses=False))

    @cached_property
    def cache_lost(self) -> tuple[Step, ...]:
        """The same where no request reads what another one wrote: each pays for a write."""
        return tuple(self._in_order(loses=True))

    def _in_order(self, *, loses: bool) -> Iterator[Step]:
        yield self.list_price
        if self.routed != self.listed:
            yield self._step(Lever.ROUTED, Way(self.routed))
        cached = replace(self.stacked, batched=False, loses=loses)
        if not self.routed.prices.caches_in_batches:
            cached = replace(cached, warmth=Warmth.SYNCHRONOUS, stream=True)
        yield self._step(Lever.CACHED, cached)
        if self.can_batch:
            yield self._step(Lever.BATCHED, replace(self.stacked, loses=loses))

    @cached_property
    def wrong_order(self) -> tuple[Step, ...]:
        """The batch first, then the cache, then a cheaper model; nothing where not both have a batch price."""
        return tuple(self._wrong_order()) if self.can_batch and self.listed.prices.batch is not None else ()

    def _wrong_order(self) -> Iterator[Step]:
        yield self.list_price
        yield self._step(Lever.BATCHED, Way(self.listed, batched=True))
        cold = replace(self.stacked, warmth=Warmth.COLD, ordered=False)
        yield self._step(Lever.CACHED, replace(cold, model=self.listed, ttl=self.ttl(self.listed)))
        if self.routed != self.listed:
            yield self._step(Lever.ROUTED, cold)

    @cached_property
    def stacked(self) -> Way:
        """Cached and batched, as the job says."""
        return Way(self.routed, cached=True, batched=True, warmth=self.job.warmth, ttl=self.ttl(self.routed))

    @cached_property
    def batch_only(self) -> Bill | None:
        """In a batch, without the cache; None where no batch price is known."""
        return self.estimator.bill(Way(self.routed, batched=True)) if self.can_batch else None

    @cached_property
    def cache_only(self) -> Bill:
        """One by one behind a first request."""
        way = replace(self.stacked, batched=False, warmth=Warmth.SYNCHRONOUS, stream=True)
        return self.estimator.bill(way)

    @cached_property
    def neither(self) -> Bill:
        """One by one, without the cache."""
        return self.estimator.bill(Way(self.routed))

    @cached_property
    def both(self) -> Bill | None:
        """Cached and batched; None where no batch price is known."""
        return self.estimator.bill(self.stacked) if self.can_batch else None

    @cached_property
    def recommended(self) -> Levers:
        """The same job as it should be sent: warmed by a batch, with entries that live as long as they can."""
        longest = _longest(self.routed)
        if self.job.warmth is Warmth.BATCH and longest in (self.ttl(self.routed), None):
            return self
        job = replace(self.job, warmth=Warmth.BATCH, ttl=longest or self.job.ttl)
        return Levers(Estimator(job, self.listed, self.routed))

    def _step(self, lever: Lever, way: Way) -> Step:
        return Step(lever, way, self.estimator.bill(way))


def lifetimes(model: Priced) -> tuple[str, ...]:
    """How long entries can live, the default first; nothing where the provider does not say."""
    found = batch_limits(model.limits.provider)
    return found.ttls if found else ()


def _longest(model: Priced) -> str | None:
    return next(reversed(lifetimes(model)), None)
