"""Decorators of the repository that put something around the text that a function returns."""

from __future__ import annotations

import ast
from copy import copy
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.link.python.domain.values import Function
from promptlint.link.python.following.expressions import evaluate
from promptlint.link.python.following.lookup import base_value
from promptlint.link.python.machine import Definition, Frame
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from promptlint.link.python.domain.values import Value

    Call = Callable[[Frame, Function, list[Value], ast.AST], Value]

_MOST = 4  # decorators of one function


def wrapped(frame: Frame, function: Function, call: Call) -> Function | None:
    """What a function has become by its decorators; None where none of them changes what it returns."""
    node = function.node
    if isinstance(node, ast.Lambda) or not node.decorator_list:
        return None
    known = function.module.notes.bare
    inner = Frame(frame.machine, function.module, {}, depth=frame.depth + 1, closure=function.closure, is_global=True)
    if node not in known:
        changing = [each for each in node.decorator_list[:_MOST] if _changes(inner, each)]
        known[node] = (_without_decorators(node), changing) if changing else None
    if (undecorated := known[node]) is None:
        return None
    bare, makers = undecorated
    made: Value = replace(function, node=bare, bound=None)
    for each in reversed(makers):
        maker = evaluate(inner, each)
        if isinstance(maker, Function):
            made = call(inner, maker, [made], each)
    return made if isinstance(made, Function) else None


def _without_decorators(node: Definition) -> Definition:
    bare = copy(node)
    bare.decorator_list = []
    return bare


def _changes(frame: Frame, decorator: ast.expr) -> bool:
    """Whether a function that a decorator puts in the place of another one returns more than that one returns."""
    named = decorator.func if isinstance(decorator, ast.Call) else decorator
    maker = base_value(frame, named) if isinstance(named, ast.Name | ast.Attribute) else None
    if not isinstance(maker, Function) or isinstance(maker.node, ast.Lambda):
        return False
    known = maker.module.notes.changing
    if maker.node not in known:
        known[maker.node] = any(
            isinstance(each, Definition) and each is not maker.node and any(map(_puts_together, walk(each)))
            for each in walk(maker.node)
        )
    return known[maker.node]


def _puts_together(node: ast.AST) -> bool:
    """Whether a text is returned that is put together of others."""
    match node:
        case ast.Return(value=ast.JoinedStr() | ast.BinOp(op=ast.Add() | ast.Mod())):
            return True
        case _:
            return False
