"""Tools of several servers that are asked at once: they stand in the order in which the servers answer."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
import asyncio
from concurrent.futures import ThreadPoolExecutor, as_completed

import openai
from rules import RULES


class Hub:
    def __init__(self, servers):
        self.servers = servers
        self.tools = []
        self.by_name = {}

    async def _connect(self, server):
        found = await server.known()
        self.tools.extend(found)
        self.by_name[server.name] = found[0]

    async def start(self):
        START

    async def ask(self, history):
        return await openai.AsyncOpenAI().chat.completions.create(
            model="gpt-5", messages=[{"role": "system", "content": RULES}, *history], tools=self.tools
        )
"""
AT_ONCE = "await asyncio.gather(*(self._connect(server) for server in self.servers))"
BY_NAME = ("tools=self.tools", "tools=list(self.by_name.values())")


def said(start: str, *changes: tuple[str, str]) -> list[str]:
    program = PROGRAM.replace("START", start.replace("\n", "\n        "))
    for old, new in changes:
        assert old in program
        program = program.replace(old, new)
    return codes(program)


@pytest.mark.parametrize("changes", [(), (BY_NAME,)])
@pytest.mark.parametrize(
    "start",
    [
        pytest.param(AT_ONCE, id="gathered"),
        pytest.param(
            "waiting = [self._connect(server) for server in self.servers]\nawait asyncio.gather(*waiting)", id="a list"
        ),
        pytest.param(
            "async with asyncio.TaskGroup() as group:\n    for server in self.servers:\n"
            "        group.create_task(self._connect(server))",
            id="tasks",
        ),
        pytest.param(
            "for done in asyncio.as_completed([server.known() for server in self.servers]):\n    found = await done\n"
            "    self.tools.extend(found)\n    self.by_name[found[0].name] = found[0]",
            id="as they are completed",
        ),
        pytest.param(
            "with ThreadPoolExecutor() as pool:\n    waiting = [pool.submit(server.known) for server in self.servers]\n"
            "    for done in as_completed(waiting):\n        self.tools += done.result()\n"
            "        self.by_name.update(done.result())",
            id="in threads",
        ),
    ],
)
def test_in_the_order_of_their_answers(start: str, changes: tuple[tuple[str, str], ...]) -> None:
    assert said(start, *changes) == ["PL104"]


@pytest.mark.parametrize(
    ("start", "changes"),
    [
        pytest.param("for server in self.servers:\n    await self._connect(server)", (), id="one by one"),
        pytest.param(
            "for server in self.servers:\n    await asyncio.wait_for(self._connect(server), 30)\n"
            "await asyncio.gather(self.watch(), self.serve())",
            (),
            id="one by one, in time",
        ),
        pytest.param(
            "for server in self.servers:\n    async for line in self._connect(server):\n        print(line)\n"
            "await asyncio.gather(self.watch(), self.serve())",
            (("self.tools.extend(found)", "self.tools.extend(found)\n        yield found"),),
            id="results that are gone over",
        ),
        pytest.param("await asyncio.gather(self._connect(self.servers[0]), self.watch())", (), id="one of them"),
        pytest.param(
            "for found in await asyncio.gather(*(server.known() for server in self.servers)):\n"
            "    self.tools.extend(found)",
            (),
            id="in the order of the servers",
        ),
        pytest.param(AT_ONCE, (("tools=self.tools", "tools=sorted(self.tools, key=str)"),), id="sorted"),
        pytest.param(f"{AT_ONCE}\nself.tools.sort(key=str)", (), id="sorted in place"),
        pytest.param(AT_ONCE, (("await server.known()", "server.tools"),), id="nothing to wait for"),
        pytest.param(AT_ONCE, (("tools=self.tools", "tools=[]"),), id="not sent"),
        pytest.param(AT_ONCE, (("self.tools.extend(found)", "self.tools = found"),), id="nothing is added"),
    ],
)
def test_in_a_certain_order(start: str, changes: tuple[tuple[str, str], ...]) -> None:
    assert said(start, *changes) == []
