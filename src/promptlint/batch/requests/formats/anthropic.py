"""Message Batches: `{"custom_id", "params"}`, and the parameters of the Messages API wherever they are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promptlint.batch.requests.row import Flaw, Row
from promptlint.batch.requests.validity import validity
from promptlint.providers.registry import Provider

if TYPE_CHECKING:
    from promptlint.batch.requests.blocks import Block

_REQUIRED = ("model", "max_tokens", "messages")
_DEFAULT_TTL = "5m"
# What belongs to the identity of a cache entry: of all of it, or of the messages only.
_OF_ALL = frozenset({"output_config", "context_management", "speed"})
_OF_MESSAGES = frozenset({"tool_choice", "thinking"})
_ROLES = {"user": b"Muser", "assistant": b"Massistant"}


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
        model = params.get("model")
        return Row(id_, model if isinstance(model, str) else None, blocks(params), None, flaws)


def blocks(params: dict[str, Any]) -> list[Block]:
    """The blocks of a request in the order in which the provider renders them, marks taken out of them."""
    found = _settings(params, _OF_ALL)
    tools, system = params.get("tools"), params.get("system")
    if tools is not None:
        found += [_block(b"T", tool) for tool in (tools if isinstance(tools, list) else [tools])]
    if system is not None:
        found += [_block(b"S", part) for part in (system if isinstance(system, list) else [system])]
    found += _settings(params, _OF_MESSAGES)
    messages = params.get("messages")
    before = len(found)
    for message in messages if isinstance(messages, list) else []:
        if not isinstance(message, dict):
            found.append((b"M", message, None))
            continue
        role, content = message.get("role"), message.get("content")
        kind = _ROLES.get(role) if isinstance(role, str) else None
        kind = kind or b"M" + str(role).encode("utf-8", "surrogatepass")
        found += [_block(kind, part) for part in (content if isinstance(content, list) else [content])]
    if len(found) > before and params.get("cache_control") is not None:
        kind, value, mark = found[-1]
        found[-1] = (kind, value, mark or _ttl(params["cache_control"]))
    return found


def _settings(params: dict[str, Any], names: frozenset[str]) -> list[Block]:
    """Parameters that belong to the identity of a prefix, in an order that does not depend on the request."""
    if names.isdisjoint(params):
        return []
    return [(b"=", [name, params[name]], None) for name in sorted(names & params.keys()) if params[name] is not None]


def _block(kind: bytes, part: object) -> Block:
    """One part without its mark; a text block of nothing but text is the same as its text."""
    if not isinstance(part, dict):
        return (kind, part, None)
    mark = part.pop("cache_control", None)
    ttl = _ttl(mark) if mark is not None else None
    if len(part) == 2 and part.get("type") == "text":  # noqa: PLR2004 its type, and its text
        return (kind, part.get("text"), ttl)
    return (kind, part, ttl)


def _ttl(mark: object) -> str | None:
    if not isinstance(mark, dict):
        return None
    ttl = mark.get("ttl")
    return ttl if isinstance(ttl, str) else _DEFAULT_TTL
