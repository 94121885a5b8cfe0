from __future__ import annotations

import pickle
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from _requests import MAKERS, RAW_LINES, anthropic, lines
from promptlint.batch.requests.formats import BY_NAME
from promptlint.batch.requests.groups import group
from promptlint.batch.requests.reading import read_lines
from promptlint.batch.requests.summary import Summary

if TYPE_CHECKING:
    from promptlint.batch.requests.segment import Segment

FORMAT = BY_NAME["anthropic"]


def read(raw: bytes, start: int, end: int, path: str = "batch.jsonl") -> Segment:
    stream = BytesIO(raw)
    stream.seek(start)
    return read_lines(stream, path, FORMAT, start, end)


@st.composite
def shards(draw: st.DrawFn, path: str = "batch.jsonl") -> tuple[Segment, list[Segment]]:
    """A file read at once, and the same file read in pieces that are cut at line ends."""
    pieces = [line + draw(st.sampled_from([b"\n", b"\r\n"])) for line in draw(st.lists(RAW_LINES, max_size=12))]
    raw = b"".join(pieces) + draw(st.sampled_from([b"", b'{"custom_id": "last"']))
    ends = [sum(map(len, pieces[:count])) for count in range(len(pieces) + 1)]
    cuts = sorted(draw(st.sets(st.sampled_from(ends))) | {0, len(raw)})
    return read(raw, 0, len(raw), path), [read(raw, start, end, path) for start, end in pairwise(cuts)] or [
        read(raw, 0, 0, path)
    ]


@given(shards(), st.randoms(use_true_random=False))
def test_shards_merge_to_the_whole_in_any_order(made: tuple[Segment, list[Segment]], random: object) -> None:
    whole, parts = made
    random.shuffle(parts)  # type: ignore[attr-defined]  # a strategy gives a `random.Random`
    merged = Summary()
    for part in parts:
        merged = merged.merge(Summary.of([part]))
    assert merged == Summary.of([whole])


@given(shards(), st.data())
def test_merging_is_associative_and_commutative(made: tuple[Segment, list[Segment]], data: st.DataObject) -> None:
    pool = [Summary.of([part]) for part in made[1]]
    while len(pool) > 1:
        first = pool.pop(data.draw(st.integers(0, len(pool) - 1)))
        second = pool.pop(data.draw(st.integers(0, len(pool) - 1)))
        assert first.merge(second) == second.merge(first)
        pool.append(first.merge(second))
    assert pool[0] == Summary.of([made[0]])


@given(shards())
def test_the_summary_of_nothing_changes_nothing(made: tuple[Segment, list[Segment]]) -> None:
    some = Summary.of(made[1][:1])
    assert some.merge(Summary()) == Summary().merge(some) == some


@given(shards("a.jsonl"), shards("b.jsonl"))
def test_files_stay_apart(one: tuple[Segment, list[Segment]], two: tuple[Segment, list[Segment]]) -> None:
    merged = Summary.of([*two[1], *one[1]])
    assert merged == Summary((one[0], two[0]))


@given(shards())
def test_groups_do_not_depend_on_the_shards(made: tuple[Segment, list[Segment]]) -> None:
    whole, parts = made
    expected, found = group([whole]), group(Summary.of(parts).segments)
    assert [*map(found.__getitem__, range(len(found)))] == [*map(expected.__getitem__, range(len(expected)))]
    assert (found.of, found.unread) == (expected.of, expected.unread)


@given(shards())
def test_a_summary_can_be_sent_to_another_process(made: tuple[Segment, list[Segment]]) -> None:
    assert pickle.loads(pickle.dumps(made[0])) == made[0]  # noqa: S301 its own bytes


def test_what_is_known_twice_is_refused() -> None:
    raw = lines([anthropic("a"), anthropic("b")])
    one = Summary.of([read(raw, 0, len(raw))])
    with pytest.raises(ValueError, match="byte 0 is in two summaries"):
        one.merge(one)


@pytest.mark.parametrize("name", MAKERS)
def test_no_body_is_kept(name: str) -> None:
    format_ = BY_NAME[{"responses": "openai", "nova": "bedrock"}.get(name, name)]
    raw = lines([MAKERS[name]("a", user="the secret of the question"), MAKERS[name]("b", user="the secret of another")])
    kept = pickle.dumps(read_lines(BytesIO(raw), "batch.jsonl", format_))
    assert b"secret" not in kept
    assert b"invoicing" not in kept
    assert len(kept) < len(raw) // 4
