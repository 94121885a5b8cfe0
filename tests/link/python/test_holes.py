"""Values that come from several places into the same texts: they are told once, with all places they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from _programs import told

if TYPE_CHECKING:
    from promptlint.diagnostics import Diagnostic, Label

PROGRAM = """
import uuid
import openai
from rules import FEW, RULES


def ask(task, question):
    prompt = f"Task {task}.\\\\n{RULES}"
    return openai.OpenAI().responses.create(model="gpt-5", instructions=prompt, input=question)


def by_hand(question):
    task = FIRST
    return ask(task, question)


def by_clock(question):
    task = SECOND
    return ask(task, question)
"""


def places(first: str, second: str, program: str = PROGRAM) -> list[list[int]]:
    """The lines that each finding labels."""
    text = program.replace("FIRST", first).replace("SECOND", second)
    lines = [each for each in told(text) if each.code == "PL102"]
    starts = [sorted({text.lstrip().count("\n", 0, label.span.start) + 1 for label in _labels(each)}) for each in lines]
    return sorted(starts)


def _labels(diagnostic: Diagnostic) -> tuple[Label, ...]:
    return (diagnostic.finding.primary, *diagnostic.finding.related)


def test_one_hole() -> None:
    (lines,) = places("uuid.uuid4().hex", "uuid.uuid4().hex")
    assert {12, 17} <= set(lines)


@pytest.mark.parametrize(
    ("second", "program", "count"),
    [
        pytest.param("'nightly'", PROGRAM, 1, id="one of them is the same each time"),
        pytest.param("uuid.uuid1().hex", PROGRAM, 2, id="something else"),
        pytest.param(
            "uuid.uuid4().hex",
            PROGRAM.replace("return ask(task, question)", "return ask('x', f'{task} {RULES}')"),
            2,
            id="holes apart",
        ),
    ],
)
def test_several_causes(second: str, program: str, count: int) -> None:
    assert len(places("uuid.uuid4().hex", second, program)) == count
