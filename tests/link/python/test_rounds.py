"""Tools and settings that depend on the round of the loop in which a conversation is sent again and again."""

from __future__ import annotations

import pytest

from _programs import codes

AGENT = """
import itertools
import anthropic
from rules import RULES

client = anthropic.Anthropic()
SYSTEM = [{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}]
TOOLS = [{"name": "search", "description": "Searches the tickets.", "input_schema": {"type": "object"}}]


def run(question, most, LAST=None):
    messages = [{"role": "user", "content": question}]
    step = 0
    LOOP:
        BEFORE
        given = {"tools": TOOLS} if CONDITION else {}
        answer = client.messages.create(
            model="claude-sonnet-5", max_tokens=500, system=SYSTEM, messages=messages, **given
        )
        if answer.stop_reason != "tool_use":
            return answer
        messages += [{"role": "assistant", "content": answer.content}, {"role": "user", "content": "go on"}]
        step += 1
"""


def lint(condition: str, loop: str = "for each in range(most)", before: str = "pass") -> list[str]:
    return codes(AGENT.replace("CONDITION", condition).replace("LOOP", loop).replace("BEFORE", before))


@pytest.mark.parametrize(
    ("loop", "before", "condition"),
    [
        ("for each in range(most)", "pass", "each < most - 1"),
        ("for each in range(20)", "pass", "each != 19"),
        ("for each in range(20)", "is_last = each == 19", "not is_last"),
        ("while True", "pass", "step < most"),
        ("for each, _ in enumerate(question.parts)", "pass", "each < 5"),
        ("for each in itertools.count()", "pass", "each < most"),
    ],
)
def test_tools_that_are_left_out_in_the_last_round(loop: str, before: str, condition: str) -> None:
    assert lint(condition, loop, before) == ["PL104"]


@pytest.mark.parametrize(
    ("loop", "condition"),
    [
        pytest.param("for each in range(most)", "most > 3", id="the same in all rounds"),
        pytest.param("for each in range(most)", "True", id="no condition"),
        pytest.param("while True", "client.is_good", id="of something else"),
    ],
)
def test_tools_that_are_the_same_in_all_rounds(loop: str, condition: str) -> None:
    assert lint(condition, loop) == []


def test_a_loop_that_ends_with_the_request_tries_it_again() -> None:
    program = AGENT.replace("LOOP", "for each in range(3)").replace("CONDITION", "each == 0").replace("BEFORE", "pass")
    cut = program[: program.index("        if answer.stop_reason")] + "        return answer\n"
    assert codes(cut) == []


def test_a_choice_of_tools_that_is_forced_in_the_first_round() -> None:
    forced = AGENT.replace("LOOP", "for each in range(most)").replace("BEFORE", "pass").replace("CONDITION", "True")
    program = forced.replace(
        "messages=messages, **given",
        'messages=messages, cache_control={"type": "ephemeral"}, **given,'
        ' tool_choice={"type": "any"} if each == 0 else {"type": "auto"}',
    )
    assert codes(program) == ["PL209"]
    assert codes(program.replace("if each == 0", "if most == 0")) == []
