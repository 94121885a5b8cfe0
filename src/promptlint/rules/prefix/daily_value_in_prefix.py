"""PL106: a calendar date in the prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.ir import Kind, Stability
from promptlint.rules._layout import WORTH_MOVING, Layout
from promptlint.rules._rule import prompt_rule
from promptlint.rules._weight import in_code
from promptlint.rules._words import shown
from promptlint.rules.prefix._spoilers import before_cached_text, in_marked_prefix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Placeholder, Prompt
    from promptlint.rules.prefix._spoilers import Spoiler


@prompt_rule("PL106", Severity.WARNING, since="0.1.0")
def daily_value_in_prefix(prompt: Prompt) -> Iterator[Finding]:
    """A calendar date stands in the cached prefix.

    ## Why
    At midnight the prefix becomes another one, and all that stands behind the date is written anew. A
    batch that runs over midnight is split in two, and two machines in two time zones never share an
    entry for part of the day. Behind the stable text the date costs nothing.

    In code a date is a hint, since it is often put there on purpose instead of a time, and costs one
    write a day. It is a warning where a mark of an hour or more encloses it, with enough stable text for
    the model to cache: such an entry is meant to outlive the pauses, and at midnight it does not.

    ## Bad
    Today is {{ today }}.

    You answer support tickets by these rules.
    <<< 900 words >>>

    Ticket: {{ ticket }}

    ## Good
    You answer support tickets by these rules.
    <<< 900 words >>>

    Today is {{ today }}.
    Ticket: {{ ticket }}
    """
    layout = Layout.of(prompt)
    for spoiler in in_marked_prefix(layout, _is_wanted) if layout.marks else before_cached_text(layout, _is_wanted):
        if layout.marks and not (spoiler.lost.low >= WORTH_MOVING and layout.can_be_cached(layout.marked_end)):
            continue
        yield Finding(
            message=f"{shown(spoiler.value)} changes every day in the cached prefix",
            primary=spoiler.primary(),
            related=(*spoiler.others(), *_rewritten(layout, spoiler)),
            help=f"move it behind the {'last cache mark' if layout.marks else 'stable text'}",
            severity=None if not in_code(prompt) or _outlives_a_day(layout, spoiler) else Severity.INFO,
            tokens=spoiler.lost,
        )


def _outlives_a_day(layout: Layout, spoiler: Spoiler) -> bool:
    """Whether an entry that is surely made lives long enough for the next day's requests to miss it."""
    is_long = any(mark.end > spoiler.at and not mark.breakpoint.is_short for mark in layout.marks)
    return is_long and layout.stable(0, layout.marked_end).low >= layout.prompt.limits.minimum


def _rewritten(layout: Layout, spoiler: Spoiler) -> tuple[Label, ...]:
    if layout.marks:
        end = layout.marks[-1].breakpoint
        words = f"invalidated once a day; about {spoiler.lost} tokens up to here are written anew"
        return (Label(end.path, end.span, words),)
    words = f"invalidated once a day; about {spoiler.lost} tokens from here on are written anew"
    first = layout.first_line(spoiler.at, layout.ending, words)
    return (first,) if first else ()


def _is_wanted(_layout: Layout, _at: int, value: Placeholder) -> bool:
    return value.stability is Stability.DAILY and value.kind in (Kind.VALUE, Kind.LOOP)
