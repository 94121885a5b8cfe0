"""Clients that share an abstract class: whoever asks one of them sends by those that derive from it."""

from __future__ import annotations

import pytest

from _programs import codes

BASE = """
from abc import ABC, abstractmethod


class Client(ABC):
    @abstractmethod
    def complete(self, system, question):
        LEFT

    @abstractmethod
    def instructions(self, day):
        raise NotImplementedError
"""
CLAUDE = """
import anthropic

from base import Client


class Claude(Client):
    def __init__(self, settings):
        self.settings = settings

    def complete(self, system, question):
        return anthropic.Anthropic().messages.create(
            model=self.settings.model,
            max_tokens=9,
            SENT
        )

    def instructions(self, day):
        return f"It is {day}."
"""
GPT = """
import openai

import base


class Gpt(base.Client):
    def complete(self, system, question):
        messages = [{"role": "system", "content": system}, {"role": "user", "content": question}]
        return openai.OpenAI().chat.completions.create(model="gpt-5", messages=messages)
"""
AGENT = """
import datetime

from base import Client
from rules import RULES


class Agent:
    def __init__(self, client: Client, name):
        self.client = client
        self.name = name

    def run(self, question):
        now = datetime.datetime.now()
        return self.client.complete(SYSTEM, question)
"""
MARKED = 'system=[{"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}], messages=[question],'
BEHIND = 'messages=[{"role": "user", "content": f"{question}{system}"}],'
ABSTRACT = "raise NotImplementedError"


def found(system: str, files: tuple[str, ...] = ("claude.py",), left: str = ABSTRACT, sent: str = MARKED) -> list[str]:
    every = {"claude.py": CLAUDE.replace("SENT", sent), "gpt.py": GPT}
    others = {name: text for name, text in every.items() if name in files}
    return codes(AGENT.replace("SYSTEM", system), {"base.py": BASE.replace("LEFT", left), **others})


@pytest.mark.parametrize("left", [ABSTRACT, "pass", "...", '"""Ask the model."""', '"""Ask."""\n        ' + ABSTRACT])
@pytest.mark.parametrize("files", [("claude.py",), ("gpt.py",), ("claude.py", "gpt.py")])
def test_the_clock_for_any_client(left: str, files: tuple[str, ...]) -> None:
    assert found("f'It is {now}. {RULES}'", files, left) == ["PL102"]


def test_the_clock_by_the_instructions_that_a_client_makes() -> None:
    assert found("self.client.instructions(now) + RULES") == ["PL102"]


@pytest.mark.parametrize(
    ("system", "sent"),
    [
        pytest.param("RULES", MARKED, id="nothing that varies"),
        pytest.param("f'You are {self.name}. {RULES}'", MARKED, id="a name"),
        pytest.param("f'It is {now}.'", BEHIND, id="a client that puts it behind the question"),
        pytest.param("RULES + self.client.instructions('Monday')", MARKED, id="no clock"),
    ],
)
def test_what_stays_for_any_client(system: str, sent: str) -> None:
    assert found(system, sent=sent) == []


def test_no_client_in_sight() -> None:
    assert found("f'It is {now}. {RULES}'", ()) == []


def test_a_method_that_has_a_body_is_not_left_to_others() -> None:
    left = "self.asked = question\n        self.last = system\n        return None"
    assert found("f'It is {now}. {RULES}'", left=left) == []
