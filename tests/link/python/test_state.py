"""State that outlives a call, rounds that are counted, and what few programs do with texts and lists."""

from __future__ import annotations

import pytest

from _programs import codes

SENT = """
import enum
import functools
import time
import uuid
from collections import deque

import anthropic
from rules import RULES

BEFORE

def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6", max_tokens=9, system=SYSTEM, messages=[{"role": "user", "content": question}]
    )
"""
CHAT = """
import uuid
from collections import deque

import anthropic
from rules import RULES


class Chat:
    def __init__(self):
        self.turn = 0
        self.sid = None
        self.turns = TURNS

    def ask(self, question):
        BEFORE
        return anthropic.Anthropic().messages.create(
            model="claude-sonnet-4-6",
            max_tokens=9,
            system=SYSTEM,
            messages=MESSAGES,
        )
"""
ROUNDS = """
import anthropic
from rules import RULES


def work(question):
    step = 0
    LOOP:
        step += 1
        answer = anthropic.Anthropic().messages.create(
            model="claude-sonnet-4-6", max_tokens=9, system=SYSTEM, messages=[{"role": "user", "content": question}]
        )
        if answer.stop_reason:
            break
"""
ONE = '[{"role": "user", "content": question}]'


def sent(before: str, system: str) -> list[str]:
    return codes(SENT.replace("BEFORE", before).replace("SYSTEM", system))


def chat(before: str, system: str = "RULES", messages: str = ONE, turns: str = "[]") -> list[str]:
    program = CHAT.replace("BEFORE", before).replace("SYSTEM", system).replace("MESSAGES", messages)
    return codes(program.replace("TURNS", turns))


COUNTER = "count = 0\n\n\ndef counted():\n    global count\n    count += 1\n    return count\n"
LAZY = """
sid = None


def kept():
    global sid
    if sid is None:
        sid = uuid.uuid4().hex
    return sid
"""


def test_calls_that_are_counted() -> None:
    assert sent(COUNTER, 'f"{counted()} {RULES}"') == ["PL102"]
    assert chat("self.turn += 1", 'f"Turn {self.turn} {RULES}"') == ["PL102"]


@pytest.mark.parametrize(
    ("before", "system"),
    [
        pytest.param(COUNTER, 'f"{RULES} {counted()}"', id="behind the text"),
        pytest.param(COUNTER.replace("    global count\n", "    count = 0\n"), 'f"{counted()} {RULES}"', id="anew"),
        pytest.param(LAZY, 'f"{kept()} {RULES}"', id="computed once"),
        pytest.param(LAZY.replace("sid is None", "not sid"), 'f"{kept()} {RULES}"', id="computed where it is missing"),
    ],
)
def test_calls_that_are_not_counted(before: str, system: str) -> None:
    assert sent(before, system) == []


def test_numbers_that_a_builder_gives_its_parts() -> None:
    builder = """
class Builder:
    def __init__(self):
        self.number = 0
        self.parts = []

    def add(self, text):
        self.number += 1
        self.parts.append(f"{self.number}. {text}")


def steps():
    builder = Builder()
    builder.add("Read the ticket.")
    builder.add("Answer it.")
    return "\\n".join(builder.parts)
"""
    assert sent(builder, 'f"{steps()} {RULES}"') == []


def test_what_an_object_computes_once_is_its_own() -> None:
    lazily = "if self.sid is None:\n            self.sid = uuid.uuid4().hex"
    assert chat(lazily, 'f"{self.sid} {RULES}"') == ["PL101"]
    assert chat(lazily.replace("self.sid is None", "question"), 'f"{self.sid} {RULES}"') == ["PL102"]
    assert chat(lazily, 'f"{RULES} {self.sid}"') == []


@pytest.mark.parametrize("loop", ["while True", "for _ in range(9)", "for each in question"])
def test_rounds_that_are_counted(loop: str) -> None:
    assert codes(ROUNDS.replace("LOOP", loop).replace("SYSTEM", 'f"Step {step} {RULES}"')) == ["PL101"]
    assert codes(ROUNDS.replace("LOOP", loop).replace("SYSTEM", 'f"{RULES} Step {step}"')) == []


@pytest.mark.parametrize(
    "messages",
    [
        pytest.param('[*self.turns, {"role": "user", "content": question}]', id="spread"),
        pytest.param('list(self.turns) + [{"role": "user", "content": question}]', id="as a list"),
    ],
)
def test_a_bounded_queue_drops_the_first_turns(messages: str) -> None:
    assert chat("pass", messages=messages, turns="deque(maxlen=20)") == ["PL105"]
    assert chat("pass", messages=messages, turns="deque([], 20)") == ["PL105"]
    assert chat("pass", messages=messages, turns="deque()") == []
    assert chat("pass", messages=messages, turns="deque(maxlen=None)") == []
    assert chat("pass", turns="deque(maxlen=20)") == []


# ---------------------------------------------------------------- texts and lists

QUEUE = """
def made():
    row = deque()
    row.append(RULES)
    row.appendleft(str(time.time()))
    return "".join(row)
"""
MEMBER = "class Texts(enum.Enum):\n    HEAD = '{now} ' + RULES\n"


@pytest.mark.parametrize(
    ("before", "system"),
    [
        pytest.param("", "functools.reduce(lambda a, b: a + b, [str(time.time()), RULES])", id="reduced"),
        pytest.param("", "functools.reduce(lambda a, b: a + b, [RULES], str(time.time()))", id="from a start"),
        pytest.param(
            "", "''.join(f'{k}: {v}' for k, v in zip(['now', 'rules'], [time.time(), RULES]))", id="two lists"
        ),
        pytest.param(
            "def made():\n    first, *rest = str(time.time()), RULES\n    return first + ''.join(rest)",
            "made()",
            id="*",
        ),
        pytest.param(QUEUE, "made()", id="a queue from its front"),
        pytest.param("", "'\\n'.join(line.strip() for line in f'{time.time()}\\n{RULES}'.splitlines())", id="lines"),
        pytest.param("", "' | '.join(f'{time.time()}\\n{RULES}'.split('\\n'))", id="pieces"),
        pytest.param(MEMBER, "Texts.HEAD.value.format(now=time.time())", id="a member of an enumeration"),
    ],
)
def test_a_clock_among_texts(before: str, system: str) -> None:
    assert sent(before, system) == ["PL102"]


@pytest.mark.parametrize(
    ("before", "system"),
    [
        pytest.param("", "functools.reduce(lambda a, b: a, [RULES, str(time.time())])", id="reduced to the first"),
        pytest.param("", "''.join(v for k, v in zip([time.time()], [RULES]))", id="the other of two lists"),
        pytest.param(
            "def made():\n    first, *rest = RULES, str(time.time())\n    return first", "made()", id="the first alone"
        ),
        pytest.param(QUEUE.replace("appendleft", "append"), "made()", id="a queue from its end"),
        pytest.param("", "f'{RULES}\\n{time.time()}'.splitlines()[0] + RULES", id="another line"),
        pytest.param(MEMBER, "Texts.HEAD.value", id="a member as it is"),
        pytest.param(MEMBER, "Texts.HEAD.name + RULES", id="its name"),
    ],
)
def test_a_clock_that_is_left_out(before: str, system: str) -> None:
    assert sent(before, system) == []
