"""What a mapping lacks on one way of a condition: behind `if key in mapping` the other way has no such entry."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.link.python.domain.values import Dictionary

if TYPE_CHECKING:
    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.machine import Frame

Ways = tuple[dict[str, "Value"], dict[str, "Value"]]


def ways(frame: Frame, test: ast.expr) -> Ways:
    """The names that have another value where a condition holds, and where it does not."""
    match test:
        case ast.Compare(
            left=ast.Constant(value=str() as key),
            ops=[ast.In() | ast.NotIn() as asked],
            comparators=[ast.Name(id=name)],
        ) if isinstance(mapping := frame.env.get(name), Dictionary) and mapping.get(key) is not None:
            lacking: dict[str, Value] = {name: mapping.without(key)}
            return ({}, lacking) if isinstance(asked, ast.In) else (lacking, {})
        case _:
            return {}, {}
