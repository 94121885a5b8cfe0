"""A base that sends a request, and classes below it that say what is in the prompt."""

from __future__ import annotations

import pytest

from _programs import codes, told
from promptlint.config import Config
from promptlint.link.python.gathering.inherited import inherited
from promptlint.link.workspace import Workspace
from promptlint.memory_tree import MemoryTree

BASE = """
from abc import ABC, abstractmethod

import anthropic

from rules import FEW


class Agent(ABC):
    def __init__(self):
        self.client = anthropic.Anthropic()
        self.history = []

    @abstractmethod
    def head(self): ...

    @property
    def note(self):
        return "You have time."

    def footer(self):
        return "Thank you."

    def joined(self):
        return "\\n".join((FEW, self.head(), self.note))

    def ask(self, question):
        self.history.append({"role": "user", "content": question})
        return self.client.messages.create(
            model="claude-sonnet-4-5", max_tokens=9, system=self.joined(), messages=self.history
        )
"""
SUPPORT = """
import logging
from datetime import datetime

from agents import Agent


class Support(Agent):
    system_message = "You answer questions on deliveries."

BODY
"""
HEAD = '    def head(self):\n        return "You answer questions."\n'


def program(body: str) -> dict[str, str]:
    return {"agents.py": BASE, "support.py": SUPPORT.replace("BODY", body)}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('    def head(self):\n        return f"It is {datetime.now()}."', id="an abstract method"),
        pytest.param(
            HEAD + '\n    @property\n    def note(self):\n        return f"It is {datetime.now()}."', id="a property"
        ),
        pytest.param(
            '    def head(self):\n        return "It is " + self._now()\n\n'
            "    def _now(self):\n        return datetime.now().isoformat()",
            id="a helper of the class",
        ),
        pytest.param(
            "    async def aside(self):\n        return 1\n\n"
            '    def head(self):\n        return f"It is {datetime.now()}. {super().footer()}"',
            id="what the base gives as well",
        ),
    ],
)
def test_a_clock_of_a_class_below(body: str) -> None:
    found = told("", program(body))
    assert [(each.code, each.finding.primary.path) for each in found] == [("PL102", "support.py")]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(HEAD, id="words that stay"),
        pytest.param('    def head(self):\n        logging.info(datetime.now())\n        return "Hello."', id="logged"),
        pytest.param(HEAD + "\n    def footer(self):\n        return str(datetime.now())", id="never asked for"),
        pytest.param(
            '    def head(self):\n        return f"It is {datetime.now()}."\n\n'
            '    def joined(self):\n        return "You answer questions."',
            id="left out by another method",
        ),
        pytest.param(
            "    def __init__(self):\n        super().__init__()\n        self.began = datetime.now()\n\n"
            '    def head(self):\n        return f"It began at {self.began}."',
            id="when the conversation began",
        ),
    ],
)
def test_nothing_varies_in_the_class_below(body: str) -> None:
    assert codes("", program(body)) == []


def test_a_base_of_another_library() -> None:
    assert (
        codes(
            """
        from datetime import datetime

        from somewhere import Agent


        class Support(Agent):
            def head(self):
                return f"It is {datetime.now()}."
        """
        )
        == []
    )


def test_what_an_entry_has_used_up_is_not_missed() -> None:
    derived = "import bases\nfrom datetime import datetime\n\n\nclass Timed(bases.Agent):\n"
    derived += "    def opening_prompt(self):\n        return str(datetime.now())\n"
    base = "class Agent:\n    def system_prompt(self):\n        return self.opening_prompt() + 'Be polite to all.'\n"
    program = Workspace(MemoryTree({"main.py": derived, "bases.py": base}), Config()).program
    module = program.modules.entry("main.py")
    assert module is not None
    program.machine.fuel = -1
    assert [(cls.qualname, base.qualname) for cls, base, _ in inherited(program.machine, module)] == [
        ("Timed", "Agent")
    ]


# A base whose prompt begins with what a class below it says.
OPENING = """
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
TIMED = """
from datetime import datetime

from base import Agent


class Timed(Agent):
    def opening_prompt(self) -> str:
        return f"It is {datetime.now()}. "
"""


def said(old: str = "", new: str = "") -> list[str]:
    assert old in OPENING + TIMED
    return codes(TIMED.replace(old, new), {"base.py": OPENING.replace(old, new)})


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
    base = OPENING.replace("self.opening_prompt() + RULES", "self.whole()")
    base += "\n    def whole(self):\n        return self.opening_prompt() + RULES\n\n\nclass Middle(Agent):\n    pass\n"
    assert codes(TIMED.replace("Agent", "Middle"), {"base.py": base}) == ["PL102"]


def test_it_is_told_where_the_value_is_made() -> None:
    [found] = told(TIMED, {"base.py": OPENING})
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
def test_no_clock_in_a_derived_class(old: str, new: str) -> None:
    assert said(old, new) == []


# A base that hands what it has found to a method that makes the prompt of it.
HANDING = """
from datetime import datetime

import openai


class Agent:
    def __init__(self, memory):
        self.memory = memory

    def build_prompt(self, given, kind):
        raise NotImplementedError

    def ask(self, history, question):
        given = self.memory.search(question)
        messages = [{"role": "system", "content": self.build_prompt(given, "short")}, *history]
        return openai.OpenAI().chat.completions.create(model="gpt-5", messages=messages)
"""
MAKING = """
from base import Agent
from rules import RULES


class Support(Agent):
    def build_prompt(self, given, kind):
        return f"{given}\\n" + RULES
"""


def handed(old: str = "", new: str = "") -> list[str]:
    assert old in HANDING + MAKING
    return codes(MAKING.replace(old, new), {"base.py": HANDING.replace(old, new)})


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        pytest.param("", "", "PL101", id="what was found for the question"),
        pytest.param("self.memory.search(question)", "datetime.now().isoformat()", "PL102", id="the time"),
        pytest.param("build_prompt", "system_message", "PL101", id="called a message"),
        pytest.param('f"{given}\\n" + RULES', 'f"{RULES}\\n{given}"', "PL101", id="with the turns behind it"),
    ],
)
def test_what_a_base_hands_to_what_makes_the_prompt(old: str, new: str, code: str) -> None:
    assert handed(old, new) == [code]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('f"{given}\\n" + RULES', "RULES", id="left out"),
        pytest.param("{given}", "{kind}", id="another parameter"),
        pytest.param("self.memory.search(question)", "self.found", id="what nobody knows"),
        pytest.param("build_prompt", "work", id="no name of a prompt"),
        pytest.param("(Agent)", "(Other)", id="of another base"),
    ],
)
def test_what_a_base_hands_on_that_costs_nothing(old: str, new: str) -> None:
    assert handed(old, new) == []
