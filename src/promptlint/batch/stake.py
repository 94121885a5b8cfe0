"""What a batch pays when its cache is lost: tokens as a range, in dollars where prices are known.

A batch that keeps what it pins finds entries that are warm; after a change that nobody told it of it is cold. Both are
ranges, see `hits`, so the loss lies between two figures: few tokens of which a cold batch still reads as many as ever
have been read of one, and many tokens of which it reads none.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from promptlint.batch.hits import Group, Warmth, expected
from promptlint.providers.prices import prices
from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.batch.hits import Hits
    from promptlint.batch.pinned import PinnedBatch
    from promptlint.ir import Prompt
    from promptlint.providers.prices import Prices, Rates
    from promptlint.tokens import Bounds

_MILLION = 1_000_000
_DIGITS = 2  # more would be a pretence


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Stake(Record):
    """The size of a loss, in words for a message and for its help."""

    tokens: Bounds  # of one request
    summary: str = ""
    explanation: str = ""


def stake(batch: PinnedBatch, prompt: Prompt | None) -> Stake:
    """What is lost when the entries of a prompt are worthless, or without one those of all prompts."""
    tokens = batch.prefix_tokens((prompt,) if prompt is not None else batch.found)
    requests = batch.settings.requests
    if not tokens.high:
        return Stake(tokens)
    if requests is None:
        return Stake(tokens, f": {tokens} tokens a request")
    shares = prompt is not None and len(batch.prompts) > 1
    count = f"up to {requests:,}" if shares else f"{requests:,}"
    money, explanation = _money(batch, _all(batch, prompt), tokens, requests)
    return Stake(tokens, f": {count} requests of {tokens} tokens{money}", explanation)


def _money(batch: PinnedBatch, prompts: Sequence[Prompt], tokens: Bounds, requests: int) -> tuple[str, str]:
    name = batch.model_of(prompts)
    if name is None:
        return "", "; which model answers it is not declared, so the loss is no sum of money"
    known = prices(name, batch.settings.provider, batch.prices)
    rates = known.rates(tokens.low, batched=True) if known is not None else None
    if known is None or rates is None:
        return "", f"; batch prices of `{name}` are not known"
    if rates.read is None:
        return "", f"; batches of `{name}` pay no less for what is cached"
    ttl = batch.ttl_of(prompts)
    warm, cold = (expected(Group(requests, known.provider, warmth, ttl)) for warmth in (Warmth.BATCH, Warmth.COLD))
    low = _lost(tokens.low, rates, ttl, cold.high, warm)
    high = _lost(tokens.high, known.rates(tokens.high, batched=True) or rates, ttl, cold.low, warm)
    return f", {_range(low, high)}", f"; {_basis(known, cold)}"


def _lost(tokens: int, rates: Rates, ttl: str | None, reads: int, warm: Hits) -> Decimal:
    """What so many reads less cost than a batch that reads all it can."""
    assert rates.read is not None
    write = rates.write(ttl)
    paid = rates.input if write is None else write
    return (warm.high - reads) * tokens * (paid - rates.read) / _MILLION


def _basis(known: Prices, cold: Hits) -> str:
    low, high = (f"{round(part)}" for part in cold.percent)
    source = known.source if known.date in known.source else f"{known.source}, {known.date}"
    return (
        f"dollars: batch prices of `{known.model}` ({source}), a cold batch reading {low} to {high} % of its prefixes"
    )


def _all(batch: PinnedBatch, prompt: Prompt | None) -> tuple[Prompt, ...]:
    return (prompt,) if prompt is not None else batch.found


def _range(low: Decimal, high: Decimal) -> str:
    first, last = dollars(low), dollars(high)
    return first if first == last else f"{first}–{last}"  # noqa: RUF001 a range takes an en dash


def dollars(amount: Decimal) -> str:
    """A sum with as many digits as an estimate has."""
    if amount < Decimal("0.01"):
        return "under $0.01"
    rounded = round(amount, _DIGITS - 1 - amount.adjusted())
    return f"${rounded:,.0f}" if rounded >= 10 else f"${rounded:,.2f}"  # noqa: PLR2004 cents of a few dollars count
