"""PL102: a clock, a random value or a counter in the prefix."""

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


@prompt_rule("PL102", Severity.ERROR, since="0.1.0")
def volatile_in_prefix(prompt: Prompt) -> Iterator[Finding]:
    """A clock, a random value or a counter stands ahead of or inside the cached prefix.

    ## Why
    A prefix is reused only while it is identical. With one timestamp or request id in it no two requests
    ever share one: with a cache mark each of them pays for writing an entry that nothing reads, without
    one all text behind the value is paid for in full.

    ## Bad
    Now: {{ now() }}

    You answer support tickets by these rules.
    <<< 900 words >>>

    ## Good
    You answer support tickets by these rules.
    <<< 900 words >>>

    Now: {{ now() }}
    """
    layout = Layout(prompt)
    if layout.marks:
        for spoiler in in_marked_prefix(layout, _is_wanted):
            yield inside(
                layout,
                spoiler,
                f"{shown(spoiler.value)} changes inside the cached prefix",
                f"move it behind the last cache mark{_cheaper(spoiler.value)}",
            )
        return
    for spoiler in before_stable_text(layout, _is_wanted):
        yield stranding(
            layout,
            spoiler,
            f"{shown(spoiler.value)} changes ahead of stable text",
            f"move it behind the stable text{_cheaper(spoiler.value)}",
        )


def _is_wanted(value: Placeholder) -> bool:
    return value.ends_prefix and value.stability is Stability.VOLATILE and value.nature is not Nature.UNORDERED


def _cheaper(value: Placeholder) -> str:
    return "; a date is cheaper than a time" if value.nature is Nature.CLOCK else ""
