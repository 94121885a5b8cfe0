"""Prompts made of a row of segments, for what is easier to say without a template."""

from __future__ import annotations

from promptlint.ir import (
    Block,
    Breakpoint,
    Content,
    Evidence,
    Kind,
    Literal,
    Nature,
    Placeholder,
    Prompt,
    Section,
    Segment,
    Stability,
)
from promptlint.providers.registry import limits
from promptlint.source import Span

PATH = "prompts/a.j2"
_LENGTH = 10  # of each segment's span; no rule looks at the text behind it

TEXT = "Answer by these rules and name the one that decides. " * 60  # 660 to 1,600 tokens


def value(
    name: str,
    stability: Stability = Stability.REQUEST,
    *,
    kind: Kind = Kind.VALUE,
    nature: Nature = Nature.PLAIN,
    evidence: Evidence = Evidence.NAME,
) -> Placeholder:
    """A value; its span is set by the block that it is put in."""
    return Placeholder(name, stability, PATH, Span(0, 0), kind, "", nature, evidence)


END = Placeholder("", Stability.CONSTANT, PATH, Span(0, 0), Kind.END)
ELSE = Placeholder("", Stability.CONSTANT, PATH, Span(0, 0), Kind.ELSE)


def block(
    *parts: str | Placeholder,
    mark: str | bool = False,
    role: str = "system",
    content: Content = Content.TEXT,
    at: int = 0,
) -> Block:
    """A block of text and values; `mark` is its TTL, or just that there is a mark."""
    segments: list[Segment] = []
    for index, part in enumerate(parts):
        span = Span(at + index * _LENGTH, at + (index + 1) * _LENGTH)
        if isinstance(part, str):
            segments.append(Literal(part, PATH, span))
        else:
            kind, evidence = part.kind, part.evidence
            segments.append(Placeholder(part.name, part.stability, PATH, span, kind, "", part.nature, evidence))
    end = at + len(parts) * _LENGTH
    breakpoint_ = Breakpoint(PATH, Span(end, end + 1), mark if isinstance(mark, str) else None) if mark else None
    section = Section.SYSTEM if role == "system" else Section.MESSAGES
    return Block(section, role, tuple(segments), PATH, Span(at, end), breakpoint_, content)


def row(*blocks: Block, model: str | None = None, automatic: bool = False, is_request: bool = False) -> Prompt:
    """A prompt of some blocks."""
    return Prompt(
        PATH,
        PATH,
        blocks,
        "jinja",
        limits(model),
        model=model,
        model_span=Span(0, len(model)) if model else None,
        automatic=Breakpoint(PATH, Span(0, 1)) if automatic else None,
        is_request=is_request,
    )
