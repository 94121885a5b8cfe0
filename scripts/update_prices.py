"""Write `src/promptlint/providers/prices.json` from the package genai-prices, which keeps the price lists of providers.

`python scripts/update_prices.py [YYYY-MM-DD]`: the prices that are in force on that day, or today. The package costs
200 ms to import and brings an HTTP client, so promptlint itself never needs it. Where it lacks a model, or says
something else than the provider's own page, both are in the file.
"""  # noqa: INP001 a script, not a package

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from genai_prices import data, types

from promptlint.providers.registry import bare_name, entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from genai_prices.types import ModelInfo, ModelPrice, Provider

TARGET = Path(__file__).parent.parent / "src" / "promptlint" / "providers" / "prices.json"
PACKAGE = "genai-prices"

# What the package calls the providers that promptlint knows.
PROVIDERS = {"anthropic": "anthropic", "openai": "openai", "google": "gemini", "deepseek": "deepseek", "aws": "bedrock"}
KINDS = {
    "input": "input_mtok",
    "write_5m": "cache_write_mtok",
    "write_1h": "cache_write_1h_mtok",
    "read": "cache_read_mtok",
    "output": "output_mtok",
}
# Models that answer in something else than text have prices for that.
OTHER_OUTPUTS = ("output_audio_mtok", "output_image_mtok", "output_video_mtok")

PAGE = "Anthropic pricing page"
PAGE_DATE = "2026-11-22"
# The figures of that page: input, write for 5 minutes, write for an hour, read, output; the same above a prompt size.
_FABLE = ("10", "12.5", "20", "1", "50")
_FABLE_1 = ("10", "12.5", "20", ".25", "50")
_FABLE_2 = ("8", "10", "16", ".20", "40")
_OPUS = ("5", "6.25", "10", ".50", "25")
_SONNET = ("3", "3.75", "6", ".30", "15")
ON_PAGE: dict[str, dict[int, tuple[str, ...]]] = {
    "claude-fable-5": {0: _FABLE},
    "claude-fable-5-1": {0: _FABLE_1},
    "claude-mythos-5-1": {0: _FABLE_1},
    "claude-fable-5-2": {0: _FABLE_2},
    "claude-mythos-5-2": {0: _FABLE_2},
    "claude-opus-5-5": {0: ("4", "5", "8", ".20", "20")},
    "claude-opus-5": {0: _OPUS},
    "claude-opus-4-8": {0: _OPUS},
    "claude-opus-4-7": {0: _OPUS},
    "claude-opus-4-6": {0: _OPUS},
    "claude-opus-4-5": {0: _OPUS},
    "claude-sonnet-5-5": {0: ("2", "2.5", "4", ".10", "10")},
    "claude-sonnet-5": {0: ("2", "2.5", "4", ".20", "10")},
    "claude-sonnet-4-6": {0: _SONNET},
    "claude-sonnet-4-5": {0: _SONNET},
    "claude-haiku-5-5": {0: (".10", ".125", ".20", ".01", ".50"), 100_000: (".50", ".625", "1", ".05", "2.5")},
    "claude-haiku-4-5": {0: ("1", "1.25", "2", ".10", "5")},
}

Rates = dict[str, Decimal | None]
Tiers = dict[int, Rates]  # by the prompt size that they are above


@dataclass(frozen=True)
class Listed:
    """A model of the package under one of its names."""

    name: str
    provider: str
    model: ModelInfo


def generated(day: date) -> str:
    """The whole file, one model a line, so that a change of prices reads well."""
    head = {"package": PACKAGE, "version": version(PACKAGE), "date": day.isoformat()}
    rows = ",\n".join(f"    {_json(row)}" for row in rows_of(day))
    return f'{{\n  "generated": {_json(head)},\n  "prices": [\n{rows}\n  ]\n}}\n'


def rows_of(day: date) -> Iterator[dict[str, Any]]:
    """A row for each model, in the order of providers and names."""
    rows = {(each.provider, each.name): _row(each, day) for each in _listed(day)}
    for name in ON_PAGE:
        rows.setdefault(("anthropic", name), _row_of_page(name))
    order = [*PROVIDERS.values()]
    return (rows[key] for key in sorted(rows, key=lambda key: (order.index(key[0]), key[1])))


def _row(each: Listed, day: date) -> dict[str, Any]:
    prices, notes = _in_force(each.model, day)
    tiers = _tiers(prices)
    batch, note = _batch(each, tiers, day)
    notes += [note] if note else []
    source = f"{PACKAGE} {version(PACKAGE)}"
    row: dict[str, Any] = {"model": each.name, "provider": each.provider}
    row |= {"tiers": _as_list(tiers), "batch": None if batch is None else _as_list(batch)}
    if each.provider == "anthropic" and each.name in ON_PAGE:
        if tiers == _page(each.name):
            source += f", and {PAGE}"
        else:
            row["disagreement"] = f"{PAGE} of {PAGE_DATE}: {_spoken(_page(each.name))}; {PACKAGE}: {_spoken(tiers)}"
    if changes := _changes(each.model, day):
        row["changes"] = changes
    if notes:
        row["note"] = "; ".join(notes)
    return row | {"source": source, "date": day.isoformat()}


def _row_of_page(name: str) -> dict[str, Any]:
    tiers = _page(name)
    return {
        "model": name,
        "provider": "anthropic",
        "tiers": _as_list(tiers),
        "batch": _as_list(_halved(tiers)),
        "note": f"not in {PACKAGE}; {HALF}",
        "source": PAGE,
        "date": PAGE_DATE,
    }


HALF = "batch: half of each price, as the provider documents"
HALF_ON_BEDROCK = "batch: half of input and output, as AWS documents; what a cached read costs in a batch was not found"


def _batch(each: Listed, tiers: Tiers, day: date) -> tuple[Tiers | None, str | None]:
    """The prices in a batch: the package's, or else what the provider says of all its models."""
    for variant in each.model.price_variants or ():
        active = variant.constraint is None or variant.constraint.active(_moment(day))
        if variant.when == {"processing": "batch"} and active and variant.prices.input_mtok is not None:
            return _tiers(variant.prices), None
    if each.provider == "anthropic":
        return _halved(tiers), HALF
    if each.provider == "bedrock":
        without_cache = {
            above: {**rates, "write_5m": None, "write_1h": None, "read": None} for above, rates in tiers.items()
        }
        return _halved(without_cache), HALF_ON_BEDROCK
    return None, None


def _halved(tiers: Tiers) -> Tiers:
    return {
        above: {kind: None if price is None else price / 2 for kind, price in rates.items()}
        for above, rates in tiers.items()
    }


def _in_force(model: ModelInfo, day: date) -> tuple[ModelPrice, list[str]]:
    """The prices of a day; of prices that depend on the hour, the dearest."""
    if isinstance(model.prices, types.ModelPrice):
        return model.prices, []
    hours = [each for each in model.prices if isinstance(each.constraint, types.TimeOfDateConstraint)]
    if not hours:
        return model.get_prices(_moment(day)), []
    others = [each.prices for each in model.prices if not isinstance(each.constraint, types.StartDateConstraint)]
    dearest = max(others, key=lambda prices: _tiers(prices)[0]["output"] or 0)
    return dearest, ["cheaper at some hours of the day"]


def _changes(model: ModelInfo, day: date) -> str | None:
    """The day from which other prices hold, where it is announced."""
    if isinstance(model.prices, types.ModelPrice):
        return None
    starts = [
        each.constraint.start_date for each in model.prices if isinstance(each.constraint, types.StartDateConstraint)
    ]
    return min((start.isoformat() for start in starts if start > day), default=None)


def _tiers(prices: ModelPrice) -> Tiers:
    """Rates by prompt size; crossing one changes the price of the whole request."""
    given = {kind: getattr(prices, name) for kind, name in KINDS.items()}
    starts = {0} | {
        tier.start for price in given.values() if isinstance(price, types.TieredPrices) for tier in price.tiers
    }
    return {start: {kind: _above(price, start) for kind, price in given.items()} for start in sorted(starts)}


def _above(price: Decimal | types.TieredPrices | None, start: int) -> Decimal | None:
    if not isinstance(price, types.TieredPrices):
        return price
    return next((tier.price for tier in reversed(price.tiers) if tier.start <= start), price.base)


def _page(name: str) -> Tiers:
    return {above: dict(zip(KINDS, map(Decimal, figures), strict=True)) for above, figures in ON_PAGE[name].items()}


# ---------------------------------------------------------------- which models, and what they are called


def _listed(day: date) -> Iterator[Listed]:
    for provider in data.providers:
        if provider.id in PROVIDERS:
            yield from _of_provider(provider, day)


def _of_provider(provider: Provider, day: date) -> Iterator[Listed]:
    """The text models of a provider, each under its bare name, or with its date where dates differ in price."""
    known = [entry.match for entry in entries() if not entry.match.endswith("*")]
    ours = PROVIDERS[provider.id]
    taken: dict[str, ModelInfo] = {}
    for model in sorted(provider.models, key=lambda each: (len(each.id), each.id)):
        if not _is_text_model(provider.id, model, day):
            continue
        names = [model.id, *_equals(model.match)]
        if ours == "anthropic":
            names += [name for name in known if provider.find_model(name) is model]
        for name in names:
            called = _bedrock_name(name) if ours == "bedrock" else _name(name, model, taken)
            if called is not None and called not in taken:
                taken[called] = model
                yield Listed(called, ours, model)


def _is_text_model(provider: str, model: ModelInfo, day: date) -> bool:
    if provider == "google" and not model.id.startswith("gemini"):
        return False
    if provider == "openai" and not re.match(r"(?:chat)?gpt-|o\d", model.id):
        return False
    if provider == "aws" and "anthropic.claude" not in model.id:
        return False
    prices, _ = _in_force(model, day)
    answers_otherwise = any(getattr(prices, kind, None) is not None for kind in OTHER_OUTPUTS)
    speaks_or_draws = NO_TEXT & {*model.id.split("-")}
    return (
        prices.input_mtok is not None and prices.output_mtok is not None and not (answers_otherwise or speaks_or_draws)
    )


NO_TEXT = {"audio", "image", "live", "realtime", "robotics", "search", "transcribe", "tts"}


def _name(name: str, model: ModelInfo, taken: dict[str, ModelInfo]) -> str | None:
    """The bare name, or where that is another model's, the name with its date; None for one that adds nothing."""
    lowered = name.lower()
    dotted = re.sub(r"(?<=gpt-\d)-(?=\d(?:-|$))", ".", lowered)
    if any(char in lowered for char in ":/") or lowered.endswith("-") or dotted != lowered:
        return None
    if NO_TEXT & {*lowered.split("-")}:
        return None
    bare = bare_name(lowered)
    if not re.search(r"\d", bare):  # `claude-v1` is no claude of any version
        return lowered
    if bare not in taken:
        return bare
    return None if taken[bare] is model else lowered


def _bedrock_name(name: str) -> str | None:
    """`global.claude-…` for the price without a region, the bare name for that of a region."""
    scope, _, rest = name.partition(".")
    if scope not in ("global", "regional"):
        return None
    return f"global.{bare_name(rest)}" if scope == "global" else bare_name(rest)


def _equals(clause: object) -> Iterator[str]:
    if isinstance(clause, types.ClauseOr):
        for each in clause.or_:
            yield from _equals(each)
    elif isinstance(clause, types.ClauseEquals):
        yield clause.equals


# ---------------------------------------------------------------- as text


def _as_list(tiers: Tiers) -> list[dict[str, Any]]:
    return [{"above": above, **{kind: _number(rates[kind]) for kind in KINDS}} for above, rates in tiers.items()]


def _number(price: Decimal | None) -> int | float | None:
    if price is None:
        return None
    return int(price) if price == int(price) else float(price)


def _spoken(tiers: Tiers) -> str:
    return ", ".join(
        f"{_slashed(rates.values())}{f' above {above:,} tokens' if above else ''}" for above, rates in tiers.items()
    )


def _slashed(prices: Iterable[Decimal | None]) -> str:
    return "/".join("-" if price is None else f"{price.normalize():f}" for price in prices)


def _json(value: object) -> str:
    return json.dumps(value)


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


if __name__ == "__main__":
    wanted = date.fromisoformat(sys.argv[1]) if len(sys.argv) > 1 else datetime.now(UTC).date()
    TARGET.write_text(generated(wanted), encoding="utf-8")
