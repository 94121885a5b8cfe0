"""Which of the two levers to pull: both, one, or none; and why."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from promptlint.batch.estimate.bill import break_even
from promptlint.batch.hits import Warmth
from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    from promptlint.batch.estimate.bill import Bill
    from promptlint.batch.estimate.figures import Figures
    from promptlint.batch.estimate.levers import Levers

WORTH = Decimal("0.05")  # of the bill: a lever that is expected to take off less is not worth its trouble


class Choice(StrEnum):
    """What to do."""

    BOTH = "stack both"
    BATCH = "batch only"
    CACHE = "cache only"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Verdict(Record):
    """A choice with its reason."""

    choice: Choice
    reason: str
    certain: bool  # whether it holds wherever in the ranges the truth lies
    break_even: Decimal | None  # the share of requests that has to read for the cache to pay
    bills: tuple[tuple[Choice, Bill], ...]  # of the choices that there are
    advice: tuple[str, ...] = ()


def verdict(levers: Levers, known: Figures) -> Verdict:
    """Choose what costs least by what was measured, among what the deadline allows, if the job is sent as it should be.

    Where nobody has measured, no read is counted on; a lever that can only lower the bill is pulled all the same.
    """
    best = levers.recommended
    waits = known.deadline.tolerates is not False
    bills: dict[Choice, Bill] = {Choice.NEITHER: best.neither}
    if best.batch_only is not None and waits:
        bills[Choice.BATCH] = best.batch_only
    if _reads_at_all(best.cache_only):
        bills[Choice.CACHE] = best.cache_only
    if best.both is not None and waits and _reads_at_all(best.both):
        bills[Choice.BOTH] = best.both
    choice = Choice.NEITHER
    for other in (Choice.BATCH, Choice.CACHE, Choice.BOTH):
        if other in bills and _is_better(bills[other], bills[choice]):
            choice = other
    others = [bill for each, bill in bills.items() if each is not choice]
    rates = best.routed.prices.rates(known.input.high, batched=choice is Choice.BOTH)
    cached = choice in (Choice.BOTH, Choice.CACHE)
    share = break_even(rates, best.ttl(best.routed)) if rates is not None and cached else None
    return Verdict(
        choice,
        _reason(choice, levers, known),
        certain=all(bills[choice].dollars.high <= bill.dollars.low for bill in others),
        break_even=share,
        bills=tuple((each, bills[each]) for each in Choice if each in bills),
        advice=tuple(_advice(choice, levers, known, share)),
    )


def _reads_at_all(bill: Bill) -> bool:
    return bill.reads is not None and bill.reads.high > 0


def _is_better(one: Bill, other: Bill) -> bool:
    """Whether one is worth it: less by what was measured, or never more and perhaps less."""
    if one.measured.middle < other.measured.middle * (1 - WORTH):
        return True
    never_more = one.dollars.high <= other.dollars.high and one.measured.middle <= other.measured.middle
    return never_more and one.dollars.low < other.dollars.low * (1 - WORTH)


def _reason(choice: Choice, levers: Levers, known: Figures) -> str:
    match choice:
        case Choice.BOTH:
            return "much of the input recurs, and the answers can wait" + (
                "" if known.deadline.needed else ", if they can"
            )
        case Choice.BATCH:
            return f"the answers can wait, but {_why_not_cached(levers, known)}"
        case Choice.CACHE:
            return f"much of the input recurs, but {_why_not_batched(levers, known)}"
        case Choice.NEITHER:
            return f"{_why_not_cached(levers, known)}, and {_why_not_batched(levers, known)}"
        case _:
            assert_never(choice)


def _why_not_cached(levers: Levers, known: Figures) -> str:
    minimum = levers.routed.limits.minimum
    if known.prefix.high == 0:
        return "nothing of the input recurs"
    if known.prefix.high < minimum:
        return f"its prefix is shorter than the {minimum:,} tokens that {levers.routed.name} caches"
    if known.reuse.requests <= known.reuse.prefixes:
        return "no prefix comes twice"
    if levers.routed.prices.read is None:
        return f"no price of cached tokens is known of {levers.routed.name}"
    if not levers.routed.prices.caches_in_batches:
        return f"no discount on cached tokens is known in batches of {levers.routed.name}"
    if known.prefix_ratio.high < Decimal("0.5"):
        return "little of the input recurs"
    if known.reuse.reads.measured == 0 and levers.recommended is levers:
        return "nobody has published how many requests would read, and a write costs more than plain input"
    return "the cache is not expected to take off more than its writes cost"


def _why_not_batched(levers: Levers, known: Figures) -> str:
    if levers.routed.prices.batch is None:
        return f"no batch price is known of {levers.routed.name}"
    if known.deadline.tolerates is False:
        return "the answers are needed before a batch has to be done"
    return "the cache takes off more than the batch, and the two do not stack here"


def _advice(choice: Choice, levers: Levers, known: Figures, share: Decimal | None) -> list[str]:
    """What to do so that it holds."""
    lines = []
    job, minimum = levers.job, levers.routed.limits.minimum
    if choice is not Choice.NEITHER and known.prefix.low < minimum <= known.prefix.high and levers.routed.limits.known:
        lines.append(f"count the tokens of the prefix: {levers.routed.name} caches nothing below {minimum:,}")
    if choice is Choice.BOTH and job.warmth is not Warmth.BATCH:
        lines.append("warm each prefix with a batch of one request, and wait until it has ended")
    if choice is Choice.BOTH and levers.ttl(levers.routed) != levers.recommended.ttl(levers.routed) == "1h":
        lines.append("mark the prefix with `ttl: 1h`: an entry of five minutes is gone before most batches are done")
    if choice in (Choice.BOTH, Choice.CACHE) and any(part.runs > 1 for part in job.parts):
        lines.append("its requests alternate between prefixes: `promptlint batch plan` puts them in order")
    if share is not None and known.reuse.reads.low < share * known.reuse.requests:
        lines.append(
            f"the cache pays from {100 * share:.0f} % of requests that read it on: look at `cache_read_input_tokens`"
            " of a small batch first"
        )
    if levers.routed == levers.listed and job.route is None:
        lines.append("no route is configured: `[[tool.promptlint.route]]` names models that do the work for less")
    return lines
