"""Templates of LangChain: what is put into them when they are made, and when a chain is run."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
from datetime import date, datetime

from langchain_core.prompts import ChatPromptTemplate, PromptTemplate
from rules import RULES


def stamp():
    return str(datetime.now())


TEMPLATE = ChatPromptTemplate.from_messages([("system", "HEAD"), ("human", "{question}")])
SYSTEM = "HEAD"

USE
"""
HEAD = "Now: {now}\\n" + '" + RULES + "'
TAIL = '" + RULES + "' + "\\nNow: {now}"
CHAIN = (
    "def run(question, llm):\n    chain = TEMPLATE | llm\n    return chain.invoke({'now': VALUE, 'question': question})"
)
WAYS = [
    pytest.param("PROMPT = TEMPLATE.partial(now=FUNCTION)", id="a function in its place"),
    pytest.param("def made():\n    return TEMPLATE.partial(now=VALUE)", id="a value in its place"),
    pytest.param(
        "PROMPT = PromptTemplate(template=SYSTEM, input_variables=[], partial_variables={'now': FUNCTION})",
        id="when it is made",
    ),
    pytest.param(CHAIN, id="a chain"),
    pytest.param(
        "def run(question, llm):\n    return llm.invoke(TEMPLATE.format_messages(now=VALUE, question=question))",
        id="messages",
    ),
]


def used(use: str, head: str = HEAD, value: str = "stamp()", function: str = "stamp") -> list[str]:
    program = PROGRAM.replace("USE", use.replace("VALUE", value).replace("FUNCTION", function))
    return codes(program.replace("HEAD", head))


@pytest.mark.parametrize("use", WAYS)
def test_a_clock_ahead_of_the_rules(use: str) -> None:
    assert used(use) == ["PL102"]


@pytest.mark.parametrize("use", WAYS)
def test_a_constant_in_its_place(use: str) -> None:
    assert "PL102" not in used(use, value="'never'", function="'never'")


@pytest.mark.parametrize("use", WAYS)
def test_a_date_in_its_place(use: str) -> None:
    assert "PL102" not in used(use, value="str(date(2025, 1, 31))", function="lambda: str(date(2025, 1, 31))")


@pytest.mark.parametrize(
    "use",
    [
        pytest.param("PROMPT = TEMPLATE.partial(other=stamp)", id="another variable"),
        pytest.param("def made(llm):\n    return llm.invoke({'now': stamp()})", id="something else that is run"),
        pytest.param("def made(log):\n    log.format_messages(now=stamp())", id="something else that formats"),
    ],
)
def test_what_is_not_put_into_it(use: str) -> None:
    assert "PL102" not in used(use)
