"""Reminders that a program puts into messages of the user."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
from datetime import datetime


def remind(request, note):
    system_message = "OPENINGIt is " + datetime.now().isoformat() + ". " + note + " Answer politely."
    request.parts.append({"type": "text", "text": system_message})
"""


@pytest.mark.parametrize(
    ("opening", "expected"), [("<system-reminder>", []), ("<system_reminder>\\n", []), ("", ["PL102"])]
)
def test_a_reminder_is_no_system_prompt(opening: str, expected: list[str]) -> None:
    assert codes(PROGRAM.replace("OPENING", opening)) == expected


SUMMARY = """
from rules import RULES


def sum_up(question, history, llm):
    summary_prompt = f"BEGINAsked was: {question}\\n{RULES}END"
    history.append({"role": "user", "content": summary_prompt})
    return llm.chat(history)
"""


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        pytest.param("Sum up the above conversation. ", "", [], id="a conversation above"),
        pytest.param("", "Now sum up the above search and browsing history.", [], id="another history"),
        pytest.param("", "Go by the conversation above.", [], id="told behind it"),
        pytest.param("", "", ["PL101"], id="nothing is said of it"),
        pytest.param("Go by the above rules. ", "", ["PL101"], id="rules above"),
        pytest.param("Never speak of this conversation. ", "", ["PL101"], id="a conversation"),
        pytest.param("{history}\\n", "Sum up the above conversation.", ["PL101"], id="above, in the same text"),
        pytest.param(
            "{' '.join(each.text for each in history)}\\n",
            "Sum up the above conversation.",
            ["PL101"],
            id="turn by turn in the same text",
        ),
    ],
)
def test_what_is_said_of_the_conversation_above(begin: str, end: str, expected: list[str]) -> None:
    assert codes(SUMMARY.replace("BEGIN", begin).replace("END", end)) == expected
