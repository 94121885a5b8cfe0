"""A message that is an object is not told by the sets that its class holds in capitals."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
from typing import Optional
from pydantic import BaseModel


class Message(BaseModel):
    role: str
    VALID_ROLES: frozenset = frozenset({"system", "user", "assistant", "tool"})
    content: Optional[str] = None


class Prompts:
    async def get_system_message(self) -> Optional[Message]:
        if self.minimal:
            return Message(role=self.role, content="You are an assistant.")
        if self.system_prompt is not None:
            return Message(role=self.role, content=self.system_prompt)
        return Message(role=self.role, content="\\n".join(self.lines))

    async def messages_for_run(self, message):
        messages = []
        system_message = await self.get_system_message()
        if system_message is not None:
            messages.append(system_message)
        return messages
"""
KINDS = 'VALID_ROLES: frozenset = frozenset({"system", "user", "assistant", "tool"})'


def said(old: str, new: str) -> list[str]:
    assert old in PROGRAM
    return codes(PROGRAM.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="a set of the class"),
        pytest.param(KINDS, "VALID_ROLES: tuple = ()", id="none"),
        pytest.param("frozenset({", "set({", id="that may be changed"),
    ],
)
def test_silent(old: str, new: str) -> None:
    assert said(old, new) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('"You are an assistant."', '", ".join({"a", "b"})', id="in what it says"),
        pytest.param("VALID_ROLES", "roles", id="among the fields of each message"),
    ],
)
def test_sets_of_the_message_itself(old: str, new: str) -> None:
    assert said(old, new) == ["PL103"]
