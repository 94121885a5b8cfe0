"""Which template language a text is written in, told from the text alone.

Prompts quote JSON, code, LaTeX and other templates: what could be any of these is no placeholder.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.frontends.languages import parse
from promptlint.frontends.languages.fstring import FIELD
from promptlint.frontends.languages.mustache import NAME
from promptlint.source import SourceFile, View

if TYPE_CHECKING:
    from collections.abc import Iterator

_STATEMENT = re.compile(
    r"\{%[-+]?\s*(?:if|for|set|include|extends|block|macro|import|from|raw|call|filter|with|autoescape|do|chat"
    r"|message|completion|endif|endfor|else|elif)\b"
)
_JINJA_COMMENT = re.compile(r"\{#[-+]?[^{}]{0,2000}#\}")
# A filter, a call, an item, an operator or a condition: more than a name in double braces.
_JINJA_VALUE = re.compile(
    rf"(?<!\$)\{{\{{[-+]?\s*{NAME}\s*(?:\|\s*[A-Za-z_]\w*|\([^{{}}\n]{{0,200}}\)|\[[^{{}}\n]{{1,100}}\]|[~+*/]"
    r"|\bif\b|\bor\b|\band\b)[^{}\n]{0,300}\}\}"
)
_DASHED = re.compile(rf"\{{\{{-\s*{NAME}\s*-?\}}\}}|\{{\{{\s*{NAME}\s*-\}}\}}")
_DOUBLE_NAME = re.compile(rf"(?<![$\\])\{{\{{\{{?~?\s*{NAME}\s*~?\}}\}}")
_HANDLEBARS = re.compile(
    r"\{\{~?#(?:if|each|unless|with|message|system|user|assistant)\b|\{\{~?(?:role|media|history)\b"
)
_SECTION = re.compile(rf"\{{\{{~?[#^]\s*{NAME}|\{{\{{~?>\s*[\w\"'./-]+")
_SEMANTIC_KERNEL = re.compile(r"\{\{\s*\$[A-Za-z_]\w*\s*\}\}|\{\{\s*\w+\.\w+\s+\$\w+")
_FIELD = re.compile(rf"(?<![{{$\\^_\w}}]){FIELD}(?!\}})")
_BRACES = re.compile(rf"\{{\{{|\}}\}}|{FIELD}|[{{}}]")
_DOLLAR_FIELD = re.compile(r"(?<![\\$\w])\$\{([a-z_][A-Za-z0-9_]*)\}")
_DOLLAR_NAME = re.compile(r"(?<![\\$\w])\$([a-z_][A-Za-z0-9_]*)(?![\w$({])")
_SHELL = re.compile(
    r"\$\(|\$\{?[A-Z]|#!/|\$\{\w+[:#%/-]|^[ \t]*(?:export|echo|local)\s|\\[a-zA-Z]+\{|\$\$", re.MULTILINE
)
# Code in braces: a LaTeX command, the head of a block (also of a configuration), an import, a style rule.
_CODE = re.compile(
    r"\\[A-Za-z]+(?:\[[^\]\n]{0,80}\])?\{(?!\{)|(?:\)|=>|\belse|\btry|\bdo)[ \t]*\{[ \t]*$"
    r"|^[ \t]*(?:import|export)\s*\{|^[ \t]*#include\b|^[ \t]*[\w.-]+[ \t]*\{[ \t]*$"
    r"|^[ \t]*(?:public|private|static|class|struct|interface|enum|func|fn|function)\b[^\n]{0,120}\{[ \t]*$",
    re.MULTILINE,
)
# A formula in a format string, where each of its braces is doubled.
_FORMULA = re.compile(r"\\[A-Za-z]+\{\{(?!\{)")
_LIST = re.compile(r"\{\s*(\w+(?:\s*,\s*\w+)+)\s*\}")


def shows_jinja(text: str) -> bool:
    """Whether a text has statements, comments or expressions that only Jinja has."""
    signs = (_STATEMENT, _JINJA_COMMENT, _JINJA_VALUE)
    return any(sign.search(text) for sign in signs)


def detect_language(text: str) -> str:
    """The language of a text: `jinja`, `handlebars`, `mustache`, `semantic-kernel`, `fstring`, `dollar` or `plain`."""
    if "{" not in text and "$" not in text:
        return "plain"
    return next((language for language in _candidates(text) if _reads(language, text)), "plain")


def _candidates(text: str) -> Iterator[str]:
    """The languages that the text shows signs of, the surest first."""
    double = "{{" in text
    if _STATEMENT.search(text) or _JINJA_COMMENT.search(text):
        yield "jinja"
    if double and _HANDLEBARS.search(text):
        yield "handlebars"
    if double and _SEMANTIC_KERNEL.search(text):
        yield "semantic-kernel"
    if double and _SECTION.search(text) and _DOUBLE_NAME.search(text):
        yield "mustache"
    if double and (_JINJA_VALUE.search(text) or _DASHED.search(text)):
        yield "jinja"
    if double and _DOUBLE_NAME.search(text) and not _FORMULA.search(text) and not _is_format_string(text):
        yield "mustache"
    elif _has_fields(text):
        yield "fstring"
    elif _has_dollars(text):
        yield "dollar"


def _reads(language: str, text: str) -> bool:
    if language in ("fstring", "dollar"):  # in these, what is no field is text
        return True
    try:
        parse(language, View.of(SourceFile("", text)))
    except UnreadableError:
        return False
    return True


def _has_fields(text: str) -> bool:
    """Whether a `{name}` is a field beyond doubt: `{cat}` beside `{cat, dog}` is a choice that someone shows."""
    names = {match["root"] for match in _FIELD.finditer(text) if match["root"] and not match["root"].isdigit()}
    if not names or _CODE.search(text):
        return False
    return names.isdisjoint(word for match in _LIST.finditer(text) for word in re.split(r"\s*,\s*", match[1]))


def _is_format_string(text: str) -> bool:
    """Whether `str.format` would take the text, and fill something in: then `{{name}}` is an escape."""
    if not _has_fields(text):
        return False
    depth = 0
    for match in _BRACES.finditer(text):
        if match[0] in ("{", "}"):
            return False
        if match[0] in ("{{", "}}"):
            depth += 1 if match[0] == "{{" else -1
    return depth == 0


def _has_dollars(text: str) -> bool:
    """Whether `${name}` or `$name` is a placeholder, and neither a shell variable nor a formula."""
    if "$" not in text or _SHELL.search(text) or _CODE.search(text):
        return False
    if _DOLLAR_FIELD.search(text):
        return True
    lines = (line for line in text.split("\n") if "$" in line)
    return any(line.count("$") == 1 and _DOLLAR_NAME.search(line) for line in lines)
