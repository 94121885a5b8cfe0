"""Rows of a database that come in no order, and what a graph hands to its nodes."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
import openai
import psycopg

from rules import RULES


def ask(cursor, question):
    cursor.execute("SELECT name, note FROM contacts WHERE active")
    people = "\\n".join(f"{each[0]}: {each[1]}" for each in cursor.fetchall())
    return openai.OpenAI().chat.completions.create(
        model="gpt-5",
        messages=[{"role": "system", "content": people + RULES}, {"role": "user", "content": question}],
    )
"""
QUERY = "SELECT name, note FROM contacts WHERE active"


def said(old: str, new: str) -> list[str]:
    assert old in PROGRAM
    return codes(PROGRAM.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="of a cursor"),
        pytest.param(QUERY, "select * from contacts limit 100", id="so many"),
        pytest.param("cursor.fetchall()", 'cursor.execute("SELECT a, b FROM notes").fetchall()', id="at once"),
    ],
)
def test_rows_without_an_order(old: str, new: str) -> None:
    assert said(old, new) == ["PL103"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(QUERY, QUERY + " ORDER BY name", id="ordered"),
        pytest.param(QUERY, "SELECT name, note FROM contacts WHERE id = 1", id="one row"),
        pytest.param(QUERY, "SELECT count(*), max(note) FROM contacts", id="figures"),
        pytest.param(QUERY, "SELECT name, note FROM contacts LIMIT 1", id="one of them"),
        pytest.param(QUERY, "SELECT 1", id="no table"),
        pytest.param(QUERY, "SELECT table_name FROM information_schema.tables", id="the tables themselves"),
        pytest.param("import psycopg", "import sqlite3", id="in the order in which they were put"),
        pytest.param("cursor.fetchall()", "sorted(cursor.fetchall())", id="sorted"),
        pytest.param("people + RULES", "RULES", id="not put there"),
        pytest.param(f'"{QUERY}"', "self.query", id="nobody knows what is asked"),
        pytest.param(
            'people = "', 'cursor.execute("SELECT name FROM contacts ORDER BY name")\n    people = "', id="asked again"
        ),
    ],
)
def test_silent(old: str, new: str) -> None:
    assert said(old, new) == []


NODE = """
from typing import TypedDict

from langchain_core.messages import SystemMessage
from langgraph.graph import StateGraph

from rules import RULES


class State(TypedDict):
    plan: str


def node(state: State):
    system = SystemMessage(content=f"The plan: {state['plan']}" + RULES)
    return {"messages": [llm.invoke([system, *state["messages"]])]}
"""


def of_node(old: str, new: str) -> list[str]:
    assert old in NODE
    return codes(NODE.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="of a type"),
        pytest.param("state: State", "state", id="of no type"),
        pytest.param("state: State", "state: dict", id="a dict"),
        pytest.param("state['plan']", "state.get('plan', '')", id="asked for"),
    ],
)
def test_what_a_graph_has_found_out(old: str, new: str) -> None:
    assert of_node(old, new) == ["PL101"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("f\"The plan: {state['plan']}\" + RULES", "RULES + f\"The plan: {state['plan']}\"", id="behind"),
        pytest.param("state['plan']", "state['system_prompt']", id="a prompt"),
        pytest.param("state['plan']", "state['output_format']", id="a format"),
        pytest.param("from langgraph.graph import StateGraph", "", id="no graph"),
        pytest.param("state['plan']", "settings['plan']", id="something else"),
    ],
)
def test_silent_in_a_node(old: str, new: str) -> None:
    assert of_node(old, new) == []
