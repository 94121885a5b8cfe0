"""Cache marks that are counted before a request is sent, and taken off where there are too many."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import uses, walk
from promptlint.link.python.conversations.marking import KEYS
from promptlint.link.python.machine import called_name, inside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promptlint.link.python.machine import Definition


def takes_off(functions: Iterable[Definition]) -> bool:
    """Whether one of some functions takes marks off by how many there are: `if count == most: each.pop(…)`.

    What clears all marks first bounds nothing: the next loop marks as many as before.
    """
    return any(_is_capped(loop) for each in functions for loop in walk(each) if isinstance(loop, ast.For | ast.While))


def _is_capped(loop: ast.For | ast.While) -> bool:
    nodes = list(inside(loop))
    if not any(map(_is_taken_off, nodes)):
        return False
    counted = {
        node.target.id for node in nodes if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
    }
    tests = [node.test for node in nodes if isinstance(node, ast.If)]
    return any(isinstance(each, ast.Compare) and uses(each, counted) for test in tests for each in walk(test))


def _is_taken_off(node: ast.AST) -> bool:
    match node:
        case ast.Call(args=[ast.Constant(value=str(key)), *_]):
            return key in KEYS and called_name(node) == "pop"
        case ast.Delete(targets=[ast.Subscript(slice=ast.Constant(value=str(key)))]):
            return key in KEYS
        case _:
            return False
