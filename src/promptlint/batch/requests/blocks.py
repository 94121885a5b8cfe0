"""A request as the row of blocks that a model reads, cut where a cached prefix may end."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from promptlint.batch.requests.json_text import dumps

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 12  # places where an unmarked prefix may end that are told apart
_MOST_MARKS = 20  # that are told apart: providers take four
_LONG = 4096  # bytes of one block from which on places inside of it count too


class Block(NamedTuple):
    """A tool, a system block or a part of a message.

    `kind` is one letter for its section and, in messages, the role. `mark` is the lifetime of the cache
    mark that it carries.
    """

    kind: bytes
    value: object
    mark: str | None = None


def cut(blocks: Sequence[Block]) -> tuple[list[bytes], tuple[str, ...]]:
    """Cut a request where prefixes end: at its marks, or else wherever one may end.

    Gives what lies between the ends, and the lifetimes of the marks.
    """
    marked = [index for index, block in enumerate(blocks) if block.mark is not None]
    if not marked:
        return _anywhere(blocks), ()
    chunks, start = [], 0
    marked = marked[-_MOST_MARKS:]
    for index in marked:
        chunks.append(b"".join([piece for block in blocks[start : index + 1] for piece in _written(block)]))
        start = index + 1
    return chunks, tuple([blocks[index].mark or "" for index in marked])


def _anywhere(blocks: Sequence[Block]) -> list[bytes]:
    """Cut unmarked blocks behind each but the last, and at some places in long ones.

    A whole request is no prefix of another one. Inside a block the places double their distance, so
    that what is shared is found to within half of it.
    """
    chunks: list[bytes] = []
    last = len(blocks) - 1
    for index, block in enumerate(blocks):
        written = b"".join(_written(block))
        start, step = 0, _LONG
        while len(written) - start > step and len(chunks) < _MOST:
            chunks.append(written[start : start + step])
            start += step
            step = start
        if len(chunks) >= _MOST:
            break
        if index != last:
            chunks.append(written[start:])
    return chunks


def _written(block: Block) -> tuple[bytes, bytes, bytes]:
    return block.kind, dumps(block.value), b"\n"
