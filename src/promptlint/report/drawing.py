"""One diagnostic as people see it: its message, the source lines it speaks of, and what is known besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.report.cells import clean, drawn
from promptlint.report.snippet import Mark, Snippet, place
from promptlint.report.style import Role, Style
from promptlint.report.window import window
from promptlint.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from promptlint.diagnostics import Diagnostic, Difference, Excerpt, Finding
    from promptlint.source import SourceFile
    from promptlint.tokens import Bounds


def draw(diagnostic: Diagnostic, sources: Mapping[str, SourceFile], style: Style) -> Iterator[str]:
    """The lines of one diagnostic."""
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
    position = source.position(min(label.span.start, len(source.text)))
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
