"""What holds of every estimate, whatever the job."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from promptlint.batch.estimate.bill import Estimator, Priced, Way
from promptlint.batch.estimate.estimate import estimate
from promptlint.batch.estimate.job import Job, Part, Text, between, places
from promptlint.batch.hits import Warmth
from promptlint.config_costs import RouteSettings
from promptlint.record import replace
from promptlint.tokens import Bounds

MODELS = (
    "claude-haiku-4-5",
    "claude-haiku-5-5",
    "claude-opus-5-5",
    "claude-fable-5-2",
    "gpt-4o",
    "gpt-5",
    "gpt-6.1-sol",
    "deepseek-chat",
    "us.anthropic.claude-haiku-4-5-v1:0",
)


def bounds(most: int) -> st.SearchStrategy[Bounds]:
    ends = st.tuples(st.integers(0, most), st.integers(0, most))
    return ends.map(lambda pair: Bounds(min(pair), max(pair)))


TEXTS = st.builds(Text, narrow=st.integers(0, 200_000), wide=st.integers(0, 500), tokens=bounds(20_000))
PARTS = st.builds(
    Part, name=st.just("p"), requests=st.integers(1, 2000), prefix=TEXTS, rest=TEXTS, runs=st.integers(1, 5)
)
ROUTES = st.none() | st.builds(
    RouteSettings, prompts=st.just(("**",)), models=st.lists(st.sampled_from(MODELS), min_size=1, max_size=2).map(tuple)
)
JOBS = st.builds(
    Job,
    name=st.just("job"),
    parts=st.lists(PARTS, min_size=1, max_size=6).map(tuple),
    output=bounds(3000),
    model=st.sampled_from(MODELS),
    ttl=st.sampled_from([None, "5m", "1h"]),
    deadline=st.none() | st.integers(60, 10**6),
    warmth=st.sampled_from(Warmth),
    route=ROUTES,
)


@given(JOBS)
def test_ranges_are_ranges(job: Job) -> None:
    found = estimate(job)
    for steps in (found.levers.in_order, found.levers.wrong_order, found.levers.cache_lost):
        for step in steps:
            bill = step.bill
            assert 0 <= bill.dollars.low <= bill.measured.low <= bill.measured.high <= bill.dollars.high
            assert bill.of_list.low <= bill.of_list.high
            assert bill.reads is None or 0 <= bill.reads.low <= bill.reads.high <= job.requests
    for share in (found.figures.prefix_ratio, found.figures.output_share):
        assert 0 <= share.low <= share.high <= 1


@given(JOBS)
def test_a_lost_cache_is_never_cheaper_than_a_kept_one(job: Job) -> None:
    found = estimate(job).levers
    for kept, lost in zip(found.in_order, found.cache_lost, strict=True):
        assert kept.bill.dollars.low <= lost.bill.dollars.low
        assert kept.bill.dollars.high <= lost.bill.dollars.high


@given(JOBS)
def test_warming_never_costs(job: Job) -> None:
    """What warms a prefix is one of its requests, which would write it anyway."""
    cold = estimate(replace(job, warmth=Warmth.COLD)).levers.in_order[-1].bill.dollars
    warm = estimate(replace(job, warmth=Warmth.BATCH)).levers.in_order[-1].bill.dollars
    assert warm.low <= cold.low
    assert warm.high <= cold.high


@given(JOBS)
def test_a_route_never_costs(job: Job) -> None:
    found = estimate(job).levers
    assert found.neither.dollars.middle <= found.list_price.bill.dollars.middle


@given(JOBS)
def test_a_batch_takes_off_the_same_share_of_every_size(job: Job) -> None:
    listed = Priced.of(job.model, job.provider, ())
    assert listed is not None
    if listed.prices.batch is not None:
        bill = Estimator(job, listed, listed).bill(Way(listed, batched=True))
        assert bill.of_list.low <= Decimal("0.5") <= bill.of_list.high or bill.of_list.high == 1


@given(JOBS)
def test_the_choice_is_among_what_there_is_and_keeps_the_deadline(job: Job) -> None:
    found = estimate(job)
    choices = dict(found.verdict.bills)
    assert found.verdict.choice in choices
    if found.figures.deadline.tolerates is False:
        assert "batch" not in found.verdict.choice.value
        assert found.verdict.choice.value != "stack both"


@given(bounds(10_000), st.integers(0, 12_000))
def test_places_are_where_a_count_reaches_a_threshold(counted: Bounds, threshold: int) -> None:
    found: Any = places(counted, threshold)
    if found:
        below, at = found
        assert (between(counted, below), between(counted, at)) == (threshold - 1, threshold)
    else:
        assert threshold <= counted.low or threshold > counted.high
