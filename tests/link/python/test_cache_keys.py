"""Keys of a request by which a provider finds the machine that has its prefix."""

from __future__ import annotations

import pytest

from promptlint.engine import lint_files

HEAD = """
import functools
import time
import uuid

import httpx
import openai

KEY = str(uuid.uuid4())


class Client:
    def __init__(self):
        self.key = str(uuid.uuid4())

    @functools.cached_property
    def cached(self):
        return str(uuid.uuid4())

    @property
    def made(self):
        return str(uuid.uuid4())

    def ask(self, instructions, question, key):
        send
"""
RESPONSES = "return openai.OpenAI().responses.create(model='gpt-5', instructions=instructions, input=question, {})"
CHAT = (
    "return openai.OpenAI().chat.completions.create(\n"
    "            model='gpt-5', messages=[{{'role': 'user', 'content': question}}], {}\n        )"
)
POSTED = (
    "body = {{'model': 'gpt-5', 'instructions': instructions, 'input': question, {}}}\n"
    "        return httpx.post('https://example.org/codex/responses', json=body)"
)


def found(sending: str) -> list[tuple[str, str]]:
    """What is said of the key of a request, hints aside."""
    outcome = lint_files({"main.py": HEAD.replace("send\n", f"{sending}\n")})
    told = [each for each in outcome.diagnostics if each.severity > each.severity.INFO]
    return [(each.code, each.finding.message) for each in told]


TOLD = [("PL209", "`prompt_cache_key` differs between requests")]


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("str(uuid.uuid4())", id="at random"),
        pytest.param("uuid.uuid4().hex", id="its digits"),
        pytest.param("f'agent-{uuid.uuid4()}'", id="with a name in front"),
        pytest.param("f'{key}-{time.time_ns()}'", id="by the clock"),
        pytest.param("self.made", id="behind a property"),
    ],
)
def test_a_key_that_is_new_each_time(key: str) -> None:
    assert found(RESPONSES.format(f"prompt_cache_key={key}")) == TOLD
    assert found(CHAT.format(f"prompt_cache_key={key}")) == TOLD
    assert found(CHAT.format(f"extra_body={{'prompt_cache_key': {key}}}")) == TOLD
    assert found(POSTED.format(f"'prompt_cache_key': {key}")) == TOLD


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("'agent'", id="constant"),
        pytest.param("KEY", id="of the process"),
        pytest.param("self.key", id="of the object"),
        pytest.param("self.cached", id="made once for the object"),
        pytest.param("key", id="given"),
        pytest.param("key or str(uuid.uuid4())", id="at random where none is given"),
        pytest.param("key if key is not None else str(uuid.uuid4())", id="the same as a condition"),
        pytest.param("f'agent-{key or uuid.uuid4()}'", id="the same in a text"),
        pytest.param("time.strftime('%Y-%m-%d')", id="of the day"),
        pytest.param("str(uuid.uuid5(uuid.NAMESPACE_URL, 'agent'))", id="made of a name"),
    ],
)
def test_a_key_that_stays(key: str) -> None:
    assert found(RESPONSES.format(f"prompt_cache_key={key}")) == []
    assert found(CHAT.format(f"extra_body={{'prompt_cache_key': {key}}}")) == []
    assert found(POSTED.format(f"'prompt_cache_key': {key}")) == []


TURNS = """key = str(uuid.uuid4())
        messages = [{'role': 'system', 'content': instructions}]
        while True:
            messages.append({'role': 'user', 'content': input()})
            CALL"""
TRIES = """key = str(uuid.uuid4())
        while True:
            try:
                CALL
            except OSError:
                continue"""


@pytest.mark.parametrize(
    ("loop", "key", "told"),
    [
        pytest.param(TURNS, "key", [], id="of a conversation"),
        pytest.param(TURNS, "uuid.uuid4().hex", TOLD, id="of one of its turns"),
        pytest.param(TRIES, "key", TOLD, id="of several tries"),
    ],
)
def test_a_key_ahead_of_a_loop(loop: str, key: str, told: list[tuple[str, str]]) -> None:
    messages = "messages" if loop is TURNS else "[{'role': 'user', 'content': question}]"
    call = f"openai.OpenAI().chat.completions.create(model='gpt-5', messages={messages}, prompt_cache_key={key})"
    assert found(loop.replace("CALL", call)) == told


@pytest.mark.parametrize("other", ["metadata={'id': str(uuid.uuid4())}", "user=str(uuid.uuid4())"])
def test_other_ids_of_a_request(other: str) -> None:
    assert found(RESPONSES.format(other)) == []
