"""PL302."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Severity
from promptlint.ir import literals
from promptlint.rules._rule import Many, change_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.change import Change
    from promptlint.ir import Prompt


@change_rule(
    "PL302",
    Severity.WARNING,
    since="0.1.0",
    many=Many(
        "changed text is in the cached prefix of {count} prompts without a version",
        "give a version to each of {prompts}",
    ),
)
def unversioned_prefix_changed(change: Change) -> Iterator[Finding]:
    """The cached prefix changed, and there is no version to bump.

    ## Why
    Without a version nothing says that the cache entries of this prompt became worthless, or when: the
    invoice is the first to tell. It is an error where the prompt carries a cache mark, since its author
    counts on the entry. A version that the same commit adds is enough.

    ## Bad
    file: prompts/triage.j2
    --- before
    You triage bug reports into four classes.
    <<< 3000 words >>>
    {{ report }}
    --- after
    You triage bug reports into five classes.
    <<< 3000 words >>>
    {{ report }}

    ## Good
    file: prompts/triage.j2
    --- before
    You triage bug reports into four classes.
    <<< 3000 words >>>
    {{ report }}
    --- after
    {# promptlint: version=1 #}
    You triage bug reports into five classes.
    <<< 3000 words >>>
    {{ report }}
    """
    sides = (change.before, change.after)
    if any(prompt.version for prompt in sides) or not _has_text(change.before) or not change.prefix_changed:
        return
    is_marked = any(prompt.last_breakpoint or prompt.automatic for prompt in sides)
    yield Finding(
        message=f"{change.cause.event}, and there is no version to bump",
        primary=change.change_label,
        help="give the prompt a version, such as `version: 1` in its metadata, and bump it with every change",
        severity=Severity.ERROR if is_marked else None,
        difference=change.difference,
    )


def _has_text(prompt: Prompt) -> bool:
    """Whether there was anything to cache."""
    return any(literal.text.strip() for literal in literals(prompt.cached_prefix))
