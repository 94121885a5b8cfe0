"""Tells the template language of a text that declares none."""

from __future__ import annotations

import re

from promptlint.errors import UnreadableError
from promptlint.frontends.languages import parse
from promptlint.frontends.languages.fstring import FIELD
from promptlint.source import Run, Span, View

_STATEMENT = re.compile(
    r"\{%[-+]?\s*(?:if|for|set|else|elif|end[a-z]+|include|import|from|extends|block|macro|raw|call|filter|with|do)\b"
)
_JINJA_COMMENT = re.compile(r"(?<!\{)\{#(?!\})[^#]*#\}")
_DOUBLE = re.compile(r"(?<!\$)\{\{(?!\{)[-~]?([^{}\n]*)\}\}|(?<!\$)\{\{\{\s*[^\W\d][\w.]*\s*\}\}\}")
# The expressions of workflows look the same; theirs is another engine.
_WORKFLOW = re.compile(r"\s*(?:github|secrets|env|vars|matrix|steps|needs|inputs|runner|jobs?|strategy)\.")
_NAME = re.compile(r"\s*[^\W\d][\w-]*(?:\.[\w-]+)*\s*-?\Z")
_SEMANTIC_KERNEL = re.compile(r"\s*(?:\$\w+|[A-Za-z_]\w*(?:\.\w+)?\s+\$\w+[^|]*)\s*\Z")
_SECTION = re.compile(r"\s*[#/^>&!]")
_HANDLEBARS = re.compile(r"\s*(?:[#/]\s*(?:if|unless|each|with|equals?|eq)\b|else\b|@|#>|>\s*[\w./-]+\s*\Z|!--)|\s*this\b")
_EXPRESSION = re.compile(r"\s*(?:[^\W\d][\w.]*(?:\[[^\]]*\])*\s*(?:[|(\[~+*]|if\b|or\b|and\b|==|!=)|['\"][^'\"]*['\"]\s*[|~]|\()")
_ESCAPE = re.compile(r"\{\{\s*(?:[\"'\[]|\n)|\{\{\}\}")
_FIELD_OR_BRACE = re.compile(rf"\{{\{{|\}}\}}|\$\{{\w+\}}|(?P<field>{FIELD})|(?P<bad>\{{)")

_ORDER = ("jinja", "handlebars", "semantic-kernel", "mustache", "fstring", "plain")
# A language in which the texts of another one can be read as well.
_COVERS = {"jinja": ("mustache",), "handlebars": ("mustache",), "semantic-kernel": ("mustache",)}


def detect(text: str) -> str:
    """The language that a text is most likely written in; `plain` when nothing tells."""
    if "{" not in text:
        return "plain"
    language = _guess(text)
    return language if language == "plain" or _parses(language, text) else "plain"


def common_language(texts: list[str]) -> str:
    """The language of several texts that are filled in together."""
    found = {detect(text) for text in texts}
    return next((language for language in _ORDER if language in found), "plain")


def language_within(language: str, text: str) -> str:
    """The language of one text of a prompt whose texts have `language` in common."""
    own = detect(text)
    return language if own in _COVERS.get(language, ()) or own == language else "plain"


def _guess(text: str) -> str:
    if _STATEMENT.search(text) is not None:
        return "jinja"
    doubles = [found[1] or "x" for found in _DOUBLE.finditer(text) if not _WORKFLOW.match(found[1] or "")]
    if any(_HANDLEBARS.match(content) for content in doubles):
        return "handlebars"
    if any(_SECTION.match(content) for content in doubles):
        return "mustache"
    if any(_SEMANTIC_KERNEL.match(content) for content in doubles):
        return "semantic-kernel"
    singles = _has_fields(text)
    if singles and _ESCAPE.search(text) is not None:
        return "fstring"
    if any(_EXPRESSION.match(content) for content in doubles) or _JINJA_COMMENT.search(text) is not None:
        return "jinja"
    if any(_NAME.match(content) for content in doubles):
        return "mustache"
    return "fstring" if singles else "plain"


def _has_fields(text: str) -> bool:
    """Whether single braces hold names, and only those."""
    named = False
    for found in _FIELD_OR_BRACE.finditer(text):
        if found["bad"]:
            return False
        if found["field"] and (found["root"][:1].isalpha() or found["root"][:1] == "_"):
            named = True
    return named


def _parses(language: str, text: str) -> bool:
    try:
        parse(language, View(text, (Run(0, len(text), Span(0, len(text))),)))
    except UnreadableError:
        return False
    return True
