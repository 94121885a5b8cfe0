"""Marks of which a function says how many there may be: the provider takes four in a request."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
MARK = {"type": "ephemeral"}


def mark(block):
    block["cache_control"] = MARK


class Caching:
    def blocks(self, blocks, *, most=2):
        start = max(len(blocks) - most, 0)
        for place in range(start, len(blocks)):
            blocks[place] = {**blocks[place], "cache_control": MARK}
        return blocks

    def request(self, client, system, tools, messages, native):
        tools[-1]["cache_control"] = MARK
        asked = [each for each in messages if each["role"] == "user"]
        for message in asked[-2:]:
            message["content"][-1]["cache_control"] = MARK
        return client.send(system=self.blocks(system), tools=tools, messages=messages)
"""
SENT = "system=self.blocks(system)"
LAST = "        for message in asked[-2:]:\n"


def said(old: str = "", new: str = "") -> list[str]:
    assert old in PROGRAM
    return codes(PROGRAM.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="one, two and two"),
        pytest.param("most=2", "most=4", id="one, four and two"),
        pytest.param("asked[-2:]", "reversed(asked[-2:])", id="the other way round"),
        pytest.param(LAST, "        if native:\n            mark(system[0])\n" + LAST, id="one more by a condition"),
        pytest.param('        tools[-1]["cache_control"] = MARK\n', "        mark(tools[-1])\n", id="by a function"),
    ],
)
def test_more_than_four(old: str, new: str) -> None:
    assert said(old, new) == ["PL204"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(SENT, "system=system", id="one and two"),
        pytest.param("most=2", "most=1", id="four of them"),
        pytest.param("most=2", "most=None", id="nobody knows how many"),
        pytest.param("asked[-2:]", "asked[-1:]", id="the last one"),
        pytest.param("asked[-2:]", "asked[-native:]", id="so many as somebody says"),
        pytest.param(
            '        tools[-1]["cache_control"] = MARK\n',
            "        if native:\n            mark(tools[-1])\n            return client.send(tools)\n",
            id="one or the others",
        ),
        pytest.param(LAST, LAST + "            if message is asked[-1]:\n                break\n", id="as far as one"),
        pytest.param(LAST, "        left = budget(system, tools)\n" + LAST, id="somebody counts them"),
        pytest.param(
            '            message["content"][-1]["cache_control"] = MARK\n',
            '            if message == native:\n                mark(message["content"][-1])\n',
            id="one that is looked for",
        ),
    ],
)
def test_silent(old: str, new: str) -> None:
    assert said(old, new) == []


def test_two_requests_have_four_each() -> None:
    program = """
MARK = {"type": "ephemeral"}


def both(client, first, second):
    for message in first[-3:]:
        message["cache_control"] = MARK
    client.messages.create(model="claude-sonnet-4-6", max_tokens=9, messages=first)
    for message in second[-3:]:
        message["cache_control"] = MARK
    client.messages.create(model="claude-sonnet-4-6", max_tokens=9, messages=second)
"""
    assert codes(program) == []


def test_functions_that_are_told_to_leave_the_mark_out() -> None:
    program = """
MARK = {"type": "ephemeral"}


def text(said, cached):
    part = {"type": "text", "text": said}
    if cached:
        part["cache_control"] = MARK
    return part


def system(rules, notes, pinned, tail):
    parts = [text(rules, cached=True)]
    parts.append(text(notes, cached=False))
    parts.append(text(pinned, cached=False))
    parts.append(text(pinned, cached=False))
    for block in tail[-2:]:
        parts.append(text(block, cached=False))
    parts[-1]["cache_control"] = MARK
    return parts
"""
    assert codes(program) == []
