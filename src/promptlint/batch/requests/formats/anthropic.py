"""Message Batches: `{"custom_id", "params"}`, and the parameters of the Messages API wherever they are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promptlint.batch.requests.blocks import Block, cut
from promptlint.batch.requests.row import Flaw, Row
from promptlint.batch.requests.validity import validity
from promptlint.providers.registry import Provider

if TYPE_CHECKING:
    from collections.abc import Iterator

_REQUIRED = ("model", "max_tokens", "messages")
_DEFAULT_TTL = "5m"
# What belongs to the identity of a cache entry: of all of it, or of the messages only.
_OF_ALL = ("output_config", "context_management", "speed")
_OF_MESSAGES = ("tool_choice", "thinking")


class Anthropic:
    """Request files of the Message Batches API."""

    name = "anthropic"
    provider = Provider.ANTHROPIC

    def knows(self, record: dict[str, Any]) -> bool:
        """Whether a record is of this format."""
        return "params" in record and "custom_id" in record

    def row(self, record: dict[str, Any]) -> Row:
        """What is needed of a record, which may be taken apart."""
        id_, params = record.get("custom_id"), record.get("params")
        checks = validity(Provider.ANTHROPIC, *_REQUIRED)
        flaws = checks.of_id(id_)
        if not isinstance(params, dict):
            return Row(id_, None, (), flaws=(*flaws, Flaw("`params` is missing", "custom_id")))
        flaws += checks.of_parameters(params)
        chunks, marks = cut(list(blocks(params)))
        model = params.get("model")
        return Row(id_, model if isinstance(model, str) else None, chunks, marks, None, flaws)


def blocks(params: dict[str, Any]) -> Iterator[Block]:
    """The blocks of a request in the order in which the provider renders them, marks taken out of them."""
    for name in _OF_ALL:
        if params.get(name) is not None:
            yield Block(b"=", [name, params[name]])
    automatic = _ttl(params.get("cache_control"))
    for tool in _listed(params.get("tools")):
        yield _block(b"T", tool)
    system = params.get("system")
    for part in [system] if isinstance(system, str) else _listed(system):
        yield _block(b"S", part)
    for name in _OF_MESSAGES:
        if params.get(name) is not None:
            yield Block(b"=", [name, params[name]])
    last: Block | None = None
    for message in _listed(params.get("messages")):
        for each in _parts(message):
            if last is not None:
                yield last
            last = each
    if last is not None:
        yield last._replace(mark=last.mark or automatic)


def _parts(message: object) -> Iterator[Block]:
    if not isinstance(message, dict):
        yield Block(b"M", message)
        return
    kind = b"M" + str(message.get("role")).encode("utf-8", "surrogatepass")
    content = message.get("content")
    for part in content if isinstance(content, list) else [content]:
        yield _block(kind, part)


def _block(kind: bytes, part: object) -> Block:
    """One part without its mark; a text block of nothing but text is the same as its text."""
    if not isinstance(part, dict):
        return Block(kind, part)
    ttl = _ttl(part.pop("cache_control", None))
    if len(part) == 2 and part.get("type") == "text":  # noqa: PLR2004 its type, and its text
        return Block(kind, part.get("text"), ttl)
    return Block(kind, part, ttl)


def _ttl(mark: object) -> str | None:
    if not isinstance(mark, dict):
        return None
    ttl = mark.get("ttl")
    return ttl if isinstance(ttl, str) else _DEFAULT_TTL


def _listed(value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]
