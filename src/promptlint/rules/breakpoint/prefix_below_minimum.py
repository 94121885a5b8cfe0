"""PL203: a cache mark on less than the model caches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.ir import Content, Kind, Placeholder
from promptlint.rules._layout import Layout
from promptlint.rules._rule import prompt_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Breakpoint, Prompt

_COUNTABLE = (Content.TEXT, Content.TOOL)


@prompt_rule("PL203", Severity.WARNING, since="0.1.0")
def prefix_below_minimum(prompt: Prompt) -> Iterator[Finding]:
    """A cache mark closes fewer tokens than the model caches, and is silently ignored.

    ## Why
    Below the model's minimum nothing is cached, and the response does not say so: it only reports no
    cache reads. The minimum differs from model to model, so that a mark may stop working when the model
    changes. Only a prefix of constant text is judged, by the upper end of the estimate, against the
    model's minimum or, where the model is not known, against the smallest that any model has.

    ## Bad
    file: prompts/triage.yaml
    model: claude-haiku-4-5
    max_tokens: 500
    system:
      - type: text
        text: You answer support tickets.
        cache_control: {type: ephemeral}
    messages:
      - role: user
        content: "The customer asks: {{ question }}"

    ## Good
    file: prompts/triage.yaml
    model: claude-haiku-4-5
    max_tokens: 500
    system: You answer support tickets.
    messages:
      - role: user
        content: "The customer asks: {{ question }}"
    """
    layout = Layout(prompt)
    short = [(mark.breakpoint, mark.end) for mark in layout.marks if _is_short(layout, mark.block, mark.end)]
    last = len(prompt.blocks) - 1
    if prompt.automatic is not None and not layout.marks and _is_short(layout, last, len(layout.row)):
        short.append((prompt.automatic, len(layout.row)))
    if not short:
        return
    mark, end = short[-1]
    limits, size = prompt.limits, layout.stable(0, end)
    minimum = f"{limits.minimum:,} tokens"
    caches = f"`{prompt.model}` caches from {minimum}" if limits.known else f"no known model caches less than {minimum}"
    yield Finding(
        message="a cache mark closes fewer tokens than the model caches",
        primary=Label(mark.path, mark.span, f"about {size} tokens stand before this mark; {caches}"),
        related=tuple(_other(each) for each, _ in short[:-1]),
        help="remove the mark, or move what is stable in front of it",
        tokens=size,
    )


def _is_short(layout: Layout, block: int, end: int) -> bool:
    """Whether a prefix is constant text and, by the highest estimate, too little of it.

    All arms of a condition are counted, which is more than any request sends.
    """
    constant = all(
        not isinstance(segment, Placeholder) or segment.kind in (Kind.TEST, Kind.ELSE, Kind.END)
        for segment in layout.row[:end]
    )
    countable = all(each.content in _COUNTABLE for each in layout.prompt.blocks[: block + 1])
    return constant and countable and not layout.can_be_cached(end)


def _other(mark: Breakpoint) -> Label:
    return Label(mark.path, mark.span, "and this one")
