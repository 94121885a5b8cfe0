"""Requests to a model to which a middleware gives other tools where a condition holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Evidence
from promptlint.link.python.domain.values import Choice, Listing, Spread

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.machine import Frame


def overridden(frame: Frame, parts: Mapping[str, Value], node: ast.Call) -> Mapping[str, Value]:
    """The parts of a request; tools that it is given only where something that varies is so, with that condition.

    Elsewhere the request keeps its own.
    """
    tools = parts.get("tools")
    varying = (test for test in frame.tests if test.is_telling and test.evidence is Evidence.SOURCE)
    test = next(varying, None)
    if test is None or not isinstance(tools, Listing):
        return parts
    ways = (tools.items, (Spread(frame.unknown(node)),))
    whole = Listing("list", (Choice(test, ways),), frame.module.path, frame.span(node))
    return {**parts, "tools": whole}
