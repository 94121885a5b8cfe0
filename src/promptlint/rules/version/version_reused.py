"""PL304."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint.change import shown, version_label
from promptlint.diagnostics import Finding, Severity
from promptlint.rules._rule import Many, change_rule
from promptlint.versions import Order, advice, compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.change import Change


@change_rule(
    "PL304",
    Severity.ERROR,
    since="0.1.0",
    many=Many(
        "the new version of {count} prompts is taken by another prefix", "give a free version to each of {prompts}"
    ),
)
def version_reused(change: Change) -> Iterator[Finding]:
    """The new version is taken by another prefix, on the base branch or on what is merged.

    ## Why
    Two branches each bumped 3 to 4, with different texts. Each looks right by itself; together they give
    one number to two prefixes, and whoever pins version 4 gets one or the other.

    ## Bad
    file: prompts/triage.j2
    --- before
    {# promptlint: version=3 #}
    You triage bug reports into four classes.
    {{ report }}
    --- elsewhere
    {# promptlint: version=4 #}
    You triage bug reports into six classes.
    {{ report }}
    --- after
    {# promptlint: version=4 #}
    You triage bug reports into five classes.
    {{ report }}

    ## Good
    file: prompts/triage.j2
    --- before
    {# promptlint: version=3 #}
    You triage bug reports into four classes.
    {{ report }}
    --- elsewhere
    {# promptlint: version=4 #}
    You triage bug reports into six classes.
    {{ report }}
    --- after
    {# promptlint: version=5 #}
    You triage bug reports into five classes.
    {{ report }}
    """
    after = change.after.version
    if after is None or change.order is Order.SAME:
        return
    for place, other in change.elsewhere:
        if other.version is None or compare(other.version.text, after.text) is not Order.SAME:
            continue
        conflict = replace(change, before=other, elsewhere=())
        if conflict.prefix_changed:
            yield Finding(
                message=f"version `{shown(after)}` is taken by another prefix on {_cut(place)}",
                primary=version_label(after, "not free"),
                related=(replace(conflict.change_label, text=f"differs from {place} here"),),
                help=advice(after.text),
                difference=conflict.difference,
            )
            return


def _cut(place: str) -> str:
    """The name of a branch or commit, as long as a message has room for."""
    return place if len(place) <= _LONGEST_PLACE else place[: _LONGEST_PLACE - 1] + "…"


_LONGEST_PLACE = 24
