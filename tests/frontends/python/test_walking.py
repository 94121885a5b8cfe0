"""The nodes of a tree, without those that nobody asks for."""

from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING

import pytest

from promptlint.frontends.python import cuts, literals, walking
from promptlint.frontends.python.walking import children, walk

if TYPE_CHECKING:
    from types import ModuleType

LEFT_OUT = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop, ast.alias)
PROGRAM = """
import os as system
from a.b import c as d, e

@cache
async def f(x: int = 1, /, *rest: str, key=None, **more) -> list[str]:
    global y
    async with open(x) as file, lock:
        return [await each async for each in file if not each and -1 < key <= 2]
    for index, (name, value) in rest:
        match value:
            case {"role": "user", **others} | [First(at=1), *_] if name:
                del more[name]
            case None | "x" as kept:
                yield f"{x!r:>{key}} {kept=}"
    try:
        y = lambda a, b=2: a if b else {**more, 1: {1, 2}}
    except* (OSError, ValueError) as problem:
        raise problem from None
    while (n := x[1:2:3]) or y.z(*rest, **more):
        n += 1
        kept: int = 3
"""


@pytest.mark.parametrize("module", [cuts, literals, walking])
def test_as_in_the_standard_library(module: ModuleType) -> None:
    tree = ast.parse(inspect.getsource(module))
    assert list(walk(tree)) == [each for each in ast.walk(tree) if not isinstance(each, LEFT_OUT)]


def test_all_kinds_of_nodes() -> None:
    tree = ast.parse(PROGRAM)
    assert list(walk(tree)) == [each for each in ast.walk(tree) if not isinstance(each, LEFT_OUT)]
    for node in walk(tree):
        assert children(node) == [each for each in ast.iter_child_nodes(node) if not isinstance(each, LEFT_OUT)]


def test_a_node_that_lacks_fields() -> None:
    assert list(walk(ast.Return()))[1:] == []
