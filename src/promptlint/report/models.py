"""What models cost and cache, as a table, as a page on one, or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.report.cells import clean
from promptlint.report.money import price
from promptlint.report.style import Role
from promptlint.report.table import Align, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.providers.listing import Model
    from promptlint.providers.prices import BatchLimits, Rates, Tier
    from promptlint.report.style import Style

_HEAD = (
    "model",
    "provider",
    "minimum",
    "lives",
    "input",
    "write 5m",
    "write 1h",
    "read",
    "output",
    "batch",
    "its read",
)
_ALIGNS = (Align.LEFT, Align.LEFT, Align.RIGHT, Align.LEFT, *[Align.POINT] * 7)
_UNKNOWN = "-"
_OWN = "*"
_LEGEND = (
    "US dollars per million tokens. Minimum: the fewest tokens that are cached. Lives: how long an entry can, the",
    "default first. Batch: what it pays of input and output; its read: a cached token in one.",
    f"`{_UNKNOWN}`: there is none, or none is known.",
)


def as_table(models: Sequence[Model], style: Style) -> str:
    """A line for each model, and one for each size of prompts that has other prices."""
    rows = [row for model in models for row in _rows(model)]
    lines = [*table(_HEAD, rows, _ALIGNS, style), "", *_LEGEND]
    if any(model.is_own for model in models):
        lines.append(f"`{_OWN}`: with prices of the configuration.")
    lines += ["", "Sources; promptlint models NAME tells those of one model:"]
    lines += [f"  {source}" for source in _sources(models)]
    return "".join(f"{line}\n" for line in lines)


def as_page(model: Model, style: Style) -> str:
    """All that is known of one model, each figure with its source."""
    parts = [style.paint(f"{clean(model.name)} ({model.limits.provider.value})", Role.STRONG)]
    parts += ["", *_section("What it caches", _caching(model), style)]
    parts += ["", *_section("What it costs", _costs(model, style), style)]
    if model.batch:
        parts += ["", *_section("What a batch may hold", _holds(model.batch), style)]
    return "".join(f"{line}\n" for line in parts)


def as_json(models: Sequence[Model]) -> str:
    """An object with a model a line, as `schemas/registry.schema.json` describes it."""
    import json  # noqa: PLC0415 only this format needs it

    from promptlint.report.json_report import head  # noqa: PLC0415 the same

    rows = ",\n".join(json.dumps(_object(model)) for model in models)
    return f'{json.dumps(head())[:-1]}, "models": [\n{rows}\n]}}\n'


# ---------------------------------------------------------------- the table


def _rows(model: Model) -> Iterator[tuple[str, ...]]:
    minimum = f"{model.minimum:,}" if model.minimum else _UNKNOWN
    first = (clean(model.name) + (_OWN if model.is_own else ""), model.limits.provider.value, minimum)
    lives = " ".join(model.ttls) or _UNKNOWN
    if model.prices is None:
        yield (*first, lives, *[_UNKNOWN] * 7)
        return
    for tier in model.prices.tiers:
        batch = model.prices.rates(tier.above + 1, batched=True)
        begin = (*first, lives) if tier.above == 0 else (f"  above {tier.above:,} tokens", "", "", "")
        factor = None if batch is None else batch.input / tier.rates.input
        yield (*begin, *_five(tier.rates), price(factor), price(batch.read if batch else None))


def _sources(models: Sequence[Model]) -> Iterator[str]:
    """Each source once, with what it says and the day that it was read."""
    of_prices = [(model.prices.source, model.prices.date) for model in models if model.prices]
    of_minimums = [(model.entry.source, model.entry.date) for model in models if model.entry]
    for what, found in (("prices", of_prices), ("minimums", of_minimums)):
        yield from (f"{what}: {clean(source)}{f', {day}' if day else ''}" for source, day in dict.fromkeys(found))


def _five(rates: Rates) -> tuple[str, ...]:
    return tuple(price(each) for each in (rates.input, rates.write_5m, rates.write_1h, rates.read, rates.output))


# ---------------------------------------------------------------- the page


def _section(title: str, lines: Iterator[str], style: Style) -> Iterator[str]:
    yield style.paint(title, Role.STRONG)
    yield from (f"  {line}".rstrip() for line in lines)


def _caching(model: Model) -> Iterator[str]:
    if model.minimum:
        yield f"at least {model.minimum:,} tokens; a shorter prefix is silently not cached"
    else:
        yield f"at least: not known; rules go by {model.limits.minimum:,} tokens, so that nothing is called too short"
    if model.limits.explicit:
        yield f"only where a request marks it, at most {model.limits.max_breakpoints} times"
    elif model.entry:
        yield "without a mark"
    if model.ttls:
        others = "".join(f", or {ttl}" for ttl in model.ttls[1:])
        yield f"for {model.ttls[0]} by default{others}"
    if model.entry:
        yield f"source: {model.entry.source}, {model.entry.date}"


def _costs(model: Model, style: Style) -> Iterator[str]:
    found = model.prices
    if found is None:
        yield "no price is listed; `[[tool.promptlint.prices]]` in the configuration sets one"
        return
    rows = [
        (_named(tier, kind), *_five(tier.rates))
        for kind, tiers in (("one by one", found.tiers), ("in a batch", found.batch_tiers or ()))
        for tier in tiers
    ]
    head = ("", "input", "write 5m", "write 1h", "read", "output")
    yield from table(head, rows, (Align.LEFT, *[Align.POINT] * 5), style)
    yield "US dollars per million tokens"
    if found.batch is None:
        yield "in a batch: no price is known"
    elif not found.caches_in_batches:
        yield "in a batch nothing is taken off for cached tokens, or it is not known what"
    yield f"source: {found.source}{f', {found.date}' if found.date else ''}"
    for label, text in (("sources disagree", found.disagreement), ("note", found.note)):
        if text:
            yield f"{label}: {text}"
    if found.changes:
        yield f"other prices are announced for {found.changes}"


def _named(tier: Tier, kind: str) -> str:
    return f"{kind}, above {tier.above:,} tokens" if tier.above else kind


def _holds(batch: BatchLimits) -> Iterator[str]:
    counts = [
        f"{batch.requests:,} requests" if batch.requests else "",
        f"{batch.bytes // 10**6:,} MB" if batch.bytes else "",
    ]
    told = " or ".join(each for each in counts if each)
    yield f"at most {told}" if told else "at most: not known"
    if batch.window_hours:
        yield f"done within {batch.window_hours} hours"
    pattern = f" that matches {batch.id_pattern}" if batch.id_pattern else ""
    yield f"each with its own `{batch.id_key}`{pattern}"
    for each in batch.rejected:
        value = "" if each.value is None else f": {str(each.value).lower()}"
        since = f" from API version {each.since} on" if each.since else ""
        yield f"never `{each.parameter}{value}`{since} ({each.source})"
    yield f"source: {batch.source}, {batch.date}"
    if batch.note:
        yield f"note: {batch.note}"


# ---------------------------------------------------------------- JSON


def _object(model: Model) -> dict[str, object]:
    found = model.prices
    return {
        "model": model.name,
        "provider": model.limits.provider.value,
        "caching": {
            "minimum": model.minimum,
            "explicit": model.limits.explicit,
            "max_breakpoints": model.limits.max_breakpoints,
            "ttls": [*model.ttls],
            "source": model.entry.source if model.entry else None,
            "date": model.entry.date if model.entry else None,
        },
        "prices": None
        if found is None
        else {
            "own": model.is_own,
            "tiers": _tiers(found.tiers),
            "batch": None if found.batch_tiers is None else _tiers(found.batch_tiers),
            "source": found.source,
            "date": found.date or None,
            "disagreement": found.disagreement,
            "changes": found.changes,
            "note": found.note,
        },
    }


def _tiers(tiers: Sequence[Tier]) -> list[dict[str, object]]:
    kinds = ("input", "write_5m", "write_1h", "read", "output")
    return [
        {
            "above": tier.above,
            **{kind: None if (each := getattr(tier.rates, kind)) is None else float(each) for kind in kinds},
        }
        for tier in tiers
    ]
