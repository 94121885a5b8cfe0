"""OpenAI's batch lines: `{"custom_id", "method", "url", "body"}` for chat completions, responses and embeddings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promptlint.batch.requests.row import Flaw, Row
from promptlint.batch.requests.validity import validity
from promptlint.providers.registry import Provider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.requests.blocks import Block

_NO_PROMPT = ("/v1/embeddings", "/v1/moderations", "/v1/images/generations", "/v1/images/edits")
# What belongs to the identity of a cached prefix besides its text.
_SETTINGS = ("parallel_tool_calls", "response_format", "text", "reasoning", "reasoning_effort", "verbosity")
_VERSION_KEYS = (("prompt_id", "prompt_version"), ("prompt_name", "prompt_version"), ("prompt", "version"))


class OpenAI:
    """Request files of the Batch API."""

    name = "openai"
    provider = Provider.OPENAI

    def knows(self, record: dict[str, Any]) -> bool:
        """Whether a record is of this format."""
        return "body" in record and "custom_id" in record

    def row(self, record: dict[str, Any]) -> Row:
        """What is needed of a record, which may be taken apart."""
        body, id_ = record.get("body"), record.get("custom_id")
        flaws = validity(Provider.OPENAI).of_id(id_)
        if not isinstance(body, dict):
            return Row(id_, None, (), flaws=(*flaws, Flaw("`body` is missing", "custom_id")))
        if record.get("method", "POST") != "POST":
            flaws += (Flaw("a batch takes `POST` only", "method"),)
        model = body.get("model")
        url = record.get("url") if isinstance(record.get("url"), str) else None
        blocks = [] if url in _NO_PROMPT else list(_blocks(body))
        return Row(id_, model if isinstance(model, str) else None, blocks, _declared(body), flaws, url)


def _blocks(body: dict[str, Any]) -> Iterator[Block]:
    for name in _SETTINGS:
        if body.get(name) is not None:
            yield (b"=", [name, body[name]], None)
    for tool in _listed(body.get("tools")):
        yield (b"T", tool, None)
    if body.get("prompt") is not None:
        yield (b"P", body["prompt"], None)
    if body.get("instructions") is not None:
        yield (b"S", body["instructions"], None)
    for message in _listed(body.get("messages", body.get("input"))):
        yield from _message(message)


def _message(message: object) -> Iterator[Block]:
    if not isinstance(message, dict) or not isinstance(message.get("role"), str):
        yield (b"M", message, None)
        return
    content = message.get("content")
    kind = b"M" + message["role"].encode("utf-8", "surrogatepass")
    rest = {key: value for key, value in message.items() if key not in ("role", "content", "type")}
    for part in content if isinstance(content, list) else [content]:
        if isinstance(part, dict):
            part.pop("prompt_cache_breakpoint", None)
            text = part.get("text")
            yield (kind, text if isinstance(text, str) and len(part) == 2 else part, None)  # noqa: PLR2004 its type, and its text
        else:
            yield (kind, part, None)
    if rest:
        yield (kind, rest, None)


def _declared(body: dict[str, Any]) -> tuple[str, str] | None:
    """The id and the version of the prompt, where the request says both."""
    prompt, metadata = body.get("prompt"), body.get("metadata")
    if isinstance(prompt, dict):
        pairs = [(prompt.get("id"), prompt.get("version"))]
    elif isinstance(metadata, dict):
        pairs = [(metadata.get(name), metadata.get(version)) for name, version in _VERSION_KEYS]
    else:
        return None
    return next(
        ((name, version) for name, version in pairs if isinstance(name, str) and isinstance(version, str)), None
    )


def _listed(value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None else [{"role": "user", "content": value}]
