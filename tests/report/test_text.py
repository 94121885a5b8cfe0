from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from _golden import compare
from _outcomes import PATH, diagnostic, label, outcome
from promptlint.diagnostics import Difference, Excerpt, Label, Severity
from promptlint.engine import Base
from promptlint.report import Format, render
from promptlint.report.cells import cells
from promptlint.report.style import Style
from promptlint.source import SourceFile, Span
from promptlint.tokens import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from promptlint.engine import Outcome

EXPECTED = Path(__file__).parent / "expected"

TRIAGE = """\
You triage bug reports.
Today is {{ now() }} and {{ who }} asks.
\tAnswer in {{ language }}.
One more line.
And another.
The rules follow.
--- cache ---
"""
WIDE = "漢字と{{ 名前 }}、e\u0301te\u0301 {{ x }}\r\nそれから{{ y }}\r\n"
HUGE = "a" * 3000 + " {{ now() }} " + "b" * 5000 + " {{ who }} " + "c" * 3000


def _triage(*marks: tuple[str, str]) -> Outcome:
    source = SourceFile(PATH, TRIAGE)
    return outcome((source,), diagnostic(*(label(source, *mark) for mark in marks)))


def _text(text: str, *marks: tuple[str, str]) -> Outcome:
    source = SourceFile(PATH, text)
    return outcome((source,), diagnostic(*(label(source, *mark) for mark in marks)))


def _everything() -> Outcome:
    source = SourceFile(PATH, TRIAGE)
    return outcome(
        (source,),
        diagnostic(
            label(source, "{{ now() }}", "another value at every request"),
            label(source, "--- cache ---", "the cached prefix ends here"),
            help_="move the value below the cache breakpoint\nor leave it out",
            tokens=Bounds(2100, 3900),
            prompt=f"{PATH}#system",
        ),
        diagnostic(
            label(source, "{{ who }}", "a value of the request"),
            code="PL101",
            message="about 2,100–3,900 tokens stand behind `who`",  # noqa: RUF001 a range takes an en dash
            severity=Severity.WARNING,
            tokens=Bounds(2100, 3900),
            prompt=PATH,
        ),
        diagnostic(label(source, "One more line."), severity=Severity.INFO),
        base=Base("origin/main", "a1b2c3d4e5f6a7b8"),
        suppressed=1,
    )


def _other_files() -> Outcome:
    source = SourceFile(PATH, TRIAGE)
    other = SourceFile("prompts/_rules.j2", "Rule one.\n" * 120)
    return outcome(
        (source, other),
        diagnostic(
            label(source, "{{ now() }}", "here"),
            Label(other.path, Span(1000, 1008), "included from here"),
            label(source, "You", "begins here"),
            Label("prompts/binary.j2", Span(0, 0), "not shown"),
        ),
    )


def _difference() -> Outcome:
    source = SourceFile(PATH, TRIAGE)
    before, after = "You triage bug reports.", "You sort bug\treports."
    inserted = Excerpt("a" * 300 + "new " + "b" * 300, 300, 304)
    return outcome(
        (source,),
        diagnostic(
            label(source, "You", "this changed"),
            difference=Difference(Excerpt(before, 4, 10), Excerpt(after, 4, 8)),
        ),
        diagnostic(
            label(source, "You", "this grew"),
            difference=Difference(Excerpt("a" * 300 + "b" * 300, 300, 300), inserted),
        ),
    )


def _hostile() -> Outcome:
    path = "prompts/\x1b[2J\n\u202eevil.j2"
    source = SourceFile(path, "\x1b]0;title\x07 {{ a }} \u200b\u2066{{ b }}\x9b31m\x0c|\u2028| end\n")
    return outcome(
        (source,),
        diagnostic(
            label(source, "{{ a }}", "\x1b[31mred"),
            label(source, "{{ b }}", "two\nlines"),
            message="`\x1b[1m\u202e` changes\n\n",
            help_="say\x07 so",
            prompt="a\x1bb",
        ),
        base=Base("\x1b[0m", None),
    )


CASES: dict[str, Callable[[], Outcome]] = {
    "everything": _everything,
    "no findings": lambda: outcome((), base=Base("HEAD", None)),
    "no findings, nothing compared": lambda: outcome((), suppressed=1200),
    "several on a line": lambda: _triage(
        ("{{ who }}", "the primary"), ("{{ now() }}", "before it"), ("asks", "after it"), ("is {{ now() }} and", "")
    ),
    "overlapping": lambda: _triage(
        ("{{ now() }}", "the primary"), ("is {{ now() }} and", "around it"), ("{{ now() }} and {{ who }}", "from it")
    ),
    "the same place twice": lambda: _triage(("{{ now() }}", "first"), ("{{ now() }}", "second")),
    "over several lines": lambda: _triage(
        ("{{ now() }} and {{ who }} asks.\n\tAnswer", "all this"), ("{{ language }}", "in its last line")
    ),
    "from the first column": lambda: _triage(("You triage bug reports.\nToday is", "all this"), ("The rules", "far")),
    "crossing": lambda: _triage(
        ("triage bug reports.\nToday is {{ now() }} and", "the first"),
        ("{{ who }} asks.\n\tAnswer in", "the second"),
        ("asks.\n\tAnswer in {{ language }}.\nOne more line.\nAnd another.\nThe rules", "the third"),
    ),
    "with the line end": lambda: _triage(("asks.\n", "to the end of the line"), ("\n--- cache", "from an end")),
    "wide and combining": lambda: _text(WIDE, ("{{ x }}", "x"), ("{{ 名前 }}", "wide"), ("{{ y }}", "y")),
    "nothing there": lambda: _text("", ("", "the file is empty")),
    "at the very end": lambda: outcome(
        (SourceFile(PATH, "one\ntwo"),), diagnostic(Label(PATH, Span(7, 7), "something is missing"))
    ),
    "beyond the end": lambda: outcome((SourceFile(PATH, "one\n"),), diagnostic(Label(PATH, Span(40, 50), "lost"))),
    "a long line": lambda: _text(HUGE, ("{{ now() }}", "first"), ("{{ who }}", "second")),
    "a long span": lambda: _text(HUGE, ("b" * 5000 + " {{ who }}", "all this")),
    "long lines in a tall span": lambda: _text(f"{HUGE}\n{HUGE}x", ("{{ who }} " + "c" * 3000 + "\naa", "all this")),
    "other files": _other_files,
    "difference": _difference,
    "hostile": _hostile,
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_report(case: Callable[[], Outcome], request: pytest.FixtureRequest, golden: bool) -> None:
    report = render(case(), Format.TEXT, Style(width=80))
    compare(EXPECTED / f"{request.node.callspec.id.replace(' ', '-').replace(',', '')}.txt", report, write=golden)


def test_colors_are_only_added(golden: bool) -> None:
    colored = render(_everything(), Format.TEXT, Style(width=80, color=True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == render(_everything(), Format.TEXT, Style(width=80))
    compare(EXPECTED / "colors.txt", colored.replace("\x1b", "^["), write=golden)


def test_statistics_and_no_summary() -> None:
    report = render(_everything(), Format.TEXT, Style(width=80, statistics=True, summary=False))
    assert report.endswith("\n\n2  PL102  volatile-in-prefix\n1  PL101  variable-before-stable\n\n")


def test_nothing_dangerous_is_drawn() -> None:
    report = render(_hostile(), Format.TEXT, Style(width=80))
    assert not [char for char in report if char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")]
    assert "say␇ so" in report


LETTERS = st.sampled_from("ab {}\t\n\r漢e\u0301\x1b\u200d\u2028🙂")


@given(
    st.text(LETTERS, max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=5),
    st.integers(1, 60),
)
def test_any_labels_can_be_drawn(text: str, ranges: list[tuple[int, int]], width: int) -> None:
    labels = [Label(PATH, Span(min(pair), max(pair)), f"label {pair}") for pair in ranges]
    report = render(outcome((SourceFile(PATH, text),), diagnostic(*labels)), Format.TEXT, Style(width))
    assert all(f"label {pair}" in report for pair in ranges)
    assert "^" in report


@given(st.text(st.sampled_from("ab 漢e\u0301\t\x1b"), min_size=1, max_size=400), st.data())
def test_carets_stand_under_their_characters(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(start + 6, len(text))))
    report = render(outcome((SourceFile(PATH, text),), diagnostic(Label(PATH, Span(start, end), ""))), Format.TEXT)
    _, _, _, line, carets = report.split("\n")[:5]
    at = carets.index("^")
    under, column = "", 0
    for char in line:
        if at <= column < len(carets):
            under += char
        column += cells(char)
    drawn = text[start:end].replace("\t", "    ").replace("\x1b", "␛")
    if not drawn.startswith("\u0301"):  # those are drawn in the cell before
        assert under.replace("\u0301", "").rstrip() == drawn.replace("\u0301", "").rstrip()
    assert sum(map(cells, line)) <= Style().width


def test_one_line_of_eight_megabytes_with_many_labels() -> None:
    text = "{{ now() }} padding " * 400_000
    source = SourceFile(PATH, text)
    many = [diagnostic(Label(PATH, Span(at, at + 11), "here")) for at in range(0, len(text), 8000)]
    report = render(outcome((source,), *many), Format.TEXT, Style(width=80))
    assert report.count("^^^^^^^^^^^ here") == len(many) == 1000
    assert max(map(len, report.split("\n"))) <= 80
