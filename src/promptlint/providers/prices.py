"""What a model costs, and what a batch of its provider may hold, each figure with its source.

`prices.json` is written by `scripts/update_prices.py`; `batches.json` is kept by hand. The configuration overrides
prices. A model that is not listed is unknown, and `prices` says so with None: a price is never guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from promptlint.providers.registry import Provider, bare_name, limits
from promptlint.record import Record, dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from promptlint.config_costs import PriceSettings

HALF = Decimal("0.5")
_CONFIGURATION = "configuration"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Rates(Record):
    """US dollars per million tokens; None where the provider has no such price, or none is known."""

    input: Decimal
    write_5m: Decimal | None  # a cache write at the provider's default time to live
    write_1h: Decimal | None
    read: Decimal | None
    output: Decimal

    def write(self, ttl: str | None) -> Decimal | None:
        """The price of a cache write: by default, and of providers with one price for all, the shorter one."""
        return self.write_1h if ttl == "1h" else self.write_5m

    def times(self, factor: Decimal) -> Rates:
        """All prices, multiplied."""
        write_5m, write_1h, read = (
            None if price is None else price * factor for price in (self.write_5m, self.write_1h, self.read)
        )
        return Rates(self.input * factor, write_5m, write_1h, read, self.output * factor)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tier(Record):
    """The rates of requests whose prompt is larger than so many tokens: they hold for the whole request."""

    above: int
    rates: Rates


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Prices(Record):
    """What a model costs, and where that is from."""

    model: str  # the name it is listed under
    provider: Provider
    tiers: tuple[Tier, ...]  # by size, the first above nothing
    batch_tiers: tuple[Tier, ...] | None  # None: no batch price is known
    source: str
    date: str  # the day that the prices were in force, or read; empty for those of the configuration
    disagreement: str | None = None  # what another source says
    changes: str | None = None  # the day from which other prices are announced
    note: str | None = None

    @property
    def input(self) -> Decimal:
        """A token of a prompt of ordinary size, neither written to the cache nor read from it."""
        return self.tiers[0].rates.input

    @property
    def write_5m(self) -> Decimal | None:
        """A cache write at the provider's default time to live."""
        return self.tiers[0].rates.write_5m

    @property
    def write_1h(self) -> Decimal | None:
        """A cache write that lives an hour."""
        return self.tiers[0].rates.write_1h

    @property
    def read(self) -> Decimal | None:
        """A token read from the cache."""
        return self.tiers[0].rates.read

    @property
    def output(self) -> Decimal:
        """A token of an answer."""
        return self.tiers[0].rates.output

    @property
    def batch(self) -> Decimal | None:
        """What a batch pays of the input price, as in 0.5; None where no batch price is known."""
        return None if self.batch_tiers is None else self.batch_tiers[0].rates.input / self.input

    @property
    def caches_in_batches(self) -> bool:
        """Whether a batch pays less for tokens that are read from the cache."""
        return self.batch_tiers is not None and self.batch_tiers[0].rates.read is not None

    def rates(self, prompt_tokens: int = 0, *, batched: bool = False) -> Rates | None:
        """The rates of a request by the size of its prompt; None for a batch without known prices."""
        tiers = self.batch_tiers if batched else self.tiers
        if tiers is None:
            return None
        return next(tier.rates for tier in reversed(tiers) if tier.above == 0 or prompt_tokens > tier.above)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Rejected(Record):
    """A parameter that requests in a batch may not have: with a certain value, or with any where `value` is None."""

    parameter: str
    value: bool | int | None
    since: str | None  # the API version from which on it is rejected; None: in all
    source: str

    def applies(self, params: Mapping[str, object], api_version: str | None = None) -> bool:
        """Whether a request would be rejected for it; a rule of a later API version needs that version."""
        if self.parameter not in params or (self.since and (api_version is None or api_version < self.since)):
            return False
        given = params[self.parameter]
        return self.value is None or (type(given) is type(self.value) and given == self.value)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BatchLimits(Record):
    """What one batch may hold; None where no figure was found in public."""

    provider: Provider
    requests: int | None
    bytes: int | None  # safe to plan by: a megabyte read as 10**6
    most_bytes: int | None  # too large however a megabyte is read: as 2**20
    window_hours: int | None  # when what is not done expires
    id_key: str
    id_pattern: str | None
    rejected: tuple[Rejected, ...]
    ttls: tuple[str, ...]  # the times that a cache entry can live, the default first
    source: str
    date: str
    note: str | None = None


def prices(model: str, provider: str | None = None, overrides: Sequence[PriceSettings] = ()) -> Prices | None:
    """What a model costs under any of the names that it goes by; None when that is not known.

    `overrides` are what the configuration says of prices; the first that is about the model holds.
    """
    known = _listed(model, provider)
    own = next((each for each in overrides if _is_about(each, model)), None)
    if own is None:
        return known
    return _overridden(own, model, provider, known)


def batch_limits(provider: str | Provider) -> BatchLimits | None:
    """What a batch may hold; None for a provider that is not known."""
    named = provider if isinstance(provider, Provider) else limits(None, provider).provider
    return _batch_limits().get(named)


def every() -> tuple[Prices, ...]:
    """All listed prices, by provider and name."""
    return tuple(_table().values())


# ---------------------------------------------------------------- finding


def _listed(model: str, provider: str | None) -> Prices | None:
    name = model.strip().lower()
    own = limits(model, provider).provider
    if own is Provider.BEDROCK:
        scope = "global." if re.search(r"\bglobal\.", name) else ""
        return _table().get((Provider.BEDROCK, scope + bare_name(name)))
    dated = re.split(r"[/:]", name)[-1]
    for called in (name, dated, bare_name(name)):
        for maker in (own, Provider.OPENAI, Provider.ANTHROPIC, Provider.GEMINI, Provider.DEEPSEEK):
            if found := _table().get((maker, called)):
                return found
    return None


def _is_about(settings: PriceSettings, model: str) -> bool:
    told, asked = settings.model.strip().lower(), model.strip().lower()
    return told == asked or bare_name(told) == bare_name(asked)


def _overridden(own: PriceSettings, model: str, provider: str | None, known: Prices | None) -> Prices | None:
    """The configured prices; what they leave out stays as it is listed, or unknown.

    Sizes of prompts are left out of it: who pays a price of his own pays it whatever the size.
    """
    base = known.tiers[0].rates if known else None
    given = own.input if own.input is not None else (base.input if base else None)
    output = own.output if own.output is not None else (base.output if base else None)
    if given is None or output is None:
        return None
    rates = Rates(
        given,
        own.write_5m if own.write_5m is not None else (base.write_5m if base else None),
        own.write_1h if own.write_1h is not None else (base.write_1h if base else None),
        own.read if own.read is not None else (base.read if base else None),
        output,
    )
    if own.batch is not None:
        batch: tuple[Tier, ...] | None = (Tier(0, rates.times(own.batch)),)
    elif known is not None and known.batch is not None:
        in_batch = rates.times(known.batch)
        cached = in_batch if known.caches_in_batches else replace(in_batch, read=None, write_5m=None, write_1h=None)
        batch = (Tier(0, cached),)
    else:
        batch = None
    return Prices(
        model=known.model if known else bare_name(model),
        provider=known.provider if known else limits(model, provider).provider,
        tiers=(Tier(0, rates),),
        batch_tiers=batch,
        source=own.source or _CONFIGURATION,
        date="",
        note="prices of the configuration" + (f"; what it leaves out is from {known.source}" if known else ""),
    )


# ---------------------------------------------------------------- the data files


@cache
def _table() -> dict[tuple[Provider, str], Prices]:
    return {
        (price.provider, price.model): price for price in (_prices_of(row) for row in _read("prices.json")["prices"])
    }


def _prices_of(row: dict[str, Any]) -> Prices:
    return Prices(
        model=row["model"],
        provider=Provider(row["provider"]),
        tiers=_tiers(row["tiers"]),
        batch_tiers=None if row["batch"] is None else _tiers(row["batch"]),
        source=row["source"],
        date=row["date"],
        disagreement=row.get("disagreement"),
        changes=row.get("changes"),
        note=row.get("note"),
    )


def _tiers(rows: list[dict[str, Any]]) -> tuple[Tier, ...]:
    return tuple(
        Tier(int(row["above"]), Rates(row["input"], row["write_5m"], row["write_1h"], row["read"], row["output"]))
        for row in rows
    )


@cache
def _batch_limits() -> dict[Provider, BatchLimits]:
    found = {}
    for row in _read("batches.json")["batches"]:
        provider = Provider(row["provider"])
        megabytes = row["megabytes"]
        found[provider] = BatchLimits(
            provider=provider,
            requests=None if row["requests"] is None else int(row["requests"]),
            bytes=None if megabytes is None else int(megabytes) * 10**6,
            most_bytes=None if megabytes is None else int(megabytes) * 2**20,
            window_hours=None if row["window_hours"] is None else int(row["window_hours"]),
            id_key=row["id"]["key"],
            id_pattern=row["id"]["pattern"],
            rejected=tuple(_rejected(each) for each in row["rejected"]),
            ttls=tuple(row["ttls"]),
            source=row["source"],
            date=row["date"],
            note=row.get("note"),
        )
    return found


def _rejected(row: dict[str, Any]) -> Rejected:
    value = row.get("value")
    return Rejected(
        row["parameter"], int(value) if isinstance(value, Decimal) else value, row.get("since"), row["source"]
    )


def _read(name: str) -> dict[str, Any]:
    from json import loads  # noqa: PLC0415 most runs ask for no price
    from pathlib import Path  # noqa: PLC0415 the same

    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    table: dict[str, Any] = loads(text, parse_float=Decimal, parse_int=Decimal)
    return table
