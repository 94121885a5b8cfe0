"""Tools that a function gives, or adds to those of an agent, in the order of a set or of a folder."""

from __future__ import annotations

import pytest

from _programs import codes

GIVEN = """
import importlib
import os
from pathlib import Path

from library import BaseTool, Tool

KINDS: dict[str, type] = {}


def wanted(names):
    return set(names)


def make(settings, folder, log) -> RETURNS:
    tools = []
    BODY
    return RETURNED
"""


def given(body: str, returned: str = "tools", returns: str = "list[Tool]") -> list[str]:
    lines = body.replace("\n", "\n    ")
    program = GIVEN.replace("BODY", lines).replace("RETURNED", returned).replace("RETURNS", returns)
    return codes(program)


LOOP = "for name in {}:\n    tools.append(KINDS[name]())"
IMPORTED = "for file in {}:\n    module = importlib.import_module(file.stem)\n    tools.extend(module.TOOLS)"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(LOOP.format("set(settings.names)"), id="a set of names"),
        pytest.param(LOOP.format("set(settings.names) - {'shell'}"), id="without one"),
        pytest.param(LOOP.format("{'search', 'read'} | set(settings.names)"), id="and some more"),
        pytest.param(
            LOOP.format("(settings.names if settings.is_ordered else set(settings.names))"), id="by a setting"
        ),
        pytest.param("chosen = set(settings.names)\n" + LOOP.format("chosen"), id="under a name"),
        pytest.param(
            "for kind in [KINDS[name] for name in set(settings.names)]:\n    tools.append(kind())", id="of their kinds"
        ),
        pytest.param(IMPORTED.format("Path(folder).iterdir()"), id="modules of a folder"),
        pytest.param(IMPORTED.format("Path(folder).glob('*.py')"), id="by a pattern"),
        pytest.param("tools = list(set(settings.tools))", id="each once"),
    ],
)
@pytest.mark.parametrize("returns", ["list[Tool]", "List[BaseTool]", "dict[str, Tool]", "list[ToolDefinition] | None"])
def test_tools_in_no_order(body: str, returns: str) -> None:
    assert given(body, returns=returns) == ["PL104"]


@pytest.mark.parametrize(
    ("body", "returned", "returns"),
    [
        pytest.param(LOOP.format("sorted(set(settings.names))"), "tools", "list[Tool]", id="sorted"),
        pytest.param(LOOP.format("dict.fromkeys(settings.names)"), "tools", "list[Tool]", id="each once, in order"),
        pytest.param(LOOP.format("settings.names"), "tools", "list[Tool]", id="as they are named"),
        pytest.param(LOOP.format("['search', 'read']"), "tools", "list[Tool]", id="spelled out"),
        pytest.param(LOOP.format("set(settings.names)"), "sorted(tools, key=str)", "list[Tool]", id="sorted at last"),
        pytest.param(
            LOOP.format("set(settings.names)") + "\ntools.sort(key=str)", "tools", "list[Tool]", id="sorted in place"
        ),
        pytest.param(LOOP.format("set(settings.names)"), "tools", "list[str]", id="names alone"),
        pytest.param(LOOP.format("set(settings.names)"), "tools", "list[ToolError]", id="what is no tool"),
        pytest.param(LOOP.format("set(settings.names)"), "tools", "set[Tool]", id="a set that somebody else orders"),
        pytest.param("for name in set(settings.names):\n    log(name)", "tools", "list[Tool]", id="another loop"),
        pytest.param(
            "known = set(settings.names)\ntools += known and settings.tools", "tools", "list[Tool]", id="asked"
        ),
        pytest.param(IMPORTED.format("sorted(Path(folder).iterdir())"), "tools", "list[Tool]", id="a folder, sorted"),
    ],
)
def test_tools_in_an_order(body: str, returned: str, returns: str) -> None:
    assert given(body, returned, returns) == []


ADDED = """
import importlib
from pathlib import Path


class Agent:
    def __init__(self, registry):
        self.tools = []
        self.registry = registry

    def add_tool(self, tool):
        self.tools.append(tool)

    def NAME(self, folder, names, log):
        for each in OVER:
            module = importlib.import_module(each.stem)
            for tool in module.TOOLS:
                ADD


def add_tool(agent, tool):
    agent.tools.append(tool)
"""


def added(over: str, add: str = "self.add_tool(tool)", name: str = "load") -> list[str]:
    return codes(ADDED.replace("OVER", over).replace("ADD", add).replace("NAME", name))


@pytest.mark.parametrize("over", ["Path(folder).iterdir()", "Path(folder).glob('*.py')", "set(names)"])
@pytest.mark.parametrize("add", ["self.add_tool(tool)", "add_tool(self, tool)", "self.tools.append(tool)"])
def test_tools_that_are_added_in_no_order(over: str, add: str) -> None:
    assert added(over, add) == ["PL104"]


@pytest.mark.parametrize(
    ("over", "add"),
    [
        pytest.param("sorted(Path(folder).iterdir())", "self.add_tool(tool)", id="sorted"),
        pytest.param("names", "self.add_tool(tool)", id="as they are named"),
        pytest.param("Path(folder).iterdir()", "log(tool)", id="not added"),
        pytest.param("Path(folder).iterdir()", "self.registry.add_tool(tool)", id="by a registry that nobody sees"),
    ],
)
def test_tools_that_are_added_in_an_order(over: str, add: str) -> None:
    assert added(over, add) == []


def test_tools_that_are_sorted_where_they_are_asked_for() -> None:
    listed = ADDED + "\n\ndef tools_of(agent):\n    return sorted(agent.tools, key=str)\n"
    assert codes(listed.replace("OVER", "Path(folder).iterdir()").replace("ADD", "add_tool(self, tool)")) == []
