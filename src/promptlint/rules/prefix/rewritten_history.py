"""PL105: earlier messages that are not sent again as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Severity
from promptlint.ir import Nature
from promptlint.rules._layout import Layout
from promptlint.rules._owners import rewrites_history
from promptlint.rules._rule import prompt_rule
from promptlint.rules._words import shown
from promptlint.rules.prefix._spoilers import in_messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Placeholder, Prompt


@prompt_rule("PL105", Severity.WARNING, since="0.1.0")
def rewritten_history(prompt: Prompt) -> Iterator[Finding]:
    """Earlier messages are edited, cut from the front, or replaced.

    ## Why
    Within a conversation each request repeats the one before it and adds to its end: nearly all of it is
    read from the cache. With the last twenty messages only, the first of them is another one in each
    turn, and no message is found again. The same goes for messages that are stamped, shortened or
    summarised when they are sent again. Behind the last cache mark it makes no difference, and a history
    that is told within one message is text like other text.

    ## Bad
    file: app.py
    import anthropic

    RULES = '''
    You answer support tickets by these rules.
    <<< 900 words >>>
    '''


    def reply(client: anthropic.Anthropic, history: list[dict[str, str]]) -> None:
        client.messages.create(
            model="claude-haiku-5-5",
            max_tokens=500,
            cache_control={"type": "ephemeral"},
            system=RULES,
            messages=history[-20:],
        )

    ## Good
    file: app.py
    import anthropic

    RULES = '''
    You answer support tickets by these rules.
    <<< 900 words >>>
    '''


    def reply(client: anthropic.Anthropic, history: list[dict[str, str]]) -> None:
        client.messages.create(
            model="claude-haiku-5-5",
            max_tokens=500,
            cache_control={"type": "ephemeral"},
            system=RULES,
            messages=history,
        )
    """
    layout = Layout.of(prompt)
    for spoiler in in_messages(layout, rewrites_history):
        yield Finding(
            message=_message(spoiler.value),
            primary=spoiler.primary(),
            related=spoiler.others(),
            help=_help(spoiler.value),
        )


def _message(value: Placeholder) -> str:
    if value.nature is Nature.WINDOW:
        return f"{shown(value)} drops the earliest messages with every turn"
    return f"{shown(value)} sends earlier messages in another form"


def _help(value: Placeholder) -> str:
    if value.nature is Nature.WINDOW:
        return "cut seldom and in large steps, so that the messages stay the same between two cuts"
    return "send each message again as it was sent first, and add what is new at the end"
