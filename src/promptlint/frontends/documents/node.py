"""The tree that YAML and JSON documents become, with the place of every decoded character."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.facts import Comment, Problem
    from promptlint.source import Span, View

# Deeper nesting is an attack or an accident, and no prompt.
MAX_DEPTH = 200


class ScalarKind(Enum):
    """What a scalar is once its tag or its spelling is resolved."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"


class Style(Enum):
    """How a scalar is written, which decides how its text is found again in the source."""

    PLAIN = "plain"
    SINGLE = "single"
    DOUBLE = "double"
    LITERAL = "literal"
    FOLDED = "folded"
    JSON = "json"


@dataclass(frozen=True)
class Scalar:
    """A single value; `value` is decoded, and a number keeps the spelling of its author.

    `at` is the place in `base`, the text that was parsed, with quotes and block indicator.
    """

    value: str
    kind: ScalarKind
    style: Style
    at: Span
    base: View = field(repr=False, compare=False)

    @property
    def span(self) -> Span:
        """Where the scalar stands in the file, quotes included."""
        return self.base.span(self.at.start, self.at.end)

    @cached_property
    def view(self) -> View:
        """The decoded text, and where each of its characters was written."""
        from promptlint.frontends.documents.scalar_view import scalar_view  # noqa: PLC0415 most scalars are never viewed

        return scalar_view(self)

    @property
    def inner_span(self) -> Span:
        """Where the text stands, without quotes: what an edit would replace."""
        return self.view.span(0, len(self.value))

    @property
    def is_text(self) -> bool:
        """Whether it is a string with something in it."""
        return self.kind is ScalarKind.STRING and bool(self.value.strip())


@dataclass(frozen=True)
class Mapping:
    """Keys and values in the order in which a loader would hand them over; no key stands twice."""

    items: tuple[tuple[Scalar, Node], ...]
    span: Span

    @cached_property
    def _by_name(self) -> dict[str, tuple[Scalar, Node]]:
        return {key.value: (key, value) for key, value in self.items}

    def get(self, *names: str) -> Node | None:
        """The value of the first of some keys that is there."""
        for name in names:
            if name in self._by_name:
                return self._by_name[name][1]
        return None

    def key(self, name: str) -> Scalar | None:
        """A key as it is written."""
        return self._by_name[name][0] if name in self._by_name else None

    def scalar(self, *names: str) -> Scalar | None:
        """The first of some keys whose value is a scalar with text."""
        for name in names:
            value = self.get(name)
            if isinstance(value, Scalar) and value.kind is not ScalarKind.NULL and value.value.strip():
                return value
        return None

    def text(self, *names: str) -> Scalar | None:
        """The first of some keys whose value is a string with something in it."""
        found = self.scalar(*names)
        return found if found is not None and found.is_text else None

    def mapping(self, *names: str) -> Mapping | None:
        """The first of some keys that is there, if it is a mapping."""
        found = self.get(*names)
        return found if isinstance(found, Mapping) else None

    def sequence(self, *names: str) -> Sequence | None:
        """The first of some keys that is there, if it is a sequence."""
        found = self.get(*names)
        return found if isinstance(found, Sequence) else None

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)


@dataclass(frozen=True, slots=True)
class Sequence:
    """Items in order."""

    items: tuple[Node, ...]
    span: Span


Node = Scalar | Mapping | Sequence


@dataclass(frozen=True, slots=True)
class Document:
    """All that was read from one text: a YAML stream may hold several roots."""

    roots: tuple[Node, ...]
    comments: tuple[Comment, ...] = ()
    problems: tuple[Problem, ...] = ()
