"""A text that is cut in the middle keeps its beginning and its end: no window moves over it."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
from datetime import datetime
from pathlib import Path

import openai
from rules import RULES


def clip(text: str, most=4000):
    if len(text) <= most:
        return text
    half = most // 2
    return text[:half] + "\\n...\\n" + text[-half:]


def load(path):
    return path.read_text() if path.exists() else f"Nothing is known at {datetime.now()}."


def ask(question, notes, folder):
    return openai.OpenAI().chat.completions.create(
        model="gpt-5",
        messages=[{"role": "system", "content": HEAD + RULES}, {"role": "user", "content": question}],
    )
"""


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param("clip(notes)", [], id="text that nobody knows"),
        pytest.param("clip(load(folder))", ["PL102"], id="with a clock in it, which is told once"),
    ],
)
@pytest.mark.parametrize("parameter", ["text: str", "text"])
def test_no_window(head: str, expected: list[str], parameter: str) -> None:
    assert codes(PROGRAM.replace("HEAD", head).replace("text: str", parameter)) == expected
