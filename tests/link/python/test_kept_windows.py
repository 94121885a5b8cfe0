"""Conversations that an object cuts itself, where nothing shows how they are sent but the name of a function."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
import records

RULES = "Answer the questions."


class Agent:
    def __init__(self, model, history, kept):
        self.model, self.history, self.kept, self.prices = model, history, kept, []

    def add(self, question):
        self.history.append({"role": "user", "content": question})
        self.cut()

    def cut(self):
        if len(self.history) - 1 > self.kept:
            self.history = [self.history[0], {"role": "user", "content": "Go on."}] + self.history[-self.kept:]

    def ask(self):
        return self.model.invoke(self.history)
"""
CUT = "self.history[-self.kept:]"


def said(old: str = "", new: str = "", program: str = PROGRAM) -> list[str]:
    assert old in program
    return [code for code in codes(program.replace(old, new)) if code == "PL105"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="with so many"),
        pytest.param("if len(self.history) - 1 > self.kept:", "if self.kept:", id="whenever it is set"),
        pytest.param(
            'self.history = [self.history[0], {"role": "user", "content": "Go on."}] + ',
            "self.history = ",
            id="without a word",
        ),
        pytest.param("invoke(self.history)", "run([RULES, *self.history], messages=self.history)", id="by a keyword"),
        pytest.param("invoke(self.history)", "chat([RULES] + self.history)", id="behind another"),
        pytest.param('append({"role": "user", "content": question})', "append(records.Turn(role=1))", id="of objects"),
    ],
)
def test_a_conversation_that_is_cut(old: str, new: str) -> None:
    assert said(old, new) == ["PL105"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(CUT, "self.history[-(self.kept // 2):]", id="to half of it"),
        pytest.param(CUT, "self.history[-1:]", id="to the latest one"),
        pytest.param(CUT, "self.history[1:]", id="from the beginning"),
        pytest.param(
            "def cut(self):", "def cut(self):\n        self.summary = summarize(self.history)", id="summed up"
        ),
        pytest.param("self.model.invoke(self.history)", "self.model.invoke(RULES)", id="not sent"),
        pytest.param("self.model.invoke(self.history)", "self.shown(self.history)", id="shown"),
        pytest.param('{"role": "user", "content": ', '{"by": "user", "content": ', id="no messages"),
        pytest.param("self.history", "self.prices", id="of something else"),
        pytest.param("def cut(self):", "def reset(self):", id="at the beginning"),
    ],
)
def test_silent(old: str, new: str) -> None:
    assert said(old, new) == []
