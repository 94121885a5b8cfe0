"""PL206: a cache mark where the provider takes none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.ir import Content, Literal
from promptlint.rules._rule import prompt_rule
from promptlint.rules._weight import in_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Block, Prompt


@prompt_rule("PL206", Severity.ERROR, since="0.1.0")
def uncacheable_breakpoint(prompt: Prompt) -> Iterator[Finding]:
    """A cache mark stands on an empty text or on a thinking block.

    ## Why
    Empty texts and thinking blocks take no mark of their own: the provider rejects the request. A
    thinking block is cached along with what stands behind it.

    ## Bad
    file: prompts/triage.yaml
    model: claude-haiku-5-5
    max_tokens: 500
    messages:
      - role: user
        content:
          - {type: text, text: "<<< 900 words >>>"}
          - {type: text, text: "", cache_control: {type: ephemeral}}

    ## Good
    file: prompts/triage.yaml
    model: claude-haiku-5-5
    max_tokens: 500
    messages:
      - role: user
        content:
          - {type: text, text: "<<< 900 words >>>", cache_control: {type: ephemeral}}
    """
    for block in prompt.blocks:
        if block.breakpoint is not None and (what := _uncacheable(block)) is not None:
            yield Finding(
                message=f"a cache mark stands on {what}",
                primary=Label(block.breakpoint.path, block.breakpoint.span, "the provider takes no mark here"),
                related=_marked(prompt, block),
                help="set the mark on the block before it",
                severity=Severity.WARNING if prompt.is_likely else None,
            )


def _marked(prompt: Prompt, block: Block) -> tuple[Label, ...]:
    """In code the mark is often made far from what it stands on."""
    mark = block.breakpoint
    is_there = mark is not None and mark.path == block.path and block.span.start <= mark.span.start < block.span.end
    return () if is_there or not in_code(prompt) else (Label(block.path, block.span, "it is set here"),)


def _uncacheable(block: Block) -> str | None:
    if block.content is Content.THINKING:
        return "a thinking block"
    is_empty = all(isinstance(segment, Literal) and not segment.text.strip() for segment in block.segments)
    return "an empty text" if block.content is Content.TEXT and is_empty else None
