"""PL309."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.change import shown, version_label
from promptlint.diagnostics import Finding, Severity
from promptlint.rules._rule import Many, change_rule
from promptlint.versions import Order, advice, size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.change import Change


@change_rule(
    "PL309",
    Severity.ERROR,
    since="0.1.0",
    many=Many("the versions of {count} prompts moved by too small a step", "take a larger step in each of {prompts}"),
)
def bump_too_small(change: Change) -> Iterator[Finding]:
    """The version moved by a smaller step than the configured policy asks for.

    ## Why
    With `prefix-change` and `interface-change` under `[tool.promptlint.versions]` a team says what a number
    means: a major step when callers must pass other values, a minor one when the cache is written anew.
    A number that promises less than what happened is worse than none. Integers and dates know one size of
    step, which is always enough.

    ## Bad
    file: promptlint.toml
    [versions]
    prefix-change = "minor"
    file: prompts/triage.j2
    --- before
    {# promptlint: version=1.4.0 #}
    You triage bug reports into four classes.
    {{ report }}
    --- after
    {# promptlint: version=1.4.1 #}
    You triage bug reports into five classes.
    {{ report }}

    ## Good
    file: promptlint.toml
    [versions]
    prefix-change = "minor"
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
    before, after, required = change.before.version, change.after.version, change.required
    if before is None or after is None or required is None or change.order is not Order.NEWER:
        return
    made = size(before.text, after.text)
    if made is None or made.covers(required):
        return
    by_prefix = change.prefix_changed and change.policy.prefix_change is required
    what = "a changed prefix takes" if by_prefix else "changed placeholders take"
    yield Finding(
        message=f"`{shown(after)}` is a {made} step, but {what} a {required} one",
        primary=version_label(after, f"it was {shown(before)} before"),
        related=(change.change_label,) if change.prefix_changed else (),
        help=advice(before.text, required),
        difference=change.difference if change.prefix_changed else None,
    )
