"""The prefixes of requests: a digest of each, with its size, however many requests have it."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from promptlint.batch.requests.blocks import MOST_PLACES, marks_of, places, stretches, written
from promptlint.batch.requests.segment import KEY, Keys
from promptlint.tokens import widths

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from promptlint.batch.requests.blocks import Block
    from promptlint.batch.requests.segment import Columns

DIGEST = 16  # bytes of a key that identify the text: no two prefixes are taken for one
_OWNER = KEY - DIGEST
# What the sketch of a text leaves out: digits, white space, and what numbers, dates and ids are written with.
_SKETCHED_OVER = b"0123456789abcdefABCDEF \t\r\n\\-_:./+,TZ"
# Neighbours mostly share their prefixes: that of a short stretch is looked up by the stretch itself, without hashing.
_REMEMBERED, _LONGEST_REMEMBERED = 256, 1 << 16


class _State(NamedTuple):
    """The end of a prefix: its index (below 0 where nothing is read yet), the hash so far, and what was added last."""

    last: int
    running: blake2b
    added: tuple[int, ...]


class Prefixes:
    """Finds the prefixes of requests, and puts those that are new into columns."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._known: dict[bytes, int] = {}
        self._owners: dict[Hashable, tuple[bytes, _State]] = {}
        self._remembered: dict[tuple[int, tuple[Any, ...]], _State] = {}

    @property
    def keys(self) -> Keys:
        """All prefixes, in the order in which they were found: the digest of the text, then that of the owner."""
        return Keys(b"".join(self._known))

    def chain(self, owner: Hashable, blocks: Sequence[Block]) -> tuple[list[int], tuple[str, ...]]:
        """The prefixes of a request, the shortest first, and the lifetimes that its marks give them.

        Raises BrokenError for a block that is nested too deeply.
        """
        cache, state = self._owners.get(owner) or self._owner(owner)
        marks = marks_of(blocks)
        found = list[int]()
        if marks:
            for stretch in stretches(blocks):
                state = self._remember((state.last, tuple(stretch)), state, cache, MOST_PLACES)
                found += state.added
            return found, marks
        left = MOST_PLACES
        for block in blocks[:-1]:
            state = self._remember((state.last, (*block, left)), state, cache, left)
            found += state.added
            left -= len(state.added)
            if not left:
                return found, ()
        if blocks:
            found += self._extended(state, cache, places(blocks[-1], left, is_last=True)).added
        return found, ()

    def _owner(self, owner: Hashable) -> tuple[bytes, _State]:
        digest = blake2b(repr(owner).encode("utf-8", "replace"), digest_size=_OWNER).digest()
        state = _State(-1 - len(self._owners), blake2b(digest_size=DIGEST), ())
        self._owners[owner] = digest, state
        return digest, state

    def _remember(self, key: tuple[int, tuple[Any, ...]], state: _State, cache: bytes, left: int) -> _State:
        """The state behind some blocks: looked up, if they were met before and hold nothing but text."""
        try:
            known = self._remembered.get(key)
        except TypeError:  # a tool, an image
            return self._extended(state, cache, _chunks(key[1], left))
        if known is None:
            chunks, before = _chunks(key[1], left), len(self._known)
            known = self._extended(state, cache, chunks)
            # What is met for the first time may well be met never again.
            if len(self._known) == before and sum(map(len, chunks)) <= _LONGEST_REMEMBERED:
                if len(self._remembered) >= _REMEMBERED:
                    self._remembered.clear()
                self._remembered[key] = known
        return known

    def _extended(self, state: _State, cache: bytes, chunks: Sequence[bytes]) -> _State:
        """The state behind some more text, each chunk of which ends a prefix."""
        running, before, added = state.running.copy(), state.last, list[int]()
        for chunk in chunks:
            running.update(chunk)
            key = running.digest() + cache
            index = self._known.get(key)
            if index is None:
                index = self._known[key] = len(self._known)
                self._measure(before, chunk)
            added.append(index)
            before = index
        return _State(before, running, tuple(added))

    def _measure(self, before: int, chunk: bytes) -> None:
        """The size and the sketch of a new prefix, from those of the one that it goes on from."""
        columns = self._columns
        narrow, wide = widths(chunk.decode("utf-8", "ignore"))
        # An escape is two characters of JSON, and one of text.
        escapes = chunk.count(b"\\") - chunk.count(b"\\\\") if b"\\" in chunk else 0
        sketch = 0
        if before >= 0:
            narrow += columns.narrow[before]
            wide += columns.wide[before]
            sketch = columns.sketch[before]
        columns.narrow.append(narrow - escapes)
        columns.wide.append(wide)
        rest = blake2b(chunk.translate(None, _SKETCHED_OVER), digest_size=8, salt=sketch.to_bytes(8, "big"))
        columns.sketch.append(int.from_bytes(rest.digest(), "big"))


def _chunks(given: tuple[Any, ...], left: int) -> list[bytes]:
    """What is hashed of a marked stretch, or of one block without a mark."""
    if isinstance(given[0], tuple):
        return [written(given)]
    return places(given[:3], left, is_last=False)
