"""What is stored as an entry of a cache, for later requests to name."""

from __future__ import annotations

import pytest

from _programs import codes

STORED = """
import datetime
import uuid

from google import genai
from google.genai import types
from google.generativeai import caching
from vertexai.preview import caching as vertex
from rules import FEW, RULES

client = genai.Client()


def ask(question, document, session_id):
    stored = CREATE
    return client.models.generate_content(
        model="gemini-3.8-flash", contents=question, config=types.GenerateContentConfig(cached_content=stored.name)
    )
"""
NEW = (
    "client.caches.create(model='gemini-3.8-flash', config=types.CreateCachedContentConfig("
    "system_instruction=SYSTEM, contents=CONTENTS, ttl='300s'))"
)
NEW_DICT = "client.caches.create(model='gemini-3.8-flash', config={'system_instruction': SYSTEM, 'contents': CONTENTS})"
OLD = "caching.CachedContent.create(model='gemini-3.8-flash', system_instruction=SYSTEM, contents=CONTENTS)"
VERTEX = "vertex.CachedContent.create(model_name='gemini-3.8-flash', system_instruction=SYSTEM, contents=CONTENTS)"
WAYS = (NEW, NEW_DICT, OLD, VERTEX)


def stored(way: str, system: str, contents: str = "[document]") -> list[str]:
    program = STORED.replace("CREATE", way).replace("SYSTEM", system).replace("CONTENTS", contents)
    return codes(program)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "system",
    [
        pytest.param("f'{RULES} It is {datetime.datetime.now()}.'", id="the clock"),
        pytest.param("f'{RULES} Request {uuid.uuid4()}'", id="an id"),
    ],
)
def test_an_entry_that_nobody_will_find_again(way: str, system: str) -> None:
    assert stored(way, system) == ["PL102"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("system", "contents"),
    [
        pytest.param("RULES", "[document]", id="a document"),
        pytest.param("FEW", "[document]", id="a document with few rules"),
        pytest.param("RULES", "[f'Of {session_id}: {document}']", id="of a session"),
        pytest.param("RULES", "document", id="by itself"),
    ],
)
def test_an_entry_for_what_is_asked_about_again(way: str, system: str, contents: str) -> None:
    assert stored(way, system, contents) == []
