"""Pieces that a loop packs together and hands on whenever one is full."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import uses
from promptlint.ir import Evidence, Nature, Stability
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import Listing, Opaque

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.link.python.machine import Frame

_ADDS = ("append", "extend")


def packed(frame: Frame, nodes: Sequence[ast.AST], loop: int) -> None:
    """What a loop begins anew whenever it was handed on is empty in the first round only, and not what is handed on."""
    for statement in nodes:
        if (kept := _handed_on(statement)) is None or not _is_empty(frame, kept.id):
            continue
        if any(_begins(node, kept.id) for node in nodes) and any(_adds(node, kept.id) for node in nodes):
            place = frame.module.path, frame.span(kept)
            value = Opaque(kept.id, Stability.UNKNOWN, *place, Nature.PLAIN, Evidence.SOURCE, loop=loop)
            frame.env[kept.id] = value


def _handed_on(node: ast.AST) -> ast.Name | None:
    """The name in `pieces.append(piece)`, `pieces.append("".join(piece))` or `yield piece`."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append"), args=[value])):
            pass
        case ast.Expr(value=ast.Yield(value=ast.expr() as value)):
            pass
        case _:
            return None
    match value:
        case (
            (ast.Name() as name)
            | ast.Call(func=ast.Attribute(value=ast.Name() as name), args=[])
            | ast.Call(func=ast.Attribute(attr="join"), args=[ast.Name() as name])
        ):
            return name
        case _:
            return None


def _is_empty(frame: Frame, name: str) -> bool:
    value = frame.env.get(name)
    return (isinstance(value, Text) and value.known == "") or (isinstance(value, Listing) and not value.items)


def _begins(node: ast.AST, name: str) -> bool:
    """Whether a statement gives the name something that what it held has no part in."""
    if not isinstance(node, ast.Assign):
        return False
    targets = (each for target in node.targets for each in _targets(target))
    return name in targets and not uses(node.value, (name,))


def _targets(target: ast.expr) -> Iterator[str]:
    for each in target.elts if isinstance(target, ast.Tuple) else (target,):
        if isinstance(each, ast.Name):
            yield each.id


def _adds(node: ast.AST, name: str) -> bool:
    match node:
        case ast.AugAssign(target=ast.Name(id=target)):
            return target == name
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=attr))):
            return owner == name and attr in _ADDS
        case ast.Assign(targets=[ast.Name(id=target)], value=value):
            return target == name and uses(value, (name,))
        case _:
            return False
