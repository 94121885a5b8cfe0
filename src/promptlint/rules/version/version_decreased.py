"""PL303."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.change import shown, version_label
from promptlint.diagnostics import Finding, Severity
from promptlint.rules._rule import Many, change_rule
from promptlint.versions import Order, advice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.change import Change


@change_rule(
    "PL303",
    Severity.ERROR,
    since="0.1.0",
    many=Many("the version of {count} prompts went backwards", "give a higher version to each of {prompts}"),
)
def version_decreased(change: Change) -> Iterator[Finding]:
    """The version went backwards.

    ## Why
    Whoever pins a version or asks for the newest one now gets a text that was never released under that
    number, or misses this one. To take an edit back, give the old text a new number.

    Where the way of numbering changed (`v0.1.0` became `0.1.0`, a date became a number), which of the two
    is newer cannot be told: that is a hint, and only where the cached prefix changed too. The same goes
    for a prompt that was renamed, since it may count from the beginning again.

    ## Bad
    file: prompts/triage.j2
    --- before
    {# promptlint: version=1.4.0 #}
    You triage bug reports into four classes.
    {{ report }}
    --- after
    {# promptlint: version=1.3.0 #}
    You triage bug reports into five classes.
    {{ report }}

    ## Good
    file: prompts/triage.j2
    --- before
    {# promptlint: version=1.4.0 #}
    You triage bug reports into four classes.
    {{ report }}
    --- after
    {# promptlint: version=1.5.0 #}
    You triage bug reports into five classes.
    {{ report }}
    """
    before, after = change.before.version, change.after.version
    if before is None or after is None:
        return
    if change.order is Order.OLDER:
        yield Finding(
            message=f"the version went back from `{shown(before)}` to `{shown(after)}`",
            primary=version_label(after, f"it was {shown(before)} before"),
            related=(change.change_label,) if change.prefix_changed else (),
            help=advice(before.text, change.required),
            severity=Severity.INFO if change.is_renamed else None,
            difference=change.difference if change.prefix_changed else None,
        )
    elif change.order is Order.UNCOMPARABLE and change.prefix_changed:
        yield Finding(
            message=f"which of `{shown(before)}` and `{shown(after)}` is newer cannot be told",
            primary=version_label(after, f"it was {shown(before)} before"),
            related=(change.change_label,),
            help=f"keep to one way of numbering: {advice(before.text, change.required)}",
            severity=Severity.INFO,
        )
