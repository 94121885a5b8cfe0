"""A conversation whose messages a loop makes one by one: it stands behind what a system prompt says ahead of it."""

from __future__ import annotations

import pytest

from _programs import codes

DESK = """
from datetime import datetime

from openai import OpenAI

client = OpenAI()


def answer(desk, question):
    turns = desk.load(question.thread)
    clock = datetime.now()
    messages = [{"role": "system", "content": f"You answer for the desk. It is {clock:%H:%M}."}]
    for turn in turns:
        messages.append({"role": turn["role"], "content": turn["content"]})
    messages.append({"role": "user", "content": question.text})
    return client.chat.completions.create(model="gpt-5", messages=messages)
"""
TOLD = '    for turn in turns:\n        messages.append({"role": turn["role"], "content": turn["content"]})\n'
ROLE = 'turn["role"]'


def said(old: str = "", new: str = "") -> list[str]:
    assert old in DESK
    return codes(DESK.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="with the role of each"),
        pytest.param(ROLE, "turn.role", id="an attribute of it"),
        pytest.param(ROLE, '"assistant" if turn["ours"] else "user"', id="one of two roles"),
        pytest.param(
            TOLD, '    messages += [{"role": t["role"], "content": t["content"]} for t in turns]\n', id="in one breath"
        ),
        pytest.param(
            TOLD,
            '    for turn in desk.history(question.thread):\n        if turn["ours"]:\n'
            '            messages.append({"role": "assistant", "content": turn["text"]})\n        else:\n'
            '            messages.append({"role": "user", "content": turn["text"]})\n',
            id="of a history, by its speakers",
        ),
    ],
)
def test_a_clock_ahead_of_it(old: str, new: str) -> None:
    assert said(old, new) == ["PL102"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("{clock:%H:%M}", "{clock:%Y}", id="the year alone"),
        pytest.param(TOLD, "", id="no conversation"),
        pytest.param(
            TOLD,
            '    for page in turns:\n        messages.append({"role": "user", "content": page["text"]})\n',
            id="pages that are shown",
        ),
        pytest.param(
            TOLD,
            '    for each in turns:\n        messages.append({"role": "user", "content": each["asked"]})\n'
            '        messages.append({"role": "assistant", "content": each["told"]})\n',
            id="examples of both",
        ),
        pytest.param(
            TOLD,
            '    for turn in turns:\n        messages.append({"role": turn["role"], "name": turn["name"]})\n',
            id="no messages",
        ),
        pytest.param(
            'f"You answer for the desk. It is {clock:%H:%M}."', '"You answer for the desk."', id="constant text"
        ),
    ],
)
def test_silent(old: str, new: str) -> None:
    assert said(old, new) == []


def test_a_clock_in_the_newest_message() -> None:
    latest = DESK.replace(" It is {clock:%H:%M}.", "").replace(
        '"content": question.text', '"content": f"{clock:%H:%M} {question.text}"'
    )
    assert codes(latest) == []
