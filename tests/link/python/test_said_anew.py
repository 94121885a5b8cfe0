"""Messages of a conversation that are told with the moment of the request whenever they are sent again."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
import time

import anthropic
from rules import RULES

client = anthropic.Anthropic()


def reply(history, notes, question):
    said = []
    for each in OVER:
        ago = AGO
        said.append({"role": each.role, "content": TEXT})
    return client.messages.create(model="claude-sonnet-4-6", max_tokens=9, SYSTEM, messages=said)
"""
AGO = "int(time.time() - each.sent)"
TEXT = 'f"{ago} s ago: {each.text}"'
SYSTEM = 'system=RULES, cache_control={"type": "ephemeral"}'
MARKED = 'system=[{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}]'


def said(ago: str = AGO, text: str = TEXT, over: str = "history", system: str = SYSTEM) -> list[str]:
    program = PROGRAM.replace("AGO", ago).replace("TEXT", text).replace("OVER", over)
    return codes(program.replace("SYSTEM", system))


@pytest.mark.parametrize(
    ("ago", "text", "system"),
    [
        pytest.param(AGO, TEXT, SYSTEM, id="how long ago it was said"),
        pytest.param("time.time()", '"[" + str(ago) + "] " + each.text', SYSTEM, id="now"),
        pytest.param(AGO, TEXT, "system=RULES", id="where nothing is marked"),
    ],
)
def test_each_message_is_told_with_the_moment(ago: str, text: str, system: str) -> None:
    assert said(ago, text, system=system) == ["PL105"]


@pytest.mark.parametrize(
    ("ago", "text", "over", "system"),
    [
        pytest.param("each.sent", TEXT, "history", SYSTEM, id="when it was said"),
        pytest.param(AGO, "each.text", "history", SYSTEM, id="not told"),
        pytest.param(AGO, TEXT, "history", MARKED, id="behind the last mark"),
        pytest.param(AGO, f"{TEXT} if each.recent else each.text", "history", SYSTEM, id="some of them"),
        pytest.param(AGO, TEXT, "notes", "system='Be kind.'", id="no conversation"),
    ],
)
def test_messages_that_are_told_as_before(ago: str, text: str, over: str, system: str) -> None:
    assert "PL105" not in said(ago, text, over, system)
