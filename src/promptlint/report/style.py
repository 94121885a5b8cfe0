"""How a report looks: its width, and the colours of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promptlint.diagnostics import Severity


class Role(Enum):
    """What a piece of text is, by its colour."""

    ERROR = "1;31"
    WARNING = "1;33"
    INFO = "1;36"
    RELATED = "1;34"
    GUTTER = "34"
    STRONG = "1"
    REMOVED = "31"
    ADDED = "32"

    @classmethod
    def of(cls, severity: Severity) -> Role:
        """The colour of a severity."""
        return cls[severity.name]


@dataclass(frozen=True, slots=True)
class Style:
    """How a text report is drawn, and what it ends with."""

    width: int = 120
    color: bool = False
    statistics: bool = False  # how many diagnostics each rule gave
    summary: bool = True
    groups: bool = False  # a table of the prefixes of request files

    def paint(self, text: str, role: Role | None) -> str:
        """The text in the colour of its role, where there are colours."""
        return f"\033[{role.value}m{text}\033[0m" if self.color and role and text else text
