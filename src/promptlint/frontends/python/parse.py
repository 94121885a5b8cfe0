"""Parses a module, whatever it is like: what Python refuses is an UnreadableError."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.facts import Comment
from promptlint.frontends.python.strings import remarks
from promptlint.source import Span

if TYPE_CHECKING:
    from promptlint.source import SourceFile

_NEWER = "the syntax may be newer than Python {}.{}, which runs promptlint".format(*sys.version_info)
_NEVER_PYTHON = re.compile(
    r"never closed|does not match|^unmatched|missing parentheses|leading zeros|invalid (?:non-printable )?character"
    r"|triple-quoted|too many"
)
# Python 3.11 goes three levels down a tree for each call that the limit allows, at about 130 bytes of stack a level.
# What is not used of the stack never is in memory.
_DEEP_RECURSION = 40_000
_DEEP_STACK = 256 << 20
_MOST_STRINGS = 8  # f-strings in each other
_WORDS = re.compile("promptlint|version", re.IGNORECASE)
_BEFORE_STATEMENTS = re.compile(r"(?:[ \t\f\r\n]++|#[^\r\n]*+)*+")


def parse(source: SourceFile) -> ast.Module:
    """The tree of a module. A chain of operators makes it as deep as the chain is long."""
    try:
        return _tree(source.text)
    except SyntaxError as problem:
        raise _unreadable(source, problem) from None
    except (RecursionError, MemoryError):
        raise UnreadableError("nested too deeply", help="split the longest expression into several") from None
    except UnicodeEncodeError as problem:
        raise UnreadableError("not Python: half of a surrogate pair", problem.start) from None
    except (ValueError, OverflowError) as problem:
        raise UnreadableError(f"not Python: {problem}", max(source.text.find("\0"), 0)) from None


def expression(text: str) -> ast.expr | None:
    """The tree of an expression that may run over lines, read behind a parenthesis, or None where Python refuses it."""
    try:
        statements = _tree(f"({text})").body
    except (SyntaxError, RecursionError, MemoryError, ValueError, OverflowError):
        return None
    return statements[0].value if len(statements) == 1 and isinstance(statements[0], ast.Expr) else None


def comments(source: SourceFile) -> tuple[Comment, ...]:
    """The comments of a module that parses; none are looked for where none can matter."""
    text = source.text
    if not _WORDS.search(text):
        return ()
    before = _BEFORE_STATEMENTS.match(text)
    first = before.end() if before else 0
    return tuple(
        Comment(text[each.start : each.close].lstrip("#").strip(), Span(each.start, each.close), each.close <= first)
        for each in remarks(text)
    )


def _tree(text: str, depth: int = 0) -> ast.Module:
    """The tree of a text; the depth is how many f-strings that an older Python refuses stand around it."""
    try:
        return _read(text)
    except IndentationError:
        raise
    except SyntaxError:
        from promptlint.frontends.python import newer  # noqa: PLC0415 hardly a module needs it

        found = newer.tree(text, lambda inner: _tree(inner, depth + 1)) if depth < _MOST_STRINGS else None
        if found is None:
            raise
        return found


def _read(text: str) -> ast.Module:
    try:
        return _plain_tree(text)
    except RecursionError:
        return _deep_tree(text)


def _plain_tree(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def _deep_tree(text: str) -> ast.Module:
    """Parse where there is room for more recursion.

    Python 3.11 goes as deep as the recursion limit says, and 3.14 as the stack allows; for 3.12 and
    3.13 the depth is fixed (about 3,000 and 10,000 operators), and this changes nothing.
    """
    import threading  # noqa: PLC0415 hardly a module needs it

    outcome: list[ast.Module | BaseException] = []

    def run() -> None:
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, _DEEP_RECURSION))
        try:
            outcome.append(_plain_tree(text))
        except BaseException as problem:  # noqa: BLE001 raised again in the thread that asks
            outcome.append(problem)
        finally:
            sys.setrecursionlimit(limit)

    try:
        before = threading.stack_size(_DEEP_STACK)
        try:
            thread = threading.Thread(target=run)
            thread.start()
        finally:
            threading.stack_size(before)
    except (RuntimeError, ValueError):
        raise RecursionError from None  # no such stack is to be had here
    thread.join()
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


def _unreadable(source: SourceFile, problem: SyntaxError) -> UnreadableError:
    line = source.line_span(min(max(problem.lineno or 1, 1), source.line_count))
    offset = min(line.start + max((problem.offset or 1) - 1, 0), line.end)
    said = problem.msg.partition(". ")[0].rstrip(".")
    said = said[:1].lower() + said[1:]
    is_old = isinstance(problem, IndentationError) or _NEVER_PYTHON.search(said)
    return UnreadableError(f"not Python: {said}", offset, None if is_old else _NEWER)
