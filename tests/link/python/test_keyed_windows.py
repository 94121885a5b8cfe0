"""Conversations of many users in one mapping, each under its key, that are cut with every turn."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
from collections import defaultdict, deque

import openai

RULES = "Answer the questions."
client = openai.OpenAI()
talks = {}
LIMIT = 20


def ask(user, question):
    talks.setdefault(user, [])
    talks[user].append({"role": "user", "content": question})
    talks[user] = talks[user][-LIMIT:]
    messages = [{"role": "system", "content": RULES}] + talks[user]
    return client.chat.completions.create(model="gpt-5", messages=messages)
"""
CUT = "talks[user] = talks[user][-LIMIT:]"
OBJECT = """
import openai

RULES = "Answer the questions."


class Bot:
    def __init__(self):
        self.client, self.talks = openai.OpenAI(), {}

    def talk(self, user):
        if user not in self.talks:
            self.talks[user] = [{"role": "system", "content": RULES}]
        return self.talks[user]

    def add(self, user, question):
        messages = self.talk(user)
        messages.append({"role": "user", "content": question})
        if len(messages) > 21:
            messages = [messages[0]] + messages[-20:]
            self.talks[user] = messages
        return messages

    def ask(self, user, question):
        return self.client.chat.completions.create(model="gpt-5", messages=self.add(user, question))
"""


def said(old: str = "", new: str = "", program: str = PROGRAM) -> list[str]:
    assert old in program
    return [code for code in codes(program.replace(old, new)) if code == "PL105"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="the last few are put back"),
        pytest.param(CUT, f"if len(talks[user]) > LIMIT:\n        {CUT}", id="where there are more"),
        pytest.param(CUT, "talks[user] = talks[user][:1] + talks[user][-20:]", id="behind the first"),
        pytest.param(CUT, "talks[user][:] = talks[user][-20:]", id="in place"),
        pytest.param(CUT, "del talks[user][:-20]", id="deleted"),
        pytest.param(CUT, "talk = talks[user]\n    while len(talk) > LIMIT:\n        talk.pop(0)", id="one by one"),
        pytest.param(CUT, "talk = talks.get(user)\n    talks[user] = talk[-20:]", id="under another name"),
        pytest.param("talks = {}", "talks = defaultdict(lambda: deque(maxlen=20))", id="a short queue by default"),
        pytest.param(
            '[{"role": "system", "content": RULES}] + talks[user]', "None; call_model(talks[user])", id="given on"
        ),
        pytest.param("setdefault(user, [])", "setdefault(user, deque(maxlen=20))", id="a short queue for each"),
    ],
)
def test_conversations_that_are_cut(old: str, new: str) -> None:
    assert said(old, new) == ["PL105"]


def test_conversations_of_an_object() -> None:
    assert said(program=OBJECT) == ["PL105"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(CUT, "", id="whole"),
        pytest.param(CUT, f"if len(talks[user]) > 40:\n        {CUT.replace('LIMIT', '20')}", id="seldom"),
        pytest.param(
            CUT,
            "talk = talks[user]\n    if len(talk) > 40:\n        while len(talk) > LIMIT:\n            talk.pop(0)",
            id="one by one and seldom",
        ),
        pytest.param(CUT, "talks[user] = talks[user][-1:]", id="the latest one"),
        pytest.param(CUT, "talks[user] = talks[user][2:]", id="from a place on"),
        pytest.param(CUT, "talks[user] = talks[user][:20]", id="the first ones"),
        pytest.param(CUT, "last = talks[user][-LIMIT:]; print(last)", id="only written down"),
        pytest.param(
            '[{"role": "system", "content": RULES}] + talks[user]', "None; save_chat(talks[user])", id="saved"
        ),
        pytest.param(CUT, f"summarize(talks[user]); {CUT}", id="summed up"),
        pytest.param(CUT, "queue = deque(maxlen=3); queue.popleft()", id="of something else"),
        pytest.param('{"role": "user", "content": question}', '{"by": "user", "text": question}', id="no messages"),
        pytest.param("+ talks[user]", '+ [{"role": "user", "content": question}]', id="not sent with it"),
        pytest.param(
            "talks = {}\nLIMIT = 20\n\n\ndef ask(user, question):",
            "LIMIT = 20\n\n\ndef ask(user, question):\n    talks = {}",
            id="made anew",
        ),
    ],
)
def test_silent(old: str, new: str) -> None:
    assert said(old, new) == []


def test_an_object_that_lets_them_grow() -> None:
    assert said("> 21", "> 200", OBJECT) == []
