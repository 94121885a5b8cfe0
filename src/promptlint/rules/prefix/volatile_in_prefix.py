"""PL102: a clock, a random value or a counter in the prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Severity
from promptlint.ir import Nature, Placeholder, Section, Stability
from promptlint.rules._layout import Layout
from promptlint.rules._owners import rewrites_history, varies_tools
from promptlint.rules._rule import prompt_rule
from promptlint.rules._weight import in_code
from promptlint.rules._words import shown
from promptlint.rules.prefix._spoilers import before_stable_text, before_the_rest, in_marked_prefix
from promptlint.rules.prefix._volatile import costing, inside, stranding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Prompt
    from promptlint.rules.prefix._spoilers import Spoiler


@prompt_rule("PL102", Severity.ERROR, since="0.1.0")
def volatile_in_prefix(prompt: Prompt) -> Iterator[Finding]:
    """A clock, a random value or a counter stands ahead of or inside the cached prefix.

    ## Why
    A prefix is reused only while it is identical. With one timestamp or request id in it no two requests
    ever share one: with a cache mark each of them pays for writing an entry that nothing reads, without
    one all text behind the value is paid for in full.

    In a system prompt that a whole conversation follows, the conversation is lost with it: there such a
    value is a warning even where hardly any stable text stands behind it. So is one in code ahead of a
    conversation that a message tells again, one that is known by its name only, and one in a program where
    no request is in sight.

    ## Bad
    Now: {{ now() }}

    You answer support tickets by these rules.
    <<< 900 words >>>

    ## Good
    You answer support tickets by these rules.
    <<< 900 words >>>

    Now: {{ now() }}
    """
    layout = Layout.of(prompt)
    if layout.marks:
        for spoiler in in_marked_prefix(layout, _is_wanted):
            yield inside(
                layout,
                spoiler,
                _message(layout, spoiler, "inside the cached prefix"),
                f"move it behind the last cache mark{_cheaper(spoiler.value)}",
            )
        return
    stranded = list(before_stable_text(layout, _is_wanted))
    for spoiler in stranded:
        yield stranding(
            layout,
            spoiler,
            _message(layout, spoiler, "ahead of stable text"),
            f"move it behind the stable text{_cheaper(spoiler.value)}",
        )
    for spoiler in before_the_rest(layout, _is_wanted, lambda at: _precedes_conversation(layout, at), stranded):
        is_system = layout.sections[spoiler.at] is Section.SYSTEM
        advice = "into the latest message, since the conversation stands behind it" if is_system else "behind it"
        yield costing(
            spoiler,
            _message(layout, spoiler, "in the system prompt" if is_system else "ahead of the conversation"),
            f"move it {advice}{_cheaper(spoiler.value)}",
        )


def _is_wanted(layout: Layout, at: int, value: Placeholder) -> bool:
    if not value.ends_prefix or value.stability is not Stability.VOLATILE:
        return False
    if value.nature in (Nature.UNORDERED, Nature.SERIALIZED):
        return False
    return not (varies_tools(layout, at, value) or rewrites_history(layout, at, value))


def _precedes_conversation(layout: Layout, at: int) -> bool:
    if layout.prompt.continues and layout.sections[at] is Section.SYSTEM:
        return True
    value = layout.row[at]
    is_window = isinstance(value, Placeholder) and value.nature in (Nature.WINDOW, Nature.REWRITTEN)
    return in_code(layout.prompt) and not is_window and layout.conversation_from(at) is not None


def _message(layout: Layout, spoiler: Spoiler, where: str) -> str:
    """In code all prompts that a value reaches are one finding, so that it says the same of all."""
    if in_code(layout.prompt) and layout.sections[spoiler.at] is Section.SYSTEM:
        where = "in the system prompt"
    return f"{shown(spoiler.value)} changes {where}"


def _cheaper(value: Placeholder) -> str:
    return "; a date is cheaper than a time" if value.nature is Nature.CLOCK else ""
