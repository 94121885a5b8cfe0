"""Finds each character of a decoded scalar again in the source, style by style.

The text is decoded a second time, piece by piece. Where the outcome is not what the parser said,
the scalar becomes one coarse run: places are then vague, and the text is right all the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.frontends.documents.node import Style
from promptlint.source import Span, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.frontends.documents.node import Scalar

_LINE_END = re.compile(r"\r\n|\n|\r")
_HEADER = re.compile(r"[|>](?:[1-9]?[+-]?|[+-][1-9])[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|\Z)")
_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s+|#[^\r\n]*)*)*")
_DOUBLE_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([^xuU]))")
_DOUBLE_SIGNS = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_JSON_ESCAPE = re.compile(r"\\(?:u([dD][89abAB][0-9A-Fa-f]{2})\\u([dD][c-fC-F][0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|(.))")
_JSON_SIGNS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_QUOTE_ESCAPE = re.compile("''")


def scalar_view(scalar: Scalar) -> View:
    """The decoded text of a scalar with the place of each of its characters in the file."""
    start = body_start(scalar)
    pieces = _Pieces(scalar.base.text)
    match scalar.style:
        case Style.JSON:
            _unescape_json(pieces, start + 1, scalar.at.end - 1)
        case Style.LITERAL | Style.FOLDED:
            _unindent(pieces, scalar, start)
        case Style.SINGLE | Style.DOUBLE:
            _unfold(pieces, start + 1, scalar.at.end - 1, scalar.style)
        case Style.PLAIN:
            _unfold(pieces, start, scalar.at.end, scalar.style)
    if pieces.text != scalar.value:
        pieces = _Pieces(scalar.base.text)
        pieces.put(scalar.value, start, max(start, scalar.at.end))
    return rebased(View.build(pieces.done, max(start, scalar.at.end)), scalar.base)


def body_start(scalar: Scalar) -> int:
    """Where a scalar begins in the parsed text, behind its anchor and its tag."""
    if scalar.base.text[scalar.at.start : scalar.at.start + 1] not in ("&", "!"):
        return scalar.at.start
    found = _PROPERTIES.match(scalar.base.text, scalar.at.start, scalar.at.end)
    return found.end() if found else scalar.at.start


def header_end(scalar: Scalar) -> int:
    """Where the content of a block scalar begins; of any other scalar, where it begins itself."""
    if scalar.style not in (Style.LITERAL, Style.FOLDED):
        return scalar.at.start
    found = _HEADER.match(scalar.base.text, body_start(scalar))
    return found.end() if found else scalar.at.start


def rebased(inner: View, base: View) -> View:
    """Turn a view whose places are in the text of another view into one with places in the file."""
    if len(base.runs) == 1 and base.runs[0].exact and base.runs[0].source.start == 0:
        return inner
    pieces: list[tuple[str, Span]] = []
    for run in inner.runs:
        text = inner.text[run.at : run.at + run.length]
        if run.exact and run.length:
            part = base.cut(run.source.start, run.source.end)
            pieces += [(part.text[one.at : one.at + one.length], one.source) for one in part.runs]
        else:
            pieces.append((text, base.span(run.source.start, run.source.end)))
    return View.build(pieces, base.span(inner.runs[-1].source.end, inner.runs[-1].source.end).end)


class _Pieces:
    """Pieces of decoded text; neighbours that are written as they read become one."""

    def __init__(self, source: str) -> None:
        self.done: list[tuple[str, Span]] = []
        self._source = source
        self._parts: list[str] = []
        self._open: Span | None = None

    @property
    def text(self) -> str:
        self._finish()
        return "".join(text for text, _ in self.done)

    def copy(self, start: int, end: int) -> None:
        """Add text that reads as it is written."""
        if start >= end:
            return
        if self._open is not None and self._open.end == start:
            self._open = Span(self._open.start, end)
        else:
            self._finish()
            self._open = Span(start, end)

    def put(self, text: str, start: int, end: int) -> None:
        """Add text that is written in another way than it reads."""
        if text == self._source[start:end]:
            self.copy(start, end)
            return
        self._finish()
        # A run whose lengths agree counts as exact, and this one is not.
        self.done.append((text, Span(start, start if end - start == len(text) else end)))

    def _finish(self) -> None:
        if self._open is not None:
            self.done.append((self._source[self._open.start : self._open.end], self._open))
            self._open = None


def _unescape_json(pieces: _Pieces, start: int, end: int) -> None:
    at = start
    for found in _JSON_ESCAPE.finditer(pieces._source, start, end):  # noqa: SLF001 the same module
        pieces.copy(at, found.start())
        high, low, code, sign = found.groups()
        if high:
            text = chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + (int(low, 16) - 0xDC00))
        else:
            text = chr(int(code, 16)) if code else _JSON_SIGNS.get(sign, sign)
        pieces.put(text, found.start(), found.end())
        at = found.end()
    pieces.copy(at, end)


def _lines(source: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The lines of a stretch: where each starts, where its text ends, where its line end ends."""
    for found in _LINE_END.finditer(source, start, end):
        yield start, found.start(), found.end()
        start = found.end()
    if start < end:
        yield start, end, end


def _unindent(pieces: _Pieces, scalar: Scalar, start: int) -> None:
    """Decode a block scalar."""
    source = scalar.base.text
    header = _HEADER.match(source, start)
    if header is None:
        return
    lines = list(_lines(source, header.end(), scalar.at.end))
    indent = _indentation(source, lines, scalar.value)
    folds = scalar.style is Style.FOLDED
    breaks: list[tuple[int, int]] = []  # line ends since the last line with text, that line's own first
    had_text, was_spaced = False, False
    for first, last, stop in lines:
        blanks = last - first - len(source[first:last].lstrip(" "))
        if blanks <= indent and first + blanks == last:
            if stop > last:
                breaks.append((last, stop))
            continue
        text = first + indent
        is_spaced = source[text] in " \t"
        _join(pieces, breaks, text, folds=folds and had_text and not was_spaced and not is_spaced)
        pieces.copy(text, last)
        breaks = [(last, stop)] if stop > last else []
        had_text, was_spaced = True, is_spaced
    _chomp(pieces, breaks, header[0], had_text=had_text)


def _indentation(source: str, lines: list[tuple[int, int, int]], value: str) -> int:
    """Compare the first line with text as it is written and as it reads."""
    for first, last, _ in lines:
        line = source[first:last]
        if line.strip(" "):
            read = next(text for text in (*value.split("\n"), " ") if text.strip(" ") or text is value)
            written = len(line) - len(line.lstrip(" "))
            return max(written - (len(read) - len(read.lstrip(" "))), 0)
    return max((last - first for first, last, _ in lines), default=0)


def _join(pieces: _Pieces, breaks: list[tuple[int, int]], text: int, *, folds: bool) -> None:
    """Add what the line ends before a line with text become."""
    if folds and len(breaks) == 1:
        pieces.put(" ", breaks[0][0], text)
        return
    for start, end in breaks[1:] if folds else breaks:
        pieces.put("\n", start, end)


def _chomp(pieces: _Pieces, breaks: list[tuple[int, int]], header: str, *, had_text: bool) -> None:
    """Add what is kept of the line ends behind the last line with text."""
    indicator = header.partition("#")[0]
    kept = breaks if "+" in indicator else breaks[:1] if had_text and "-" not in indicator else []
    for start, end in kept:
        pieces.put("\n", start, end)


def _unfold(pieces: _Pieces, start: int, end: int, style: Style) -> None:
    """Decode a plain or quoted scalar, which may run over several lines."""
    source = pieces._source  # noqa: SLF001 the same module
    lines = list(_lines(source, start, end))
    if lines and lines[-1][2] > lines[-1][1]:
        lines.append((end, end, end))
    breaks: list[tuple[int, int]] = []
    escaped = False  # the line end before these breaks was escaped, and does not count as one
    final = len(lines) - 1
    for index, (first, last, stop) in enumerate(lines):
        text = first if index == 0 else _skip_blanks(source, first, last)
        until = last if index == final else _drop_blanks(source, text, last, style)
        is_empty = text >= until and 0 < index < final
        if not is_empty:
            if index:
                _fold(pieces, breaks, text, escaped=escaped)
            breaks = []
            escaped = style is Style.DOUBLE and index < final and _ends_in_escape(source, text, last)
            _unescape(pieces, text, last - 1 if escaped else until, style)
        if index < final and not (escaped and not is_empty):
            breaks.append((last, stop))


def _fold(pieces: _Pieces, breaks: list[tuple[int, int]], text: int, *, escaped: bool) -> None:
    if not escaped and len(breaks) == 1:
        pieces.put(" ", breaks[0][0], text)
        return
    for start, end in breaks if escaped else breaks[1:]:
        pieces.put("\n", start, end)


def _skip_blanks(source: str, first: int, last: int) -> int:
    return last - len(source[first:last].lstrip(" \t"))


def _drop_blanks(source: str, first: int, last: int, style: Style) -> int:
    until = first + len(source[first:last].rstrip(" \t"))
    if style is Style.DOUBLE and until < last and _ends_in_escape(source, first, until):
        return until + 1  # an escaped blank stays
    return until


def _ends_in_escape(source: str, first: int, last: int) -> bool:
    text = source[first:last]
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _unescape(pieces: _Pieces, start: int, end: int, style: Style) -> None:
    if style is Style.PLAIN:
        pieces.copy(start, end)
        return
    at = start
    source = pieces._source  # noqa: SLF001 the same module
    for found in (_DOUBLE_ESCAPE if style is Style.DOUBLE else _QUOTE_ESCAPE).finditer(source, start, end):
        pieces.copy(at, found.start())
        if style is Style.SINGLE:
            text = "'"
        else:
            code = found[1] or found[2] or found[3]
            text = _character(int(code, 16)) if code else _DOUBLE_SIGNS.get(found[4], found[4])
        pieces.put(text, found.start(), found.end())
        at = found.end()
    pieces.copy(at, end)


def _character(code: int) -> str:
    return chr(code) if code <= 0x10FFFF else ""  # noqa: PLR2004 the last code point; the parser has refused more
