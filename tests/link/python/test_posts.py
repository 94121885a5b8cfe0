"""Requests that a program posts itself: known by the address, or by the model and the messages in them."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from _programs import codes, told
from promptlint.diagnostics import Severity

PROGRAM = """
import json
import time
import uuid
from urllib.request import Request, urlopen

import httpx
import requests
from rules import RULES

URL = "http://localhost:8080"
STABLE = [{{"role": "system", "content": RULES}}]


def post(address, body):
    with httpx.Client() as client:
        return client.post(f"{{URL}}/{{address}}", json=body).json()


class Server:
    def __init__(self, session):
        self.session = session

    async def ask(self, body):
        async with self.session.post(f"{{URL}}/v1/chat/completions", json=body) as response:
            return await response.json()


async def answer(question, model, history, client, session, host):
{body}
"""


CLOCKED = """[{"role": "system", "content": f"{time.time()} {RULES}"}, {"role": "user", "content": question}]"""
BEHIND = """[{"role": "system", "content": RULES}, {"role": "user", "content": f"{question} {time.time()}"}]"""


def program(body: str) -> str:
    return PROGRAM.format(body=indent(dedent(body).strip("\n"), "    "))


def said(body: str) -> list[str]:
    return codes(program(body))


WAYS = [
    pytest.param('requests.post(f"{host}/v1/chat/completions", json={"messages": MESSAGES})', id="by the address"),
    pytest.param('requests.post(host, json={"model": model, "messages": MESSAGES})', id="by its shape"),
    pytest.param('client.post(url=host, data=json.dumps({"model": model, "messages": MESSAGES}))', id="as JSON"),
    pytest.param(
        'client.stream("POST", f"{URL}/api/chat", json={"model": model, "messages": MESSAGES})', id="as a stream"
    ),
    pytest.param('post("chat/completions", {"model": model, "messages": MESSAGES})', id="by a function"),
    pytest.param('await Server(session).ask({"model": model, "messages": MESSAGES})', id="by an object"),
    pytest.param(
        """
        payload = dict(model=model, stream=False)
        payload["messages"] = MESSAGES
        requests.post(host, json=payload)
        """,
        id="bit by bit",
    ),
    pytest.param(
        """
        body = {"model": model, "max_tokens": 9, "system": MESSAGES[0]["content"], "messages": history}
        urlopen(Request(host, data=json.dumps(body).encode("utf-8")))
        """,
        id="with urllib",
    ),
    pytest.param(
        """
        body = {"model": model, "prompt": question, "system": MESSAGES[0]["content"]}
        requests.post(URL + "/api/generate", json=body)
        """,
        id="text to be continued",
    ),
]


@pytest.mark.parametrize("body", WAYS)
def test_a_clock_in_the_system_prompt(body: str) -> None:
    found = told(program(body.replace("MESSAGES", CLOCKED)))
    assert [(each.code, each.severity) for each in found] == [("PL102", Severity.ERROR)]


@pytest.mark.parametrize("body", WAYS)
def test_a_clock_behind_the_question(body: str) -> None:
    assert said(body.replace("MESSAGES", BEHIND)) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            'requests.post(f"{host}/messages", json={"channel": host, "messages": [str(time.time())]})', id="a chat"
        ),
        pytest.param('requests.post(host, json={"model": model, "text": f"{time.time()} {RULES}"})', id="a text"),
        pytest.param('client.get(host, params={"model": model, "messages": str(time.time())})', id="nothing is posted"),
        pytest.param(
            'requests.post(host, json={"model": model, "messages": STABLE, "user": str(time.time())})', id="beside it"
        ),
        pytest.param(
            'requests.post(host, json={"model": model, "messages": STABLE}, headers={"x-id": str(uuid.uuid4())})',
            id="in a header",
        ),
        pytest.param(
            'requests.post(f"{host}/{uuid.uuid4()}", json={"model": model, "messages": STABLE})', id="in the address"
        ),
        pytest.param(
            'requests.post(f"{URL}/api/generate", json={"prompt": f"{RULES} {time.time()}"})', id="at the end"
        ),
        pytest.param('requests.post(f"{URL}/api/index", json={"prompt": f"{time.time()} {RULES}"})', id="elsewhere"),
        pytest.param('requests.post(host, {"model": model, "messages": 3})', id="a number of them"),
    ],
)
def test_what_is_no_break(body: str) -> None:
    assert said(body) == []


@pytest.mark.parametrize(
    ("tools", "expected"),
    [
        pytest.param("list({'a': RULES, 'b': RULES})", [], id="in order"),
        pytest.param("[{'name': each} for each in sorted(set(client.names))]", [], id="sorted"),
        pytest.param("[{'name': each} for each in set(client.names)]", ["PL104"], id="of a set"),
    ],
)
def test_the_tools_of_a_body(tools: str, expected: list[str]) -> None:
    body = f'requests.post(host, json={{"model": model, "messages": STABLE, "tools": {tools}}})'
    assert said(body) == expected
