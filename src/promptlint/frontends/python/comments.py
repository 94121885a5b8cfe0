"""What the comments of a module are about: the statement below them, or what ends on their line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from promptlint.frontends.python.outline import DEFINITIONS, Outline, beginning, inside, last_line
from promptlint.frontends.python.strings import Token, next_token
from promptlint.source import Span

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Iterator, Sequence

    from promptlint.facts import Comment
    from promptlint.source import SourceFile

_SUPPRESSES = re.compile(r"promptlint:[ \t]*ignore\b(?!-file)")
_BRACKET = re.compile(r"[()\[\]{}]")

# ---------------------------------------------------------------- comments between the lines


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment on its line; `about` is the line of code that it is about, or 0."""

    comment: Comment
    line: int
    about: int

    @property
    def is_alone(self) -> bool:
        """Whether nothing else stands on its line."""
        return self.about != self.line


def placed(source: SourceFile, comments: Iterable[Comment]) -> list[Placed]:
    """Comments in order: one behind code is about its own line, one on a line of its own about the next code."""
    found: list[Placed] = []
    known: dict[int, int] = {}
    for comment in comments:
        line = source.position(comment.span.start).line
        before = source.text[source.line_span(line).start : comment.span.start]
        found.append(Placed(comment, line, line if before.strip() else _next_code(source, line + 1, known)))
    return found


def _next_code(source: SourceFile, line: int, known: dict[int, int]) -> int:
    passed: list[int] = []
    while line not in known and line <= source.line_count:
        span = source.line_span(line)
        text = source.text[span.start : span.end].lstrip(" \t\f")
        if text and not text.startswith("#"):
            break
        passed.append(line)
        line += 1
    about = known.get(line, line) if line <= source.line_count else 0
    known.update(dict.fromkeys(passed, about))
    return about


# ---------------------------------------------------------------- how far a suppression reaches


def with_reach(source: SourceFile, tree: ast.Module, comments: Sequence[Comment]) -> tuple[Comment, ...]:
    """The comments, those that silence a rule with all that they are about.

    No comment can stand in a string. So one that follows a closing quote or bracket holds from where that was
    opened, the last line of a statement speaks for all of it, and so does the line above; above a function or a
    class, or behind its colon, it holds for the whole of it. Above `if`, `with` and the like it holds for the line
    with the condition, and above an argument for the argument.
    """
    suppressing = [comment for comment in comments if _SUPPRESSES.search(comment.text)]
    if not suppressing:
        return tuple(comments)
    reach = _Reach(source, Outline(tree))
    covered = {each.comment: reach.lines(each) for each in placed(source, suppressing)}
    return tuple(
        replace(comment, covers=Span(source.line_span(lines[0]).start, source.line_span(lines[1]).end))
        if (lines := covered.get(comment))
        else comment
        for comment in comments
    )


class _Reach:
    """From which line to which a comment holds."""

    def __init__(self, source: SourceFile, outline: Outline) -> None:
        self._source, self._outline = source, outline
        self._pairs: dict[int, tuple[dict[int, int], dict[int, int]]] = {}

    def lines(self, placed: Placed) -> tuple[int, int]:
        at = self._outline.at(placed.about) if placed.about else None
        if at is None:
            return placed.line, placed.line
        first, last = self._below(placed.about, at) if placed.is_alone else self._behind(placed, at)
        return min(first, placed.line), max(last, placed.line)

    def _below(self, line: int, at: int) -> tuple[int, int]:
        """A comment on a line of its own."""
        statement = self._outline.statements[at]
        if isinstance(statement, DEFINITIONS) and line in (
            statement.lineno,
            *(each.lineno for each in statement.decorator_list),
        ):
            return line, last_line(statement)
        if line == self._outline.first_line(at):
            return self._outline.header(self._outline.outermost(at))
        opened, _ = self._multiline(at)
        return line, opened.get(line, line)

    def _behind(self, placed: Placed, at: int) -> tuple[int, int]:
        """A comment at the end of a line with code."""
        statement, line = self._outline.statements[at], placed.line
        if next(inside(statement), None) is None:
            if line == last_line(statement):
                return self._outline.first_line(at), line
        elif self._ends_header(placed, statement):
            first = self._outline.first_line(at)
            return first, last_line(statement) if isinstance(statement, DEFINITIONS) else line
        _, closed = self._multiline(at)
        return closed.get(line, line), line

    def _ends_header(self, placed: Placed, statement: ast.stmt) -> bool:
        """Whether a comment follows the colon that opens the body of a statement."""
        start = self._source.line_span(placed.line).start
        code = self._source.text[start : placed.comment.span.start].rstrip()
        return code.endswith(":") and statement.lineno <= placed.line < beginning(next(inside(statement)))[0]

    def _multiline(self, at: int) -> tuple[dict[int, int], dict[int, int]]:
        """Where the brackets and strings that open on a line end, and where those that end on one open."""
        if at not in self._pairs:
            opened, closed = dict[int, int](), dict[int, int]()
            for start, end in self._stretches(*self._outline.header(at)):
                first, last = self._source.position(start).line, self._source.position(end).line
                opened[first] = max(opened.get(first, last), last)
                closed[last] = min(closed.get(last, first), first)
            self._pairs[at] = opened, closed
        return self._pairs[at]

    def _stretches(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        text = self._source.text
        at, end = self._source.line_span(first).start, self._source.line_span(last).end
        waiting: list[int] = []
        while at < end:
            token = next_token(text, at, end)
            for bracket in _BRACKET.finditer(text, at, token.start if token else end):
                if bracket[0] in "([{":
                    waiting.append(bracket.start())
                elif waiting:
                    yield waiting.pop(), bracket.start()
            if token is None:
                return
            if isinstance(token, Token):
                yield token.start, token.close - 1
            at = token.close
