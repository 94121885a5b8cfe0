"""What stands beside a prompt: its version, name and model, and what its author says of its placeholders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.facts import VersionClaim
from promptlint.frontends.documents.node import Mapping, Scalar, ScalarKind
from promptlint.frontends.front_matter import metadata

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promptlint.facts import Declared, Problem
    from promptlint.source import Span

_NAME_KEYS = ("name", "id")
_MODEL_KEYS = ("model", "model_id", "modelId", "model_name")
_VERSION_KEYS = ("version", "prompt_version")
_ABOUT = ("promptlint", "metadata", "meta")
_LONGEST_VERSION = 40


def version_of(around: Iterable[Mapping], *more_keys: str) -> VersionClaim | None:
    """The version that the innermost of some mappings declares."""
    for mapping in around:
        for place in (mapping, *(mapping.mapping(name) for name in _ABOUT)):
            if place is None:
                continue
            for key in (*more_keys, *_VERSION_KEYS):
                value = place.get(key)
                if isinstance(value, Scalar) and _is_version(value):
                    return VersionClaim(value.value, value.inner_span)
    return None


def _is_version(value: Scalar) -> bool:
    text = value.value
    return (
        value.kind in (ScalarKind.STRING, ScalarKind.NUMBER)
        and bool(text.strip())
        and len(text) <= _LONGEST_VERSION
        and "\n" not in text
        and "{" not in text
    )


def name_of(mapping: Mapping) -> str | None:
    """The name that a registry of prompts would go by."""
    found = mapping.scalar(*_NAME_KEYS)
    return found.value.strip() if found is not None and "\n" not in found.value.strip() else None


def model_of(around: Iterable[Mapping]) -> tuple[str, Span] | None:
    """The model that the innermost of some mappings names; one that is filled in at run time is none."""
    for mapping in around:
        for key in _MODEL_KEYS:
            value = mapping.get(key)
            if isinstance(value, Mapping):
                value = value.scalar("id", "name", "model")
            if isinstance(value, Scalar) and (model := literal_model(value)) is not None:
                return model
        config = mapping.mapping("config")
        value = config.scalar("model") if config is not None else None
        if value is not None and (model := literal_model(value)) is not None:
            return model
    return None


def literal_model(value: Scalar) -> tuple[str, Span] | None:
    """A model's name and where it stands."""
    text = value.value.strip()
    if not value.is_text or any(sign in text for sign in "{}$<> \n"):
        return None
    return text, value.inner_span


def declared_levels(mapping: Mapping, problems: list[Problem]) -> tuple[Declared, ...]:
    """The levels under `promptlint: {placeholders: …}`, in the form that front matter has."""
    if "promptlint" not in mapping:
        return ()
    about = metadata(mapping)
    problems += about.problems
    return about.declared
