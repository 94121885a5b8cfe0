"""What is there to spoil a cache on purpose, and what only looks like data of a request."""

from __future__ import annotations

import pytest

from _programs import codes

AGAINST = """
import random

import anthropic
from rules import RULES


class Measured:
    def __init__(self, client: anthropic.Anthropic, FLAG):
        self.client, self.FLAG = client, FLAG

    def ask(self, question):
        head = RULES
        IF
        return self.client.messages.create(
            model="claude-sonnet-4-5", max_tokens=9, system=head, messages=[{"role": "user", "content": question}]
        )
"""
SPOILED = 'if TEST: head = f"({random.randint(0, 9)}) {head}"'


@pytest.mark.parametrize(
    ("flag", "test", "expected"),
    [
        pytest.param("disable_prefix_caching", "self.FLAG", [], id="switched off"),
        pytest.param("bust_cache", "self.FLAG", [], id="spoiled"),
        pytest.param("no_prompt_cache", "self.FLAG", [], id="none wanted"),
        pytest.param("cache_buster", "self.FLAG", [], id="what spoils it"),
        pytest.param("disable_prefix_caching", "not self.FLAG", ["PL102"], id="not switched off"),
        pytest.param("enable_caching", "self.FLAG", ["PL102"], id="switched on"),
        pytest.param("cache", "self.FLAG", ["PL102"], id="a cache"),
        pytest.param("verbose", "self.FLAG", ["PL102"], id="another switch"),
    ],
)
def test_what_a_condition_against_caches_lets_in(flag: str, test: str, expected: list[str]) -> None:
    assert codes(AGAINST.replace("IF", SPOILED).replace("TEST", test).replace("FLAG", flag)) == expected


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        pytest.param("disable_caching", [], id="switched off"),
        pytest.param("verbose", ["PL102"], id="another switch"),
    ],
)
def test_one_of_two_by_a_condition(flag: str, expected: list[str]) -> None:
    chosen = 'head = f"({random.randint(0, 9)}) {RULES}" if self.FLAG else RULES'
    assert codes(AGAINST.replace("IF", chosen).replace("FLAG", flag)) == expected


SHOWN = """
import anthropic
from rules import RULES


class Labels:
    def __init__(self, client: anthropic.Anthropic, examples):
        self.client, self.examples = client, examples

    def ask(self, text, given):
        head = "".join(f"Asked: {each.input} - {each.output}" for each in self.examples)
        example = self.examples[0]
        return self.client.messages.create(
            model="claude-sonnet-4-5",
            max_tokens=9,
            system=f"{HEAD} {RULES}",
            messages=[{"role": "user", "content": text}],
        )
"""


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param("example.input", [], id="what is asked in an example"),
        pytest.param("few_shot.question", [], id="in one of few"),
        pytest.param("given.input", ["PL101"], id="what is asked"),
        pytest.param("given.question", ["PL101"], id="a question"),
    ],
)
def test_examples_are_no_questions(head: str, expected: list[str]) -> None:
    assert codes(SHOWN.replace("HEAD", head).replace("few_shot", "given.shot")) == expected


def test_examples_of_which_each_is_a_request() -> None:
    assert codes(
        """
        import anthropic
        from rules import RULES


        def measure(client: anthropic.Anthropic, examples):
            for example in examples:
                client.messages.create(
                    model="claude-sonnet-4-5",
                    max_tokens=9,
                    messages=[{"role": "user", "content": f"{example.input} {RULES}"}],
                )
        """
    ) == ["PL101"]


ADDED = """
import anthropic
from rules import RULES


class Service:
    def __init__(self, client: anthropic.Anthropic):
        self.client = client
        self.FIELD = []

    def append_to(self, text):
        self.FIELD.append(text)

    def ask(self, question):
        head = "\\n".join([*self.FIELD, RULES])
        return self.client.messages.create(
            model="claude-sonnet-4-5", max_tokens=9, system=head, messages=[{"role": "user", "content": question}]
        )
"""


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        pytest.param("added_system_instructions", [], id="instructions that parts of the program add"),
        pytest.param("system_prompts", [], id="prompts"),
        pytest.param("findings", ["PL101"], id="what is found on the way"),
    ],
)
def test_pieces_of_a_system_prompt_that_are_added(field: str, expected: list[str]) -> None:
    assert codes(ADDED.replace("FIELD", field)) == expected


COPIED = """
from rules import RULES


def converted(messages, question):
    copy = []
    for message in messages:
        content = message.get("content") or ""
        if message["role"] == "system":
            copy.append({"role": "system", "content": SAID})
        else:
            copy.append(message)
    return copy
"""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param("content + RULES", [], id="what it says, and more"),
        pytest.param('f"{content}\\n{RULES}"', [], id="in a text"),
        pytest.param('f"{question}\\n{RULES}"', ["PL101"], id="what is asked now"),
        pytest.param('"\\n".join(each["content"] for each in messages) + RULES', ["PL101"], id="what all of them say"),
    ],
)
def test_the_system_prompt_in_a_copy_of_the_messages(said: str, expected: list[str]) -> None:
    assert codes(COPIED.replace("SAID", said)) == expected
