"""Elements without an order on their way into a prompt."""

from __future__ import annotations

import pytest

from _programs import codes

REPLAYED = """
def build_messages(chat_history, question):
    messages = []
    for turn in chat_history:
        notes = ELEMENTS
        messages.append({"role": "user", "content": f"Notes:\\n{notes}"})
        messages.append({"role": "assistant", "content": turn.answer})
    return trimmed(messages, question)
"""
KNOWN = """
import anthropic
from rules import RULES


def ask(notes, question):
    known = ELEMENTS
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=9,
        system=f"Known: {known}\\n{RULES}",
        messages=[{"role": "user", "content": question}],
    )
"""


@pytest.mark.parametrize(
    ("program", "elements"),
    [
        pytest.param(KNOWN, "', '.join({each.name for each in notes or []})", id="what may be nothing"),
        pytest.param(KNOWN, "', '.join(set(notes.names if notes else []))", id="one of two lists"),
        pytest.param(KNOWN, "', '.join({each.name for each in notes.items})", id="a comprehension"),
        pytest.param(REPLAYED, "'\\n'.join({note.text for note in turn.notes or []})", id="in each turn"),
        pytest.param(REPLAYED, "'\\n'.join({f'# {note.text}' for note in turn.notes})", id="text in each turn"),
    ],
)
def test_a_set_in_a_prompt_has_no_order(program: str, elements: str) -> None:
    assert codes(program.replace("ELEMENTS", elements)) == ["PL103"]


@pytest.mark.parametrize(
    ("program", "elements"),
    [
        pytest.param(KNOWN, "', '.join(sorted({each.name for each in notes or []}))", id="sorted"),
        pytest.param(KNOWN, "', '.join({'a'} if notes else [])", id="one element or none"),
        pytest.param(KNOWN, "', '.join([each.name for each in notes or []])", id="a list"),
        pytest.param(KNOWN, "len({each.name for each in notes or []})", id="their number"),
        pytest.param(
            REPLAYED, "'\\n'.join(sorted({note.text for note in turn.notes or []}))", id="sorted in each turn"
        ),
        pytest.param(REPLAYED, "'\\n'.join(note.text for note in turn.notes or [])", id="a list in each turn"),
        pytest.param(
            REPLAYED.replace("chat_history", "records"), "'\\n'.join({note.text for note in turn.notes})", id="no turns"
        ),
    ],
)
def test_what_has_an_order_is_left_alone(program: str, elements: str) -> None:
    assert "PL103" not in codes(program.replace("ELEMENTS", elements))
