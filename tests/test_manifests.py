"""Manifests of batches: what they take, where they are wrong, and that nothing breaks them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.config_batches import batch
from promptlint.config_kinds import InvalidError
from promptlint.config_lines import Places
from promptlint.engine import Outcome, lint_files

PROMPT = {"prompts/a.j2": "{# promptlint: version=3 #}\nYou are kind.\n{{ question }}\n"}
SCHEMA = json.loads((Path(__file__).parent.parent / "schemas" / "batch.schema.json").read_text(encoding="utf-8"))


def lint(path: str, text: str) -> Outcome:
    return lint_files({**PROMPT, path: text})


def found(path: str, text: str) -> list[tuple[str, str, str]]:
    """What is said of a manifest: the code, the message, and the text that it points at."""
    return [
        (each.code, each.finding.message, text[each.finding.primary.span.start : each.finding.primary.span.end])
        for each in lint(path, text).diagnostics
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.batch.toml", 'name = "a"\nprompts = ["prompts/a.j2@3"]\n', id="TOML"),
        pytest.param("a.batch.toml", 'name = "a"\r\nprompts = [\r\n  "prompts/a.j2@3", # x\r\n]\r\n', id="CRLF"),
        pytest.param("a.batch.yaml", "name: a\nprompts: [prompts/a.j2@3]\nrequests: 5\n", id="YAML"),
        pytest.param("a.batch.yml", "batch:\n- &a {name: a, prompts: [prompts/a.j2@3]}\n", id="several"),
        pytest.param("a.batch.toml", 'batch = [{ name = "a", prompts = ["prompts/a.j2@3"] }]\n', id="in one line"),
        pytest.param("a.batch.yaml", "name: a\nprompts: [prompts/a.j2@3]\nversion: 2026-11-01\n", id="a date"),
    ],
)
def test_manifests_of_all_kinds(name: str, text: str) -> None:
    assert found(name, text) == []
    moved = text.replace("@3", "@4")
    assert [(code, at) for code, _, at in found(name, moved)] == [("PL410", "prompts/a.j2@4")]


@pytest.mark.parametrize(
    ("name", "text", "message", "at"),
    [
        pytest.param("a.batch.yaml", "name: a\nprompts: [x]\nttll: 1h\n", "`ttll`: unknown key", "ttll", id="key"),
        pytest.param(
            "a.batch.toml", 'name="a"\nprompts=["x"]\nttll="1h"\n', "`ttll`: unknown key", 'ttll="1h"', id="T"
        ),
        pytest.param("a.batch.yaml", "prompts: [x]\n", "the key `name` is missing", "prompts: [x]", id="no name"),
        pytest.param(
            "a.batch.yaml", "name: a\nprompts: x\n", "`prompts`: expected a list, not the string `x`", "x", id="no list"
        ),
        pytest.param(
            "a.batch.yaml",
            "name: a\nprompts: [x, 3]\n",
            "`prompts`: expected a prompt, not a number",
            "3",
            id="a number",
        ),
        pytest.param(
            "a.batch.yaml",
            "name: a\nprompts: [x@sha256:xyz]\n",
            "`prompts`: `x@sha256:xyz` is pinned to no digest",
            "x@sha256:xyz",
            id="no digest",
        ),
        pytest.param(
            "a.batch.yaml",
            "name: a\nprompts: [x]\nrequests: 0\n",
            "`requests`: expected a number above 0, not 0",
            "0",
            id="no requests",
        ),
        pytest.param(
            "a.batch.yaml",
            "name: a\nprompts: [x]\nttl: hour\n",
            "`ttl`: expected a duration, not the string `hour`",
            "hour",
            id="no duration",
        ),
        pytest.param("a.batch.toml", "batch = 3\n", "`batch` must be a list of batches", "batch = 3", id="no batches"),
        pytest.param(
            "a.batch.yaml", "batch: [{name: a, prompts: [x]}]\nttl: 1h\n", "`ttl` beside `batch`", "ttl", id="beside"
        ),
    ],
)
def test_where_a_manifest_is_wrong(name: str, text: str, message: str, at: str) -> None:
    assert ("PL003", message, at) in found(name, text)


def test_a_name_that_is_taken_in_another_file() -> None:
    text = "name: a\nprompts: [prompts/a.j2]\n"
    (diagnostic,) = lint_files({**PROMPT, "a.batch.yaml": text, "b.batch.yaml": text}).diagnostics
    assert (diagnostic.code, diagnostic.finding.primary.path) == ("PL003", "b.batch.yaml")
    assert [label.path for label in diagnostic.finding.related] == ["a.batch.yaml"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("prompts: " + "[" * 5000, id="deep"),
        pytest.param('prompts: "\n', id="a string that breaks off"),
        pytest.param("prompts: &a [*a]\nname: a\n", id="a circle"),
        pytest.param("prompts: [" + "1" * 5000 + "]\nname: a\n", id="a long number"),
        pytest.param(
            "name: a\nprompts: ['\\u0000@3', '@', '@@', '#@#', 'x@', '../../x@3', '/etc/passwd@3']\n", id="odd"
        ),
    ],
)
@pytest.mark.parametrize("ending", ["toml", "yaml"])
def test_what_is_broken_is_reported(text: str, ending: str) -> None:
    assert {each.code for each in lint(f"a.batch.{ending}", text).diagnostics} <= {"PL001", "PL003", "PL410"}
    assert lint(f"a.batch.{ending}", text).diagnostics


# What JSON writes as two escapes, YAML does not take: such a file is no manifest unless it speaks of prompts.
LETTERS = st.text(st.characters(max_codepoint=0xFFFF), max_size=5)
WORDS = st.sampled_from(
    ["name", "prompts", "documents", "batch", "ttl", "requests", "prompts/a.j2@3", "x@sha256:01234567", "1h", "a"]
)
VALUES = st.recursive(
    st.one_of(WORDS, st.integers(-1, 3), st.booleans(), st.none(), LETTERS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=4)),
    max_leaves=8,
)


@given(VALUES)
def test_any_manifest_is_taken_or_told(document: object) -> None:
    outcome = lint("a.batch.yaml", json.dumps(document))
    is_ours = isinstance(document, dict) and not {"prompts", "documents", "batch"}.isdisjoint(document)
    said = {each.code for each in outcome.diagnostics}
    assert said <= {"PL001", "PL003", "PL410"}
    if not is_ours:
        assert said <= {"PL001"}
    elif "PL001" not in said:
        assert jsonschema.Draft202012Validator(SCHEMA).is_valid(document) or "PL003" in said


@given(st.text(alphabet="abnpr[]{}=\"'#.,\n\r@3 ", max_size=80))
def test_no_text_breaks_a_manifest(text: str) -> None:
    for ending in ("toml", "yaml"):
        lint(f"a.batch.{ending}", f"prompts{text}")


BATCH: dict[str, Any] = batch().schema


@given(st.dictionaries(st.sampled_from([*BATCH["properties"], "nmae"]), VALUES, max_size=5))
def test_schema_and_reader_agree(document: dict[str, Any]) -> None:
    try:
        batch().read(document, ())
        is_read = True
    except InvalidError:
        is_read = False
    assert jsonschema.Draft202012Validator(BATCH).is_valid(document) is is_read


@given(st.lists(st.sampled_from(["a@1", "b", "c#d@2", "é@3", 'q"x']), min_size=1, max_size=5), st.booleans())
def test_every_pin_is_found_where_it_is_written(pins: list[str], several_lines: bool) -> None:
    written = [json.dumps(pin, ensure_ascii=False) for pin in pins]
    between = ',  # a comment, "with" quotes\n  ' if several_lines else ", "
    text = f"[[x.batch]]\nname = 'other'\nprompts = ['z']\n[[x.batch]]\nprompts = [{between.join(written)}]\n"
    places = Places(text)
    spans = [places.span(("x", "batch", 1, "prompts", index), pin) for index, pin in enumerate(pins)]
    assert [text[span.start - 1 : span.end + 1] for span in spans] == written
    assert len(set(spans)) == len(spans)
