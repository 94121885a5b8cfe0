"""One module a format; the first that knows a record reads its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from promptlint.batch.requests.formats.anthropic import Anthropic
from promptlint.batch.requests.formats.bedrock import Bedrock
from promptlint.batch.requests.formats.gemini import Gemini
from promptlint.batch.requests.formats.openai import OpenAI

if TYPE_CHECKING:
    from promptlint.batch.requests.row import Row
    from promptlint.providers.registry import Provider


class Format(Protocol):
    """A shape of request files."""

    name: str
    provider: Provider

    def knows(self, record: dict[str, Any]) -> bool:
        """Whether a record is of this format."""

    def row(self, record: dict[str, Any]) -> Row:
        """What is needed of a record, which may be taken apart."""


FORMATS: tuple[Format, ...] = (Anthropic(), OpenAI(), Bedrock(), Gemini())
BY_NAME = {each.name: each for each in FORMATS}


def detect(records: list[dict[str, Any]]) -> Format | None:
    """The format of the first record that belongs to one."""
    return next((each for record in records for each in FORMATS if each.knows(record)), None)
