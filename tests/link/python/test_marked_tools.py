"""A cache mark on each of the tools: how many there are nobody knows, and four are allowed."""

from __future__ import annotations

from textwrap import dedent

import pytest

from _programs import codes

PROGRAM = """
import anthropic
from rules import RULES

MARK = {{"type": "ephemeral"}}


def ask(tools, tool_calls, question, cached):
    marked = [dict(each) for each in tools]
{body}
    anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=9,
        tools=marked,
        system=RULES,
        messages=[{{"role": "user", "content": question}}],
    )
"""


def said(body: str) -> list[str]:
    lines = dedent(body).strip("\n").splitlines()
    return codes(PROGRAM.format(body="\n".join(f"    {line}" for line in lines)))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('marked = [{**each, "cache_control": MARK} for each in tools]', id="in a display"),
        pytest.param(
            """
            for tool in tools:
                tool["cache_control"] = MARK
            """,
            id="one by one",
        ),
    ],
)
def test_a_mark_on_each(body: str) -> None:
    assert said(body) == ["PL204"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('marked[-1]["cache_control"] = MARK', id="on the last one"),
        pytest.param(
            """
            for place, tool in enumerate(tools):
                if place == len(tools) - 1:
                    tool["cache_control"] = MARK
            """,
            id="on the one at the end",
        ),
        pytest.param(
            """
            for tool in tools[-2:]:
                tool["cache_control"] = MARK
            """,
            id="on the last two",
        ),
        pytest.param(
            """
            for tool in reversed(tools):
                tool["cache_control"] = MARK
                break
            """,
            id="on the first that comes",
        ),
        pytest.param(
            'blocks = [{"type": "text", **each, "cache_control": MARK} for each in tool_calls]', id="on calls"
        ),
        pytest.param("marked = [each for each in tools]", id="on none"),
    ],
)
def test_marks_that_are_counted(body: str) -> None:
    assert said(body) == []
