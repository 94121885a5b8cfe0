"""What is looked up: for a user, in a table of functions, among the local names, of a house."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
from datetime import datetime

import openai

from rules import RULES


def timed():
    return f"It is {datetime.now()}."


def plain():
    return "It is late."


MAKERS = {"timed": timed, "plain": plain}


def ask(store, house, user_id, kind, question):
    told = store.get_profile(user_id)
    content = f"{told}" + RULES
    return openai.OpenAI().chat.completions.create(
        model="gpt-5", messages=[{"role": "system", "content": content}, {"role": "user", "content": question}]
    )
"""
LOOKUP = "store.get_profile(user_id)"


def said(old: str, new: str) -> list[str]:
    assert old in PROGRAM
    return codes(PROGRAM.replace(old, new))


@pytest.mark.parametrize(
    ("new", "code"),
    [
        pytest.param(LOOKUP, "PL101", id="for a user"),
        pytest.param("store.load_notes(owner=user_id)", "PL101", id="by name"),
        pytest.param("store.fetch(1, user_id)", "PL101", id="besides others"),
        pytest.param("MAKERS[kind]()", "PL102", id="a function of a table"),
        pytest.param("MAKERS.get(kind)()", "PL102", id="asked for"),
        pytest.param("[each.state for each in house.states.async_all()]", "PL102", id="the states of a house"),
    ],
)
def test_what_is_looked_up(new: str, code: str) -> None:
    assert said(LOOKUP, new) == [code]


def test_among_the_local_names() -> None:
    assert said(
        'content = f"{told}" + RULES',
        'stamp = datetime.now()\n    content = ("It is {stamp}." + RULES).format(**locals())',
    ) == ["PL102"]


@pytest.mark.parametrize(
    "new",
    [
        pytest.param("store.get_profile(1)", id="of one that is known"),
        pytest.param("store.get_profile(kind)", id="of a kind"),
        pytest.param("store.is_known(user_id)", id="a question"),
        pytest.param("MAKERS[kind]", id="not called"),
        pytest.param('MAKERS["plain"]()', id="the one that is named"),
        pytest.param("house.rooms.async_all()", id="of something else"),
        pytest.param("store.get_rules()", id="for nobody"),
    ],
)
def test_silent(new: str) -> None:
    assert said(LOOKUP, new) == []
