"""What stands beside a prompt, and is neither sent nor another one in the next request."""

from __future__ import annotations

import pytest

from _programs import codes

FOUND = """
from string import Formatter


def inspect_prompt(text):
    found = set()
    for _, name, _, _ in Formatter().parse(text):
        found.add(name)
    RETURN
"""


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        pytest.param("return found, text", [], id="beside the text"),
        pytest.param("return found", [], id="alone"),
        pytest.param('return "Use these fields and no others: " + ", ".join(found), text', ["PL103"], id="in the text"),
    ],
)
def test_the_names_that_are_found_in_a_prompt(returned: str, expected: list[str]) -> None:
    assert [code for code in codes(FOUND.replace("RETURN", returned)) if code == "PL103"] == expected


ROUTE = """
from fastapi import Request
import openai

client = openai.OpenAI()
TOOLS = [{"type": "function", "function": {"name": "search", "description": "Searches the tickets."}}]


async def ask(request: Request, history):
    tools = TOOLS
    if TEST:
        tools = []
    return client.chat.completions.create(model="gpt-5.5", messages=history, tools=tools)
"""


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        pytest.param('request.method == "GET"', [], id="the verb"),
        pytest.param('request.query_params["search"] == "off"', ["PL104"], id="what is asked"),
        pytest.param('request.headers.get("x-tools")', ["PL104"], id="who asks"),
    ],
)
def test_the_verb_of_a_request_is_that_of_its_route(test: str, expected: list[str]) -> None:
    assert codes(ROUTE.replace("TEST", test)) == expected
