"""Requests of one file of which one goes on from another: a conversation as it was recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint.ir import Section, Turn, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from promptlint.ir import Fingerprint, Prompt


def with_turns(prompts: Sequence[Prompt]) -> tuple[Prompt, ...]:
    """The prompts of one file, and what each adds to the longest that it goes on from."""
    marked = [each for each in prompts if _is_marked(each)]
    if len(marked) < 2:  # noqa: PLR2004 most files hold one prompt
        return tuple(prompts)
    known: dict[tuple[int, str], list[tuple[Prompt, Fingerprint]]] = {}
    for each in marked:
        if each.blocks and each.blocks[-1].section is Section.MESSAGES:
            mark = fingerprint(each.blocks, each.model)
            known.setdefault((len(each.blocks), mark.digest), []).append((each, mark))
    sizes = sorted({size for size, _ in known}, reverse=True)
    return tuple(_with_turn(each, _before(each, sizes, known)) if _is_marked(each) else each for each in prompts)


def _is_marked(prompt: Prompt) -> bool:
    return bool(prompt.automatic or prompt.breakpoints)


def _before(
    later: Prompt, sizes: Iterable[int], known: Mapping[tuple[int, str], Sequence[tuple[Prompt, Fingerprint]]]
) -> Prompt | None:
    """The longest request that another one repeats, with its answer."""
    for size in sizes:
        if size >= len(later.blocks) or later.blocks[size].role != "assistant":
            continue
        mark = fingerprint(later.blocks[:size], later.model)
        for before, its in known.get((size, mark.digest), ()):
            if mark.matches(its):
                return before
    return None


def _with_turn(later: Prompt, before: Prompt | None) -> Prompt:
    if before is None:
        return later
    written = _marked(before)[-1]
    found = next((at for at in _marked(later) if at >= written), None)
    if found is None:
        return later
    first = later.blocks[len(before.blocks)]
    return replace(later, turn=Turn(found - written, first.path, first.span, held=written + 1))


def _marked(prompt: Prompt) -> Sequence[int]:
    return tuple(dict.fromkeys(_marks(prompt)))


def _marks(prompt: Prompt) -> Iterator[int]:
    """The blocks that a request writes an entry at the end of."""
    yield from (at for at, block in enumerate(prompt.blocks) if block.breakpoint)
    if prompt.automatic:
        yield len(prompt.blocks) - 1
