"""Cuts JSON lines into records."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Piece(NamedTuple):
    """The text of a record, where it begins in the file, and the line it begins on, counted from 0."""

    offset: int
    line: int
    text: bytes


class Lines:
    """The lines of a stream that are not blank; afterwards it knows how far it came."""

    def __init__(self, stream: IO[bytes], start: int, end: int | None) -> None:
        """Read lines that begin at byte `start` or later, and before `end`; the stream stands at `start`."""
        self._stream, self._end = stream, end
        self.at, self.count = start, 0

    def __iter__(self) -> Iterator[Piece]:
        at, count, end = self.at, self.count, self._end
        for raw in self._stream:
            if end is not None and at >= end:
                break
            text = raw.rstrip(b"\r\n")
            if text and not text.isspace():
                self.at, self.count = at, count
                yield Piece(at, count, text)
            at += len(raw)
            count += raw.endswith(b"\n")
        self.at, self.count = at, count
