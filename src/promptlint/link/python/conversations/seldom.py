"""How often a function that changes a conversation does so: with every turn, or only where a request is too long."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.link.python.conversations.marking import functions_of
from promptlint.link.python.conversations.trimming import ORDERS
from promptlint.link.python.machine import Definition, called_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from promptlint.link.python.loading.modules import Module

    Call = tuple[Module, Definition, ast.Call]

# Only where a request is too long, or once in a while.
_SELDOM = re.compile(
    r"(?i)summar|compact|compress|condens|overflow|exceed|token|budget|pressure|limit|threshold|size|should|need"
)
_PLAIN = frozenset(("len", "isinstance", "getattr", "hasattr", "bool"))
# A conversation with more messages than this is cut seldom.
_MANY = 50
_MOST_LEVELS = 2  # of callers that are asked
_LEAVING = (ast.Return, ast.Raise)
_SKIPPING = (ast.Continue, ast.Break)


class Callers:
    """Who calls the functions of a module, there and where it is imported."""

    def __init__(
        self, module: Module, importers: Callable[[str, str], Sequence[str]], load: Callable[[str], Module | None]
    ) -> None:
        self._module, self._importers, self._load = module, importers, load
        self.functions = list(functions_of(module.tree))

    def each_turn(self, function: Definition) -> list[Call]:
        """Where a function is called with every turn: in its own module, or else where that is imported."""
        own: list[Call] = [(self._module, *each) for each in _calls(self.functions, function.name)]
        return self._told(own) or self._told(self._elsewhere(function))

    def _told(self, calls: list[Call]) -> list[Call]:
        return [each for each in calls if self._is_asked_each_turn(each)]

    def _elsewhere(self, function: Definition) -> list[Call]:
        name = function.name
        if function not in self._module.tree.body and "_" not in name.strip("_"):
            return []  # `apply` may be anybody's
        modules = filter(None, map(self._load, self._importers(self._module.path, name)))
        return [(each, *found) for each in modules for found in _calls(list(functions_of(each.tree)), name)]

    def _is_asked_each_turn(self, call: Call, levels: int = _MOST_LEVELS) -> bool:
        """Whether a call is made with every turn, as far as its callers tell."""
        module, caller, node = call
        if _is_seldom(caller, node):
            return False
        if levels == 1 or module is not self._module or sends(caller):
            return True
        above = [(module, *each) for each in _calls(self.functions, caller.name)]
        return not above or any(self._is_asked_each_turn(each, levels - 1) for each in above)


def _calls(functions: Sequence[Definition], name: str) -> list[tuple[Definition, ast.Call]]:
    """Where a function is called by others."""
    return [
        (caller, node)
        for caller in functions
        if caller.name != name
        for node in walk(caller)
        if isinstance(node, ast.Call) and called_name(node) == name
    ]


def sends(function: Definition) -> bool:
    """Whether a function itself sends a request with a conversation, and not with a question of its own about it."""
    for node in walk(function):
        if isinstance(node, ast.Call):
            given = {each.arg: each.value for each in node.keywords}
            if "model" in given and "messages" in given and not is_spelled_out(given["messages"]):
                return True
    return False


def is_spelled_out(messages: ast.expr) -> bool:
    """Whether messages are written out one by one: no conversation is among them."""
    return isinstance(messages, ast.List) and not any(isinstance(each, ast.Starred) for each in messages.elts)


def is_measured(function: Definition, node: ast.AST) -> bool:
    """Whether a function asks ahead of a loop how long the whole is; how many there are is what the slice says."""
    return any(measures(function, test) or _asks_for_size(test) for test, _ in asked_before(function, node))


def asked_before(function: Definition, node: ast.AST) -> Iterator[tuple[ast.expr, bool]]:
    """The conditions that a place stands under (true), and those ahead of it that leave the function or the round."""
    line = getattr(node, "lineno", 0)
    loops = [each for each in walk(function) if isinstance(each, ast.For | ast.AsyncFor | ast.While)]
    for each in walk(function):
        if not isinstance(each, ast.If) or each.lineno > line:
            continue
        if line <= (each.end_lineno or 0):
            if line <= (each.body[-1].end_lineno or 0):
                yield each.test, True
            elif measures(function, each.test):
                yield each.test, False  # what is done where it is short
        elif isinstance(each.body[-1], _LEAVING) or (
            isinstance(each.body[-1], _SKIPPING) and any(is_in(loop, each) and is_in(loop, node) for loop in loops)
        ):
            yield each.test, False


def is_in(loop: ast.stmt, node: ast.AST) -> bool:
    """Whether something stands in a loop, by the lines that this one takes."""
    return loop.lineno <= getattr(node, "lineno", 0) <= (loop.end_lineno or 0) and loop is not node


def measures(function: Definition, test: ast.expr) -> bool:
    """Whether a condition compares something by its size, unless it only counts a few messages or rounds."""
    for node in walk(test):
        if isinstance(node, ast.Compare) and any(isinstance(op, ORDERS) for op in node.ops):
            parts = (node.left, *node.comparators)
            if any(isinstance(part, ast.Constant) and _is_large(part.value) for part in parts):
                return True
            is_few = any(isinstance(p, ast.Constant) and p.value == 0 for p in parts)  # a setting that is off
            is_counted = any(_is_length(part) or _is_counter(function, part) for part in parts)
            if not is_few and not is_counted:
                return True
    return False


def _is_large(value: object) -> bool:
    return isinstance(value, int) and value > _MANY


def _is_length(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len"


def _is_counter(function: Definition, node: ast.expr) -> bool:
    """Whether something is the number of the round that a function is in: from some round on is in each after it."""
    if not isinstance(node, ast.Name):
        return False
    for each in walk(function):
        match each:
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=ast.Constant(value=1)):
                if name == node.id:
                    return True
            case ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"))):
                if name == node.id:
                    return True
            case _:
                pass
    return False


def _asks_for_size(test: ast.expr) -> bool:
    """Whether a condition asks a function that knows how much there is: `if not should_cut(messages)`."""
    return any(
        isinstance(each, ast.Call) and called_name(each) not in _PLAIN and _SELDOM.search(called_name(each)) is not None
        for each in walk(test)
    )


def _is_plain(test: ast.expr) -> bool:
    """Whether a condition asks for a setting only: it calls nothing that may know how much there is."""
    return not any(
        isinstance(each, ast.Call) and not (isinstance(each.func, ast.Name) and each.func.id in _PLAIN)
        for each in walk(test)
    )


def _is_seldom(caller: Definition, call: ast.Call) -> bool:
    """Whether a call is made only where a request would be too long, or where one failed."""
    if _SELDOM.search(caller.name) is not None:
        return True
    for test, is_around in asked_before(caller, call):
        is_told = _SELDOM.search(ast.unparse(test)) is not None
        if is_told or measures(caller, test) or (is_around and not _is_plain(test)):
            return True
    return any(
        isinstance(each, ast.ExceptHandler) and each.lineno <= call.lineno <= (each.end_lineno or 0)
        for each in walk(caller)
    )
