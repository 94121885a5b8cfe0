from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from _made import Part, made
from promptlint.change import Change, shown
from promptlint.config import VersionPolicy
from promptlint.ir import Block, Breakpoint, Evidence, Literal, Placeholder, Prompt, Section, Stability, fingerprint
from promptlint.parting import Cause, part
from promptlint.source import Run, Span
from promptlint.versions import Bump, Order, Origin, Version

if TYPE_CHECKING:
    from promptlint.diagnostics import Excerpt

POLICY = VersionPolicy()


def change(before: Prompt, after: Prompt, policy: VersionPolicy = POLICY) -> Change:
    return Change(before, after, policy)


def marked(excerpt: Excerpt) -> str:
    return f"{excerpt.text[: excerpt.start]}[{excerpt.text[excerpt.start : excerpt.end]}]{excerpt.text[excerpt.end :]}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("Sort {bug}", "Sort {bug}", id="same"),
        pytest.param("Sort {bug}", "Sort {issue}", id="consistently renamed"),
        pytest.param("Sort {bug} now", "Sort {bug} later", id="behind the prefix"),
        pytest.param(
            "Sort {doc:shared} and {bug} now", "Sort {doc:shared} and {bug} later", id="behind a shared value"
        ),
        pytest.param("Sort {doc} and {bug}", "Sort {doc:shared} and {bug}", id="declared shared, nothing else"),
    ],
)
def test_what_leaves_the_prefix_alone(before: str, after: str) -> None:
    assert not change(made(before), made(after)).prefix_changed


@pytest.mark.parametrize(
    ("before", "after", "cause", "place", "then", "now"),
    [
        pytest.param(
            "Sort four bugs.",
            "Sort five bugs.",
            Cause.TEXT,
            (6, 9),
            "Sort f[our] bugs.",
            "Sort f[ive] bugs.",
            id="text",
        ),
        pytest.param(
            "Sort bugs.", "Sort all bugs.", Cause.TEXT, (5, 9), "Sort []bugs.", "Sort [all ]bugs.", id="inserted"
        ),
        pytest.param(
            "Sort all bugs.", "Sort bugs.", Cause.TEXT, (5, 5), "Sort [all ]bugs.", "Sort []bugs.", id="deleted"
        ),
        pytest.param("Sort. Now.", "Sort.", Cause.TEXT, (5, 5), "Sort.[ Now.]", "Sort.[]", id="deleted at the end"),
        pytest.param("Sort.", "Sort. Now.", Cause.TEXT, (5, 10), "Sort.[]", "Sort.[ Now.]", id="added at the end"),
        pytest.param(
            "Sort.\nBe brief.\nEnd.",
            "Sort.\nBe polite.\nEnd.",
            Cause.TEXT,
            (9, 15),
            "Be [brief].",
            "Be [polite].",
            id="one line only",
        ),
        pytest.param("Sort.\nEnd.", "Sort.\n\nEnd.", Cause.TEXT, (6, 7), "[]End.", "[↵]", id="blank line"),
        pytest.param("Sort.\n\n\nEnd.", "Sort.\nEnd.", Cause.TEXT, (6, 6), "[↵]", "[]End.", id="blank lines gone"),
        pytest.param("Sort.\nEnd.", "Sort. End.", Cause.TEXT, (5, 10), "Sort.[↵]", "Sort.[ End.]", id="joined"),
        pytest.param(
            "Sort {a}.", "Sort the {a}.", Cause.TEXT, (5, 9), "Sort []{a}.", "Sort [the ]{a}.", id="before a value"
        ),
        pytest.param(
            "Sort bugs {a}.",
            "Sort {team} bugs {a}.",
            Cause.VALUE,
            (5, 11),
            "Sort []bugs {a}.",
            "Sort [{team} ]bugs {a}.",
            id="+",
        ),
        pytest.param(
            "Sort {team} bugs {a}.",
            "Sort bugs {a}.",
            Cause.VALUE,
            (5, 5),
            "Sort [{team} ]bugs {a}.",
            "Sort []bugs {a}.",
            id="-",
        ),
        pytest.param(
            "{a:shared} and {b:shared}",
            "{b:shared} and {a:shared}",
            Cause.VALUE,
            (0, 10),
            "[{a} and {b}]",
            "[{b} and {a}]",
            id="swapped",
        ),
        pytest.param(
            "Hi {a:shared}",
            "Hi {a:shared|? | upper}",
            Cause.VALUE,
            (3, 23),
            "Hi [{a}]",
            "Hi [{a | upper}]",
            id="another form",
        ),
    ],
)
def test_the_first_difference(
    before: str, after: str, cause: Cause, place: tuple[int, int], then: str, now: str
) -> None:
    found = change(made(before), made(after))
    assert found.prefix_changed
    assert found.cause is cause
    assert found.place.span == Span(*place)
    assert found.place_before.span.start == place[0]
    assert found.change_label.text == (
        "text was removed here" if place[0] == place[1] and cause is Cause.TEXT else cause.value
    )
    assert (marked(found.difference.before), marked(found.difference.after)) == (then, now)


def test_another_model() -> None:
    found = change(made("Sort.", model="opus"), made("Sort.", model="sonnet"))
    assert found.prefix_changed
    assert found.model_changed
    assert (found.cause, found.place.span) == (Cause.MODEL, Span(2000, 2006))
    assert (found.difference.before.text, found.difference.after.text) == ("opus", "sonnet")


def test_text_comes_before_the_model() -> None:
    found = change(made("Sort.", model="opus"), made("Sort!", model="sonnet"))
    assert (found.cause, found.place.span) == (Cause.TEXT, Span(4, 5))


def test_a_model_that_is_no_longer_named() -> None:
    found = change(made("Sort.", model="opus"), made("Sort."))
    assert (found.cause, found.place.span) == (Cause.MODEL, Span(0, 0))
    assert found.difference.after.text == "no model"


def test_another_role() -> None:
    found = change(made("Sort.", Part("Bugs.", "user")), made("Sort.", Part("Bugs.", "assistant")))
    assert (found.cause, found.place.span) == (Cause.ROLE, Span(15, 20))
    assert marked(found.difference.after) == "[assistant]: Bugs."


def test_a_block_more() -> None:
    found = change(made("Sort."), made("Sort.", Part("Bugs.", "user")))
    assert (found.cause, found.place.span) == (Cause.TEXT, Span(15, 20))
    assert marked(found.difference.before) == "Sort.[]"


def test_a_block_less() -> None:
    found = change(made("Sort.", Part("Bugs.", "user")), made("Sort."))
    assert (found.cause, found.place.span) == (Cause.TEXT, Span(5, 5))


def test_a_block_that_begins_with_blank_lines() -> None:
    found = change(made("Sort."), made("Sort.", Part("\n\n Bugs.\nMore.", "user")))
    assert found.place.span == Span(18, 23)
    assert marked(found.difference.after) == "[user:  Bugs.]"


def test_a_block_that_begins_with_a_value() -> None:
    found = change(made("Sort."), made("Sort.", Part("{doc:shared} Bugs.", "user")))
    assert (found.cause, found.place.span) == (Cause.TEXT, Span(15, 27))


def test_a_block_without_text() -> None:
    found = change(made("Sort."), made("Sort.", Part("", "user")))
    assert found.place.span == Span(15, 15)


def test_everything_gone() -> None:
    found = change(made("Sort."), made())
    assert (found.prefix_changed, found.place.span) == (True, Span(0, 0))


def test_tools_in_another_order() -> None:
    search, fetch = (Part(f'{{"name": "{name}"}}', "", section=Section.TOOLS) for name in ("search", "fetch"))
    found = change(made(search, fetch, "Sort."), made(fetch, search, "Sort."))
    assert found.prefix_changed
    assert (found.cause, found.place.span) == (Cause.TOOL_ORDER, Span(0, 17))


def test_another_tool() -> None:
    search, fetch = (Part(f'{{"name": "{name}"}}', "", section=Section.TOOLS) for name in ("search", "fetch"))
    assert change(made(search, "Sort."), made(fetch, search, "Sort.")).cause is Cause.TEXT


def test_a_moved_cache_mark() -> None:
    before = made(Part("Sort.", mark=True), Part("Bugs.", "user"))
    after = made("Sort.", Part("Bugs.", "user", mark=True))
    found = change(before, after)
    assert found.prefix_changed
    assert (found.cause, found.place.span) == (Cause.EXTENT, Span(20, 25))
    assert (marked(found.difference.before), marked(found.difference.after)) == ("Sort.[]", "Bugs.[]")


def test_a_removed_cache_mark() -> None:
    before = made(Part("Sort.", mark=True), Part("Bugs {a}.", "user"))
    after = made("Sort.", Part("Bugs {a}.", "user"))
    found = change(before, after)
    assert found.prefix_changed
    assert (found.cause, found.place.span) == (Cause.EXTENT, Span(20, 23))


def test_a_change_in_an_included_file_is_placed_there() -> None:
    rules = (made("Be brief.", included="shared/rules.j2"), made("Be polite.", included="shared/rules.j2"))
    assert change(*rules).place.path == "shared/rules.j2"


def test_escaped_text_is_placed_where_it_is_written() -> None:
    def written(text: str, length: int) -> Prompt:
        literal = Literal(
            text,
            "a.json",
            Span(10, 30),
            (Run(0, 4, Span(10, 14)), Run(4, 1, Span(14, 20)), Run(5, length, Span(20, 20 + length))),
        )
        block = made("x").blocks[0]
        return replace(made("x"), blocks=(replace(block, segments=(literal,)),))

    found = change(written("Sort\u00e9 bugs", 5), written("Sort\u00e9 cats", 5))
    assert found.place.span == Span(21, 24)
    found = change(written("Sort\u00e8 bugs", 5), written("Sort\u00e9 bugs", 5))
    assert found.place.span == Span(14, 20)


def test_a_long_line_is_cut_around_the_difference() -> None:
    before, after = ("word " * 50 + middle + " word" * 50 for middle in ("four", "five"))
    found = change(made(before), made(after)).difference
    for excerpt, middle in ((found.before, "our"), (found.after, "ive")):
        assert len(excerpt.text) == 72
        assert excerpt.text[excerpt.start : excerpt.end] == middle
        assert excerpt.text.startswith("…")
        assert excerpt.text.endswith("…")


def test_what_cannot_be_seen_is_shown() -> None:
    found = change(made("Sort bugs."), made("Sort\u00a0bugs\x1b[2J.")).difference
    assert marked(found.after) == "Sort[□bugs□[2J]."
    assert marked(change(made("a b"), made("a\tb")).difference.after) == "a[⇥]b"


def test_an_eight_megabyte_line() -> None:
    text = "x" * 8_000_000
    found = change(made(text + "a"), made(text + "b"))
    assert found.place.span == Span(8_000_000, 8_000_001)
    assert len(found.difference.after.text) <= 72


def test_the_interface() -> None:
    assert not change(made("Sort {a}"), made("Order {a} {a}")).interface_changed
    assert change(made("Sort {a}"), made("Sort {a} {b}")).interface_changed
    assert change(made("Sort {a}"), made("Sort {b}")).interface_changed
    clock = Placeholder("now()", Stability.VOLATILE, "p", Span(0, 1), evidence=Evidence.SOURCE)
    before = made("Sort {a}")
    block = replace(before.blocks[0], segments=(*before.blocks[0].segments, clock))
    assert not change(before, replace(before, blocks=(block,))).interface_changed


@pytest.mark.parametrize(
    ("policy", "after", "expected"),
    [
        (VersionPolicy(), "Order {b}", None),
        (VersionPolicy(prefix_change=Bump.MINOR), "Sort {a}", None),
        (VersionPolicy(prefix_change=Bump.MINOR), "Order {a}", Bump.MINOR),
        (VersionPolicy(prefix_change=Bump.MINOR, interface_change=Bump.MAJOR), "Order {b}", Bump.MAJOR),
        (VersionPolicy(prefix_change=Bump.MAJOR, interface_change=Bump.PATCH), "Order {b}", Bump.MAJOR),
        (VersionPolicy(interface_change=Bump.MAJOR), "Order {a}", None),
    ],
)
def test_the_step_that_the_policy_asks_for(policy: VersionPolicy, after: str, expected: Bump | None) -> None:
    assert change(made("Sort {a}"), made(after), policy).required is expected


def test_the_order_of_the_versions() -> None:
    assert change(made("Sort.", version="3"), made("Sort.", version="4")).order is Order.NEWER
    assert change(made("Sort."), made("Sort.", version="4")).order is None


def test_idle() -> None:
    assert change(made("Sort {a}"), made("Sort {a}")).is_idle
    assert not change(made("Sort {a}"), made("Sort {b}")).is_idle
    assert not change(made("Sort {a}"), made("Sort {a}!")).is_idle
    assert not change(made("Sort {a}"), made(Part("Sort {a}", mark=True))).is_idle
    plain = made("Sort {a}")
    assert not change(plain, replace(plain, automatic=Breakpoint("p", Span(0, 1)))).is_idle


def test_renamed() -> None:
    assert not change(made("Sort.", path="a/x.j2"), made("Sort.", path="b/x.j2")).is_renamed
    assert not change(made("Sort.", path="x_v1.j2"), made("Sort.", path="x_v2.j2")).is_renamed
    assert change(made("Sort.", path="x.j2"), made("Sort.", path="y.j2")).is_renamed
    assert not change(made("Sort.", path="x.j2", name="n"), made("Sort.", path="y.j2", name="n")).is_renamed


def test_a_version_of_any_kind_fits_in_a_message() -> None:
    assert shown(Version("3", "p", None, Origin.METADATA)) == "3"
    assert shown(Version("a\n`b`" + "c" * 99, "p", None, Origin.METADATA)) == "a 'b'cccccccc…"


# ---------------------------------------------------------------- what holds for every prompt

TEXTS = st.text(st.sampled_from("ab \n{é"), max_size=12)
NAMES = st.sampled_from(["a", "b", "c"])
LEVELS = st.sampled_from([Stability.SHARED, Stability.REQUEST])
PIECES = st.lists(TEXTS | st.tuples(NAMES, LEVELS), max_size=6)
BLOCKS = st.lists(st.tuples(st.sampled_from(["system", "user"]), PIECES, st.booleans()), max_size=4)
Spec = list[tuple[str, list[str | tuple[str, Stability]], bool]]


def built(spec: Spec, cut: int = 10**9, renamed: str = "abc") -> Prompt:
    """A prompt of some pieces; `cut` says after how many characters the text is cut into another literal."""
    blocks, at = [], 0
    for role, pieces, has_mark in spec:
        segments: list[Literal | Placeholder] = []
        for piece in pieces:
            if isinstance(piece, str):
                for start in range(0, len(piece), cut):
                    text = piece[start : start + cut]
                    segments.append(Literal(text, "p.j2", Span(at + start, at + start + len(text))))
                at += len(piece)
            else:
                name = renamed["abc".index(piece[0])]
                segments.append(Placeholder(name, piece[1], "p.j2", Span(at, at + 1)))
                at += 1
        mark = Breakpoint("p.j2", Span(at, at + 1)) if has_mark else None
        at += 1
        section = Section.SYSTEM if role == "system" else Section.MESSAGES
        blocks.append(Block(section, role, tuple(segments), "p.j2", Span(at - 1, at), mark))
    return replace(made(path="p.j2"), blocks=tuple(blocks))


@given(BLOCKS, st.integers(1, 4))
def test_how_text_is_cut_makes_no_difference(spec: Spec, cut: int) -> None:
    assert built(spec).fingerprint == built(spec, cut).fingerprint
    assert not change(built(spec), built(spec, cut)).prefix_changed


@given(BLOCKS, st.permutations("xyz"))
def test_a_consistent_renaming_makes_no_difference(spec: Spec, names: list[str]) -> None:
    assert not change(built(spec), built(spec, renamed="".join(names))).prefix_changed


@given(BLOCKS, st.permutations("abc"))
def test_a_swap_makes_one(spec: Spec, names: list[str]) -> None:
    before, after = built(spec), built(spec, renamed="".join(names))
    used = before.fingerprint.names
    mapping = dict(zip("abc", names, strict=True))
    is_swap = any(mapping[name] != name and mapping[name] in used for name in used)
    assert change(before, after).prefix_changed == is_swap


@given(BLOCKS, BLOCKS)
def test_matching_is_symmetric(one: Spec, two: Spec) -> None:
    left, right = built(one), built(two)
    assert left.fingerprint.matches(right.fingerprint) == right.fingerprint.matches(left.fingerprint)
    assert change(left, right).prefix_changed == change(right, left).prefix_changed


@given(BLOCKS, BLOCKS)
def test_every_change_has_a_place(one: Spec, two: Spec) -> None:
    before, after = built(one), built(two)
    found = part(before, after)
    for prompt, place, excerpt in (
        (before, found.before, found.difference.before),
        (after, found.after, found.difference.after),
    ):
        end = prompt.blocks[-1].span.end if prompt.blocks else 0
        assert 0 <= place.span.start <= place.span.end <= end + 1
        assert 0 <= excerpt.start <= excerpt.end <= len(excerpt.text) <= 72
        assert "\n" not in excerpt.text


@given(BLOCKS, st.data())
def test_one_changed_character_is_found(spec: Spec, data: st.DataObject) -> None:
    before = built(spec)
    places = [
        (row, column)
        for row, block in enumerate(before.cached_prefix)
        for column, segment in enumerate(block.segments)
        if isinstance(segment, Literal) and segment.text
    ]
    if not places:
        return
    row, column = data.draw(st.sampled_from(places))
    old = before.blocks[row].segments[column]
    assert isinstance(old, Literal)
    at = data.draw(st.integers(0, len(old.text) - 1))
    new = replace(old, text=old.text[:at] + "#" + old.text[at + 1 :])
    segments = (*before.blocks[row].segments[:column], new, *before.blocks[row].segments[column + 1 :])
    blocks = (*before.blocks[:row], replace(before.blocks[row], segments=segments), *before.blocks[row + 1 :])
    found = change(before, replace(before, blocks=blocks))
    assert found.prefix_changed
    assert found.cause is Cause.TEXT
    assert found.place.span.start == old.span.start + at
    assert found.difference.after.text[found.difference.after.start] == "#"


@given(BLOCKS)
def test_each_block_counts(spec: Spec) -> None:
    prompt = built(spec)
    whole = fingerprint(prompt.blocks, None)
    for index in range(len(prompt.blocks)):
        assert fingerprint(prompt.blocks[:index] + prompt.blocks[index + 1 :], None) != whole
