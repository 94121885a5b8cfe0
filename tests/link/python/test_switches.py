"""Switches that methods of an object turn: what they were at first is not what they are."""

from __future__ import annotations

import pytest

from _programs import codes

AGENT = """
import anthropic
from datetime import datetime
from rules import FEW, RULES

client = anthropic.Anthropic()
SCHEMA = {"type": "object", "properties": {"id": {"type": "string"}}}
SEARCH = {"name": "search", "description": "Searches the tickets.", "input_schema": SCHEMA}
REFUND = {"name": "refund", "description": "Gives the money back.", "input_schema": SCHEMA}


class Agent:
    def __init__(self):
        self.planning = FIRST
        self.messages = []

    def begin(self, asked):
        self.planning = BEGUN

    def end(self, asked):
        self.planning = ENDED

    def reset(self):
        self.planning = FIRST

    def run(self, question):
        self.messages.append({"role": "user", "content": question})
        system = [{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}]
        tools = [SEARCH, REFUND]
        if TEST:
            DONE
        return client.messages.create(
            model="claude-sonnet-4-6", max_tokens=9, tools=tools, system=system, messages=self.messages
        )
"""
CLOCK = 'system.insert(0, {"type": "text", "text": f"It is {datetime.now()}."})'


def agent(
    begun: str, ended: str, first: str = "False", test: str = "self.planning", done: str = "tools.pop()"
) -> list[str]:
    program = AGENT.replace("BEGUN", begun).replace("ENDED", ended).replace("FIRST", first)
    return codes(program.replace("TEST", test).replace("DONE", done))


@pytest.mark.parametrize(
    ("begun", "ended", "first", "test"),
    [
        pytest.param("True", "False", "False", "self.planning", id="on and off"),
        pytest.param("True", "False", "True", "not self.planning", id="off and on"),
        pytest.param("not self.planning", "False", "False", "self.planning", id="turned over"),
        pytest.param('"plan"', '"act"', '"act"', 'self.planning == "plan"', id="a mode"),
    ],
)
def test_tools_that_a_switch_decides_about(begun: str, ended: str, first: str, test: str) -> None:
    assert agent(begun, ended, first, test) == ["PL104"]


@pytest.mark.parametrize(
    ("begun", "ended", "first", "test"),
    [
        pytest.param("True", "True", "False", "self.planning", id="on, and never off"),
        pytest.param("asked", "False", "False", "self.planning", id="as somebody says"),
        pytest.param("False", "False", "False", "self.planning", id="never on"),
        pytest.param('"plan"', '"plan"', '"act"', 'self.planning == "plan"', id="a mode that stays"),
        pytest.param("True", "False", "bool(client)", "self.planning", id="as it is found out at first"),
        pytest.param("True", "False", "False", "client.planning", id="the switch of something else"),
    ],
)
def test_what_nobody_turns_there_and_back(begun: str, ended: str, first: str, test: str) -> None:
    assert agent(begun, ended, first, test) == []


@pytest.mark.parametrize(
    ("begun", "expected"),
    [("True", ["PL102"]), ("asked", ["PL102"]), ("False", [])],
)
def test_what_a_switch_lets_in_is_followed(begun: str, expected: list[str]) -> None:
    assert agent(begun, begun, done=CLOCK) == expected


ROUNDS = """
import anthropic
from rules import RULES

client = anthropic.Anthropic()
SYSTEM = [{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}]
SEARCH = {"name": "search", "description": "Searches the tickets.", "input_schema": {"type": "object"}}
FETCH = {"name": "fetch", "description": "Fetches a ticket.", "input_schema": {"type": "object"}}
BY_PHASE = {"plan": [SEARCH], "act": [SEARCH, FETCH]}


def run(question):
    messages = [{"role": "user", "content": question}]
    turned = FIRST
    LOOP:
        said = client.messages.create(
            model="claude-sonnet-4-6",
            max_tokens=9,
            tools=TOOLS,
            tool_choice={"type": CHOICE},
            system=SYSTEM,
            cache_control={"type": "ephemeral"},
            messages=messages,
        )
        messages.append({"role": "assistant", "content": said.content})
        if said.stop_reason == "end_turn":
            turned = THEN
    return messages
"""


def rounds(
    first: str, then: str, tools: str = "[SEARCH]", choice: str = '"auto"', loop: str = "while True"
) -> list[str]:
    program = ROUNDS.replace("FIRST", first).replace("THEN", then).replace("TOOLS", tools)
    return codes(program.replace("CHOICE", choice).replace("LOOP", loop))


@pytest.mark.parametrize(
    ("first", "then", "tools", "choice", "expected"),
    [
        pytest.param("False", "True", "[SEARCH] if turned else [SEARCH, FETCH]", '"auto"', ["PL104"], id="a switch"),
        pytest.param('"plan"', '"act"', "BY_PHASE[turned]", '"auto"', ["PL104"], id="a phase"),
        pytest.param('"any"', '"auto"', "[SEARCH]", "turned", ["PL209"], id="a setting"),
    ],
)
@pytest.mark.parametrize("loop", ["while True", "for each in range(30)"])
def test_what_a_round_leaves_to_the_next_one(
    first: str, then: str, tools: str, choice: str, loop: str, expected: list[str]
) -> None:
    assert rounds(first, then, tools, choice, loop) == expected


@pytest.mark.parametrize(
    ("first", "then", "tools", "choice", "loop"),
    [
        pytest.param("False", "True", "[SEARCH]", '"auto"', "while not turned", id="the end of the loop"),
        pytest.param("False", "False", "[SEARCH] if turned else [FETCH]", '"auto"', "while True", id="never turned"),
        pytest.param('"act"', '"act"', "BY_PHASE[turned]", '"auto"', "while True", id="one phase"),
        pytest.param('"plan"', '"act"', 'BY_PHASE["plan"]', '"auto"', "while True", id="another phase"),
        pytest.param('"any"', '"auto"', "[SEARCH]", '"any"', "while True", id="another setting"),
    ],
)
def test_what_makes_no_difference_to_the_next_round(first: str, then: str, tools: str, choice: str, loop: str) -> None:
    assert rounds(first, then, tools, choice, loop) == []
