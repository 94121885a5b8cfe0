from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from _code import code, part, seen, tool
from _row import END, TEXT, block, row
from promptlint.diagnostics import Finding, Severity
from promptlint.ir import Breakpoint, Evidence, Kind, Stability
from promptlint.rules import by_name
from promptlint.rules._rule import PromptRule
from promptlint.source import Span

if TYPE_CHECKING:
    from promptlint.ir import Block, Placeholder, Prompt

LONG = TEXT * 9
QUESTION = part(seen("question"), role="user")


def found(name: str, prompt: Prompt) -> list[Finding]:
    rule = by_name()[name]
    assert isinstance(rule, PromptRule)
    return list(rule.check(prompt))


# ---------------------------------------------------------------- PL202, PL203, PL208


@pytest.mark.parametrize(
    ("prompt", "reported"),
    [
        pytest.param(code(part(LONG), model="claude-haiku-5-5"), True, id="a request"),
        pytest.param(code(part(LONG), model="claude-haiku-5-5", continues=True), True, id="that continues"),
        pytest.param(code(part(LONG), model="claude-haiku-5-5", likely=True), False, id="no request in sight"),
        pytest.param(code(part(LONG), model="gpt-5", continues=True), False, id="caches by itself"),
        pytest.param(
            replace(code(part(LONG), model="claude-haiku-5-5", likely=True), is_request=True), False, id="likely"
        ),
    ],
)
def test_missing_mark(prompt: Prompt, reported: bool) -> None:
    assert bool(found("missing-breakpoint", prompt)) is reported


def test_an_automatic_mark_grows_with_a_conversation_that_is_not_seen() -> None:
    short, last = part("Be kind."), QUESTION
    assert len(found("prefix-below-minimum", code(short, automatic=True))) == 1
    assert found("prefix-below-minimum", code(short, automatic=True, continues=True)) == []
    assert len(found("automatic-breakpoint-misses", code(part(LONG), last, automatic=True))) == 1
    assert found("automatic-breakpoint-misses", code(part(LONG), last, automatic=True, continues=True)) == []


# ---------------------------------------------------------------- PL201


@pytest.mark.parametrize(
    ("value", "likely", "weight"),
    [
        pytest.param(seen("row"), False, Severity.ERROR, id="seen"),
        pytest.param(seen("row"), True, Severity.WARNING, id="no request in sight"),
        pytest.param(seen("row", evidence=Evidence.NAME), False, Severity.WARNING, id="by its name"),
        pytest.param(seen("text", Stability.UNKNOWN), False, Severity.WARNING, id="nobody knows"),
        pytest.param(seen("text", Stability.UNKNOWN), True, None, id="nobody knows, and no request"),
        pytest.param(seen("text", Stability.UNKNOWN, evidence=Evidence.NAME), False, None, id="by its name, unknown"),
        pytest.param(seen("text", Stability.DEPLOY), False, None, id="of the release"),
        pytest.param(seen("system_prompt", Stability.UNKNOWN), False, None, id="instructions that are given"),
        pytest.param(seen("self.instructions", Stability.UNKNOWN), False, None, id="instructions of the object"),
        pytest.param(seen("max_length", Stability.UNKNOWN), False, None, id="a limit"),
        pytest.param(
            seen("instructions_for(row)", Stability.UNKNOWN), False, Severity.WARNING, id="made for something"
        ),
        pytest.param(seen("system_prompt"), False, Severity.ERROR, id="instructions that are seen to vary"),
        pytest.param(seen("not as_text and (vision or tools)", Stability.UNKNOWN), False, None, id="one of two forms"),
    ],
)
def test_a_mark_behind_a_value(value: Placeholder, likely: bool, weight: Severity | None) -> None:
    findings = found("breakpoint-after-variable", code(part(value, LONG, mark=True), likely=likely))
    assert [finding.severity for finding in findings] == ([] if weight is None else [weight])


def test_what_stands_behind_instructions_that_are_given() -> None:
    given, other = seen("system_prompt", Stability.UNKNOWN), seen("text", Stability.UNKNOWN)
    assert found("breakpoint-after-variable", code(part(given, other, LONG, mark=True))) == []
    assert len(found("breakpoint-after-variable", code(part(given, other, seen("row"), LONG, mark=True)))) == 1


def test_tools_that_nobody_knows_ahead_of_a_mark() -> None:
    tools = tool(seen("tools", Stability.UNKNOWN))
    assert found("breakpoint-after-variable", code(tools, part(LONG, mark=True))) == []


# ---------------------------------------------------------------- PL204


def repeated(made: Block) -> Block:
    """A block that is marked in each round of a loop."""
    mark = Breakpoint("app/agent.py", Span(5, 9), is_repeated=True)
    return replace(made, breakpoint=mark)


def test_marks_in_a_loop_that_nothing_bounds() -> None:
    (finding,) = found("too-many-breakpoints", code(part(TEXT, mark=True), repeated(QUESTION)))
    assert finding.message == "cache marks in a loop that nothing bounds"
    assert finding.severity is Severity.WARNING
    assert finding.primary.span == Span(5, 9)


def test_one_loop_is_one_finding() -> None:
    assert len(found("too-many-breakpoints", code(repeated(part(TEXT)), repeated(QUESTION)))) == 1


def test_a_loop_may_have_no_round() -> None:
    four = [part("Text.", mark=True) for _ in range(4)]
    assert found("too-many-breakpoints", code(*four)) == []
    assert [each.severity for each in found("too-many-breakpoints", code(*four, repeated(QUESTION)))] == [
        Severity.WARNING
    ]


def test_marks_are_counted_over_tools_system_and_messages() -> None:
    tools = [tool("{}", mark=True) for _ in range(2)]
    system = [part("Text.", mark=True) for _ in range(2)]
    assert found("too-many-breakpoints", code(*tools, *system)) == []
    (finding,) = found("too-many-breakpoints", code(*tools, *system, part("Hello.", role="user", mark=True)))
    assert finding.message.startswith("5 cache marks")


def optional(*names: str) -> list[Block]:
    """A marked block for each of some conditions."""
    made = part("Text.", mark=True)
    found = []
    for number, name in enumerate(names):
        test = replace(seen(name, Stability.UNKNOWN, at=number), kind=Kind.TEST)
        mark = Breakpoint("app/agent.py", Span(900 + number, 901 + number))
        found += [part(test), replace(made, breakpoint=mark), part(replace(END, kind=Kind.ELSE)), part(END)]
    return found


@pytest.mark.parametrize(
    ("names", "certain", "message"),
    [
        pytest.param(("a", "b", "c", "d"), 2, "up to 6 cache marks", id="of their own"),
        pytest.param(("a", "b", "c", "d", "e", "f"), 0, "up to 6 cache marks", id="none of them certain"),
        pytest.param(("a", "b", "c", "d"), 1, None, id="two may exclude each other"),
        pytest.param(("kind == 'a'", "kind == 'b'", "kind == 'c'", "not kind"), 3, None, id="of one thing"),
        pytest.param(("a", "a and b", "a and c", "a and d"), 3, None, id="together with others"),
        pytest.param(("a", "b"), 2, None, id="four at most"),
    ],
)
def test_marks_that_conditions_allow_together(names: tuple[str, ...], certain: int, message: str | None) -> None:
    prompt = code(*(part("Text.", mark=True) for _ in range(certain)), *optional(*names))
    findings = found("too-many-breakpoints", prompt)
    assert [each.message.partition(" where ")[0] for each in findings] == ([message] if message else [])
    assert all(each.severity is Severity.WARNING for each in findings)


# ---------------------------------------------------------------- PL209


def setting(
    form: str, stability: Stability = Stability.REQUEST, evidence: Evidence = Evidence.SOURCE
) -> tuple[Placeholder]:
    """The value of one setting."""
    return (replace(seen("x", stability, evidence=evidence), form=form),)


@pytest.mark.parametrize(
    "prompt",
    [
        pytest.param(code(part(LONG)), id="no settings"),
        pytest.param(code(part("Be kind."), settings=setting("thinking")), id="too short"),
        pytest.param(code(part(LONG), settings=setting("thinking", Stability.UNKNOWN)), id="nobody knows"),
        pytest.param(code(part(LONG), settings=setting("thinking", Stability.DEPLOY)), id="of the release"),
        pytest.param(code(part(LONG), settings=setting("effort", evidence=Evidence.NAME)), id="by its name"),
        pytest.param(code(part(LONG, mark=True), QUESTION, settings=setting("tool_choice")), id="no message is cached"),
        pytest.param(code(part(LONG), QUESTION, settings=setting("tool_choice")), id="one turn"),
        pytest.param(
            code(part(LONG), continues=True, model="gpt-5", settings=setting("tool_choice")), id="not compared"
        ),
        pytest.param(row(block(LONG)), id="a template"),
    ],
)
def test_settings_that_lose_nothing(prompt: Prompt) -> None:
    assert found("varying-cache-settings", prompt) == []


@pytest.mark.parametrize(
    "prompt",
    [
        pytest.param(code(part(LONG), settings=setting("thinking")), id="long"),
        pytest.param(code(part("Be kind.", mark=True), settings=setting("effort")), id="marked"),
        pytest.param(code(part("Be kind."), automatic=True, settings=setting("model")), id="marked as a whole"),
        pytest.param(code(part(LONG), continues=True, settings=setting("tool_choice")), id="a conversation"),
        pytest.param(
            code(part(LONG, mark=True), part("Hello.", role="user", mark=True), settings=setting("tool_choice")),
            id="a marked message",
        ),
        pytest.param(code(part(LONG, mark=True), automatic=True, settings=setting("tool_choice")), id="both marks"),
    ],
)
def test_settings_that_lose_something(prompt: Prompt) -> None:
    (finding,) = found("varying-cache-settings", prompt)
    assert finding.severity is None
    assert finding.message == f"`{prompt.settings[0].form}` differs between requests"


def test_a_setting_of_the_conversation_is_a_hint() -> None:
    prompt = code(part(LONG), settings=setting("thinking", Stability.SESSION))
    likely = code(part(LONG), settings=setting("thinking"), likely=True)
    for each in (prompt, likely):
        assert [finding.severity for finding in found("varying-cache-settings", each)] == [Severity.INFO]


def test_each_setting_is_told_once() -> None:
    several = (*setting("thinking"), *setting("thinking"), *setting("model"))
    findings = found("varying-cache-settings", code(part(LONG), settings=several))
    assert [finding.message.split("`")[1] for finding in findings] == ["thinking", "model"]
    assert "all of the prompt is written anew" in str(findings[1].help)


# ---------------------------------------------------------------- PL206


@pytest.mark.parametrize(("likely", "weight"), [(False, None), (True, Severity.WARNING)])
def test_a_mark_on_an_empty_text_that_is_made_elsewhere(likely: bool, weight: Severity | None) -> None:
    elsewhere = replace(part(" ", role="user"), breakpoint=Breakpoint("app/marks.py", Span(5, 9)))
    (finding,) = found("uncacheable-breakpoint", code(part(TEXT), elsewhere, likely=likely))
    assert finding.severity is weight
    assert [label.path for label in (finding.primary, *finding.related)] == ["app/marks.py", elsewhere.path]
