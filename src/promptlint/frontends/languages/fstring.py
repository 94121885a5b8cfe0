"""`{name}` with `{{` and `}}` for braces, as in Python's `str.format`.

Many prompts are filled by plain replacement and show JSON with single braces, which `str.format`
would reject: a brace that opens no valid field is text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.facts import Apply, Print, Ref
from promptlint.frontends.languages import Parsed
from promptlint.frontends.languages._pieces import Pieces

if TYPE_CHECKING:
    from promptlint.facts import Node
    from promptlint.source import View

# A format specification does not begin with a space here: `{key: value}` is a mapping that someone shows.
FIELD = (
    r"\{(?P<root>[^\W\d]\w*|\d*)(?P<path>(?:\.[^\W\d]\w*|\[[^\[\]{}\n]+\])*)"
    r"(?P<form>(?:![rsa])?(?::(?:[^\s{}][^{}\n]{0,80})?(?:\{\w*\}[^{}\n]{0,20}){0,4})?)\}"
)
_PART = re.compile(rf"(?P<open>\{{\{{)|(?P<close>\}}\}})|{FIELD}")


def parse(view: View) -> Parsed:
    """Read the fields and undo the doubled braces."""
    nodes: list[Node] = []
    text, at, numbered = Pieces(view), 0, 0
    for match in _PART.finditer(view.text):
        text.take(at, match.start())
        at = match.end()
        if match["open"] or match["close"]:
            text.escape(match[0][0], match.start(), match.end())
            continue
        root = match["root"]
        if not root:
            root, numbered = str(numbered), numbered + 1
        value: Ref | Apply = Ref(root, match["path"])
        if match["form"]:
            value = Apply(f"format:{match['form']}", (value,), match[0])
        nodes += text.flush()
        nodes.append(Print(value, view.span(match.start(), match.end())))
    text.take(at, len(view.text))
    return Parsed((*nodes, *text.flush()))
