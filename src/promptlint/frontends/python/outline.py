"""The statements of a module in the order in which they are written, and the scopes and names around them."""

from __future__ import annotations

import ast
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = ast.Module | ast.ClassDef | Function
DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_BODIES = ("body", "handlers", "cases", "orelse", "finalbody")  # in the order in which they are written
_LAST_COLUMN = 1 << 60


class Outline:
    """The statements of a module in the order in which they are written, and the scopes around them."""

    __slots__ = ("_index", "_parents", "_scopes", "_starts", "statements", "tree")

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.statements: list[ast.stmt] = []
        self._starts: list[tuple[int, int]] = []
        self._parents: list[int] = []
        self._scopes: list[Scope] = []
        self._index: dict[ast.AST, int] = {}
        pending: list[tuple[ast.stmt, int, Scope]] = [(each, -1, tree) for each in reversed(tree.body)]
        while pending:
            statement, parent, scope = pending.pop()
            at = len(self.statements)
            self.statements.append(statement)
            self._starts.append(beginning(statement))
            self._parents.append(parent)
            self._scopes.append(scope)
            inner = scope
            if isinstance(statement, DEFINITIONS):
                self._index[statement] = at
                inner = statement
            # What follows an `elif` is no deeper than the `if`: thousands of them may stand in a row.
            chain = statement.orelse if isinstance(statement, ast.If) else []
            is_chain = len(chain) == 1 and isinstance(chain[0], ast.If)
            pending += [
                (each, parent if is_chain and each is chain[0] else at, inner)
                for each in reversed(list(inside(statement)))
            ]

    def at(self, line: int, column: int = _LAST_COLUMN) -> int | None:
        """The number of the innermost statement at a place; by its line alone, the last one there."""
        at = bisect_right(self._starts, (line, column)) - 1
        while at >= 0 and last_line(self.statements[at]) < line:
            at = self._parents[at]
        return at if at >= 0 else None

    def scope(self, at: int) -> Scope:
        """The innermost scope around a statement."""
        return self._scopes[at]

    def scopes(self, at: int) -> Iterator[tuple[Scope, int]]:
        """The scopes around a statement, the innermost first, each with its own number; the module has none."""
        scope = self._scopes[at]
        while not isinstance(scope, ast.Module):
            at = self._index[scope]
            yield scope, at
            scope = self._scopes[at]
        yield scope, -1

    def first_line(self, at: int) -> int:
        """Where a statement begins, with its decorators."""
        return self._starts[at][0]

    def header(self, at: int) -> tuple[int, int]:
        """The lines of a statement without its body."""
        statement, first = self.statements[at], self._starts[at][0]
        body = next(inside(statement), None)
        return first, last_line(statement) if body is None else max(first, beginning(body)[0] - 1)

    def outermost(self, at: int) -> int:
        """The outermost statement that begins on the same line."""
        while (parent := self._parents[at]) >= 0 and self._starts[parent][0] == self._starts[at][0]:
            at = parent
        return at


def inside(statement: ast.stmt) -> Iterator[ast.stmt]:
    """The statements in the bodies of another one."""
    for name in _BODIES:
        for each in getattr(statement, name, ()):
            if isinstance(each, ast.stmt):
                yield each
            else:
                yield from each.body


def beginning(statement: ast.stmt) -> tuple[int, int]:
    """The line and the column on which a statement begins, with its decorators."""
    decorators = statement.decorator_list if isinstance(statement, DEFINITIONS) else []
    if decorators:
        return decorators[0].lineno, 0
    return statement.lineno, statement.col_offset


def last_line(statement: ast.stmt) -> int:
    """The line on which a statement ends, with its body."""
    return statement.end_lineno or statement.lineno


# ---------------------------------------------------------------- names


def parameters(arguments: ast.arguments) -> Iterator[str]:
    """The names of a function's parameters."""
    for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
        if each is not None:
            yield each.arg


def bound(statement: ast.stmt) -> Iterator[tuple[str, ast.expr | None]]:
    """The names that a statement binds in its scope, each with its value where that is written there."""
    match statement:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from [(target.id, value)] if isinstance(target, ast.Name) else _unpacked(target)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, value
        case ast.AugAssign(target=ast.Name(id=name)):
            yield name, None
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name, None
        case ast.Import() | ast.ImportFrom():
            for alias in statement.names:
                yield alias.asname or alias.name, None
        case ast.For() | ast.AsyncFor():
            yield from _unpacked(statement.target)
        case ast.With() | ast.AsyncWith():
            for item in statement.items:
                yield from _unpacked(item.optional_vars)
        case _:
            pass


def _unpacked(target: ast.expr | None) -> Iterator[tuple[str, None]]:
    pending = [target]
    while pending:
        match pending.pop():
            case ast.Name(id=name):
                yield name, None
            case ast.Tuple(elts=members) | ast.List(elts=members):
                pending += members
            case ast.Starred(value=inner):
                pending.append(inner)
            case _:
                pass
