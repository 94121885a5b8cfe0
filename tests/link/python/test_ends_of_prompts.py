"""What comes in no order at the end of what is said once, or in an order that is drawn on purpose."""

from __future__ import annotations

import pytest

from _programs import codes, told

PROMPT = """
import random

from rules import FEW, RULES


class Workers:
    def __init__(self, workers):
        self.workers = workers

    def names(self):
        return {each.name for each in self.workers}

    def answers(self):
        answers = [each.answer for each in self.workers]
        random.shuffle(answers)
        return answers

    def assign(self, task, send):
        NAME = f"{FEW}\\nTEXT"
        return send(NAME)
"""


def said(text: str, name: str = "prompt") -> list[str]:
    return codes(PROMPT.replace("TEXT", text).replace("NAME", name))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("Choose one of {list(self.names())}.", "prompt", id="hardly a word behind it"),
        pytest.param("{list(self.names())} can be asked. Choose one of them.", "prompt", id="a sentence behind it"),
        pytest.param("{self.answers()} are the answers to {task}. Which is best?", "prompt", id="drawn"),
    ],
)
def test_at_the_end(text: str, name: str) -> None:
    assert said(text, name) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("{list(self.names())} can be asked about {task}.", "prompt", id="something else behind it"),
        pytest.param("{list(self.names())} can be asked. {RULES}", "prompt", id="rules behind it"),
        pytest.param("Choose one of {list(self.names())}.", "system_prompt", id="ahead of a conversation"),
        pytest.param("{self.answers()} are the answers. {RULES}", "prompt", id="drawn ahead of rules"),
        pytest.param("{self.answers()} are the answers.", "system_prompt", id="drawn ahead of a conversation"),
    ],
)
def test_ahead_of_more(text: str, name: str) -> None:
    assert said(text, name) == ["PL103"]


@pytest.mark.parametrize(
    ("value", "advice"), [pytest.param("names", "sort it", id="a set"), pytest.param("answers", "draw it", id="drawn")]
)
def test_what_is_drawn_is_not_to_be_sorted(value: str, advice: str) -> None:
    (finding,) = told(PROMPT.replace("TEXT", f"{{list(self.{value}())}}: {{RULES}}").replace("NAME", "prompt"))
    assert finding.finding.help is not None
    assert finding.finding.help.startswith(advice)


def test_hardly_a_word_of_its_own_is_a_part_of_something_longer() -> None:
    listed = """
import os


def skills_prompt(title):
    lines = [f"Skills of {title}:"]
    for name in os.listdir("skills"):
        lines.append(f"<skill>{name}: {open(name).read()}</skill>")
    return "\\n".join([*lines, "</skills>"])
"""
    assert codes(listed) == ["PL103"]
