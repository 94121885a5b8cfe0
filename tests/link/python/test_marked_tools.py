"""A mark on the last of some tools that nobody sees, and how long what it closes lives."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
import openai
from rules import RULES

SHORT = {"type": "ephemeral"}


class Model:
    def __init__(self):
        self.client = openai.OpenAI(base_url="https://openrouter.ai/api/v1")

    def chat(self, messages, tools=None, first=0):
        kwargs = {"model": "anthropic/claude-sonnet-4-5", "messages": messages, "max_tokens": 900}
        if tools:
            tools[-1]["cache_control"] = SHORT
            kwargs["tools"] = tools
        return self.client.chat.completions.create(**kwargs)


def ask(question, tools, model: Model):
    long = {"type": "ephemeral", "ttl": "1h"}
    system = [{"type": "text", "text": RULES, "cache_control": long}]
    return model.chat([{"role": "system", "content": system}, {"role": "user", "content": question}], tools)
"""
MARKED = """            tools[-1]["cache_control"] = SHORT
"""
COPIED = """            tools = [each for each in tools]
            last = {**tools[-1]}
            last["cache_control"] = SHORT
            tools[-1] = last
"""


def said(old: str, new: str) -> list[str]:
    assert old in PROGRAM
    return codes(PROGRAM.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="in place"),
        pytest.param(MARKED, COPIED, id="a copy of it"),
        pytest.param("        if tools:", "        if True:", id="without a condition"),
    ],
)
def test_five_minutes_ahead_of_an_hour(old: str, new: str) -> None:
    assert said(old, new) == ["PL205"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('{"type": "ephemeral"}', '{"type": "ephemeral", "ttl": "1h"}', id="an hour too"),
        pytest.param("= SHORT", '= {"type": "ephemeral", "ttl": self.ttl}', id="nobody knows how long"),
        pytest.param("= SHORT", "= {**SHORT, **self.marks}", id="nor what else it says"),
        pytest.param("= SHORT", "= self.mark", id="nor what it is"),
        pytest.param("= SHORT", '= SHORT if first else {"type": "ephemeral", "ttl": "1h"}', id="one or the other"),
        pytest.param(', "ttl": "1h"', "", id="five minutes both"),
        pytest.param("tools[-1][", "self.tools[-1][", id="other tools"),
        pytest.param(', "cache_control": long', "", id="one mark"),
        pytest.param('            kwargs["tools"] = tools\n', "", id="not sent"),
    ],
)
def test_silent(old: str, new: str) -> None:
    assert "PL205" not in said(old, new)
