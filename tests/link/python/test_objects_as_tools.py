"""Tools that are objects of another library: what a model is told of them, and what they work with."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
import time

from agno.agent import Agent
from kit import MailTools, SearchTool, Tool
from rules import RULES


def answer(request, user_id, client):
    agent = Agent(tools=[TOOL], instructions=RULES)
    return agent.run(request.text)
"""


@pytest.mark.parametrize(
    "tool",
    [
        pytest.param("SearchTool(request.user_id)", id="a user by place"),
        pytest.param("SearchTool(user=request.user_id)", id="a user by name"),
        pytest.param("MailTools(sender_name=request.user_name)", id="a name that is no tool's"),
        pytest.param("SearchTool(index_name=request.index)", id="the name of an index"),
        pytest.param("SearchTool(document_store=request.state.documents)", id="documents"),
        pytest.param("SearchTool(client, time.time())", id="a moment at which it begins"),
        pytest.param("SearchTool(started=time.time(), name='search')", id="a moment beside its name"),
        pytest.param("Tool('search', client.find, 'Finds tickets.')", id="plain texts"),
    ],
)
def test_what_a_tool_works_with(tool: str) -> None:
    assert codes(PROGRAM.replace("TOOL", tool)) == []


@pytest.mark.parametrize(
    "tool",
    [
        pytest.param("Tool(name='search', description=f'Finds tickets. It is {time.time()}.')", id="by name"),
        pytest.param("Tool('search', client.find, f'Finds tickets. It is {time.time()}.')", id="by place"),
        pytest.param("Tool(name=f'search_{time.time()}', func=client.find)", id="in its name"),
        pytest.param("Tool(name='search', args_schema={'since': {'default': time.time()}})", id="in its schema"),
    ],
)
def test_what_a_model_is_told(tool: str) -> None:
    assert codes(PROGRAM.replace("TOOL", tool)) == ["PL104"]
