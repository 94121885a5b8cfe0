"""What a function that stands inside another one fills of the collections of the function around it."""

from __future__ import annotations

from textwrap import indent

import pytest

from _programs import codes

PROGRAM = """
from pathlib import Path

import openai
from rules import RULES


def listing(folder):
    lines, held = [], {}

MAKING

def ask(question):
    return openai.OpenAI().chat.completions.create(
        model="gpt-5",
        messages=[
            {"role": "system", "content": "You help with these: " + listing("docs") + RULES},
            {"role": "user", "content": question},
        ],
    )
"""
ADDING = """
def add(text):
    lines.append(text)

for each in Path(folder).iterdir():
    add(each.name)
return ", ".join(lines)
"""


def said(making: str) -> list[str]:
    return codes(PROGRAM.replace("MAKING", indent(making, "    ")))


@pytest.mark.parametrize(
    "making",
    [
        pytest.param(ADDING, id="in each round"),
        pytest.param(
            """
def load(paths):
    for each in paths:
        if each.stem not in held:
            held[each.stem] = each.read_text()

load(Path(folder).glob("*.md"))
return " ".join(held.values())
""",
            id="a mapping, all at once",
        ),
        pytest.param(
            """
def visit(inner):
    for each in inner.iterdir():
        if each.is_dir():
            visit(each)
        else:
            lines.append(each.name)

visit(Path(folder))
return ", ".join(lines)
""",
            id="by itself",
        ),
    ],
)
def test_filled_in_the_order_of_a_folder(making: str) -> None:
    assert said(making) == ["PL103"]


@pytest.mark.parametrize(
    "making",
    [
        pytest.param(ADDING.replace("Path(folder).iterdir()", "sorted(Path(folder).iterdir())"), id="sorted before"),
        pytest.param(ADDING.replace("join(lines)", "join(sorted(lines))"), id="sorted behind"),
        pytest.param(ADDING.replace("(text):\n", "(text):\n    lines = []\n"), id="a list of its own"),
        pytest.param(ADDING.replace("(text):\n    lines", "(lines):\n    lines"), id="a parameter"),
        pytest.param(ADDING.replace('", ".join(lines)', "str(len(lines) > 3)"), id="only asked whether there are many"),
        pytest.param(ADDING.replace("    add(each.name)", "    print(each.name)"), id="not called"),
        pytest.param(
            ADDING.replace("def add(text)", "def add(text, held=held)").replace("lines.append(text)", "held[text] = 1"),
            id="another collection",
        ),
    ],
)
def test_silent(making: str) -> None:
    assert said(making) == []


def test_each_call_adds_to_what_others_have_added() -> None:
    making = """
def add(text):
    lines.append(text)

add("one")
for each in Path(folder).iterdir():
    add(each.name)
add("two")
return ", ".join(lines)
"""
    assert said(making) == ["PL103"]
