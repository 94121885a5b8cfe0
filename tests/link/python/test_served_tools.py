"""Tools that the clients of several servers have kept since they connected."""

from __future__ import annotations

import pytest

from _programs import codes, told

CLIENT = """
class Client:
    def __init__(self, name):
        self.name = name
        self._session = None
        self._tools: list[dict] = []

    @property
    def tools(self) -> list[dict]:
        return self._tools

    def tool_list(self):
        return list(self._tools)

    async def connect(self):
        self._session = await opened(self.name)
        listed = await self._session.list_tools()
        KEPT
"""
MANAGER = """
from client import Client


class Manager:
    def __init__(self, names):
        self._names = names
        self._clients: dict[str, ELEMENT] = {}

    async def connect(self):
        for name in self._names:
            self._clients[name] = Client(name)
            await self._clients[name].connect()

    def get_all_tools(self):
        tools = []
        for name, each in self._clients.items():
            for tool in TAKEN:
                tools.append((name, tool))
        return GIVEN
"""
REGISTRY = """
class ToolRegistry:
    def __init__(self):
        self.tools = {}

    def register(self, tool):
        self.tools[tool.name] = tool

    def NAME(self, *, plans: bool = False):
        return [tool.schema() for tool in LISTED]
"""
MAIN = """
from mcp import ClientSession
from manager import Manager
from registry import ToolRegistry
from remote import RemoteTool


def add_tools(registry: ToolRegistry, manager: Manager) -> str:
    for name, tool in manager.get_all_tools():
        registry.register(RemoteTool(name, tool, description=str(tool.description)))
    return "done"
"""


def said(
    kept: str = "self._tools = listed.tools",
    element: str = "Client",
    taken: str = "each.tools",
    given: str = "tools",
    name: str = "to_openai_format",
    listed: str = "self.tools.values()",
) -> list[str]:
    manager = MANAGER.replace("ELEMENT", element).replace("TAKEN", taken).replace("GIVEN", given)
    others = {
        "client.py": CLIENT.replace("KEPT", kept),
        "manager.py": manager,
        "registry.py": REGISTRY.replace("NAME", name).replace("LISTED", listed),
    }
    found = told(MAIN, others)
    paths = {label.path for each in found for label in (each.finding.primary, *each.finding.related)}
    assert not found or paths == {"main.py", "client.py", "manager.py", "registry.py"}
    return [each.code for each in found]


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({}, id="in an attribute"),
        pytest.param({"kept": "self._tools = [Tool(each) for each in listed.tools]"}, id="each as another object"),
        pytest.param({"kept": "for each in listed.tools:\n            self._tools.append(each)"}, id="one by one"),
        pytest.param({"taken": "each.tool_list()"}, id="given by a method"),
        pytest.param({"name": "get_tool_definitions"}, id="definitions"),
        pytest.param({"name": "to_params"}, id="parameters"),
    ],
)
def test_tools_that_clients_keep_as_their_servers_list_them(changed: dict[str, str]) -> None:
    assert said(**changed) == ["PL104"]


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"kept": "self._tools = sorted(listed.tools, key=str)"}, id="sorted when they are kept"),
        pytest.param({"kept": "self._tools = TOOLS"}, id="kept from elsewhere"),
        pytest.param({"element": "Unknown"}, id="clients of a class that nobody knows"),
        pytest.param({"taken": "each.names"}, id="something else of a client"),
        pytest.param({"taken": "sorted(each.tools, key=str)"}, id="sorted when they are taken"),
        pytest.param({"given": "sorted(tools, key=str)"}, id="sorted when they are given"),
        pytest.param({"name": "names"}, id="what is not sent"),
        pytest.param({"listed": "sorted(self.tools.values(), key=str)"}, id="sorted by the registry"),
    ],
)
def test_tools_that_clients_keep_in_an_order_or_that_are_not_sent(changed: dict[str, str]) -> None:
    assert said(**changed) == []


SENT = """
import openai
from manager import Manager
from rules import RULES


def ask(manager: Manager, question):
    return openai.OpenAI().chat.completions.create(
        model="gpt-5",
        tools=[tool for name, tool in manager.get_all_tools()],
        messages=[{"role": "system", "content": RULES}, {"role": "user", "content": question}],
    )
"""


@pytest.mark.parametrize(
    ("given", "expected"),
    [pytest.param("tools", ["PL104"], id="as they come"), pytest.param("sorted(tools, key=str)", [], id="sorted")],
)
def test_such_tools_in_a_request(given: str, expected: list[str]) -> None:
    manager = MANAGER.replace("ELEMENT", "Client").replace("TAKEN", "each.tools").replace("GIVEN", given)
    client = CLIENT.replace("KEPT", "self._tools = listed.tools")
    assert codes(SENT, {"client.py": client, "manager.py": manager}) == expected
