from __future__ import annotations

import pytest

from _row import ELSE, END, PATH, TEXT, block, row, value
from promptlint.ir import Block, Content, Kind, Literal, Placeholder, Stability
from promptlint.rules._layout import WORTH_MOVING, Layout
from promptlint.source import Run, Span
from promptlint.tokens import Tokenizer, estimate

LOOP = value("rows", kind=Kind.LOOP)
TEST = value("flag", kind=Kind.TEST)


def test_stable_text_is_estimated_as_a_whole() -> None:
    layout = Layout(row(block("ab", value("x"), "cd", value("y"), "é中")))
    assert layout.stable(0) == estimate("abcdé中", Tokenizer.UNKNOWN)
    assert layout.stable(1, 4) == estimate("cd", Tokenizer.UNKNOWN)
    assert layout.stable(3, 1) == estimate("", Tokenizer.UNKNOWN)


def test_text_that_is_repeated_belongs_to_the_loop() -> None:
    layout = Layout(row(block("before", LOOP, "inside", TEST, "deeper", END, END, "behind")))
    assert layout.repeated == (False, False, True, True, True, True, False, False)
    assert layout.stable(0) == estimate("beforebehind", Tokenizer.UNKNOWN)


def test_text_that_is_repeated_for_constant_items_is_stable() -> None:
    loop = value("rules", Stability.SHARED, kind=Kind.LOOP)
    layout = Layout(row(block("before", loop, "inside", END, "behind")))
    assert layout.stable(0) == estimate("beforeinsidebehind", Tokenizer.UNKNOWN)


def test_ends_without_a_beginning_do_no_harm() -> None:
    layout = Layout(row(block(END, "a", END, TEST, "b")))
    assert layout.depths == (0, 0, 0, 0, 1)
    assert layout.repeated == (False, False, False, False, False)


def test_pictures_and_thoughts_are_not_text() -> None:
    layout = Layout(
        row(
            block("text"),
            block("tool", content=Content.TOOL),
            block("x" * 9999, content=Content.MEDIA),
            block("y" * 9999, content=Content.THINKING),
        )
    )
    assert layout.stable(0) == estimate("texttool", Tokenizer.UNKNOWN)


@pytest.mark.parametrize(
    ("model", "words", "matters"),
    [
        pytest.param(None, 60, False, id="a few lines"),
        pytest.param(None, 130, False, id="less than any model caches"),
        pytest.param(None, 250, True, id="enough for some model"),
        pytest.param("claude-haiku-4-5", 250, False, id="less than this model caches"),
        pytest.param("claude-haiku-4-5", 2500, True, id="enough for this model"),
    ],
)
def test_a_loss_has_to_matter(model: str | None, words: int, matters: bool) -> None:
    layout = Layout(row(block(value("x"), "words " * words), model=model))
    loss = layout.loss(0)
    assert (loss is not None) is matters
    assert loss is None or loss.low >= WORTH_MOVING


def test_stable_text_in_front_counts_towards_the_minimum() -> None:
    behind = "words " * 130
    assert Layout(row(block(value("x"), behind))).loss(0) is None
    assert Layout(row(block(TEXT, value("x"), behind))).loss(1) is not None


def test_the_mark_of_a_growing_conversation_fixes_no_message() -> None:
    layout = Layout(
        row(
            block("system", value("s"), mark=True),
            block("more", value("m")),
            block("question", value("q"), role="user", mark=True),
        )
    )
    assert [placeholder.name for _, placeholder in layout.marked_values()] == ["s", "m"]


@pytest.mark.parametrize(
    "blocks",
    [
        pytest.param([block("q", value("q"), role="user", mark=True)], id="the only mark"),
        pytest.param(
            [block("s", mark=True), block("q", value("q"), role="user", mark=True), block("end", role="user")],
            id="not on the last block",
        ),
    ],
)
def test_other_marks_fix_all_that_stands_before_them(blocks: list[Block]) -> None:
    layout = Layout(row(*blocks))
    assert [placeholder.name for _, placeholder in layout.marked_values()] == ["q"]


def test_the_first_line_is_where_it_was_written() -> None:
    text = "\n  \n  , and\n  You answer tickets.\nMore."
    layout = Layout(row(block(value("x"), text)))
    label = layout.first_line(0, None, "words")
    start = 10 + text.index("You")
    assert label is not None
    assert (label.path, label.span) == (PATH, Span(start, start + len("You answer tickets.")))


def test_a_scrap_is_better_than_nothing() -> None:
    layout = Layout(row(block(value("x"), " . ", value("y"), " end\n")))
    label = layout.first_line(0, None, "words")
    assert label is not None
    assert label.span == Span(31, 34)
    assert Layout(row(block(value("x"), " . "))).first_line(0, None, "words") is None


def test_the_last_line_is_where_it_was_written() -> None:
    literal = Literal("One.\r\nTwo.  \n", PATH, Span(0, 20), (Run(0, 6, Span(2, 8)), Run(6, 7, Span(10, 17))))
    first = block("x")
    prompt = row(block("head"), type(first)(first.section, first.role, (literal,), PATH, Span(0, 20)))
    label = Layout(prompt).last_line(2, "words")
    assert label is not None
    assert label.span == Span(10, 14)


def test_text_of_spaces_has_no_line() -> None:
    assert Layout(row(block("  \n "))).last_line(1, "words") is None


ASKED = value("question")


@pytest.mark.parametrize(
    ("parts", "optional"),
    [
        pytest.param([ASKED, "a"], set(), id="no condition"),
        pytest.param([TEST, ASKED, END, "a"], {1}, id="no other arm"),
        pytest.param([TEST, ASKED, ELSE, "b", END, "a"], {1}, id="an arm without a value"),
        pytest.param([TEST, ASKED, ELSE, ASKED, END, "a"], set(), id="a value in each arm"),
        pytest.param([TEST, ASKED, value("other", kind=Kind.ELSE), ASKED, END], {1, 3}, id="another test, no else"),
        pytest.param([TEST, TEST, ASKED, ELSE, ASKED, END, END], {2, 4}, id="certain inside of an optional part"),
        pytest.param([TEST, TEST, ASKED, END, ELSE, ASKED, END], {2, 5}, id="optional inside of an arm"),
        pytest.param([LOOP, ASKED, END], set(), id="a loop over request data"),
        pytest.param([TEST, LOOP, "b", END, END, "a"], {1}, id="a loop in a condition"),
        pytest.param(
            [value("rules", Stability.SHARED, kind=Kind.LOOP), ASKED, END], set(), id="a loop over shared data"
        ),
        pytest.param([TEST, value("app", Stability.DEPLOY), END], set(), id="nothing that ends a prefix"),
        pytest.param([TEST, ASKED], set(), id="never closed"),
        pytest.param([END, ELSE, ASKED], set(), id="never opened"),
    ],
)
def test_values_that_a_condition_may_leave_out(parts: list[str | Placeholder], optional: set[int]) -> None:
    assert Layout(row(block(*parts))).conditions.optional == optional


def test_other_arms_are_never_there_together_with_a_value() -> None:
    layout = Layout(row(block("before", TEST, ASKED, "mine", ELSE, "other", TEST, "inner", END, END, "behind")))
    assert layout.conditions.apart(2) == [(4, 9)]
    assert layout.stable(2) == estimate("minebehind", Tokenizer.UNKNOWN)
    assert layout.stable(2, 6) == estimate("mine", Tokenizer.UNKNOWN)
    assert layout.stable(5) == estimate("otherinnerbehind", Tokenizer.UNKNOWN)
    assert layout.stable(0) == estimate("beforemineotherinnerbehind", Tokenizer.UNKNOWN)
    assert layout.conditions.apart(len(layout.row)) == []


def test_arms_within_arms_are_apart_too() -> None:
    layout = Layout(row(block(TEST, TEST, ASKED, ELSE, "inner", END, ELSE, "outer", END, "behind")))
    assert layout.conditions.apart(2) == [(3, 5), (6, 8)]
    assert layout.stable(2) == estimate("behind", Tokenizer.UNKNOWN)


def test_each_part_ends_where_it_ends() -> None:
    layout = Layout(row(block(END, LOOP, "a", TEST, "b", END, END, TEST, "c")))
    assert layout.ends == {1: 6, 3: 5}


def test_the_loops_around_a_place() -> None:
    inner = value("user", Stability.SESSION, kind=Kind.LOOP)
    layout = Layout(row(block(LOOP, "a", TEST, inner, "b", END, END, END, "c")))
    request, both = frozenset({Stability.REQUEST}), frozenset({Stability.REQUEST, Stability.SESSION})
    assert layout.loops == (frozenset(), request, request, request, both, request, request, frozenset(), frozenset())


def test_what_is_followed_by_something() -> None:
    assert Layout(row(block("text", END, " \n"))).followed_until == 0
    assert Layout(row(block("text"), block(TEST, value("x"), END, " "))).followed_until == 2


def test_messages_are_no_opening() -> None:
    assert Layout(row(block("text"))).has_opening
    assert not Layout(row(block(" "), block("text", role="user"))).has_opening


def asked(*tests: str) -> Layout:
    """A value, and behind it a text for each test."""
    texts = [each for number, test in enumerate(tests) for each in (value(test, kind=Kind.TEST), "x" * 9**number, END)]
    return Layout(row(block("a", value("v"), *texts)))


@pytest.mark.parametrize(
    ("tests", "counted"),
    [
        pytest.param(("kind == 'one'", "kind == 'two'", "kind == 'three'"), 81, id="one word or another"),
        pytest.param(("self.kind == Kind.ONE", "self.kind == Kind.TWO"), 9, id="members of an enumeration"),
        pytest.param(("kind == 'one'", "kind == 'one'"), 10, id="the same word"),
        pytest.param(("kind == 'one'", "mode == 'two'"), 10, id="of two things"),
        pytest.param(("kind == 'one'", "kind != 'two'"), 10, id="all but one"),
        pytest.param(("kind == 'one' or wanted", "kind == 'two'"), 10, id="or otherwise"),
        pytest.param(("kind == one", "kind == two"), 10, id="what may be the same"),
    ],
)
def test_text_for_one_word_excludes_that_for_another(tests: tuple[str, ...], counted: int) -> None:
    assert asked(*tests).stable(1) == estimate("x" * counted, Tokenizer.UNKNOWN)


def test_text_behind_a_value_in_one_of_the_alternatives() -> None:
    one, two = (value(f"kind == '{each}'", kind=Kind.TEST) for each in ("one", "two"))
    layout = Layout(row(block("kl", one, value("v"), "ab", END, two, "cdefgh", END, "ij")))
    assert layout.stable(2) == estimate("abij", Tokenizer.UNKNOWN)
    assert layout.stable(0) == estimate("klcdefghij", Tokenizer.UNKNOWN)
