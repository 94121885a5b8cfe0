"""The system's message of a conversation that is not seen, picked out by a condition and given other words."""

from __future__ import annotations

import pytest

from _programs import codes

MAIN = """
from datetime import datetime
from langchain_core.messages import HumanMessage, SystemMessage


def now():
    return datetime.now().strftime("%H:%M:%S")


def stamped(messages):
    for at, message in enumerate(messages):
        DONE
    else:
        messages.insert(0, {"role": "system", "content": "Be polite."})
    return messages
"""
STAMP = '= message["content"] + f"\\n\\nIt is {now()} now."'


def said(done: str) -> list[str]:
    return codes(MAIN.replace("DONE", done.replace("\n", "\n        ")))


@pytest.mark.parametrize(
    "done",
    [
        pytest.param(f'if message["role"] == "system":\n    message["content"] {STAMP}', id="an entry"),
        pytest.param(f'if message.get("role") == "system":\n    message["content"] {STAMP}\n    break', id="asked for"),
        pytest.param(
            'if message.role == "system":\n    message.content += f"\\n\\nIt is {now()} now."', id="attributes"
        ),
        pytest.param(f'if at < 9 and message["role"] == "developer":\n    message["content"] {STAMP}', id="and more"),
        pytest.param(f'if messages[at]["role"] == "system":\n    messages[at]["content"] {STAMP}', id="by its number"),
        pytest.param(
            'if isinstance(message, SystemMessage):\n    message.content = f"It is {now()} now.\\n{message.content}"',
            id="its class",
        ),
    ],
)
def test_the_system_is_given_a_clock(done: str) -> None:
    assert said(done) == ["PL102"]


@pytest.mark.parametrize(
    "done",
    [
        pytest.param(f'if message["role"] == "user":\n    message["content"] {STAMP}', id="the user"),
        pytest.param(f'if message["role"] != "system":\n    message["content"] {STAMP}', id="all others"),
        pytest.param(
            f'if message["role"] == "system":\n    pass\nelse:\n    message["content"] {STAMP}', id="the other way"
        ),
        pytest.param(f'if messages[0]["role"] == "system":\n    message["content"] {STAMP}', id="another message"),
        pytest.param('if message["role"] == "system":\n    message["content"] += " Be brief."', id="constant words"),
        pytest.param(
            'if isinstance(message, HumanMessage):\n    message.content = f"{message.content}\\nIt is {now()}."',
            id="another class",
        ),
    ],
)
def test_others_may_tell_the_time(done: str) -> None:
    assert said(done) == []
