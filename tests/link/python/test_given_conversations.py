"""A conversation that a function puts together step by step, for somebody else to send."""

from __future__ import annotations

import pytest

from _programs import codes

DESK = """
from datetime import datetime


class Desk:
    def conversation(self, prompt, feeds):
        messages = [{"role": "system", "content": prompt}]
        messages.append({"role": "system", "content": f"The time is {datetime.now():%H:%M}."})
        for feed in feeds:
            messages.append({"role": feed.role, "content": feed.text})
        return messages
"""
FIRST = 'messages = [{"role": "system", "content": prompt}]\n'
SECOND = '        messages.append({"role": "system", "content": f"The time is {datetime.now():%H:%M}."})\n'
NOW = "{datetime.now():%H:%M}"
REST = """        for feed in feeds:
            messages.append({"role": feed.role, "content": feed.text})
"""


def said(*changes: tuple[str, str]) -> list[str]:
    program = DESK
    for old, new in changes:
        assert old in program
        program = program.replace(old, new)
    return codes(program)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param((), id="in a message of its own"),
        pytest.param(
            ((SECOND, ""), ('"content": prompt', f'"content": f"{{prompt}} It is {NOW}."')), id="in the first"
        ),
        pytest.param((("return messages", "return messages, len(feeds)"),), id="beside something else"),
        pytest.param(
            ((FIRST, 'messages = []\n        messages.append({"role": "system", "content": prompt})\n'),), id="empty"
        ),
        pytest.param(((REST, "        messages.extend(feeds)\n"),), id="turns that are not seen"),
    ],
)
def test_a_clock_ahead_of_the_turns(changes: tuple[tuple[str, str], ...]) -> None:
    assert said(*changes) == ["PL102"]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(((SECOND, ""), (REST, REST + SECOND)), id="behind them"),
        pytest.param(((NOW, "{datetime.now():%Y}"),), id="the year"),
        pytest.param(((NOW, "{self.place}"),), id="what nobody knows"),
        pytest.param((('"role"', '"kind"'),), id="no messages"),
        pytest.param((("return messages", "return len(messages)"),), id="only how many"),
        pytest.param((("return messages", "self.messages = messages"),), id="nothing is given"),
        pytest.param(((FIRST, "messages = list(feeds)\n"), (REST, "")), id="news in a conversation under way"),
        pytest.param(
            ((FIRST, 'messages = [{"role": "user", "content": prompt}]\n'), (SECOND, SECOND.replace("system", "user"))),
            id="what a user says",
        ),
    ],
)
def test_silent(changes: tuple[tuple[str, str], ...]) -> None:
    assert said(*changes) == []


def test_what_is_sent_there_is_told_once() -> None:
    sent = DESK.replace(
        "        return messages\n",
        "        self.client.chat.completions.create(model='gpt-5', messages=messages)\n        return messages\n",
    )
    assert codes(sent) == ["PL102"]
