"""Batch inference on Bedrock: `{"recordId", "modelInput"}`, whose input is what the model's maker takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promptlint.batch.requests.formats.anthropic import blocks as anthropic_blocks
from promptlint.batch.requests.row import Flaw, Row
from promptlint.batch.requests.validity import validity
from promptlint.providers.registry import Provider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.requests.blocks import Block

_DEFAULT_TTL = "5m"
_TEXTS = ("prompt", "inputText", "instruction")  # of makers whose input is one text


class Bedrock:
    """Request files of batch inference; the model is named with the job, not in them."""

    name = "bedrock"
    provider = Provider.BEDROCK

    def knows(self, record: dict[str, Any]) -> bool:
        """Whether a record is of this format."""
        return "modelInput" in record

    def row(self, record: dict[str, Any]) -> Row:
        """What is needed of a record, which may be taken apart."""
        id_, given = record.get("recordId"), record.get("modelInput")
        if not isinstance(given, dict):
            return Row(id_, None, (), flaws=(Flaw("`modelInput` is missing", "recordId"),))
        # An id that is left out is made up by Bedrock.
        flaws = validity(self.provider).of_id(id_) if id_ is not None else ()
        is_anthropic = "anthropic_version" in given
        blocks = anthropic_blocks(given) if is_anthropic else list(_blocks(given))
        return Row(id_, "anthropic.claude" if is_anthropic else None, blocks, None, flaws)


def _blocks(given: dict[str, Any]) -> Iterator[Block]:
    """Blocks as in the Converse API, where a mark is an item of its own behind what it closes."""
    config = given.get("toolConfig")
    if isinstance(config, dict):
        yield from _marked(b"T", config.get("tools"))
    yield from _marked(b"S", given.get("system"))
    for name in _TEXTS:
        if given.get(name) is not None:
            yield (b"P", given[name], None)
    messages = given.get("messages")
    for message in messages if isinstance(messages, list) else []:
        if isinstance(message, dict):
            yield from _marked(b"M" + str(message.get("role")).encode("utf-8", "surrogatepass"), message.get("content"))
        else:
            yield (b"M", message, None)


def _marked(kind: bytes, content: object) -> Iterator[Block]:
    """The parts of a content, each with the mark that follows it."""
    if content is None:
        return
    before: Block | None = None
    for part in content if isinstance(content, list) else [content]:
        point = part.get("cachePoint") if isinstance(part, dict) else None
        if isinstance(point, dict):
            ttl = point.get("ttl")
            if before is not None:
                before = (before[0], before[1], ttl if isinstance(ttl, str) else _DEFAULT_TTL)
            continue
        if before is not None:
            yield before
        before = (kind, part["text"] if isinstance(part, dict) and part.keys() == {"text"} else part, None)
    if before is not None:
        yield before
