"""Where the string tokens of valid Python begin and end, f-strings of every version among them.

The scanner expects that a parser has accepted the text. Nothing here recurses: how deep f-strings
stand in each other is up to the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FORMATTED = frozenset({"f", "fr", "rf", "t", "tr", "rt"})
_PREFIXES = _FORMATTED | {"r", "u", "b", "rb", "br"}
# The letters before a quote; of a longer word (`else"x"`) they are no prefix.
_PREFIX = re.compile(r"(?<!\w)[A-Za-z]{1,2}\Z")
_QUOTE = r"('''|\"\"\"|['\"])"
_NEXT = re.compile(rf"{_QUOTE}|#[^\r\n]*")
_IN_EXPRESSION = re.compile(rf"{_QUOTE}|#[^\r\n]*|[=!<>]=|[=!:\[\](){{}}]")
_STOPS, _OPENING, _CLOSING = frozenset("=!:}"), frozenset("([{"), frozenset(")]}")


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment, from its sign to the end of its line."""

    start: int
    close: int


@dataclass(frozen=True, slots=True)
class Token:
    """One string token: how it is quoted, and from where to where its body reaches."""

    prefix: str
    quote: str
    start: int
    end: int
    remarks: tuple[Remark, ...] = ()  # in the holes

    @property
    def is_raw(self) -> bool:
        """Whether backslashes stay."""
        return "r" in self.prefix

    @property
    def is_formatted(self) -> bool:
        """Whether braces open holes; a template string looks the same."""
        return self.prefix in _FORMATTED

    @property
    def close(self) -> int:
        """Where the token ends, behind its quotes."""
        return self.end + len(self.quote)


@dataclass(slots=True)
class _Level:
    """What the scanner is in: the text of an f-string, a format specification or an expression."""

    pattern: re.Pattern[str]
    quote: str = ""
    is_raw: bool = False
    is_spec: bool = False
    depth: int = 0  # of the brackets in an expression


def next_token(text: str, at: int, end: int) -> Token | Remark | None:
    """The next string token or comment of code."""
    found = _NEXT.search(text, at, end)
    if found is None:
        return None
    return _token(text, found, end) if found.lastindex else Remark(found.start(), found.end())


def remarks(text: str) -> Iterator[Remark]:
    """All comments of a module."""
    at = 0
    while token := next_token(text, at, len(text)):
        if isinstance(token, Token):
            yield from token.remarks
        else:
            yield token
        at = token.close


def _token(text: str, opening: re.Match[str], end: int) -> Token:
    """The string token that begins with these quotes."""
    quote, start, prefix = opening[0], opening.end(), _prefix(text, opening.start())
    if prefix in _FORMATTED:
        level = _Level(literal_pattern(quote, is_raw="r" in prefix), quote, "r" in prefix)
        remarks: list[Remark] = []
        close = _skim(text, start, end, level, remarks)
        return Token(prefix, quote, start, close - len(quote), tuple(remarks))
    closing = _plain_pattern(quote).match(text, start, end)
    return Token(prefix, quote, start, closing.end() if closing else end)


def _prefix(text: str, at: int) -> str:
    found = _PREFIX.search(text, max(at - 2, 0), at)
    prefix = found[0].lower() if found else ""
    return prefix if prefix in _PREFIXES else ""


def expression_end(text: str, at: int, end: int) -> int:
    """Where the expression of a hole ends: at its `=`, `!`, `:` or `}`."""
    return _skim(text, at, end, _Level(_IN_EXPRESSION), [])


@cache
def literal_pattern(quote: str, *, is_raw: bool, is_spec: bool = False) -> re.Pattern[str]:
    """What is of interest in the text of an f-string: escapes, braces, the end.

    Braces are doubled outside of format specifications only; a brace behind a backslash is a brace.
    """
    escape = r"\\[^{}]" if is_raw else r"\\N\{[^}]*\}|\\[^{}]"
    return re.compile(rf"(?s:{escape})|" + (r"[{}]" if is_spec else rf"\{{\{{|\}}\}}|[{{}}]|{quote}"))


@cache
def _plain_pattern(quote: str) -> re.Pattern[str]:
    first, more = quote[0], rf"|{quote[0]}(?!{quote[1:]})" if len(quote) > 1 else ""
    return re.compile(rf"(?s:[^\\{first}]++|\\.{more})*+")


def _skim(text: str, at: int, end: int, level: _Level, remarks: list[Remark]) -> int:
    """Go to the end of what the level begins with: behind the quotes of a text, before the stop of an expression."""
    levels = [level]
    while levels and (found := (level := levels[-1]).pattern.search(text, at, end)):
        sign, at = found[0], found.end()
        if level.pattern is not _IN_EXPRESSION:
            _step_in_text(levels, sign)
        elif found.lastindex:
            prefix = _prefix(text, found.start())
            if prefix in _FORMATTED:
                levels.append(_Level(literal_pattern(sign, is_raw="r" in prefix), sign, "r" in prefix))
            else:
                at = _token(text, found, end).close
        elif sign[0] == "#":
            remarks.append(Remark(found.start(), at))
        elif len(levels) == 1 and not level.depth and sign in _STOPS:
            return found.start()
        else:
            _step_in_expression(levels, sign)
    return end if levels else at


def _step_in_text(levels: list[_Level], sign: str) -> None:
    level = levels[-1]
    if sign == "{":
        levels.append(_Level(_IN_EXPRESSION, level.quote, level.is_raw))
    elif sign == level.quote:
        levels.pop()
    elif sign == "}" and level.is_spec:
        del levels[-2:]  # the specification ends with its hole


def _step_in_expression(levels: list[_Level], sign: str) -> None:
    level = levels[-1]
    if sign in _OPENING:
        level.depth += 1
    elif level.depth:
        level.depth -= sign in _CLOSING
    elif sign == "}":
        levels.pop()
    elif sign == ":":
        pattern = literal_pattern(level.quote, is_raw=level.is_raw, is_spec=True)
        levels.append(_Level(pattern, "", level.is_raw, is_spec=True))
