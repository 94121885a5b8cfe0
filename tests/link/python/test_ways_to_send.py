"""Prompts on ways that are no call of a library: raw bodies, functions as instructions, messages that are added."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
import json
import time

import anthropic
import requests
from agents import Agent
from pydantic_ai import Agent as Typed
from rules import RULES


def head(question):
    return f"{time.time()} {RULES}"


def tail(question):
    return f"{RULES} {time.time()}"


SENDING
"""
RAW = """
def ask(question):
    body = {"model": "claude-sonnet-4-6", "max_tokens": 9, "system": MADE(question), "messages": [MESSAGE]}
    return requests.post("https://api.anthropic.com/v1/messages", json=body)
"""
BEDROCK = """
def ask(runtime, question):
    body = {"anthropic_version": "bedrock-2023-05-31", "system": MADE(question), "messages": [MESSAGE]}
    return runtime.invoke_model(modelId="anthropic.claude-sonnet-4-6", body=json.dumps(body))
"""
ADDED = """
def ask(chat, question):
    chat.add_system_message(MADE(question) + " Answer in a few words.")
    chat.add_user_message(question)
    return chat.run()
"""
FUNCTION = """
def instructions(context, agent):
    return MADE(context) + " Answer."


agent = Agent(name="Clerk", instructions=instructions)
"""
LAMBDA = "agent = Typed('openai:gpt-5', instructions=lambda context: MADE(context))"
METHOD = """
class Desk:
    def instructions(self, context, agent):
        return MADE(context)

    def agent(self):
        return Agent(name="Clerk", instructions=self.instructions)
"""
WAYS = [
    pytest.param(RAW, id="a body of its own"),
    pytest.param(BEDROCK, id="a body for Bedrock"),
    pytest.param(ADDED, id="a message that is added"),
    pytest.param(FUNCTION, id="a function"),
    pytest.param(LAMBDA, id="a lambda"),
    pytest.param(METHOD, id="a method"),
]


def sent(sending: str, made: str) -> list[str]:
    message = '{"role": "user", "content": question}'
    return codes(PROGRAM.replace("SENDING", sending.replace("MADE", made).replace("MESSAGE", message)))


@pytest.mark.parametrize("sending", WAYS)
def test_a_clock_at_the_head(sending: str) -> None:
    assert "PL102" in sent(sending, "head")


@pytest.mark.parametrize("sending", WAYS[:2])
def test_a_clock_at_the_end(sending: str) -> None:
    assert sent(sending, "tail") == []


@pytest.mark.parametrize("sending", WAYS)
def test_constant_text(sending: str) -> None:
    assert sent(sending, "(lambda question: RULES)") == []


@pytest.mark.parametrize(
    "sending",
    [
        pytest.param("SETTINGS = {'system': head('x'), 'messages': 3}", id="no request"),
        pytest.param("def ask(log):\n    log.add_system_metric(time.time())", id="another method"),
        pytest.param("def ask(chat):\n    chat.add_system_message(str(time.time()))", id="no sentence"),
        pytest.param("agent = Agent(name='Clerk', instructions=RULES, hooks=head)", id="another function"),
    ],
)
def test_what_is_no_prompt(sending: str) -> None:
    assert sent(sending, "head") == []


MARKED = """
import anthropic
from rules import RULES

BLOCK = {"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}


def ask(rows):
    for row in rows:
        anthropic.Anthropic().messages.create(
            model="claude-sonnet-4-6",
            max_tokens=9,
            tool_choice=CHOICE,
            cache_control={"type": "ephemeral"},
            system=[BLOCK] * COUNT,
            messages=[{"role": "user", "content": row.text}],
        )
"""


@pytest.mark.parametrize(
    ("count", "choice", "expected"),
    [
        pytest.param("1", '{"type": "auto"}', [], id="as it should be"),
        pytest.param("5", '{"type": "auto"}', ["PL204"], id="a block that is repeated"),
        pytest.param("1", "row.choice", ["PL209"], id="another choice in each round"),
    ],
)
def test_lists_that_are_repeated_and_settings_of_rounds(count: str, choice: str, expected: list[str]) -> None:
    assert codes(MARKED.replace("COUNT", count).replace("CHOICE", choice)) == expected
