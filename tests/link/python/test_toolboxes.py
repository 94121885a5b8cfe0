"""Tools of servers that are gathered far from the request that they are sent with."""

from __future__ import annotations

import pytest

from _programs import codes, told

SEVERAL = """
from langchain_mcp_adapters.tools import load_mcp_tools


async def NAME(servers, log):
    all_tools = []
    infos = []
    for server in servers:
        tools = await load_mcp_tools(server.session)
        all_tools.extend(tools)
        infos.append({"server": server.name, "tools": [tool.name for tool in tools]})
    DONE
    return RETURNED
"""


def several(done: str = "pass", returned: str = "all_tools", name: str = "load_tools") -> list[str]:
    return codes(SEVERAL.replace("DONE", done).replace("RETURNED", returned).replace("NAME", name))


@pytest.mark.parametrize(
    ("done", "returned", "name"),
    [
        pytest.param("pass", "all_tools", "load_tools", id="alone"),
        pytest.param("pass", "all_tools, infos", "connect", id="among others"),
        pytest.param("result = list(all_tools)", "result", "get_tool_definitions", id="by the function's name"),
    ],
)
def test_tools_of_several_servers_have_no_order(done: str, returned: str, name: str) -> None:
    assert several(done, returned, name) == ["PL104"]


@pytest.mark.parametrize(
    ("done", "returned", "name"),
    [
        pytest.param("all_tools.sort(key=lambda tool: tool.name)", "all_tools", "load_tools", id="sorted in place"),
        pytest.param("all_tools.sort(key=str)", "all_tools, infos", "connect", id="sorted, and infos that are not"),
        pytest.param("pass", "sorted(all_tools, key=str)", "load_tools", id="sorted when they are given"),
        pytest.param("pass", "infos", "connect", id="what is told of them"),
        pytest.param("log(all_tools)", "len(all_tools)", "load_tools", id="their number"),
        pytest.param("result = list(all_tools)", "result", "connect", id="no name that tells"),
    ],
)
def test_tools_in_an_order_or_not_given(done: str, returned: str, name: str) -> None:
    assert several(done, returned, name) == []


def test_what_one_server_lists_is_its_own_affair() -> None:
    program = """
    class Server:
        async def list_tools(self):
            tools = (await self.session.list_tools()).tools
            return tools
    """
    assert codes(program) == []


REGISTRY = """
class ToolRegistry:
    def __init__(self):
        self._tools = {}

    def register(self, tool):
        self._tools[tool.name] = tool

    def GIVEN(self):
        definitions = [tool.schema() for tool in self._tools.values()]
        return DEFINITIONS
"""
CONNECT = """
from registry import ToolRegistry


async def connect(servers, registry: ToolRegistry, log):
    for server in servers:
        tools = await server.session.list_tools()
        for tool in LISTED:
            REGISTER
"""


def registered(
    listed: str = "tools.tools",
    register: str = "registry.register(Remote(server, tool))",
    definitions: str = "definitions",
    given: str = "get_definitions",
) -> list[str]:
    program = CONNECT.replace("LISTED", listed).replace("REGISTER", register)
    registry = REGISTRY.replace("DEFINITIONS", definitions).replace("GIVEN", given)
    found = told(program, {"registry.py": registry})
    labels = {label.path for each in found for label in (each.finding.primary, *each.finding.related)}
    assert not found or labels == {"main.py", "registry.py"}
    return [each.code for each in found]


@pytest.mark.parametrize("given", ["get_definitions", "tools", "list_schemas"])
def test_a_registry_gives_tools_in_the_order_of_their_registration(given: str) -> None:
    assert registered(given=given) == ["PL104"]


@pytest.mark.parametrize(
    ("changed"),
    [
        pytest.param({"definitions": "sorted(definitions, key=str)"}, id="sorted when it is asked"),
        pytest.param({"listed": "sorted(tools.tools, key=str)"}, id="registered in an order"),
        pytest.param({"register": "log(tool)"}, id="not registered"),
        pytest.param({"register": "registry.unregister(tool)"}, id="another method"),
        pytest.param({"given": "get_names"}, id="its names alone"),
        pytest.param({"listed": "server.tools"}, id="what is no listing"),
    ],
)
def test_a_registry_with_an_order(changed: dict[str, str]) -> None:
    assert registered(**changed) == []


ELEMENTS = """
import openai
from rules import RULES


class Desk:
    def __init__(self, OWNER, log):
        self.OWNER = OWNER

    async def tools(self):
        found = []
        for each in self.OWNER.values():
            listed = await each.list_tools()
            found += [{"type": "function", "function": {"name": tool.name}} for tool in listed.tools]
        return GIVEN

    async def ask(self, question):
        return await openai.AsyncOpenAI().chat.completions.create(
            model="gpt-5",
            tools=await self.tools(),
            messages=[{"role": "system", "content": RULES}, {"role": "user", "content": question}],
        )
"""


@pytest.mark.parametrize(
    ("owner", "given", "expected"),
    [
        pytest.param("sessions", "found", ["PL104"], id="sessions"),
        pytest.param("mcp_clients", "found", ["PL104"], id="clients"),
        pytest.param("sessions", "sorted(found, key=str)", [], id="sorted"),
        pytest.param("registries", "found", [], id="registries of the program"),
        pytest.param("toolkits", "found", [], id="something else"),
    ],
)
def test_what_a_loop_goes_over_tells_whom_its_elements_are(owner: str, given: str, expected: list[str]) -> None:
    assert codes(ELEMENTS.replace("OWNER", owner).replace("GIVEN", given)) == expected


KEPT = """
import asyncio
from langchain_mcp_adapters.tools import load_mcp_tools


class Manager:
    def __init__(self):
        self.tools = []

    async def connect(self, servers):
        self.tools = []
        for server in servers:
            self.tools.extend(await load_mcp_tools(server.session))
        DONE
"""


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        pytest.param(KEPT.replace("DONE", "self.is_ready = True"), ["PL104"], id="kept"),
        pytest.param(KEPT.replace("DONE", "self.tools.sort(key=str)"), [], id="sorted in place"),
        pytest.param(KEPT.replace("DONE", "self.tools = sorted(self.tools, key=str)"), [], id="sorted anew"),
        pytest.param(KEPT.replace("DONE", "pass").replace("self.tools", "self.infos"), [], id="something else"),
    ],
)
def test_tools_that_are_kept_in_an_attribute(program: str, expected: list[str]) -> None:
    assert codes(program) == expected


BOUND = """
from langchain_openai import ChatOpenAI

llm = ChatOpenAI(model="gpt-4o")


def answer(state, every):
    tools = GIVEN
    return llm.bind_tools(tools).invoke(state["messages"])
"""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("[tool for tool in set(every)]", ["PL104"]),
        ("list({tool.name: tool for tool in set(every)}.values())", ["PL104"]),
        ("sorted(set(every), key=str)", []),
        ("list(dict.fromkeys(every))", []),
        ("every", []),
    ],
)
def test_tools_that_are_bound_to_a_model(given: str, expected: list[str]) -> None:
    assert codes(BOUND.replace("GIVEN", given)) == expected


MADE = """
from datetime import datetime
from langchain_core.tools import StructuredTool

STARTED = StructuredTool.from_function(print, description=f"Says hello. Started at {datetime.now()}.")


def search_tool(search, index):
    return StructuredTool.from_function(search, name="search", description=GIVEN)
"""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('f"Searches all that was written until {datetime.now()}."', ["PL104"]),
        ('"Searches in: " + ", ".join(set(index.names))', ["PL104"]),
        ('"Searches in: " + ", ".join(sorted(set(index.names)))', []),
        ('f"Searches in {index.name}."', []),
        ('"Searches all that was written."', []),
    ],
)
def test_a_tool_whose_description_is_put_together(given: str, expected: list[str]) -> None:
    assert codes(MADE.replace("GIVEN", given)) == expected


def test_what_describes_something_else_is_no_tool() -> None:
    program = MADE.replace("StructuredTool.from_function", "Page").replace("GIVEN", 'f"Written at {datetime.now()}."')
    assert codes(program.replace("StructuredTool", "Page")) == []


GRAPH = """
from library import trimmed
from langchain_anthropic import ChatAnthropic
from langgraph.graph import StateGraph
from langgraph.prebuilt import SomeState

llm = ChatAnthropic(model="claude-sonnet-4-5")


class State(SomeState):
    todos: list


def built(registry, fixed, hooks):
    def call_model(state ANNOTATED):
        BEFORE
        some = [registry[each] for each in state["FIELD"]]
        bound = llm.bind_tools(GIVEN)
        return {"messages": [bound.invoke(state["messages"])]}

    return call_model
"""


def bound(given: str, field: str = "selected_tool_ids", before: str = "pass", annotated: str = "") -> list[str]:
    program = GRAPH.replace("GIVEN", given).replace("FIELD", field).replace("BEFORE", before)
    return codes(program.replace(" ANNOTATED", annotated))


@pytest.mark.parametrize(
    ("given", "before", "annotated"),
    [
        pytest.param("some + fixed", "pass", "", id="ahead of the others"),
        pytest.param("[*some, *fixed]", "pass", "", id="in a display"),
        pytest.param("[fixed[0], *some, *fixed[1:]]", "pass", "", id="among the others"),
        pytest.param("some + fixed", "state = trimmed(state)", "", id="of a state that hooks have changed"),
        pytest.param("some + fixed", "pass", ": State", id="of a state with a class"),
    ],
)
def test_tools_that_were_asked_for_stand_ahead_of_the_fixed_ones(given: str, before: str, annotated: str) -> None:
    assert bound(given, before=before, annotated=annotated) == ["PL104"]


@pytest.mark.parametrize(
    ("given", "field", "before"),
    [
        pytest.param("fixed + some", "selected_tool_ids", "pass", id="behind the others"),
        pytest.param("some", "selected_tool_ids", "pass", id="alone"),
        pytest.param("fixed", "selected_tool_ids", "pass", id="none of them"),
        pytest.param("some + fixed", "tools", "pass", id="the tools that were given"),
        pytest.param("some + fixed", "selected_tool_ids", "state = {'selected_tool_ids': ['a']}", id="no state"),
    ],
)
def test_tools_that_leave_the_fixed_ones_in_their_place(given: str, field: str, before: str) -> None:
    assert bound(given, field, before) == []


def test_what_is_no_graph_has_no_state() -> None:
    program = GRAPH.replace("langgraph", "library").replace("GIVEN", "some + fixed").replace(" ANNOTATED", "")
    assert codes(program.replace("FIELD", "selected_tool_ids").replace("BEFORE", "pass")) == []
