"""What may be said of a batch, in the configuration and in manifests."""

from __future__ import annotations

import re

from promptlint.config import BatchSettings
from promptlint.config_kinds import (
    At,
    InvalidError,
    Kind,
    Option,
    count,
    duration,
    list_of,
    string,
    table_of,
)


def batch() -> Kind[BatchSettings]:
    """A batch as the configuration and manifests declare it."""
    return table_of(
        BatchSettings,
        Option("name", string("a name"), "What the batch is called; no two have one name.", required=True),
        Option(
            "prompts",
            list_of(_pin("a prompt"), least=1),
            "The prompts that it sends, each by the name that reports give it, pinned to a version or a digest.",
            required=True,
        ),
        Option(
            "documents",
            list_of(_pin("a document")),
            "Files whose text is part of the prefix, pinned in the same ways.",
            [],
        ),
        Option("model", string("the name of a model"), "The model that answers it."),
        Option("provider", string("the name of a provider"), "Who serves the model, where its name does not tell."),
        Option("version", _version(), "The pin of all that has none of its own: it moves when that changes."),
        Option("requests", count(), "How many requests it has."),
        Option("output-tokens", count(), "How many tokens an answer has."),
        Option("ttl", duration(), "How long its cache entries live."),
        Option("window", duration(), "How long it may take."),
    )


def _version() -> Kind[str]:
    text = string("a version")

    def read(value: object, at: At) -> str:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return text.read(str(value) if is_number else value, at)

    return Kind(read, {"type": ["string", "integer"], "minLength": 1})


def _pin(what: str) -> Kind[str]:
    text = string(what)

    def read(value: object, at: At) -> str:
        pin = text.read(value, at)
        if re.search(_BROKEN_DIGEST, pin):
            hint = "at least 8 digits from 0 to f; the finding on a pin that no longer holds shows the right ones"
            raise InvalidError(at, f"`{pin}` is pinned to no digest", hint)
        return pin

    return Kind(read, text.schema | {"not": {"pattern": _BROKEN_DIGEST}})


_BROKEN_DIGEST = r"@sha256:(?![0-9a-f]{8,64}$)"
