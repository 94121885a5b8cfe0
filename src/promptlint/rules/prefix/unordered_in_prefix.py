"""PL103: text that comes in no particular order in the prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Severity
from promptlint.ir import Nature, Stability
from promptlint.rules._layout import Layout
from promptlint.rules._rule import prompt_rule
from promptlint.rules._words import shown
from promptlint.rules.prefix._spoilers import before_stable_text, in_marked_prefix
from promptlint.rules.prefix._volatile import inside, stranding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Placeholder, Prompt


@prompt_rule("PL103", Severity.ERROR, since="0.1.0")
def unordered_in_prefix(prompt: Prompt) -> Iterator[Finding]:
    """A set, a directory listing or another thing without an order reaches the cached prefix.

    ## Why
    The same elements in another order are another prefix. The order of a set of strings differs between
    two processes, and a directory is listed in whatever order the file system keeps: the prompt looks
    the same to a reader and is another one to the cache.

    ## Bad
    Known labels: {{ set(labels) }}

    You label support tickets by these rules.
    <<< 900 words >>>

    ## Good
    You label support tickets by these rules.
    <<< 900 words >>>

    Known labels: {{ labels | sort }}
    """
    layout = Layout(prompt)
    if layout.marks:
        for spoiler in in_marked_prefix(layout, _is_wanted):
            if not layout.repeated[spoiler.at]:
                yield inside(
                    layout,
                    spoiler,
                    f"{shown(spoiler.value)} has no fixed order inside the cached prefix",
                    "sort it",
                )
        return
    for spoiler in before_stable_text(layout, _is_wanted):
        yield stranding(layout, spoiler, f"{shown(spoiler.value)} has no fixed order, ahead of stable text", "sort it")


def _is_wanted(value: Placeholder) -> bool:
    return value.ends_prefix and value.stability is Stability.VOLATILE and value.nature is Nature.UNORDERED
