"""What comments say of the prompts of a document: each of the one below it or around it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint.facts import MarkFacts
from promptlint.frontends.directives import read_directives, with_marks

if TYPE_CHECKING:
    from promptlint.facts import BlockFacts, CacheMark, Comment, FileFacts, PromptFacts
    from promptlint.frontends.directives import Directives
    from promptlint.source import SourceFile


def with_directives(facts: FileFacts, source: SourceFile) -> FileFacts:
    """Apply the directives: the leading ones to every prompt, the others to their own."""
    ends = [max((block.span.end for block in prompt.blocks), default=0) for prompt in facts.prompts]
    own: list[list[Comment]] = [[] for _ in ends]
    for comment in facts.comments:
        if ends and not comment.leading:
            own[min(bisect_left(ends, comment.span.end), len(ends) - 1)].append(comment)
    general = read_directives([comment for comment in facts.comments if comment.leading], source)
    problems = list(facts.problems) + list(general.problems)
    prompts = []
    for prompt, comments in zip(facts.prompts, own, strict=True):
        special = read_directives(comments, source)
        problems += special.problems
        prompts.append(_directed(prompt, special, general))
    return replace(facts, prompts=tuple(prompts), problems=tuple(problems))


def _directed(prompt: PromptFacts, special: Directives, general: Directives) -> PromptFacts:
    blocks = list(prompt.blocks)
    for mark in special.marks:
        _place(blocks, mark)
    return replace(
        prompt,
        blocks=tuple(blocks),
        version=prompt.version or special.version or general.version,
        declared=(*prompt.declared, *special.declared, *general.declared),
    )


def _place(blocks: list[BlockFacts], mark: CacheMark) -> None:
    """Put a mark into the text around it, or else on the block above it."""
    above: int | None = None
    for index, block in enumerate(blocks):
        if block.span.start <= mark.span.start < block.span.end:
            blocks[index] = replace(block, body=with_marks(block.body, (mark,)))
            return
        if block.span.end <= mark.span.start and (above is None or block.span.end >= blocks[above].span.end):
            above = index
    if above is not None:
        blocks[above] = replace(blocks[above], mark=MarkFacts(mark.span, mark.ttl))
