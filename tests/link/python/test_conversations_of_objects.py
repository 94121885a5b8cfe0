"""Conversations that an object keeps: what changes in front of them costs all that was said before."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from _programs import codes

PROGRAM = """
import time
from datetime import date

import anthropic
import openai
from rules import RULES

claude = anthropic.Anthropic()
client = openai.OpenAI()


def moment():
    return f"It is {{time.time()}}."


class Desk:
    def __init__(self, name, first=None):
        self.name = name
        self.messages = []
        self.notes = []
        self.started = moment()

    def send(self, messages, system=RULES):
        return client.chat.completions.create(
            model="gpt-5", messages=[{{"role": "system", "content": system}}, *messages]
        )

    def ask(self, question):
        said = {{"role": "user", "content": question}}
{body}
"""


def said(body: str) -> list[str]:
    return codes(PROGRAM.format(body=indent(dedent(body).strip("\n"), " " * 8)))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("self.messages.append(said); self.send(self.messages, f'{RULES} {moment()}')", id="added before"),
        pytest.param("self.send(self.messages + [said], f'{RULES} {moment()}')", id="added to"),
        pytest.param("self.send([*self.messages, said], f'{RULES} {moment()}')", id="spread"),
        pytest.param(
            """
            messages = [{"role": "system", "content": RULES}, {"role": "system", "content": moment()}]
            messages += self.messages
            messages.append(said)
            client.chat.completions.create(model="gpt-5", messages=messages)
            """,
            id="a system prompt of its own",
        ),
        pytest.param(
            """
            messages = [{"role": "system", "content": RULES + moment()}]
            messages.extend(self.messages)
            client.chat.completions.create(model="gpt-5", messages=messages + [said])
            """,
            id="extended",
        ),
        pytest.param(
            """
            claude.messages.create(
                model="claude-sonnet-4-6",
                max_tokens=9,
                cache_control={"type": "ephemeral"},
                system=f"{RULES} {moment()}",
                messages=list(self.messages),
            )
            """,
            id="a copy",
        ),
    ],
)
def test_a_clock_in_front_of_it(body: str) -> None:
    assert "PL102" in said(body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("self.messages.append(said); self.send(self.messages)", id="nothing changes"),
        pytest.param("self.send([said], f'{RULES} {moment()}')", id="one question"),
        pytest.param("self.send([*self.notes, said], f'{RULES} {moment()}')", id="something else"),
        pytest.param("self.send(self.messages, f'{RULES} {self.started}')", id="when the object was made"),
        pytest.param("self.send([*self.messages, {'role': 'user', 'content': question + moment()}])", id="behind it"),
        pytest.param(
            """
            self.messages.append({"role": "user", "content": f"{moment()} {question}"})
            self.send(self.messages)
            """,
            id="a stamp that is kept",
        ),
        pytest.param(
            """
            messages = [said]
            self.send(messages, f"{RULES} {moment()}")
            self.messages.extend(messages)
            """,
            id="noted only",
        ),
        pytest.param(
            """
            other = Desk("other")
            other.messages.append(said)
            self.send(other.messages, f"{RULES} {moment()}")
            """,
            id="an object for one question",
        ),
    ],
)
def test_what_costs_nothing(body: str) -> None:
    assert said(body) == []
