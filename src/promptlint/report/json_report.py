"""The report for programs, as `schemas/report.schema.json` describes it.

The text is ASCII, so that no terminal or pipe can spoil it, with one diagnostic a line.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from promptlint import __version__
from promptlint.diagnostics import Severity
from promptlint.report.cells import encodable

if TYPE_CHECKING:
    from promptlint.diagnostics import Diagnostic, Excerpt, Label
    from promptlint.engine import Outcome
    from promptlint.source import SourceFile

VERSION = 1  # of the format; a field more does not change it

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def head() -> dict[str, Json]:
    """What all JSON of promptlint begins with."""
    return {"version": VERSION, "tool": {"name": "promptlint", "version": __version__}}


def render(outcome: Outcome) -> str:
    """Write the report."""
    first = head() | {"base": _base(outcome)}
    rows = [json.dumps(_diagnostic(each, outcome)) for each in outcome.diagnostics]
    body = "[\n" + ",\n".join(rows) + "\n]" if rows else "[]"
    tail = json.dumps({**_groups(outcome), "summary": _summary(outcome)})
    return f'{json.dumps(first)[:-1]}, "diagnostics": {body}, {tail[1:]}\n'


def _groups(outcome: Outcome) -> dict[str, Json]:
    if outcome.batch is None:
        return {}
    from promptlint.report.groups import rows  # noqa: PLC0415 only of request files

    return {"groups": rows(outcome.batch)}


def _base(outcome: Outcome) -> Json:
    if outcome.base is None:
        return None
    return {"ref": encodable(outcome.base.ref), "commit": outcome.base.commit}


def _summary(outcome: Outcome) -> Json:
    def count(severity: Severity) -> int:
        return sum(each.severity is severity for each in outcome.diagnostics)

    of_batch: dict[str, Json] = {}
    if outcome.batch is not None:
        of_batch = {"requests": outcome.batch.requests, "groups": len(outcome.batch.grouping)}
    return {
        "files": outcome.files,
        "prompts": outcome.prompts,
        "errors": count(Severity.ERROR),
        "warnings": count(Severity.WARNING),
        "infos": count(Severity.INFO),
        "suppressed": outcome.suppressed,
        **of_batch,
    }


def _diagnostic(diagnostic: Diagnostic, outcome: Outcome) -> Json:
    finding = diagnostic.finding
    labels = [(True, finding.primary), *((False, label) for label in finding.related)]
    result: dict[str, Json] = {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity.word,
        "message": encodable(finding.message),
        "help": encodable(finding.help) if finding.help else None,
        "prompt": encodable(diagnostic.prompt) if diagnostic.prompt else None,
        "labels": [_label(label, outcome.sources.get(label.path), primary=primary) for primary, label in labels],
    }
    if finding.tokens:
        result["tokens"] = {"low": finding.tokens.low, "high": finding.tokens.high}
    if finding.difference:
        result["difference"] = {
            "before": _excerpt(finding.difference.before),
            "after": _excerpt(finding.difference.after),
        }
    return result


def _label(label: Label, source: SourceFile | None, *, primary: bool) -> Json:
    return {
        "path": encodable(label.path),
        "primary": primary,
        "text": encodable(label.text),
        "start": _position(label.span.start, source),
        "end": _position(label.span.end, source),
    }


def _position(offset: int, source: SourceFile | None) -> Json:
    if source is None:  # a file that could not be decoded: all that can be named is its beginning
        return {"line": 1, "column": 1, "offset": 0}
    position = source.position(offset)
    return {"line": position.line, "column": position.column, "offset": position.offset}


def _excerpt(excerpt: Excerpt) -> Json:
    return {"text": encodable(excerpt.text), "start": excerpt.start, "end": excerpt.end}
