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
