"""Requests in one form that are sent in another: what they are made of is no data of theirs."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
import anthropic
from rules import RULES


class Batches:
    def __init__(self, client: anthropic.Anthropic):
        self.client = client

    def params(self, body):
        params = {
            "model": body.get("model"),
            "max_tokens": 9,
            "system": [{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}],
            "messages": [{"role": "user", "content": body["question"]}],
        }
        MORE
        return params

    def submit(self, requests):
        rows = [{"custom_id": row["custom_id"], "params": self.params(row["body"])} for row in requests]
        return self.client.messages.batches.create(requests=rows)
"""
AS_TOOL = 'params["tools"] = [{"name": "answer", "description": "Answer.", "input_schema": schema}]'


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param(["schema = body.get('response_format')", "if schema:", f"    {AS_TOOL}"], [], id="a form"),
        pytest.param(["schema = body['tools']", AS_TOOL], [], id="its tools"),
        pytest.param(["schema = body.get('fields')", "if schema:", f"    {AS_TOOL}"], ["PL104"], id="its fields"),
        pytest.param(["schema = {'title': body['question']}", AS_TOOL], ["PL104"], id="its question"),
    ],
)
def test_tools_of_a_row(more: list[str], expected: list[str]) -> None:
    found = codes(PROGRAM.replace("MORE", "\n        ".join(more)))
    assert [code for code in found if code == "PL104"] == expected
