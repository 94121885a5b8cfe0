"""`$name` and `${name}` with `$$` for a dollar sign, as in Python's `string.Template`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.facts import Print, Ref
from promptlint.frontends.languages import Parsed
from promptlint.frontends.languages._pieces import Pieces

if TYPE_CHECKING:
    from promptlint.facts import Node
    from promptlint.source import View

_FIELD = re.compile(r"\$(?:(?P<escape>\$)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|\{(?P<braced>[A-Za-z_][A-Za-z0-9_]*)\})")


def parse(view: View) -> Parsed:
    """Read the placeholders; any other dollar sign is text."""
    nodes: list[Node] = []
    text, at = Pieces(view), 0
    for match in _FIELD.finditer(view.text):
        text.take(at, match.start())
        at = match.end()
        if match["escape"]:
            text.escape("$", match.start(), match.end())
            continue
        nodes += text.flush()
        nodes.append(Print(Ref(match["name"] or match["braced"]), view.span(match.start(), match.end())))
    text.take(at, len(view.text))
    return Parsed((*nodes, *text.flush()))
