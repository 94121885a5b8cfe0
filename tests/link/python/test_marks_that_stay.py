"""Cache marks that are put on the last message in its place, turn by turn: in the fifth there are too many."""

from __future__ import annotations

import pytest

from _programs import codes

KEPT = """
import copy

import anthropic
from rules import RULES

MARK = {"type": "ephemeral"}


class Desk:
    def __init__(self):
        self.messages = []
        self.drafts = []
        self.cached = True
        self.marked = False

    def ask(self, question):
        self.messages.append({"role": "user", "content": [{"type": "text", "text": question}]})
        BODY
        reply = anthropic.Anthropic().messages.create(
            model="claude-sonnet-4-6", max_tokens=9, system=RULES, messages=self.messages
        )
        self.messages.append({"role": "assistant", "content": reply.content})
        return reply

    def _mark(self, message):
        if isinstance(message["content"], list):
            message["content"][-1]["cache_control"] = MARK

    def _mark_last(self, messages):
        if not messages:
            return
        content = messages[-1].get("content") or []
        for block in reversed(content):
            block["cache_control"] = MARK
            break

    def _mark_a_copy(self, messages):
        messages = copy.deepcopy(messages)
        messages[-1]["content"][-1]["cache_control"] = MARK
        return messages
"""


def said(body: str, old: str = "", new: str = "") -> bool:
    assert old in KEPT
    return "PL204" in codes(KEPT.replace(old, new).replace("BODY", body.replace("\n", "\n        ")))


@pytest.mark.parametrize(
    "body",
    [
        'self.messages[-1]["content"][-1]["cache_control"] = MARK',
        'last = self.messages[-1]\nlast["content"][-1]["cache_control"] = MARK',
        pytest.param(
            'content = self.messages[-1].get("content")\nif isinstance(content, list):\n'
            '    content[-1]["cache_control"] = MARK'
        ),
        pytest.param(
            'if self.cached and self.messages[-1]["role"] == "user":\n'
            '    self.messages[-1]["content"][0]["cache_control"] = MARK'
        ),
        pytest.param(
            'for message in reversed(self.messages):\n    if message["role"] == "user":\n'
            '        message["content"][-1]["cache_control"] = MARK\n        break'
        ),
        'for message in self.messages[-2:]:\n    message["content"][-1]["cache_control"] = MARK',
        'sent = list(self.messages)\nsent[-1]["content"][-1]["cache_control"] = MARK',
        "self._mark(self.messages[-1])",
        "self._mark_last(self.messages)",
        "self._mark_last(messages=self.messages[:])",
    ],
)
def test_in_each_turn(body: str) -> None:
    assert said(body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("self._mark_a_copy(self.messages)", id="on a copy that a function makes"),
        pytest.param(
            'sent = copy.deepcopy(self.messages)\nsent[-1]["content"][-1]["cache_control"] = MARK', id="on a copy"
        ),
        pytest.param('last = dict(self.messages[-1])\nlast["cache_control"] = MARK', id="on a copy of the message"),
        pytest.param('self.messages[0]["content"][-1]["cache_control"] = MARK', id="on the first one"),
        pytest.param(
            'if len(self.messages) == 1:\n    self.messages[-1]["content"][-1]["cache_control"] = MARK',
            id="in the first turn",
        ),
        pytest.param(
            'if not any("cache_control" in each for each in self.messages):\n    self._mark(self.messages[-1])',
            id="where there is none",
        ),
        pytest.param(
            "if not self.marked:\n    self._mark(self.messages[-1])\n    self.marked = True", id="once, as is noted"
        ),
        pytest.param(
            'for message in self.messages[:-1]:\n    for block in message["content"]:\n'
            '        block.pop("cache_control", None)\nself._mark(self.messages[-1])',
            id="after the others were taken away",
        ),
        pytest.param(
            "self.messages = [\n    {**each, 'content': [{k: v for k, v in part.items() if k != 'cache_control'}\n"
            "    for part in each['content']]} for each in self.messages\n]\nself._mark(self.messages[-1])",
            id="after all were made anew",
        ),
        pytest.param('self.drafts[-1]["content"][-1]["cache_control"] = MARK', id="on what is no conversation"),
    ],
)
def test_at_most_one_at_a_time(body: str) -> None:
    assert not said(body)


def test_messages_that_are_made_anew_with_each_turn() -> None:
    body = "self._mark(self.messages[-1])"
    assert said(body)
    assert not said(
        body, "        self.messages.append({", "        self.messages = self.built()\n        self.messages.append({"
    )


LOOP = """
import anthropic
from rules import RULES

MARK = {"type": "ephemeral"}


def mark(message):
    message["content"][-1]["cache_control"] = MARK


def run(client: anthropic.Anthropic, question, tools):
    BEFORE
    while True:
        IN
        reply = client.messages.create(
            model="claude-sonnet-4-6", max_tokens=9, system=RULES, tools=tools, messages=messages
        )
        messages.append({"role": "assistant", "content": reply.content})
        if reply.stop_reason == "end_turn":
            return reply
        messages.append({"role": "user", "content": results(reply)})
"""
FIRST = 'messages = [{"role": "user", "content": [{"type": "text", "text": question}]}]'
WITH_MARK = 'messages[-1]["content"][-1]["cache_control"] = MARK'


@pytest.mark.parametrize(
    ("before", "inside", "expected"),
    [
        pytest.param(FIRST, WITH_MARK, True, id="in each round"),
        pytest.param(FIRST, "mark(messages[-1])", True, id="by a function"),
        pytest.param(f"{FIRST}\n    {WITH_MARK}", "pass", False, id="ahead of the loop"),
        pytest.param(FIRST, "mark(messages[0])", False, id="on the first message"),
        pytest.param(FIRST, "messages = trimmed(messages)\n        mark(messages[-1])", False, id="on others"),
        pytest.param(FIRST, "unmark(messages)\n        mark(messages[-1])", False, id="taken away by a function"),
    ],
)
def test_in_each_round_of_a_loop(before: str, inside: str, expected: bool) -> None:
    program = LOOP.replace("BEFORE", before).replace("IN", inside)
    assert ("PL204" in codes(program)) is expected


@pytest.mark.parametrize(("rounds", "expected"), [("range(20)", True), ("range(3)", False), ("(1, 2)", False)])
def test_rounds_that_are_counted(rounds: str, expected: bool) -> None:
    program = LOOP.replace("BEFORE", FIRST).replace("IN", WITH_MARK).replace("while True", f"for turn in {rounds}")
    assert ("PL204" in codes(program)) is expected
