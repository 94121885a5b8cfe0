"""Conversations that are taken over message by message: each role is that of an element of what is gone over."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import names_in, uses
from promptlint.link.python.domain.values import Listing, Opaque, Spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from promptlint.link.python.domain.values import Value

_PARTS = {"role", "content"}
_SHOWN = re.compile(r"(?i)example|shot|demo|sample|template|seed")  # messages that a prompt begins with


def takes_over(target: ast.expr, over: ast.expr, value: Value, nodes: Iterable[ast.AST]) -> bool:
    """Whether a loop makes a message of each element, where nobody sees how many there are."""
    if not _is_open(value):
        return False
    every = list(nodes)
    messages = [each for node in every for each in _held(node) if _parts(each).keys() >= _PARTS]
    if not messages or _SHOWN.search(ast.unparse(over)):
        return False
    names = names_in(target)
    for node in every:
        if isinstance(node, ast.Assign) and uses(node.value, names):
            names |= {name for each in node.targets for name in names_in(each)}
    return any(uses(parts["role"], names) and uses(parts["content"], names) for parts in map(_parts, messages))


def _held(node: ast.AST) -> Sequence[ast.Dict]:
    """The mappings that a call is given, or that a list is longer by."""
    match node:
        case ast.Dict():
            return (node,)
        case ast.Call(args=given) | ast.AugAssign(value=ast.List(elts=given)):
            return [each for each in given if isinstance(each, ast.Dict)]
        case _:
            return ()


def _is_open(value: Value) -> bool:
    if isinstance(value, Listing):
        return any(isinstance(item, Spread) for item in value.items)
    return isinstance(value, Opaque)


def _parts(message: ast.Dict) -> dict[object, ast.expr]:
    entries = zip(message.keys, message.values, strict=True)
    return {key.value: value for key, value in entries if isinstance(key, ast.Constant)}
