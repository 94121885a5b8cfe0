"""The report for people: each diagnostic with its source lines, then one line that sums up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Severity
from promptlint.report.cells import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.engine import Outcome
    from promptlint.report.style import Style


def render(outcome: Outcome, style: Style) -> str:
    """Write every diagnostic with a blank line after it, and then the summary as the style asks for."""
    parts: list[str] = []
    if outcome.diagnostics:
        from promptlint.report.drawing import draw  # noqa: PLC0415 a clean run draws nothing

        parts += [line for each in outcome.diagnostics for line in (*draw(each, outcome.sources, style), "")]
    if style.groups and outcome.batch is not None:
        from promptlint.report.groups import table  # noqa: PLC0415 only of request files

        lines = [*table(outcome.batch, style)]
        parts += [*lines, ""] if lines else []
    if style.statistics and outcome.diagnostics:
        parts += [*statistics(outcome), ""]
    if style.summary:
        parts.append(summary(outcome))
    return "".join(f"{line}\n" for line in parts)


def summary(outcome: Outcome) -> str:
    """One line: how many of what, in how much, compared with what."""
    what = _checked(outcome)
    checked = f"{_count(outcome.files, 'file')} ({what})"
    counts = [
        _count(number, severity.word)
        for severity in sorted(Severity, reverse=True)
        if (number := sum(each.severity is severity for each in outcome.diagnostics))
    ]
    if counts:
        parts = [f"{', '.join(counts)} in {checked}"]
    else:
        parts = [f"checked {what} in {_count(outcome.files, 'file')}: no findings"]
    if outcome.suppressed:
        parts.append(f"{outcome.suppressed:,} suppressed")
    if outcome.base:
        commit = outcome.base.commit[:8] if outcome.base.commit else "no commit yet"
        parts.append(f"compared with {clean(outcome.base.ref)} ({clean(commit)})")
    return "; ".join(parts)


def _checked(outcome: Outcome) -> str:
    """How many prompts, and requests where there are request files."""
    if outcome.batch is None:
        return _count(outcome.prompts, "prompt")
    requests = _count(outcome.batch.requests, "request")
    return f"{_count(outcome.prompts, 'prompt')}, {requests}" if outcome.prompts else requests


def statistics(outcome: Outcome) -> Iterator[str]:
    """How many diagnostics each rule gave, most first."""
    counts: dict[tuple[str, str], int] = {}
    for each in outcome.diagnostics:
        counts[each.code, each.name] = counts.get((each.code, each.name), 0) + 1
    width = len(f"{max(counts.values(), default=0):,}")
    for (code, name), number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{number:>{width},}  {code}  {name}"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
