"""A request that one of several objects sends, chosen by a condition."""

from __future__ import annotations

import pytest

from _programs import codes

CLIENTS = """
import anthropic
import openai


class Claude:
    def complete(self, messages, model):
        system, rest = "", []
        for message in messages:
            if message["role"] == "system":
                system = message["content"]
            else:
                rest.append(message)
        return anthropic.Anthropic().messages.create(
            model=model,
            max_tokens=9,
            system=[{"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}],
            messages=rest,
        )


class Gpt:
    def complete(self, messages, model):
        return openai.OpenAI().chat.completions.create(model=model, messages=messages)
"""
STEP = """
import json

from clients import Claude, Gpt
from rules import RULES


class Step:
    def __init__(self, model, client=None):
        self.model = model
        self._client = client

    def _chosen(self):
        if self._client is not None:
            return self._client
        CHOOSE
        return self._client

    def run(self, row):
        messages = [SYSTEM, USER]
        return self._chosen().complete(messages=messages, model=self.model)
"""
CHOOSE = """if self.model.startswith("claude-"):
            self._client = Claude()
        else:
            self._client = Gpt()"""
WITH_ROW = '{"role": "system", "content": f"{RULES}\\n{json.dumps(row)}\\nAnswer as JSON."}'
WITHOUT_ROW = '{"role": "system", "content": f"{RULES}\\nAnswer as JSON."}'
GO = '{"role": "user", "content": "Go."}'
ROW = '{"role": "user", "content": json.dumps(row)}'


def found(system: str, user: str, choose: str = CHOOSE) -> list[str]:
    program = STEP.replace("CHOOSE", choose).replace("SYSTEM", system).replace("USER", user)
    return codes(program, {"clients.py": CLIENTS})


@pytest.mark.parametrize(
    "choose",
    [
        pytest.param(CHOOSE, id="one of two"),
        pytest.param("self._client = Claude()", id="the default"),
        pytest.param("self._client = Claude() if self.model.startswith('claude-') else Gpt()", id="in an expression"),
    ],
)
def test_a_row_under_the_mark_of_one_of_them(choose: str) -> None:
    assert "PL201" in found(WITH_ROW, GO, choose)


@pytest.mark.parametrize(
    ("system", "user", "choose"),
    [
        pytest.param(WITHOUT_ROW, ROW, CHOOSE, id="behind the mark"),
        pytest.param(WITHOUT_ROW, GO, CHOOSE, id="no row at all"),
        pytest.param(WITH_ROW, GO, "self._client = Gpt()", id="another one without a mark"),
        pytest.param(WITH_ROW, GO, "self._client = open_client(self.model)", id="nobody knows which"),
    ],
)
def test_no_mark_on_a_row(system: str, user: str, choose: str) -> None:
    assert "PL201" not in found(system, user, choose)


LONG = """if self.model.startswith("claude-"):
            if Claude is None:
                raise ImportError(
                    f"{self.model} needs the library of its provider: "
                    "install it beside this one, "
                    "or choose another model"
                )
            self._client = Claude()
        elif self.model.startswith("gpt-"):
            self._client = Gpt()
        else:
            raise ValueError(
                f"{self.model} is of no provider that is known here, "
                "so there is nothing to send it to"
            )"""
PARTS = """

def rows_of(context):
    names = []
    names.append("Answer")
    names.append("for")
    names.append("this")
    names.append("one")
    names.append("row")
    names.append("of")
    names.append("the")
    names.append("table")
    names.append(":")
    names.append(json.dumps(context.row))
    names.append(".")
    return " ".join(names)


def build_system_message(context):
    return f"{RULES}\\n{PARTS}\\nAnswer as JSON."


class Builder:
    def _build_system_message(self, context):
        return build_system_message(context)

    def build_messages(self, context):
        system = self._build_system_message(context)
        return [{"role": "system", "content": system}, {"role": "user", "content": "Go."}]


class Steps(Step, Builder):
    def run(self, context):
        messages = self.build_messages(context)
        return self._chosen().complete(messages=messages, model=self.model)
"""


def built(parts: str, row: str) -> list[str]:
    program = STEP.replace("CHOOSE", LONG).replace("SYSTEM", WITHOUT_ROW).replace("USER", GO)
    return codes(program + PARTS.replace("{PARTS}", parts).replace("context.row", row), {"clients.py": CLIENTS})


def test_a_long_way_to_choose() -> None:
    assert found(WITH_ROW, GO, LONG) == ["PL201"]
    assert found(WITHOUT_ROW, ROW, LONG) == []


def test_a_prompt_that_is_built_bit_by_bit() -> None:
    assert built("{rows_of(context)}", "context.row") == ["PL201"]


def test_a_prompt_of_parts_that_stay() -> None:
    assert built("{rows_of(context)}", "context.table") == []
    assert built("", "context.row") == []


SEVERAL = """
import logging
import os

import anthropic
import openai
from settings import Settings

logger = logging.getLogger(__name__)
KINDS


def open_client(settings: Settings):
    CHOICES
    model = settings.model or "claude-haiku-5-5"
    logger.info("with %s", model)
    return Claude(settings.key, model)
"""
KIND = """

class NAME:
    def __init__(self, key: str, model: str):
        self.model = model
        self.key = key or os.environ.get("KEY", "")
        self.client = openai.OpenAI(api_key=self.key)
        self.logger = logger

    def turn(self, system, messages):
        return self.client.chat.completions.create(
            model=self.model, messages=[{"role": "system", "content": system}, *messages]
        )
"""
CLAUDE = """

class Claude:
    def __init__(self, key: str, model: str):
        self.model = model
        self.client = anthropic.Anthropic(api_key=key)

    def turn(self, system, messages):
        return self.client.messages.create(
            model=self.model,
            max_tokens=9,
            system=[{"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}],
            messages=messages,
        )
"""
CHOICE = """
    if settings.kind == "NAME":
        model = settings.model or "gpt-5"
        logger.info("with %s", model)
        address = settings.address
        if not os.environ.get("ADDRESS"):
            address = "https://models.example.org/v1"
        logger.info("at %s", address)
        return NAME(key=settings.key, model=model)
"""
TALK = """
import json

from clients import open_client
from rules import RULES
from settings import Settings


class Talk:
    def __init__(self, settings: Settings):
        self.settings = settings
        self.client = open_client(settings)
        self.messages = []

    def system(self, row):
        return WORDS

    def ask(self, row, text):
        self.messages.append({"role": "user", "content": text})
        return self.client.turn(self.system(row), self.messages)
"""
SETTINGS = """
from dataclasses import dataclass


@dataclass
class Settings:
    kind: str
    key: str
    model: str
    address: str
"""


@pytest.mark.parametrize("count", [1, 3, 5])
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param('f"{RULES}\\n{json.dumps(row)}\\nAnswer as JSON."', ["PL201"], id="a row"),
        pytest.param('f"{RULES}\\nAnswer as JSON."', [], id="none"),
    ],
)
def test_one_of_many_that_a_function_opens(count: int, words: str, expected: list[str]) -> None:
    names = [f"Other{number}" for number in range(count)]
    kinds = "".join(KIND.replace("NAME", name) for name in names) + CLAUDE
    choices = "".join(CHOICE.replace("NAME", name) for name in names).strip()
    clients = SEVERAL.replace("KINDS", kinds).replace("CHOICES", choices)
    files = {"clients.py": clients, "settings.py": SETTINGS}
    assert [code for code in codes(TALK.replace("WORDS", words), files) if code == "PL201"] == expected
