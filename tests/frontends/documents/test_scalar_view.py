"""Every decoded character knows where it was written, whatever the style."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from promptlint.frontends.documents.json_reader import read_json
from promptlint.frontends.documents.node import Mapping, Scalar
from promptlint.frontends.documents.yaml_reader import read_yaml
from promptlint.source import SourceFile, Span, View

if TYPE_CHECKING:
    from collections.abc import Callable

    from promptlint.frontends.documents.node import Document

# The signs that make YAML and JSON hard, more often than chance would have them.
_CHARACTERS = st.one_of(
    st.sampled_from(" \n\t'\"\\{}[]:#-&*!|>%,éß漢😀"),
    st.characters(codec="utf-8", exclude_characters="\0"),
)
_TEXTS = st.text(_CHARACTERS, max_size=40)
_STYLES = st.sampled_from([None, "'", '"', "|", ">"])


def value_of(text: str, read: Callable[[View], Document]) -> Scalar:
    root = read(View.of(SourceFile("file", text))).roots[0]
    assert isinstance(root, Mapping)
    value = root.get("key")
    assert isinstance(value, Scalar)
    return value


def check(source: str, scalar: Scalar) -> int:
    """Check the places of a view; returns how many characters have none of their own."""
    view = scalar.view
    assert view.text == scalar.value
    vague = 0
    for run in view.runs:
        assert 0 <= run.source.start <= run.source.end <= len(source)
        if run.exact:
            assert source[run.source.start : run.source.end] == view.text[run.at : run.at + run.length]
        elif run.length > 2:
            vague += run.length
    return vague


def dumped(value: str, style: str | None, **options: Any) -> str:
    return str(yaml.dump({"key": value, "other": 1}, default_style=style, sort_keys=False, **options))


@given(_TEXTS, _STYLES, st.sampled_from([20, 1000]), st.booleans())
def test_yaml_of_every_style(value: str, style: str | None, width: int, unicode: bool) -> None:
    source = dumped(value, style, width=width, allow_unicode=unicode)
    scalar = value_of(source, read_yaml)
    vague = check(source, scalar)
    if not set(value) & set("\x85\u2028\u2029\ufeff"):
        assert vague == 0


@given(_TEXTS, st.booleans())
def test_json(value: str, ascii_only: bool) -> None:
    source = json.dumps({"key": value, "other": [1, None]}, ensure_ascii=ascii_only, indent=2)
    scalar = value_of(source, read_json)
    assert scalar.value == value
    assert check(source, scalar) == 0


@given(_TEXTS)
def test_json_inside_yaml(value: str) -> None:
    source = dumped(json.dumps({"key": value}), "'")
    outer = value_of(source, read_yaml)
    inner = read_json(outer.view).roots[0]
    assert isinstance(inner, Mapping)
    scalar = inner.get("key")
    assert isinstance(scalar, Scalar)
    assert scalar.value == value
    check(source, scalar)


@pytest.mark.parametrize(
    ("source", "value", "needle", "written"),
    [
        pytest.param("key: |\n  one\n  two\n", "one\ntwo\n", "two", "two", id="literal"),
        pytest.param("key: |2-\n    one\n   two\n\n", "  one\n two", "two", "two", id="literal with indicators"),
        pytest.param("key: >\n  one\n  two\n\n  three\n", "one two\nthree\n", "three", "three", id="folded"),
        pytest.param("key: >+\n  one\n\n   two\n  three\n\n", "one\n\n two\nthree\n\n", "three", "three", id="kept"),
        pytest.param("key: one\n  two\n\n  three\n", "one two\nthree", "two", "two", id="plain over lines"),
        pytest.param("key: 'it''s\n  here'\n", "it's here", "'", "''", id="quote"),
        pytest.param('key: "a\\\n  b \\\n  \\u00e9"\n', "ab é", "é", "\\u00e9", id="escaped line end"),
        pytest.param("key: &a !!str |\r\n  one\r\n  two\r\n", "one\ntwo\n", "two", "two", id="properties and CR LF"),
    ],
)
def test_places(source: str, value: str, needle: str, written: str) -> None:
    scalar = value_of(source, read_yaml)
    assert scalar.value == value
    assert check(source, scalar) == 0
    at = value.index(needle)
    span = scalar.view.span(at, at + len(needle))
    assert source[span.start : span.end] == written


def test_surrogate_pairs_are_one_character() -> None:
    source = '{"key": "a\\ud83d\\ude00b"}'
    scalar = value_of(source, read_json)
    assert scalar.value == "a😀b"
    assert scalar.view.span(1, 2) == Span(10, 22)


def test_an_edit_replaces_what_is_inside_the_quotes() -> None:
    source = "key: '1.0'\n"
    span = value_of(source, read_yaml).inner_span
    assert source[span.start : span.end] == "1.0"


def test_a_part_of_a_file_keeps_its_places() -> None:
    text = "---\nkey: |\n  one\n---\nbody\n"
    view = View.of(SourceFile("file", text), Span(4, 17))
    root = read_yaml(view).roots[0]
    assert isinstance(root, Mapping)
    scalar = root.get("key")
    assert isinstance(scalar, Scalar)
    span = scalar.view.span(0, 3)
    assert text[span.start : span.end] == "one"


def test_a_long_scalar_takes_linear_time() -> None:
    quoted = "key: '" + "word " * 200_000 + "end'\n"
    assert check(quoted, value_of(quoted, read_yaml)) == 0
    folded = "key: >\n" + "  word\n" * 100_000
    assert check(folded, value_of(folded, read_yaml)) == 0
