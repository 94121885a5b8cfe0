"""Tables that make what lacks: `defaultdict(list)`, by which things are put together that belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.link.python.domain.values import Dictionary, External, Listing

if TYPE_CHECKING:
    import ast

    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame

_KINDS = {"builtins.list": "list", "builtins.set": "set"}


def made(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """An empty table of lists or of sets; those of numbers and of texts are counts and the like."""
    if len(given.args) != 1 or given.named or given.rest or not isinstance(factory := given.args[0], External):
        return None
    kind = _KINDS.get(factory.name)
    if kind is None:
        return None
    place = (frame.module.path, frame.span(node))
    return Dictionary((), *place, lacking=Listing(kind, (), *place))
