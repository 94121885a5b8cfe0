"""What coding assistants fill into the Markdown of commands, skills and prompt files; braces are text there.

`$ARGUMENTS`, `$1` and `` !`command` `` of slash commands, `${input:name}` and `${selection}` of prompt files.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from promptlint.facts import Apply, Const, Print, Ref
from promptlint.frontends.languages import Parsed
from promptlint.frontends.languages._pieces import Pieces

if TYPE_CHECKING:
    from collections.abc import Container

    from promptlint.facts import Expr, Node
    from promptlint.source import View


_ARGUMENTS = r"(?<!\\)\$ARGUMENTS\b(?:\[\d+\])?"
_SHELL = r"(?<![\w`!])!`[^`\n]+`"


class Dialect(Enum):
    """Which placeholders an assistant knows in a kind of file."""

    SKILL = _ARGUMENTS
    COMMAND = rf"{_ARGUMENTS}|{_SHELL}"
    NUMBERED = rf"{_ARGUMENTS}|{_SHELL}|(?<![\\\w$])\$[1-9](?![\d\w]|[.,]\d)"  # elsewhere `$5` is money
    PROMPT_FILE = (
        r"(?<![\\$])\$\{(?:input:\w[^}\n]{0,200}|selection|selectedText|workspaceFolder(?:Basename)?"
        r"|file(?:Basename|Dirname|BasenameNoExtension)?)\}"
    )


def parse(
    view: View, dialect: Dialect, blocks: Container[int], inline: Container[int], *, code_is_live: bool
) -> Parsed:
    """Read the placeholders.

    A shell command runs nowhere but outside of code. What else stands in code (fences in `blocks`, spans in
    `inline`) is live where the assistant replaces by text alone (`code_is_live`), or the same placeholder also
    stands outside.
    """
    found = list(re.finditer(dialect.value, view.text))
    outside = {
        match[0]
        for match in found
        if match[0][0] != "!" and match.start() not in blocks and match.start() not in inline
    }
    nodes: list[Node] = []
    text, at = Pieces(view), 0
    for match in found:
        in_code = match.start() in blocks or (match[0][0] != "!" and match.start() in inline)
        if in_code and match[0] not in outside and not (code_is_live and match[0].startswith("$ARGUMENTS")):
            continue
        text.take(at, match.start())
        at = match.end()
        nodes += text.flush()
        nodes.append(Print(_value(match[0]), view.span(match.start(), match.end())))
    text.take(at, len(view.text))
    return Parsed((*nodes, *text.flush()))


def _value(written: str) -> Expr:
    if written.startswith("!"):
        command = written[2:-1]
        return Apply("call:shell", (Const(command, command),), written)
    if written.startswith("${"):
        name = written[2:-1].removeprefix("input:").partition(":")[0]
        return Ref(name)
    name, bracket, rest = written[1:].partition("[")
    return Ref(name, bracket + rest)
