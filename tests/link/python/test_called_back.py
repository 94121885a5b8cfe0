"""Functions that are handed to what calls them: what costs too much to follow in general is followed with them."""

from __future__ import annotations

import pytest

from _programs import codes

LINES = "\n".join(f'    if info.get("part{n}"):\n        lines.append(f"- {{info[\'part{n}\']}}")' for n in range(24))
MAIN = f"""
from datetime import datetime
import openai
from rules import RULES

client = openai.OpenAI()


def section(info):
    lines = ["## Runtime", ""]
    if callable(info.get("moment")):
        lines.append(f"It is {{info['moment']()}} where the user is, and nowhere else.")
{LINES}
    return lines


def build_system_prompt(info):
    parts = []
    if info:
        parts.extend(section(info))
    return "\\n".join([*parts, RULES])


def ask(history, info):
    return client.chat.completions.create(
        model="gpt-5.5", messages=[{{"role": "system", "content": build_system_prompt(info)}}, *history]
    )


def main(history):
    def moment():
        return MOMENT

    return ask(history, {{"moment": moment, "zone": "UTC"}})
"""


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param('datetime.now().strftime("%H:%M:%S")', ["PL102"], id="a clock"),
        pytest.param('"noon"', [], id="a constant"),
        pytest.param('datetime.now().strftime("%Y")', [], id="the year"),
    ],
)
def test_a_function_in_a_mapping(moment: str, expected: list[str]) -> None:
    assert [code for code in codes(MAIN.replace("MOMENT", moment)) if code == "PL102"] == expected
