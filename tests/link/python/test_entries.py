"""Entries that are put into a mapping of which nobody knows what it holds."""

from __future__ import annotations

import pytest

from _programs import codes

MAIN = """
from datetime import datetime
import openai
from rules import RULES

client = openai.OpenAI()


def now():
    return datetime.now().strftime("%H:%M:%S")


def put(context):
    context["now"] = now()


def put_where_there_is_a_zone(context):
    if context.get("zone") is None:
        return
    place = context.setdefault("place", {})
    if isinstance(place, dict):
        place["now"] = now()


def ask(history, context, text):
    DONE
    system = SYSTEM
    return client.chat.completions.create(
        model="gpt-5.5", messages=[{"role": "system", "content": system}, *history]
    )
"""
HEAD = """f"It is {context['now']}.\\n{RULES}\""""


def said(done: str, system: str = HEAD) -> list[str]:
    return codes(MAIN.replace("DONE", done.replace("\n", "\n    ")).replace("SYSTEM", system))


@pytest.mark.parametrize(
    ("done", "system"),
    [
        pytest.param('context["now"] = now()', HEAD, id="put there"),
        pytest.param("context.update(now=now())", HEAD, id="by name"),
        pytest.param('context.update({"name": "x", "now": now()})', HEAD, id="among others"),
        pytest.param("put(context)", HEAD, id="by a helper"),
        pytest.param('context = context.get("more") or {}\ncontext["now"] = now()', HEAD, id="or an empty one"),
        pytest.param('if context.get("zone"):\n    put(context)', HEAD, id="by a condition"),
        pytest.param("put(context)", "text.format(**context)", id="put into a text that is not in sight"),
        pytest.param("put(context)", "text.format_map(context)", id="the same by a mapping"),
        pytest.param(
            "put_where_there_is_a_zone(context)", 'text.format_map(context["place"])', id="behind a guard, one deeper"
        ),
        pytest.param('context["place"]["now"] = now()', 'text.format_map(context["place"])', id="one deeper"),
    ],
)
def test_what_varies_is_found_again(done: str, system: str) -> None:
    assert said(done, system) == ["PL102"]


@pytest.mark.parametrize(
    ("done", "system"),
    [
        pytest.param('context["now"] = "noon"', HEAD, id="a constant"),
        pytest.param('context["now"] = datetime.now().strftime("%Y-%m-%d")', "RULES + context['now']", id="the day"),
        pytest.param("put(context)\nprint(context)", "f\"{context['name']}\\n{RULES}\"", id="another entry"),
        pytest.param('put(context)\ncontext["now"] = "noon"', HEAD, id="replaced"),
        pytest.param("put(dict(context))", HEAD, id="in a copy"),
        pytest.param('context[text] = now()\nprint("done")', HEAD, id="under any key"),
        pytest.param("context.update(text)", HEAD, id="nobody knows what"),
    ],
)
def test_nothing_else_is_known(done: str, system: str) -> None:
    assert "PL102" not in said(done, system)
