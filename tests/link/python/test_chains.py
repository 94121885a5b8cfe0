"""Variables that are computed at the head of a chain and piped into a template of messages."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
from datetime import datetime

from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableParallel, RunnablePassthrough
from langchain_openai import ChatOpenAI

from rules import RULES

template = ChatPromptTemplate.from_messages([("system", "It is {now}." + RULES), ("human", "{question}")])
chain = RunnablePassthrough.assign(now=lambda _: datetime.now().isoformat()) | template | ChatOpenAI()


def ask(question):
    return chain.invoke({"question": question})
"""
HEAD = "RunnablePassthrough.assign(now=lambda _: datetime.now().isoformat())"


def said(old: str, new: str) -> list[str]:
    assert old in PROGRAM
    return codes(PROGRAM.replace(old, new))


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(HEAD, id="assigned"),
        pytest.param('{"now": lambda _: datetime.now(), "question": RunnablePassthrough()}', id="in a dict"),
        pytest.param(
            "RunnableParallel(now=lambda _: datetime.now(), question=RunnablePassthrough())", id="in parallel"
        ),
    ],
)
def test_a_clock_at_the_head(head: str) -> None:
    assert said(HEAD, head) == ["PL102"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('"It is {now}." + RULES', "RULES", id="not in the text"),
        pytest.param("lambda _: datetime.now().isoformat()", 'lambda _: "noon"', id="constant"),
        pytest.param("assign(now=", "assign(asked=", id="another variable"),
        pytest.param(" | template", " | (lambda each: each)", id="no template"),
        pytest.param(HEAD, "RunnablePassthrough()", id="nothing is computed"),
        pytest.param("datetime.now().isoformat()", "datetime(2025, 1, 31).isoformat()", id="a fixed day"),
    ],
)
def test_silent(old: str, new: str) -> None:
    assert said(old, new) == []
