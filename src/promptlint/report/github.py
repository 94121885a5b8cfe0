"""The report for GitHub Actions: one workflow command a diagnostic, which becomes an annotation.

`endColumn` is the column of the last character, since a command without it means the one at `col`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Severity
from promptlint.report.cells import drawn, encodable

if TYPE_CHECKING:
    from promptlint.diagnostics import Diagnostic
    from promptlint.engine import Outcome
    from promptlint.source import SourceFile

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(outcome: Outcome) -> str:
    """Write a line for each diagnostic."""
    return "".join(
        f"{_command(each, outcome.sources.get(each.finding.primary.path))}\n" for each in outcome.diagnostics
    )


def _command(diagnostic: Diagnostic, source: SourceFile | None) -> str:
    finding = diagnostic.finding
    properties = {
        "file": finding.primary.path,
        **(_place(source, finding.primary.span.start, finding.primary.span.end) if source else {}),
        "title": f"{diagnostic.code} {diagnostic.name}",
    }
    text = f"{finding.message}\n{finding.help}" if finding.help else finding.message
    listed = ",".join(f"{name}={_escape(value, ':,')}" for name, value in properties.items())
    return f"::{_COMMANDS[diagnostic.severity]} {listed}::{_escape(text)}"


def _place(source: SourceFile, start: int, end: int) -> dict[str, str]:
    """Lines, and columns too where the span is on one line: with both, GitHub drops the annotation."""
    first, last = source.position(start), source.position(max(start, end - 1))
    lines = {"line": str(first.line), "endLine": str(last.line)}
    if first.line != last.line:
        return lines
    return {**lines, "col": str(first.column), "endColumn": str(last.column)}


def _escape(text: str, also: str = "") -> str:
    """Percent-encode what would end the command or, in a property, the property; draw other control characters."""
    for char in "%\r\n" + also:
        text = text.replace(char, f"%{ord(char):02X}")
    return "".join(char if char.isprintable() else drawn(char) for char in encodable(text))
