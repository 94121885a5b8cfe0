"""What stands for a setting that is not there: `settings.get(name, TEXT)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Stability
from promptlint.link.python.domain.merging import merge
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import Choice, Either, Opaque, Repeat, Spread

if TYPE_CHECKING:
    import ast

    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame

# Characters: what is shorter is a name or a number, which nothing is told by.
_INSTRUCTIONS = 100
_SETTINGS = (Stability.UNKNOWN, Stability.DEPLOY)


def or_fallback(frame: Frame, found: Value, given: Arguments, node: ast.AST) -> Value:
    """What is looked up, or the instructions that are sent as long as nobody has set others."""
    fallback = given.args[1] if len(given.args) > 1 else given.named.get("default")
    if fallback is None or isinstance(fallback, Spread | Repeat | Choice) or not _are_instructions(fallback):
        return found
    if not isinstance(found, Opaque) or found.stability not in _SETTINGS:
        return found
    merged = merge(frame.unknown(node), found, fallback)
    return merged if merged is not None else found


def _are_instructions(value: Value) -> bool:
    if isinstance(value, Either):
        return any(map(_are_instructions, value.arms))
    return isinstance(value, Text) and value.length >= _INSTRUCTIONS
