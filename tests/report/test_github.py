from __future__ import annotations

import pytest

from _outcomes import PATH, diagnostic, label, outcome
from promptlint.diagnostics import Label, Severity
from promptlint.report import Format, render
from promptlint.source import SourceFile, Span

MESSAGE = "`now()` changes inside the cached prefix"
TITLE = "title=PL102 volatile-in-prefix"


def test_nothing() -> None:
    assert render(outcome(()), Format.GITHUB) == ""


@pytest.mark.parametrize(
    ("severity", "command"),
    [(Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "notice")],
)
def test_severities(severity: Severity, command: str) -> None:
    source = SourceFile(PATH, "a {{ b }}\n")
    made = diagnostic(label(source, "{{ b }}"), severity=severity, help_="move it")
    assert render(outcome((source,), made), Format.GITHUB) == (
        f"::{command} file={PATH},line=1,endLine=1,col=3,endColumn=9,{TITLE}::{MESSAGE}%0Amove it\n"
    )


@pytest.mark.parametrize(
    ("start", "end", "place"),
    [
        pytest.param(0, 1, "line=1,endLine=1,col=1,endColumn=1", id="one character"),
        pytest.param(0, 3, "line=1,endLine=1,col=1,endColumn=3", id="a line with its end"),
        pytest.param(1, 5, "line=1,endLine=2", id="over two lines there are no columns"),
        pytest.param(4, 4, "line=2,endLine=2,col=2,endColumn=2", id="nothing"),
    ],
)
def test_places(start: int, end: int, place: str) -> None:
    source = SourceFile(PATH, "ab\ncd\n")
    made = diagnostic(Label(PATH, Span(start, end), ""))
    assert render(outcome((source,), made), Format.GITHUB) == f"::error file={PATH},{place},{TITLE}::{MESSAGE}\n"


def test_nothing_ends_the_command_early() -> None:
    path = "a,b:c%d\r\n::error::e\x1b\udcff.j2"
    source = SourceFile(path, "x")
    made = diagnostic(
        Label(path, Span(0, 1), ""), message="50% off\r\n::error::gotcha\x1b[0m, really: yes", help_="\u2028100%"
    )
    assert render(outcome((source,), made), Format.GITHUB) == (
        "::error file=a%2Cb%3Ac%25d%0D%0A%3A%3Aerror%3A%3Ae␛\\udcff.j2,line=1,endLine=1,col=1,endColumn=1,"
        f"{TITLE}::50%25 off%0D%0A::error::gotcha␛[0m, really: yes%0A\ufffd100%25\n"
    )


def test_a_file_without_text_has_no_place() -> None:
    made = diagnostic(Label("b.j2", Span(3, 3), ""), code="PL001", message="binary, not text")
    assert render(outcome((), made), Format.GITHUB) == (
        "::error file=b.j2,title=PL001 unreadable-file::binary, not text\n"
    )
