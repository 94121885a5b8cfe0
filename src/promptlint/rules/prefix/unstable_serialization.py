"""PL109: the same value, but not the same text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.ir import Stability
from promptlint.rules._layout import Layout
from promptlint.rules._owners import is_serialized
from promptlint.rules._rule import prompt_rule
from promptlint.rules._weight import in_code
from promptlint.rules._words import shown
from promptlint.rules.prefix._spoilers import before_stable_text, in_marked_prefix
from promptlint.rules.prefix._whole import stranded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Placeholder, Prompt
    from promptlint.rules.prefix._spoilers import Spoiler


@prompt_rule("PL109", Severity.WARNING, since="0.1.0")
def unstable_serialization(prompt: Prompt) -> Iterator[Finding]:
    """A mapping of no proven order, or an object with its address, becomes text in the prefix.

    ## Why
    Two mappings with the same keys are equal, and their texts are not when the keys were put in at
    different times: after a cache, a merge or a database in between the order is what it happens to be.
    The `repr` of an object without one of its own holds its address, which is new in each process. The
    text is the same each time when the keys are sorted. Where nobody knows what the mapping holds it is a
    hint, and where its content changes anyway `variable-before-stable` says so.

    ## Bad
    file: app.py
    import json

    import anthropic

    RULES = '''
    You answer support tickets by these rules.
    <<< 900 words >>>
    '''


    def answer(client: anthropic.Anthropic, limits: dict[str, int], ticket: str) -> None:
        system = f"Limits: {json.dumps(limits)}{RULES}"
        client.messages.create(
            model="claude-haiku-5-5",
            max_tokens=500,
            system=[{"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}],
            messages=[{"role": "user", "content": ticket}],
        )

    ## Good
    file: app.py
    import json

    import anthropic

    RULES = '''
    You answer support tickets by these rules.
    <<< 900 words >>>
    '''


    def answer(client: anthropic.Anthropic, limits: dict[str, int], ticket: str) -> None:
        system = f"{RULES}Limits: {json.dumps(limits, sort_keys=True)}"
        client.messages.create(
            model="claude-haiku-5-5",
            max_tokens=500,
            system=[{"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}],
            messages=[{"role": "user", "content": ticket}],
        )
    """
    layout = Layout.of(prompt)
    if layout.marks and not layout.can_be_cached(layout.marked_end):
        return
    found = in_marked_prefix(layout, _is_wanted) if layout.marks else before_stable_text(layout, _is_wanted)
    for spoiler in found:
        if spoiler.value.stability is Stability.UNKNOWN and _is_another(layout, spoiler.value):
            continue
        yield Finding(
            message=_message(spoiler.value),
            primary=spoiler.primary(),
            related=(*spoiler.others(), *_lost(layout, spoiler)),
            help=_help(spoiler.value),
            severity=Severity.INFO if spoiler.value.stability is Stability.UNKNOWN else None,
            tokens=spoiler.lost,
        )


def _is_wanted(layout: Layout, at: int, value: Placeholder) -> bool:
    if not is_serialized(layout, at, value):
        return False
    return not (in_code(layout.prompt) and layout.prompt.is_likely and value.stability is Stability.UNKNOWN)


def _is_another(layout: Layout, value: Placeholder) -> bool:
    """Whether the content may well be another one in each request, which `variable-before-stable` tells."""
    return any(each is value for text in stranded(layout) for each in text.values)


def _has_address(value: Placeholder) -> bool:
    """Whether the text is new in each process; an order that nothing proves may be the same for long."""
    return value.stability is Stability.VOLATILE


def _message(value: Placeholder) -> str:
    return f"the text of {shown(value)} {'holds an address' if _has_address(value) else 'has no proven order'}"


def _help(value: Placeholder) -> str:
    first = "give its class a `__repr__`" if _has_address(value) else "sort the keys (`sort_keys=True`)"
    return f"{first}, or write the fields out"


def _lost(layout: Layout, spoiler: Spoiler) -> tuple[Label, ...]:
    if layout.marks:
        end = layout.marks[-1].breakpoint
        return (Label(end.path, end.span, "the cached prefix ends here"),)
    first = layout.first_line(spoiler.at, None, f"about {spoiler.lost} tokens from here on are lost with it")
    return (first,) if first else ()
