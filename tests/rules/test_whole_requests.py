"""Requests that are seen as a whole: what stands behind all that they can differ in is lost, whatever that is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from _code import code, part, seen
from _programs import told
from _row import ELSE, END, TEXT
from promptlint.diagnostics import Finding, Severity
from promptlint.ir import Content, Evidence, Kind, Nature, Prompt, Stability
from promptlint.rules import by_name
from promptlint.rules._rule import PromptRule

PAGE = seen("page", Stability.UNKNOWN, at=1)
URL = seen("url", Stability.UNKNOWN, at=2)
STYLE = seen("style", Stability.UNKNOWN, evidence=Evidence.NAME, at=3)
NAME = seen("self.name", Stability.UNKNOWN, at=6)
LANGUAGE = seen("target_language", Stability.UNKNOWN, at=7)
REGION = seen("REGION", Stability.UNKNOWN, at=8)
SITE = seen("settings.site", Stability.DEPLOY, at=4)
TEST = replace(seen("detailed", Stability.UNKNOWN, at=5), kind=Kind.TEST)
SHORT = "Answer by these rules and name the one that decides. " * 20  # less than 256 tokens for sure


def found(prompt: Prompt) -> list[Finding]:
    rule = by_name()["variable-before-stable"]
    assert isinstance(rule, PromptRule)
    return [each for each in rule.check(prompt) if each.severity is not Severity.INFO]


# ---------------------------------------------------------------- silent

SILENT = {
    "the values stand behind the text": code(part(TEXT), part(PAGE, role="user")),
    "one of the values stands behind the text": code(part(URL, TEXT, PAGE, role="user")),
    "one in the next message does": code(part(PAGE, TEXT), part("Now: ", URL, role="user")),
    "an image does": code(part(PAGE, TEXT, role="user"), replace(part(URL, role="user"), content=Content.MEDIA)),
    "a value of the deployment does": code(part(PAGE, TEXT, SITE, role="user")),
    "a loop over something does": code(part(PAGE, TEXT, replace(URL, kind=Kind.LOOP), "- item", END, role="user")),
    "the conversation is not seen": code(part(PAGE, TEXT), continues=True),
    "the request is not seen": code(part(PAGE, TEXT, role="user"), likely=True),
    "a mark says what is to be cached": code(part(PAGE, TEXT, mark=True), part("Go.", role="user")),
    "hardly any text is behind them": code(part(TEXT, PAGE, SHORT, role="user")),
    "the text is too short for any cache": code(part(PAGE, SHORT, role="user")),
    "all that is ahead is a setting by its name": code(part(STYLE, TEXT, role="user")),
    "all that is ahead may be left out": code(part(TEST, PAGE, END, TEXT, role="user")),
    "all that is ahead is set once": code(part(NAME, LANGUAGE, REGION, TEXT, role="user")),
    "it is in the instructions of an agent": code(part(PAGE, TEXT), part("Go on.", role="user")),
    "an answer stands behind it": code(part(PAGE, TEXT, role="user"), part("Yes.", role="assistant")),
    "a tool has answered": code(part(PAGE, TEXT, role="user"), part(TEXT, role="tool")),
    "more is said in the next round": replace(code(part(PAGE, TEXT, role="user")), grows=True),
    "the turns before are sent again": replace(code(part(PAGE, TEXT, role="user")), resumes=True),
    "nothing differs at all": code(part(TEXT, role="user")),
    "all that differs is the deployment": code(part(SITE, TEXT, role="user")),
    "one arm has the value, the other the text": code(part(TEST, PAGE, ELSE, TEXT, END, role="user")),
}


@pytest.mark.parametrize("prompt", SILENT.values(), ids=SILENT)
def test_silent(prompt: Prompt) -> None:
    assert found(prompt) == []


def test_a_clock_or_a_user_is_another_matter() -> None:
    for each in (seen("now()", Stability.VOLATILE, Nature.CLOCK), seen("today()", Stability.DAILY, Nature.CALENDAR)):
        assert found(code(part(PAGE, each, TEXT, role="user"))) == []
    (user,) = found(code(part(PAGE, seen("load_user()", Stability.SESSION), TEXT, role="user")))
    assert "`load_user()`" in user.message


# ---------------------------------------------------------------- loud

LOUD = {
    "alone": code(part(PAGE, TEXT, role="user")),
    "in a text": code(part("Page: ", PAGE, TEXT, role="user")),
    "the text is the next message": code(part(PAGE, role="user"), part(TEXT, role="user")),
    "behind the name of an agent": code(part("You are ", NAME), part(PAGE, TEXT, role="user")),
    "behind a value of the deployment": code(part(SITE, PAGE, TEXT, role="user")),
    "beside a setting": code(part(PAGE, STYLE, TEXT, role="user")),
    "beside one that may be left out": code(part(PAGE, TEST, URL, END, TEXT, role="user")),
    "the same in both arms": code(part(TEST, PAGE, ELSE, URL, END, TEXT, role="user")),
    "in one of two arms": code(part(TEST, PAGE, TEXT, ELSE, TEXT, URL, END, role="user")),
}


@pytest.mark.parametrize("prompt", LOUD.values(), ids=LOUD)
def test_loud(prompt: Prompt) -> None:
    (finding,) = found(prompt)
    assert finding.severity is Severity.WARNING


def test_the_values_are_named() -> None:
    (one,) = found(code(part(PAGE, TEXT, role="user")))
    assert one.message == "stable text stands behind `page`, all that differs between requests"
    assert one.primary.text == "nothing else differs between requests"
    (two,) = found(code(part(URL, PAGE, URL, TEXT, role="user")))
    assert two.message == "stable text stands behind `url` and 1 more, all that differs between requests"
    assert [label.text for label in two.related[:-1]] == ["or this one"]
    assert two.primary.text == "one of these is another in each request"


@pytest.mark.parametrize(
    ("name", "is_data"),
    [
        ("page", True),
        ("row['information']", True),
        ("formatted_patches", True),
        ("tidy(self.read(path))", True),
        ("output_format", False),
        ("target_language", False),
        ("settings.region", False),
        ("self.about", False),
        ("load_prompt(name)", False),
        ("systemPrompt", False),
        ("REGION", False),
    ],
)
def test_what_is_set_once_is_no_data(name: str, is_data: bool) -> None:
    assert len(found(code(part(seen(name, Stability.UNKNOWN), TEXT, role="user")))) == is_data


def test_a_loop_stands_for_what_is_in_it() -> None:
    rows = replace(seen("rows", Stability.UNKNOWN, at=9), kind=Kind.LOOP)
    (finding,) = found(code(part(rows, "- ", PAGE, URL, END, TEXT, role="user")))
    assert "`rows`, all" in finding.message


def test_each_arm_of_a_condition_is_told() -> None:
    two = found(code(part(TEST, PAGE, TEXT, ELSE, URL, TEXT, END, role="user")))
    assert sorted(finding.message.split("`")[1] for finding in two) == ["page", "url"]


# ---------------------------------------------------------------- programs

HEAD = """
    import anthropic
    from rules import RULES

    client = anthropic.Anthropic()


    def ask(text):
        return client.messages.create(
            model="claude-haiku-5-5", max_tokens=9, messages=[{"role": "user", "content": text}]
        )
"""


def test_a_template_that_is_filled_mark_by_mark() -> None:
    program = """
    TEMPLATE = "<page>{PAGE}</page>" + RULES

    def tidy(text):
        return text.replace('"', "'").strip()

    def extract(page):
        values = {"PAGE": tidy(page)}
        text = TEMPLATE
        for name in values:
            text = text.replace("{" + name + "}", values[name])
        return ask(text)
    """
    (finding,) = told(HEAD + program)
    assert finding.code == "PL101"
    assert "all that differs" in finding.finding.message


GROWN = """
    def work(page):
        messages = [{"role": "user", "content": f"{page} {RULES}"}]
        LOOP
            answer = client.messages.create(model="claude-haiku-5-5", max_tokens=9, messages=messages)
            messages.append({"role": "user", "content": "Go on."})
"""


@pytest.mark.parametrize("loop", ["while True:", "for _ in range(9):", "async for _ in page.turns():"])
def test_an_agent_goes_on_from_what_it_was_asked(loop: str) -> None:
    assert told(HEAD + GROWN.replace("LOOP", loop)) == []
    assert len(told(HEAD + GROWN.replace("LOOP", "if page:"))) == 1


def test_the_same_with_the_page_behind_the_text() -> None:
    program = """
    TEMPLATE = RULES + "<page>{PAGE}</page>"

    def extract(page):
        return ask(TEMPLATE.replace("{PAGE}", page))
    """
    assert told(HEAD + program) == []


@pytest.mark.parametrize(
    "behind",
    [
        '{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": picture}}',
        '{"type": "text", "text": picture}',
        "picture",
        "*pictures",
    ],
)
def test_what_comes_behind_the_text_in_the_same_message(behind: str) -> None:
    program = f"""
    def look(style, picture, *pictures):
        text = f"Be {{style}}. {{RULES}}"
        return client.messages.create(
            model="claude-haiku-5-5",
            max_tokens=9,
            messages=[{{"role": "user", "content": [{{"type": "text", "text": text}}, {behind}]}}],
        )
    """
    assert told(HEAD + program) == []


@pytest.mark.parametrize(
    "messages",
    [
        '[{"role": "system", "content": system}, *turns]',
        '[{"role": "system", "content": system}, turns[-1]]',
        '[{"role": "system", "content": system}] + turns',
        '[{"role": "system", "content": system}, {"role": "user", "content": turns}]',
        '[{"role": "system", "content": system}, {"role": "user", "content": "What?", "images": turns}]',
    ],
)
def test_messages_that_are_not_seen(messages: str) -> None:
    program = f"""
    import openai
    from rules import RULES

    def reply(persona, turns):
        system = f"{{persona}} {{RULES}}"
        return openai.OpenAI().chat.completions.create(model="gpt-5.2", messages={messages})
    """
    assert told(program) == []
