"""Semantic Kernel's own language: `{{$name}}`, `{{plugin.function $name key="value"}}`, `{{'constant'}}`.

Like its own reader, this one takes the last `{{` before a `}}` as the opening, looks for the end
outside of quotes only, and leaves what is never closed as text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.facts import Apply, Const, Named, Print, Ref
from promptlint.frontends.languages import Parsed
from promptlint.frontends.languages._pieces import Pieces

if TYPE_CHECKING:
    from promptlint.facts import Expr, Node
    from promptlint.source import View

_QUOTED = r"'(?:\\.|[^'\\])*+'|\"(?:\\.|[^\"\\])*+\""
_STEP = re.compile(r"\{\{|\}\}|['\"]")
_ESCAPED = re.compile(r"\\(['\"\\])")
_TOKEN = re.compile(
    rf"\s*(?:(?P<key>[A-Za-z0-9_]+)\s*=\s*)?(?:\$(?P<variable>[A-Za-z0-9_]+)|(?P<quoted>{_QUOTED})"
    r"|(?P<function>[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*))(?=\s|$)",
    re.DOTALL,
)
_VALUES = {"'": re.compile(r"(?:\\.|[^'\\])*+'", re.DOTALL), '"': re.compile(r"(?:\\.|[^\"\\])*+\"", re.DOTALL)}


def parse(view: View) -> Parsed:
    """Read the blocks between double braces."""
    nodes: list[Node] = []
    text, at = Pieces(view), 0
    for start, end in _blocks(view.text):
        content = view.text[start + 2 : end - 2]
        if not content.strip():
            continue
        text.take(at, start)
        at = end
        nodes += text.flush()
        nodes.append(Print(_value(content, view.span(start, start).start), view.span(start, end)))
    text.take(at, len(view.text))
    return Parsed((*nodes, *text.flush()))


def _blocks(text: str) -> list[tuple[int, int]]:
    """Where the blocks are, delimiters included."""
    found: list[tuple[int, int]] = []
    at, opening = 0, -1
    while match := _STEP.search(text, at):
        at = match.end()
        if match[0] == "{{":
            opening = match.start()
            if text.startswith("{", at):  # of three braces the last two open
                at -= 1
        elif opening < 0:
            continue
        elif match[0] == "}}":
            found.append((opening, at))
            opening = -1
        elif value := _VALUES[match[0]].match(text, at):
            at = value.end()
        else:
            break  # a quote that never ends hides the rest
    return found


def _value(content: str, offset: int) -> Expr:
    tokens, at = [], 0
    stripped = content.strip()
    while at < len(stripped):
        match = _TOKEN.match(stripped, at)
        if match is None:
            raise UnreadableError(f"not a Semantic Kernel expression: `{stripped[:40]}`", offset)
        tokens.append(match)
        at = match.end()
    first, *rest = tokens
    if first["function"] and not first["key"]:
        return Apply(f"call:{first['function']}", tuple(_argument(each) for each in rest), stripped)
    if rest or first["key"]:
        raise UnreadableError(f"not a Semantic Kernel expression: `{stripped[:40]}`", offset)
    return _argument(first)


def _argument(match: re.Match[str]) -> Expr:
    value: Expr
    if match["variable"]:
        value = Ref(match["variable"])
    elif match["quoted"]:
        value = Const(_ESCAPED.sub(r"\1", match["quoted"][1:-1]), match["quoted"])
    else:
        value = Const(match["function"], match["function"])
    return Named(match["key"], value) if match["key"] else value
