"""One decoded file, and the only line arithmetic in the project."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import field
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.record import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

# `str.splitlines` also splits at form feeds, U+0085, U+2028 and others, which no editor counts as line ends.
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points in one decoded text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place for people: line and column count from 1, the offset from 0, all in code points."""

    line: int
    column: int
    offset: int


@dataclass(frozen=True)
class SourceFile:
    """The text of one file under its path relative to the root, with `/`."""

    path: str
    text: str

    @classmethod
    def decode(cls, path: str, raw: bytes) -> SourceFile:
        """Decode UTF-8, or UTF-16 that announces itself; a byte order mark is not part of the text.

        Raises UnreadableError when the bytes are neither, or hold a NUL, as binary files do.
        """
        encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError as problem:
            good = raw[: problem.start].decode(encoding, "replace")
            raise UnreadableError(f"not {encoding[:6].upper().rstrip('-')} text", offset=len(good)) from None
        if "\0" in text:
            raise UnreadableError("binary, not text", offset=text.index("\0"))
        return cls(path, text)

    @cached_property
    def line_starts(self) -> Sequence[int]:
        """The offset of the first character of each line."""
        if "\r" not in self.text:
            lengths = map(len, self.text.split("\n")[:-1])
            return array("L", accumulate(map((1).__add__, lengths), initial=0))
        return array("L", [0, *(match.end() for match in _LINE_END.finditer(self.text))])

    def position(self, offset: int) -> Position:
        """Where an offset is; one past the end belongs to the last line."""
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1, offset)

    def line_span(self, line: int) -> Span:
        """The characters of a line, counted from 1, without its line end."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        return Span(start, start + len(self.text[start:end].rstrip("\r\n")))

    @property
    def line_count(self) -> int:
        """How many lines there are; a final line end opens an empty one."""
        return len(self.line_starts)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters of a view that were written in one way.

    `at` is the offset in the view, `length` the number of characters there. They come from
    `source`; a run is *exact* when each of them stands for exactly one character of it.
    """

    at: int
    length: int
    source: Span

    @property
    def exact(self) -> bool:
        """Whether characters and source correspond one to one."""
        return self.source.end - self.source.start == self.length


@dataclass(frozen=True)
class View:
    """Text as a template engine or a model sees it, and where each of its characters was written.

    A whole file is a view of itself; so is a YAML scalar with its folding and escapes undone.
    """

    text: str
    runs: tuple[Run, ...]
    _starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", [run.at for run in self.runs])

    @classmethod
    def of(cls, source: SourceFile, span: Span | None = None) -> View:
        """A stretch of a file, as it is written."""
        span = span or Span(0, len(source.text))
        text = source.text[span.start : span.end]
        return cls(text, (Run(0, len(text), span),))

    @classmethod
    def build(cls, pieces: list[tuple[str, Span]], end: int) -> View:
        """Join pieces of text, each with the span that it was written in; `end` serves an empty view."""
        runs, at = [], 0
        for text, span in pieces:
            if text:
                runs.append(Run(at, len(text), span))
                at += len(text)
        return cls("".join(text for text, _ in pieces), tuple(runs) or (Run(0, 0, Span(end, end)),))

    def span(self, start: int, end: int) -> Span:
        """Where the characters from start to end were written."""
        first = self._run(start)
        if end <= start:
            where = self._start_in(first, start)
            return Span(where, where)
        last = self._run(end - 1)
        stop = last.source.start + (end - last.at) if last.exact else last.source.end
        return Span(self._start_in(first, start), stop)

    def cut(self, start: int, end: int) -> View:
        """The view of a part of this one."""
        if start >= end:
            here = self.span(start, start)
            return View("", (Run(0, 0, here),))
        pieces, at = [], start
        while at < end:
            run = self._run(at)
            stop = min(end, run.at + run.length)
            pieces.append((self.text[at:stop], self.span(at, stop)))
            at = stop
        return View.build(pieces, self.span(end, end).start)

    def with_unix_newlines(self) -> View:
        """The same text with every line end as a line feed, which is how loaders read text files."""
        if "\r" not in self.text:
            return self
        pieces, at = [], 0
        for match in re.finditer(r"\r\n?", self.text):
            pieces += self._pieces(at, match.start())
            pieces.append(("\n", self.span(match.start(), match.end())))
            at = match.end()
        pieces += self._pieces(at, len(self.text))
        return View.build(pieces, self.span(len(self.text), len(self.text)).start)

    def _pieces(self, start: int, end: int) -> list[tuple[str, Span]]:
        part = self.cut(start, end)
        return [(part.text[run.at : run.at + run.length], run.source) for run in part.runs]

    def _run(self, offset: int) -> Run:
        return self.runs[max(bisect_right(self._starts, offset) - 1, 0)]

    @staticmethod
    def _start_in(run: Run, offset: int) -> int:
        if run.exact:
            return run.source.start + (offset - run.at)
        return run.source.start if offset < run.at + run.length else run.source.end
