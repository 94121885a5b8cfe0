"""Reads records one after the other, and adds up what is known of them."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from promptlint.batch.requests.json_text import BrokenError, loads
from promptlint.batch.requests.segment import PLACES, Columns, Segment, Shape, Trouble
from promptlint.tokens import widths

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promptlint.batch.requests.formats import Format
    from promptlint.batch.requests.row import Flaw

DIGEST = 16  # bytes; no two prefixes are taken for one
_NO_ID = 0
_CONTINUATION = bytes(range(0x80, 0xC0))  # the bytes of UTF-8 that begin no code point
# What the sketch of a text leaves out: digits, white space, and what numbers, dates and ids are written with.
_SKETCHED_OVER = b"0123456789abcdefABCDEF \t\r\n\\-_:./+,TZ"


class Piece(NamedTuple):
    """The text of a record, where it begins in the file, and the line it begins on, counted from 0."""

    offset: int
    line: int
    text: bytes


class Reader:
    """Takes records of one stretch of a file."""

    def __init__(self, format_: Format) -> None:
        self._format = format_
        self._columns = Columns.empty()
        self._shapes: dict[Shape, int] = {}
        self._digests: dict[bytes, int] = {}
        self._caches: dict[tuple[str | None, str | None], bytes] = {}
        self._troubles: dict[tuple[str, str | None], list[Any]] = {}

    def take(self, pieces: Iterable[Piece]) -> None:
        """Read some records."""
        columns, row_of, shapes = self._columns, self._format.row, self._shapes
        for offset, line, text in pieces:
            columns.offset.append(offset)
            columns.length.append(len(text))
            columns.line.append(line)
            columns.extra.append(0 if text.isascii() else len(text) - len(text.translate(None, _CONTINUATION)))
            try:
                record = loads(text)
                if not isinstance(record, dict):
                    raise BrokenError("a request is a JSON object", 0)  # noqa: TRY301 one place says what is broken
                id_, model, chunks, marks, prompt, flaws, endpoint = row_of(record)
                if chunks:
                    self._prefixes((model, endpoint), chunks)
            except BrokenError as problem:
                self._trouble(problem.message, None, problem.at, problem.at)
                id_, model, chunks, marks, prompt, flaws, endpoint = None, None, (), (), None, (), None
            columns.depth.append(len(chunks))
            shape = Shape(model, marks, prompt, endpoint)
            columns.shape.append(shapes.setdefault(shape, len(shapes)))
            columns.id.append(_hash(id_))
            for flaw in flaws:
                self._flaw(flaw, text)

    def segment(self, path: str, start: int, end: int, lines: int) -> Segment:
        """What was read, as a stretch of a file."""
        troubles = tuple(
            Trouble(message, help_, count, tuple(places))
            for (message, help_), (count, places) in self._troubles.items()
        )
        return Segment(path, start, end, lines, self._columns, tuple(self._shapes), tuple(self._digests), troubles)

    def _prefixes(self, owner: tuple[str | None, str | None], chunks: Iterable[bytes]) -> None:
        """Add the prefixes that end behind each chunk; a model and an endpoint have a cache of their own."""
        digests, columns = self._digests, self._columns
        running = blake2b(digest_size=DIGEST)
        cache = self._caches.get(owner)
        if cache is None:
            cache = self._caches[owner] = blake2b(repr(owner).encode("utf-8", "replace"), digest_size=8).digest()
        before = -1
        for chunk in chunks:
            running.update(chunk)
            key = running.digest() + cache
            index = digests.get(key)
            if index is None:
                index = digests[key] = len(digests)
                self._measure(before, chunk)
            columns.prefixes.append(index)
            before = index

    def _measure(self, before: int, chunk: bytes) -> None:
        """The size and the sketch of a prefix that was not seen before, from those of the one it goes on from."""
        columns = self._columns
        written = chunk.decode("utf-8", "ignore")
        narrow, wide = widths(written)
        escapes = chunk.count(b"\\") - chunk.count(b"\\\\")  # an escape is two characters of JSON, and one of text
        columns.narrow.append(narrow - escapes + (columns.narrow[before] if before >= 0 else 0))
        columns.wide.append(wide + (columns.wide[before] if before >= 0 else 0))
        rest = chunk.translate(None, _SKETCHED_OVER)
        sketch = blake2b(rest, digest_size=8, salt=(columns.sketch[before] if before >= 0 else 0).to_bytes(8, "big"))
        columns.sketch.append(int.from_bytes(sketch.digest(), "big"))

    def _flaw(self, flaw: Flaw, text: bytes) -> None:
        written = text.decode("utf-8", "replace")
        found = re.search(rf'"{re.escape(flaw.key)}"(?:\s*:\s*(?:"(?:[^"\\]|\\.){{0,200}}"|[\w.+-]+))?', written)
        start, end = found.span() if found else (0, 1)
        self._trouble(flaw.message, flaw.help, start, end)

    def _trouble(self, message: str, help_: str | None, start: int, end: int) -> None:
        known = self._troubles.setdefault((message, help_), [0, []])
        known[0] += 1
        if len(known[1]) < PLACES:
            known[1].append((len(self._columns.offset) - 1, start, end))


def _hash(id_: object) -> int:
    if not isinstance(id_, str):
        return _NO_ID
    return int.from_bytes(blake2b(id_.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
