"""How many cells a character takes on a terminal, and what is drawn for one that must not reach it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

TAB = "    "
ELLIPSIS = "…"
_UNSHOWN = "\ufffd"
_JOINERS = ("\u200c", "\u200d")  # part of ordinary words in some scripts, and of many emoji


@lru_cache(maxsize=4096)
def drawn(char: str) -> str:
    """What stands for a character: itself, unless it moves the cursor, hides, or reorders the line.

    An escape sequence in a checked file must not reach the terminal, and a direction override or a
    zero-width space must not make a line look like another one.
    """
    if char.isprintable() or char in _JOINERS:
        return char
    if char == "\t":
        return TAB
    category = unicodedata.category(char)
    if category == "Cc" and char < " ":
        return chr(0x2400 + ord(char))  # the control pictures
    return _UNSHOWN if category in ("Cc", "Cf", "Cs", "Zl", "Zp") else char


@lru_cache(maxsize=4096)
def cells(char: str) -> int:
    """The cells of a character as it is drawn: two for wide ones, none for combining ones."""
    if char == "\t":
        return len(TAB)
    if char in _JOINERS or unicodedata.category(char) in ("Mn", "Me") or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def clean(text: str, limit: int = 2000) -> str:
    """A text as one line that is safe on a terminal, cut where nobody would read on."""
    if len(text) > limit:
        text = text[: limit - 1] + ELLIPSIS
    return text if text.isprintable() else "".join(map(drawn, text))


def encodable(text: str) -> str:
    """A text without lone surrogates, which no encoding takes: they are written as escapes.

    They come from file names that are not UTF-8, and from JSON strings.
    """
    return text.encode("utf-8", "backslashreplace").decode()
