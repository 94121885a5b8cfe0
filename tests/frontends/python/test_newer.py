"""Syntax that is newer than the running Python."""

from __future__ import annotations

import ast
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.engine import lint_files
from promptlint.errors import UnreadableError
from promptlint.frontends.python import newer
from promptlint.frontends.python.parse import parse
from promptlint.frontends.python.places import Places
from promptlint.source import SourceFile

STATEMENTS = [
    pytest.param("type X = int", "X = int", id="an alias"),
    pytest.param("type X[T: str] = list[T]", "X = list[T]", id="an alias with parameters"),
    pytest.param("if a:\n    type X = int", "if a:\n    X = int", id="an alias further in"),
    pytest.param("def f[T](x: T): pass", "def f(x: T):\n    pass", id="a function"),
    pytest.param("async def f[*Ts, **P](x): pass", "async def f(x):\n    pass", id="an asynchronous function"),
    pytest.param("class A[T = list[int]](B): pass", "class A(B):\n    pass", id="a class"),
    pytest.param("def f[\n    T,\n    U: (int, str),\n](x): pass", "def f(x):\n    pass", id="over lines"),
    pytest.param("try: pass\nexcept A, B: pass", "try:\n    pass\nexcept (A, B):\n    pass", id="exceptions"),
    pytest.param("try: pass\nexcept* A, b.C: pass", "try:\n    pass\nexcept* (A, b.C):\n    pass", id="groups of them"),
    pytest.param("type = X\ntype X = 1", "type = X\nX = 1", id="a word that is a name too"),
]
STRINGS = [
    pytest.param("f'{x['a']}'", ["x['a']"], id="the same quotes"),
    pytest.param("f\"{'\\n'.join(x)}\"", ["'\\n'.join(x)"], id="a backslash"),
    pytest.param('f"{", ".join(f"{a["b"]}" for a in c)!r:>9}"', ["', '.join((f'{a['b']}' for a in c))"], id="nested"),
    pytest.param('f"é{d}{x["é"]}{e}"', ["d", "x['é']", "e"], id="beside others"),
    pytest.param('f"""{x["""a"""]}"""', ["x['a']"], id="three quotes"),
]


def read(text: str) -> ast.Module:
    return parse(SourceFile("main.py", text))


@pytest.mark.parametrize(("text", "older"), STATEMENTS)
def test_statements(text: str, older: str) -> None:
    found = newer.tree(text, ast.parse)
    assert found is not None
    assert ast.unparse(found) == ast.unparse(ast.parse(older))


@pytest.mark.parametrize(("text", "values"), STRINGS)
def test_expressions_in_strings(text: str, values: list[str]) -> None:
    found = [node.value for node in ast.walk(read(text).body[0]) if isinstance(node, ast.FormattedValue)]
    assert [ast.dump(node) for node in found[: len(values)]] == [
        ast.dump(read(value).body[0].value)  # type: ignore[attr-defined]  # an expression
        for value in values
    ]


def test_what_stands_behind_keeps_its_place() -> None:
    text = 'x = f"é {"\\n".join(y)}"; z = 1\ntype X = int; w = 2\n'
    source = SourceFile("main.py", text)
    places = Places(source)
    assert [places.text(node) for node in parse(source).body if isinstance(node, ast.Assign)][:2] == [
        'x = f"é {"\\n".join(y)}"',
        "z = 1",
    ]
    assert places.text(parse(source).body[-1]) == "w = 2"


def test_a_prompt_in_a_module_with_newer_syntax() -> None:
    program = '''
from datetime import datetime
import openai
type Turns = list[dict[str, str]]
RULES = """{rules}"""

def ask[T](turns: Turns, topics: list[str], question: T):
    system = f"It is {{datetime.now()}}.\\nTopics:\\n{{"\\n".join(topics)}}\\n{{RULES}}"
    messages = [{{"role": "system", "content": system}}, {{"role": "user", "content": question}}]
    return openai.OpenAI().chat.completions.create(model="gpt-5", messages=messages)
'''.format(rules="read the whole ticket before you answer it\n" * 150)
    found = lint_files({"main.py": program}).diagnostics
    assert "PL102" in [each.code for each in found]
    assert "PL001" not in [each.code for each in found]


@pytest.mark.parametrize(
    "text",
    [
        "type X",
        "x = '''type X = 1\n'''\nprint 'y'",
        "except A, B:",
        "try: pass\nexcept A, e: print e",
        "def f[T(x): pass",
        "f'{x['a'}'",
        "_00 = 1; f'{x['a']}{",
    ],
)
def test_what_is_no_python_at_all(text: str) -> None:
    with pytest.raises(UnreadableError):
        read(text)


def test_many_levels_and_long_lines_take_no_long_time() -> None:
    for text in ("f'{" * 3_000, "type X[" * 5_000, "except " + " " * 200_000, 'f"{"' * 20_000):
        with pytest.raises(UnreadableError):
            read(text)


@given(st.text("typeX[]= f'\"{}\\\n:#(),", max_size=80))
def test_anything_is_read_or_refused(text: str) -> None:
    try:
        read(text)
    except UnreadableError:
        return


@pytest.mark.skipif(sys.version_info < (3, 12), reason="an older Python refuses it")
@pytest.mark.parametrize(("text", "values"), STRINGS)
def test_the_running_python_reads_what_it_knows_by_itself(text: str, values: list[str]) -> None:
    assert values
    assert ast.dump(read(text)) == ast.dump(ast.parse(text))
