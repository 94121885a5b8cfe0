"""What the rules on volatile and unordered values say in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.rules._weight import weighed

if TYPE_CHECKING:
    from promptlint.rules._layout import Layout
    from promptlint.rules.prefix._spoilers import Spoiler


def inside(layout: Layout, spoiler: Spoiler, message: str, advice: str) -> Finding:
    """A value in a marked prefix."""
    end = layout.marks[-1].breakpoint
    return Finding(
        message=message,
        primary=spoiler.primary(),
        related=(*spoiler.others(), Label(end.path, end.span, "the cached prefix ends here")),
        help=advice,
        severity=weighed(layout.prompt, spoiler.value, Severity.ERROR),
        tokens=spoiler.lost,
    )


def stranding(layout: Layout, spoiler: Spoiler, message: str, advice: str) -> Finding:
    """A value ahead of stable text."""
    words = f"about {spoiler.lost} tokens of stable text from here on are never cached"
    first = layout.first_line(spoiler.at, None, words)
    return Finding(
        message=message,
        primary=spoiler.primary(),
        related=(*spoiler.others(), *((first,) if first else ())),
        help=advice,
        severity=weighed(layout.prompt, spoiler.value, Severity.ERROR),
        tokens=spoiler.lost,
    )


def costing(spoiler: Spoiler, message: str, advice: str) -> Finding:
    """A value ahead of what is not seen, or of little."""
    return Finding(
        message=message,
        primary=spoiler.primary(),
        related=spoiler.others(),
        help=advice,
        severity=Severity.WARNING,
    )
