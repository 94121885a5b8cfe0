"""PL209: settings that are part of the cache's key and vary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.ir import Section, Stability
from promptlint.providers.registry import Provider
from promptlint.rules._layout import Layout
from promptlint.rules._owners import VARYING
from promptlint.rules._rule import prompt_rule
from promptlint.rules._weight import PROVEN
from promptlint.rules._words import changes, way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Placeholder, Prompt

# With another value of one of these, tools and system prompt are still read, and only the messages are not.
_OF_MESSAGES = frozenset("tool_choice toolChoice disable_parallel_tool_use".split())
# What decides on which machine a request arrives, and by that which entries there are; whoever gives one wants a cache.
_KEYS = frozenset(("prompt_cache_key",))
# These providers leave `tool_choice` out of what they compare.
_WITHOUT_CHOICE = (Provider.OPENAI, Provider.DEEPSEEK)


@prompt_rule("PL209", Severity.WARNING, since="0.1.0")
def varying_cache_settings(prompt: Prompt) -> Iterator[Finding]:
    """A setting that decides what the cache finds differs between requests.

    ## Why
    An entry is found again only by a request with the same model and the same settings around it:
    thinking, effort, the form of the output. A different `tool_choice` keeps tools and system prompt, and
    loses the messages. One request of a conversation that is sent with another value pays for what was
    cached, and the next one that goes back to the old value often pays again. A value that changes with
    the conversation only is a hint. A `prompt_cache_key` that is made anew for each request, or sums up the
    conversation so far, sends each to another machine, where nothing of its prefix is cached.

    ## Bad
    file: app.py
    import anthropic

    RULES = '''
    You answer support tickets by these rules.
    <<< 900 words >>>
    '''


    def serve(client: anthropic.Anthropic) -> None:
        while True:
            ticket = input()
            budget = 8000 if "refund" in ticket else 2000
            client.messages.create(
                model="claude-haiku-5-5",
                max_tokens=9000,
                thinking={"type": "enabled", "budget_tokens": budget},
                system=[{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}],
                messages=[{"role": "user", "content": ticket}],
            )

    ## Good
    file: app.py
    import anthropic

    RULES = '''
    You answer support tickets by these rules.
    <<< 900 words >>>
    '''


    def serve(client: anthropic.Anthropic) -> None:
        while True:
            ticket = input()
            client.messages.create(
                model="claude-haiku-5-5",
                max_tokens=9000,
                thinking={"type": "enabled", "budget_tokens": 2000},
                system=[{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}],
                messages=[{"role": "user", "content": ticket}],
            )
    """
    layout = Layout.of(prompt)
    is_marked = bool(layout.marks) or prompt.automatic is not None
    is_cached = is_marked or layout.can_be_cached(layout.ending)
    found: dict[str, Placeholder] = {}
    for value in prompt.settings:
        if not is_cached and _name(value) not in _KEYS:
            continue
        if value.stability in VARYING and value.evidence in PROVEN and _matters(layout, _name(value)):
            found.setdefault(_name(value), value)
    for setting, value in found.items():
        yield Finding(
            message=f"`{setting}` differs between requests",
            primary=Label(value.path, value.span, changes(value)),
            related=way(value),
            help=_advice(setting),
            severity=Severity.INFO if value.stability is Stability.SESSION or prompt.is_likely else None,
        )


def _matters(layout: Layout, setting: str) -> bool:
    """Whether something is cached that depends on a setting."""
    prompt = layout.prompt
    if setting not in _OF_MESSAGES:
        return True
    if prompt.limits.provider in _WITHOUT_CHOICE:
        return False
    if layout.marks:
        last = prompt.blocks[layout.marks[-1].block]
        return last.section is Section.MESSAGES or prompt.automatic is not None
    return prompt.continues or prompt.automatic is not None


def _name(value: Placeholder) -> str:
    """What the setting is called: without the settings that it is a part of."""
    return value.form.rpartition(".")[2]


def _advice(setting: str) -> str:
    if setting in _KEYS:
        return "give requests that begin alike the same key: another one leads to a machine that has cached nothing"
    return f"send the same in all requests: with another value {_lost(setting)} written anew"


def _lost(setting: str) -> str:
    if setting == "model":
        return "all of the prompt is"
    return "the messages are" if setting in _OF_MESSAGES else "the messages at least are"
