"""Requests to a model to which a middleware gives other tools where a condition holds."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.ir import Evidence
from promptlint.link.python.domain.values import Choice, Listing, Opaque, Spread
from promptlint.link.python.machine import chain
from promptlint.link.python.tables.sources import REQUESTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.machine import Frame


def overridden(frame: Frame, parts: Mapping[str, Value], node: ast.Call) -> Mapping[str, Value]:
    """The parts of a request; tools that it is given only where something that varies is so, with that condition.

    Elsewhere the request keeps its own.
    """
    tools = parts.get("tools")
    tests = (*frame.tests, *_passed_on_before(frame, node))
    varying = (test for test in tests if test.is_telling and test.evidence is Evidence.SOURCE)
    test = next(varying, None)
    if test is None or not isinstance(tools, Listing):
        return parts
    ways = (tools.items, (Spread(frame.unknown(node)),))
    whole = Listing("list", (Choice(test, ways),), frame.module.path, frame.span(node))
    return {**parts, "tools": whole}


def _passed_on_before(frame: Frame, node: ast.Call) -> Iterator[Opaque]:
    """The conditions under which the function has handed on the request as it is: `if not …: return request`."""
    owner = chain(node.func.value) if isinstance(node.func, ast.Attribute) else ""
    if not owner.isidentifier():
        return
    to_handler = re.compile(rf"\w\({owner}\)$")
    for tests, value in frame.returns:
        if isinstance(value, Opaque) and (value.type == REQUESTED or to_handler.search(value.name)):
            yield from tests
