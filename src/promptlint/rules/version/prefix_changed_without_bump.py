"""PL301."""

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
    "PL301",
    Severity.ERROR,
    since="0.1.0",
    many=Many(
        "changed text is in the cached prefix of {count} prompts, and no version moved", "bump each of {prompts}"
    ),
)
def prefix_changed_without_bump(change: Change) -> Iterator[Finding]:
    """The cached prefix changed, and its version did not.

    ## Why
    A prefix is found in the cache by its very bytes. An edit makes each entry worthless at once: the next
    requests pay to write the prefix again, and a running batch pays for it with every request. A version
    that moves in the same commit makes that a decision, which a reviewer sees and a batch can pin.

    What counts is what the model sees. Comments, front matter, another way of quoting and a consistently
    renamed placeholder change nothing. A version that is taken away together with the edit is no bump.

    ## Bad
    file: prompts/triage.j2
    --- before
    {# promptlint: version=3 #}
    You triage bug reports into four classes.
    <<< 3000 words >>>
    {{ report }}
    --- after
    {# promptlint: version=3 #}
    You triage bug reports into five classes.
    <<< 3000 words >>>
    {{ report }}

    ## Good
    file: prompts/triage.j2
    --- before
    {# promptlint: version=3 #}
    You triage bug reports into four classes.
    <<< 3000 words >>>
    {{ report }}
    --- after
    {# promptlint: version=4 #}
    You triage bug reports into five classes.
    <<< 3000 words >>>
    {{ report }}
    """
    before, after = change.before.version, change.after.version
    if before is None or change.is_frozen or not change.prefix_changed:
        return
    if after is None:
        yield Finding(
            message=f"{change.cause.event}, and version `{shown(before)}` was removed",
            primary=change.change_label,
            help=f"bring it back and {advice(before.text, change.required)}",
            difference=change.difference,
        )
    elif change.order is Order.SAME:
        elsewhere = f" in {after.path}" if after.path != change.place.path else ""
        yield Finding(
            message=f"{change.cause.event}, but version `{shown(after)}` did not",
            primary=change.change_label,
            related=(version_label(after, f"still version {shown(after)}"),),
            help=advice(after.text, change.required) + elsewhere,
            difference=change.difference,
        )
