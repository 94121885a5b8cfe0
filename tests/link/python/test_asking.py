"""What a question decides: which tools are chosen for it, which of a table, and in which order they come."""

from __future__ import annotations

import pytest

from _programs import codes

TOOLS = """
import anthropic
from library import embed, fits, pick, rank, settings
from rules import RULES

client = anthropic.Anthropic()
SCHEMA = {"type": "object", "properties": {"id": {"type": "string"}}}
SEARCH = {"name": "search", "description": "Searches the tickets.", "input_schema": SCHEMA}
FETCH = {"name": "fetch", "description": "Fetches a ticket.", "input_schema": SCHEMA}
REFUND = {"name": "refund", "description": "Gives the money back.", "input_schema": SCHEMA}
TOOLS = [SEARCH, FETCH, REFUND]
BY_TOPIC = {"refund": [REFUND], "find": [SEARCH, FETCH]}
SYSTEM = [{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}]


def classify(said):
    sent = [{"role": "user", "content": said}]
    return client.messages.create(model="claude-haiku-4-5", max_tokens=9, messages=sent).content[0].text


def answer(QUESTION, options, tool_router, index):
    BODY
    return client.messages.create(
        model="claude-sonnet-4-5",
        max_tokens=500,
        tools=tools,
        system=SYSTEM,
        messages=[{"role": "user", "content": QUESTION}],
    )
"""
APPENDED = "tools = list(TOOLS)\n    if TEST:\n        tools.append({**REFUND, 'name': 'more'})"


def said(body: str, question: str = "query") -> list[str]:
    return codes(TOOLS.replace("BODY", body).replace("QUESTION", question))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(APPENDED.replace("TEST", '"weather" in query'), id="a word of the question"),
        pytest.param(APPENDED.replace("TEST", "fits(query)"), id="a function of the question"),
        pytest.param('tools = [each for each in TOOLS if each["name"] in pick(query)]', id="those that are picked"),
        pytest.param("tools = [each for each in TOOLS if fits(each, to=query)]", id="those that fit"),
        pytest.param('tools = sorted(TOOLS, key=lambda each: rank(query, each["name"]))', id="the order"),
        pytest.param('tools = sorted(TOOLS, key=lambda each: rank(query, each["name"]))[:2]', id="the best of them"),
        pytest.param("tools = TOOLS[:]\n    tools.sort(key=lambda each: rank(query, each))", id="sorted in place"),
        pytest.param("tools = tool_router.route(query, TOOLS)", id="by a router"),
        pytest.param("tools = index.select_tools(query)", id="by a method"),
        pytest.param("tools = index.search_relevant_tools(options, query=query)", id="by a search"),
        pytest.param("tools = BY_TOPIC[classify(query)]", id="of a table"),
        pytest.param("tools = BY_TOPIC.get(classify(query), TOOLS)", id="of a table that has a default"),
    ],
)
def test_tools_that_a_question_decides_about(body: str) -> None:
    assert said(body) == ["PL104"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(APPENDED.replace("TEST", "options.web"), id="an option"),
        pytest.param(APPENDED.replace("TEST", "fits(options)"), id="a function of the options"),
        pytest.param(APPENDED.replace("TEST", "isinstance(query, str)"), id="the kind of the question"),
        pytest.param("tools = [each for each in TOOLS if fits(each, options)]", id="those that fit the options"),
        pytest.param('tools = sorted(TOOLS, key=lambda each: each["name"])', id="the order of their names"),
        pytest.param("tools = sorted(TOOLS, key=lambda query: query['name'])", id="an argument of that name"),
        pytest.param("tools = sorted(TOOLS[:1], key=lambda each: rank(query, each))", id="one tool"),
        pytest.param("tools = tool_router.route(options, TOOLS)", id="by a router of something else"),
        pytest.param("tools = index.select_tools(settings.team)", id="for a team"),
        pytest.param("tools = index.bind(query)", id="by a method that chooses nothing"),
        pytest.param("tools = BY_TOPIC[settings.topic]", id="of a table by a setting"),
        pytest.param("tools = BY_TOPIC[options]", id="of a table by what nobody knows"),
        pytest.param('tools = BY_TOPIC["find"]', id="one of a table"),
        pytest.param("fits(query)\n    tools = TOOLS", id="all of them"),
    ],
)
def test_tools_that_something_else_decides_about(body: str) -> None:
    assert said(body) == []


def test_a_question_by_another_name_is_known_by_its_message() -> None:
    assert said(APPENDED.replace("TEST", '"weather" in row_text'), "row_text") == ["PL104"]
    assert said(APPENDED.replace("TEST", '"weather" in asked'), "asked") == []


EXAMPLES = """
import anthropic
from library import rank
from rules import RULES

EXAMPLES = ["The parcel is late: apologise.", "The parcel is broken: refund.", "The parcel is lost: search."]


def answer(query):
    examples = "\\n".join(CHOSEN)
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-5",
        max_tokens=500,
        system=f"{examples}\\n{RULES}",
        messages=[{"role": "user", "content": query}],
    )
"""


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("sorted(EXAMPLES, key=lambda each: rank(each, query))", ["PL101"]),
        ("sorted(EXAMPLES, key=lambda each: rank(each, query), reverse=True)[:2]", ["PL101"]),
        ("sorted(EXAMPLES, key=len)", []),
        ("sorted(EXAMPLES, key=lambda each: len(each))", []),
        ("EXAMPLES", []),
    ],
)
def test_examples_in_the_order_of_a_question(chosen: str, expected: list[str]) -> None:
    assert codes(EXAMPLES.replace("CHOSEN", chosen)) == expected
