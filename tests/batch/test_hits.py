"""The model of hits: the published figures, and what must hold whatever the figures are."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.batch.hits import Fit, Group, Hits, Reason, Warmth, expected, seconds, together
from promptlint.providers.registry import Provider

CLAUDE = Provider.ANTHROPIC


def reads(requests: int, **how: Any) -> tuple[int, int]:
    found = expected(Group(requests, **{"provider": CLAUDE, **how}))
    return found.low, found.high


@pytest.mark.parametrize(
    ("requests", "how", "measured"),
    [
        # Each row is a published measurement: the range has to hold it.
        pytest.param(138, {}, 0, id="bike4mind: five cold batches"),
        pytest.param(25, {"warmth": Warmth.BATCH, "ttl": "1h"}, 25, id="bike4mind: after another batch"),
        pytest.param(25, {"warmth": Warmth.SYNCHRONOUS}, 4, id="bike4mind: after a synchronous request"),
        pytest.param(
            1, {"warmth": Warmth.SYNCHRONOUS, "ttl": "1h"}, 0, id="skills: a second after a synchronous request"
        ),
        pytest.param(1000, {"ttl": "1h"}, 300, id="documented, at least"),
        pytest.param(1000, {"ttl": "1h"}, 980, id="documented, at most"),
    ],
)
def test_every_published_figure_is_in_the_range(requests: int, how: dict[str, Any], measured: int) -> None:
    low, high = reads(requests, **how)
    assert low <= measured <= high


@pytest.mark.parametrize(
    ("requests", "how", "range_"),
    [
        pytest.param(100, {}, (0, 98), id="cold"),
        pytest.param(10, {}, (0, 9), id="cold: somebody has to write"),
        pytest.param(1, {}, (0, 0), id="cold and alone"),
        pytest.param(0, {}, (0, 0), id="no request"),
        pytest.param(100, {"warmth": Warmth.SYNCHRONOUS, "ttl": "1h"}, (0, 98), id="warmed by a synchronous request"),
        pytest.param(100, {"warmth": Warmth.BATCH, "ttl": "1h"}, (30, 100), id="warmed by a batch"),
        pytest.param(100, {"warmth": Warmth.BATCH, "ttl": "5m"}, (0, 100), id="warmed, but for five minutes"),
        pytest.param(100, {"warmth": Warmth.BATCH}, (0, 100), id="warmed for the default time"),
        pytest.param(100, {"warmth": Warmth.BATCH, "ttl": "1h", "wait": None}, (0, 100), id="warmed at some time"),
        pytest.param(100, {"warmth": Warmth.BATCH, "ttl": "1h", "wait": 4000.0}, (0, 98), id="warmed too early"),
        pytest.param(100, {"warmth": Warmth.BATCH, "ttl": "1h", "runs": 50}, (0, 100), id="warmed and interleaved"),
        pytest.param(100, {"warmth": Warmth.BATCH, "ttl": "1h", "marked": False}, (0, 0), id="no mark"),
        pytest.param(100, {"warmth": Warmth.BATCH, "ttl": "1h", "caches": False}, (0, 0), id="no discount in batches"),
        pytest.param(100, {"warmth": Warmth.BATCH, "ttl": "1h", "fit": Fit.BELOW}, (0, 0), id="too short"),
        pytest.param(
            100, {"warmth": Warmth.BATCH, "ttl": "1h", "fit": Fit.BORDERLINE}, (0, 100), id="perhaps too short"
        ),
        pytest.param(100, {"provider": Provider.OPENAI}, (0, 99), id="no figure of this provider"),
        pytest.param(100, {"provider": Provider.OPENAI, "warmth": Warmth.BATCH}, (0, 100), id="the same, warmed"),
    ],
)
def test_in_a_batch(requests: int, how: dict[str, Any], range_: tuple[int, int]) -> None:
    assert reads(requests, **how) == range_


@pytest.mark.parametrize(
    ("how", "range_"),
    [
        pytest.param({"concurrency": 1}, (99, 99), id="one by one: the first writes"),
        pytest.param({"concurrency": 1, "warmth": Warmth.SYNCHRONOUS}, (100, 100), id="one by one, warmed"),
        pytest.param({"concurrency": 8}, (92, 99), id="eight at a time: up to eight write"),
        pytest.param({"concurrency": None}, (0, 99), id="any number at a time"),
        pytest.param({"concurrency": 8, "warmth": Warmth.SYNCHRONOUS}, (100, 100), id="eight at a time, warmed"),
        pytest.param({"concurrency": 1, "runs": 10, "gap": 60.0}, (99, 99), id="runs a minute apart"),
        pytest.param({"concurrency": 1, "runs": 10, "gap": 600.0}, (90, 90), id="runs ten minutes apart"),
        pytest.param(
            {"concurrency": 1, "runs": 10, "gap": 600.0, "ttl": "1h"}, (99, 99), id="the same, living an hour"
        ),
        pytest.param({"concurrency": 1, "runs": 10}, (90, 99), id="runs at some distance"),
        pytest.param({"concurrency": 1, "provider": Provider.OPENAI}, (0, 99), id="nothing promised"),
    ],
)
def test_outside_of_a_batch(how: dict[str, Any], range_: tuple[int, int]) -> None:
    assert reads(100, batched=False, **how) == range_


def test_a_range_tells_its_sources() -> None:
    found = expected(Group(100, CLAUDE, ttl="1h"))
    assert [f"{reason.text} ({reason.source})" for reason in found.reasons] == [
        "30–98 % of the requests of a batch read (Anthropic batch processing documentation)",  # noqa: RUF001 a range takes an en dash
        "cold batches read 0 of 138: requests that run side by side all write (Bike4Mind/bike4mind pull request 2741)",
    ]


@pytest.mark.parametrize(
    ("ttl", "expected_seconds"),
    [
        ("5m", 300),
        ("1h", 3600),
        (None, None),
        ("", None),
        ("m", None),
        ("forever", None),
        ("24h", 86400),
        ("9" * 9 + "h", None),
    ],
)
def test_times_to_live(ttl: str | None, expected_seconds: int | None) -> None:
    assert seconds(ttl) == expected_seconds


@pytest.mark.parametrize(
    ("how", "measured"),
    [
        pytest.param({}, 0, id="cold"),
        pytest.param({"warmth": Warmth.BATCH, "ttl": "1h"}, 25, id="warmed by a batch"),
        pytest.param({"warmth": Warmth.BATCH, "ttl": "5m"}, 0, id="warmed, not measured at this size"),
        pytest.param({"provider": Provider.OPENAI, "warmth": Warmth.BATCH}, 0, id="not measured"),
    ],
)
def test_what_was_measured(how: dict[str, Any], measured: int) -> None:
    assert expected(Group(25, **{"provider": CLAUDE, **how})).measured == measured


def test_groups_add_up() -> None:
    reason = Reason("a", "b")
    assert together([Hits(1, 2, 5, (reason,), 2), Hits(3, 4, 5, (reason,), 3)]) == Hits(4, 6, 10, (reason,), 5)
    assert together([]) == Hits(0, 0, 0, ())


def test_percentages() -> None:
    assert expected(Group(200, CLAUDE)).percent == (0, 98)
    assert expected(Group(0, CLAUDE)).percent == (0, 0)


# ---------------------------------------------------------------- what holds for all

TTLS = (None, "5m", "30m", "1h", "24h")
GROUPS = st.builds(
    Group,
    requests=st.integers(0, 500),
    provider=st.sampled_from(Provider),
    warmth=st.sampled_from(Warmth),
    ttl=st.sampled_from(TTLS),
    batched=st.booleans(),
    marked=st.booleans(),
    caches=st.booleans(),
    fit=st.sampled_from(Fit),
    runs=st.integers(1, 20),
    gap=st.none() | st.floats(0, 10_000),
    wait=st.none() | st.floats(0, 10_000),
    concurrency=st.none() | st.integers(1, 50),
)


def with_(group: Group, **changes: Any) -> Group:
    return Group(**{field.name: getattr(group, field.name) for field in fields(group)} | changes)


def no_worse(better: Group, worse: Group) -> None:
    ours, theirs = expected(better), expected(worse)
    assert (ours.low, ours.high) >= (theirs.low, theirs.high)
    assert ours.low >= theirs.low
    assert ours.high >= theirs.high
    assert ours.measured >= theirs.measured


@given(GROUPS)
def test_never_more_reads_than_requests(group: Group) -> None:
    found = expected(group)
    assert 0 <= found.low <= found.measured <= found.high <= found.requests == group.requests
    assert found.reasons or found.low == found.high


@given(GROUPS, st.sampled_from(Warmth))
def test_warmer_never_lowers(group: Group, warmth: Warmth) -> None:
    no_worse(with_(group, warmth=max(warmth, group.warmth)), with_(group, warmth=min(warmth, group.warmth)))


@given(GROUPS, st.sampled_from(TTLS[1:]), st.sampled_from(TTLS[1:]))
def test_living_longer_never_lowers(group: Group, one: str, other: str) -> None:
    shorter, longer = sorted((one, other), key=TTLS.index)
    no_worse(with_(group, ttl=longer), with_(group, ttl=shorter))


@given(GROUPS, st.integers(1, 20))
def test_interleaving_never_raises(group: Group, runs: int) -> None:
    no_worse(with_(group, runs=min(runs, group.runs)), with_(group, runs=max(runs, group.runs)))


@given(GROUPS, st.integers(1, 50))
def test_more_at_a_time_never_raises(group: Group, concurrency: int) -> None:
    most = group.concurrency or 1000
    no_worse(
        with_(group, concurrency=min(concurrency, most)),
        with_(group, concurrency=max(concurrency, group.concurrency or 0)),
    )


@given(GROUPS, st.floats(0, 10_000))
def test_waiting_longer_never_raises(group: Group, wait: float) -> None:
    if group.wait is not None:
        no_worse(with_(group, wait=min(wait, group.wait)), with_(group, wait=max(wait, group.wait)))


@given(GROUPS, st.integers(0, 500))
def test_more_requests_never_read_less(group: Group, requests: int) -> None:
    no_worse(with_(group, requests=max(requests, group.requests)), with_(group, requests=min(requests, group.requests)))


@given(GROUPS)
def test_one_that_may_be_too_short_is_between_the_others(group: Group) -> None:
    no_worse(with_(group, fit=Fit.ABOVE), with_(group, fit=Fit.BORDERLINE))
    no_worse(with_(group, fit=Fit.BORDERLINE), with_(group, fit=Fit.BELOW))
