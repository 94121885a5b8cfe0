"""PL203: a cache mark on less than the model caches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.ir import Content, Kind, Placeholder, Section
from promptlint.rules._layout import Layout
from promptlint.rules._rule import prompt_rule
from promptlint.rules._weight import in_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Block, Breakpoint, Prompt


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
    if in_code(prompt) and prompt.is_likely and all(block.section is Section.MESSAGES for block in prompt.blocks):
        return  # one message: what stands before it is not seen
    layout = Layout.of(prompt)
    ends = [(mark.breakpoint, mark.block, mark.end) for mark in layout.marks]
    if prompt.automatic is not None and not ends and not prompt.continues:
        ends.append((prompt.automatic, len(prompt.blocks) - 1, len(layout.row)))
    first = next((index for index, block in enumerate(prompt.blocks) if not _is_countable(block)), len(prompt.blocks))
    short = [(mark, end) for mark, block, end in ends if block < first and not layout.can_be_cached(end)]
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


def _is_countable(block: Block) -> bool:
    """Whether a block is constant text.

    All arms of a condition are counted, which is more than any request sends; how often a loop
    repeats its text and how many tokens a picture has is not known.
    """
    return block.content in (Content.TEXT, Content.TOOL) and all(
        not isinstance(segment, Placeholder) or segment.kind in (Kind.TEST, Kind.ELSE, Kind.END)
        for segment in block.segments
    )


def _other(mark: Breakpoint) -> Label:
    return Label(mark.path, mark.span, "and this one")
