"""Estimates worked out by hand from list prices.

The arithmetic stands in each row: tokens times US dollars per million tokens, times requests. Sizes are declared in
tokens, so that no tokenizer has a say.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from promptlint.batch.estimate.bill import Estimator, Priced, Way, break_even
from promptlint.batch.estimate.estimate import estimate
from promptlint.batch.estimate.job import Job, Part, Text
from promptlint.batch.estimate.verdict import Choice
from promptlint.batch.hits import Warmth
from promptlint.config_costs import PriceSettings, RouteSettings
from promptlint.errors import UserError
from promptlint.tokens import Bounds

if TYPE_CHECKING:
    from promptlint.batch.estimate.levers import Levers

# Prices: haiku-4-5 1 / 1.25 / 2 / .10 / 5, sonnet-5-5 2 / 2.5 / 4 / .10 / 10, opus-5-5 4 / 5 / 8 / .20 / 20,
# haiku-5-5 .10 / .125 / .20 / .01 / .50, and five times that above 100,000 tokens; gpt-4o 2.5 / - / - / 1.25 / 10;
# gpt-5 1.25 / - / - / .125 / 10. In a batch half of each, and no reads at all for gpt-4o.


def tokens(low: int, high: int | None = None) -> Text:
    return Text(tokens=Bounds(low, low if high is None else high))


def job(requests: int, prefix: int, rest: int, output: int, model: str, **more: Any) -> Job:
    part = Part("p", requests, tokens(prefix), tokens(rest))
    return Job("job", (part,), Bounds(output, output), model, **{"ttl": "1h", **more})


def routed(*models: str) -> RouteSettings:
    return RouteSettings(("**",), models)


def known(model: str) -> Priced:
    found = Priced.of(model, None, ())
    assert found is not None
    return found


def levers(of: Job) -> Levers:
    return estimate(of).levers


def shown(steps: Any) -> list[tuple[str, Decimal, Decimal]]:
    return [(step.lever.value, step.bill.dollars.low, step.bill.dollars.high) for step in steps]


def worked(*rows: tuple[str, str, str]) -> list[tuple[str, Decimal, Decimal]]:
    return [(name, Decimal(low), Decimal(high)) for name, low, high in rows]


# ---------------------------------------------------------------- in order


@pytest.mark.parametrize(
    ("of", "steps"),
    [
        pytest.param(
            # A request to haiku-4-5: 10,000 + 400 tokens at 1 and 200 at 5: .0104 + .001 = .0114.
            # 999 of 1,000 are sent once the first has ended; of them 30 % = 299 read at least, 999 at most.
            # Fewest: 299 x 10,000 x .10 = .299; 701 x 10,000 x 2 = 14.02; 1,000 x (.0004 + .001) = 1.4: 15.719
            # Most:   999 x 10,000 x .10 = .999;   1 x 10,000 x 2 =   .02;                          1.4:  2.419
            job(1000, 10_000, 400, 200, "claude-haiku-4-5"),
            worked(("list price", "11.4", "11.4"), ("cached", "2.419", "15.719"), ("batched", "1.2095", "7.8595")),
            id="haiku-4-5, warmed",
        ),
        pytest.param(
            # Cold: 0 to 98 % = 980 of 1,000 read, with entries of five minutes.
            # Fewest: 1,000 x 10,000 x 1.25 = 12.5, + 1.4 = 13.9; most: .98 + 20 x 10,000 x 1.25 = .25, + 1.4 = 2.63
            job(1000, 10_000, 400, 200, "claude-haiku-4-5", warmth=Warmth.COLD, ttl="5m"),
            worked(("list price", "11.4", "11.4"), ("cached", "2.63", "13.9"), ("batched", "1.315", "6.95")),
            id="haiku-4-5, cold",
        ),
        pytest.param(
            # 3,000 tokens are below the 4,096 that haiku-4-5 caches: 1,000 x (3,000 + 400 at 1, 200 at 5) = 4.4.
            job(1000, 3_000, 400, 200, "claude-haiku-4-5"),
            worked(("list price", "4.4", "4.4"), ("cached", "4.4", "4.4"), ("batched", "2.2", "2.2")),
            id="haiku-4-5, too short a prefix",
        ),
        pytest.param(
            # opus-5-5: 100 x (20,500 at 4 + 1,000 at 20) = 10.2; sonnet-5-5 is half of that: 5.1.
            # On sonnet: 99 of 100 are warmed, 29 to 99 read. Own part: 100 x (500 at 2 + 1,000 at 10) = 1.1.
            # Fewest: 29 x 20,000 x .10 = .058; 71 x 20,000 x 4 = 5.68: 6.838. Most: .198 + .08 + 1.1 = 1.378
            job(100, 20_000, 500, 1_000, "claude-opus-5-5", route=routed("claude-sonnet-5-5")),
            worked(
                ("list price", "10.2", "10.2"),
                ("routed", "5.1", "5.1"),
                ("cached", "1.378", "6.838"),
                ("batched", "0.689", "3.419"),
            ),
            id="opus-5-5, routed to sonnet-5-5",
        ),
        pytest.param(
            # haiku-5-5 with 100,001 tokens: five times the price, for the whole request.
            # 10 x (100,001 at .50 + 100 at 2.5) = .500005 + .0025 = .502505; cached: 9 warmed, 2 to 9 read.
            # Fewest: 2 x 100,000 x .05 = .01; 8 x 100,000 x 1 = .8; own 10 x (1 at .5 + 100 at 2.5) = .002505: .812505
            # Most: 9 x .005 = .045; .1 for the write; .002505 of its own: .147505
            job(10, 100_000, 1, 100, "claude-haiku-5-5"),
            worked(
                ("list price", "0.502505", "0.502505"),
                ("cached", "0.147505", "0.812505"),
                ("batched", "0.0737525", "0.4062525"),
            ),
            id="haiku-5-5, above 100,000 tokens",
        ),
        pytest.param(
            # One token less: 10 x (100,000 at .10 + 100 at .50) = .1 + .0005 = .1005, a fifth.
            job(10, 99_999, 1, 100, "claude-haiku-5-5"),
            worked(
                ("list price", "0.1005", "0.1005"),
                # 2 x 99,999 x .01 = .00199998; 8 x 99,999 x .2 = .1599984; own .000001 + .0005: .16249938
                # 9 x 99,999 x .01 = .00899991; 1 x 99,999 x .2 = .0199998; own .000501: .02950071
                ("cached", "0.02950071", "0.16249938"),
                ("batched", "0.014750355", "0.08124969"),
            ),
            id="haiku-5-5, at 100,000 tokens",
        ),
        pytest.param(
            # gpt-4o: 1,000 x (5,000 at 2.5 + 100 at 10) = 13.5. One by one 0 to 999 of 1,000 read at 1.25:
            # most 999 x 4,000 x 1.25 = 4.995, + 4,000 x 2.5 = .01, + 1,000 x (1,000 at 2.5 + 100 at 10) = 3.5: 8.505.
            # In a batch nothing is taken off for reads: half of 13.5.
            job(1000, 4_000, 1_000, 100, "gpt-4o", ttl=None),
            worked(("list price", "13.5", "13.5"), ("cached", "8.505", "13.5"), ("batched", "6.75", "6.75")),
            id="gpt-4o, where the levers do not stack",
        ),
        pytest.param(
            # gpt-5: 1,000 x (5,000 at 1.25 + 100 at 10) = 7.25; a write costs no more than input.
            # Most: 999 x 4,000 x .125 = .4995; 4,000 x 1.25 = .005; 1,000 x (1,000 at 1.25 + 100 at 10) = 2.25: 2.7545
            job(1000, 4_000, 1_000, 100, "gpt-5", ttl=None),
            worked(("list price", "7.25", "7.25"), ("cached", "2.7545", "7.25"), ("batched", "1.37725", "3.625")),
            id="gpt-5, where they do",
        ),
        pytest.param(
            # A single request reads nothing, and its write is paid: 5,000 x 2 + 100 + 500 = .0106
            job(1, 5_000, 100, 100, "claude-haiku-4-5"),
            worked(("list price", "0.0056", "0.0056"), ("cached", "0.0106", "0.0106"), ("batched", "0.0053", "0.0053")),
            id="a single request",
        ),
        pytest.param(
            # No batch price is known: the last step is the cache. 10 x (5,000 at .27 + 100 at 1.10) = .0146;
            # 9 of 10 may read at .07: 9 x 4,000 x .07 = .00252; 4,000 x .27 = .00108; own 10 x (270 + 110) = .0038
            job(10, 4_000, 1_000, 100, "deepseek-chat", ttl=None),
            worked(("list price", "0.0146", "0.0146"), ("cached", "0.0074", "0.0146")),
            id="deepseek-chat, without batches",
        ),
    ],
)
def test_levers_in_order(of: Job, steps: list[tuple[str, Decimal, Decimal]]) -> None:
    assert shown(levers(of).in_order) == steps


def test_the_middle_of_a_job_with_several_prefixes() -> None:
    """Each prefix is warmed by itself: of 2 x 10 requests 2 x 9 can read."""
    parts = tuple(Part(name, 10, tokens(5_000), tokens(100)) for name in ("a", "b"))
    both = Job("job", parts, Bounds(100, 100), "claude-haiku-4-5", ttl="1h")
    # Most: 18 x 5,000 x .10 = .009; 2 x 5,000 x 2 = .02; own 20 x (100 + 500) = .012: .041
    # Fewest, 30 % of 9 = 2 for each: 4 x 500 = .002; 16 x 10,000 = .16; .012: .174
    assert shown(levers(both).in_order)[1] == ("cached", Decimal("0.041"), Decimal("0.174"))


# ---------------------------------------------------------------- the wrong order, and a lost cache


def test_the_wrong_order() -> None:
    of = job(100, 20_000, 500, 1_000, "claude-opus-5-5", route=routed("claude-sonnet-5-5"))
    # Batched first, on opus: half of 10.2. Then cached, cold, 0 to 98 of 100 read, at half of opus' prices:
    # own 100 x (500 at 2 + 1,000 at 10) = 1.1; fewest: 100 x 20,000 x 4 = 8: 9.1;
    # most: 98 x 20,000 x .10 = .196; 2 x 20,000 x 4 = .16: 1.456. Routed last: sonnet is half of each.
    assert shown(levers(of).wrong_order) == worked(
        ("list price", "10.2", "10.2"),
        ("batched", "5.1", "5.1"),
        ("cached", "1.456", "9.1"),
        ("routed", "0.728", "4.55"),
    )


def test_a_lost_cache() -> None:
    of = job(1000, 10_000, 400, 200, "claude-haiku-4-5")
    # Each of 1,000 requests writes 10,000 tokens at 2: 20, + 1.4. Half of it in a batch: more than the plain 11.4 / 2.
    assert shown(levers(of).cache_lost) == worked(
        ("list price", "11.4", "11.4"), ("cached", "21.4", "21.4"), ("batched", "10.7", "10.7")
    )


@pytest.mark.parametrize(
    ("warmth", "end", "published"),
    [
        pytest.param(Warmth.COLD, "high", ".0816", id="cold: none of 138 read"),
        pytest.param(Warmth.BATCH, "low", ".0484", id="behind a batch of one: all of 25 read"),
    ],
)
def test_bills_that_were_published(warmth: Warmth, end: str, published: str) -> None:
    """Bike4Mind/bike4mind pull request 2741, Opus 4.6: dollars for a request, which without the cache are .0744."""
    # Of those, 11,400 tokens of the prefix at 2.5 in a batch are .0285, and .0459 is left: 3,672 of output at 12.5.
    of = job(25, 11_400, 0, 3_672, "claude-opus-4-6", ttl="5m", warmth=warmth)
    bills = levers(of)
    assert bills.batch_only is not None
    assert bills.batch_only.dollars.low / 25 == Decimal("0.0744")
    request = getattr(bills.in_order[-1].bill.dollars.over(25), end)
    assert float(request) == pytest.approx(float(published), rel=0.04)


# ---------------------------------------------------------------- ranges


def test_a_prefix_that_may_be_too_short_spans_both_cases() -> None:
    part = Part("p", 1000, tokens(3_000, 5_000), tokens(0))
    of = Job("job", (part,), Bounds(0, 0), "claude-haiku-4-5", ttl="1h")
    cached = levers(of).in_order[1]
    # Least: 4,096 tokens, just cached: 999 x 4,096 x .10 + 4,096 x 2 = .4091904 + .008192. Most: 5,000, 299 read.
    assert cached.bill.dollars.low == Decimal("0.4173824")
    assert cached.bill.dollars.high == (299 * 5_000 * Decimal("0.1") + 701 * 5_000 * 2) / 1_000_000
    assert cached.bill.reads is not None
    assert (cached.bill.reads.low, cached.bill.reads.high) == (0, 999)


def test_shares_are_of_the_same_sizes() -> None:
    """Whatever the text counts, half is half."""
    part = Part("p", 10, tokens(5_000, 50_000), tokens(10, 500))
    of = Job("job", (part,), Bounds(10, 900), "claude-haiku-4-5")
    priced = known("claude-haiku-4-5")
    bill = Estimator(of, priced, priced).bill(Way(priced, batched=True))
    assert (bill.of_list.low, bill.of_list.high) == (Decimal("0.5"), Decimal("0.5"))


# ---------------------------------------------------------------- figures


def test_the_four_figures() -> None:
    found = estimate(job(48_000, 10_000, 400, 200, "claude-haiku-4-5", deadline=24 * 3600)).figures
    # 10,000 of 10,400 tokens; answers: 200 x 5 = 1,000 of 11,400 millionths of a dollar; 86,400 s / 48,000 = 1.8 s.
    assert found.prefix_ratio.low == found.prefix_ratio.high == Decimal(10_000) / Decimal(10_400)
    assert found.output_share.low == found.output_share.high == Decimal(1_000) / Decimal(11_400)
    assert (found.reuse.requests, found.reuse.prefixes, found.reuse.spacing) == (48_000, 1, 1.8)
    assert (found.reuse.reads.low, found.reuse.reads.high) == (14_399, 47_999)
    assert found.reuse.outlives is True
    assert (found.deadline.needed, found.deadline.batch, found.deadline.tolerates) == (86_400, 86_400, True)


def test_requests_that_come_slower_than_an_entry_lives() -> None:
    found = estimate(job(10, 10_000, 400, 200, "claude-haiku-4-5", deadline=24 * 3600)).figures
    assert (found.reuse.spacing, found.reuse.outlives) == (8640, False)


# ---------------------------------------------------------------- verdicts


@pytest.mark.parametrize(
    ("of", "choice", "certain"),
    [
        pytest.param(job(48_000, 10_000, 300, 200, "claude-haiku-4-5"), Choice.BOTH, False, id="the ideal job"),
        pytest.param(
            job(48_000, 10_000, 300, 200, "claude-haiku-4-5", warmth=Warmth.COLD, ttl="5m"),
            Choice.BOTH,
            False,
            id="the ideal job, not yet warmed",
        ),
        pytest.param(
            job(48_000, 300, 3_000, 2_000, "claude-haiku-4-5"), Choice.BATCH, True, id="mostly unique, long answers"
        ),
        pytest.param(
            job(48_000, 5_000, 90_000, 9_000, "claude-haiku-4-5"), Choice.BATCH, False, id="a small share recurs"
        ),
        pytest.param(job(1, 10_000, 300, 200, "claude-haiku-4-5"), Choice.BATCH, True, id="nothing comes twice"),
        pytest.param(
            job(48_000, 10_000, 300, 200, "claude-haiku-4-5", deadline=3600), Choice.CACHE, True, id="no time"
        ),
        pytest.param(
            job(1, 10_000, 300, 200, "claude-haiku-4-5", deadline=3600), Choice.NEITHER, True, id="nothing fits"
        ),
        pytest.param(
            job(1000, 4_000, 1_000, 100, "gpt-4o", ttl=None), Choice.BATCH, True, id="levers that do not stack"
        ),
        pytest.param(
            job(1000, 4_000, 1_000, 100, "gpt-5", ttl=None), Choice.BOTH, False, id="a write that costs nothing"
        ),
        pytest.param(
            job(1000, 4_000, 1_000, 100, "gpt-6.1-sol", ttl=None),
            Choice.BATCH,
            False,
            id="a write that costs, unmeasured",
        ),
        pytest.param(job(1000, 4_000, 1_000, 100, "deepseek-chat", ttl=None), Choice.CACHE, True, id="no batches"),
    ],
)
def test_verdicts(of: Job, choice: Choice, certain: bool) -> None:
    found = estimate(of).verdict
    assert (found.choice, found.certain) == (choice, certain)


def test_where_the_cache_begins_to_pay() -> None:
    # A write for an hour costs 1 more than input, a read .9 less: 1 / 1.9 of the requests have to read.
    assert estimate(job(48_000, 10_000, 300, 200, "claude-haiku-4-5")).verdict.break_even == Decimal(1) / Decimal("1.9")


def test_a_cache_that_takes_nothing_off_never_pays() -> None:
    in_batch = known("gpt-4o").prices.rates(batched=True)
    assert in_batch is not None
    assert break_even(in_batch, None) is None


def test_what_has_to_be_done_is_said() -> None:
    cold = estimate(job(48_000, 10_000, 300, 200, "claude-haiku-4-5", warmth=Warmth.COLD, ttl="5m")).verdict.advice
    assert [line for line in cold if "warm each prefix" in line]
    assert [line for line in cold if "`ttl: 1h`" in line]
    warm = estimate(job(48_000, 10_000, 300, 200, "claude-haiku-4-5", route=routed("claude-haiku-5-5"))).verdict.advice
    assert not [line for line in warm if "warm each prefix" in line or "`ttl: 1h`" in line or "no route" in line]


# ---------------------------------------------------------------- routes and prices


def test_the_cheapest_of_the_routes_models_is_taken() -> None:
    of = job(10, 5_000, 100, 100, "claude-opus-5-5", route=routed("claude-sonnet-5-5", "claude-haiku-5-5", "no-such"))
    found = estimate(of)
    assert found.levers.routed.name == "claude-haiku-5-5"
    assert "the route's model `no-such` has no known price, and is left out" in found.notes


def test_a_model_that_is_the_cheapest_already_is_not_routed() -> None:
    found = levers(job(10, 5_000, 100, 100, "claude-haiku-5-5", route=routed("claude-opus-5-5")))
    assert found.routed == found.listed
    assert [name for name, *_ in shown(found.wrong_order)] == ["list price", "batched", "cached"]


def test_an_unknown_price_is_never_guessed() -> None:
    with pytest.raises(UserError, match="no price is known of the model `claude-opus-9`"):
        estimate(job(10, 5_000, 100, 100, "claude-opus-9"))


def test_a_lifetime_that_the_provider_does_not_have() -> None:
    with pytest.raises(UserError, match="no cache entry of claude-haiku-4-5 lives for 2h"):
        estimate(job(10, 5_000, 100, 100, "claude-haiku-4-5", ttl="2h"))
    # One that only the provider of the routed model does not have gives way to the longest that it has.
    of = job(10, 5_000, 100, 100, "gpt-5", ttl="24h", route=routed("claude-haiku-5-5"))
    assert levers(of).stacked.ttl == "1h"


def test_a_job_that_is_more_than_one_batch() -> None:
    note = "a batch of claude-haiku-4-5 holds at most 100,000 requests: it takes 3 of them"
    assert note in estimate(job(200_001, 5_000, 100, 100, "claude-haiku-4-5")).notes
    assert note not in estimate(job(100_000, 5_000, 100, 100, "claude-haiku-4-5")).notes


def test_own_prices_hold() -> None:
    own = PriceSettings("our-model", input=Decimal(1), output=Decimal(2), batch=Decimal("0.6"))
    found = estimate(job(1000, 900, 100, 50, "our-model", ttl=None), [own])
    # 1,000 x (1,000 at 1 + 50 at 2) = 1.1; .6 of it in a batch; nothing is known of cached tokens.
    assert shown(found.levers.in_order) == worked(
        ("list price", "1.1", "1.1"), ("cached", "1.1", "1.1"), ("batched", "0.66", "0.66")
    )


def test_what_is_not_sure_of_prices_is_said() -> None:
    notes = estimate(job(10, 5_000, 100, 100, "claude-sonnet-4-5")).notes
    assert [note for note in notes if note.startswith("sources disagree about claude-sonnet-4-5")]
    notes = estimate(job(10, 5_000, 100, 100, "gemini-4-argon", ttl=None)).notes
    assert "gemini-4-argon has other prices from 2026-12-01 on" in notes
    notes = estimate(job(10, 5_000, 100, 100, "claude-fable-5-2")).notes
    assert [note for note in notes if "the fewest tokens that claude-fable-5-2 caches are not known" in note]
