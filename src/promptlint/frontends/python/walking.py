"""The nodes of a tree, as `ast.walk` and `ast.iter_child_nodes` give them, but for those that nobody asks for.

Contexts, operators and the names of imports are two fifths of all, and functions are walked over again and again.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

_LEFT_OUT = frozenset(
    "ctx op ops id attr arg asname module names level conversion kind type_comment is_async simple type_ignores".split()
)
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {ast.Constant: ()}  # of each kind of nodes: where others may be


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all that it holds, the nearest first."""
    found = [node]
    for each in found:
        yield each
        found += children(each)


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes that a node holds itself, in the order in which they are written."""
    kind = node.__class__
    fields = _FIELDS.get(kind)
    if fields is None:
        fields = _FIELDS[kind] = tuple(name for name in kind._fields if name not in _LEFT_OUT)
    found: list[ast.AST] = []
    for name in fields:
        held = getattr(node, name, None)
        if held.__class__ is list:
            found += [each for each in held if isinstance(each, ast.AST)]
        elif isinstance(held, ast.AST):
            found.append(held)
    return found


def names_in(node: ast.AST) -> set[str]:
    """The names that stand in a node."""
    return {each.id for each in walk(node) if isinstance(each, ast.Name)}


def uses(node: ast.AST, names: Container[str]) -> bool:
    """Whether one of some names stands in a node."""
    return any(isinstance(each, ast.Name) and each.id in names for each in walk(node))
