"""Path patterns as in a .gitignore: `**` crosses folders, a pattern without `/` matches at any depth."""

from __future__ import annotations

import re
from functools import cache

_TOKENS = re.compile(r"\*\*/|/\*\*$|\*+|\?|\[!?[^\]/]+\]|/|[^*?\[/]+|\[")
_STAR = "[^/]*"


def matches(patterns: tuple[str, ...], path: str) -> bool:
    """Whether a path relative to the root, with `/`, matches one of some patterns."""
    return bool(patterns) and _compiled(patterns).fullmatch(path) is not None


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_translate(pattern) for pattern in patterns), re.DOTALL)


def _translate(pattern: str) -> str:
    """A pattern as a regular expression; one that names a folder matches all that lies in it."""
    anchored = "/" in pattern[:-1]
    parts = [_token(token) for token in _TOKENS.findall(pattern.strip("/"))]
    prefix = "" if anchored else "(?:.*/)?"
    return f"(?:{prefix}{_joined(parts)}(?:/.*)?)"


def _joined(parts: list[str]) -> str:
    """Of several stars in one name all but the last take as little as they can, for good.

    Whatever a star leaves, the next one takes, so nothing is lost by it; trying every way to share the
    name among them would take time without bound.
    """
    done: list[str] = []
    waiting: list[str] | None = None  # what stands behind the last star of this name
    for part in parts:
        if part == _STAR:
            if waiting is not None:
                done.append(f"(?>[^/]*?{''.join(waiting)})")
            waiting = []
        elif waiting is not None and part.startswith(("/", "(?:", ".*")):
            done += [_STAR, *waiting, part]
            waiting = None
        else:
            (done if waiting is None else waiting).append(part)
    return "".join(done if waiting is None else [*done, _STAR, *waiting])


def _token(token: str) -> str:
    match token:
        case "**/":
            return "(?:.*/)?"
        case "/**":
            return "/.+"
        case "*":
            return _STAR
        case "?":
            return "[^/]"
        case _ if token.startswith("**"):
            return ".*"
        case _ if token.startswith("[") and token.endswith("]"):
            return _class(token)
        case _:
            return re.escape(token)


def _class(token: str) -> str:
    negated = token[1] == "!"
    inner = re.escape(token[2 if negated else 1 : -1]).replace("\\-", "-")
    try:
        re.compile(f"[{inner}]")
    except re.error:  # an empty class, a range that runs backwards: no name can match it
        return re.escape(token)
    return f"[{'^/' if negated else ''}{inner}]"
