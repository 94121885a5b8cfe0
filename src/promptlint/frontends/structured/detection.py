"""The template language that the texts of one prompt have in common."""

from __future__ import annotations

import re
from functools import lru_cache

from promptlint.frontends.languages.detect import detect_language as _detect_language

_ORDER = ("jinja", "handlebars", "semantic-kernel", "mustache", "fstring", "dollar", "plain")
# Languages that write their placeholders in double braces: within one of them, these can mean nothing else.
_DOUBLE = ("jinja", "handlebars", "semantic-kernel", "mustache")

# Data in single braces: `str.format` would reject it, so the fields beside it are a sample's.
_DATA = re.compile(r"(?<!\{)\{(?!\{)\s*[\"']")


# Each text is looked at alone, with the others of its prompt, and once more when it is parsed.
@lru_cache(maxsize=256)
def detect_language(text: str) -> str:
    """The language of one text."""
    language = _detect_language(text)
    return "plain" if language == "fstring" and _DATA.search(text) is not None else language


def common_language(texts: list[str]) -> str:
    """The language of several texts that are filled in together."""
    found = {detect_language(text) for text in texts}
    return next((language for language in _ORDER if language in found), "plain")


def language_within(language: str, text: str) -> str:
    """The language of one text of a prompt whose texts have `language` in common."""
    if language in _DOUBLE:
        return language if "{{" in text or "{%" in text else "plain"
    return language if detect_language(text) == language else "plain"
