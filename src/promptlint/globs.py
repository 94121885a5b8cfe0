"""Path patterns as in a .gitignore: `**` crosses folders, a pattern without `/` matches at any depth."""

from __future__ import annotations

import re
from functools import cache

_TOKENS = re.compile(r"\*\*/|/\*\*$|\*\*|\*|\?|\[!?[^\]/]+\]|[^*?\[]+|\[")


def matches(patterns: tuple[str, ...], path: str) -> bool:
    """Whether a path relative to the root, with `/`, matches one of some patterns."""
    return bool(patterns) and _compiled(patterns).fullmatch(path) is not None


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_translate(pattern) for pattern in patterns), re.DOTALL)


def _translate(pattern: str) -> str:
    """A pattern as a regular expression; one that names a folder matches all that lies in it."""
    anchored = "/" in pattern[:-1]
    body = "".join(_token(token) for token in _TOKENS.findall(pattern.strip("/")))
    prefix = "" if anchored else "(?:.*/)?"
    return f"(?:{prefix}{body}(?:/.*)?)"


def _token(token: str) -> str:
    match token:
        case "**/":
            return "(?:.*/)?"
        case "/**":
            return "/.+"
        case "**":
            return ".*"
        case "*":
            return "[^/]*"
        case "?":
            return "[^/]"
        case _:
            pass
    if token.startswith("[") and token.endswith("]"):
        return f"[{'^' if token[1] == '!' else ''}{re.escape(token[1:-1].lstrip('!')).replace(chr(92) + '-', '-')}]"
    return re.escape(token)
