"""Names in capitals among names that are not: constants and settings of the program, by an old convention."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint.ir import Evidence, Placeholder, Stability

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.ir import Block, Prompt, Segment


def with_open_capitals(prompts: Sequence[Prompt]) -> tuple[Prompt, ...]:
    """The prompts of a file, with the level of such names left open.

    Where all names are in capitals that is only how its author writes placeholders.
    """
    values = [part for prompt in prompts for part in prompt.segments if isinstance(part, Placeholder) and part.name]
    if not any(_is_taken_in_capitals(value) for value in values) or all(value.name.isupper() for value in values):
        return tuple(prompts)
    return tuple(replace(prompt, blocks=tuple(_opened(block) for block in prompt.blocks)) for prompt in prompts)


def _opened(block: Block) -> Block:
    return replace(block, segments=tuple(_left_open(part) for part in block.segments))


def _left_open(part: Segment) -> Segment:
    if isinstance(part, Placeholder) and _is_taken_in_capitals(part):
        return replace(part, stability=Stability.UNKNOWN)
    return part


def _is_taken_in_capitals(value: Placeholder) -> bool:
    return value.name.isupper() and value.evidence is Evidence.DEFAULT
