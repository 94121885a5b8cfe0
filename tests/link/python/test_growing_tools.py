"""Tools that are changed while the conversation goes on that they are sent with."""

from __future__ import annotations

import pytest

from _programs import codes

LOOP = """
import openai
from rules import RULES


class Agent:
    def __init__(self, client, tools):
        self.client, self.tools = client, tools

    def run(self, question, tools, more, load):
        messages = [{"role": "system", "content": RULES}, {"role": "user", "content": question}]
        while True:
            FIRST
            answer = SENT
            messages.append(answer)
            for call in answer.tool_calls:
                messages.append(call.run())
                CHANGED
"""
SENT = "openai.OpenAI().chat.completions.create(model='gpt-5', messages=messages, tools=tools)"
OWN = "self.client.complete(messages, tools=self.tools)"


def said(changed: str, sent: str = SENT, first: str = "pass") -> list[str]:
    changed = changed.replace("\n", "\n                ")
    return codes(LOOP.replace("CHANGED", changed).replace("SENT", sent).replace("FIRST", first))


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param("tools.append(load(call.name))", id="one more"),
        pytest.param("if call.name == 'load_tools':\n    tools.extend(load(call))", id="by a condition"),
        pytest.param("tools += load(call)", id="added"),
        pytest.param("tools = [*tools, load(call)]", id="another list with one more"),
        pytest.param("tools = tools + load(call)", id="a sum"),
        pytest.param("tools = [each for each in tools if each.name != call.name]", id="one less"),
        pytest.param("tools.remove(call.name)", id="taken away"),
    ],
)
def test_tools_that_are_changed_in_the_loop_that_sends_them(changed: str) -> None:
    assert said(changed) == ["PL104"]


@pytest.mark.parametrize("changed", ["self.tools.append(load(call.name))", "self.tools += load(call)"])
def test_tools_of_an_agent(changed: str) -> None:
    assert said(changed, OWN) == ["PL104"]


@pytest.mark.parametrize(
    ("changed", "sent", "first"),
    [
        pytest.param("pass", SENT, "pass", id="as they are"),
        pytest.param("more.append(load(call.name))", SENT, "pass", id="another list"),
        pytest.param("self.tools.append(load(call.name))", SENT, "pass", id="those of the agent are not sent"),
        pytest.param("tools.append(load(call.name))", SENT, "tools = load()", id="made anew in each round"),
        pytest.param("tools.append(load(call.name))", SENT.replace("messages=messages, ", ""), "pass", id="no turns"),
        pytest.param("tools = list(tools)", SENT, "pass", id="a copy"),
        pytest.param("tools.count(call)", SENT, "pass", id="asked"),
        pytest.param("load(lambda: tools.append(call))", SENT, "pass", id="in a function that nobody calls"),
        pytest.param("tools.append(load(call.name))", SENT.replace("tools=tools", "tools=more"), "pass", id="not sent"),
    ],
)
def test_tools_that_stay(changed: str, sent: str, first: str) -> None:
    assert "PL104" not in said(changed, sent, first)


def test_tools_that_are_put_together_ahead_of_the_loop() -> None:
    program = LOOP.replace("while True:", "for each in more:\n            tools.append(each)\n        while True:")
    assert codes(program.replace("CHANGED", "pass").replace("SENT", SENT).replace("FIRST", "pass")) == []


KEPT = """
import anthropic
from rules import RULES


class Client:
    def __init__(self, client: anthropic.Anthropic):
        self.client, self.last_tools = client, []

    def plain(self, messages):
        return messages

    def create(self, messages, offered, has_results):
        request = {"model": "claude-sonnet-4-5", "max_tokens": 9, "system": RULES, "messages": self.plain(messages)}
        if offered:
            some_tools = MADE
            self.last_tools = some_tools
            request["tools"] = SENT
        elif has_results:
            request["tools"] = self.last_tools
        return self.client.messages.create(**request)
"""


@pytest.mark.parametrize(
    ("made", "sent", "expected"),
    [
        pytest.param("[each.schema for each in offered]", "some_tools", [], id="those of the request before"),
        pytest.param("[*self.last_tools, *offered]", "some_tools", ["PL104"], id="those before and more"),
        pytest.param("[each.schema for each in offered]", "[]", ["PL104"], id="others than were sent"),
    ],
)
def test_tools_that_are_sent_again(made: str, sent: str, expected: list[str]) -> None:
    assert codes(KEPT.replace("MADE", made).replace("SENT", sent)) == expected
