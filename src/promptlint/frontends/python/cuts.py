"""Cuts a module into its functions and classes and the rest without parsing it.

A name that is imported leads to one definition of a module; parsing the thousand others would take most of a run.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.frontends.python.parse import parse
from promptlint.source import SourceFile

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Sequence

_SHORT = 3_000  # characters of a module that is parsed whole
# Code with its short strings, or one comment or long string.
_TOKENS = re.compile(
    r"""((?:[^#"']++|"(?!"")(?:[^"\\\n]|\\.)*+"?|'(?!'')(?:[^'\\\n]|\\.)*+'?)++)|\#[^\n]*+"""
    r'''|"""(?:[^"\\]++|\\.|"(?!""))*+(?:""")?'''
    r"""|'''(?:[^'\\]++|\\.|'(?!''))*+(?:''')?""",
    re.DOTALL | re.VERBOSE,
)
# What begins at the left margin and continues nothing.
_BEGINNING = re.compile(r"^(?!(?:else|elif|except|finally)\b)(?=[^\s)\]}#])", re.MULTILINE)
_DEFINITION = re.compile(r"(?:@[^\n]*+\n(?:[ \t)#][^\n]*+\n|\r?\n)*+)*+(?:async[ \t]++def|def|class)[ \t]++(\w++)")
_CONTINUED = frozenset("([{,\\=+-*/%|&:")


class Cuts:
    """The definitions at the top level of a module by their names, and the statements around them.

    Raises UnreadableError where that is not Python: it may also be cut in the wrong place.
    """

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._places: dict[str, list[tuple[int, int]]] = {}
        self._definitions: dict[str, list[ast.stmt]] = {}
        self.parsed = 0  # characters
        self.rest: ast.Module = self._read()

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def names(self) -> Iterable[str]:
        """The names of the definitions."""
        return self._places.keys()

    def definitions(self, name: str) -> Sequence[ast.stmt]:
        """The definitions under a name, each with its place in the module. Raises UnreadableError, see above."""
        if name not in self._definitions:
            self._definitions[name] = [self._parsed(start, end) for start, end in self._places[name]]
        return self._definitions[name]

    def _parsed(self, start: int, end: int) -> ast.stmt:
        before = "\n" * (self._source.position(start).line - 1)
        found = self._parse(before + self._source.text[start:end], end - start).body
        if len(found) != 1:
            raise UnreadableError("cut in the wrong place")
        return found[0]

    def _parse(self, text: str, size: int) -> ast.Module:
        self.parsed += size
        return parse(SourceFile(self._source.path, text))

    def _read(self) -> ast.Module:
        text, kept, at, size = self._source.text, list[str](), 0, len(self._source.text)
        # A carriage return alone ends a line too, which would have to be counted.
        is_cut = size > _SHORT and text.count("\r") == text.count("\r\n")
        for start, end in _stretches(text) if is_cut else ():
            found = _DEFINITION.match(text, start, end)
            if found is not None:
                self._places.setdefault(found[1], []).append((start, end))
                kept += [text[at:start], "\n" * text.count("\n", start, end)]
                at, size = end, size - (end - start)
        kept.append(text[at:])
        return self._parse("".join(kept), size)


def _stretches(text: str) -> list[tuple[int, int]]:
    """From where to where the statements at the left margin reach."""
    long = [(token.start(), token.end()) for token in _TOKENS.finditer(text) if token.lastindex is None]
    opened = [start for start, _ in long]
    starts: list[int] = []
    is_decorated = False
    for match in _BEGINNING.finditer(text):
        at = match.start()
        before = bisect_right(opened, at) - 1
        if before >= 0 and long[before][0] < at < long[before][1]:
            continue  # in a string
        if not is_decorated and not _is_continued(text, at):
            starts.append(at)
        is_decorated = text[at] == "@"
    return list(zip(starts, [*starts[1:], len(text)], strict=False))


def _is_continued(text: str, at: int) -> bool:
    """Whether the line before ends in the middle of a statement."""
    line = text[text.rfind("\n", 0, max(at - 1, 0)) + 1 : at].rstrip()
    return line[-1:] in _CONTINUED and not line.lstrip().startswith("#")
