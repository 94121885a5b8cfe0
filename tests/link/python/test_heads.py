"""What is put ahead of a conversation that is not seen: into its first message, or as one of its own."""

from __future__ import annotations

import pytest

from _programs import codes

FILTER = """
from datetime import datetime


class Filter:
    def inlet(self, body: dict) -> dict:
        told = f"The time is {datetime.now():%Y-%m-%d %H:%M}."
        messages = body.get("messages", [])
        messages[0]["content"] = told + messages[0]["content"]
        body["messages"] = messages
        return body
"""
PUT = 'messages[0]["content"] = told + messages[0]["content"]'


def said(old: str, new: str) -> list[str]:
    assert old in FILTER
    return codes(FILTER.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="in front of what the first one says"),
        pytest.param(PUT, 'messages.insert(0, {"role": "system", "content": told})', id="as a message"),
        pytest.param(PUT, 'messages[0] = {**messages[0], "content": told + messages[0]["content"]}', id="replaced"),
        pytest.param(
            'messages = body.get("messages", [])', 'messages = list(body["messages"])', id="of a list that is copied"
        ),
    ],
)
def test_a_clock_ahead_of_a_conversation(old: str, new: str) -> None:
    assert said(old, new) == ["PL102"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(PUT, 'messages.append({"role": "system", "content": told})', id="behind it"),
        pytest.param(PUT, 'messages[-1]["content"] = told + messages[-1]["content"]', id="in the newest one"),
        pytest.param(PUT, 'messages.insert(0, {"role": "note", "content": told})', id="no role of a prompt"),
        pytest.param(PUT, 'messages.insert(0, {"name": "clock", "value": told})', id="no message"),
        pytest.param(PUT, 'messages.insert(1, {"role": "system", "content": "Be short."})', id="constant text"),
        pytest.param("{datetime.now():%Y-%m-%d %H:%M}", "{self.place}", id="what nobody knows"),
        pytest.param("messages", "rows", id="no conversation"),
        pytest.param(PUT, 'messages[0]["time"] = told', id="not what it says"),
    ],
)
def test_silent(old: str, new: str) -> None:
    assert said(old, new) == []


HOME = """
from homeassistant.components.conversation import SystemContent, UserContent
from homeassistant.helpers.template import Template


async def update(hass, chat_log, settings, extra):
    prompt = settings.get("told") or Template("It is {{ now() }}.", hass).async_render()
    if extra:
        prompt += "\\n" + extra
    chat_log.content[0] = SystemContent(content=prompt)
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        pytest.param("", "", ["PL102"], id="as it is"),
        pytest.param('    if extra:\n        prompt += "\\n" + extra\n', "", ["PL102"], id="nothing else"),
        pytest.param("{{ now() }}", "late", [], id="no clock"),
        pytest.param("content[0] = SystemContent", "content[-1] = UserContent", [], id="the newest one"),
        pytest.param("content[0] = SystemContent(", "content.append(UserContent(", [], id="behind it"),
        pytest.param("content[0] = SystemContent(content=prompt)", "content[0] = prompt", [], id="no message"),
        pytest.param("SystemContent(content=prompt)", "UserContent(content=prompt)", [], id="of a user"),
    ],
)
def test_what_is_put_together_for_the_first_place(old: str, new: str, found: list[str]) -> None:
    program = HOME.replace(old, new) if old else HOME
    assert codes(program.replace("append(UserContent(content=prompt)", "append(UserContent(content=prompt))")) == found


FILLED = """
import openai
from datetime import datetime


def fill(text):
    now = datetime.now()
    marks = {"{time}": now.strftime("%H:%M"), "{place}": "here"}
    for mark, value in marks.items():
        if mark in text:
            text = text.replace(mark, value)
    return text


def chat(body, store):
    messages = body.get("messages", [])
    told = store.load("told")
    if told:
        told = fill(told)
        if any(message["role"] == "system" for message in messages):
            for at, message in enumerate(messages):
                if message["role"] == "system":
                    messages[at]["content"] = told + message["content"]
        else:
            messages.insert(0, {"role": "system", "content": told})
    for message in messages:
        if message["role"] == "system":
            message["content"] = fill(message["content"])
    return openai.OpenAI().chat.completions.create(model="gpt-5.2", messages=list(messages))
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        pytest.param("", "", ["PL102"], id="as it is"),
        pytest.param("now.strftime", "body.get", [], id="no clock"),
        pytest.param("text = text.replace(mark, value)", "print(value)", [], id="not put there"),
    ],
)
def test_a_text_that_is_not_seen_is_filled_with_the_time(old: str, new: str, found: list[str]) -> None:
    assert codes(FILLED.replace(old, new)) == found
