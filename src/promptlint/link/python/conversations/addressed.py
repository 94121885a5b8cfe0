"""Which message of a conversation a condition picks out: the one that the system speaks in."""

from __future__ import annotations

import ast

from promptlint.frontends.roles import SYSTEM_ROLES

_ROLE = ("role", "type")


def addressed(test: ast.expr) -> str | None:
    """The message that a condition finds to be the system's, as it is written."""
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            return next((found for each in values if (found := addressed(each)) is not None), None)
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=str(role))]):
            message = _message(left) if role in SYSTEM_ROLES else None
            return ast.unparse(message) if message is not None else None
        case ast.Call(func=ast.Name(id="isinstance"), args=[message, ast.Name(id=kind) | ast.Attribute(attr=kind)]):
            return ast.unparse(message) if kind == "SystemMessage" else None
        case _:
            return None


def spoken_in(target: ast.expr) -> str | None:
    """The message of which a target is what it says, as it is written: `m` of `m["content"]` and of `m.content`."""
    match target:
        case ast.Subscript(value=message, slice=ast.Constant(value="content")):
            return ast.unparse(message)
        case ast.Attribute(value=message, attr="content"):
            return ast.unparse(message)
        case _:
            return None


def _message(role: ast.expr) -> ast.expr | None:
    match role:
        case ast.Subscript(value=message, slice=ast.Constant(value=str(name))) if name in _ROLE:
            return message
        case ast.Attribute(value=message, attr=name) if name in _ROLE:
            return message
        case ast.Call(func=ast.Attribute(value=message, attr="get"), args=[ast.Constant(value=str(name)), *_]):
            return message if name in _ROLE else None
        case _:
            return None
