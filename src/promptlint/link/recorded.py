"""Requests of one file of which one goes on from another: a conversation as it was recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint.ir import Section, Turn, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.ir import Prompt


def with_turns(prompts: Sequence[Prompt]) -> tuple[Prompt, ...]:
    """The prompts of one file, and what each adds to the longest that it goes on from."""
    marked = [each for each in prompts if each.automatic or each.breakpoints]
    if len(marked) < 2:  # noqa: PLR2004 most files hold one prompt
        return tuple(prompts)
    return tuple(_with_turn(each, marked) if each in marked else each for each in prompts)


def _with_turn(later: Prompt, prompts: Sequence[Prompt]) -> Prompt:
    before = max((each for each in prompts if _goes_on(later, each)), key=lambda each: len(each.blocks), default=None)
    if before is None:
        return later
    written = _marked(before)[-1]
    found = next((at for at in _marked(later) if at >= written), None)
    if found is None:
        return later
    first = later.blocks[len(before.blocks)]
    return replace(later, turn=Turn(found - written, first.path, first.span, held=written + 1))


def _goes_on(later: Prompt, before: Prompt) -> bool:
    """Whether a request repeats another one and its answer."""
    size = len(before.blocks)
    if size >= len(later.blocks) or later.blocks[size].role != "assistant" or later.model != before.model:
        return False
    if before.blocks[-1].section is not Section.MESSAGES:
        return False
    return fingerprint(later.blocks[:size], None).matches(fingerprint(before.blocks, None))


def _marked(prompt: Prompt) -> Sequence[int]:
    return tuple(dict.fromkeys(_marks(prompt)))


def _marks(prompt: Prompt) -> Iterator[int]:
    """The blocks that a request writes an entry at the end of."""
    yield from (at for at, block in enumerate(prompt.blocks) if block.breakpoint)
    if prompt.automatic:
        yield len(prompt.blocks) - 1
