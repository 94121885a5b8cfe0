"""Sections of a prompt that classes make which derive from one: who puts them into the builder is not in sight."""

from __future__ import annotations

import pytest

from _programs import codes

SECTIONS = """
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, datetime


class Section(ABC):
    @abstractmethod
    def render(self, ctx) -> str: ...

    def title(self):
        return "A section"


@MARK
class Clock(Section):
    def render(self, ctx):
        return f"It is {MOMENT}."

    def title(self):
        return f"At {MOMENT}"


class Tone(Section):
    def render(self, ctx):
        return "Be brief and kind."
"""
SETUP = """
from sections import Clock, Section, Tone


def setup(container):
    container.builder.register(Tone())
    container.builder.register(MADE)
"""
MAIN = """
import anthropic
from rules import RULES
from sections import Section


class Builder:
    def __init__(self, SECTIONS_GIVEN):
        self._sections: list[Section] = SECTIONS_KEPT

    def register(self, section):
        self._sections.append(section)

    def build(self, ctx):
        return BUILT


class Agent:
    def __init__(self, builder: Builder):
        self.builder = builder

    def ask(self, question):
        return anthropic.Anthropic().messages.create(
            model="claude-haiku-5-5",
            max_tokens=9,
            system=self.builder.build({}),
            messages=[{"role": "user", "content": question}],
        )
"""
JOINED = '"\\n".join(section.render(ctx) for section in self._sections) + RULES'
GIVEN = ("sections: list[Section]", "sections")
FILLED = ("name='all'", "[]")


def said(
    built: str = JOINED,
    kept: tuple[str, str] = GIVEN,
    *,
    moment: str = "datetime.now()",
    made: str = "Clock()",
    mark: str = "",
) -> list[str]:
    program = MAIN.replace("SECTIONS_GIVEN", kept[0]).replace("SECTIONS_KEPT", kept[1]).replace("BUILT", built)
    sections = SECTIONS.replace("MOMENT", moment).replace("@MARK\n", mark)
    found = codes(program, {"sections.py": sections, "setup.py": SETUP.replace("MADE", made)})
    return [each for each in found if each != "PL101"]  # what the elements are, nobody knows


@pytest.mark.parametrize(
    ("built", "kept"),
    [
        pytest.param(JOINED, GIVEN, id="given"),
        pytest.param(JOINED, FILLED, id="registered"),
        pytest.param(
            '"\\n".join([text for section in self._sections if (text := section.render(ctx))]) + RULES',
            FILLED,
            id="unless it is empty",
        ),
    ],
)
def test_one_of_the_classes_below_varies(built: str, kept: tuple[str, str]) -> None:
    assert said(built, kept) == ["PL102"]
    assert said(built, kept, moment="'late'") == []


def test_a_class_that_a_decorator_registers() -> None:
    assert said(made="Tone()", mark="@dataclass\n") == ["PL102"]


@pytest.mark.parametrize(
    ("built", "moment", "made"),
    [
        pytest.param(JOINED, "datetime.now()", "Tone()", id="a class that nobody makes"),
        pytest.param(JOINED, "date.today()", "Clock()", id="a day"),
        pytest.param(
            'RULES + "\\n".join(section.render(ctx) for section in self._sections)',
            "datetime.now()",
            "Clock()",
            id="last",
        ),
        pytest.param(
            '"\\n".join(section.title() for section in self._sections) + RULES',
            "datetime.now()",
            "Clock()",
            id="a method that is not left open",
        ),
        pytest.param(
            'f"{self._sections[0].render(ctx)} {RULES}"', "datetime.now()", "Clock()", id="one: which, nobody knows"
        ),
    ],
)
def test_silent(built: str, moment: str, made: str) -> None:
    assert said(built, moment=moment, made=made) == []
