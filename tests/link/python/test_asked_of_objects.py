"""Methods that are named and properties that are read: what they give is followed as that of a call."""

from __future__ import annotations

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
