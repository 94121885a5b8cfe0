"""Jinja templates of which a part is not in sight, and the prompts of Home Assistant, which are put together so."""

from __future__ import annotations

import pytest

from _programs import codes, told

RENDERED = """
import jinja2
import openai
from rules import RULES
from texts import HEAD, FOOT

def ask(settings, question):
    text = jinja2.Template({template}).render(now={now}, name="bot")
    return openai.OpenAI().responses.create(model="gpt-5", instructions=text, input=question)
"""
TEXTS = """
HEAD = "You are {{ name }}.\\n"
FOOT = "Be brief."
"""


def found(template: str, now: str = "datetime.now()") -> list[str]:
    program = "from datetime import datetime\n" + RENDERED.format(template=template, now=now).lstrip()
    return codes(program, {"texts.py": TEXTS})


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        pytest.param("'It is {{ now }}.\\n' + settings.prompt + RULES", ["PL102"], id="a part is not in sight"),
        pytest.param("'It is {{ now }}.\\n' + RULES + FOOT", ["PL102"], id="a part stands elsewhere"),
        pytest.param("f'{settings.prompt}' + 'It is {{ now }}.\\n' + RULES", ["PL102"], id="it begins out of sight"),
        pytest.param("RULES + settings.prompt", [], id="nothing asks for the time"),
        pytest.param("settings.prompt + RULES + '{# {{ now }} #}'", [], id="a remark"),
        pytest.param("'{{ name }} ' + RULES + settings.prompt", [], id="a constant"),
        pytest.param("'{{ ' + settings.name + ' }}' + RULES", [], id="a tag that is not in sight"),
        pytest.param("HEAD + '{{ now }} ' + RULES", [], id="tags in two files"),
    ],
)
def test_what_a_part_of_a_template_tells(template: str, expected: list[str]) -> None:
    assert found(template) == expected
    assert found(template, "'noon'") == []


def test_labels_stand_in_the_files_that_the_parts_are_written_in() -> None:
    program = RENDERED.format(template="FOOT + 'It is {{ now }}.' + settings.prompt + RULES", now="datetime.now()")
    (one,) = told("from datetime import datetime\n" + program.lstrip(), {"texts.py": TEXTS})
    assert {label.path for label in one.finding.related} == {"main.py", "rules.py"}


ASSISTANT = """
from homeassistant.components.conversation import SystemContent
from homeassistant.helpers import llm, template
from homeassistant.util import dt as dt_util
from const import DEFAULT
from rules import RULES

class Agent:
    def prompt(self, entry, llm_context):
        return template.Template({text}, self.hass).async_render(
            {{"ha_name": self.hass.config.location_name}}, parse_result=False
        )

    async def speak(self, chat_log, entry, llm_context):
        chat_log.content[0] = SystemContent(content=self.prompt(entry, llm_context))
"""
CONST = """
DEFAULT = (
    'It is {{ now().strftime("%H:%M:%S") }}.\\n'
    "You speak for a house. Answer in plain text, and keep it short.\\n"
    "Only do what you are asked to do, and say so when something cannot be done at the moment.\\n"
    "Call a light by the name that it has in the room where somebody speaks.\\n"
)
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("llm.DATE_TIME_PROMPT + RULES", ["PL102"], id="the clock of the library"),
        pytest.param("entry.options.get('prompt', DEFAULT)", ["PL102"], id="a clock in a default"),
        pytest.param("entry.options.get('prompt', DEFAULT) + entry.options['more']", ["PL102"], id="and more"),
        pytest.param("entry.options.get('prompt', RULES)", [], id="a default without a clock"),
        pytest.param("llm.DEFAULT_INSTRUCTIONS_PROMPT + RULES", [], id="other words of the library"),
        pytest.param("entry.options['prompt']", [], id="nothing in sight"),
    ],
)
def test_prompts_of_home_assistant(text: str, expected: list[str]) -> None:
    assert codes(ASSISTANT.format(text=text), {"const.py": CONST}) == expected
