"""Tools that a platform offers as its parts have started, and conditions on lists without an order."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
import openai
from homeassistant.components import conversation
from rules import RULES


class Entity:
    async def answer(self, chat_log: ANNOTATION, question):
        tools = []
        if chat_log.llm_api:
            tools = [TAKEN for tool in OVER]
        sent = {"tools": tools} if tools else {}
        return await openai.AsyncOpenAI().chat.completions.create(
            model="gpt-5",
            messages=[{"role": "system", "content": RULES}, {"role": "user", "content": question}],
            **sent,
        )
"""
TOLD = "{'type': 'function', 'function': {'name': tool.name}}"


def offered(over: str, annotation: str = "conversation.ChatLog", taken: str = TOLD) -> list[str]:
    return codes(PROGRAM.replace("OVER", over).replace("ANNOTATION", annotation).replace("TAKEN", taken))


@pytest.mark.parametrize("annotation", ["conversation.ChatLog", "ChatLog | None"])
def test_tools_in_the_order_of_their_registration(annotation: str) -> None:
    assert offered("chat_log.llm_api.tools", annotation) == ["PL104"]


@pytest.mark.parametrize(
    ("over", "annotation"),
    [
        pytest.param("sorted(chat_log.llm_api.tools, key=str)", "conversation.ChatLog", id="sorted"),
        pytest.param("chat_log.llm_api.examples", "conversation.ChatLog", id="something else"),
        pytest.param("chat_log.tools", "conversation.ChatLog", id="of the log itself"),
        pytest.param("chat_log.llm_api.tools", "Log", id="of another log"),
    ],
)
def test_tools_in_an_order(over: str, annotation: str) -> None:
    assert offered(over, annotation) == []


CONDITION = """
import openai
from rules import RULES


async def answer(session, question):
    listed = (await session.list_tools()).tools
    return await openai.AsyncOpenAI().chat.completions.create(
        model="gpt-5",
        tools=[FIRST] if CONDITION else [],
        messages=[{"role": "system", "content": RULES}, {"role": "user", "content": question}],
    )


FIRST = {"type": "function", "function": {"name": "search"}}
"""


@pytest.mark.parametrize("condition", ["listed", "len(listed) > 3", "not listed", "'search' in listed"])
def test_a_condition_on_what_has_no_order_is_none_on_the_order(condition: str) -> None:
    assert codes(CONDITION.replace("CONDITION", condition)) == []


AGREED = """
import openai
from rules import RULES

SEARCH = {"type": "function", "function": {"name": "search"}}


class Assistant:
    def __init__(self):
        self.tools = self.load()

    def load(self):
        tools = []
        said = input("Install what the search needs? ")
        if CONDITION:
            tools.append(SEARCH)
        return tools

    def reload(self):
        self.tools = self.load()

    def answer(self, question):
        self.reload()
        return openai.OpenAI().chat.completions.create(
            model="gpt-5",
            tools=self.tools,
            messages=[{"role": "system", "content": RULES}, {"role": "user", "content": question}],
        )
"""


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param("said == 'y'", [], id="yes"),
        pytest.param("said.lower() == 'yes'", [], id="in any case"),
        pytest.param("said != 'n'", [], id="not no"),
        pytest.param("said == 'search'", ["PL104"], id="by its name"),
        pytest.param("'search' in said", ["PL104"], id="by a word"),
    ],
)
def test_tools_that_a_user_agrees_to(condition: str, expected: list[str]) -> None:
    assert codes(AGREED.replace("CONDITION", condition)) == expected
