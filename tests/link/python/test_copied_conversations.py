"""Conversations that are taken over message by message stand behind what is said ahead of them."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
from datetime import datetime

import openai
from rules import FEW


def ask(client: openai.OpenAI, saved, examples, question):
    messages = [{"role": "system", "content": f"{FEW}It is {datetime.now():%H:%M:%S}."}]
TAKEN
    messages.append({"role": "user", "content": question})
    return client.chat.completions.create(model="gpt-5", messages=messages)
"""


def told(*lines: str) -> list[str]:
    return codes(PROGRAM.replace("TAKEN", "\n".join(f"    {line}" for line in lines)))


ADD = "    messages.append({'role': ROLE, 'content': CONTENT})"


@pytest.mark.parametrize(
    ("loop", "role", "content"),
    [
        pytest.param("for each in saved:", "each['role']", "each['content']", id="entries"),
        pytest.param("for each in saved:", "each.role", "each.text", id="attributes"),
        pytest.param("for role, text in saved:", "role", "text", id="pairs"),
        pytest.param("for each in saved:", "'user' if each.is_user else 'assistant'", "each.text", id="a choice"),
        pytest.param("for each in saved.rows():", "each.get('role')", "str(each.get('text'))", id="of a call"),
    ],
)
def test_a_loop(loop: str, role: str, content: str) -> None:
    assert told(loop, ADD.replace("ROLE", role).replace("CONTENT", content)) == ["PL102"]


def test_a_role_that_is_found_out_before() -> None:
    role = "    role = 'user' if each.is_user else 'assistant'"
    assert told("for each in saved:", role, ADD.replace("ROLE", "role").replace("CONTENT", "each.text")) == ["PL102"]


def test_a_comprehension() -> None:
    assert told("messages += [{'role': each.role, 'content': each.text} for each in saved]") == ["PL102"]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("pass",), id="none"),
        pytest.param(
            ("for each in examples:", ADD.replace("ROLE", "each.role").replace("CONTENT", "each.text")), id="examples"
        ),
        pytest.param(
            ("for each in saved:", ADD.replace("ROLE", "'user'").replace("CONTENT", "each.text")), id="one role"
        ),
        pytest.param(
            ("for each in saved:", ADD.replace("ROLE", "question.role").replace("CONTENT", "each.text")),
            id="another's role",
        ),
        pytest.param(
            ("for each in saved:", ADD.replace("ROLE", "each.role").replace("CONTENT", "'Go on.'")), id="no text"
        ),
        pytest.param(
            (
                "for role, text in [('user', 'Hello.'), ('assistant', 'Hello!')]:",
                ADD.replace("ROLE", "role").replace("CONTENT", "text"),
            ),
            id="spelled out",
        ),
        pytest.param(
            ("messages += [{'role': 'user', 'content': each.text} for each in saved]",),
            id="a comprehension of one role",
        ),
    ],
)
def test_what_is_no_conversation(lines: tuple[str, ...]) -> None:
    assert told(*lines) == []
