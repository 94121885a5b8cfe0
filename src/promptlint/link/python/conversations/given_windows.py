"""Conversations that an object keeps whole, and of which it gives the last few messages to whoever sends them."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.ir import Nature
from promptlint.link.python.conversations.changes import changed_history, sent_at
from promptlint.link.python.conversations.histories import INITIAL, speaks_of_sums
from promptlint.link.python.conversations.kept_windows import has_role
from promptlint.link.python.conversations.marking import functions_of
from promptlint.link.python.conversations.seldom import asked_before, measures
from promptlint.link.python.conversations.trimming import in_large_steps
from promptlint.link.python.following.parameters import default_of
from promptlint.link.python.machine import Definition, called_name, given_to
from promptlint.stability import tells_history

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from promptlint.ir import Prompt
    from promptlint.link.python.loading.modules import Module

_CUT = re.compile(r"\[\s*-[^\]\n:]+:\s*\]")
_GIVES = re.compile(r"(?i)history|messages|conversation|dialog|turns|context")
# What a conversation is given to: what sends it, or puts the messages of a request together.
_TAKES = re.compile(
    r"(?i)invoke|chat|complet|generate|llm|ask_model|call_model|query_model"
    r"|(?:build|make|prepare|compose|assemble|format|construct)_?\w*(?:messages|prompt|context|request|payload)"
)


def given_windows(
    module: Module, importers: Callable[[str, str], Sequence[str]], load: Callable[[str], Module | None]
) -> Iterator[Prompt]:
    """For each method that gives the latest messages of a conversation to be sent, a prompt with what it gives."""
    if "role" not in module.source.text or _CUT.search(module.source.text) is None:
        return
    for owner in module.tree.body:
        if not isinstance(owner, ast.ClassDef):
            continue
        for method in owner.body:
            if not isinstance(method, Definition) or not _GIVES.search(method.name):
                continue
            if (window := _window(owner, method)) is None:
                continue
            modules = filter(None, map(load, importers(module.path, method.name)))
            sent = [
                sent_at(each, call, "for the request here")
                for each in (module, *modules)
                for call in _sending(each, method)
                if _is_cut(method, window, call)
            ]
            if sent:
                yield changed_history(module, method, window, window, Nature.WINDOW, sent)


# ---------------------------------------------------------------- what a method gives


def _window(owner: ast.ClassDef, method: Definition) -> ast.Subscript | None:
    """The last few messages that a method gives of those that are put into a list of its object."""
    if method.name in INITIAL or any(map(speaks_of_sums, walk(method))):
        return None
    kept = {name: name for name in _kept(owner)}
    for node in walk(method):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _root(node.value) in kept:
            kept[node.targets[0].id] = node.targets[0].id
    for node in walk(method):
        match node:
            case ast.Subscript(
                slice=ast.Slice(lower=ast.UnaryOp(op=ast.USub(), operand=count), upper=None, step=None)
            ) if _root(node) in kept and not (isinstance(count, ast.Constant) and count.value == 1):
                is_seldom = any(measures(method, test) for test, _ in asked_before(method, node))
                if not is_seldom and not in_large_steps(method, node) and _is_given(method, node):
                    return node
            case _:
                pass
    return None


def _kept(owner: ast.ClassDef) -> set[str]:
    """The lists of an object that messages are put into."""
    nodes = list(walk(owner))
    if not any(map(has_role, nodes)):
        return set()
    return {
        name
        for each in nodes
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr == "append"
        if isinstance(each.func.value, ast.Attribute) and tells_history((name := each.func.value.attr).strip("_"))
    }


def _root(node: ast.expr) -> str:
    """What a slice, or a slice of a slice, is taken of: `self.messages[n:]`, or a name."""
    while True:
        match node:
            case ast.Subscript(value=inner, slice=ast.Slice()) | ast.Call(func=ast.Name(id="list"), args=[inner]):
                node = inner
            case ast.Attribute(value=ast.Name(), attr=name) | ast.Name(id=name):
                return name
            case _:
                return ""


def _is_given(method: Definition, window: ast.Subscript) -> bool:
    """Whether a method gives back a slice, or what it makes of each of its messages."""
    names = {
        each.targets[0].id
        for each in walk(method)
        if isinstance(each, ast.Assign)
        and isinstance(each.targets[0], ast.Name)
        and any(part is window for part in walk(each.value))
    }
    loops = [each for each in walk(method) if isinstance(each, ast.For) and _holds(each.iter, names, window)]
    made = {
        each.func.value.id
        for loop in loops
        for each in walk(loop)
        if isinstance(each, ast.Call)
        and isinstance(each.func, ast.Attribute)
        and each.func.attr == "append"
        and isinstance(each.func.value, ast.Name)
    }
    return any(
        isinstance(each, ast.Return) and each.value is not None and _holds(each.value, names | made, window)
        for each in walk(method)
    )


def _holds(value: ast.expr, names: set[str], window: ast.Subscript) -> bool:
    """Whether a list is a window, a copy of one, or made of each of its elements."""
    match value:
        case ast.Name(id=name):
            return name in names
        case ast.ListComp(generators=[ast.comprehension(iter=over)]):
            return _holds(over, names, window)
        case ast.Call(func=ast.Name(id="list" | "deepcopy" | "copy"), args=[inner]):
            return _holds(inner, names, window)
        case ast.List(elts=elements):
            return any(isinstance(each, ast.Starred) and _holds(each.value, names, window) for each in elements)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _holds(left, names, window) or _holds(right, names, window)
        case ast.IfExp(body=body, orelse=orelse):
            return _holds(body, names, window) or _holds(orelse, names, window)
        case _:
            return value is window


# ---------------------------------------------------------------- who sends it


def _sending(module: Module, method: Definition) -> Iterator[ast.Call]:
    """The calls of a method by functions that put what it gives into a request."""
    for function in functions_of(module.tree):
        if function is method:
            continue
        for node in walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method.name:
                names = {
                    each.targets[0].id
                    for each in walk(function)
                    if isinstance(each, ast.Assign) and each.value is node and isinstance(each.targets[0], ast.Name)
                }
                if any(_takes(each, node, names) for each in walk(function)):
                    yield node


def _takes(node: ast.AST, call: ast.Call, names: set[str]) -> bool:
    """Whether a list of messages takes what a call gave, or a call that sends messages or puts them together does."""

    def is_it(value: ast.expr) -> bool:
        return value is call or (isinstance(value, ast.Name) and value.id in names)

    match node:
        case ast.List(elts=elements):
            return any(isinstance(each, ast.Starred) and is_it(each.value) for each in elements)
        case ast.BinOp(left=ast.List(), op=ast.Add(), right=right):
            return is_it(right)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=whole), attr="extend"), args=[value]):
            return tells_history(whole) and is_it(value)
        case ast.Call() if node is not call:
            if any(is_it(each.value) and each.arg and tells_history(each.arg) for each in node.keywords):
                return True
            return _TAKES.search(called_name(node)) is not None and any(map(is_it, given_to(node)))
        case _:
            return False


def _is_cut(method: Definition, window: ast.Subscript, call: ast.Call) -> bool:
    """Whether a call asks for the last few only: without a default it has to say how many."""
    assert isinstance(window.slice, ast.Slice)
    assert isinstance(window.slice.lower, ast.UnaryOp)
    count = window.slice.lower.operand
    if isinstance(count, ast.Call) and count.args:
        count = count.args[0]  # `int(limit)`
    arguments = method.args
    by_place = [*arguments.posonlyargs, *arguments.args]
    by_id = {each.arg: each for each in (*by_place, *arguments.kwonlyargs)}
    if not isinstance(count, ast.Name) or count.id not in by_id:
        return True
    by_name = {each.arg: each.value for each in call.keywords}
    if None in by_name:
        return True  # `**settings`
    at = next((at for at, each in enumerate(by_place[1:]) if each.arg == count.id), None)
    given = by_name.get(count.id)
    if given is None and at is not None and at < len(call.args):
        given = call.args[at]
    if given is None:
        given = default_of(arguments, by_id[count.id])
    return given is not None and not (isinstance(given, ast.Constant) and not given.value)
