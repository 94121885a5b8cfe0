"""What a method leaves in its object: the next call of it finds that, and not what was there at first."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
import anthropic
from rules import RULES


class Agent:
    def __init__(self, name):
        self.name = name
        self.plan = ""
        self.notes = []
        self.facts = {}
        self.client = None
        self.messages = []
        self.log = []

    def section(self):
        return f"The plan: {self.plan}"

    def send(self, system):
        return anthropic.Anthropic().messages.create(
            model="claude-sonnet-4-6", max_tokens=9, system=system, messages=[{"role": "user", "content": "Go on."}]
        )

    def step(self, question):
        BEFORE
        answer = self.send(SYSTEM)
        AFTER
"""


def said(system: str, after: str, before: str = "pass") -> list[str]:
    return codes(PROGRAM.replace("SYSTEM", system).replace("AFTER", after).replace("BEFORE", before))


LEFT = [
    pytest.param("self.plan", "self.plan = answer", id="a plan"),
    pytest.param("self.section()", "self.plan = answer", id="a plan, by another method"),
    pytest.param("self.plan", "self.plan += str(answer)", id="longer each time"),
    pytest.param("', '.join(self.notes)", "self.notes.append(answer)", id="notes"),
    pytest.param("self.notes", "self.notes.extend(answer.parts)", id="notes as a whole"),
    pytest.param("self.facts", "self.facts[question] = answer", id="facts"),
    pytest.param("self.facts", "if answer.is_new:\n            self.facts.update(answer.facts)", id="now and then"),
]


@pytest.mark.parametrize(("found", "after"), LEFT)
def test_in_front_of_the_rules(found: str, after: str) -> None:
    assert said(f'f"{{{found}}} {{RULES}}"', after) == ["PL101"]


@pytest.mark.parametrize(("found", "after"), LEFT)
def test_behind_the_rules(found: str, after: str) -> None:
    assert said(f'f"{{RULES}} {{{found}}}"', after) == []


@pytest.mark.parametrize(
    ("found", "after", "before"),
    [
        pytest.param("self.plan", "pass", "pass", id="never changed"),
        pytest.param("self.plan", "self.plan = ''", "pass", id="put back"),
        pytest.param("self.notes", "self.notes = []", "pass", id="emptied"),
        pytest.param("self.plan", "other = answer", "self.plan = 'Be brief.'", id="given a text first"),
        pytest.param("self.name", "self.name = answer", "pass", id="nobody knows what was there at first"),
        pytest.param(
            "self.client", "pass", "if self.client is None:\n            self.client = make()", id="made once"
        ),
        pytest.param("self.messages", "self.messages.append(answer)", "pass", id="a conversation"),
        pytest.param(
            "self.log", "self.log.append({'role': 'user', 'content': answer})", "pass", id="under another name"
        ),
        pytest.param(
            "self.plan", "def later():\n            self.plan = answer", "pass", id="in a function of its own"
        ),
    ],
)
def test_nothing_is_left(found: str, after: str, before: str) -> None:
    assert said(f'f"{{{found}}} {{RULES}}"', after, before) == []
