"""Clocks on the ways that small applications take: what a framework passes, runs again or prints."""

from __future__ import annotations

import pytest

from _programs import codes

HEAD = """
    import humanize
    import openai
    import streamlit as st
    from collections import namedtuple
    from datetime import datetime, timezone
    from fastapi import Depends, FastAPI
    from pydantic import BaseModel
    from typing import Annotated
    from rules import RULES

    app = FastAPI()

    class Context(BaseModel):
        now: str
        place: str = "here"

    def send(system, history, question):
        messages = [{"role": "system", "content": system}, *history, {"role": "user", "content": question}]
        return openai.OpenAI().chat.completions.create(model="gpt-5", messages=messages)

    def moment() -> str:
        return datetime.now().isoformat()

    def session():
        yield datetime.now()

    def place() -> str:
        return "here"
"""


def said(program: str) -> list[str]:
    """The rules that find fault with a program."""
    return codes(HEAD + "".join(f"    {line}\n" for line in program.strip("\n").splitlines()))


INJECTED = """
@app.post("/chat")
async def chat(body: dict, {parameter}):
    return send(f"It is {{given}}. {{RULES}}", body["turns"], body["text"])
"""


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        pytest.param("given: str = Depends(moment)", ["PL102"], id="a default"),
        pytest.param("given: Annotated[str, Depends(moment)]", ["PL102"], id="beside the type"),
        pytest.param("*, given: str = Depends(moment)", ["PL102"], id="a keyword"),
        pytest.param("given: str = Depends(place)", [], id="a constant"),
        pytest.param("given: str = Depends(unknown)", [], id="a function that is not there"),
        pytest.param("given = Depends()", [], id="no function"),
        pytest.param("given = Depends(session)", ["PL102"], id="a generator, which gives one thing"),
        pytest.param("given: Annotated[str, 'a note']", ["PL101"], id="data of the request"),
    ],
)
def test_what_fastapi_passes(parameter: str, expected: list[str]) -> None:
    assert said(INJECTED.format(parameter=parameter)) == expected


def test_a_dependency_of_a_dependency() -> None:
    program = """
def made(now: Annotated[str, Depends(moment)]) -> str:
    return f"It is {now}. {RULES}"
""" + INJECTED.format(parameter="given: Annotated[str, Depends(made)]").replace("It is {given}. {RULES}", "{given}")
    assert said(program) == ["PL102"]


SCRIPT = """
SYSTEM = f"It is {{datetime.now()}}. {{RULES}}"
{asked}
    st.session_state.turns.append({{"role": "user", "content": question}})
    send(SYSTEM, st.session_state.turns, question)
"""


def test_a_streamlit_script_runs_again_with_each_question() -> None:
    assert said(SCRIPT.format(asked='if question := st.chat_input("Ask"):')) == ["PL102"]


def test_a_module_is_run_once() -> None:
    assert said(SCRIPT.format(asked="def ask(question):")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('"{now} {rules}".format(**locals())', ["PL102"], id="locals"),
        pytest.param('"{rules}".format(**locals())', [], id="locals that are not printed"),
        pytest.param(
            '("{now} " + RULES).format(**Context(now=now).model_dump())', ["PL102"], id="a model as a mapping"
        ),
        pytest.param('("{place} " + RULES).format(**Context(now=now).model_dump())', [], id="another field of it"),
        pytest.param('("{now} " + RULES).format(**vars(Context(now=now)))', ["PL102"], id="an object as a mapping"),
        pytest.param('f"{RULES} started {humanize.naturaltime(started)}"', ["PL102"], id="how long ago"),
        pytest.param(
            'f"{RULES} up {(datetime.now() - started).total_seconds():.0f} s"', ["PL102"], id="how many seconds ago"
        ),
        pytest.param('f"{RULES} up {(datetime.now() - started).total_seconds() > 9}"', [], id="whether it is long ago"),
        pytest.param('f"{RULES} {limit:>10}"', [], id="a number in a column"),
    ],
)
def test_what_is_printed(text: str, expected: list[str]) -> None:
    program = f"""
def ask(started, limit, history, question):
    now, rules = datetime.now().isoformat(), RULES
    return send({text}, history, question)
"""
    assert said(program) == expected


CHOSEN = """
TEXTS = {{"short": "It is {{now}}. " + RULES, "long": "Now: {{now}}. " + RULES}}

def ask(kind, history, question):
    return send(TEXTS[{key}].format(now={now}), history, question)
"""


@pytest.mark.parametrize(
    ("key", "now", "expected"),
    [
        ("kind", "moment()", ["PL102"]),
        ('"short"', "moment()", ["PL102"]),
        ("kind", '"noon"', []),
    ],
)
def test_one_of_a_few_texts(key: str, now: str, expected: list[str]) -> None:
    assert said(CHOSEN.format(key=key, now=now)) == expected


TEXTS = """
    from datetime import datetime
    from rules import RULES

    class Prompts:
        @staticmethod
        def text():
            return f"{RULES} It is {datetime.now()}"
"""
CALLER = """
    from client import ask
    from texts import Prompts

    def answer(turns, question):
        return ask(Prompts.text(), turns, question)
"""
CLIENT = """
    import openai

    def ask(said, turns, question):
        messages = [{"role": "system", "content": said}, *turns, {"role": "user", "content": question}]
        return openai.OpenAI().chat.completions.create(model="gpt-5", messages=messages)
"""


def test_a_module_that_only_speaks_of_prompts_passes_one_on() -> None:
    assert codes(CALLER, {"texts.py": TEXTS, "client.py": CLIENT}) == ["PL102"]


CHAIN = """
    from datetime import datetime
    from langchain_core.prompts import ChatPromptTemplate, HumanMessagePromptTemplate, SystemMessagePromptTemplate
    from langchain_core.runnables import RunnableLambda, RunnableParallel, RunnablePassthrough
    from langchain_openai import ChatOpenAI
    from rules import RULES

    now = RunnableLambda(lambda _: datetime.now().isoformat())
    prompt = ChatPromptTemplate.from_messages({messages})
    chain = {first} | prompt | ChatOpenAI(model="gpt-5")
"""
PLAIN = '[("system", "It is {now}. " + RULES), ("human", "{question}")]'
MADE = (
    '[SystemMessagePromptTemplate.from_template("It is {now}. " + RULES),'
    ' HumanMessagePromptTemplate.from_template("{question}")]'
)


@pytest.mark.parametrize("messages", [PLAIN, MADE])
@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ('{"now": lambda _: datetime.now().isoformat(), "question": lambda x: x}', ["PL102"]),
        ('{"now": now, "question": lambda x: x}', ["PL102"]),
        ("RunnablePassthrough.assign(now=lambda _: datetime.now().isoformat())", ["PL102"]),
        ('RunnableParallel(now=now, question=lambda x: x["question"])', ["PL102"]),
        ('RunnableParallel({"now": now, "question": lambda x: x})', ["PL102"]),
        ('{"now": lambda x: x["now"], "question": lambda x: x["question"]}', []),
        ('RunnablePassthrough.assign(now=lambda _: "noon")', []),
        ('{"other": now}', []),
    ],
)
def test_steps_of_a_chain(messages: str, first: str, expected: list[str]) -> None:
    assert codes(CHAIN.replace("{messages}", messages).replace("{first}", first)) == expected


FILLED = """
import re

class Clock:
    def __str__(self):
        return datetime.now().isoformat()

class Place:
    def __str__(self):
        return place()

def ask(history, question):
    values = {{"now": datetime.now().isoformat()}}
    return send({text}, history, question)
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r're.sub(r"{(\w+)}", lambda found: values.get(found[1], ""), "It is {now}. " + RULES)', ["PL102"]),
        (r're.sub(r"{(\w+)}", lambda found: "noon", "It is {now}. " + RULES)', []),
        ('f"{Clock()} {RULES}"', ["PL102"]),
        ('f"{Place()} {RULES}"', []),
    ],
)
def test_what_a_function_puts_into_a_text(text: str, expected: list[str]) -> None:
    assert said(FILLED.format(text=text)) == expected


def test_what_was_said_is_kept_in_the_state_of_a_session() -> None:
    program = """
SYSTEM = f"{RULES} It is {datetime.now()}"
if question := st.chat_input("Ask"):
    messages = [{"role": "system", "content": SYSTEM}]
    for turn in st.session_state.messages:
        messages.append({"role": turn["role"], "content": turn["content"]})
    openai.OpenAI().chat.completions.create(model="gpt-5", messages=messages)
"""
    assert said(program) == ["PL102"]


def test_a_text_that_nobody_knows_around_a_clock() -> None:
    caller = """
        import tomllib
        from datetime import datetime
        from client import ask

        TEXTS = tomllib.load(open("texts.toml", "rb"))

        def answer(turns, question):
            return ask(TEXTS["kind"].format(now={now}), turns, question)
    """
    assert codes(caller.replace("{now}", "datetime.now()"), {"client.py": CLIENT}) == ["PL102"]
    assert codes(caller.replace("{now}", "question"), {"client.py": CLIENT}) == []


BASE = """
    from abc import ABC, abstractmethod
    from llm import send
    from rules import RULES

    class Base(ABC):
        @abstractmethod
        def context(self): ...

        def ask(self, question):
            return send(f"{self.context()}\\n{RULES}", question)
"""
SENDER = """
    import openai

    def send(system, question):
        messages = [{"role": "system", "content": system}, {"role": "user", "content": question}]
        return openai.OpenAI().chat.completions.create(model="gpt-5", messages=messages)
"""
BELOW = """
    from base import Base
    from datetime import datetime

    class Bot(Base):
        def context(self):
            return f"It is {datetime.now()}."
"""


def test_a_class_below_gives_the_clock_that_a_sender_of_another_module_is_handed() -> None:
    assert codes(BELOW, {"base.py": BASE, "llm.py": SENDER}) == ["PL102"]
    assert codes(BELOW.replace("datetime.now()", "noon"), {"base.py": BASE, "llm.py": SENDER}) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("chevron.render('At {{now}}: ' + RULES, {'now': now})", id="chevron"),
        pytest.param("Template('At ${now}: ' + RULES).render(now=now)", id="Mako"),
        pytest.param("told(Plain(), 'now', now).now + RULES", id="setattr"),
    ],
)
def test_what_is_filled_in_by_other_means(text: str) -> None:
    program = f"""
import chevron
from mako.template import Template

class Plain:
    pass

def told(given, name, value):
    setattr(given, name, value)
    return given

def ask(history, question):
    now = datetime.now().isoformat()
    return send({text}, history, question)
"""
    assert said(program) == ["PL102"]
    assert said(program.replace("datetime.now().isoformat()", "'noon'")) == []


CLOCKED = """
from collections.abc import Callable
from datetime import date
from typing import Protocol

class Clock(Protocol):
    def now(self) -> datetime: ...

class Bot:
    def __init__(self, {given}):
        self._given = given

    def ask(self, history, question):
        return send(f"It is {{{value}}}. {{RULES}}", history, question)
"""


@pytest.mark.parametrize(
    ("given", "value", "expected"),
    [
        pytest.param("given: Callable[[], datetime]", "self._given()", ["PL102"], id="a function of a datetime"),
        pytest.param("given: Callable[[], datetime] | None", "self._given()", ["PL102"], id="that may be missing"),
        pytest.param("given: Callable[[], datetime]", "self._given().strftime('%H:%M')", ["PL102"], id="the minute"),
        pytest.param("given: Callable[[], datetime]", "self._given():%Y-%m-%d", [], id="the day"),
        pytest.param("given: Callable[[], str]", "self._given()", [], id="a function of a text"),
        pytest.param("given: Callable[[str], datetime]", "self._given(question)", [], id="of a moment that is asked"),
        pytest.param("given: Clock", "self._given.now()", [], id="not called a clock where it is asked"),
    ],
)
def test_functions_that_are_given_to_tell_the_time(given: str, value: str, expected: list[str]) -> None:
    assert said(CLOCKED.format(given=given, value=value)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("self._clock.now()", ["PL102"], id="a clock"),
        pytest.param("self._clock.now().isoformat()", ["PL102"], id="as a text"),
        pytest.param("self.time_provider.utcnow()", ["PL102"], id="a provider"),
        pytest.param("self._clock.now():%Y-%m-%d", [], id="the day"),
        pytest.param("self._clock.now(question)", [], id="asked for something"),
        pytest.param("self._clock.name()", [], id="another method"),
        pytest.param("self._calendar.now()", [], id="another object"),
    ],
)
def test_an_object_that_is_called_a_clock(value: str, expected: list[str]) -> None:
    program = CLOCKED.format(given="given: Clock", value=value).replace("self._given = given", "self._clock = given")
    assert said(program) == expected


def test_a_clock_of_the_repository_that_stands_still() -> None:
    program = """
class Clock:
    def now(self):
        return "noon"

class Bot:
    def __init__(self):
        self._clock = Clock()

    def ask(self, history, question):
        return send(f"It is {self._clock.now()}. {RULES}", history, question)
"""
    assert said(program) == []
    assert said(program.replace('"noon"', "datetime.now()")) == ["PL102"]
