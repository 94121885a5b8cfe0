"""The text of Python's string literals, and where each of its characters is written."""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.facts import Text
from promptlint.frontends.python.parse import expression
from promptlint.frontends.python.strings import Token, expression_end, literal_pattern, next_token
from promptlint.source import Run, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.frontends.python.places import Places

_PREFIX_AND_QUOTE = re.compile(r"[A-Za-z]{0,2}('''|\"\"\"|'|\")")
_LINE_END = re.compile(r"\r\n?")
_ESCAPE = re.compile(
    r"\\(?:(?P<line>\r\n|[\r\n])|N\{(?P<name>[^}]*)\}|x(?P<x>[0-9A-Fa-f]{2})|u(?P<u>[0-9A-Fa-f]{4})"
    r"|U(?P<U>[0-9A-Fa-f]{8})|(?P<octal>[0-7]{1,3})|(?P<sign>[\\'\"abfnrtv])|(?P<other>.))|\r\n?",
    re.DOTALL,
)
_SIGNS = dict(zip("\\'\"abfnrtv", "\\'\"\a\b\f\n\r\t\v", strict=True))
# A text with more is data: where the rest of it is written is told as one place.
_MOST_RUNS = 100_000
_AFTER_EXPRESSION = re.compile(r"(?P<debug>=\s*)?(?:!\s*\w+)?(?:\s|\\[\r\n]|#[^\r\n]*)*")


_Placed = ast.expr | ast.arg | ast.keyword
_PLACED = (ast.expr, ast.arg, ast.keyword)


@dataclass(frozen=True, slots=True, eq=False)
class Hole:
    """A value that an f-string prints; the span holds the braces too.

    `conversion` is "r", "s", "a" or empty.
    """

    value: ast.expr
    conversion: str
    spec: tuple[Text | Hole, ...]
    span: Span


def string(places: Places, node: ast.Constant) -> tuple[Text, ...]:
    """The text of a constant string; nothing where it is empty."""
    value = node.value
    if not isinstance(value, str) or not value:
        return ()
    source, span = places.source.text, places.span(node)
    if opening := _PREFIX_AND_QUOTE.match(source, span.start, span.end):
        start, end = opening.end(), span.end - len(opening[1])
        if end - start == len(value) and source.startswith(value, start):
            return (Text(value, Span(start, end)),)
    written = _Written(source)
    for token in _tokens(source, span):
        if token.is_formatted:
            break  # a part of an f-string, which has the place of the whole up to Python 3.11
        written.decode(token.start, token.end, is_raw=token.is_raw)
    return (written.text(value, span),)


def pieces(places: Places, node: ast.JoinedStr) -> tuple[Text | Hole, ...]:
    """The texts and the holes of an f-string and of all that is joined to it by standing beside it.

    Up to Python 3.11, where `ast` misplaces what is in a hole, the nodes there are put right.
    """
    source, span = places.source.text, places.span(node)
    row = _Row(source)
    for token in _tokens(source, span):
        if token.is_formatted:
            _Scanner(source, token, row).read(token.start)
        else:
            row.texts[-1].decode(token.start, token.end, is_raw=token.is_raw)
    return _joined(places, row, node, span)


class _Written:
    """Text that is put together from stretches of the source and undone escapes."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._parts: list[str] = []
        self._runs: list[Run] = []
        self._length = 0
        self._open: tuple[int, int] | None = None

    def text(self, value: str, where: Span) -> Text:
        """The text, which must read like this; from where on it does not, its place is vague."""
        self._finish()
        if "".join(self._parts) != value:
            self._amend(value, where)
        span = Span(self._runs[0].source.start, self._runs[-1].source.end)
        return Text(value, span, () if len(self._runs) == 1 and self._runs[0].exact else tuple(self._runs))

    def _amend(self, value: str, where: Span) -> None:
        same = 0
        while same < len(self._parts) and value.startswith(self._parts[same], self._runs[same].at):
            same += 1
        del self._runs[same:]
        at = self._runs[-1].at + self._runs[-1].length if self._runs else 0
        start = self._runs[-1].source.end if self._runs else where.start
        if length := len(value) - at:
            # A run as long as its text would count as exact.
            end = where.end - (where.end - start == length)
            self._runs.append(Run(at, length, Span(start, max(start, end))))

    def decode(self, start: int, end: int, *, is_raw: bool) -> None:
        """Add a stretch of a literal."""
        pattern = _LINE_END if is_raw or self._source.find("\\", start, end) < 0 else _ESCAPE
        if pattern is _ESCAPE or self._source.find("\r", start, end) >= 0:
            for found in pattern.finditer(self._source, start, end):
                if found.lastgroup != "other":
                    self.copy(start, found.start())
                    start = found.end()
                    self.put(_meaning(found), found.start(), start)
                    if len(self._runs) >= _MOST_RUNS:
                        return
        self.copy(start, end)

    def copy(self, start: int, end: int) -> None:
        """Add characters that stand for themselves."""
        if start >= end:
            return
        if self._open and self._open[1] == start:
            self._open = (self._open[0], end)
        else:
            self._finish()
            self._open = (start, end)

    def put(self, text: str, start: int, end: int) -> None:
        """Add what the characters from start to end stand for."""
        if text:
            self._finish()
            self._add(text, start, end)

    def _finish(self) -> None:
        if self._open:
            start, end = self._open
            self._add(self._source[start:end], start, end)
            self._open = None

    def _add(self, text: str, start: int, end: int) -> None:
        if len(self._runs) >= _MOST_RUNS:
            return
        self._parts.append(text)
        self._runs.append(Run(self._length, len(text), Span(start, end)))
        self._length += len(text)


@dataclass(slots=True)
class _Field:
    """A hole as it is written: the hole with its braces, where its expression stops, its specification."""

    start: int
    stop: int
    end: int
    spec: _Row


class _Row:
    """Texts with a hole between each two of them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.texts = [_Written(source)]
        self.fields: list[_Field] = []

    def add(self, field: _Field) -> None:
        self.fields.append(field)
        self.texts.append(_Written(self._source))


class _Scanner:
    """Reads one f-string token, or one format specification in it."""

    def __init__(self, source: str, token: Token, row: _Row, *, is_spec: bool = False) -> None:
        self._source = source
        self._token = token
        self._row = row
        self._pattern = literal_pattern(token.quote, is_raw=token.is_raw, is_spec=is_spec)

    def read(self, at: int) -> int:
        """Read from here to the end, and say where that is."""
        end, done = self._token.end, at
        while found := self._pattern.search(self._source, at, end):
            sign, at = found[0], found.end()
            if sign[0] not in "{}":
                continue
            self._decode(done, found.start())
            if sign == "{":
                at = self._field(found.start())
            elif len(sign) > 1:
                self._row.texts[-1].put(sign[0], found.start(), at)
            else:
                return found.start()
            done = at
        self._decode(done, end)
        return end

    def _decode(self, start: int, end: int) -> None:
        self._row.texts[-1].decode(start, end, is_raw=self._token.is_raw)

    def _field(self, start: int) -> int:
        end = self._token.end
        stop = expression_end(self._source, start + 1, end)
        behind = _AFTER_EXPRESSION.match(self._source, stop, end)
        assert behind is not None  # it also matches nothing
        if behind["debug"]:
            self._row.texts[-1].decode(start + 1, behind.end("debug"), is_raw=True)
        spec, at = _Row(self._source), behind.end()
        if self._source.startswith(":", at, end):
            at = _Scanner(self._source, self._token, spec, is_spec=True).read(at + 1)
        close = min(at + 1, end)
        self._row.add(_Field(start, stop, close, spec))
        return close


def _tokens(source: str, span: Span) -> Iterator[Token]:
    at = span.start
    while found := next_token(source, at, span.end):
        if isinstance(found, Token):
            yield found
        at = found.close


def _joined(places: Places, row: _Row, node: ast.JoinedStr, where: Span) -> tuple[Text | Hole, ...]:
    """What is written, joined to what the parser says that it is."""
    texts, values = [""], []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            values.append(part)
            texts.append("")
        elif isinstance(part, ast.Constant):
            texts[-1] += str(part.value)
    if len(values) != len(row.fields):
        row = _Row(places.source.text)
        for value in values:
            span = places.span(value)
            row.add(_Field(span.start, span.start, span.end, _Row(places.source.text)))
    done: list[Text | Hole] = []
    starts = [where.start, *(field.end for field in row.fields)]
    ends = [*(field.stop for field in row.fields), where.end]  # debug text stands in its hole
    for index, text in enumerate(texts):
        if index:
            done.append(_hole(places, row.fields[index - 1], values[index - 1]))
        if text:
            done.append(row.texts[index].text(text, Span(starts[index], max(starts[index], ends[index]))))
    return tuple(done)


def _hole(places: Places, field: _Field, value: ast.FormattedValue) -> Hole:
    span = Span(field.start, field.end)
    if sys.version_info < (3, 12):
        _put_right(places, value.value, Span(field.start + 1, field.stop))
    spec: tuple[Text | Hole, ...] = ()
    if isinstance(value.format_spec, ast.JoinedStr):
        spec = _joined(places, field.spec, value.format_spec, span)
    return Hole(value.value, chr(value.conversion) if value.conversion > 0 else "", spec, span)


def _put_right(places: Places, node: ast.expr, span: Span) -> None:
    """Give the nodes of an expression the places that they have in the file."""
    text = places.source.text[span.start : span.end]
    inner = Span(span.start + len(text) - len(text.lstrip()), span.start + len(text.rstrip()))
    if places.span(node) == inner or (again := expression(text)) is None:
        return  # where the whole stands right, so does all that is in it
    pairs = list(zip(ast.walk(node), ast.walk(again), strict=False))
    if any(type(wrong) is not type(right) for wrong, right in pairs):
        return
    line, column = places.column(span.start)
    for wrong, right in pairs:
        if isinstance(wrong, _PLACED) and isinstance(right, _PLACED):
            _move(wrong, right, line - 1, column - 1)  # the parenthesis is one column
    if again.lineno == 1 and again.col_offset == 0:  # a tuple took the parentheses for its own
        node.lineno, node.col_offset = places.column(inner.start)
        node.end_lineno, node.end_col_offset = places.column(inner.end)


def _move(wrong: _Placed, right: _Placed, lines: int, columns: int) -> None:
    wrong.lineno = right.lineno + lines
    wrong.col_offset = right.col_offset + (columns if right.lineno == 1 else 0)
    end = right.end_lineno or right.lineno
    wrong.end_lineno = end + lines
    wrong.end_col_offset = (right.end_col_offset or 0) + (columns if end == 1 else 0)


def _named(name: str) -> str:
    from unicodedata import lookup  # noqa: PLC0415 few files name characters

    try:
        return lookup(name)
    except KeyError:
        return ""


def _meaning(escape: re.Match[str]) -> str:
    """What an escape stands for; a name that is unknown cannot have been accepted."""
    kind = escape.lastgroup
    match kind:
        case "line":
            return ""
        case "name":
            return _named(escape["name"])
        case "x" | "u" | "U":
            return chr(int(escape[kind], 16))
        case "octal":
            return chr(int(escape["octal"], 8))
        case "sign":
            return _SIGNS[escape["sign"]]
        case _:
            return "\n"
