"""Cache marks of which a function says how many there may be: on the last three messages, and on others besides."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.link.python.conversations.marking import MOST, flag_of_mark, given, sets_mark
from promptlint.link.python.following.parameters import default_of
from promptlint.link.python.machine import Definition, called_name, inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from promptlint.link.python.loading.modules import Module

_MOST_DEEP = 3  # functions that call each other
_LIMITS = re.compile(r"(?i)limit|budget|remain|enforce|cap_|_cap\b|prune|(?:strip|drop)_\w*(?:cache|mark)")
_SENT = re.compile(r"\bmessages\s*=(?!=)\s*\w+\s*[,)]")  # given to a request
_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def too_many(
    module: Module, functions: Iterable[Definition], marking: Sequence[Definition]
) -> Iterator[tuple[Definition, list[ast.AST]]]:
    """Functions of which one call may set more marks than a request takes, with each mark as often as it is set."""
    names = [each.name for each in marking]
    own = {each.name: each for each in marking if names.count(each.name) == 1}
    called = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(own)))})\(") if own else None
    for function in functions:
        text = module.places.text(function)
        if function not in marking and (called is None or called.search(text) is None):
            continue
        if _LIMITS.search(text) is not None or len(_SENT.findall(text)) > 1:
            continue  # somebody counts them, or several requests have their own
        marks = _Counter(own).of(function, _MOST_DEEP)
        if len(marks) > MOST and len({id(each) for each in marks}) < len(marks):
            yield function, marks


class _Counter:
    """Counts marks along the way on which most of them are set."""

    def __init__(self, functions: Mapping[str, Definition]) -> None:
        self.functions = functions

    def of(self, function: Definition, depth: int) -> list[ast.AST]:
        return self._block(function.body, function, depth)

    def _block(self, body: Sequence[ast.stmt], function: Definition, depth: int) -> list[ast.AST]:
        found: list[ast.AST] = []
        for place, each in enumerate(body):
            if isinstance(each, ast.If):
                first, other = self._block(each.body, function, depth), self._block(each.orelse, function, depth)
                if isinstance(each.body[-1], _LEAVES):
                    other += self._block(body[place + 1 :], function, depth)
                    return found + _longer(first, other)
                found += _longer(first, other)
            else:
                found += self._statement(each, function, depth)
        return found

    def _statement(self, node: ast.stmt, function: Definition, depth: int) -> list[ast.AST]:
        match node:
            case ast.For() | ast.AsyncFor():
                rounds = _rounds(node, function)
                return self._block(node.body, function, depth) * rounds if rounds else []
            case ast.With() | ast.AsyncWith():
                return self._block(node.body, function, depth)
            case ast.Try():
                return self._block([*node.body, *node.orelse], function, depth)
            case ast.While() | ast.Match() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                return []
            case _:
                return self._expression(node, function, depth)

    def _expression(self, node: ast.stmt, function: Definition, depth: int) -> list[ast.AST]:
        nodes = list(walk(node))
        if any(isinstance(each, ast.comprehension | ast.IfExp | ast.Lambda) for each in nodes):
            return []
        found: list[ast.AST] = [each for each in nodes if sets_mark(each, function)]
        for each in nodes:
            called = self.functions.get(called_name(each) or "") if isinstance(each, ast.Call) else None
            if called is None or called is function or not depth:
                continue
            flag = flag_of_mark(called)
            if flag is None or (isinstance(each, ast.Call) and flag.is_given(each)):
                found += self.of(called, depth - 1)
        return found


def _longer(first: list[ast.AST], other: list[ast.AST]) -> list[ast.AST]:
    return first if len(first) >= len(other) else other


def _rounds(loop: ast.For | ast.AsyncFor, function: Definition) -> int:
    """In how many rounds of a loop a mark is set; none where nobody knows, one where it looks for something."""
    tests = [each.test for each in inside(loop) if isinstance(each, ast.If | ast.IfExp)]
    if any(isinstance(each, ast.Break | ast.Return | ast.AugAssign) for each in inside(loop)):
        return 1
    if any(isinstance(each, ast.Compare) for test in tests for each in walk(test)):
        return 1
    return _bound(loop.iter, function, 3)


def _bound(node: ast.expr, function: Definition, depth: int) -> int:
    """How many elements there are at most, where that is written there."""
    match node:
        case ast.Subscript(slice=ast.Slice(lower=ast.UnaryOp(ast.USub(), count), upper=None)):
            return _number(count, function)
        case ast.Subscript(slice=ast.Slice(lower=None, upper=ast.expr() as count)):
            return _number(count, function)
        case ast.Call(func=ast.Name(id="range"), args=[first, ast.Call(func=ast.Name(id="len"))]):
            return _behind(first, function)
        case ast.Call(func=ast.Name(id="reversed" | "enumerate" | "list"), args=[first, *_]) if depth:
            return _bound(first, function, depth - 1)
        case ast.Name(id=name) if depth:
            values = given(name, function)
            return _bound(values[0], function, depth - 1) if len(values) == 1 else 0
        case _:
            return 0


def _behind(first: ast.expr, function: Definition) -> int:
    """How many are left behind a place that is counted from the end: `max(len(blocks) - 4, 0)`."""
    if isinstance(first, ast.Name):
        values = given(first.id, function)
        first = values[0] if len(values) == 1 else first
    for each in walk(first):
        match each:
            case ast.BinOp(left=ast.Call(func=ast.Name(id="len")), op=ast.Sub(), right=count):
                return _number(count, function)
            case _:
                pass
    return 0


def _number(node: ast.expr, function: Definition) -> int:
    """A number that is written out, or that an argument is where nobody gives another one."""
    if isinstance(node, ast.Name):
        every = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
        given_by = next((each for each in every if each.arg == node.id), None)
        node = (default_of(function.args, given_by) if given_by is not None else None) or node
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else 0
