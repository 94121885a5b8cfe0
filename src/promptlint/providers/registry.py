"""What a model caches, from the one data file that has every figure with its source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promptlint.tokens import Tokenizer


class Provider(StrEnum):
    """Who serves the model."""

    ANTHROPIC = "anthropic"
    OPENAI = "openai"
    GEMINI = "gemini"
    BEDROCK = "bedrock"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Limits:
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
