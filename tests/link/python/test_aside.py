"""What is shown to people, or kept for later, is no prompt that is sent."""

from __future__ import annotations

import pytest

from _programs import codes

SHOWN = """
import time
from rules import RULES


def show({owner}):
    {owner}.add_system_message(f"{{RULES}} It took until {{time.time()}} to come this far."{more})
"""
KEPT = """
from datetime import datetime
from rules import RULES


def change({owner}):
    {owner}.{call}system_prompt=f"It is {{datetime.now()}}. {{RULES}}")
"""


@pytest.mark.parametrize(
    ("owner", "more", "expected"),
    [
        pytest.param("chat", "", ["PL102"], id="a conversation"),
        pytest.param("review", "", ["PL102"], id="a name that only ends so"),
        pytest.param("renderer", "", [], id="a renderer"),
        pytest.param("chat_view", "", [], id="a view"),
        pytest.param("chat", ", title='done'", [], id="with a title"),
    ],
)
def test_what_is_shown(owner: str, more: str, expected: list[str]) -> None:
    assert codes(SHOWN.format(owner=owner, more=more)) == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param("create_agent(name='a', ", ["PL102"], id="an agent"),
        pytest.param("ask(", ["PL102"], id="a call that nobody knows"),
        pytest.param("create_persona(", ["PL102"], id="without a name"),
        pytest.param("create_persona(persona_id=3, ", [], id="under a number"),
        pytest.param("update_group_persona('a', ", [], id="under a name"),
        pytest.param("save_prompt_version(key='a', ", [], id="as a version"),
    ],
)
def test_what_is_kept(call: str, expected: list[str]) -> None:
    assert codes(KEPT.format(owner="store", call=call)) == expected
