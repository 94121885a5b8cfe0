from __future__ import annotations

import pytest

from _row import ELSE, END, TEXT, block, row, value
from promptlint.diagnostics import Finding, Severity
from promptlint.ir import Content, Evidence, Kind, Nature, Placeholder, Prompt, Stability
from promptlint.rules import PROMPT_RULES, by_name
from promptlint.rules._rule import PromptRule
from promptlint.rules._words import changes, shown
from promptlint.tokens import Tokenizer, estimate

QUESTION = value("question")
CLOCK = value("now()", Stability.VOLATILE, nature=Nature.CLOCK)
NAMES = value("names", Stability.VOLATILE, nature=Nature.UNORDERED)


def found(name: str, prompt: Prompt) -> list[Finding]:
    rule = by_name()[name]
    assert isinstance(rule, PromptRule)
    return list(rule.check(prompt))


def names(name: str, prompt: Prompt) -> list[str]:
    """The values that the messages of a rule name."""
    return [finding.message.split("`")[1] for finding in found(name, prompt)]


def test_a_finding_says_how_many_tokens_are_at_stake() -> None:
    (finding,) = found("variable-before-stable", row(block(QUESTION, TEXT)))
    assert finding.tokens == estimate(TEXT, Tokenizer.UNKNOWN)
    assert str(finding.tokens) in finding.related[0].text


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        (Stability.CONSTANT, None),
        (Stability.DEPLOY, None),
        (Stability.DAILY, None),
        (Stability.SHARED, None),
        (Stability.SESSION, Severity.WARNING),
        (Stability.REQUEST, Severity.ERROR),
        (Stability.VOLATILE, None),
        (Stability.UNKNOWN, Severity.INFO),
    ],
)
def test_what_is_less_sure_weighs_less(level: Stability, severity: Severity | None) -> None:
    findings = found("variable-before-stable", row(block(value("x", level), TEXT)))
    assert [finding.severity for finding in findings] == ([] if severity is None else [severity])


def test_what_is_proven_goes_before_what_may_be() -> None:
    prompt = row(block(value("maybe", Stability.UNKNOWN), TEXT, value("user", Stability.SESSION), TEXT))
    assert names("variable-before-stable", prompt) == ["user"]


def test_only_a_value_that_nothing_tells_of_is_to_be_declared() -> None:
    (told,) = found("variable-before-stable", row(block(QUESTION, TEXT)))
    (default,) = found("variable-before-stable", row(block(value("text", evidence=Evidence.DEFAULT), TEXT)))
    (dotted,) = found("variable-before-stable", row(block(value("a.b", evidence=Evidence.DEFAULT), TEXT)))
    (called,) = found("variable-before-stable", row(block(value("f(a)", evidence=Evidence.DEFAULT), TEXT)))
    assert told.help == "move it behind the stable text"
    assert '`placeholders = {text = "shared"}`' in str(default.help)
    assert '`placeholders = {"a.b" = "shared"}`' in str(dotted.help)
    assert str(called.help).endswith("declare it under `placeholders` in the configuration")


@pytest.mark.parametrize(("rule", "bad"), [("volatile-in-prefix", CLOCK), ("unordered-in-prefix", NAMES)])
class TestVolatile:
    def test_ahead_of_stable_text(self, rule: str, bad: Placeholder) -> None:
        assert names(rule, row(block(bad, TEXT))) == [bad.name]

    def test_behind_a_value_of_the_conversation(self, rule: str, bad: Placeholder) -> None:
        assert names(rule, row(block(value("user", Stability.SESSION), bad, TEXT))) == [bad.name]

    def test_behind_request_data_nothing_is_left_to_spoil(self, rule: str, bad: Placeholder) -> None:
        assert names(rule, row(block(QUESTION, bad, TEXT))) == []

    def test_in_a_loop_over_request_data(self, rule: str, bad: Placeholder) -> None:
        assert names(rule, row(block(value("rows", kind=Kind.LOOP), bad, END, TEXT))) == []

    def test_a_condition_on_it_is_another_rule(self, rule: str, bad: Placeholder) -> None:
        test = value(bad.name, bad.stability, kind=Kind.TEST, nature=bad.nature)
        assert names(rule, row(block(test, "arm", END, TEXT))) == []

    def test_under_a_mark_however_short(self, rule: str, bad: Placeholder) -> None:
        assert names(rule, row(block("Text ", bad, mark=True))) == [bad.name]

    def test_under_the_rolling_mark(self, rule: str, bad: Placeholder) -> None:
        assert names(rule, row(block(TEXT, mark=True), block(bad, TEXT, role="user", mark=True))) == []

    def test_what_is_lost_begins_at_the_mark_before(self, rule: str, bad: Placeholder) -> None:
        prompt = row(block(TEXT, mark=True), block("Some ", bad, "more.", mark=True), block("End."))
        (finding,) = found(rule, prompt)
        assert finding.tokens == estimate("Some more.", Tokenizer.UNKNOWN)


def test_an_unordered_loop_is_one_finding() -> None:
    loop = value("files", Stability.VOLATILE, kind=Kind.LOOP, nature=Nature.UNORDERED)
    item = value("file", Stability.VOLATILE, nature=Nature.UNORDERED)
    assert names("unordered-in-prefix", row(block(loop, item, END, TEXT))) == ["files"]
    assert names("unordered-in-prefix", row(block(loop, item, END, TEXT, mark=True))) == ["files"]


def test_each_of_them_is_the_business_of_one_rule() -> None:
    assert names("volatile-in-prefix", row(block(NAMES, TEXT))) == []
    assert names("unordered-in-prefix", row(block(CLOCK, TEXT))) == []


def test_arms_without_a_plain_else_leave_one_way_more() -> None:
    test = value("user", Stability.SESSION, kind=Kind.TEST)
    elif_ = value("plan", Stability.SESSION, kind=Kind.ELSE)
    for arms, ways in [((test, "a"), 2), ((test, "a", ELSE, "b"), 2), ((test, "a", elif_, "b"), 3)]:
        (finding,) = found("conditional-prefix", row(block(*arms, END, TEXT)))
        assert f"into {ways} variants" in finding.message


def test_variants_multiply_to_a_number_that_is_no_longer_told() -> None:
    tests = [value(f"user{n}", Stability.SESSION, kind=Kind.TEST) for n in range(40)]
    parts: list[str | Placeholder] = [part for test in tests for part in (test, "text", END)]
    (finding,) = found("conditional-prefix", row(block(*parts, TEXT)))
    assert "into over 1,000,000 variants" in finding.message


@pytest.mark.parametrize("level", [Stability.CONSTANT, Stability.DEPLOY, Stability.DAILY, Stability.UNKNOWN])
def test_a_condition_that_is_not_known_to_vary_is_silent(level: Stability) -> None:
    test = value("flag", level, kind=Kind.TEST)
    assert found("conditional-prefix", row(block(test, "text", END, TEXT))) == []


def test_the_condition_that_is_proven_to_vary_is_named() -> None:
    hint, proven = (value(name, kind=Kind.TEST, evidence=evidence) for name, evidence in _CONDITIONS)
    (finding,) = found("conditional-prefix", row(block(hint, "a", END, proven, "b", END, TEXT)))
    assert "`declared`" in finding.message
    assert finding.severity is None


_CONDITIONS = (("undeclared", Evidence.DEFAULT), ("declared", Evidence.DECLARED))


@pytest.mark.parametrize(
    ("evidence", "reported"),
    [
        (Evidence.DECLARED, ["x"]),
        (Evidence.SOURCE, ["x"]),
        (Evidence.NAME, ["x"]),
        (Evidence.DEFAULT, []),
    ],
)
def test_a_mark_says_that_an_undeclared_value_is_shared(evidence: Evidence, reported: list[str]) -> None:
    prompt = row(block(TEXT, value("x", evidence=evidence), mark=True))
    assert names("breakpoint-after-variable", prompt) == reported


def test_an_unknown_value_right_under_the_mark_is_silent() -> None:
    unknown = value("x", Stability.UNKNOWN)
    assert found("breakpoint-after-variable", row(block(TEXT, unknown, "The end.", mark=True))) == []
    (finding,) = found("breakpoint-after-variable", row(block("Head. ", unknown, TEXT, mark=True)))
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("prompt", "reported"),
    [
        pytest.param(row(block(TEXT), model="claude-haiku-5-5", is_request=True), True, id="long enough"),
        pytest.param(row(block(TEXT), model="claude-haiku-5-5"), False, id="not a whole request"),
        pytest.param(row(block(TEXT), model="gpt-5", is_request=True), False, id="caches by itself"),
        pytest.param(row(block(" " * 9999), model="claude-haiku-5-5", is_request=True), False, id="spaces"),
        pytest.param(row(block(TEXT), model="claude-haiku-4-5", is_request=True), False, id="too short"),
        pytest.param(row(block(TEXT), is_request=True), False, id="no model"),
        pytest.param(row(block(TEXT), model="claude-fable-5-2", is_request=True), False, id="minimum not known"),
        pytest.param(row(block(TEXT, mark=True), model="claude-haiku-5-5", is_request=True), False, id="marked"),
        pytest.param(
            row(block(TEXT), model="claude-haiku-5-5", is_request=True, automatic=True), False, id="marked as a whole"
        ),
    ],
)
def test_missing_mark(prompt: Prompt, reported: bool) -> None:
    assert bool(found("missing-breakpoint", prompt)) is reported


@pytest.mark.parametrize(
    ("prompt", "reported"),
    [
        pytest.param(row(block("Short.", mark=True)), True, id="short"),
        pytest.param(row(block("Short."), automatic=True), True, id="marked as a whole"),
        pytest.param(row(block(value("x", kind=Kind.TEST), "Short.", END, mark=True)), True, id="a condition"),
        pytest.param(row(block("Short."), block("Short.", role="user", mark=True)), True, id="two blocks"),
        pytest.param(row(block("Short.", mark=True), block("", content=Content.MEDIA)), True, id="a picture behind"),
        pytest.param(row(block(TEXT, mark=True)), False, id="long"),
        pytest.param(row(block("", content=Content.MEDIA), block("Short.", mark=True)), False, id="a picture ahead"),
        pytest.param(row(block(content=Content.MEDIA), block("Short.", mark=True)), False, id="nothing but a picture"),
        pytest.param(row(block("Short.", value("x"), mark=True)), False, id="a value"),
        pytest.param(row(block(value("x", Stability.CONSTANT), mark=True)), False, id="a constant of unknown length"),
        pytest.param(row(block("Short.")), False, id="no mark"),
        pytest.param(row(), False, id="no block"),
    ],
)
def test_too_short_to_be_cached(prompt: Prompt, reported: bool) -> None:
    assert bool(found("prefix-below-minimum", prompt)) is reported


def test_all_marks_that_close_too_little_are_one_finding() -> None:
    prompt = row(block("Short.", mark=True), block("Short too.", mark=True), block(TEXT, mark=True))
    (finding,) = found("prefix-below-minimum", prompt)
    assert finding.tokens == estimate("Short.Short too.", Tokenizer.UNKNOWN)
    assert [label.span for label in finding.related] == [prompt.breakpoints[0].span]


@pytest.mark.parametrize("rule", ["daily-value-in-prefix", "machine-dependent-prefix"])
def test_a_marked_prefix_that_no_model_caches_has_nothing_to_lose(rule: str) -> None:
    today = value("today", Stability.DAILY, nature=Nature.CALENDAR)
    host = value("hostname", Stability.DEPLOY, nature=Nature.MACHINE)
    assert found(rule, row(block("Text.", today, host, mark=True))) == []
    assert len(found(rule, row(block(TEXT, today, host, mark=True)))) == 1


@pytest.mark.parametrize(
    ("ttls", "automatic", "reported"),
    [
        (["5m", "1h"], False, True),
        ([True, "1h"], False, True),
        (["1h", "5m", "1h"], False, True),
        (["1h", "5m"], False, False),
        (["1h", True], False, False),
        (["1h", "1h"], False, False),
        (["5m", "5m"], False, False),
        (["1h"], True, False),
        ([], True, False),
    ],
)
def test_order_of_lifetimes(ttls: list[str | bool], automatic: bool, reported: bool) -> None:
    prompt = row(*(block("Text.", mark=ttl) for ttl in ttls), automatic=automatic)
    assert bool(found("ttl-order", prompt)) is reported


@pytest.mark.parametrize(("count", "automatic", "reported"), [(4, False, False), (4, True, True), (5, False, True)])
def test_number_of_marks(count: int, automatic: bool, reported: bool) -> None:
    prompt = row(*(block("Text.", mark=True) for _ in range(count)), automatic=automatic)
    assert bool(found("too-many-breakpoints", prompt)) is reported


def test_marks_in_an_arm_may_not_be_there() -> None:
    test = value("flag", Stability.DEPLOY, kind=Kind.TEST)
    blocks = [block("Text.", mark=True) for _ in range(4)]
    assert found("too-many-breakpoints", row(*blocks, block(test, "x", mark=True), block("y", END))) == []
    assert found("too-many-breakpoints", row(*blocks, block(test, "x", END, mark=True))) != []


@pytest.mark.parametrize(
    ("evidence", "messages", "reported"),
    [
        (Evidence.NAME, 2, True),
        (Evidence.DECLARED, 2, True),
        (Evidence.DEFAULT, 1, True),
        (Evidence.DEFAULT, 2, False),
    ],
)
def test_automatic_mark_on_a_block_that_is_new(evidence: Evidence, messages: int, reported: bool) -> None:
    turns = [block("Turn.", role="user") for _ in range(messages - 1)]
    last = block(value("x", evidence=evidence), role="user")
    prompt = row(block(TEXT), *turns, last, automatic=True)
    assert bool(found("automatic-breakpoint-misses", prompt)) is reported


def test_automatic_mark_on_an_empty_request() -> None:
    assert found("automatic-breakpoint-misses", row(automatic=True)) == []


@pytest.mark.parametrize(
    ("model", "severity"),
    [
        ("claude-3-5-haiku-latest", Severity.WARNING),
        ("latest", Severity.WARNING),
        ("publisher/model@latest", Severity.WARNING),
        ("{{ model }}", Severity.INFO),
        ("${env:MODEL}", Severity.INFO),
        ("{model_name}", Severity.INFO),
        ("$MODEL", Severity.INFO),
        ("claude-haiku-4-5-20251001", None),
        ("gpt-5.1", None),
        ("latest-news-7b", None),
        ("greatest", None),
        ("llama3:latest", None),
        (None, None),
    ],
)
def test_models_that_may_become_others(model: str | None, severity: Severity | None) -> None:
    findings = found("unpinned-model", row(block("Text."), model=model))
    weights = [Severity.WARNING if finding.severity is None else finding.severity for finding in findings]
    assert weights == ([] if severity is None else [severity])


@pytest.mark.parametrize("rule", PROMPT_RULES, ids=lambda rule: rule.code)
def test_an_empty_prompt_has_no_fault(rule: PromptRule) -> None:
    assert list(rule.check(row())) == []
    assert list(rule.check(row(block()))) == []


@pytest.mark.parametrize("rule", PROMPT_RULES, ids=lambda rule: rule.code)
def test_a_prompt_of_many_parts_is_read_in_one_go(rule: PromptRule) -> None:
    clocks = [value(f"now{n}", Stability.VOLATILE, nature=Nature.CLOCK) for n in range(3000)]
    tests = [value(f"user{n}", Stability.SESSION, kind=Kind.TEST) for n in range(3000)]
    deep: list[str | Placeholder] = [*tests, "text", *([END] * len(tests))]
    flat: list[str | Placeholder] = [part for test in tests for part in (test, "text ", END)]
    marked = [block("text", value(f"q{n}"), mark="5m") for n in range(3000)]
    for prompt in (row(block(*clocks, TEXT)), row(block(*deep, TEXT)), row(block(*flat, TEXT)), row(*marked)):
        findings = list(rule.check(prompt))
        assert len(findings) <= 50
        assert all(len(finding.related) <= 60 for finding in findings if rule.code != "PL201")


@pytest.mark.parametrize("name", ["x" * 500, "a\nb", "`x`", "", "…", "a\r\n  b"])
def test_a_name_fits_into_a_message(name: str) -> None:
    text = shown(value(name))
    assert len(text) <= 40
    assert "\n" not in text
    assert text.count("`") in (0, 2)


def test_every_level_and_nature_has_words() -> None:
    for level in Stability:
        for nature in Nature:
            assert changes(value("x", level, nature=nature))
