"""A request as the row of blocks that a model reads, cut where a cached prefix may end."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from promptlint.batch.requests.json_text import dumps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A tool, a system block or a part of a message: one letter for its section and, in messages, the role; its text, or
# whatever else it is; the lifetime of the cache mark that it carries. A plain tuple: of these there are most.
Block: TypeAlias = tuple[bytes, object, str | None]

MOST_PLACES = 12  # places where an unmarked prefix may end that are told apart
_MOST_MARKS = 20  # that are told apart: providers take four
_LONG = 4096  # bytes of one block from which on places inside of it count too


def marks_of(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The lifetimes of the marks that end prefixes."""
    return tuple([mark for _, _, mark in blocks if mark is not None][-_MOST_MARKS:])


def stretches(blocks: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """Marked blocks in stretches that each end with a mark; what stands behind the last is left out."""
    ends = [index + 1 for index, block in enumerate(blocks) if block[2] is not None][-_MOST_MARKS:]
    start = 0
    for end in ends:
        yield blocks[start:end]
        start = end


def written(stretch: Sequence[Block]) -> bytes:
    """A stretch as it is hashed: exact, and the same however requests are cut."""
    return b"".join([b"%b%b\n" % (kind, dumps(value)) for kind, value, _ in stretch])


def places(block: Block, left: int, *, is_last: bool) -> list[bytes]:
    """An unmarked block, cut where a prefix may end: behind it, and at some places in it where it is long.

    A whole request is no prefix of another one. Inside a block the places double their distance, so
    that what is shared is found to within half of it. `left` is how many places may still be told apart.
    """
    text = written([block])
    chunks, start, step = list[bytes](), 0, _LONG
    while len(text) - start > step and len(chunks) < left:
        chunks.append(text[start : start + step])
        start += step
        step = start
    if not is_last and len(chunks) < left:
        chunks.append(text[start:])
    return chunks


def cut(blocks: Sequence[Block]) -> Iterator[bytes]:
    """A request as what lies between the places where prefixes end: at its marks, or else wherever one may end."""
    if marks_of(blocks):
        yield from map(written, stretches(blocks))
        return
    left = MOST_PLACES
    for index, block in enumerate(blocks):
        chunks = places(block, left, is_last=index == len(blocks) - 1)
        yield from chunks
        left -= len(chunks)
        if not left:
            break
