"""What `ast` counts in lines and bytes, found again in the decoded text."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.frontends.python.places import Places
from promptlint.source import SourceFile, Span

NAMES = st.sampled_from(["a", "é", "漢字", "名", "value", "ß1"])
TEXTS = st.text(st.one_of(st.sampled_from("aé漢😀\f\u2028\x85 #"), st.characters(codec="utf-8", categories=["L"])))


def names(text: str) -> list[tuple[str, Span]]:
    places = Places(SourceFile("module.py", text))
    tree = ast.parse(text)
    return [(node.id, places.span(node)) for node in ast.walk(tree) if isinstance(node, ast.Name)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x = [y, z]\n", id="ascii"),
        pytest.param("x = ['é', y, '漢', z]\n", id="wide characters before"),
        pytest.param("x = '😀'; y = z", id="no final line end"),
        pytest.param("x = 1\r\ny = 'é'\r\nz = 2\r\n", id="carriage returns and line feeds"),
        pytest.param("x = 1\ry = 'é'\rz = 2\r", id="carriage returns"),
        pytest.param("x = 1\n\fy = 'é'; \f z = 2\n", id="form feeds"),
        pytest.param("x = '\u2028\x85\x0b'\ny = z\n", id="signs that end no line"),
        pytest.param("x = 'é\\\n  é', y, '''é\n\né''', z\n", id="strings over lines"),
        pytest.param("x = (\n  y +\n  # é\n  z)\n", id="comments between"),
    ],
)
def test_names_stand_where_they_are_written(text: str) -> None:
    found = names(text)
    assert sorted(name for name, _ in found) == ["x", "y", "z"]
    assert all(text[span.start : span.end] == name for name, span in found)


@given(st.lists(st.tuples(NAMES, TEXTS), min_size=1, max_size=6), st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_name_stands_where_it_is_written(lines: list[tuple[str, str]], end: str) -> None:
    text = end.join(f"{name} = {filling!r}, '{filling}', {name}" for name, filling in lines)
    found = names(text)
    assert len(found) == 2 * len(lines)
    assert all(text[span.start : span.end] == name for name, span in found)


def test_the_text_of_a_node() -> None:
    text = "def f():\n    return 'é' + f(\n        1)  # done\n"
    tree, places = ast.parse(text), Places(SourceFile("module.py", text))
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    assert places.text(function.body[0]) == "return 'é' + f(\n        1)"
    assert places.text(tree) == text
    assert places.line(places.span(function.body[0])) == 2


def test_a_place_outside_of_the_text_is_brought_inside() -> None:
    places = Places(SourceFile("module.py", "a = 1\nbé = 2"))
    node = ast.Name("a", lineno=1, col_offset=3, end_lineno=9, end_col_offset=99)
    assert places.span(node) == Span(3, 12)
    node = ast.Name("a", lineno=2, col_offset=9, end_lineno=1, end_col_offset=1)
    assert places.span(node) == Span(12, 12)


@given(st.lists(TEXTS, min_size=1, max_size=4).map("\n".join))
def test_columns_in_bytes(text: str) -> None:
    places = Places(SourceFile("module.py", text))
    for offset in range(len(text) + 1):
        line, column = places.column(offset)
        before = text[:offset].split("\n")
        assert (line, column) == (len(before), len(before[-1].encode()))
        assert places.offset(line, column) == offset


def test_a_long_line_is_counted_once() -> None:
    text = "x = [" + "'é', y, " * 20_000 + "]"
    assert all(text[span.start : span.end] in "xy" for _, span in names(text))
