"""Outcomes made by hand, with labels found by the words that they stand under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Diagnostic, Difference, Finding, Label, Severity
from promptlint.engine import Base, Outcome
from promptlint.source import SourceFile, Span

if TYPE_CHECKING:
    from promptlint.tokens import Bounds

PATH = "prompts/triage.j2"


def label(source: SourceFile, words: str, text: str = "") -> Label:
    """A label on the first place where the words stand."""
    start = source.text.index(words)
    return Label(source.path, Span(start, start + len(words)), text)


def diagnostic(
    *labels: Label,
    message: str = "`now()` changes inside the cached prefix",
    severity: Severity = Severity.ERROR,
    code: str = "PL102",
    help_: str | None = None,
    tokens: Bounds | None = None,
    difference: Difference | None = None,
    prompt: str | None = None,
) -> Diagnostic:
    """A diagnostic; the first label is the primary one."""
    primary, *related = labels
    finding = Finding(message, primary, tuple(related), help_, tokens=tokens, difference=difference)
    names = {"PL001": "unreadable-file", "PL101": "variable-before-stable", "PL102": "volatile-in-prefix"}
    return Diagnostic(code, names[code], severity, finding, prompt)


def outcome(
    sources: tuple[SourceFile, ...],
    *diagnostics: Diagnostic,
    base: Base | None = None,
    suppressed: int = 0,
) -> Outcome:
    """What the engine would give."""
    return Outcome(
        diagnostics=diagnostics,
        base=base,
        files=12,
        prompts=30,
        suppressed=suppressed,
        sources={source.path: source for source in sources},
        notes=(),
    )
