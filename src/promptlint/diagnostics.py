"""What a rule says, and what becomes of it."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    from promptlint.source import Span
    from promptlint.tokens import Bounds


class Severity(IntEnum):
    """How much a diagnostic weighs; only an error fails a plain run."""

    INFO = 0
    WARNING = 1
    ERROR = 2

    @property
    def word(self) -> str:
        """The name used in configuration and reports."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Label(Record):
    """A span with words."""

    path: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Excerpt(Record):
    """A stretch of text around the first place where two versions differ.

    `text` is one line of what the model sees; columns `start` to `end` of it are the difference.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Difference(Record):
    """What a prefix was and what it is, at the first place where they part."""

    before: Excerpt
    after: Excerpt


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Finding(Record):
    """What a rule says, without code or prompt.

    `severity` overrides the rule's own where the evidence is weaker. Findings of one rule with the same `about` are
    one, wherever their labels stand.
    """

    message: str
    primary: Label
    related: tuple[Label, ...] = ()
    help: str | None = None
    severity: Severity | None = None
    tokens: Bounds | None = None
    difference: Difference | None = None
    about: Label | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Diagnostic(Record):
    """A finding under its code, at its effective severity."""

    code: str
    name: str
    severity: Severity
    finding: Finding
    prompt: str | None = None

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """By place, then by rule: the order of every report."""
        primary = self.finding.primary
        return (primary.path, primary.span.start, primary.span.end, self.code, self.finding.message)
