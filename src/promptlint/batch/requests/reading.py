"""Reads records one after the other, and adds up what is known of them."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import IO, TYPE_CHECKING, Any

from promptlint.batch.requests.json_text import BrokenError, loads
from promptlint.batch.requests.lines import Lines
from promptlint.batch.requests.prefixes import Prefixes
from promptlint.batch.requests.segment import PLACES, Columns, Segment, Shape, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promptlint.batch.requests.formats import Format
    from promptlint.batch.requests.lines import Piece
    from promptlint.batch.requests.row import Flaw

_NO_ID = 0
_LINE_BY_LINE = "a request is one JSON object on a line of its own, or in the list of one document"
_CONTINUATION = bytes(range(0x80, 0xC0))  # the bytes of UTF-8 that begin no code point


def read_lines(stream: IO[bytes], path: str, format_: Format, start: int = 0, end: int | None = None) -> Segment:
    """Read the JSON lines of a stream that stands at byte `start` of a file, the beginning of a line.

    Lines that begin at byte `end` or later are left to somebody else.
    """
    lines, reader = Lines(stream, start, end), Reader(format_)
    reader.take(lines)
    return reader.segment(path, start, lines.at, lines.count)


class Reader:
    """Takes records of one stretch of a file."""

    def __init__(self, format_: Format) -> None:
        self._format = format_
        self._columns = Columns.empty()
        self._shapes: dict[tuple[Any, ...], int] = {}
        self._prefixes = Prefixes(self._columns)
        self._troubles: dict[tuple[str, str | None, bool], list[Any]] = {}

    def take(self, pieces: Iterable[Piece]) -> None:
        """Read some records."""
        columns, row_of, shapes, chain_of = self._columns, self._format.row, self._shapes, self._prefixes.chain
        for offset, line, text in pieces:
            columns.offset.append(offset)
            columns.length.append(len(text))
            columns.line.append(line)
            columns.extra.append(0 if text.isascii() else len(text) - len(text.translate(None, _CONTINUATION)))
            try:
                record = loads(text)
                if not isinstance(record, dict):
                    raise BrokenError("a request is a JSON object", 0)  # noqa: TRY301 one place says what is broken
                id_, model, blocks, prompt, flaws, endpoint = row_of(record)
                chain, marks = chain_of((model, endpoint), blocks)
            except BrokenError as problem:
                self._trouble((problem.message, _LINE_BY_LINE, True), problem.at, problem.at)
                id_, model, chain, marks, prompt, flaws, endpoint = None, None, [], (), None, (), None
            columns.depth.append(len(chain))
            columns.prefixes.fromlist(chain)
            known = shapes.get((model, marks, prompt, endpoint))
            if known is None:
                known = shapes[Shape(model, marks, prompt, endpoint)] = len(shapes)
            columns.shape.append(known)
            columns.id.append(_hash(id_))
            for flaw in flaws:
                self._flaw(flaw, text)

    def segment(self, path: str, start: int, end: int, lines: int) -> Segment:
        """What was read, as a stretch of a file."""
        troubles = tuple(
            Trouble(message, help_, count, tuple(places), is_broken)
            for (message, help_, is_broken), (count, places) in self._troubles.items()
        )
        return Segment(
            path,
            start,
            end,
            lines,
            self._columns,
            tuple(Shape(*shape) for shape in self._shapes),
            self._prefixes.keys,
            troubles,
        )

    def _flaw(self, flaw: Flaw, text: bytes) -> None:
        written = text.decode("utf-8", "replace")
        found = re.search(rf'"{re.escape(flaw.key)}"(?:\s*:\s*(?:"(?:[^"\\]|\\.){{0,200}}"|[\w.+-]+))?', written)
        start, end = found.span() if found else (0, 1)
        self._trouble((flaw.message, flaw.help, False), start, end)

    def _trouble(self, what: tuple[str, str | None, bool], start: int, end: int) -> None:
        known = self._troubles.setdefault(what, [0, []])
        known[0] += 1
        if len(known[1]) < PLACES:
            known[1].append((len(self._columns.offset) - 1, start, end))


def _hash(id_: object) -> int:
    if not isinstance(id_, str):
        return _NO_ID
    return int.from_bytes(blake2b(id_.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
