"""Objects that nobody makes in sight, called after their class: what they are asked is what the class says."""

from __future__ import annotations

import pytest

from _programs import codes

BUILDER = """
from datetime import datetime
from rules import RULES


class PromptBuilder:
    def __init__(self, name):
        self.name = name

    def build(self, question):
        parts = [MOMENT, RULES]
        if question:
            parts.append("Answer in the language of the question, and no other.")
        return "\\n".join(parts)

    @staticmethod
    def opening():
        return f"It is {datetime.now()}."
"""
CLOCK = 'f"It is {datetime.now()}."'
MAIN = """
import anthropic
IMPORTS


class Agent:
    def __init__(self, session):
        self.session = session
        self.prompt_builder = session.made("builder")

    def ask(self, question, prompt_builder, builder):
        return anthropic.Anthropic().messages.create(
            model="claude-haiku-5-5", max_tokens=9, system=SYSTEM, messages=[{"role": "user", "content": question}]
        )
"""


def said(
    system: str = "self.session.prompt_builder.build(question)",
    *,
    moment: str = CLOCK,
    path: str = "parts/prompt_builder.py",
    imports: str = "",
    files: dict[str, str] | None = None,
) -> list[str]:
    program = MAIN.replace("SYSTEM", system).replace("IMPORTS", imports)
    return codes(program, {path: BUILDER.replace("MOMENT", moment), **(files or {})})


@pytest.mark.parametrize(
    "system",
    [
        pytest.param("self.session.prompt_builder.build(question)", id="of what is not known"),
        pytest.param("self.prompt_builder.build(question)", id="its own"),
        pytest.param("prompt_builder.build(question)", id="given"),
        pytest.param("self.session._prompt_builder.build(question)", id="with an underscore"),
    ],
)
def test_called_after_its_class(system: str) -> None:
    assert said(system) == ["PL102"]


def test_a_class_that_the_module_knows() -> None:
    assert said(path="parts.py", imports="from parts import PromptBuilder") == ["PL102"]


@pytest.mark.parametrize(
    ("system", "path", "files"),
    [
        pytest.param("builder.build(question)", "builder.py", {}, id="one word"),
        pytest.param("self.session.text_builder.build(question)", "parts/prompt_builder.py", {}, id="another name"),
        pytest.param("self.prompt_builder.other(question)", "parts/prompt_builder.py", {}, id="another method"),
        pytest.param("self.prompt_builder.build(question)", "parts/builders.py", {}, id="in another file"),
        pytest.param(
            "self.prompt_builder.build(question)",
            "parts/prompt_builder.py",
            {"other/prompt_builder.py": "class PromptBuilder:\n    def build(self, asked):\n        return asked"},
            id="two of them",
        ),
        pytest.param("self.prompt_builder.build(question)", "tests/prompt_builder.py", {}, id="of tests"),
    ],
)
def test_what_may_be_anything(system: str, path: str, files: dict[str, str]) -> None:
    assert said(system, path=path, files=files) == []


@pytest.mark.parametrize("moment", ["'You answer tickets.'", "self.name", "str(self.kept)"])
def test_a_class_that_says_nothing_that_varies(moment: str) -> None:
    assert said(moment=moment) == []


HISTORY = """
class WorkingMemory:
    def __init__(self):
        self.history = []

    def add(self, role, text):
        self.history.append({"role": role, "content": text})

    def recent_messages(self, latest=10):
        '''The latest messages, in the form that a model is sent.

        There are more of them, which nobody asks for here: those
        are what the search finds, and what is summed up.

        A message that was never said has no text. It
        is left out, since no model takes it.
        '''
        found = []
        for message in CUT:
            found.append({"role": message["role"], "content": message["content"]})
        return found
"""


@pytest.mark.parametrize(
    ("cut", "expected"), [("self.history[-latest:]", ["PL105"]), ("self.history", []), ("self.history[-1:]", [])]
)
def test_the_latest_messages_of_a_memory(cut: str, expected: list[str]) -> None:
    program = """
import anthropic
from rules import RULES

def ask(session):
    return anthropic.Anthropic().messages.create(
        model="claude-haiku-5-5", max_tokens=9, system=RULES, messages=session.working_memory.recent_messages()
    )
"""
    assert codes(program, {"app/working_memory.py": HISTORY.replace("CUT", cut)}) == expected


DECLARED = """
from dataclasses import dataclass, field

@dataclass
class Memory:
    history: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def recent(self, latest=10):
        return CUT

    def add(self, message):
        self.history.append(message)
"""


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        pytest.param("self.history[-latest:]", ["PL105"], id="the latest"),
        pytest.param("self.history", [], id="all"),
        pytest.param("self.history[-1:]", [], id="the latest one"),
    ],
)
def test_turns_that_begin_empty_in_an_object_that_is_given(cut: str, expected: list[str]) -> None:
    program = """
import anthropic
from memory import Memory
from rules import RULES

def ask(memory: Memory):
    return anthropic.Anthropic().messages.create(
        model="claude-haiku-5-5", max_tokens=9, system=RULES, messages=memory.recent()
    )
"""
    assert codes(program, {"memory.py": DECLARED.replace("CUT", cut)}) == expected
