"""The schemas in `schemas/`, which editors use, accept what the code accepts."""

from __future__ import annotations

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.config_kinds import InvalidError
from promptlint.config_options import configuration
from promptlint.rules import RULES
from promptlint.selection import selectors

ROOT = Path(__file__).parent.parent
SCHEMAS = ROOT / "schemas"


def _validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.name)
def test_is_a_schema(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


def test_the_generated_schema_is_up_to_date() -> None:
    spec = spec_from_file_location("schemas", ROOT / "scripts" / "schemas.py")
    assert spec is not None
    assert spec.loader is not None
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (SCHEMAS / "config.schema.json").read_text(encoding="utf-8") == script.config_schema(), "run `make schemas`"
    assert (SCHEMAS / "batch.schema.json").read_text(encoding="utf-8") == script.batch_schema(), "run `make schemas`"


# ---------------------------------------------------------------- configuration

WORDS = st.sampled_from(
    [
        "",
        "x",
        "a.b()",
        "*.b",
        "a:b",
        "a:",
        ":b",
        "a:b:c",
        "a\n:b\n",
        "PL9",
        "error",
        "off",
        "minor",
        "shared",
        "unknown",
    ]
    + [selectors(RULES)[index] for index in (0, 1, 5, -1)]
)
LEAVES = st.one_of(WORDS, st.booleans(), st.integers(0, 2), st.just(1.5))
KEYS = st.one_of(
    WORDS,
    st.sampled_from(["paths", "ignore", "severity", "placeholders", "model", "prefix-change", "sidecars", "exclude"]),
    st.sampled_from(["call", "system", "messages", "tools", "sinks", "sources"]),
)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(KEYS, inner, max_size=2)), max_leaves=4
)
VALID_LEAVES: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "integer": st.integers(1, 9),
    "number": st.one_of(st.integers(-1, 2), st.sampled_from([0.5, -0.5, 1e6, 1e7])),
    "string": st.sampled_from(["x", "a:b", "1h", "prompts/a.j2@3", "a.py#X@sha256:0123456789", "a@sha256:x"]),
}


def _valid(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Mostly valid values of a schema: now and then a value is replaced by anything."""
    if "enum" in schema:
        proper: st.SearchStrategy[Any] = st.sampled_from(schema["enum"])
    elif schema["type"] == "array":
        proper = st.lists(_valid(schema["items"]), max_size=2)
    elif schema["type"] == "object" and "properties" in schema:
        members = {key: _valid(each) for key, each in schema["properties"].items()}
        proper = st.fixed_dictionaries({}, optional=members)
    elif schema["type"] == "object":
        names = st.sampled_from(schema["propertyNames"].get("enum", ["x", "user_*", ""]))
        proper = st.dictionaries(names, _valid(schema["additionalProperties"]), max_size=2)
    else:
        types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        proper = st.one_of(*(VALID_LEAVES[each] for each in types))
    return st.one_of(*[proper] * 12, ANYTHING)


CONFIG = _validator("config")
SCHEMA: dict[str, Any] = json.loads((SCHEMAS / "config.schema.json").read_text(encoding="utf-8"))


def _loads(document: object) -> bool:
    try:
        configuration(RULES).read(document, ())
    except InvalidError:
        return False
    return True


@given(_valid(SCHEMA))
def test_schema_and_loader_agree(document: object) -> None:
    assert CONFIG.is_valid(document) == _loads(document)


@pytest.mark.parametrize(
    "option", ["versions", "per-path", "severity", "placeholders", "select", "sinks", "sources", "batch"]
)
@given(data=st.data())
def test_schema_and_loader_agree_on_each_option(option: str, data: st.DataObject) -> None:
    document = {option: data.draw(_valid(SCHEMA["properties"][option]))}
    assert CONFIG.is_valid(document) == _loads(document)


# ---------------------------------------------------------------- front matter


@pytest.mark.parametrize(
    ("document", "is_valid"),
    [
        pytest.param({}, True, id="empty"),
        pytest.param({"version": 3}, True, id="integer"),
        pytest.param({"version": "v1.2"}, True, id="text"),
        pytest.param({"version": 1.2, "anything": ["else"]}, True, id="number, and what others need"),
        pytest.param({"metadata": {"version": "2024-01-01", "author": "x"}}, True, id="metadata"),
        pytest.param({"model": {"id": "m", "parameters": {}}, "name": "n", "description": "d"}, True, id="model"),
        pytest.param({"promptlint": {"version": 1, "placeholders": {"user_*": "session"}}}, True, id="ours"),
        pytest.param({"version": [1]}, False, id="list"),
        pytest.param({"version": True}, False, id="boolean"),
        pytest.param({"model": 4}, False, id="a number as a model"),
        pytest.param({"promptlint": {"placeholder": {}}}, False, id="unknown key of ours"),
        pytest.param({"promptlint": {"placeholders": {"x": "unknown"}}}, False, id="unknown level"),
    ],
)
def test_front_matter(document: object, is_valid: bool) -> None:
    assert _validator("front-matter").is_valid(document) is is_valid
