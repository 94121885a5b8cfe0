"""What a model caches, from the one data file that has every figure with its source."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from promptlint.record import Record, dataclass
from promptlint.tokens import Tokenizer


class Provider(StrEnum):
    """Who serves the model."""

    ANTHROPIC = "anthropic"
    OPENAI = "openai"
    GEMINI = "gemini"
    BEDROCK = "bedrock"
    DEEPSEEK = "deepseek"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Limits(Record):
    """What is known of how a model caches.

    A model that the registry does not hold is not `known`: `minimum` is then the smallest that any
    model has, so that nothing is called too short that may not be.
    """

    provider: Provider
    minimum: int  # tokens; a shorter prefix is silently not cached
    known: bool
    tokenizer: Tokenizer
    explicit: bool = False  # caches nothing without a mark
    max_breakpoints: int = 4
    lookback: int | None = 20  # blocks ahead of a mark, among which an earlier entry is looked for; None: no figure


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Entry(Record):
    """A line of the data file: a model, or a family of models where `match` ends in a star."""

    match: str
    provider: Provider
    minimum: int | None  # None: no figure was found, or public sources disagree
    tokenizer: Tokenizer
    explicit: bool
    max_breakpoints: int
    lookback: int | None
    source: str
    date: str


# The smallest minimum in the data file, so that a prompt without a model does not have to read it.
SMALLEST_MINIMUM = 512
_NOTHING_KNOWN = Limits(Provider.UNKNOWN, SMALLEST_MINIMUM, known=False, tokenizer=Tokenizer.UNKNOWN)

# What formats, gateways and libraries call a provider; `vertex` serves models of several.
_PROVIDERS = {
    "anthropic": Provider.ANTHROPIC,
    "openai": Provider.OPENAI,
    "azure": Provider.OPENAI,
    "azureopenai": Provider.OPENAI,
    "google": Provider.GEMINI,
    "googleai": Provider.GEMINI,
    "gemini": Provider.GEMINI,
    "bedrock": Provider.BEDROCK,
    "bedrockconverse": Provider.BEDROCK,
    "awsbedrock": Provider.BEDROCK,
    "amazonbedrock": Provider.BEDROCK,
    "deepseek": Provider.DEEPSEEK,
}
_MAKERS = {
    "claude": Provider.ANTHROPIC,
    "gpt": Provider.OPENAI,
    "chatgpt": Provider.OPENAI,
    "gemini": Provider.GEMINI,
    "deepseek": Provider.DEEPSEEK,
}


@cache
def limits(model: str | None, provider: str | None = None) -> Limits:
    """What is known of a model under any of the names that it goes by."""
    told = _PROVIDERS.get(re.sub(r"[^a-z]", "", provider.lower())) if provider else None
    if not model:
        return _fallback(told) if told else _NOTHING_KNOWN
    bare = bare_name(model)
    entry = _find(bare)
    if told is Provider.BEDROCK or _through_bedrock(model):
        return _on_bedrock(entry)
    if entry is None:
        maker = _MAKERS.get(re.split(r"[-.]", bare, maxsplit=1)[0], told)
        return _fallback(maker) if maker else _NOTHING_KNOWN
    if entry.minimum is None:
        return Limits(
            entry.provider,
            _smallest(entry.provider),
            known=False,
            tokenizer=entry.tokenizer,
            explicit=entry.explicit,
            max_breakpoints=entry.max_breakpoints,
            lookback=entry.lookback,
        )
    return Limits(
        entry.provider,
        entry.minimum,
        known=True,
        tokenizer=entry.tokenizer,
        explicit=entry.explicit,
        max_breakpoints=entry.max_breakpoints,
        lookback=entry.lookback,
    )


def entry_for(model: str, provider: str | None = None) -> Entry | None:
    """The entry of the data file that what is known of a model comes from."""
    if limits(model, provider).provider is Provider.BEDROCK:
        return next(each for each in entries() if each.provider is Provider.BEDROCK)
    return _find(bare_name(model))


@cache
def bare_name(model: str) -> str:
    """A model's name without provider, region, date and revision: one name for all that mean it.

    `us.anthropic.claude-haiku-4-5-20251001-v1:0`, `claude-haiku-4-5@20251001` and
    `openrouter/anthropic/claude-haiku-4.5` are all `claude-haiku-4-5`.
    """
    name = model.strip().lower()
    maker = re.match(r"(?:.*[/:.~])?((?:claude|gpt|chatgpt|gemini|deepseek|o\d)(?![a-z]).*)", name, re.DOTALL)
    if maker is None:
        return name
    name = re.split(r"[@:\[ ]", maker[1], maxsplit=1)[0]
    name = re.sub(r"(?:-latest|-v\d+|-\d{8}|-\d{4}-\d{2}-\d{2})+$", "", name)
    if name.startswith("claude"):
        # Anthropic writes `4-5`, gateways `4.5`; up to 3.5 the number stood before the kind.
        name = name.replace(".", "-")
        name = re.sub(r"^claude-(\d(?:-\d)?)-(opus|sonnet|haiku)$", r"claude-\2-\1", name)
    return name


def _through_bedrock(model: str) -> bool:
    name = model.strip().lower()
    return name.startswith(("bedrock", "arn:aws")) or re.match(r"(?:[a-z-]+\.)?anthropic\.claude", name) is not None


def _on_bedrock(entry: Entry | None) -> Limits:
    own = next(each for each in entries() if each.provider is Provider.BEDROCK)
    return Limits(
        Provider.BEDROCK,
        _smallest(Provider.BEDROCK),
        known=False,
        tokenizer=entry.tokenizer if entry else own.tokenizer,
        explicit=own.explicit,
        max_breakpoints=own.max_breakpoints,
        lookback=own.lookback,
    )


def _fallback(provider: Provider) -> Limits:
    """The weakest that all of a provider's models have in common."""
    own = next(each for each in entries() if each.provider is provider)
    return Limits(
        provider,
        _smallest(provider),
        known=False,
        tokenizer=Tokenizer.UNKNOWN,
        explicit=own.explicit,
        max_breakpoints=own.max_breakpoints,
        lookback=own.lookback,
    )


def _smallest(provider: Provider) -> int:
    of_provider = [each.minimum for each in entries() if each.provider is provider and each.minimum is not None]
    return min(of_provider, default=SMALLEST_MINIMUM)


def _find(bare: str) -> Entry | None:
    """The entry for a name: the whole name, or else the longest family that it belongs to."""
    families = [
        each
        for each in entries()
        if each.match == bare
        or (each.match.endswith("*") and re.match(rf"{re.escape(each.match[:-1])}(?:[^0-9a-z]|$)", bare))
    ]
    return max(families, key=lambda each: len(each.match), default=None)


@cache
def entries() -> tuple[Entry, ...]:
    """Every model that the data file holds."""
    from json import loads  # noqa: PLC0415 most prompts name no model
    from pathlib import Path  # noqa: PLC0415 the same

    table = loads(Path(__file__).with_name("models.json").read_text(encoding="utf-8"))
    return tuple(
        Entry(
            each["match"],
            Provider(each["provider"]),
            each["minimum"],
            Tokenizer[each["tokenizer"].replace("-", "_").upper()],
            each["explicit"],
            each["max_breakpoints"],
            each["lookback"],
            each["source"],
            each["date"],
        )
        for each in table["models"]
    )
