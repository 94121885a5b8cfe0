"""The line of a key in a TOML document, for messages: tomllib does not tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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


def line_of(text: str, path: Path) -> int | None:
    """The line of the last key of a path, or of the key whose value holds it; None when it is not seen.

    Indexes count the tables of an array (`[[per-path]]`); those of a list of values are not looked for.
    """
    best: tuple[int, int] | None = None
    table: Path = ()
    counts: dict[Path, int] = {}
    for line, statement in _statements(text.replace("\r\n", "\n")):
        if header := _HEADER.match(statement):
            table = _under_arrays(_parts(header[2]), counts)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            here = table
        elif key := _KEY.match(statement):
            here = (*table, *_parts(key[1]))
        else:
            continue
        depth = min(len(here), len(path))  # a longer key or header brings the shorter one into being
        if path[:depth] == here[:depth] and depth > (best[0] if best else 0):
            best = (depth, line)
    return best[1] if best else None


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each key with its value and each table header, with the line that it begins on."""
    line, depth, first = 1, 0, 1
    parts: list[str] = []
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece == "\n" and depth == 0:
            yield first, "".join(parts)
            parts, first = [], line + 1
        elif not piece.startswith("#"):
            depth += (piece in ("[", "{")) - (piece in ("]", "}"))
            parts.append(piece)
        line += piece.count("\n")
    yield first, "".join(parts)


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
