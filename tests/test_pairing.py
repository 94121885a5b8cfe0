from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from _made import Part, made
from promptlint.pairing import pair
from promptlint.versions import Origin, Version

if TYPE_CHECKING:
    from promptlint.ir import Prompt

LONG = "You triage bug reports for a large project and answer with one short word for each of them."
OTHER = "Translate the following legal contract into plain German, keeping every clause and number."


def frozen(text: str, path: str, version: str) -> Prompt:
    return made(text, path=path, version=Version(version, path, None, Origin.FILE_NAME))


def paired(before: list[Prompt], after: list[Prompt]) -> list[tuple[str, str]]:
    return [(old.id, new.id) for old, new in pair(before, after).pairs]


def test_the_same_id() -> None:
    result = pair([made(LONG, path="a"), made(OTHER, path="b")], [made(OTHER, path="a"), made(LONG, path="c")])
    assert [(old.id, new.id) for old, new in result.pairs] == [("a", "a")]
    assert [prompt.id for prompt in result.added] == ["c"]
    assert [prompt.id for prompt in result.removed] == ["b"]


def test_nothing() -> None:
    assert pair([], []) == pair((), ())
    assert [prompt.id for prompt in pair([], [made(LONG, path="a")]).added] == ["a"]
    assert [prompt.id for prompt in pair([made(LONG, path="a")], []).removed] == ["a"]


def test_a_declared_name() -> None:
    assert paired([made(LONG, path="a", name="triage")], [made(OTHER, path="b", name="triage")]) == [("a", "b")]


def test_a_name_that_two_have_proves_nothing() -> None:
    before = [made(LONG, path="a", name="triage"), made(OTHER, path="b", name="triage")]
    after = [made(LONG, path="c", name="triage"), made("Something else altogether.", path="d", name="triage")]
    assert paired(before, after) == [("a", "c")]


def test_another_format_goes_by_another_name() -> None:
    after = replace(made("Something else.", path="b", name="triage"), format="chat")
    assert paired([made(LONG, path="a", name="triage")], [after]) == []


def test_moved_unchanged() -> None:
    assert paired([made("Hi {name}", path="a/x.j2")], [made("Hi {name}", path="b/y.j2")]) == [("a/x.j2", "b/y.j2")]


def test_among_equals_the_file_name_decides() -> None:
    before = [made(LONG, path=f"old/{name}.j2") for name in "abc"]
    after = [made(LONG, path=f"new/{name}.j2") for name in "cab"]
    assert paired(before, after) == [(f"old/{name}.j2", f"new/{name}.j2") for name in "abc"]


def test_prompts_without_text_are_not_alike() -> None:
    assert paired([made("{a}", path="a.j2")], [made("{b}", path="b.j2")]) == []


def test_moved_and_edited() -> None:
    edited = LONG.replace("short", "long")
    assert paired([made(LONG, path="a.j2"), made(OTHER, path="b.j2")], [made(edited, path="c.j2")]) == [
        ("a.j2", "c.j2")
    ]


def test_rewritten_is_a_new_prompt() -> None:
    assert paired([made(LONG, path="a.j2")], [made(OTHER, path="c.j2")]) == []


def test_a_few_words_in_common_prove_nothing() -> None:
    assert paired([made("Sort the bugs.", path="a.j2")], [made("Sort the cats.", path="b.j2")]) == []
    assert paired([made("Sort the bugs.", path="a/x.j2")], [made("Sort the cats.", path="b/x.j2")]) == [
        ("a/x.j2", "b/x.j2")
    ]


def test_the_most_similar_wins() -> None:
    near, far = LONG.replace("short", "long"), LONG.replace("bug reports", "cats").replace("project", "zoo")
    assert paired([made(LONG, path="a.j2")], [made(far, path="b.j2"), made(near, path="c.j2")]) == [("a.j2", "c.j2")]


def test_scripts_without_spaces() -> None:
    before = "你负责把收到的错误报告分成四类并用一个词回答每一份报告"
    after = before.replace("四", "五")
    assert paired([made(before, path="a.j2")], [made(after, path="b.j2")]) == [("a.j2", "b.j2")]
    assert (
        paired([made(before, path="a.j2")], [made("请把下面的合同翻译成德语并保留所有条款和数字", path="b.j2")]) == []
    )


def test_the_next_version_in_the_name() -> None:
    result = pair([frozen(LONG, "triage_v3.j2", "v3")], [frozen(OTHER, "triage_v4.j2", "v4")])
    assert [(old.id, new.id) for old, new in result.pairs] == [("triage_v3.j2", "triage_v4.j2")]


def test_a_kept_version_is_not_the_next_one() -> None:
    third = frozen(LONG, "triage_v3.j2", "v3")
    result = pair([third], [third, frozen(LONG + " Be brief.", "triage_v4.j2", "v4")])
    assert result.pairs == ((third, third),)
    assert [prompt.id for prompt in result.added] == ["triage_v4.j2"]


def test_a_name_that_gains_a_version() -> None:
    assert paired([made(LONG, path="triage.j2")], [frozen(OTHER, "triage_v1.j2", "v1")]) == [
        ("triage.j2", "triage_v1.j2")
    ]


def test_versions_of_different_families_are_not_compared() -> None:
    edited = LONG.replace("short", "long")
    assert paired([frozen(LONG, "triage_v3.j2", "v3")], [frozen(edited, "route_v1.j2", "v1")]) == []


def test_keys_within_a_file() -> None:
    before = [made(LONG, path="p.yaml", key="#a"), made(OTHER, path="p.yaml", key="#b")]
    after = [made(LONG + " Be brief.", path="q.yaml", key="#a"), made(OTHER + " Be exact.", path="q.yaml", key="#b")]
    assert paired(before, after) == [("p.yaml#a", "q.yaml#a"), ("p.yaml#b", "q.yaml#b")]


def test_the_whole_prompt_counts() -> None:
    before = made("{a}", Part(LONG, "user"), path="a.j2")
    assert paired([before], [made("{a}", Part(LONG + " Be brief.", "user"), path="b.j2")]) == [("a.j2", "b.j2")]


WORDS = st.lists(st.sampled_from("alpha beta gamma delta epsilon zeta eta theta iota".split()), max_size=14).map(
    " ".join
)
PROMPTS = st.lists(WORDS, max_size=5)


@given(PROMPTS, PROMPTS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_makes_no_difference(old: list[str], new: list[str], chance: random.Random) -> None:
    before = [made(text, path=f"old/{index}.j2") for index, text in enumerate(old)]
    after = [made(text, path=f"new/{index + 1}.j2") for index, text in enumerate(new)]
    expected = pair(before, after)
    chance.shuffle(before)
    chance.shuffle(after)
    result = pair(before, after)
    assert result == expected
    assert sorted(prompt.id for prompt in [*(old for old, _ in result.pairs), *result.removed]) == sorted(
        prompt.id for prompt in before
    )
    assert sorted(prompt.id for prompt in [*(new for _, new in result.pairs), *result.added]) == sorted(
        prompt.id for prompt in after
    )


def test_a_thousand_prompts_moved_at_once() -> None:
    chance = random.Random(3)  # noqa: S311 no secret
    vocabulary = [f"word{index}" for index in range(4000)]
    texts = [LONG + " " + " ".join(chance.choices(vocabulary, k=200)) for _ in range(1000)]
    before = [made(text, path=f"prompts/{index}.j2") for index, text in enumerate(texts)]
    after = [made(text + " Be brief.", path=f"lib/prompt{index}.j2") for index, text in enumerate(texts)]
    start = time.process_time()
    result = pair(before, after)
    print(f"1000 moved prompts paired in {time.process_time() - start:.2f} s")  # noqa: T201 a figure, not an assertion
    assert len(result.pairs) == 1000
    assert all(old.id.removeprefix("prompts/") == new.id.removeprefix("lib/prompt") for old, new in result.pairs)
