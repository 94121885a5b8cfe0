"""Cuts a module into its functions and classes and the rest without parsing it, and long classes into their methods.

A name that is imported leads to one definition of a module; parsing the thousand others would take most of a run.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.frontends.python.parse import parse
from promptlint.source import SourceFile

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator, Mapping, Sequence

Place = tuple[int, int]  # from where to where

_SHORT = 3_000  # characters of a module that is parsed whole
# Code with its short strings, or one comment or long string.
_TOKENS = re.compile(
    r"""((?:[^#"']++|"(?!"")(?:[^"\\\n]|\\.)*+"?|'(?!'')(?:[^'\\\n]|\\.)*+'?)++)|\#[^\n]*+"""
    r'''|"""(?:[^"\\]++|\\.|"(?!""))*+(?:""")?'''
    r"""|'''(?:[^'\\]++|\\.|'(?!''))*+(?:''')?""",
    re.DOTALL | re.VERBOSE,
)
_DEFINITION = re.compile(r"(?:@[^\n]*+\n(?:[ \t)#][^\n]*+\n|\r?\n)*+)*+(?:async[ \t]++def|def|class)[ \t]++(\w++)")
_CLASS = re.compile(r"(?:@[^\n]*+\n(?:[ \t)#][^\n]*+\n|\r?\n)*+)*+class[ \t]")
_BODY = re.compile(r"^([ \t]+)(?=[^\s#])", re.MULTILINE)  # how far the body of a class is indented
_CONTINUED = frozenset("([{,\\=+-*/%|&:")
_LINE = "\\\n"  # a line that is continued takes Python's parser a quarter of what an empty one does


@dataclass(slots=True)
class Meter:
    """Counts the characters of which there are trees."""

    characters: int = 0


class Cuts:
    """The definitions at the top level of a module by their names, and the statements around them.

    Raises UnreadableError where that is not Python: it may also be cut in the wrong place.
    """

    def __init__(self, source: SourceFile, meter: Meter | None = None) -> None:
        self._source, self._meter = source, meter or Meter()
        self.places: dict[str, list[Place]] = {}  # of the definitions at the top level
        self._methods: dict[Place, dict[str, list[Place]]] = {}  # that were cut out of the class at a place
        self._parsed: dict[Place, tuple[ast.stmt, int]] = {}  # with the number of characters
        self.parsed = 0  # characters
        self.rest: ast.Module = self._read()
        self.least, self.parsed = self.parsed, 0  # those of the rest, and of all that was asked for

    def at(self, place: Place) -> ast.stmt:
        """The definition or the method at a place. Raises UnreadableError, see above."""
        known = self._parsed.get(place)
        if known is None:
            before = self.parsed
            statement = self._definition(*place) if self._source.text[place[0]] not in " \t" else self._method(*place)
            known = self._parsed[place] = statement, self.parsed - before
        return known[0]

    def size(self, place: Place) -> int:
        """How many characters were parsed for what stands at a place."""
        return self._parsed[place][1]

    def methods(self, place: Place) -> Mapping[str, Sequence[Place]]:
        """The methods that were cut out of the class at a place."""
        return self._methods.get(place, {})

    def _method(self, start: int, end: int) -> ast.stmt:
        before = _LINE * (self._source.position(start).line - 2) + "class _:\n"
        return _only(_only(self._parse(before + self._source.text[start:end], end - start)))

    def _definition(self, start: int, end: int) -> ast.stmt:
        text = self._source.text
        before = _LINE * (self._source.position(start).line - 1)
        if end - start > _SHORT and _CLASS.match(text, start, end) is not None:
            skeleton, methods = _without_methods(text, start, end)
            if methods and (found := self._skeleton(before, skeleton, start, end)) is not None:
                self._methods[start, end] = methods
                return found
        return _only(self._parse(before + text[start:end], end - start))

    def _skeleton(self, before: str, text: str, start: int, end: int) -> ast.stmt | None:
        """A class without most of its methods, which ends where it does."""
        try:
            found = _only(self._parse(before + text, len(text) - text.count("\n")))
        except UnreadableError:
            return None
        whole = self._source.text[start:end].rstrip()
        found.end_lineno = self._source.position(start).line + whole.count("\n")
        found.end_col_offset = len(whole[whole.rfind("\n") + 1 :].encode("utf-8", "surrogatepass"))
        return found

    def _parse(self, text: str, size: int) -> ast.Module:
        self.parsed += size
        self._meter.characters += size
        return parse(SourceFile(self._source.path, text))

    def _read(self) -> ast.Module:
        text, kept, at, size = self._source.text, list[str](), 0, len(self._source.text)
        # A carriage return alone ends a line too, which would have to be counted.
        is_cut = size > _SHORT and text.count("\r") == text.count("\r\n")
        for start, end in _stretches(text) if is_cut else ():
            found = _DEFINITION.match(text, start, end)
            if found is not None:
                self.places.setdefault(found[1], []).append((start, end))
                kept += [text[at:start], "\n" * text.count("\n", start, end)]
                at, size = end, size - (end - start)
        kept.append(text[at:])
        return self._parse("".join(kept), size)


def _only(tree: ast.Module | ast.stmt) -> ast.stmt:
    """The one statement of a body."""
    body: list[ast.stmt] = getattr(tree, "body", [])
    if len(body) != 1:
        raise UnreadableError("cut in the wrong place")
    return body[0]


def _without_methods(text: str, start: int, end: int) -> tuple[str, dict[str, list[Place]]]:
    """A class with lines left empty where its methods stand, and where these are."""
    methods: dict[str, list[Place]] = {}
    kind = _CLASS.match(text, start, end)
    body = _BODY.search(text, kind.end() if kind is not None else start, end)
    if body is None:
        return "", methods
    method = _method(body[1])
    kept, at = list[str](), start
    for first, last in _stretches(text, start, end, body[1]):
        found = method.match(text, first, last)
        if found is None:
            continue
        lines = "\n" * text.count("\n", first, last)
        kept += [text[at:first], lines if methods else f"{body[1]}pass{lines}"]
        methods.setdefault(found[1], []).append((first, last))
        at = last
    kept.append(text[at:end])
    return "".join(kept), methods


def _stretches(text: str, first: int = 0, last: int | None = None, margin: str = "") -> list[tuple[int, int]]:
    """From where to where the statements at a margin reach."""
    last = len(text) if last is None else last
    long = [(token.start(), token.end()) for token in _TOKENS.finditer(text, first, last) if token.lastindex is None]
    opened = [start for start, _ in long]
    starts: list[int] = []
    is_decorated = False
    beginning = _beginning(margin)
    for match in (*_at_once(text, first, margin), *beginning.finditer(text, first, last)):
        at = match.end() - len(margin)
        before = bisect_right(opened, at) - 1
        if before >= 0 and long[before][0] < at < long[before][1]:
            continue  # in a string
        if not is_decorated and not _is_continued(text, at):
            starts.append(at)
        is_decorated = text.startswith("@", match.end())
    return list(zip(starts, [*starts[1:], last], strict=False))


@cache
def _method(margin: str) -> re.Pattern[str]:
    decorators = rf"(?:{margin}@[^\n]*+\n(?:{margin}[ \t)#][^\n]*+\n|[ \t]*+\r?\n)*+)*+"
    return re.compile(rf"{decorators}{margin}(?:async[ \t]++)?def[ \t]++(\w++)")


@cache
def _beginning(margin: str, end: str = "\n") -> re.Pattern[str]:
    """What begins at a margin and continues nothing; to search for line ends is four times as fast as for `^`."""
    return re.compile(rf"{end}{margin}(?!(?:else|elif|except|finally)\b)(?=[^\s)\]}}#])")


def _at_once(text: str, first: int, margin: str) -> Iterator[re.Match[str]]:
    """A statement that no line end stands in front of."""
    if (found := _beginning(margin, "").match(text, first)) is not None:
        yield found


def _is_continued(text: str, at: int) -> bool:
    """Whether the line before ends in the middle of a statement."""
    line = text[text.rfind("\n", 0, max(at - 1, 0)) + 1 : at].rstrip()
    return line[-1:] in _CONTINUED and not line.lstrip().startswith("#")
