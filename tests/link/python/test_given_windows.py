"""The last few messages of a conversation, which an object gives to whoever sends them."""

from __future__ import annotations

import pytest

from _programs import codes

KEEPING = """
class Conversation:
    def __init__(self):
        self.messages = []

    def greet(self):
        return {"role": "assistant", "content": "Hello."}

    def add(self, role, content):
        entry = {"role": role, "content": content}
        self.messages.append(entry)

    def get_history(self, most: int = 30):
        return self.messages[-most:]
"""
SENDING = """
from keeping import Conversation
from rules import RULES


class Agent:
    def answer(self, conversations, key, question):
        conversation = conversations.get(key) or Conversation.named(key)
        history = conversation.get_history()
        return self.send([{"role": "system", "content": RULES}, *history])
"""
GIVEN = "return self.messages[-most:]"


def said(keeping: str = KEEPING, sending: str = SENDING) -> list[str]:
    return [code for code in codes(sending, {"keeping.py": keeping}) if code == "PL105"]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(GIVEN, id="as they are"),
        pytest.param("return list(self.messages[-int(most):])", id="a copy"),
        pytest.param("kept = self.messages[1:]\n        return kept[-most:]", id="of a part"),
        pytest.param("return [dict(each) for each in self.messages[-most:]]", id="each made anew"),
        pytest.param("return self.messages[:1] + self.messages[-most:]", id="behind the first"),
        pytest.param(
            "made = []\n        for each in self.messages[-most:]:\n            made.append(each)\n        return made",
            id="one by one",
        ),
        pytest.param(f"if len(self.messages) > most:\n            {GIVEN}\n        return self.messages", id="if more"),
    ],
)
def test_what_is_given(given: str) -> None:
    assert said(KEEPING.replace(GIVEN, given)) == ["PL105"]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param("return self.messages", id="all of them"),
        pytest.param("return self.messages[-1:]", id="the newest"),
        pytest.param("return self.messages[:most]", id="the first"),
        pytest.param("return len(self.messages[-most:])", id="how many they are"),
        pytest.param(f"if self.tokens > 9_000:\n            {GIVEN}\n        return self.messages", id="if too long"),
        pytest.param(f"self.summary = summarize(self.messages)\n        {GIVEN}", id="behind a summary"),
        pytest.param(
            "if len(self.messages) > 80:\n            self.messages = self.messages[-9:]\n        return self.messages",
            id="in large steps",
        ),
    ],
)
def test_what_is_not(given: str) -> None:
    assert said(KEEPING.replace(GIVEN, given)) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param('self.send([{"role": "system", "content": RULES}, *history])', "history", [], id="shown"),
        pytest.param("self.send(", "print(", ["PL105"], id="into a list of messages"),
        pytest.param(
            '[{"role": "system", "content": RULES}, *history]', "RULES, history=history", ["PL105"], id="by its name"
        ),
        pytest.param('send([{"role": "system", "content": RULES}, *history])', "summary(history)", [], id="read"),
        pytest.param(
            'send([{"role": "system", "content": RULES}, *history])', "build_messages(history)", ["PL105"], id="put in"
        ),
        pytest.param("get_history()", "get_history(0)", [], id="asked for all"),
        pytest.param("get_history()", "get_history(most=None)", [], id="asked for no limit"),
        pytest.param("get_history()", "others()", [], id="not asked"),
    ],
)
def test_who_asks(old: str, new: str, expected: list[str]) -> None:
    assert old in SENDING
    assert said(sending=SENDING.replace(old, new)) == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param("get_history()", [], id="all of them"),
        pytest.param("get_history(20)", ["PL105"], id="so many"),
        pytest.param("get_history(most=20)", ["PL105"], id="so many by name"),
    ],
)
def test_a_limit_that_is_asked_for(call: str, expected: list[str]) -> None:
    keeping = KEEPING.replace("most: int = 30", "most: int | None = None").replace(
        GIVEN, "return self.messages[-most:] if most else self.messages"
    )
    assert said(keeping, SENDING.replace("get_history()", call)) == expected


def test_what_holds_no_messages() -> None:
    assert said(KEEPING.replace('"role": role', '"time": role').replace('"role"', '"name"')) == []
