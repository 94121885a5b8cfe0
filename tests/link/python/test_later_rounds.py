"""What a round says to a conversation that grows in its loop stands behind what was said in the rounds before."""

from __future__ import annotations

import pytest

from _programs import codes

APPENDED = """
import anthropic
from rules import RULES


def think(client: anthropic.Anthropic, tickets, question):
    history = [FIRST]
    for step in range(9):
        MESSAGES
        answer = client.messages.create(model="claude-sonnet-4-5", max_tokens=9, system="You think.", messages=SENT)
        history.append({"role": "assistant", "content": answer.content})
"""
SAID = 'history.append({"role": "user", "content": f"Step {step}. {RULES}"})'


def appended(first: str = "", messages: str = SAID, sent: str = "history") -> list[str]:
    return codes(APPENDED.replace("FIRST", first).replace("MESSAGES", messages).replace("SENT", sent))


@pytest.mark.parametrize(
    ("first", "messages", "sent"),
    [
        pytest.param("", SAID, "history", id="the number of the round"),
        pytest.param('{"role": "user", "content": RULES}', SAID, "history", id="behind a first message"),
        pytest.param("", SAID, '[{"role": "user", "content": RULES}, *history]', id="behind a head, spelled out"),
        pytest.param("", SAID, '[{"role": "user", "content": RULES}] + history', id="behind a head, joined"),
        pytest.param("", SAID, '[{"role": m["role"], "content": m["content"]} for m in history]', id="in another form"),
        pytest.param("", "history += [{'role': 'user', 'content': f'Step {step}. {RULES}'}]", "history", id="added"),
    ],
)
def test_what_a_later_round_says(first: str, messages: str, sent: str) -> None:
    assert appended(first, messages, sent) == []


@pytest.mark.parametrize(
    ("first", "messages", "sent"),
    [
        pytest.param(
            '{"role": "user", "content": f"Asked: {question} {RULES}"}', SAID, "history", id="what all begin with"
        ),
        pytest.param(
            "", SAID, '[{"role": "user", "content": f"Step {step}. {RULES}"}, *history]', id="ahead of those before"
        ),
        pytest.param(
            "",
            "history = [{'role': 'user', 'content': f'Step {step}. {RULES}'}]",
            "history",
            id="a conversation for each round",
        ),
        pytest.param(
            "", "one = [{'role': 'user', 'content': f'Step {step}. {RULES}'}]", "one", id="none of the conversation"
        ),
    ],
)
def test_what_no_round_has_said(first: str, messages: str, sent: str) -> None:
    assert appended(first, messages, sent) == ["PL101"]


HANDED = """
import anthropic
from rules import RULES


def ask(client: anthropic.Anthropic, prompt, history):
    said = history + [{"role": "user", "content": prompt}]
    answer = client.messages.create(model="claude-sonnet-4-5", max_tokens=9, system="You think.", messages=said)
    return answer.content, said + [{"role": "assistant", "content": answer.content}]


def think(client: anthropic.Anthropic):
    history = []
    for step in range(9):
        CALL
"""


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param('answer, history = ask(client, f"Step {step}. {RULES}", history)', [], id="handed back"),
        pytest.param('answer, history = ask(client, f"Step {step}. {RULES}", history=history)', [], id="by its name"),
        pytest.param('answer, _ = ask(client, f"Step {step}. {RULES}", history)', ["PL101"], id="not kept"),
        pytest.param('answer, other = ask(client, f"Step {step}. {RULES}", [])', ["PL101"], id="begun anew"),
    ],
)
def test_a_conversation_that_a_call_hands_back(call: str, expected: list[str]) -> None:
    assert codes(HANDED.replace("CALL", call)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("msg_history", [], id="a history"),
        pytest.param("dialog_history", [], id="of a dialog"),
        pytest.param("examples", ["PL101"], id="examples"),
    ],
)
def test_messages_that_are_called_a_history(name: str, expected: list[str]) -> None:
    program = """
    import anthropic
    from rules import RULES


    def ask(client: anthropic.Anthropic, NAME, question):
        said = [*NAME, {"role": "user", "content": f"Asked: {question}. {RULES}"}]
        return client.messages.create(model="claude-sonnet-4-5", max_tokens=9, system="You think.", messages=said)
    """
    assert codes(program.replace("NAME", name)) == expected
