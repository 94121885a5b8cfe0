"""Prompts as they are found in code: values with the way that they took, tools, settings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from _row import block, row, value
from promptlint.ir import Content, Evidence, Nature, Placeholder, Section, Stability, Step
from promptlint.source import Span

if TYPE_CHECKING:
    from promptlint.ir import Block, Prompt, Segment

MODULE = "app/agent.py"
SOURCE = Evidence.SOURCE


def seen(
    name: str,
    stability: Stability = Stability.REQUEST,
    nature: Nature = Nature.PLAIN,
    *,
    evidence: Evidence = SOURCE,
    at: int = 0,
    steps: int = 0,
) -> Placeholder:
    """A value whose source was seen: it stands in a module, and passes some places on its way."""
    passed = tuple(Step(MODULE, Span(9000 + n, 9001 + n), f"step {n}") for n in range(1, steps + 1))
    made = value(name, stability, nature=nature, evidence=evidence)
    return replace(made, path=MODULE, span=Span(8000 + at, 8001 + at), steps=passed)


def part(*parts: str | Placeholder, role: str = "system", mark: str | bool = False) -> Block:
    """A block whose values keep their own place; without a role it is a tool."""
    made = block(*parts, role=role, mark=mark, content=Content.TEXT if role else Content.TOOL)
    kept: list[Segment] = [
        each if isinstance(each, Placeholder) and each.path == MODULE else there
        for each, there in zip(parts, made.segments, strict=True)
    ]
    return replace(made, segments=tuple(kept), section=made.section if role else Section.TOOLS)


def tool(*parts: str | Placeholder, mark: str | bool = False) -> Block:
    """The definition of a tool."""
    return part(*parts, role="", mark=mark)


def code(
    *blocks: Block,
    likely: bool = False,
    continues: bool = False,
    model: str | None = None,
    automatic: bool = False,
    settings: tuple[Placeholder, ...] = (),
) -> Prompt:
    """A prompt found in code: a request, or what is likely one."""
    made = row(*blocks, model=model, automatic=automatic, is_request=not likely)
    return replace(made, format="python", is_likely=likely, continues=continues, settings=settings)
