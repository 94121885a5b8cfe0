"""Cuts one JSON document, `{"requests": […]}` or a list, into its records without ever holding all of it."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from promptlint.batch.requests.lines import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 1 << 20
_HEAD = 1 << 18  # bytes in which a document has to show itself
# A string, or what gives a document its structure; a quote alone opens a string that has not been read to its end.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|["\[\]{},]', re.DOTALL)
_REQUESTS = b'"requests"'
_LIST_FOLLOWS = re.compile(rb"\s*:\s*\[")


def is_document(head: bytes) -> bool:
    """Whether the beginning of a file opens a list, or an object with `requests`, in contrast to lines of objects."""
    head = head[:_HEAD].lstrip()
    if not head.startswith(b"{"):
        return head.startswith(b"[")
    depth = 0
    for token in _TOKEN.finditer(head):
        match token[0]:
            case b"{" | b"[":
                depth += 1
            case b"}" | b"]":
                depth -= 1
            case _:
                if depth == 1 and token[0] == _REQUESTS and _LIST_FOLLOWS.match(head, token.end()):
                    return True
        if depth == 0:
            return False
    return False


class Document:
    """The records of a document; afterwards it knows how far it came.

    One that breaks off ends with a record that does.
    """

    def __init__(self, stream: IO[bytes], start: int) -> None:
        """Read from byte `start` on, where the stream stands."""
        self._stream = stream
        self._buffer, self._base, self._scanned = b"", start, 0
        self.at, self.count = start, 0

    def __iter__(self) -> Iterator[Piece]:
        keep = self._find_list()
        if keep is None:
            return
        depth, is_first = 0, True
        while True:
            token = self._next(keep - self._base)
            keep_at = keep - self._base
            if token is None:
                rest = self._buffer[keep_at:]
                yield self._piece(keep, rest)
                if depth == 0 and rest.strip():  # the last record is whole, and the list is not
                    yield self._piece(keep + len(rest), b"")
                break
            sign = token[0]
            if depth == 0 and sign in (b",", b"]"):
                text = self._buffer[keep_at : token.start()]
                if sign == b"," or not is_first or text.strip():
                    yield self._piece(keep, text)
                keep, is_first = self._base + token.end(), False
                if sign == b"]":
                    self._drain(keep)
                    break
            elif sign in (b"{", b"["):
                depth += 1
            elif sign in (b"}", b"]"):
                depth -= 1

    def _find_list(self) -> int | None:
        """The byte behind the bracket that opens the list of records."""
        depth, is_named = 0, False
        while token := self._next(self._scanned):
            sign = token[0]
            if sign == b"[" and (depth == 0 or (depth == 1 and is_named)):
                return self._base + token.end()
            if sign in (b"{", b"["):
                depth += 1
            elif sign in (b"}", b"]"):
                depth -= 1
            if depth == 1:
                is_named = sign == _REQUESTS
        return None

    def _next(self, keep: int) -> re.Match[bytes] | None:
        """The next token; what stands ahead of index `keep` of the buffer may be dropped."""
        size = _CHUNK
        while True:
            token = _TOKEN.search(self._buffer, self._scanned)
            if token is not None and token[0] != b'"':
                self._scanned = token.end()
                return token
            self._scanned = token.start() if token is not None else len(self._buffer)
            more = self._stream.read(size)
            if not more:
                return None
            size *= 2  # a string that is longer than a chunk is looked at anew each time
            self._count(keep)
            self._buffer = self._buffer[keep:] + more
            self._scanned -= keep
            keep = 0

    def _count(self, end: int) -> None:
        """Take the lines ahead of an index of the buffer as read."""
        self.count += self._buffer.count(b"\n", self.at - self._base, end)
        self._base += end
        self.at = self._base

    def _piece(self, start: int, text: bytes) -> Piece:
        stripped = text.lstrip()
        begin = start + len(text) - len(stripped)
        self.count += self._buffer.count(b"\n", self.at - self._base, begin - self._base)
        self.at = begin
        return Piece(begin, self.count, stripped.rstrip())

    def _drain(self, end: int) -> None:
        """Count what stands behind the list."""
        self.count += self._buffer.count(b"\n", self.at - self._base)
        self.at = max(self._base + len(self._buffer), end)
        while more := self._stream.read(_CHUNK):
            self.count += more.count(b"\n")
            self.at += len(more)
