"""What stands beside a prompt: its version, name and model, and what its author says of its placeholders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.facts import Declared, Problem, VersionClaim
from promptlint.frontends.directives import level, unknown_level
from promptlint.frontends.documents.node import Mapping, Scalar, ScalarKind

if TYPE_CHECKING:
    from collections.abc import Iterable

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
        for name in ("config", "promptlint"):
            inner = mapping.mapping(name)
            value = inner.scalar("model") if inner is not None else None
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
    """The levels under `promptlint: {placeholders: …}`."""
    about = mapping.mapping("promptlint")
    levels = about.mapping("placeholders") if about is not None else None
    found: list[Declared] = []
    for pattern, word in levels.items if levels is not None else ():
        stability = level(word.value.strip()) if isinstance(word, Scalar) else None
        if stability is not None:
            found.append(Declared(pattern.value, stability))
        elif isinstance(word, Scalar):
            problems.append(unknown_level(word.value.strip(), word.span))
        else:
            problems.append(Problem(f"the level of `{pattern.value[:40]}` must be a word", word.span))
    return tuple(found)
