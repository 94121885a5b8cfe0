from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from _code import code, part, seen, tool
from _row import END, TEXT, block, row, value
from promptlint.diagnostics import Finding, Severity
from promptlint.ir import Evidence, Kind, Nature, Stability, Step
from promptlint.rules import PROMPT_RULES, by_name
from promptlint.rules._rule import PromptRule

if TYPE_CHECKING:
    from promptlint.ir import Block, Placeholder, Prompt

CLOCK = seen("datetime.now()", Stability.VOLATILE, Nature.CLOCK, at=1)
NAMES = seen("set(names)", Stability.VOLATILE, Nature.UNORDERED, at=2)
LIVE = seen("run('git status')", Stability.VOLATILE, Nature.LIVE, at=3)
QUESTION = seen("question", at=4)
USER = seen("load_user()", Stability.SESSION, at=5)
UNKNOWN = seen("extra", Stability.UNKNOWN, at=6)
WINDOW = seen("history[-20:]", Stability.SESSION, Nature.WINDOW, at=7)
STAMPED = seen("stamped(history)", Stability.SESSION, Nature.REWRITTEN, at=8)
LIMITS = seen("limits", Stability.DEPLOY, Nature.SERIALIZED, at=9)
SCHEMA = '{"name": "search"}'


def found(name: str, prompt: Prompt) -> list[Finding]:
    rule = by_name()[name]
    assert isinstance(rule, PromptRule)
    return list(rule.check(prompt))


def weights(name: str, prompt: Prompt) -> list[Severity]:
    """What the findings of a rule weigh."""
    rule = by_name()[name]
    return [rule.severity if each.severity is None else each.severity for each in found(name, prompt)]


def codes(prompt: Prompt) -> list[str]:
    """Which rules have something to say."""
    return [rule.code for rule in PROMPT_RULES for _ in rule.check(prompt)]


def turned(opened: Placeholder, kind: Kind) -> Placeholder:
    """The same value as the border of a part."""
    return replace(opened, kind=kind)


# ---------------------------------------------------------------- the way of a value


@pytest.mark.parametrize(
    ("rule", "spoiler"),
    [
        ("volatile-in-prefix", seen("now()", Stability.VOLATILE, Nature.CLOCK, steps=3)),
        ("unordered-in-prefix", seen("set()", Stability.VOLATILE, Nature.UNORDERED, steps=3)),
        ("variable-before-stable", seen("question", steps=3)),
        ("daily-value-in-prefix", seen("today()", Stability.DAILY, Nature.CALENDAR, steps=3)),
        ("machine-dependent-prefix", seen("cwd()", Stability.DEPLOY, Nature.MACHINE, steps=3)),
        ("unstable-serialization", seen("dumps(x)", Stability.DEPLOY, Nature.SERIALIZED, steps=3)),
    ],
)
def test_the_way_of_a_value_is_told_after_its_source(rule: str, spoiler: Placeholder) -> None:
    (finding,) = found(rule, code(part(spoiler, TEXT)))
    assert (finding.primary.path, finding.primary.span) == (spoiler.path, spoiler.span)
    assert [label.text for label in finding.related[:3]] == ["step 1", "step 2", "step 3"]
    assert "about" in finding.related[-1].text


def test_the_way_into_tools_conditions_messages_marks_and_settings() -> None:
    session = seen("user", Stability.SESSION, steps=2)
    prompts = {
        "varying-tools": code(tool(SCHEMA, seen("tag", steps=2)), continues=True),
        "conditional-prefix": code(part(turned(session, Kind.TEST), "Be kind.", END, TEXT)),
        "rewritten-history": code(
            part(TEXT), part(seen("h", nature=Nature.WINDOW, steps=2), role="user"), continues=True
        ),
        "breakpoint-after-variable": code(part(TEXT, seen("q", steps=2), mark=True)),
        "automatic-breakpoint-misses": code(part(TEXT), part(seen("q", steps=2), role="user"), automatic=True),
    }
    for rule, prompt in prompts.items():
        (finding,) = found(rule, prompt)
        assert [label.text for label in finding.related if label.text.startswith("step")] == ["step 1", "step 2"]


def test_a_long_way_is_told_by_its_ends() -> None:
    (finding,) = found("variable-before-stable", code(part(seen("question", steps=40), TEXT)))
    steps = [label.text for label in finding.related if label.text.startswith("step")]
    assert steps == ["step 1", "step 2", "step 3", "step 38", "step 39", "step 40"]


def test_a_step_at_the_source_is_no_step() -> None:
    here = Step(CLOCK.path, CLOCK.span, "read here")
    (finding,) = found("volatile-in-prefix", code(part(replace(CLOCK, steps=(here,)), "Be kind."), continues=True))
    assert finding.related == ()


def test_what_one_value_does_to_two_prompts_is_told_in_the_same_words() -> None:
    prompts = [
        code(part(CLOCK, TEXT)),
        code(part("Be kind.", CLOCK), continues=True),
        code(part(TEXT, CLOCK, mark=True)),
    ]
    told = {(each.message, each.primary) for prompt in prompts for each in found("volatile-in-prefix", prompt)}
    assert [message for message, _ in told] == ["`datetime.now()` changes in the system prompt"]


def test_a_helper_that_is_called_twice_is_one_finding_and_two_helpers_are_two() -> None:
    again = seen("datetime.now()", Stability.VOLATILE, Nature.CLOCK, at=100)
    (finding,) = found("volatile-in-prefix", code(part(CLOCK, "and", CLOCK, TEXT)))
    assert "and here" not in [label.text for label in finding.related]
    assert len(found("volatile-in-prefix", code(part(CLOCK, again, TEXT)))) == 2


# ---------------------------------------------------------------- clocks and the state of things


@pytest.mark.parametrize("spoiler", [CLOCK, LIVE])
@pytest.mark.parametrize(
    ("parts", "continues", "weight"),
    [
        pytest.param((TEXT, "{}"), True, Severity.WARNING, id="a conversation behind it"),
        pytest.param(("{}", "Be kind."), True, Severity.WARNING, id="a conversation behind little text"),
        pytest.param(("{}", TEXT), True, Severity.ERROR, id="stable text behind it, and a conversation"),
        pytest.param(("{}", TEXT), False, Severity.ERROR, id="stable text behind it"),
        pytest.param((TEXT, "{}"), False, None, id="nothing behind it"),
        pytest.param(("{}", "Be kind."), False, None, id="little behind it"),
    ],
)
def test_volatile_in_a_system_prompt(
    spoiler: Placeholder, parts: tuple[str, ...], continues: bool, weight: Severity | None
) -> None:
    filled = [spoiler if each == "{}" else each for each in parts]
    assert weights("volatile-in-prefix", code(part(*filled), continues=continues)) == ([weight] if weight else [])


@pytest.mark.parametrize(
    "prompt",
    [
        pytest.param(code(part(TEXT, mark=True), part(CLOCK), continues=True), id="behind the last mark"),
        pytest.param(code(part(TEXT), part(CLOCK, role="user"), continues=True), id="in a message"),
        pytest.param(code(part(TEXT), part(CLOCK, "Question?", role="user")), id="in the latest message"),
        pytest.param(code(part(QUESTION, CLOCK), continues=True), id="behind request data"),
        pytest.param(code(part(UNKNOWN, TEXT), continues=True), id="a value nobody knows"),
        pytest.param(
            replace(code(part(CLOCK), continues=True), is_fragment=True), id="a part of somebody else's conversation"
        ),
        pytest.param(code(part(NAMES), continues=True), id="a thing without order"),
        pytest.param(code(part(turned(CLOCK, Kind.TEST), "Be kind.", END), continues=True), id="a test"),
    ],
)
def test_volatile_where_it_costs_nothing_or_is_another_rules(prompt: Prompt) -> None:
    assert found("volatile-in-prefix", prompt) == []


def test_request_data_by_its_name_hides_no_clock() -> None:
    named = seen("question", evidence=Evidence.NAME)
    assert weights("volatile-in-prefix", code(part(named, CLOCK), continues=True)) == [Severity.WARNING]


def test_an_error_takes_a_request_and_a_source() -> None:
    named = seen("now", Stability.VOLATILE, Nature.CLOCK, evidence=Evidence.NAME)
    assert weights("volatile-in-prefix", code(part(CLOCK, TEXT))) == [Severity.ERROR]
    assert weights("volatile-in-prefix", code(part(CLOCK, TEXT), likely=True)) == [Severity.WARNING]
    assert weights("volatile-in-prefix", code(part(named, TEXT))) == [Severity.WARNING]
    assert weights("volatile-in-prefix", row(block(value("now", Stability.VOLATILE), TEXT))) == [Severity.ERROR]


def test_a_loop_over_what_nobody_knows_hides_nothing() -> None:
    unknown, varying = turned(UNKNOWN, Kind.LOOP), turned(NAMES, Kind.LOOP)
    assert len(found("volatile-in-prefix", code(part(unknown, CLOCK, END), continues=True))) == 1
    assert found("volatile-in-prefix", code(part(varying, CLOCK, END), continues=True)) == []


# ---------------------------------------------------------------- things without an order


@pytest.mark.parametrize(
    ("prompt", "weight"),
    [
        pytest.param(code(part(TEXT, NAMES)), None, id="nothing behind it"),
        pytest.param(code(part(TEXT, NAMES, " \n")), None, id="a blank behind it"),
        pytest.param(code(part(TEXT, mark=True), part(NAMES, "End.", role="user")), None, id="behind the mark"),
        pytest.param(code(part(QUESTION, NAMES, "End.")), None, id="behind request data"),
        pytest.param(code(part(TEXT, turned(NAMES, Kind.LOOP), NAMES, END)), None, id="a loop at the end"),
        pytest.param(row(block(TEXT, NAMES, "End.")), None, id="a template"),
        pytest.param(code(part(NAMES, "End.")), Severity.WARNING, id="something behind it"),
        pytest.param(code(part(TEXT), part(NAMES, UNKNOWN, role="user")), Severity.WARNING, id="in a message"),
        pytest.param(code(part(TEXT, NAMES), continues=True), Severity.WARNING, id="a conversation behind it"),
        pytest.param(code(part(NAMES, TEXT)), Severity.ERROR, id="stable text behind it"),
        pytest.param(code(part(TEXT, NAMES, mark=True)), Severity.ERROR, id="inside the mark"),
        pytest.param(code(part(NAMES, TEXT), likely=True), Severity.WARNING, id="no request in sight"),
    ],
)
def test_unordered(prompt: Prompt, weight: Severity | None) -> None:
    assert weights("unordered-in-prefix", prompt) == ([weight] if weight else [])


def test_an_unordered_loop_is_one_finding() -> None:
    loop = turned(NAMES, Kind.LOOP)
    for prompt in (code(part(loop, NAMES, END, "End.")), code(part(loop, NAMES, END, TEXT, mark=True))):
        assert len(found("unordered-in-prefix", prompt)) == 1


def test_a_set_in_each_message_that_is_sent_again() -> None:
    history = seen("history", Stability.SESSION, evidence=Evidence.NAME)
    prompt = code(part(TEXT), part(turned(history, Kind.LOOP), NAMES, "Notes.", END, role="user"))
    assert weights("unordered-in-prefix", prompt) == [Severity.WARNING]


# ---------------------------------------------------------------- values before stable text


@pytest.mark.parametrize(
    ("level", "evidence", "likely", "weight"),
    [
        (Stability.REQUEST, Evidence.SOURCE, False, Severity.ERROR),
        (Stability.REQUEST, Evidence.SOURCE, True, Severity.WARNING),
        (Stability.REQUEST, Evidence.NAME, False, Severity.WARNING),
        (Stability.REQUEST, Evidence.NAME, True, Severity.WARNING),
        (Stability.SESSION, Evidence.SOURCE, False, Severity.WARNING),
        (Stability.SESSION, Evidence.NAME, True, Severity.WARNING),
        (Stability.UNKNOWN, Evidence.SOURCE, False, Severity.INFO),
        (Stability.UNKNOWN, Evidence.NAME, False, None),
        (Stability.UNKNOWN, Evidence.SOURCE, True, None),
        (Stability.DEPLOY, Evidence.SOURCE, False, None),
        (Stability.VOLATILE, Evidence.SOURCE, False, None),
    ],
)
def test_stable_text_behind_a_value(
    level: Stability, evidence: Evidence, likely: bool, weight: Severity | None
) -> None:
    prompt = code(part(seen("x", level, evidence=evidence), TEXT), likely=likely)
    assert weights("variable-before-stable", prompt) == ([weight] if weight is not None else [])


def test_what_was_seen_goes_before_what_a_name_tells() -> None:
    named = seen("query", evidence=Evidence.NAME)
    (finding,) = found("variable-before-stable", code(part(named, TEXT, QUESTION, TEXT)))
    assert "`question`" in finding.message
    assert finding.severity is Severity.ERROR


def test_memories_where_there_are_any() -> None:
    for value_, weight in ((USER, Severity.WARNING), (QUESTION, Severity.WARNING), (UNKNOWN, None)):
        optional = part(turned(UNKNOWN, Kind.TEST), value_, END, TEXT)
        assert weights("variable-before-stable", code(optional)) == ([] if weight is None else [weight])
    user, test = value("user", Stability.SESSION), value("flag", Stability.UNKNOWN, kind=Kind.TEST)
    assert weights("variable-before-stable", row(block(test, user, END, TEXT))) == [Severity.INFO]


def test_the_state_of_things_is_named() -> None:
    page = seen("page.url", Stability.REQUEST, Nature.LIVE)
    (finding,) = found("variable-before-stable", code(part(page, TEXT)))
    assert finding.primary.text == "what something outside says at the time: changes with every request"


# ---------------------------------------------------------------- dates and machines


@pytest.mark.parametrize(
    ("prompt", "weight"),
    [
        pytest.param(lambda today: code(part(today, TEXT)), Severity.INFO, id="no mark"),
        pytest.param(lambda today: code(part(today, TEXT), likely=True), Severity.INFO, id="no request"),
        pytest.param(lambda today: code(part(today, TEXT * 9, mark=True)), Severity.INFO, id="five minutes"),
        pytest.param(lambda today: code(part(today, TEXT * 9, mark="1h")), Severity.WARNING, id="an hour"),
        pytest.param(lambda today: code(part(today, TEXT, mark="1h"), model="claude-haiku-4-5"), None, id="too short"),
        pytest.param(
            lambda today: code(part(today, TEXT * 4, mark="1h"), model="claude-haiku-4-5"),
            Severity.INFO,
            id="perhaps too short",
        ),
        pytest.param(
            lambda today: code(part(TEXT * 9, mark="1h"), part(today, TEXT, mark="5m")),
            Severity.INFO,
            id="the hour ends before it",
        ),
        pytest.param(lambda today: row(block(today, TEXT)), Severity.WARNING, id="a template"),
    ],
)
def test_a_date(prompt: object, weight: Severity | None) -> None:
    assert callable(prompt)
    today = seen("date.today()", Stability.DAILY, Nature.CALENDAR)
    assert weights("daily-value-in-prefix", prompt(today)) == ([] if weight is None else [weight])


def test_a_machine() -> None:
    folder = seen("os.getcwd()", Stability.DEPLOY, Nature.MACHINE)
    assert weights("machine-dependent-prefix", code(part(folder, TEXT))) == [Severity.WARNING]
    assert weights("machine-dependent-prefix", code(part(folder, TEXT), likely=True)) == [Severity.INFO]
    assert found("machine-dependent-prefix", code(part(TEXT, folder))) == []


# ---------------------------------------------------------------- conditions


@pytest.mark.parametrize(
    ("level", "evidence", "likely", "weight"),
    [
        (Stability.SESSION, Evidence.SOURCE, False, Severity.WARNING),
        (Stability.REQUEST, Evidence.DECLARED, False, Severity.WARNING),
        (Stability.REQUEST, Evidence.SOURCE, True, Severity.INFO),
        (Stability.REQUEST, Evidence.NAME, False, None),
        (Stability.SESSION, Evidence.NAME, True, None),
        (Stability.UNKNOWN, Evidence.SOURCE, False, None),
        (Stability.DEPLOY, Evidence.SOURCE, False, None),
    ],
)
def test_a_condition(level: Stability, evidence: Evidence, likely: bool, weight: Severity | None) -> None:
    test = turned(seen("flag", level, evidence=evidence), Kind.TEST)
    prompt = code(part(test, "Be kind.", END, TEXT), likely=likely)
    assert weights("conditional-prefix", prompt) == ([weight] if weight is not None else [])


def test_the_number_of_variants_is_a_matter_of_the_prompt() -> None:
    flag = turned(USER, Kind.TEST)
    (finding,) = found("conditional-prefix", code(part(flag, "Be kind.", END, TEXT)))
    assert finding.message == "a condition on `load_user()` splits the cached prefix"
    assert "2 variants" in finding.related[-1].text


# ---------------------------------------------------------------- tools


@pytest.mark.parametrize(
    ("prompt", "weight"),
    [
        pytest.param(code(tool(SCHEMA), part(TEXT), continues=True), None, id="the same tools"),
        pytest.param(code(tool(UNKNOWN), part(TEXT), continues=True), None, id="tools nobody knows"),
        pytest.param(
            code(tool(turned(UNKNOWN, Kind.TEST), SCHEMA, END), part(TEXT), continues=True), None, id="unknown test"
        ),
        pytest.param(
            code(tool(turned(UNKNOWN, Kind.LOOP), SCHEMA, END), part(TEXT), continues=True), None, id="unknown loop"
        ),
        pytest.param(
            code(tool(turned(seen("user", evidence=Evidence.NAME), Kind.TEST), SCHEMA, END), continues=True),
            None,
            id="a test by its name",
        ),
        pytest.param(
            code(tool(SCHEMA, mark=True), tool(turned(QUESTION, Kind.TEST), SCHEMA, END), continues=True),
            None,
            id="behind the last mark",
        ),
        pytest.param(code(tool(turned(QUESTION, Kind.TEST), SCHEMA, END), part("Be kind.")), None, id="too short"),
        pytest.param(code(tool(seen("x", Stability.DEPLOY)), part(TEXT), continues=True), None, id="of the release"),
        pytest.param(code(part(NAMES, TEXT), continues=True), None, id="in the system prompt"),
        pytest.param(code(tool(NAMES), part("Be kind.")), Severity.ERROR, id="of unknown length"),
        pytest.param(code(tool(SCHEMA, CLOCK), continues=True), Severity.ERROR, id="a clock in a description"),
        pytest.param(code(tool(SCHEMA, CLOCK), part(TEXT)), Severity.ERROR, id="stable text behind"),
        pytest.param(code(tool(SCHEMA, CLOCK, mark=True)), Severity.ERROR, id="inside a mark"),
        pytest.param(
            code(tool(turned(QUESTION, Kind.TEST), SCHEMA, END), continues=True), Severity.ERROR, id="a tool for some"
        ),
        pytest.param(
            code(tool(turned(USER, Kind.TEST), SCHEMA, END), continues=True), Severity.WARNING, id="by conversation"
        ),
        pytest.param(code(tool(turned(QUESTION, Kind.LOOP), SCHEMA, END), continues=True), Severity.ERROR, id="a loop"),
        pytest.param(code(tool(NAMES), continues=True, likely=True), Severity.WARNING, id="no request in sight"),
        pytest.param(
            code(tool(seen("query", evidence=Evidence.NAME)), continues=True), Severity.WARNING, id="by its name"
        ),
    ],
)
def test_tools(prompt: Prompt, weight: Severity | None) -> None:
    assert weights("varying-tools", prompt) == ([weight] if weight is not None else [])


@pytest.mark.parametrize(
    "prompt",
    [
        code(tool(CLOCK), part(TEXT), continues=True),
        code(tool(NAMES), part(TEXT), continues=True),
        code(tool(QUESTION), part(TEXT), continues=True),
        code(tool(USER), part(TEXT), continues=True),
        code(tool(turned(QUESTION, Kind.TEST), SCHEMA, END), part(TEXT), continues=True),
        code(tool(turned(NAMES, Kind.LOOP), NAMES, END), part(TEXT), continues=True),
        code(tool(NAMES), part(TEXT, mark=True), continues=True),
        code(tool(QUESTION), part(TEXT, mark=True), continues=True),
    ],
)
def test_what_varies_in_the_tools_is_told_once(prompt: Prompt) -> None:
    assert codes(prompt) == ["PL104"]


def test_the_words_on_tools() -> None:
    elif_ = turned(QUESTION, Kind.ELSE)
    prompts = {
        "`set(names)` has no fixed order in the tools": code(tool(NAMES), continues=True),
        "`datetime.now()` changes in the tools": code(tool(CLOCK), continues=True),
        "the tools depend on `question`": code(tool(turned(QUESTION, Kind.TEST), SCHEMA, END), continues=True),
        "the tools depend on `load_user()`": code(tool(USER), continues=True),
    }
    for message, prompt in prompts.items():
        assert [each.message for each in found("varying-tools", prompt)] == [message]
    later = code(tool(turned(UNKNOWN, Kind.TEST), SCHEMA, elif_, SCHEMA, END), continues=True)
    assert [each.message for each in found("varying-tools", later)] == ["the tools depend on `question`"]


def test_tools_of_a_prompt_that_joins_a_conversation() -> None:
    assert found("varying-tools", replace(code(tool(NAMES), part(TEXT)), is_fragment=True)) == []


# ---------------------------------------------------------------- history


def looped(messages: Placeholder) -> list[Block]:
    """A message for each item of a loop."""
    item = replace(messages, nature=Nature.PLAIN, form="[].text")
    return [part(each, role="user") for each in (turned(messages, Kind.LOOP), item, END)]


@pytest.mark.parametrize("messages", [WINDOW, STAMPED])
def test_history_that_is_not_sent_again_as_it_was(messages: Placeholder) -> None:
    prompts = [
        code(part(TEXT), part(messages, role="user"), continues=True),
        code(tool(SCHEMA), part(messages, role="user"), continues=True),
        code(part(UNKNOWN), *looped(messages)),
        code(part(UNKNOWN), *looped(messages), part("Go on.", role="user")),
        code(part(TEXT, mark=True), part(messages, role="user", mark=True), continues=True),
        code(part(TEXT, mark=True), part(messages, role="user"), automatic=True, continues=True),
        code(part(TEXT), part(messages, role="user"), likely=True, continues=True),
    ]
    assert [codes(prompt) for prompt in prompts] == [["PL105"]] * len(prompts)


def test_the_words_on_history() -> None:
    for messages, words in (
        (WINDOW, "`history[-20:]` drops the earliest messages with every turn"),
        (STAMPED, "`stamped(history)` sends earlier messages in another form"),
    ):
        (finding,) = found("rewritten-history", code(part(TEXT), *looped(messages)))
        assert finding.message == words


@pytest.mark.parametrize(
    "prompt",
    [
        pytest.param(code(part(WINDOW, role="user"), continues=True), id="no instructions"),
        pytest.param(code(part(" \n"), *looped(WINDOW)), id="blank instructions"),
        pytest.param(code(part(TEXT, mark=True), *looped(WINDOW)), id="behind the last mark"),
        pytest.param(code(part(TEXT), part(turned(WINDOW, Kind.TEST), "Be kind.", END, role="user")), id="a test"),
        pytest.param(code(part(TEXT), part(USER, role="user"), continues=True), id="the whole history"),
        pytest.param(code(part(TEXT, WINDOW)), id="as text in the system prompt"),
        pytest.param(code(part(TEXT), part(WINDOW, role="user")), id="as the text of a message"),
        pytest.param(code(part(TEXT), part("So far:", WINDOW, role="user"), continues=True), id="in its text"),
        pytest.param(
            code(part(TEXT), part(turned(WINDOW, Kind.LOOP), USER, END, role="user")), id="a loop in its text"
        ),
    ],
)
def test_history_that_is_in_order(prompt: Prompt) -> None:
    assert found("rewritten-history", prompt) == []


def test_a_window_of_text_is_still_a_value() -> None:
    assert codes(code(part(WINDOW, TEXT, role="user"))) == ["PL101"]


# ---------------------------------------------------------------- text of mappings


@pytest.mark.parametrize(
    ("prompt", "weight"),
    [
        pytest.param(code(part(TEXT, LIMITS)), None, id="nothing behind it"),
        pytest.param(code(part(TEXT, mark=True), part(LIMITS, TEXT)), None, id="behind the last mark"),
        pytest.param(code(part("Be kind.", LIMITS, mark=True)), None, id="too short"),
        pytest.param(code(part(QUESTION, LIMITS, TEXT)), None, id="behind request data"),
        pytest.param(code(part(seen("row", nature=Nature.SERIALIZED), TEXT)), None, id="request data"),
        pytest.param(
            code(part(seen("x", Stability.UNKNOWN, Nature.SERIALIZED), TEXT), likely=True), None, id="nobody knows"
        ),
        pytest.param(code(part(turned(LIMITS, Kind.TEST), "Be kind.", END, TEXT)), None, id="a test"),
        pytest.param(code(part(seen("x", Stability.UNKNOWN, Nature.SERIALIZED), TEXT)), Severity.INFO, id="a hint"),
        pytest.param(code(part(LIMITS, TEXT)), Severity.WARNING, id="stable text behind it"),
        pytest.param(code(part(TEXT, LIMITS, mark=True)), Severity.WARNING, id="inside the mark"),
        pytest.param(code(tool(LIMITS), part(TEXT)), Severity.WARNING, id="in a tool"),
    ],
)
def test_serialized(prompt: Prompt, weight: Severity | None) -> None:
    assert weights("unstable-serialization", prompt) == ([weight] if weight is not None else [])


@pytest.mark.parametrize("level", [Stability.DEPLOY, Stability.UNKNOWN, Stability.VOLATILE, Stability.REQUEST])
def test_the_text_of_a_mapping_is_told_once(level: Stability) -> None:
    dumped = seen("json.dumps(x)", level, Nature.SERIALIZED)
    assert codes(code(part(dumped, TEXT))) == ["PL101" if level is Stability.REQUEST else "PL109"]
    is_another = level in (Stability.REQUEST, Stability.UNKNOWN)  # nothing else of the request differs
    assert codes(code(part(dumped, TEXT, role="user"))) == ["PL101" if is_another else "PL109"]
    assert len(codes(code(part(dumped, TEXT, mark=True)))) == 1
    assert len(codes(code(tool(dumped), part(TEXT)))) == 1


def test_the_words_on_the_text_of_an_object() -> None:
    policy = seen("Policy()", Stability.VOLATILE, Nature.SERIALIZED)
    for each, words in ((LIMITS, "`limits` has no proven order"), (policy, "`Policy()` holds an address")):
        (finding,) = found("unstable-serialization", code(part(each, TEXT)))
        assert finding.message == f"the text of {words}"


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (Stability.SESSION, "the time: changes with every conversation"),
        (Stability.REQUEST, "the time: changes with every request"),
    ],
)
def test_the_time_that_something_was_made(level: Stability, words: str) -> None:
    (finding,) = found("variable-before-stable", code(part(seen("now()", level, Nature.CLOCK), TEXT)))
    assert finding.primary.text == words


# ---------------------------------------------------------------- size


@pytest.mark.parametrize("rule", PROMPT_RULES, ids=lambda rule: rule.code)
def test_a_long_program_is_read_in_one_go(rule: PromptRule) -> None:
    clocks = [seen("now()", Stability.VOLATILE, Nature.CLOCK, at=n) for n in range(2000)]
    windows = [seen("h", Stability.SESSION, Nature.WINDOW, at=n) for n in range(2000)]
    tests = [turned(seen("q", at=n), Kind.TEST) for n in range(2000)]
    loops = [turned(UNKNOWN, Kind.LOOP)] * 2000
    prompts = [
        code(part(*clocks), continues=True),
        code(*(tool(clock) for clock in clocks), continues=True),
        code(tool(*(each for test in tests for each in (test, SCHEMA, END))), part(TEXT), continues=True),
        code(part(TEXT), *(part(window, role="user") for window in windows), continues=True),
        code(part(*loops, NAMES, *([END] * 2000)), continues=True),
        code(part(TEXT), settings=tuple(clocks)),
    ]
    for prompt in prompts:
        assert len(list(rule.check(prompt))) <= 50
