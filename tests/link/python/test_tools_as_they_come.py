"""Tools of several servers that are asked at once, kept in the order in which these answer."""

from __future__ import annotations

import pytest

from _programs import codes

CLASS = """
import asyncio


class Hub:
    def __init__(self):
        self.tools = {}
        self.sessions = {}

    async def connect(self, server, log):
        found = await server.session.list_tools()
        for tool in found.tools:
            KEPT

    async def start(self, servers, log, group):
        STARTED

    def definitions(self):
        return DEFINITIONS
"""
LISTED = "[{'name': name, 'description': tool.description} for name, tool in self.tools.items()]"
GATHERED = "await asyncio.gather(*(self.connect(server, log) for server in servers))"


def hub(kept: str = "self.tools[tool.name] = tool", started: str = GATHERED, definitions: str = LISTED) -> list[str]:
    program = CLASS.replace("KEPT", kept).replace("STARTED", started.replace("\n", "\n        "))
    return codes(program.replace("DEFINITIONS", definitions))


@pytest.mark.parametrize("kept", ["self.tools[tool.name] = tool", "self.tools.setdefault(tool.name, tool)"])
@pytest.mark.parametrize(
    "started",
    [
        pytest.param(GATHERED, id="gathered"),
        pytest.param("await asyncio.gather(*[self.connect(each, log) for each in servers])", id="a list of them"),
        pytest.param(
            "tasks = [asyncio.create_task(self.connect(each, log)) for each in servers]\nawait asyncio.wait(tasks)",
            id="as tasks",
        ),
        pytest.param("for each in servers:\n    group.create_task(self.connect(each, log))", id="in a group"),
    ],
)
def test_tools_of_servers_that_are_asked_at_once(kept: str, started: str) -> None:
    assert hub(kept, started) == ["PL104"]


@pytest.mark.parametrize(
    ("kept", "started", "definitions"),
    [
        pytest.param("log(tool)", GATHERED, LISTED, id="not kept"),
        pytest.param("self.sessions[tool.name] = server", GATHERED, LISTED, id="no tools are kept"),
        pytest.param("self.tools[tool.name] = tool", "await self.connect(servers[0], log)", LISTED, id="one server"),
        pytest.param(
            "self.tools[tool.name] = tool",
            "task = asyncio.create_task(self.connect(servers, log))",
            LISTED,
            id="one task",
        ),
        pytest.param(
            "self.tools[tool.name] = tool", GATHERED, "sorted(self.tools)", id="sorted when they are asked for"
        ),
    ],
)
def test_tools_in_an_order_of_their_own(kept: str, started: str, definitions: str) -> None:
    assert hub(kept, started, definitions) == []


FUNCTION = """
import asyncio
from langchain_mcp_adapters.tools import load_mcp_tools


async def load(servers):
    every = []
    all_tools = []

    async def ask(server):
        found = await load_mcp_tools(server.session)
        KEPT
        return found

    answers = await asyncio.gather(*(ask(server) for server in servers))
    for answer in answers:
        every.extend(answer)
    return GIVEN
"""


def test_tools_that_an_inner_function_keeps() -> None:
    assert codes(FUNCTION.replace("KEPT", "all_tools.extend(found)").replace("GIVEN", "all_tools")) == ["PL104"]


def test_what_is_gathered_keeps_its_order() -> None:
    assert codes(FUNCTION.replace("KEPT", "pass").replace("GIVEN", "every")) == []
