"""Reads string literals out of source text, checks their places and makes up others."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from promptlint.frontends.python.parse import parse
from promptlint.frontends.python.places import Places
from promptlint.source import SourceFile, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promptlint.facts import Text


def value_of(tree: ast.Module) -> ast.expr:
    """The value of the last statement."""
    statement = tree.body[-1]
    assert isinstance(statement, ast.Assign | ast.Expr)
    return statement.value


def read(text: str) -> tuple[Places, ast.expr]:
    source = SourceFile("module.py", text)
    return Places(source), value_of(parse(source))


def check(text: str, part: Text) -> None:
    """A text knows its own places exactly, or by the escape."""
    runs = part.runs
    if not runs:
        assert text[part.span.start : part.span.end].replace("\r", "\n") == part.text
        return
    assert part.span == Span(runs[0].source.start, runs[-1].source.end)
    at, last = 0, 0
    for run in runs:
        assert run.at == at
        assert last <= run.source.start < run.source.end
        assert run.length == 1 or run.exact, "a longer stretch without a place of its own"
        written = text[run.source.start : run.source.end]
        if run.exact:
            assert written.replace("\r", "\n") == part.text[at : at + run.length]
        else:
            assert written[0] == "\\" or written in ("{{", "}}", "\r\n")
        at, last = at + run.length, run.source.end
    assert at == len(part.text)


def by_run(text: str, part: Text) -> Iterable[tuple[str, str]]:
    if not part.runs:
        yield part.text, text[part.span.start : part.span.end]
    for run in part.runs:
        yield part.text[run.at : run.at + run.length], text[run.source.start : run.source.end]


CHUNKS = st.one_of(
    st.sampled_from(
        ["a", "b c", "é", "漢", "😀", "{", "}", "{{", "}}", "#", "'", '"', "\\'", '\\"', "\\\\", "\\n", "\\t"]
    ),
    st.sampled_from(["\\x41", "\\u00e9", "\\U0001f600", "\\0", "\\101", "\\18", "\\d", "\\ ", "\\{", "\\N{DIGIT ONE}"]),
    st.sampled_from(["\n", "\r\n", "\r", "\\\n", "\\\r\n", "\f", "\u2028", "\x85", "\t"]),
    st.characters(codec="utf-8", exclude_characters="\0'\"\\\r\n{}"),
)
QUOTES = st.sampled_from(["'", '"', "'''", '"""'])
BODIES = st.lists(CHUNKS, max_size=8).map("".join)
BETWEEN = st.sampled_from(["", " ", "\n", " # 'no' \"é\n", "\\\n", "\r\n  ", "\t\f"])


def token(prefix: str, quote: str, body: str) -> str:
    """A token with this body, or as much of it as can stand in these quotes."""
    body = body.replace(quote[0], "" if len(quote) == 1 else quote[0] + " ")
    if len(quote) == 1:
        body = body.replace("\\\r\n", "").replace("\\\n", "").replace("\r", "").replace("\n", "")
    if (len(body) - len(body.rstrip("\\"))) % 2:
        body += "."
    return f"{prefix}{quote}{body}{quote}"


TOKENS = st.builds(token, st.sampled_from(["", "r", "R", "u", "U"]), QUOTES, BODIES)
