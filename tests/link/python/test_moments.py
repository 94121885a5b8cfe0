"""When a text is computed that a function gives: by who calls it in the repository."""

from __future__ import annotations

import pytest

from _programs import codes

FUNCTION = """
from dataclasses import dataclass, field
from datetime import datetime
from kit import app, client
from rules import RULES


def load_system_prompt():
    return f"It is {datetime.now():%H:%M:%S}.\\n" + RULES
"""
ASKING = """


def ask(question):
    return client.send(SYSTEM_PROMPT, question)
"""
THROUGH = "\n\ndef load(kind='plain'):\n    return load_system_prompt().strip()\n"
DECORATED = FUNCTION.replace("def load_system_prompt", "@app.tool\ndef load_system_prompt")
PACKAGE = {"prompts/__init__.py": "from .text import load_system_prompt\n", "prompts/text.py": FUNCTION}


@pytest.mark.parametrize(
    "uses",
    [
        pytest.param("\n\nSYSTEM_PROMPT = load_system_prompt()", id="at the top of the module"),
        pytest.param("\n\nSYSTEM_PROMPT = load_system_prompt().strip()", id="and what is made of it"),
        pytest.param("\n\nSYSTEM_PROMPT = client.checked(load_system_prompt())", id="handed on at once"),
        pytest.param("\n\nclass Agent:\n    text = load_system_prompt()", id="in the body of a class"),
        pytest.param(f"{THROUGH}\n\nSYSTEM_PROMPT = load()", id="through another function"),
    ],
)
def test_once_for_a_process(uses: str) -> None:
    assert codes(FUNCTION + uses + ASKING) == []


def test_once_for_a_process_in_another_module() -> None:
    other = {"prompts.py": FUNCTION}
    assert codes(f"from prompts import load_system_prompt\n\nSYSTEM_PROMPT = load_system_prompt(){ASKING}", other) == []


@pytest.mark.parametrize(
    "uses",
    [
        pytest.param(
            "\n\nclass Agent:\n    def __init__(self):\n        self.text = load_system_prompt()", id="a function"
        ),
        pytest.param(
            "\n\nTEXT = load_system_prompt()\n\n\nclass Agent:\n    def __init__(self):\n"
            "        self.text = load_system_prompt()",
            id="and for the process too",
        ),
    ],
)
def test_once_for_an_object(uses: str) -> None:
    assert codes(FUNCTION + uses) == ["PL101"]


METHOD = """
from datetime import datetime
from rules import RULES


class Agent:
    def __init__(self):
        self.text = self._load_system_prompt()

    def _load_system_prompt(self):
        return f"It is {datetime.now():%H:%M:%S}.\\n" + RULES
"""


def test_a_method_of_its_own_for_an_object() -> None:
    assert codes(METHOD) == ["PL101"]
    assert "PL102" in codes(METHOD.replace("_load_system_prompt", "load_system_prompt"))


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(FUNCTION, id="by nobody in sight"),
        pytest.param(f"{FUNCTION}\n\ndef ask(question):\n    return load_system_prompt()", id="by a function"),
        pytest.param(
            f"{FUNCTION}\n\nTEXT = load_system_prompt()\n\n\ndef ask(question):\n    return load_system_prompt()",
            id="by a function too",
        ),
        pytest.param(f"{FUNCTION}{THROUGH}", id="by a function that nobody in sight calls"),
        pytest.param(f"{FUNCTION}\n\nagent = client.agent(instructions=load_system_prompt)", id="by who is given it"),
        pytest.param(
            f"{FUNCTION}\n\nagent = client.agent(lambda: load_system_prompt())", id="by a function without a name"
        ),
        pytest.param(
            f"{FUNCTION}\n\n@dataclass\nclass Agent:\n    text: str = field(default_factory=load_system_prompt)",
            id="by each object that is made",
        ),
        pytest.param(f"{FUNCTION}\n\nif __name__ == '__main__':\n    print(load_system_prompt())", id="to show it"),
        pytest.param(f"{DECORATED}\n\nTEXT = load_system_prompt()", id="by who has decorated it"),
        pytest.param(f"{FUNCTION}\n\ndef ask(text=load_system_prompt()):\n    return text", id="as a default"),
    ],
)
def test_with_each_call(program: str) -> None:
    assert codes(program) == ["PL102"]


def test_a_package_passes_the_name_on() -> None:
    assert codes("from prompts import load_system_prompt\n\nTEXT = load_system_prompt()", PACKAGE) == ["PL102"]
