"""Every model that is known by a price or by what it caches, as one row each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.providers.prices import batch_limits, every, prices
from promptlint.providers.registry import Provider, bare_name, entries, entry_for, limits
from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.config_costs import PriceSettings
    from promptlint.providers.prices import BatchLimits, Prices
    from promptlint.providers.registry import Entry, Limits


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Model(Record):
    """What is known of a model; None where nothing is."""

    name: str
    limits: Limits
    entry: Entry | None  # where the minimum is from
    prices: Prices | None
    batch: BatchLimits | None
    is_own: bool  # whether the configuration sets a price

    @property
    def minimum(self) -> int | None:
        """The fewest tokens that are cached."""
        return self.limits.minimum if self.limits.known else None

    @property
    def ttls(self) -> tuple[str, ...]:
        """How long a cache entry can live, the default first."""
        return self.batch.ttls if self.batch else ()


def listing(overrides: Sequence[PriceSettings] = ()) -> Iterator[Model]:
    """All models, by provider and name, and then those that only the configuration knows."""
    listed = [(each.provider, each.model) for each in every()]
    priced = {name for _, name in listed}
    listed += [
        (each.provider, each.match)
        for each in entries()
        if each.match not in priced and not each.match.endswith("*") and each.provider.value != each.match
    ]
    order = [*Provider]
    for provider, name in sorted(listed, key=lambda row: (order.index(row[0]), row[1])):
        yield about(name, provider.value, overrides)
    for own in overrides:
        if bare_name(own.model) not in priced and prices(own.model, overrides=overrides):
            yield about(own.model, None, overrides)


def about(model: str, provider: str | None = None, overrides: Sequence[PriceSettings] = ()) -> Model:
    """What is known of one model."""
    cached = limits(model, provider)
    found = prices(model, provider, overrides)
    return Model(
        name=model,
        limits=cached,
        entry=entry_for(model, provider),
        prices=found,
        batch=batch_limits(found.provider if found else cached.provider),
        is_own=found is not None and found != prices(model, provider),
    )
