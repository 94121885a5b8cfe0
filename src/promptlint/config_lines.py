"""Where a key stands in a TOML document, for messages: tomllib does not tell."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from promptlint.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

# Strings and comments are skipped as wholes, so that nothing inside them looks like a key or a bracket.
_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"""+'
    r"|'''.*?'''+"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*|[\[\]{}\n]|[^\"'#\[\]{}\n]+",
    re.DOTALL,
)
_PART = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*')"""
_KEY = re.compile(rf"[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART})*)[ \t]*=")
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART})*)[ \t]*\]")

Path = tuple[str | int, ...]


class _Statement(NamedTuple):
    """A key with its value, or the header of a table; `text` is without comments."""

    line: int
    span: Span
    text: str


def line_of(text: str, path: Path) -> int | None:
    """The line of the last key of a path, or of the key whose value holds it; None when it is not seen.

    Indexes count the tables of an array (`[[per-path]]`); those of a list of values are not looked for.
    """
    found = Places(text).nearest(path)
    return found.line if found else None


class Places:
    """Where the keys and the strings of a document stand; it is read once, however often one asks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._strings: dict[int, list[tuple[object, Span]]] = {}

    @cached_property
    def _statements(self) -> dict[Path, _Statement]:
        """The first statement under each path; a longer key or header brings the shorter ones into being."""
        found: dict[Path, _Statement] = {}
        table: Path = ()
        counts: dict[Path, int] = {}
        for statement in _statements(self._text):
            if header := _HEADER.match(statement.text):
                table = _under_arrays(_parts(header[2]), counts)
                if header[1] == "[[":
                    counts[table] = counts.get(table, -1) + 1
                    table = (*table, counts[table])
                here = table
            elif key := _KEY.match(statement.text):
                here = (*table, *_parts(key[1]))
            else:
                continue
            for depth in range(1, len(here) + 1):
                found.setdefault(here[:depth], statement)
        return found

    def nearest(self, path: Path) -> _Statement | None:
        """The statement that comes closest to a path."""
        for depth in range(len(path), 0, -1):
            if path[:depth] in self._statements:
                return self._statements[path[:depth]]
        return None

    def span(self, path: Path, value: object) -> Span:
        """Where a value stands, a string without its quotes; or else the key or the table that it is under."""
        found = self.nearest(path)
        if found is None:
            return Span(0, 0)
        strings = self._strings_in(found.span)
        index = path[-1] if path and isinstance(path[-1], int) else 0
        # One that is listed twice is found where it stands, as long as the list is the only one of its key.
        if index < len(strings) and strings[index][0] == value:
            return strings[index][1]
        return (
            next((span for text, span in strings if text == value), found.span)
            if isinstance(value, str)
            else (found.span)
        )

    def _strings_in(self, span: Span) -> list[tuple[object, Span]]:
        if span.start not in self._strings:
            pieces = ((match[0], match.start()) for match in _PIECE.finditer(self._text, span.start, span.end))
            self._strings[span.start] = [
                (_decoded(piece), _inside(piece, at)) for piece, at in pieces if piece[:1] in ("'", '"')
            ]
        return self._strings[span.start]


def _inside(piece: str, at: int) -> Span:
    """A string without its quotes."""
    width = 3 if piece.startswith(('"""', "'''")) else 1
    return Span(at + width, at + len(piece) - width)


def _statements(text: str) -> Iterator[_Statement]:
    """Each key with its value and each table header, with the line that it begins on."""
    line, depth, first, start = 1, 0, 1, 0
    parts: list[str] = []
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece == "\n" and depth == 0:
            yield _statement(first, start, match.start(), text, parts)
            parts, first, start = [], line + 1, match.end()
        elif not piece.startswith("#"):
            depth += (piece in ("[", "{")) - (piece in ("]", "}"))
            parts.append(piece)
        line += piece.count("\n")
    yield _statement(first, start, len(text), text, parts)


def _statement(line: int, start: int, end: int, text: str, parts: list[str]) -> _Statement:
    """The statement between two line ends, its span without the space around it."""
    written = text[start:end]
    start += len(written) - len(written.lstrip())
    return _Statement(line, Span(start, max(start, start + len(written.strip()))), "".join(parts))


def _decoded(piece: str) -> object:
    import tomllib  # noqa: PLC0415 as below

    return tomllib.loads(f"x = {piece}")["x"]


def _parts(key: str) -> Path:
    import tomllib  # noqa: PLC0415 a configuration was read with it before one is searched

    parts: list[str] = []
    table: object = tomllib.loads(f"{key} = 0")
    while isinstance(table, dict):
        (name,) = table
        parts.append(name)
        table = table[name]
    return tuple(parts)


def _under_arrays(parts: Path, counts: dict[Path, int]) -> Path:
    """A table's path with the index of the array element that each of its parents is."""
    path: Path = ()
    for index, part in enumerate(parts):
        path = (*path, part)
        if path in counts and index < len(parts) - 1:
            path = (*path, counts[path])
    return path
