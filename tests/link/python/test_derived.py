"""Methods of a base class that ask for what a derived class makes otherwise."""

from __future__ import annotations

import pytest

from _programs import codes, told

BASE = """
import openai

from rules import RULES


class Agent:
    def opening_prompt(self) -> str:
        return "You help."

    def name(self) -> str:
        return "an agent"

    def ask(self, question):
        return openai.OpenAI().chat.completions.create(
            model="gpt-5",
            messages=[
                {"role": "system", "content": self.opening_prompt() + RULES},
                {"role": "user", "content": question},
            ],
        )
"""
DERIVED = """
from datetime import datetime

from base import Agent


class Timed(Agent):
    def opening_prompt(self) -> str:
        return f"It is {datetime.now()}. "
"""


def said(old: str = "", new: str = "") -> list[str]:
    assert old in BASE + DERIVED
    return codes(DERIVED.replace(old, new), {"base.py": BASE.replace(old, new)})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="overridden"),
        pytest.param('return "You help."', "...", id="left open"),
        pytest.param('return f"It is', 'return super().opening_prompt() + f"It is', id="added to"),
        pytest.param("class Timed(Agent):", "class Timed(Agent, object):", id="of several bases"),
    ],
)
def test_a_clock_in_a_derived_class(old: str, new: str) -> None:
    assert said(old, new) == ["PL102"]


def test_by_way_of_another_method_and_class() -> None:
    base = BASE.replace("self.opening_prompt() + RULES", "self.whole()")
    base += "\n    def whole(self):\n        return self.opening_prompt() + RULES\n\n\nclass Middle(Agent):\n    pass\n"
    assert codes(DERIVED.replace("Agent", "Middle"), {"base.py": base}) == ["PL102"]


def test_it_is_told_where_the_value_is_made() -> None:
    [found] = told(DERIVED, {"base.py": BASE})
    assert found.finding.primary.path == "main.py"
    assert "base.py" in {each.path for each in found.finding.related}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("{datetime.now()}", "{self.day}", id="nothing that varies"),
        pytest.param(
            "def opening_prompt(self) -> str:\n        return f",
            "def title(self) -> str:\n        return f",
            id="not asked",
        ),
        pytest.param("class Timed(Agent):", "class Timed:", id="not derived"),
        pytest.param("self.opening_prompt() + RULES", "RULES", id="not sent"),
        pytest.param(
            'return f"It is {datetime.now()}. "',
            'self.log(datetime.now())\n        return "You help."',
            id="written to a log",
        ),
        pytest.param("self.opening_prompt() + RULES", "RULES + self.name()", id="another method"),
    ],
)
def test_silent(old: str, new: str) -> None:
    assert said(old, new) == []
