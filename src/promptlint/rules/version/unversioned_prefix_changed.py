"""PL302."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Severity
from promptlint.ir import Kind, literals, placeholders
from promptlint.rules._rule import Many, change_rule
from promptlint.tokens import estimate

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
    invoice is the first to tell. It is an error where the prompt carries a cache mark, or a batch pins it,
    since its author counts on the entry. A version that the same commit adds is enough, and so is a batch's
    pin that the same commit moves.

    Where nothing but text is in the prefix, and less than any model caches, it is a hint: the file may be
    a part of something longer. What is put into a conversation under way, as a slash command or a skill
    is, has no prefix of its own, and needs no version.

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
    if change.is_repinned or any(prompt.version or prompt.is_fragment for prompt in sides):
        return
    if not _has_text(change.before) or not change.prefix_changed:
        return
    is_relied_on = change.is_pinned or any(prompt.last_breakpoint or prompt.automatic for prompt in sides)
    yield Finding(
        message=f"{change.cause.event}, and there is no version to bump",
        primary=change.change_label,
        help="give the prompt a version, such as `version: 1` in its metadata, and bump it with every change",
        severity=Severity.ERROR if is_relied_on else Severity.INFO if all(map(_is_short, sides)) else None,
        difference=change.difference,
    )


def _has_text(prompt: Prompt) -> bool:
    """Whether there was anything to cache."""
    return any(literal.text.strip() for literal in literals(prompt.cached_prefix))


def _is_short(prompt: Prompt) -> bool:
    """Whether the prefix is less than the model caches, as far as this file tells."""
    if any(value.kind in (Kind.VALUE, Kind.LOOP) for value in placeholders(prompt.cached_prefix)):
        return False
    text = "".join(literal.text for literal in literals(prompt.cached_prefix))
    return estimate(text, prompt.limits.tokenizer).high < prompt.limits.minimum
