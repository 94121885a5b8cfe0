"""What a variable is called tells of its value, also where one of two ways to it gives nothing."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
import anthropic
from pathlib import Path
from rules import RULES


class Notes:
    def __init__(self, folder: Path):
        self.page = folder / "notes.md"

    def read(self):
        if self.page.exists():
            return READ
        return ELSE


class Agent:
    def __init__(self, folder: Path):
        self.notes = Notes(folder)

    def system(self):
        NAME = self.notes.read()
        if NAME:
            return FORM
        return RULES

    def ask(self, question):
        return anthropic.Anthropic().messages.create(
            model="claude-sonnet-4-6",
            max_tokens=9,
            system=self.system(),
            messages=[{"role": "user", "content": question}],
        )
"""
AHEAD = 'f"Known: {NAME} {RULES}"'


def said(name: str, form: str = AHEAD, read: str = "self.page.read_text()", other: str = '""') -> list[str]:
    program = PROGRAM.replace("FORM", form).replace("READ", read).replace("ELSE", other)
    return codes(program.replace("NAME", name))


@pytest.mark.parametrize(
    ("name", "other"),
    [
        pytest.param("memory", '""', id="or no text"),
        pytest.param("memory", "None", id="or none"),
        pytest.param("user_profile", '""', id="whom it is about"),
        pytest.param("memories", 'self.page.name or ""', id="or another"),
    ],
)
def test_what_may_be_nothing(name: str, other: str) -> None:
    assert said(name, other=other) == ["PL101"]


@pytest.mark.parametrize(
    ("name", "form", "read", "other"),
    [
        pytest.param("guide", AHEAD, "self.page.read_text()", '""', id="a name that tells nothing"),
        pytest.param("memory", 'f"{RULES} {NAME}"', "self.page.read_text()", '""', id="behind the rules"),
        pytest.param("memory", AHEAD, "self.page.read_text()", "'Remember what was said before.'", id="or words"),
        pytest.param("memory", AHEAD, "'You have a good memory.'", '""', id="words"),
    ],
)
def test_what_is_told_otherwise(name: str, form: str, read: str, other: str) -> None:
    assert said(name, form, read, other) == []


PASSED = """
class Deep:
    def __init__(self, GIVEN, rules):
        self.system_prompt = self.build(user_prompt=VALUE)

    def build(self, user_prompt):
        from rules import RULES

        parts = [user_prompt] if user_prompt else []
        parts.append(RULES)
        return "\\n".join(parts)
"""


@pytest.mark.parametrize(
    ("given", "value", "expected"),
    [
        pytest.param("system_prompt", "system_prompt", [], id="instructions of the user's own"),
        pytest.param("base_system_prompt", "base_system_prompt", [], id="what others begin with"),
        pytest.param("wish", "wish", ["PL101"], id="what a request asks for"),
        pytest.param("user_prompt", "user_prompt", ["PL101"], id="under the same name"),
    ],
)
def test_a_system_prompt_that_is_passed_under_another_name(given: str, value: str, expected: list[str]) -> None:
    assert codes(PASSED.replace("GIVEN", given).replace("VALUE", value)) == expected
