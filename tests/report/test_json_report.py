from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

from _outcomes import PATH, diagnostic, label, outcome
from promptlint import __version__
from promptlint.diagnostics import Difference, Excerpt, Label, Severity
from promptlint.engine import Base, Outcome
from promptlint.report import Format, render
from promptlint.source import SourceFile, Span
from promptlint.tokens import Bounds

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "report.schema.json").read_text(encoding="utf-8"))


def _report(made: Outcome) -> Any:
    text = render(made, Format.JSON)
    assert text.isascii()
    assert text.endswith("}\n")
    report = json.loads(text)
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    return report


def test_everything() -> None:
    source = SourceFile(PATH, "Über {{ now() }}\r\nrest\r\n")
    report = _report(
        outcome(
            (source,),
            diagnostic(
                label(source, "{{ now() }}", "changes"),
                label(source, "rest", "stands behind it"),
                help_="move it",
                tokens=Bounds(2100, 3900),
                difference=Difference(Excerpt("a b", 2, 3), Excerpt("a c", 2, 3)),
                prompt=PATH,
            ),
            diagnostic(label(source, "rest"), severity=Severity.WARNING),
            base=Base("HEAD", "a1b2"),
            suppressed=3,
        )
    )
    plain = {"help": None, "prompt": None, "message": "`now()` changes inside the cached prefix"}
    rest = {"start": {"line": 2, "column": 1, "offset": 18}, "end": {"line": 2, "column": 5, "offset": 22}}
    assert report == {
        "version": 1,
        "tool": {"name": "promptlint", "version": __version__},
        "base": {"ref": "HEAD", "commit": "a1b2"},
        "diagnostics": [
            {
                **plain,
                "code": "PL102",
                "name": "volatile-in-prefix",
                "severity": "error",
                "help": "move it",
                "prompt": PATH,
                "labels": [
                    {
                        "path": PATH,
                        "primary": True,
                        "text": "changes",
                        "start": {"line": 1, "column": 6, "offset": 5},
                        "end": {"line": 1, "column": 17, "offset": 16},
                    },
                    {"path": PATH, "primary": False, "text": "stands behind it", **rest},
                ],
                "tokens": {"low": 2100, "high": 3900},
                "difference": {
                    "before": {"text": "a b", "start": 2, "end": 3},
                    "after": {"text": "a c", "start": 2, "end": 3},
                },
            },
            {
                **plain,
                "code": "PL102",
                "name": "volatile-in-prefix",
                "severity": "warning",
                "labels": [{"path": PATH, "primary": True, "text": "", **rest}],
            },
        ],
        "summary": {"files": 12, "prompts": 30, "errors": 1, "warnings": 1, "infos": 0, "suppressed": 3},
    }


def test_nothing() -> None:
    report = _report(outcome(()))
    assert report["base"] is None
    assert report["diagnostics"] == []


def test_a_repository_without_a_commit() -> None:
    assert _report(outcome((), base=Base("HEAD", None)))["base"] == {"ref": "HEAD", "commit": None}


def test_the_same_bytes_again_and_one_diagnostic_a_line() -> None:
    source = SourceFile(PATH, "a\nb\n")
    made = outcome((source,), *(diagnostic(label(source, "a", "x\ny")) for _ in range(3)))
    assert render(made, Format.JSON) == render(made, Format.JSON)
    assert render(made, Format.JSON).count("\n") == 5


def test_hostile_names_and_texts_stay_inside_their_strings() -> None:
    path = 'a"b\n\u2028\udcff.j2'
    source = SourceFile(path, 'x \ud800 "\n')
    made = diagnostic(Label(path, Span(2, 3), "\ud800\x1b"), message='quote " and \n end', prompt=path)
    (found,) = _report(outcome((source,), made))["diagnostics"]
    assert found["labels"][0]["path"] == 'a"b\n\u2028\\udcff.j2'
    assert found["labels"][0]["text"] == "\\ud800\x1b"
    assert found["message"] == 'quote " and \n end'


def test_a_file_that_could_not_be_decoded_is_named_at_its_beginning() -> None:
    made = diagnostic(Label("b.j2", Span(7, 9), "here"), code="PL001", message="binary, not text")
    (found,) = _report(outcome((), made))["diagnostics"]
    assert found["labels"][0]["start"] == found["labels"][0]["end"] == {"line": 1, "column": 1, "offset": 0}
