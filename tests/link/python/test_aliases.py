"""Names of what another value keeps: what is changed under them is changed there."""

from __future__ import annotations

import pytest

from _programs import codes

MAIN = """
from copy import deepcopy
from datetime import datetime
import openai
from rules import RULES

client = openai.OpenAI()


def now():
    return datetime.now().strftime("%H:%M:%S")


class Agent:
    def __init__(self, text):
        self.values = {}
        self.text = text

    def ask(self, history, question):
        messages = [{"role": "system", "content": RULES}, *history, {"role": "user", "content": question}]
        DONE
        return client.chat.completions.create(model="gpt-5.5", messages=messages)
"""
STAMP = 'f"It is {now()}.\\n{RULES}"'
FILLED = 'messages[0]["content"] = f"It is {self.values[\'now\']}.\\n{RULES}"'


def said(done: str) -> list[str]:
    return codes(MAIN.replace("DONE", done.replace("\n", "\n        ")))


@pytest.mark.parametrize(
    "done",
    [
        pytest.param(f'first = messages[0]\nfirst["content"] = {STAMP}', id="an element"),
        pytest.param(f"first = messages[0]\nfirst.update(content={STAMP})", id="by a method"),
        pytest.param(
            f'for each in messages:\n    if each["role"] == "system":\n        each["content"] = {STAMP}',
            id="one that a loop looks at",
        ),
        pytest.param(f'values = self.values\nvalues["now"] = now()\n{FILLED}', id="an attribute"),
        pytest.param(
            'values = self.values.setdefault("more", {})\nvalues["now"] = now()\n'
            + FILLED.replace("self.values[", "self.values['more']["),
            id="an entry that is made where there is none",
        ),
        pytest.param(
            'more = {"inner": {}}\ninner = more.get("inner")\ninner["now"] = now()\n'
            + FILLED.replace("self.values[", "more['inner']["),
            id="an entry that is asked for",
        ),
    ],
)
def test_what_is_changed_under_another_name(done: str) -> None:
    assert said(done) == ["PL102"]


@pytest.mark.parametrize(
    "done",
    [
        pytest.param(f'first = deepcopy(messages[0])\nfirst["content"] = {STAMP}\nprint(first)', id="a copy"),
        pytest.param(f'first = dict(messages[0])\nfirst["content"] = {STAMP}\nprint(first)', id="another dict"),
        pytest.param(f'first = messages[0]\nfirst = {{}}\nfirst["content"] = {STAMP}', id="a name that is given anew"),
        pytest.param(
            f'first = messages[0]\nmessages = [{{"role": "system", "content": RULES}}]\nfirst["content"] = {STAMP}',
            id="a list that is made anew",
        ),
        pytest.param(
            'for each in messages:\n    if each["role"] == "user":\n        each["content"] += f"\\nIt is {now()}."',
            id="another message",
        ),
        pytest.param('last = messages[-1]\nlast["content"] = f"{question}\\nIt is {now()}."', id="the last message"),
    ],
)
def test_what_is_no_longer_the_same(done: str) -> None:
    assert "PL102" not in said(done)
