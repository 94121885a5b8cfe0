"""Reads YAML from the parser's events: no object is ever constructed, no alias ever expanded."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from promptlint.errors import UnreadableError
from promptlint.facts import Comment
from promptlint.frontends.documents.building import TreeBuilder
from promptlint.frontends.documents.node import Document, Node, Scalar, ScalarKind, Style
from promptlint.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.source import View

_STYLES = {
    None: Style.PLAIN,
    "": Style.PLAIN,
    "'": Style.SINGLE,
    '"': Style.DOUBLE,
    "|": Style.LITERAL,
    ">": Style.FOLDED,
}
_TAGS = {
    "tag:yaml.org,2002:int": ScalarKind.NUMBER,
    "tag:yaml.org,2002:float": ScalarKind.NUMBER,
    "tag:yaml.org,2002:bool": ScalarKind.BOOLEAN,
    "tag:yaml.org,2002:null": ScalarKind.NULL,
}
_COMMENT = re.compile(r"(?:(?<=[\s,\[\]{}])|^)#([^\r\n]*)", re.MULTILINE)


def read_yaml(base: View) -> Document:
    """Turn a YAML stream into a tree.

    Raises UnreadableError, with an offset in the file, for what is not YAML.
    """
    from yaml import YAMLError  # noqa: PLC0415 not every run reads YAML

    reader = _Reader(base)
    try:
        for event in _events(base.text):
            reader.take(event)
    except YAMLError as problem:
        raise _unreadable(problem, base) from None
    comments = tuple(_comments(base, reader.scalars))
    return Document(tuple(reader.builder.roots), comments, tuple(reader.builder.problems))


def _events(text: str) -> Iterator[Any]:
    import yaml  # noqa: PLC0415 not every run reads YAML

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.parse(text, Loader=loader)


class _Reader:
    def __init__(self, base: View) -> None:
        self.builder = TreeBuilder(base, merge_key="<<")
        self.scalars: list[Scalar] = []
        self._base = base
        self._anchors: dict[str, Node] = {}
        self._reached = 0  # where the last thing that is written ends

    def take(self, event: Any) -> None:  # noqa: ANN401 the events have no common typed shape
        """Add what one event says to the tree."""
        start, end = event.start_mark.index, event.end_mark.index
        # A block collection is said to end where the next thing begins, comments and blank lines included.
        end = self._reached if start == end and self._reached > 0 else end
        self._reached = max(self._reached, end)
        match type(event).__name__:
            case "ScalarEvent":
                scalar = self._scalar(event, start, end)
                self.scalars.append(scalar)
                self._name(event.anchor, scalar)
                self.builder.add(scalar)
            case "MappingStartEvent" | "SequenceStartEvent" as name:
                self.builder.open(is_mapping=name[0] == "M", start=start, anchor=event.anchor)
            case "MappingEndEvent" | "SequenceEndEvent":
                node, anchor = self.builder.close(end)
                self._name(anchor, node)
            case "AliasEvent":
                self.builder.add(self._alias(event.anchor, start, end))
            case "DocumentStartEvent":
                self._anchors.clear()
            case _:
                pass

    def _name(self, anchor: str | None, node: Node) -> None:
        if anchor is not None:
            self._anchors[anchor] = node

    def _alias(self, anchor: str, start: int, end: int) -> Node:
        if anchor in self._anchors:
            return self._anchors[anchor]
        if any(container.anchor == anchor for container in self.builder.stack):
            # A node inside itself: no prompt can be written so, and a tree stays finite without it.
            return Scalar("", ScalarKind.NULL, Style.PLAIN, Span(start, end), self._base)
        where = self._base.span(start, end).start
        raise UnreadableError(f"not YAML: the alias `*{anchor[:40]}` has no anchor before it", where)

    def _scalar(self, event: Any, start: int, end: int) -> Scalar:  # noqa: ANN401 as above
        style = _STYLES[event.style]
        kind = ScalarKind.STRING
        if event.tag is not None:
            kind = _TAGS.get(event.tag, kind)
        elif style is Style.PLAIN and event.implicit[0]:
            kind = _resolved(event.value)
        return Scalar(event.value, kind, style, Span(start, end), self._base)


@cache
def _resolve() -> Any:  # noqa: ANN401 the resolver is untyped
    from yaml import ScalarNode, resolver  # noqa: PLC0415 not every run reads YAML

    known: Any = resolver.Resolver()
    return lambda value: known.resolve(ScalarNode, value, (True, False))


def _resolved(value: str) -> ScalarKind:
    return _TAGS.get(_resolve()(value), ScalarKind.STRING)


def _comments(base: View, scalars: list[Scalar]) -> Iterator[Comment]:
    """Find the comments: a `#` can be nothing else outside of scalars."""
    from promptlint.frontends.documents.scalar_view import header_end  # noqa: PLC0415 most runs need no views

    if "#" not in base.text:
        return
    first = min((scalar.at.start for scalar in scalars if scalar.at.end > scalar.at.start), default=len(base.text))
    gap = 0
    for scalar in scalars:
        yield from _comments_between(base, gap, header_end(scalar), first)
        gap = max(gap, scalar.at.end)
    yield from _comments_between(base, gap, len(base.text), first)


def _comments_between(base: View, start: int, end: int, first: int) -> Iterator[Comment]:
    if base.text.find("#", start, end) < 0:
        return
    # A little before the gap is looked at too, for the blank that must stand before the sign.
    for found in _COMMENT.finditer(base.text, start, end):
        yield Comment(found[1], base.span(found.start(), found.end()), leading=found.start() < first)


def _unreadable(problem: Any, base: View) -> UnreadableError:  # noqa: ANN401 two kinds of errors, with different attributes
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    if mark is not None:
        at = min(mark.index, len(base.text))
        return UnreadableError(f"not YAML: {problem.problem}", base.span(at, at).start)
    # The C reader counts bytes of UTF-8, the other one characters.
    at = getattr(problem, "position", 0)
    if type(problem).__module__ == "yaml.reader" and getattr(problem, "encoding", "") == "?":
        at = len(base.text.encode("utf-8", "replace")[:at].decode("utf-8", "ignore"))
    at = min(at, len(base.text))
    return UnreadableError(f"not YAML: {getattr(problem, 'reason', 'cannot be read')}", base.span(at, at).start)
