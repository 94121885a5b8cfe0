"""What is a prompt outside of prompt folders, and what is only like one. The silent cases come first."""

from __future__ import annotations

import json

import pytest

from _outline import facts_of, outline
from _reading import MAYBE, SURE

LONG = "You are a careful assistant who answers questions about invoices. " * 3
TRANSCRIPT = [
    {"role": "system", "content": "You are kind."},
    {"role": "user", "content": "What is an f-string?"},
    {"role": "assistant", "content": "In Python, f'{name}' puts a value into a text."},
]

SILENT = [
    pytest.param("api.yaml", {"openapi": "3.1.0", "paths": {"prompt": LONG + "{name}"}}, id="openapi"),
    pytest.param(
        ".github/workflows/ai.yml", {"on": "push", "jobs": {"a": {"prompt": LONG + "{{ x }}"}}}, id="workflow"
    ),
    pytest.param(
        "steps.yml", {"steps": [{"with": {"prompt": LONG + "${{ github.event.name }}"}}]}, id="expressions of CI"
    ),
    pytest.param("k8s.yaml", {"apiVersion": "v1", "kind": "X", "spec": {"prompt": LONG + "{{x}}"}}, id="manifest"),
    pytest.param("compose.yaml", {"services": {"a": {"image": "b", "environment": {"P": "{x}"}}}}, id="compose"),
    pytest.param("x.schema.json", {"$schema": "x", "properties": {"prompt": {"default": LONG + "{x}"}}}, id="schema"),
    pytest.param("locales/en.json", {"delete_prompt": LONG + "{name}"}, id="translations"),
    pytest.param("app.json", {"confirm_prompt": "Delete {name}?"}, id="a short question to a person"),
    pytest.param("app.json", {"system": "linux", "user": "postgres", "prompt": "$ "}, id="settings"),
    pytest.param("app.yaml", {"system_prompt": LONG}, id="no placeholder"),
    pytest.param("app.yaml", {"text": LONG + "{{x}}", "content": LONG + "{{x}}"}, id="keys that tell too little"),
    pytest.param("skill.yaml", {"default_prompt": LONG + " Use $the-skill for it."}, id="a dollar sign"),
    pytest.param("chat.json", {"messages": TRANSCRIPT}, id="transcript"),
    pytest.param("chat.json", TRANSCRIPT, id="transcript as a list"),
    pytest.param("chat.json", {"model": "m", "messages": TRANSCRIPT}, id="transcript with its model"),
    pytest.param("rows.json", [{"model": "m", "messages": TRANSCRIPT[:2]}] * 3, id="rows of data"),
    pytest.param("rows.json", [{"prompt": LONG + "{x}"}] * 3, id="rows of prompts"),
    pytest.param("log.json", {"model": "m", "messages": TRANSCRIPT[:2], "usage": {}}, id="request with its response"),
    pytest.param("tests/data/a.json", {"model": "m", "messages": TRANSCRIPT[:2]}, id="recorded for a test"),
    pytest.param("cassettes/a.yaml", {"messages": [{"role": "user", "content": "{{q}}"}], "model": "m"}, id="cassette"),
    pytest.param("eval/results/a.json", {"system_prompt": LONG + "{{x}}"}, id="results"),
    pytest.param("flow.dag.yaml", {"inputs": {}, "outputs": {}, "nodes": [{"prompt": LONG + "{{x}}"}]}, id="flow"),
]


@pytest.mark.parametrize(("path", "data"), SILENT)
def test_what_is_no_prompt(path: str, data: object) -> None:
    assert outline(path, json.dumps(data), MAYBE) == "no prompt"


LOUD = [
    pytest.param("a.json", {"messages": [{"role": "user", "content": "Sum up {{text}}"}]}, id="placeholders"),
    pytest.param("a.json", {"model": "m", "messages": TRANSCRIPT[:2]}, id="a request"),
    pytest.param("a.json", {"messages": [{"role": "user", "content": "x", "cache_control": {"type": "e"}}]}, id="mark"),
    pytest.param("a.chat.yaml", {"messages": TRANSCRIPT}, id="the name"),
    pytest.param("prompts.yml", {"messages": TRANSCRIPT[:2]}, id="a name that speaks of prompts"),
    pytest.param("a.yaml", {"system_prompt": LONG + "{{x}}"}, id="a key that says so, and placeholders"),
    pytest.param("a.yaml", {"agent": {"system": LONG, "user": "{{x}}"}}, id="system and user"),
    pytest.param("prompts.yml", {"system_prompt": LONG}, id="a key and the file's name"),
    pytest.param("c.yml", {"prompts": [{"task": "a", "content": LONG + "{{ x|y }}"}]}, id="a list of prompts"),
]


@pytest.mark.parametrize(("path", "data"), LOUD)
def test_what_is_one(path: str, data: object) -> None:
    facts = facts_of(path, json.dumps(data), MAYBE)
    assert facts is not None
    assert len(facts.prompts) == 1


FOLDER_SILENT = [
    pytest.param({"schema": [1, 2], "temperature": 0.5, "name": "x"}, id="settings"),
    pytest.param({"greeting": "Hello {name}", "bye": "Bye"}, id="words"),
    pytest.param({"description": LONG, "title": LONG, "notes": LONG + "\n" + LONG, "tags": [LONG]}, id="metadata"),
    pytest.param({"prompt": "", "text": None}, id="empty"),
    pytest.param({"prompt": "prompts/other.txt", "template": "https://example.org/a b"[:21]}, id="references"),
    pytest.param({"examples": [{"prompt": LONG}], "tests": {"prompt": LONG}}, id="examples"),
    pytest.param([{"prompt": LONG}] * 1_001, id="a table"),
    pytest.param([1, "two"], id="values"),
    pytest.param({"requests": [{"custom_id": "1", "params": {"model": "m", "messages": TRANSCRIPT}}]}, id="a batch"),
]


@pytest.mark.parametrize("data", FOLDER_SILENT)
def test_data_in_a_prompt_folder_is_no_prompt(data: object) -> None:
    assert outline("prompts/a.json", json.dumps(data), SURE) == "no prompt"
