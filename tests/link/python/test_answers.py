"""What a model answers: another text for each request, wherever it is put next."""

from __future__ import annotations

import pytest

from _programs import codes, told

PROGRAM = """
import openai

from rules import RULES

client = openai.OpenAI()


def run(task):
    first = client.chat.completions.create(model="gpt-5", messages=[{"role": "user", "content": task}])
    plan = first.choices[0].message.content
    messages = [{"role": "system", "content": f"The plan: {plan}" + RULES}, {"role": "user", "content": task}]
    return client.chat.completions.create(model="gpt-5", messages=messages)
"""
PUT = 'f"The plan: {plan}" + RULES'
FIRST = 'client.chat.completions.create(model="gpt-5", messages=[{"role": "user", "content": task}])'


def said(old: str, new: str) -> list[str]:
    assert old in PROGRAM
    return codes(PROGRAM.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="ahead of the rules"),
        pytest.param(
            "plan = first.choices[0].message.content", "plan = first.choices[0].message.content.strip()", id="stripped"
        ),
        pytest.param(FIRST, "client.responses.create(model='gpt-5', input=task)", id="of another call"),
    ],
)
def test_an_answer_ahead_of_stable_text(old: str, new: str) -> None:
    assert said(old, new) == ["PL101"]


def test_by_way_of_a_function() -> None:
    helper = f"\ndef asked(task):\n    return {FIRST}.choices[0].message.content\n"
    program = PROGRAM.replace("\ndef run", helper + "\n\ndef run")
    program = program.replace(
        f"    first = {FIRST}\n    plan = first.choices[0].message.content\n", "    plan = asked(task)\n"
    )
    assert codes(program) == ["PL101"]


def test_it_is_told_where_the_answer_comes_from() -> None:
    helper = '\ndef tidy(text):\n    if text is None:\n        return ""\n'
    helper += "    return text if isinstance(text, str) else str(text)\n"
    program = PROGRAM.replace("\ndef run", helper + "\n\ndef run").replace("{plan}", "{tidy(plan)}")
    [found] = told(program)
    assert program.lstrip()[found.finding.primary.span.start :].startswith("client.chat.completions.create")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(PUT, 'RULES + f"The plan: {plan}"', id="behind the rules"),
        pytest.param(PUT, 'f"The plan: {plan}"', id="nothing is lost"),
        pytest.param(FIRST, "client.count(task)", id="no model"),
        pytest.param(PUT, "RULES", id="not put anywhere"),
        pytest.param("{plan}", "{len([first])}", id="how many there are"),
    ],
)
def test_silent(old: str, new: str) -> None:
    assert said(old, new) == []


LOOP = """
import anthropic

from rules import FEW, RULES

client = anthropic.Anthropic()


def run(task, tools):
    messages = [{"role": "user", "content": task}]
    while True:
        answer = client.messages.create(
            model="claude-sonnet-4-5",
            max_tokens=9,
            system=[{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}],
            messages=messages,
        )
        ADD
        if answer.stop_reason == "end_turn":
            return messages
"""


@pytest.mark.parametrize(
    "add",
    [
        pytest.param('messages.append({"role": "assistant", "content": answer.content})', id="kept"),
        pytest.param("messages.append(answer)", id="as it is"),
        pytest.param(
            'messages.append({"role": "assistant", "content": answer.content})\n'
            '        messages.append({"role": "user", "content": FEW})',
            id="with a reminder",
        ),
        pytest.param(
            'told = [{"type": "tool_result", "content": tools[answer.id]()}]\n'
            '        messages += [answer, {"role": "user", "content": told}]',
            id="with the results of tools",
        ),
    ],
)
def test_a_conversation_goes_on(add: str) -> None:
    assert codes(LOOP.replace("ADD", add)) == []


def test_what_a_model_answered_is_its_own_turn_whoever_is_said_to_speak() -> None:
    packed = """
def packed(*said):
    return [{"role": ("user", "assistant")[at % 2], "content": each} for at, each in enumerate(said)]
"""
    program = PROGRAM.replace("\ndef run", packed + "\n\ndef run")
    told = "[{'role': 'user', 'content': task}, *packed(task, plan, RULES)]"
    messages = '[{"role": "system", "content": f"The plan: {plan}" + RULES}, {"role": "user", "content": task}]'
    assert messages in program
    assert codes(program.replace(messages, told)) == []
