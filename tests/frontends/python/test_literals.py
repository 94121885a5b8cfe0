"""Constant strings: what the model sees of them, and where each character of it is written."""

from __future__ import annotations

import ast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from _literals import BETWEEN, TOKENS, by_run, check, read
from promptlint.errors import UnreadableError
from promptlint.frontends.python import literals
from promptlint.frontends.python.literals import string
from promptlint.frontends.python.places import Places
from promptlint.source import SourceFile, Span


def shown(text: str) -> list[tuple[str, str]]:
    """The text of a constant: each run as the model sees it, and as it is written."""
    places, node = read(text)
    assert isinstance(node, ast.Constant)
    parts = string(places, node)
    for part in parts:
        check(text, part)
    assert "".join(part.text for part in parts) == node.value
    return [pair for part in parts for pair in by_run(text, part)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'abc'", [("abc", "abc")]),
        ('x = """a\nb"""', [("a\nb", "a\nb")]),
        ("'é漢😀'", [("é漢😀", "é漢😀")]),
        (r"r'\n\'é'", [(r"\n\'é", r"\n\'é")]),
        ("R'''\\\n'''", [("\\\n", "\\\n")]),
        ("u'a'", [("a", "a")]),
        ("''", []),
        ("'' ''", []),
        ('""""""', []),
        ("'\\\n'", []),
        (r"'a\nb'", [("a", "a"), ("\n", r"\n"), ("b", "b")]),
        (r"'\\\'\"\a'", [("\\", r"\\"), ("'", r"\'"), ('"', r"\""), ("\a", r"\a")]),
        (r"'\b\f\n\r\t\v'", [("\b", r"\b"), ("\f", r"\f"), ("\n", r"\n"), ("\r", r"\r"), ("\t", r"\t"), ("\v", r"\v")]),
        (r"'\x41\u00e9\U0001F600'", [("A", r"\x41"), ("é", r"\u00e9"), ("😀", r"\U0001F600")]),
        (r"'\N{DIGIT ONE}\N{bel}!'", [("1", r"\N{DIGIT ONE}"), ("\a", r"\N{bel}"), ("!", "!")]),
        (r"'\0\12\1012\8'", [("\0", r"\0"), ("\n", r"\12"), ("A", r"\101"), (r"2\8", r"2\8")]),
        (r"'\377'", [("ÿ", r"\377")]),
        (r"'\ud83d\ude00'", [("\ud83d", r"\ud83d"), ("\ude00", r"\ude00")]),
        (r"'\d \é \{ a'", [(r"\d \é \{ a", r"\d \é \{ a")]),
        ("'a\\\n  b'", [("a", "a"), ("  b", "  b")]),
        ("'a\\\r\n  b'", [("a", "a"), ("  b", "  b")]),
        ("'a\\\rb'", [("a", "a"), ("b", "b")]),
        ("'''a\r\nb\rc\nd'''", [("a", "a"), ("\n", "\r\n"), ("b", "b"), ("\n", "\r"), ("c\nd", "c\nd")]),
        ("r'''a\\\r\nb'''", [("a\\", "a\\"), ("\n", "\r\n"), ("b", "b")]),
        ("'a' 'b'", [("a", "a"), ("b", "b")]),
        ("'a''b'", [("a", "a"), ("b", "b")]),
        ("'a'\"\"'b'r'\\c'", [("a", "a"), ("b", "b"), ("\\c", "\\c")]),
        ("('a' # 'no'\n  # \"no\"\n\n  \"b\" \\\n 'c'\n)", [("a", "a"), ("b", "b"), ("c", "c")]),
        ("('a'\r\n# 'no'\r'b')", [("a", "a"), ("b", "b")]),
        ("(('a'\nU'b'))", [("a", "a"), ("b", "b")]),
        ("'''a'b\"\"c''' \"\"\"'''\"\"\"", [("a'b\"\"c", "a'b\"\"c"), ("'''", "'''")]),
        ("'''a\\'''' 'b'", [("a", "a"), ("'", "\\'"), ("b", "b")]),
        ("'\f\u2028\x85'", [("\f\u2028\x85", "\f\u2028\x85")]),
        ("x = 'é'; y = '漢'  'z'", [("漢", "漢"), ("z", "z")]),
        ("x = 0 if y else'a'", None),
        ("'a{b}}' '{{'", [("a{b}}", "a{b}}"), ("{{", "{{")]),
    ],
)  # fmt: skip
def test_a_constant(text: str, expected: list[tuple[str, str]] | None) -> None:
    if expected is None:
        places, node = read(text)
        assert isinstance(node, ast.IfExp)
        assert isinstance(node.orelse, ast.Constant)
        assert [part.text for part in string(places, node.orelse)] == ["a"]
    else:
        assert shown(text) == expected


def test_what_reads_as_it_is_written_has_no_runs() -> None:
    text = "x = f('a', r'''\\d\n''')"
    places, node = read(text)
    assert isinstance(node, ast.Call)
    constants = [argument for argument in node.args if isinstance(argument, ast.Constant)]
    parts = [part for constant in constants for part in string(places, constant)]
    assert [(part.runs, text[part.span.start : part.span.end]) for part in parts] == [((), "a"), ((), "\\d\n")]


def test_bytes_and_numbers_are_no_text() -> None:
    places, node = read("[b'a', 1, None]")
    assert isinstance(node, ast.List)
    assert [string(places, each) for each in node.elts if isinstance(each, ast.Constant)] == [(), (), ()]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("other", "'written'", id="another text"),
        pytest.param("as long!!", "'written'", id="of the same length"),
        pytest.param("x", "'\\N{no such name}'", id="no character"),
        pytest.param("x", "", id="nowhere"),
        pytest.param("abc", "y + z", id="no literal"),
        pytest.param("abc", "'''never", id="no end"),
        pytest.param("abc", "f'{never", id="no end of a hole"),
    ],
)
def test_a_constant_that_is_written_nowhere_has_a_vague_place(value: str, text: str) -> None:
    places = Places(SourceFile("module.py", text))
    node = ast.Constant(value, lineno=1, col_offset=0, end_lineno=1, end_col_offset=len(text))
    (part,) = string(places, node)
    assert part.text == value
    assert part.span.start == 0
    assert [(run.length, run.exact) for run in part.runs] == [(len(value), False)]


def test_a_text_that_goes_on_keeps_the_places_of_its_beginning() -> None:
    places = Places(SourceFile("module.py", "'a\\tb' + c"))
    node = ast.Constant("a\tbcdef", lineno=1, col_offset=0, end_lineno=1, end_col_offset=10)
    (part,) = string(places, node)
    assert [(run.at, run.length, run.source) for run in part.runs] == [
        (0, 1, Span(1, 2)),
        (1, 1, Span(2, 4)),
        (2, 1, Span(4, 5)),
        (3, 4, Span(5, 10)),
    ]


@given(st.lists(st.tuples(TOKENS, BETWEEN), min_size=1, max_size=4))
def test_every_character_of_a_constant_has_its_place(tokens: list[tuple[str, str]]) -> None:
    text = "é = 1; x = (" + "".join(one + between for one, between in tokens) + "\n)"
    try:
        shown(text)
    except UnreadableError:
        assume(condition=False)


def test_many_tokens() -> None:
    text = "x = (" + "'abc\\n'\n" * 20_000 + ")"
    places, node = read(text)
    assert isinstance(node, ast.Constant)
    (part,) = string(places, node)
    check(text, part)
    assert part.text == "abc\n" * 20_000


def test_beyond_measure_the_rest_has_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(literals, "_MOST_RUNS", 20)
    places, node = read("x = '" + "a\\n" * 40 + "'")
    assert isinstance(node, ast.Constant)
    (part,) = string(places, node)
    assert part.text == node.value
    assert [run.exact for run in part.runs] == [True, False] * 10 + [False]
    assert (part.runs[-1].at, part.runs[-1].length) == (20, 60)
