"""The report for people: each diagnostic with the source lines that it speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Severity
from promptlint.report.cells import clean, drawn
from promptlint.report.snippet import Mark, Snippet, place
from promptlint.report.style import Role, Style
from promptlint.report.window import window
from promptlint.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from promptlint.diagnostics import Diagnostic, Difference, Excerpt, Finding
    from promptlint.engine import Outcome
    from promptlint.source import SourceFile
    from promptlint.tokens import Bounds


def render(outcome: Outcome, style: Style) -> str:
    """Write every diagnostic with a blank line after it, and then the summary as the style asks for."""
    parts = [line for each in outcome.diagnostics for line in (*_diagnostic(each, outcome.sources, style), "")]
    if style.statistics and outcome.diagnostics:
        parts += [*statistics(outcome), ""]
    if style.summary:
        parts.append(summary(outcome))
    return "".join(f"{line}\n" for line in parts)


def summary(outcome: Outcome) -> str:
    """One line: how many of what, in how much, compared with what."""
    checked = f"{_count(outcome.files, 'file')} ({_count(outcome.prompts, 'prompt')})"
    counts = [
        _count(number, severity.word)
        for severity in sorted(Severity, reverse=True)
        if (number := sum(each.severity is severity for each in outcome.diagnostics))
    ]
    if counts:
        parts = [f"{', '.join(counts)} in {checked}"]
    else:
        parts = [f"checked {_count(outcome.prompts, 'prompt')} in {_count(outcome.files, 'file')}: no findings"]
    if outcome.suppressed:
        parts.append(f"{outcome.suppressed:,} suppressed")
    if outcome.base:
        commit = outcome.base.commit[:8] if outcome.base.commit else "no commit yet"
        parts.append(f"compared with {clean(outcome.base.ref)} ({clean(commit)})")
    return "; ".join(parts)


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


def _diagnostic(diagnostic: Diagnostic, sources: Mapping[str, SourceFile], style: Style) -> Iterator[str]:
    finding = diagnostic.finding
    role = Role.of(diagnostic.severity)
    title = style.paint(f"{diagnostic.severity.word}[{diagnostic.code}]", role)
    yield f"{title}{style.paint(f': {clean(finding.message)}', Role.STRONG)}"
    drawings = [
        (path, sources.get(path), place(sources[path], marks) if path in sources else ())
        for path, marks in _marks(finding, role).items()
    ]
    gutter = max((len(str(each.last)) for _, _, placed in drawings for each in placed), default=1)
    for path, source, placed in drawings:
        arrow = style.paint(f"{' ' * gutter}-->", Role.GUTTER)
        if source is None:  # a file that could not be decoded has no lines to show
            yield f"{arrow} {clean(path)}"
        else:
            yield f"{arrow} {clean(path)}:{_position(finding, path, source)}"
            yield from Snippet(source, placed, style, gutter).rows()
    yield from _notes(diagnostic, gutter, style)


def _marks(finding: Finding, role: Role) -> dict[str, list[Mark]]:
    """The labels by file, that of the primary one first."""
    marks = {finding.primary.path: [Mark(finding.primary.span, finding.primary.text, "^", role)]}
    for label in finding.related:
        marks.setdefault(label.path, []).append(Mark(label.span, label.text, "-", Role.RELATED))
    return marks


def _position(finding: Finding, path: str, source: SourceFile) -> str:
    label = next(label for label in (finding.primary, *finding.related) if label.path == path)
    position = source.position(label.span.start)
    return f"{position.line}:{position.column}"


def _notes(diagnostic: Diagnostic, gutter: int, style: Style) -> Iterator[str]:
    """What is known besides the labels, and what to do."""
    finding = diagnostic.finding
    edge = " " * (gutter + 1)
    if finding.difference:
        yield style.paint(f"{edge}|", Role.GUTTER)
        yield from _difference(finding.difference, edge, style)
    if diagnostic.prompt not in (None, finding.primary.path):
        yield from _note("prompt", diagnostic.prompt or "", edge, style)
    if finding.tokens and not _is_said(finding, finding.tokens):
        yield from _note("size", f"about {finding.tokens} tokens", edge, style)
    if finding.help:
        yield from _note("help", finding.help, edge, style)


def _is_said(finding: Finding, tokens: Bounds) -> bool:
    """Whether the words of a finding give the number already."""
    words = (finding.message, finding.help or "", finding.primary.text, *(label.text for label in finding.related))
    return any(str(tokens) in text for text in words)


def _note(title: str, text: str, edge: str, style: Style) -> Iterator[str]:
    """A titled note; what comes after a line end is put under the first line."""
    first, *rest = text.split("\n")
    yield f"{style.paint(f'{edge}=', Role.GUTTER)} {style.paint(f'{title}:', Role.STRONG)} {clean(first)}".rstrip()
    for line in rest:
        yield f"{' ' * (len(edge) + len(title) + 4)}{clean(line)}".rstrip()


def _difference(difference: Difference, edge: str, style: Style) -> Iterator[str]:
    for sign, excerpt, role in (("-", difference.before, Role.REMOVED), ("+", difference.after, Role.ADDED)):
        yield from _excerpt(sign, excerpt, role, edge, style)


def _excerpt(sign: str, excerpt: Excerpt, role: Role, edge: str, style: Style) -> Iterator[str]:
    """One side of a difference, with what differs underlined by its own sign."""
    text = excerpt.text.replace("\n", drawn("\n")).replace("\r", drawn("\r"))
    view = window(text, 0, [Span(excerpt.start, excerpt.end)], style.width - len(edge) - 2)
    yield style.paint(f"{edge}{sign} {view.text}".rstrip(), role)
    if excerpt.end > excerpt.start:
        start, end = view.columns(excerpt.start, excerpt.end)
        yield f"{style.paint(f'{edge}|', Role.GUTTER)} {' ' * start}{style.paint(sign * (end - start), role)}"
