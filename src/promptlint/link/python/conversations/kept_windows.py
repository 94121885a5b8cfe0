"""Conversations that an object keeps and cuts itself, far from where it sends them."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, TypeGuard

from promptlint.frontends.python.walking import walk
from promptlint.ir import Nature
from promptlint.link.python.conversations.changes import changed_history, sent_at
from promptlint.link.python.conversations.histories import INITIAL, speaks_of_sums
from promptlint.link.python.conversations.trimming import in_large_steps
from promptlint.link.python.machine import Definition, held
from promptlint.stability import tells_history

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Prompt
    from promptlint.link.python.loading.modules import Module

_CUT = re.compile(r"self\.(\w+)\[\s*-")
SENDS = re.compile(r"(?i)invoke|chat|complet|generate|llm|ask_model|call_model|query_model")


def kept_windows(module: Module) -> Iterator[Prompt]:
    """For each object that keeps the latest messages of a conversation only, a prompt with what it keeps."""
    names = {match.group(1) for match in _CUT.finditer(module.source.text) if tells_history(match.group(1))}
    if not names:
        return
    for owner in module.tree.body:
        if not isinstance(owner, ast.ClassDef):
            continue
        for name in sorted(names):
            sent = [sent_at(module, call) for call in walk(owner) if _sends(call, name)]
            if sent and any(_puts_message(each, name) for each in walk(owner)):
                for method in owner.body:
                    if isinstance(method, Definition) and (cut := _cut(method, name)) is not None:
                        yield changed_history(module, method, cut, cut, Nature.WINDOW, sent)


def _cut(method: Definition, name: str) -> ast.expr | None:
    """Where a method keeps the last few of a list only, in place of the list."""
    if method.name in INITIAL or any(map(speaks_of_sums, walk(method))):
        return None
    for each in walk(method):
        if isinstance(each, ast.Assign) and len(each.targets) == 1 and _is_own(each.targets[0], name):
            for part in walk(each.value):
                if is_window(part) and _is_own(part.value, name) and not in_large_steps(method, part):
                    return part
    return None


def is_window(node: ast.AST) -> TypeGuard[ast.Subscript]:
    """Whether something is `x[-n:]`, and more than the latest one."""
    match node:
        case ast.Subscript(slice=ast.Slice(lower=ast.UnaryOp(op=ast.USub(), operand=count), upper=None, step=None)):
            return not (isinstance(count, ast.Constant) and count.value == 1)
        case _:
            return False


def _is_own(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == name and isinstance(node.value, ast.Name)


def _sends(node: ast.AST, name: str) -> bool:
    """Whether a call is given the list, and is called after requests."""
    match node:
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called), args=args, keywords=keywords):
            given = [*args, *(each.value for each in keywords)]
            is_request = SENDS.search(called) is not None or any(each.arg == "messages" for each in keywords)
            return is_request and any(_is_own(each, name) or _adds(each, name) for each in given)
        case _:
            return False


def _adds(node: ast.expr, name: str) -> bool:
    """Whether a list is put together with it: `[system, *self.name]`, `[system] + self.name`."""
    match node:
        case ast.List(elts=elements):
            return any(isinstance(each, ast.Starred) and _is_own(each.value, name) for each in elements)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return any(_is_own(each, name) or _adds(each, name) for each in (left, right))
        case _:
            return False


def _puts_message(node: ast.AST, name: str) -> bool:
    """Whether a message with a role is put into the list."""
    match node:
        case ast.Call(func=ast.Attribute(value=whole, attr="append"), args=[made]):
            return _is_own(whole, name) and _has_role(made)
        case ast.Assign(targets=[target], value=made):
            return _is_own(target, name) and _has_role(made)
        case _:
            return False


def _has_role(made: ast.expr) -> bool:
    return any(map(has_role, walk(made)))


def has_role(node: ast.AST) -> bool:
    """Whether something is made with a role: a mapping, or an object."""
    if isinstance(node, ast.Call):
        return any(keyword.arg == "role" for keyword in node.keywords)
    return isinstance(node, ast.Dict) and "role" in held(node)
