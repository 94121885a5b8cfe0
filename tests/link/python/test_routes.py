"""Handlers of web frameworks: what a request holds, what dependencies compute, clocks that are given as defaults."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
from datetime import datetime

import openai
from fastapi import Depends, FastAPI
from pydantic import BaseModel

from rules import RULES

app = FastAPI()
client = openai.OpenAI()


class Asked(BaseModel):
    place: str
    formal: bool
    text: str


def current() -> str:
    return datetime.now().isoformat()


@app.post("/chat")
async def chat(asked: Asked, now: str = Depends(current)):
    system = f"You help people in {asked.place}." + RULES
    return client.chat.completions.create(
        model="gpt-5",
        messages=[{"role": "system", "content": system}, {"role": "user", "content": asked.text}],
    )
"""
PLACE = 'f"You help people in {asked.place}."'


def said(old: str, new: str) -> list[str]:
    assert old in PROGRAM
    return codes(PROGRAM.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        pytest.param("", "", "PL101", id="a field of the body"),
        pytest.param("asked: Asked", "asked: Asked | None", "PL101", id="that may be left out"),
        pytest.param(PLACE, 'f"It is {now}."', "PL102", id="a dependency"),
        pytest.param(
            "now: str = Depends(current)",
            "place: str, now: Annotated[str, Depends(current)]",
            "PL101",
            id="a body still",
        ),
        pytest.param(PLACE + " +", 'f"It is {now}." +', "PL102", id="in front of the rules"),
    ],
)
def test_data_of_the_request(old: str, new: str, code: str) -> None:
    assert said(old, new) == [code]


def test_a_part_of_the_address() -> None:
    program = PROGRAM.replace("asked: Asked, now: str = Depends(current)", "place: str, asked: Asked")
    assert codes(program.replace("{asked.place}", "{place}").replace('"/chat"', '"/chat/{place}"')) == ["PL101"]


def test_a_dependency_in_the_annotation() -> None:
    program = PROGRAM.replace("now: str = Depends(current)", "now: Annotated[str, Depends(current)]")
    assert codes(program.replace(PLACE, 'f"It is {now}."')) == ["PL102"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(PLACE + " + RULES", 'RULES + f"You help people in {asked.place}."', id="behind the rules"),
        pytest.param("{asked.place}", "{asked.formal}", id="one of two"),
        pytest.param("place: str\n", 'place: Literal["office", "shop"]\n', id="one of a few"),
        pytest.param('@app.post("/chat")', '@app.post_all("chat")', id="another decorator"),
        pytest.param('@app.post("/chat")', "@app.post", id="without a path"),
        pytest.param("{asked.place}", "{settings.place}", id="a setting"),
        pytest.param("place", "system_prompt", id="a prompt that is passed on"),
        pytest.param(
            '@app.post("/chat")\nasync def chat(asked: Asked,', "async def chat(asked: Asked,", id="no handler"
        ),
    ],
)
def test_silent(old: str, new: str) -> None:
    assert said(old, new) == []


CLOCK = """
from datetime import datetime

import openai

from rules import RULES


class Bot:
    def __init__(self, clock=datetime.now, named=print):
        self.clock, self.named = clock, named

    def ask(self, question):
        return openai.OpenAI().chat.completions.create(
            model="gpt-5",
            messages=[
                {"role": "system", "content": f"{self.clock()}" + RULES},
                {"role": "user", "content": question},
            ],
        )
"""


def test_a_clock_as_a_default() -> None:
    assert codes(CLOCK) == ["PL102"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("self.clock()", "self.named()", id="another function"),
        pytest.param("clock=datetime.now", "clock=None", id="none"),
        pytest.param('f"{self.clock()}" + RULES', 'RULES + "."', id="not asked"),
        pytest.param("self.clock()", "self.clock.__name__", id="not called"),
    ],
)
def test_no_clock(old: str, new: str) -> None:
    assert old in CLOCK
    assert codes(CLOCK.replace(old, new)) == []
