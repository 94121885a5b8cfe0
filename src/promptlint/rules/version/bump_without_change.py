"""PL306."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.change import shown, version_label
from promptlint.diagnostics import Finding, Severity
from promptlint.rules._rule import Many, change_rule
from promptlint.versions import Order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.change import Change


@change_rule(
    "PL306",
    Severity.INFO,
    since="0.1.0",
    many=Many("the version of {count} prompts moved, but nothing of them changed", "compare {prompts}"),
)
def bump_without_change(change: Change) -> Iterator[Finding]:
    """The version moved, and nothing of the prompt did.

    ## Why
    A bump says that the cache is written anew. One that goes with no change sends people to look for a
    difference that is not there, and moves pins for nothing. An edit behind the cached prefix is a good
    reason for a bump, so it is not reported, and neither is a version that several prompts of a file have
    in common when one of them changed.

    ## Bad
    file: prompts/triage.j2
    --- before
    {# promptlint: version=3 #}
    You triage bug reports into four classes.
    {{ report }}
    --- after
    {# promptlint: version=4 #}
    You triage bug reports into four classes.
    {{ report }}

    ## Good
    file: prompts/triage.j2
    --- before
    {# promptlint: version=3 #}
    You triage bug reports into four classes.
    {{ report }}
    --- after
    {# promptlint: version=4 #}
    You triage bug reports into four classes.
    {{ report }}
    Answer with one word.
    """
    before, after = change.before.version, change.after.version
    if before and after and change.order is Order.NEWER and change.is_idle and not change.is_accompanied:
        yield Finding(
            message=f"version moved from `{shown(before)}` to `{shown(after)}`, but the prompt did not",
            primary=version_label(after, f"the same prompt as {shown(before)}"),
            help=f"keep {shown(before)}, unless something changed that is not in the prompt",
        )
