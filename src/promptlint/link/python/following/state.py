"""State that outlives a call: what is counted on from call to call, and what is computed only once."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.link.python.conversations.histories import lasts
from promptlint.link.python.domain.merging import settled
from promptlint.link.python.domain.values import Instance, Known
from promptlint.link.python.machine import chain

if TYPE_CHECKING:
    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.machine import Frame


def counts_on(frame: Frame, node: ast.AugAssign, change: Value) -> bool:
    """Whether `+= 1` counts the calls: a name of the module, or an attribute of an object that others made."""
    if (
        not isinstance(node.op, ast.Add | ast.Sub)
        or not isinstance(change, Known)
        or not isinstance(change.content, int)
    ):
        return False
    match node.target:
        case ast.Name(id=name):
            return name in frame.shared
        case ast.Attribute(value=ast.Name(id=owner)):
            this = frame.env.get(owner)
            return isinstance(this, Instance) and this.is_partial and lasts(frame, node.target)
        case _:
            return False


def missing(test: ast.expr) -> str:
    """What a condition asks for that has no value yet: `x` of `x is None` and `not x`."""
    match test:
        case ast.Compare(left=asked, ops=[ast.Is() | ast.Eq()], comparators=[ast.Constant(value=None)]):
            return chain(asked)
        case ast.UnaryOp(op=ast.Not(), operand=asked):
            return chain(asked)
        case _:
            return ""


def kept_once(frame: Frame, target: ast.expr, value: Value) -> Value:
    """A value as it is kept when it is computed only where there is none yet: for a process, or for an object."""
    if not any(frame.lazy) or not isinstance(target, ast.Name | ast.Attribute) or chain(target) not in frame.lazy:
        return value
    if isinstance(target, ast.Name):
        return settled(value) if target.id in frame.shared else value
    from promptlint.link.python.following.objects import for_a_lifetime  # noqa: PLC0415 it leads to this module

    return for_a_lifetime(frame.machine, value) if lasts(frame, target) else value
