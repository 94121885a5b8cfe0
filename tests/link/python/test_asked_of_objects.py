"""Methods that are named and properties that are read: what they give is followed as that of a call."""

from __future__ import annotations

import pytest

from _programs import codes

LISTED = """
import openai
from datetime import datetime
from rules import RULES

class Context:
    def __init__(self, session):
        self.session = session
        self.known = {{}}

    @property
    def factories(self):
        return {{"who": self.who, "when": self.when}}

    def values(self, names):
        values = {{}}
        for name, factory in self.factories.items():
            if names is None:
                continue
            if any(each.startswith(name) for each in names):
                if name not in self.known:
                    self.known[name] = factory()
                values[name] = self.known[name]
        for name, value in self.session.extra.items():
            if name not in values:
                values[name] = value
        if not values:
            return values
        return values

    def who(self):
        return self.session.who

    def when(self):
        return {moment}

def ask(template, session, names, question):
    text = template.format(**Context(session).values(names))
    return openai.OpenAI().responses.create(model="gpt-5", instructions=text + RULES, input=question)
"""

READ = """
import openai
from datetime import datetime
from rules import RULES

class Assistant:
    @property
    def head(self):
        return {head}

    def text(self, names):
        text = RULES
        for name in names:
            if name.startswith("a"):
                continue
            if name.startswith("b"):
                continue
            if name.startswith("c"):
                continue
            if name.startswith("d"):
                continue
            if name.startswith("e"):
                continue
            text = text + name.title
        return self.head + text

    def ask(self, names, question):
        return openai.OpenAI().responses.create(model="gpt-5", instructions=self.text(names), input=question)
"""


def test_methods_that_a_mapping_lists() -> None:
    assert codes(LISTED.format(moment='datetime.now().strftime("%H:%M:%S")')) == ["PL102"]
    assert codes(LISTED.format(moment='datetime(2026, 1, 31).strftime("%H:%M:%S")')) == []
    assert codes(LISTED.format(moment="self.session.when")) == []


def test_a_property_that_a_long_method_reads() -> None:
    assert codes(READ.format(head='f"It is {datetime.now()}.\\n"')) == ["PL102"]
    assert codes(READ.format(head='"Be polite.\\n"')) == []


TOOL = """
from rules import RULES


class Tool:
    @classmethod
    def default(cls, field):
        return cls.schema().get("properties").get(field, {}).get("default")


NAME = Tool.default("request")
HEAD


def ask(client: openai.OpenAI, question):
    return client.responses.create(model="gpt-5", instructions=SYSTEM, input=question)
"""


@pytest.mark.parametrize(
    ("head", "system", "expected"),
    [
        pytest.param('SYSTEM = f"Use `{NAME}`. {RULES}"', "SYSTEM", [], id="at the top of a module"),
        pytest.param("", 'f"Use `{NAME}`. {RULES}"', [], id="computed there"),
        pytest.param("", 'f"You are asked: {Tool.default(question)} {RULES}"', [], id="nobody knows of which"),
        pytest.param("", 'f"You are asked: {question} {RULES}"', ["PL101"], id="the question"),
    ],
)
def test_a_default_that_is_called_as_a_request_is(head: str, system: str, expected: list[str]) -> None:
    program = "import openai\n" + TOOL.replace("HEAD", head)
    assert codes(program.replace("instructions=SYSTEM", f"instructions={system}")) == expected
