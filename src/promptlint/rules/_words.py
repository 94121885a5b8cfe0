"""How findings speak of values: the same words in every rule."""

from __future__ import annotations

import re

from promptlint.diagnostics import Label
from promptlint.ir import Evidence, Nature, Placeholder, Stability

_LONGEST = 32
_MOST_STEPS = 6

_CHANGES = {
    Stability.CONSTANT: "never changes",
    Stability.DEPLOY: "changes with the deployment",
    Stability.DAILY: "changes every day",
    Stability.SHARED: "is shared by a group of requests",
    Stability.SESSION: "changes with every conversation",
    Stability.REQUEST: "changes with every request",
    Stability.VOLATILE: "another value at every evaluation",
    Stability.UNKNOWN: "may change: nothing in the repository tells",
}

_NATURES = {
    Nature.CLOCK: "the time: another value at every evaluation",
    Nature.RANDOM: "random: another value at every evaluation",
    Nature.COUNTER: "a counter: another value at every evaluation",
    Nature.UNORDERED: "comes in no particular order",
    Nature.CALENDAR: "a date: changes every day",
    Nature.MACHINE: "differs from machine to machine",
    Nature.GATHERED: "moves on while a conversation goes on",
    Nature.WINDOW: "only the last ones are kept: with every turn the first one differs",
    Nature.REWRITTEN: "not what was sent before",
    Nature.SERIALIZED: "its text is not always the same",
}

_MOVING = (Nature.CLOCK, Nature.RANDOM, Nature.COUNTER)
# What was seen of these is what was done to the value, whatever is known of the value itself.
_DONE = (Nature.WINDOW, Nature.REWRITTEN, Nature.SERIALIZED)

_EVIDENCE = {
    Evidence.DECLARED: "declared",
    Evidence.SOURCE: "",
    Evidence.NAME: "by its name",
    Evidence.DEFAULT: "undeclared, so taken as request data",
}


def shown(value: Placeholder) -> str:
    """The name of a value, short enough for a message, on one line and in backticks."""
    name = " ".join(value.name.replace("`", "'").split())
    if len(name) > _LONGEST:
        name = name[: _LONGEST - 1] + "…"
    return f"`{name}`" if name else "a value"


def changes(value: Placeholder) -> str:
    """How often a value changes and how we know: the words of its label."""
    words = _NATURES.get(value.nature) or _CHANGES[value.stability]
    if value.nature in _MOVING and value.stability in (Stability.SESSION, Stability.REQUEST):
        words = f"{words.partition(':')[0]}: {_CHANGES[value.stability]}"  # it was kept
    if value.nature is Nature.LIVE:
        words = f"what something outside says at the time: {words}"
    if value.stability is Stability.UNKNOWN or value.nature in _DONE:
        return words
    known = _EVIDENCE[value.evidence]
    if value.evidence is Evidence.DEFAULT and value.stability is Stability.SESSION:
        known = "undeclared, so taken as what the conversation is about"
    return f"{words} ({known})" if known else words


def way(value: Placeholder) -> tuple[Label, ...]:
    """Labels on the places that a value passes on its way to the prompt; of many, the first and the last ones."""
    seen = {(value.path, value.span)}
    steps = []
    for step in value.steps:
        if (step.path, step.span) not in seen:
            seen.add((step.path, step.span))
            steps.append(Label(step.path, step.span, step.text))
    half = _MOST_STEPS // 2
    return tuple(steps if len(steps) <= _MOST_STEPS else [*steps[:half], *steps[-half:]])


def declaring(value: Placeholder) -> str:
    """How to say that a value is more stable than it is taken for; nothing where we know how stable it is."""
    if value.evidence is not Evidence.DEFAULT and value.stability is not Stability.UNKNOWN:
        return ""
    name = value.name
    if not re.fullmatch(r"[\w.-]{1,60}", name):
        return ", or declare it under `placeholders` in the configuration"
    key = name if re.fullmatch(r"[\w-]+", name, re.ASCII) else f'"{name}"'
    return (
        f', or declare it: `placeholders = {{{key} = "shared"}}` in the configuration,'
        f" `promptlint: placeholder {name}=shared` in a comment"
    )
