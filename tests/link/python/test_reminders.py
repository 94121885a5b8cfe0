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
