"""What comments tell promptlint: `promptlint: version=3`, `breakpoint ttl=1h`, `placeholder name=level`."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint.facts import (
    Assign,
    CacheMark,
    CallBlock,
    Declared,
    For,
    If,
    Macro,
    Problem,
    Scope,
    Slot,
    Text,
    VersionClaim,
)
from promptlint.frontends.roles import part
from promptlint.ir import Stability
from promptlint.record import Record, dataclass
from promptlint.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from promptlint.facts import Comment, Node
    from promptlint.source import SourceFile

# What decorates the lines of long comments may stand before a directive.
_DIRECTIVE = re.compile(r"^[ \t*#/;-]*promptlint:[ \t]*(version|breakpoint|placeholder)\b([^\n\r]*)", re.MULTILINE)
_LEADING_VERSION = re.compile(r"\A\s*version[ \t]*[:=][ \t]*(?P<quote>[\"']?)(?P<text>v?\d[\w.+-]*)(?P=quote)\s*\Z")
_VERSION = re.compile(r"[ \t]*[:=]?[ \t]*[\"']?([\w.+-]+)")
_PAIR = re.compile(r"([^\s=,;]+)[ \t]*=[ \t]*([^\s,;]*)")
_TTLS = ("5m", "1h")
_ANYWHERE = Span(0, 1 << 60)
LEVELS = tuple(level.word for level in Stability if level is not Stability.UNKNOWN)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Directives(Record):
    """All that the comments of a file say."""

    version: VersionClaim | None = None
    marks: tuple[CacheMark, ...] = ()
    declared: tuple[Declared, ...] = ()
    problems: tuple[Problem, ...] = ()


def is_directive(text: str, *, leading: bool = False) -> bool:
    """Whether a comment is meant for promptlint alone."""
    return "promptlint:" in text or (leading and _LEADING_VERSION.match(text) is not None)


def level(word: str) -> Stability | None:
    """The level that a word names."""
    return Stability[word.upper()] if word.lower() in LEVELS else None


def unknown_level(word: str, span: Span) -> Problem:
    """What to say of a word that names no level."""
    from difflib import get_close_matches  # noqa: PLC0415 only a mistake needs it

    near = get_close_matches(word.lower(), LEVELS, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"the levels are {', '.join(LEVELS)}"
    return Problem(f"unknown level `{word}`", span, hint)


def read_directives(comments: Iterable[Comment], source: SourceFile) -> Directives:
    """Read the comments of a file; the first version wins."""
    reader = _Reader(source)
    for comment in comments:
        reader.read(comment)
    return Directives(reader.version, tuple(reader.marks), tuple(reader.declared), tuple(reader.problems))


class _Reader:
    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.version: VersionClaim | None = None
        self.marks: list[CacheMark] = []
        self.declared: list[Declared] = []
        self.problems: list[Problem] = []

    def read(self, comment: Comment) -> None:
        # Some spans hold the delimiters and some do not: look for the text inside.
        base = max(self.source.text.find(comment.text, comment.span.start, comment.span.end), comment.span.start)
        if comment.leading and (match := _LEADING_VERSION.match(comment.text)):
            self._claim(match["text"], base + match.start("text"))
        if "promptlint:" not in comment.text:
            return
        for match in _DIRECTIVE.finditer(comment.text):
            at = base + match.start(2)
            if match[1] == "version":
                self._version(match[2], at)
            elif match[1] == "breakpoint":
                self._breakpoint(match[2], at, comment.span)
            else:
                self._placeholders(match[2], at)

    def _claim(self, text: str, at: int) -> None:
        self.version = self.version or VersionClaim(text, Span(at, at + len(text)))

    def _version(self, rest: str, at: int) -> None:
        if match := _VERSION.match(rest):
            self._claim(match[1], at + match.start(1))
        else:
            span = Span(at, at + len(rest.rstrip()))
            self.problems.append(Problem("the version is missing", span, "write `promptlint: version=3`"))

    def _breakpoint(self, rest: str, at: int, span: Span) -> None:
        ttl = None
        for match in _PAIR.finditer(rest):
            where = Span(at + match.start(), at + match.end())
            if match[1] != "ttl":
                self.problems.append(Problem(f"unknown setting `{match[1]}` of a breakpoint", where, "known is `ttl`"))
            elif match[2] not in _TTLS:
                self.problems.append(Problem(f"unknown ttl `{match[2]}`", where, "a ttl is `5m` or `1h`"))
            else:
                ttl = match[2]
        self.marks.append(CacheMark(span, ttl))

    def _placeholders(self, rest: str, at: int) -> None:
        pairs = list(_PAIR.finditer(rest))
        if not pairs:
            span = Span(at, at + len(rest.rstrip()))
            hint = "write `promptlint: placeholder name=level`"
            self.problems.append(Problem("no placeholder is given a level", span, hint))
        for match in pairs:
            if (known := level(match[2])) is not None:
                self.declared.append(Declared(match[1], known))
            else:
                self.problems.append(unknown_level(match[2], Span(at + match.start(2), at + match.end(2))))


# ---------------------------------------------------------------- marks into the template


def with_marks(nodes: Sequence[Node], marks: Sequence[CacheMark]) -> tuple[Node, ...]:
    """Put cache marks where their comments stood between the nodes."""
    if not marks:
        return tuple(nodes)
    ordered = sorted(marks, key=lambda mark: mark.span)
    return _merged(nodes, ordered, _ANYWHERE)


def _merged(nodes: Sequence[Node], marks: Sequence[CacheMark], inside: Span) -> tuple[Node, ...]:
    starts = [mark.span.start for mark in marks]
    done: list[Node] = []
    taken = bisect_left(starts, inside.start)
    stop = bisect_left(starts, inside.end)
    for node in nodes:
        span = _extent(node)
        until = bisect_left(starts, span.start, taken, stop) if span else taken
        done += marks[taken:until]
        taken = until
        held = bisect_left(starts, span.end, taken, stop) if span else taken
        if held == taken:
            done.append(node)
        elif isinstance(node, Text):
            done += _cut(node, marks[taken:held])
        else:
            done.append(_with_inner(node, marks[taken:held]))
        taken = held
    done += marks[taken:stop]
    return tuple(done)


def _cut(text: Text, marks: Sequence[CacheMark]) -> Iterator[Node]:
    """A text that goes on behind a comment which was taken out of it, with the marks between its parts."""
    at = 0
    for mark in marks:
        stop = next((run.at for run in text.runs if run.source.start >= mark.span.start), len(text.text))
        yield from part(text, at, stop)
        yield mark
        at = stop
    yield from part(text, at, len(text.text))


def _with_inner(node: Node, marks: Sequence[CacheMark]) -> Node:
    """A node with marks in its bodies, each from the tag that opens it to the next one."""
    match node:
        case If(arms, end):
            borders = [arm.span.start for arm in arms[1:]] + [end.start]
            return If(
                tuple(
                    replace(arm, body=_merged(arm.body, marks, Span(arm.span.start, border)))
                    for arm, border in zip(arms, borders, strict=True)
                ),
                end,
            )
        case For(body=body, otherwise=otherwise) if otherwise:
            border = next((span.start for each in otherwise if (span := _extent(each))), node.end.start)
            return replace(
                node,
                body=_merged(body, marks, Span(node.span.start, border)),
                otherwise=_merged(otherwise, marks, Span(border, node.end.start)),
            )
        case For() | Scope() | Slot() | Macro() | Assign() | CallBlock():
            return replace(node, body=_merged(node.body, marks, _ANYWHERE))
        case _:
            return node


def _extent(node: Node) -> Span | None:
    """From where to where a node reaches, with its bodies."""
    match node:
        case If(arms, end):
            return Span(arms[0].span.start, end.end)
        case For(span=span, end=end):
            return Span(span.start, end.end)
        case Scope() | Slot() | Macro() | Assign() | CallBlock():
            spans = [inner for each in node.body if (inner := _extent(each))]
            own = [node.span] if node.span else []
            reach = own + spans
            return Span(min(reach).start, max(each.end for each in reach)) if reach else None
        case _:
            return node.span
