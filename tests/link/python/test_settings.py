"""Instructions that settings may replace: what is sent as long as nobody has, and what is put into either."""

from __future__ import annotations

import pytest

from _programs import codes

HEAD = """
import openai
from datetime import datetime
from rules import RULES

def respond(instructions, question):
    return openai.OpenAI().responses.create(model="gpt-5", instructions=instructions, input=question)

NOW = {"time": "noon"}
FIELDS = "It is {time}.\\n" + RULES
BEHIND = RULES + "\\nBe brief."

def ask(settings, question):
    now = datetime.now().strftime("%H:%M:%S")
"""


def found(*lines: str) -> list[str]:
    return codes(HEAD + "".join(f"    {line}\n" for line in lines))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("settings.get('prompt', FIELDS).replace('{time}', now)", ["PL102"], id="a default is filled"),
        pytest.param(
            "settings.get('a', settings.get('b', FIELDS)).replace('{time}', now)",
            ["PL102"],
            id="a default of a default",
        ),
        pytest.param("settings.get('prompt', default=FIELDS).replace('{time}', now)", ["PL102"], id="by name"),
        pytest.param("settings.get('prompt', FIELDS).replace('{time}', 'noon')", [], id="filled with a constant"),
        pytest.param("settings.get('prompt', BEHIND).replace('{time}', now)", ["PL102"], id="the setting may have it"),
        pytest.param("settings.get('prompt', FIELDS)", [], id="nothing is filled"),
        pytest.param("settings.get('name', 'bot') + RULES", [], id="a name is no text"),
    ],
)
def test_a_text_that_settings_may_replace(text: str, expected: list[str]) -> None:
    assert found(f"return respond({text}, question)") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("settings.prompt.replace('{time}', now)", ["PL102"], id="braces"),
        pytest.param("settings.prompt.replace('{{ time }}', now)", ["PL102"], id="braces of a template"),
        pytest.param("settings.prompt.replace('<TIME>', now)", ["PL102"], id="brackets"),
        pytest.param("settings.prompt.replace('${time}', now)", ["PL102"], id="a dollar"),
        pytest.param("settings.prompt.replace('%time%', now)", ["PL102"], id="per cents"),
        pytest.param("settings.prompt.format_map({'time': now})", ["PL102"], id="a mapping"),
        pytest.param("settings.prompt.replace('{time}', now).replace('{name}', 'bot')", ["PL102"], id="two fields"),
        pytest.param("settings.prompt.replace('{time}', 'noon')", [], id="a constant"),
        pytest.param("settings.prompt.replace('noon', now)", [], id="a word is no field"),
        pytest.param("settings.prompt.replace('-', now)", [], id="a sign is no field"),
        pytest.param("settings.prompt.replace(settings.mark, now)", [], id="nobody knows which mark"),
        pytest.param("settings.prompt.replace('{name}', settings.name)", [], id="nobody knows which name"),
    ],
)
def test_a_field_of_a_text_that_is_not_in_sight(text: str, expected: list[str]) -> None:
    assert found(f"return respond({text} + RULES, question)") == expected


def test_fields_that_a_mapping_lists() -> None:
    assert found(
        "text = settings.get('prompt', FIELDS)",
        "for mark, value in {'{name}': 'bot', '{time}': now}.items():",
        "    text = text.replace(mark, value)",
        "return respond(text, question)",
    ) == ["PL102"]
