"""Texts through regular expressions and escapes, and what stands ahead of a conversation that is told again."""

from __future__ import annotations

import pytest

from _programs import codes

CLEANED = """
import html
import re
import textwrap
import time

import anthropic
from rules import RULES

_TAGS = re.compile(r"</?rules>")
_DATE = re.compile("__DATE__")


def clean(text):
    return RESULT


def ask(question):
    plain = clean("fixed")
    head = HEAD
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=9,
        system=f"{head}\\n{RULES}",
        messages=[{"role": "user", "content": question}],
    )
"""
NOW = "clean(f'It is {time.time()}.')"


def cleaned(result: str, head: str = NOW) -> list[str]:
    return codes(CLEANED.replace("RESULT", result).replace("HEAD", head))


@pytest.mark.parametrize(
    "result",
    [
        "_TAGS.sub('', text)",
        "re.sub(r'\\s+', ' ', text).strip()",
        "_TAGS.sub(lambda match: match[0].upper(), text)",
        "html.escape(text)",
        "textwrap.shorten(text, 400)",
        "_DATE.sub(str(time.time()), text)",
    ],
)
def test_a_clock_stays_a_clock_when_its_text_is_cleaned(result: str) -> None:
    assert cleaned(result) == ["PL102"]


@pytest.mark.parametrize(
    ("result", "head"),
    [
        pytest.param("_TAGS.sub('', text)", "clean('You answer politely.')", id="constant text"),
        pytest.param("_TAGS.sub('', text)", "clean(RULES)", id="a constant"),
        pytest.param("_DATE.sub('today', text)", "clean('On __DATE__ you answer.')", id="a constant in its place"),
        pytest.param("_TAGS.search(text) is None", NOW, id="only asked about"),
        pytest.param("len(_TAGS.findall('a b'))", NOW, id="of something else"),
        pytest.param("_DATE.sub(str(time.time()), 'a __DATE')", "plain[:0]", id="where the mark does not stand"),
    ],
)
def test_what_a_pattern_leaves_constant(result: str, head: str) -> None:
    assert "PL102" not in cleaned(result, head)


def test_a_value_is_put_in_the_place_of_its_mark() -> None:
    head = "RULES + _DATE.sub(str(time.time()), 'On __DATE__ you answer.')"
    assert "PL102" not in codes(CLEANED.replace("HEAD", head).replace('{head}\\n{RULES}"', '{head}"'))


# ---------------------------------------------------------------- conversations that are told again

JUDGE = """
import secrets
import time
from datetime import date

from langchain_core.messages import HumanMessage


SYSTEM_PROMPT = "You judge."


def told(messages):
    return "\\n".join(f"{message.type}: {message.content}" for message in messages)


def payload(state, rubric):
    transcript = told(state.get("messages", []))
    mark = secrets.token_hex(8)
    return TEXT


def judge(agent, state, rubric):
    return agent.invoke({"messages": [HumanMessage(content=payload(state, rubric))]})
"""


def judged(text: str) -> list[str]:
    return codes(JUDGE.replace("TEXT", text))


@pytest.mark.parametrize(
    "text",
    [
        "f'<{mark}>\\n{transcript}\\n</{mark}>'",
        "f'Now: {time.time()}\\n' + transcript",
        "f'{mark}\\n{rubric}\\n{transcript}\\nJudge it.'",
    ],
)
def test_a_mark_ahead_of_the_conversation(text: str) -> None:
    assert judged(text) == ["PL102"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("f'{transcript}\\n<{mark}>'", id="behind it"),
        pytest.param("f'<{mark}>\\n{rubric}'", id="nothing of it"),
        pytest.param("f'<transcript>\\n{transcript}\\n</transcript>'", id="no value at all"),
        pytest.param("f'Today: {date.today()}\\n{transcript}'", id="a date"),
        pytest.param("f'<{mark}>\\n{len(transcript)}'", id="its length"),
        pytest.param("f'<{mark}>\\n{told(rubric)}'", id="no conversation"),
    ],
)
def test_a_conversation_that_keeps_its_beginning(text: str) -> None:
    assert "PL102" not in judged(text)
