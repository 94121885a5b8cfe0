"""Syntax that is newer than the running Python, written as an older one reads it, at the same places.

Nothing is understood of it but its form: aliases of types become assignments, parameters of types go, several
exceptions get their parentheses, and an expression in an f-string that older ones refuse is read by itself.
"""

from __future__ import annotations

import ast
import re
import sys
from typing import TYPE_CHECKING

from promptlint.frontends.python.strings import Token, expression_end, literal_pattern, next_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Change = tuple[int, int, str]  # from where to where, and what is read there

_NEW_STATEMENT = re.compile(
    r"^[ \t]*(?:(?P<alias>type)[ \t]+(?P<name>[A-Za-z_]\w*)[ \t]*(?=[\[=])"
    r"|(?:class|(?:async[ \t]+)?def)[ \t]+\w+[ \t]*(?=\[)"
    r"|except\*?(?P<caught>[ \t][^:\n]*+):)",
    re.MULTILINE,
)
_BRACKET = re.compile(r"[\[\]]")
_COMMA = re.compile(r",[ \t]")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MOST_HOLES = len(_DIGITS) ** 2
_PUT = re.compile(r"_[0-9a-z]{2}_*\Z")


def tree(text: str, read: Callable[[str], ast.Module]) -> ast.Module | None:
    """The tree of a module that Python refused, or None where that was not for what is newer.

    `read` parses. Lines and columns are those of the text that was refused.
    """
    changes = [*_statements(text), *(holes := _Holes(text)).changes]
    if not changes:
        return None
    try:
        module = read(_changed(text, changes))
    except (SyntaxError, ValueError):
        return None
    return module if not holes.changes or holes.fill(module, read) else None


def _changed(text: str, changes: list[Change]) -> str:
    parts, at = list[str](), 0
    for start, end, new in sorted(changes):
        if start < at:
            continue  # within what was changed already
        parts += [text[at:start], new]
        at = end
    return "".join((*parts, text[at:]))


# ---------------------------------------------------------------- statements


def _statements(text: str) -> Iterator[Change]:
    """New forms of statements; what strings and comments say is covered up, so that none is found in them."""
    code = _covered(text)
    for found in _NEW_STATEMENT.finditer(code):
        if found["caught"] is not None:
            yield from _parenthesised(found)
            continue
        if found["alias"] is not None:
            start, end = found.span("alias")[0], found.span("name")[1]
            yield start, end, found["name"].ljust(end - start)
        if code.startswith("[", found.end()) and (close := _closing(code, found.end())) is not None:
            yield from _blank(text, found.end(), close)


def _covered(text: str) -> str:
    parts, at = list[str](), 0
    while token := next_token(text, at, len(text)):
        start = token.start
        parts += [text[at:start], re.sub(r"[^\n]", " ", text[start : token.close])]
        at = token.close
    return "".join((*parts, text[at:]))


def _closing(code: str, at: int) -> int | None:
    """Behind the bracket that closes the one at a place."""
    depth = 0
    for found in _BRACKET.finditer(code, at):
        depth += 1 if found[0] == "[" else -1
        if not depth:
            return found.end()
    return None


def _blank(text: str, start: int, end: int) -> Iterator[Change]:
    """Nothing in the place of some code; the lines that it runs over are joined to one."""
    lines = text[start:end].split("\n")
    for number, line in enumerate(lines):
        is_last = number == len(lines) - 1
        size = len(line.encode("utf-8", "surrogatepass"))
        yield start, start + len(line), " " * size if is_last or not size else " " * (size - 1) + "\\"
        start += len(line) + 1


def _parenthesised(found: re.Match[str]) -> Iterator[Change]:
    """`except A, B:` with parentheses, for which the space behind a comma makes room."""
    caught, comma = found["caught"], _COMMA.search(found["caught"])
    if comma is not None and not caught.lstrip().startswith("("):
        yield *found.span("caught"), "(" + caught[1 : comma.start() + 1] + caught[comma.end() :] + ")"


# ---------------------------------------------------------------- f-strings


class _Holes:
    """The expressions in f-strings that an older Python refuses: a name stands for each until the rest is read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places: list[tuple[int, int]] = []
        self.changes: list[Change] = []
        if sys.version_info < (3, 12):
            self._gather()

    def _gather(self) -> None:
        at, text = 0, self._text
        while token := next_token(text, at, len(text)):
            at = token.close
            if isinstance(token, Token) and token.is_formatted:
                for start, end in _expressions(text, token):
                    self._add(token, start, end)

    def _add(self, token: Token, start: int, end: int) -> None:
        written = self._text[start:end]
        is_new = "\\" in written or token.quote in written or (len(token.quote) == 1 and "#" in written)
        size, number = len(written.encode("utf-8", "surrogatepass")), len(self._places)
        # What an equals sign prints stays refused, and so does what runs over lines: both are more than a value.
        if not is_new or "\n" in written or self._text.startswith("=", end):
            return
        name = "_" + _DIGITS[number // len(_DIGITS) % len(_DIGITS)] + _DIGITS[number % len(_DIGITS)]
        if size >= len(name) and number < _MOST_HOLES:
            self._places.append((start, end))
            self.changes.append((start, end, name.ljust(size, "_")))

    def fill(self, module: ast.Module, read: Callable[[str], ast.Module]) -> bool:
        """Put the expressions where they belong; say whether each was read."""
        filled = 0
        for node in ast.walk(module):
            if isinstance(node, ast.FormattedValue) and (number := _number(node.value)) is not None:
                value = self._read(number, read)
                if value is None:
                    return False
                node.value = value
                filled += 1
        return filled == len(self._places)

    def _read(self, number: int, read: Callable[[str], ast.Module]) -> ast.expr | None:
        if number >= len(self._places):
            return None
        start, end = self._places[number]
        try:
            statement = read(f"({self._text[start:end]})").body[0]
        except (SyntaxError, ValueError):
            return None
        if not isinstance(statement, ast.Expr):
            return None
        line = self._text.count("\n", 0, start)
        before = self._text[self._text.rfind("\n", 0, start) + 1 : start]
        for node in ast.walk(statement.value):
            if isinstance(node, ast.expr | ast.arg | ast.keyword):
                _move(node, line, len(before.encode("utf-8", "surrogatepass")) - 1)  # the parenthesis is one column
        return statement.value


def _expressions(text: str, token: Token) -> Iterator[tuple[int, int]]:
    """Where the outermost expressions of an f-string stand; those of format specifications are left."""
    pattern, at = literal_pattern(token.quote, is_raw=token.is_raw), token.start
    while found := pattern.search(text, at, token.end):
        at = found.end()
        if found[0] == "{":
            stop = expression_end(text, at, token.end)
            yield at, stop
            at = stop


def _number(node: ast.expr) -> int | None:
    if not isinstance(node, ast.Name) or not _PUT.match(node.id):
        return None
    return _DIGITS.index(node.id[1]) * len(_DIGITS) + _DIGITS.index(node.id[2])


def _move(node: ast.expr | ast.arg | ast.keyword, lines: int, columns: int) -> None:
    node.lineno, node.col_offset = node.lineno + lines, node.col_offset + columns
    if node.end_lineno is not None and node.end_col_offset is not None:
        node.end_lineno, node.end_col_offset = node.end_lineno + lines, node.end_col_offset + columns
