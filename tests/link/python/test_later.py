"""Collections of modules and objects that are empty at first: they are not when somebody fills them."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
import anthropic

from rules import RULES

SERVERS = {}


class Bot:
    def __init__(self):
        self.sessions = {}

    def connect(self, name, session):
        self.sessions[name] = session
        SERVERS[name] = session

    async def tools(self):
        found = []
        for session in self.sessions.values():
            listed = await session.list_tools()
            found.extend({"name": tool.name, "input_schema": tool.schema} for tool in listed.tools)
        return found

    async def ask(self, question):
        return anthropic.Anthropic().messages.create(
            model="claude-sonnet-4-5",
            max_tokens=9,
            tools=await self.tools(),
            system=[{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}],
            messages=[{"role": "user", "content": question}],
        )
"""


def said(old: str, new: str) -> list[str]:
    assert old in PROGRAM
    return codes(PROGRAM.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="of an object"),
        pytest.param("self.sessions.values()", "SERVERS.values()", id="of a module"),
        pytest.param("self.sessions[name] = session", "self.sessions.update({name: session})", id="updated"),
    ],
)
def test_what_fills_them_counts(old: str, new: str) -> None:
    assert said(old, new) == ["PL104"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("self.sessions[name] = session", "pass", id="nobody fills it"),
        pytest.param("return found", "return sorted(found, key=str)", id="sorted"),
        pytest.param("await session.list_tools()", "session.known()", id="no server is asked"),
    ],
)
def test_silent(old: str, new: str) -> None:
    assert said(old, new) == []
