"""Prompts made by hand, for tests of what comes behind the frontends.

In the text of a block `{name}` is a value of the request, `{name:shared}` one of another level, and
`{name|form}` one with something done to it. All blocks of a prompt stand in one file, one after another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from promptlint.ir import Block, Breakpoint, Literal, Placeholder, Prompt, Section, Segment, Stability
from promptlint.providers.registry import Limits, Provider
from promptlint.source import Span
from promptlint.tokens import Tokenizer
from promptlint.versions import Origin, Version

LIMITS = Limits(Provider.UNKNOWN, 512, known=False, tokenizer=Tokenizer.UNKNOWN)
_VALUE = re.compile(r"\{(?P<name>[\w.]+)(?::(?P<level>\w+))?(?:\|(?P<form>[^}]+))?\}")


@dataclass(frozen=True)
class Part:
    """A block to be made; `mark` closes it with a cache mark."""

    text: str
    role: str = "system"
    mark: bool = False
    section: Section | None = None


def made(
    *parts: Part | str,
    path: str = "prompts/triage.j2",
    key: str = "",
    version: str | Version | None = None,
    model: str | None = None,
    name: str | None = None,
    included: str | None = None,
) -> Prompt:
    """A prompt of some blocks. All text comes from the file `included`, where one is named."""
    blocks, at, source = [], 0, included or path
    for part in (Part(part) if isinstance(part, str) else part for part in parts):
        segments = tuple(_segments(part.text, source, at))
        span = Span(at, at + len(part.text))
        section = part.section or (Section.SYSTEM if part.role == "system" else Section.MESSAGES)
        mark = Breakpoint(source, Span(span.end, span.end + 5)) if part.mark else None
        blocks.append(Block(section, part.role, segments, source, span, mark))
        at = span.end + 10
    if isinstance(version, str):
        version = Version(version, path, Span(1000, 1000 + len(version)), Origin.METADATA)
    model_span = Span(2000, 2000 + len(model)) if model else None
    return Prompt(
        path + key, path, tuple(blocks), "jinja", LIMITS, name=name, model=model, model_span=model_span, version=version
    )


def _segments(text: str, path: str, at: int) -> list[Segment]:
    segments: list[Segment] = []
    end = 0
    for match in _VALUE.finditer(text):
        if match.start() > end:
            segments.append(Literal(text[end : match.start()], path, Span(at + end, at + match.start())))
        level = Stability[(match["level"] or "request").upper()]
        span = Span(at + match.start(), at + match.end())
        segments.append(Placeholder(match["name"], level, path, span, form=match["form"] or ""))
        end = match.end()
    if end < len(text):
        segments.append(Literal(text[end:], path, Span(at + end, at + len(text))))
    return segments
