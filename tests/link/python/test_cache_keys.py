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


SUMMED = """
import hashlib
import json

import httpx
import openai

RULES = "Answer in one sentence."


def key_of(messages):
    raw = json.dumps(messages, sort_keys=True)
    return hashlib.sha256(raw.encode("utf-8")).hexdigest()


class Client:
    def ask(self, messages, user_id):
        body = {"model": "gpt-5", "input": BODY, "prompt_cache_key": KEY}
        return SEND
"""
SENDS = ("httpx.post('https://example.org/codex/responses', json=body)", "openai.OpenAI().responses.create(**body)")
INPUTS = (
    "messages",
    "[{'role': 'system', 'content': RULES}, *messages]",
    "[{'role': each['role'], 'content': each['content']} for each in messages]",
)


def summed(key: str, sent: str, body: str) -> list[tuple[str, str]]:
    """What is said of a key that may be a digest of what is sent."""
    program = SUMMED.replace("SEND", sent).replace("BODY", body).replace("KEY", key)
    told = [each for each in lint_files({"main.py": program}).diagnostics if each.severity > each.severity.INFO]
    return [(each.code, each.finding.message) for each in told if each.code == "PL209"]


@pytest.mark.parametrize("sent", SENDS)
@pytest.mark.parametrize("body", INPUTS)
@pytest.mark.parametrize(
    "key",
    [
        pytest.param("key_of(messages)", id="in a function"),
        pytest.param("hashlib.md5(str(messages).encode()).hexdigest()[:16]", id="cut short"),
        pytest.param("f'{user_id}-{key_of(messages)}'", id="beside a name"),
    ],
)
def test_a_key_that_sums_up_the_conversation(key: str, body: str, sent: str) -> None:
    assert summed(key, sent, body) == TOLD


@pytest.mark.parametrize("sent", SENDS)
@pytest.mark.parametrize("body", INPUTS)
@pytest.mark.parametrize(
    "key",
    [
        pytest.param("key_of(messages[0])", id="of its first message"),
        pytest.param("key_of(messages[0]['content'])", id="of the text of its first message"),
        pytest.param("hashlib.sha256(json.dumps(messages[:2]).encode()).hexdigest()", id="of its beginning"),
        pytest.param("key_of(RULES)", id="of the instructions"),
        pytest.param("hashlib.sha256(user_id.encode()).hexdigest()", id="of the user"),
        pytest.param("key_of(messages) if user_id is None else user_id", id="where there is no other"),
        pytest.param("user_id or key_of(messages)", id="where none is given"),
        pytest.param("str(len(messages) > 2)", id="no digest"),
    ],
)
def test_a_key_that_sums_up_what_stays(key: str, body: str, sent: str) -> None:
    assert summed(key, sent, body) == []
