"""Data as the model sees it: one JSON spelling, whatever the file's format, indentation and quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.facts import Text
from promptlint.frontends.documents.node import Mapping, Scalar, ScalarKind, Sequence
from promptlint.source import Span, View

if TYPE_CHECKING:
    from collections.abc import Callable

    from promptlint.facts import Node as TemplateNode
    from promptlint.frontends.documents.node import Node

# Cache marks are instructions to the provider: no model sees them.
MARK_KEYS = ("cache_control", "prompt_cache_breakpoint")
_MUST_ESCAPE = re.compile(r'["\\\x00-\x1f]')
_SIGNS = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
# YAML aliases can make a small file mean an endless text.
_MOST_PARTS = 500_000


def canonical(node: Node, template: Callable[[Scalar], tuple[TemplateNode, ...] | None]) -> tuple[TemplateNode, ...]:
    """Write data as JSON, in the order in which it is written.

    `template` gives the nodes of a string that holds placeholders, None for any other.
    """
    writer = _Writer(node.span, template)
    stack: list[str | Node] = [node]
    parts = 0
    while stack:
        parts += 1
        if parts > _MOST_PARTS:
            raise UnreadableError("aliases make this larger than any prompt", node.span.start)
        part = stack.pop()
        match part:
            case str():
                writer.sign(part)
            case Scalar():
                writer.scalar(part)
            case Sequence():
                stack += reversed(_in_brackets(part))
            case Mapping():
                stack += reversed(_in_braces(part))
    return writer.finish()


def _in_brackets(sequence: Sequence) -> list[str | Node]:
    parts: list[str | Node] = ["["]
    for index, item in enumerate(sequence.items):
        parts += [", ", item] if index else [item]
    return [*parts, "]"]


def _in_braces(mapping: Mapping) -> list[str | Node]:
    parts: list[str | Node] = ["{"]
    for key, value in mapping.items:
        if key.value in MARK_KEYS and isinstance(value, Mapping):
            continue
        # A key that a loader would read as a number or a truth value is sent as a string.
        parts += [", "] if len(parts) > 1 else []
        parts += [Scalar(key.value, ScalarKind.STRING, key.style, key.at, key.base), ": ", value]
    return [*parts, "}"]


@dataclass
class _Writer:
    span: Span
    template: Callable[[Scalar], tuple[TemplateNode, ...] | None]
    nodes: list[TemplateNode] = field(default_factory=list)
    pieces: list[tuple[str, Span]] = field(default_factory=list)
    reached: int = -1

    def sign(self, text: str) -> None:
        """Add punctuation, which stands nowhere in particular."""
        if self.reached < 0:
            self.reached = self.span.start
        if self.pieces and self.pieces[-1][1] == Span(self.reached, self.reached):
            self.pieces[-1] = (self.pieces[-1][0] + text, self.pieces[-1][1])
        else:
            self.pieces.append((text, Span(self.reached, self.reached)))

    def scalar(self, scalar: Scalar) -> None:
        """Add a value."""
        if scalar.kind is not ScalarKind.STRING:
            self._piece(_spelling(scalar), scalar.span)
            return
        nodes = self.template(scalar)
        self.sign('"')
        if nodes is not None:
            self._flush()
            self.nodes += nodes
            self.reached = max(self.reached, scalar.span.end)
        else:
            self._escaped(scalar.view)
        self.sign('"')

    def finish(self) -> tuple[TemplateNode, ...]:
        """All that was added."""
        self._flush()
        return tuple(self.nodes)

    def _escaped(self, view: View) -> None:
        for run in view.runs:
            text = view.text[run.at : run.at + run.length]
            if not _MUST_ESCAPE.search(text):
                self._piece(text, run.source)
                continue
            at = 0
            for found in _MUST_ESCAPE.finditer(text):
                self._piece(text[at : found.start()], view.span(run.at + at, run.at + found.start()))
                sign = _SIGNS.get(found[0]) or f"\\u{ord(found[0]):04x}"
                self._piece(sign, view.span(run.at + found.start(), run.at + found.end()))
                at = found.end()
            self._piece(text[at:], view.span(run.at + at, run.at + len(text)))

    def _piece(self, text: str, span: Span) -> None:
        if not text:
            return
        # What an alias brings in stands before what came last: places must not run backwards.
        if span.start < self.reached:
            span = Span(self.reached, self.reached)
        self.pieces.append((text, span))
        self.reached = span.end

    def _flush(self) -> None:
        if self.pieces:
            view = View.build(self.pieces, self.span.start)
            self.nodes.append(Text(view.text, Span(view.runs[0].source.start, view.runs[-1].source.end), view.runs))
            self.pieces = []


def _spelling(scalar: Scalar) -> str:
    match scalar.kind:
        case ScalarKind.NULL:
            return "null"
        case ScalarKind.BOOLEAN:
            return "true" if scalar.value.lower() in ("true", "yes", "on", "y") else "false"
        case _:
            return scalar.value
