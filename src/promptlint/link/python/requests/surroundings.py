"""The loops and conditions around the places in a function where requests of batches are made."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import children, walk
from promptlint.link.python.machine import chain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.python.machine import Sighting

SUBMITS = "batches.create"
Ways = tuple[tuple[int, int, int], ...]  # a condition, and which of its ways
Place = tuple[tuple[int, ...], Ways]


class Scopes:
    """The functions in which requests are made, each walked once."""

    def __init__(self) -> None:
        self._known: dict[int, Scope] = {}

    def of(self, sighting: Sighting) -> Scope:
        """The function that a request is made in, or its module."""
        node = scope_of(sighting)
        if id(node) not in self._known:
            self._known[id(node)] = Scope(node)
        return self._known[id(node)]


class Scope:
    """The loops and conditions of one function."""

    def __init__(self, node: ast.AST) -> None:
        self._places: dict[int, Place] = {}
        self._loops: dict[int, ast.AST] = {}
        # Where batches begin or end: the name of the list, if it is one, and the loops around.
        self._begun: dict[tuple[str, tuple[int, ...]], None] = {}
        self._walk(node)

    def around(self, node: ast.AST) -> Place:
        """The loops around a node, the outer ones first, and the ways of the conditions that it stands in."""
        return self._places.get(id(node), ((), ()))

    def shared(self, loops: tuple[int, ...], names: frozenset[str]) -> int:
        """How many of some loops make a batch in each of their rounds; `names` are the lists that hold it."""
        begun = (around for name, around in self._begun if not name or name in names)
        return max((sum(1 for loop in loops if loop in around) for around in begun), default=0)

    def targets(self, loops: tuple[int, ...]) -> frozenset[str]:
        """The names that some loops go by."""
        found = (node for loop in loops for node in walk(getattr(self._loops[loop], "target", ast.Pass())))
        return frozenset(node.id for node in found if isinstance(node, ast.Name))

    def _walk(self, scope: ast.AST) -> None:
        stack: list[tuple[ast.AST, tuple[int, ...], Ways]] = [(scope, (), ())]
        while stack:
            node, loops, arms = stack.pop()
            if isinstance(node, ast.Dict | ast.Call):
                self._places[id(node)] = loops, arms
            if loops and (name := _begins_batch(node)) is not None:
                self._begun[name, loops] = None
            if isinstance(node, ast.For | ast.AsyncFor | ast.While):
                self._loops[id(node)] = node
                loops = (*loops, id(node))
            stack += _ways(node, loops, arms)


def _ways(node: ast.AST, loops: tuple[int, ...], arms: Ways) -> Iterator[tuple[ast.AST, tuple[int, ...], Ways]]:
    """The parts of a node, those that only one way of a condition leads to under that way."""
    if not isinstance(node, ast.If | ast.IfExp | ast.Try | ast.Match) or len(arms) > _DEEPEST:
        yield from ((child, loops, arms) for child in children(node))
        return
    for number, field in enumerate(("test", "subject", "body", "orelse", "finalbody", "handlers", "cases")):
        parts = getattr(node, field, [])
        is_way = field in ("handlers", "cases") or (field in ("body", "orelse") and not isinstance(node, ast.Try))
        for place, part in enumerate(parts if isinstance(parts, list) else [parts]):
            way = place if field in ("handlers", "cases") else 0
            yield part, loops, (*arms, (id(node), number, way)) if is_way else arms


def _begins_batch(node: ast.AST) -> str | None:
    """Where a batch begins or ends: the name of an empty list; nothing for a file that is written, or a submission."""
    match node:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=[]))
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.List(elts=[]))
        ):
            return name
        case ast.Call(func=func, args=args, keywords=keywords):
            name = chain(func)
            if name.endswith(SUBMITS):
                return ""
            given = [*args, *(keyword.value for keyword in keywords)]
            modes = {each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)}
            return "" if name.rpartition(".")[2] == "open" and not modes.isdisjoint(_WRITING) else None
        case _:
            return None


_WRITING = ("w", "wt", "wb", "a", "x", "w+")
_DEEPEST = 30  # conditions in each other


def are_exclusive(one: Ways, other: Ways) -> bool:
    """Whether two places stand in different ways of one condition, so that only one of them is come to."""
    ways = {condition: way for condition, *way in one}
    return any(condition in ways and ways[condition] != way for condition, *way in other)


def scope_of(sighting: Sighting) -> ast.AST:
    """The function that something is met in, or its module."""
    return sighting.frame.node if sighting.frame.node is not None else sighting.frame.module.tree
