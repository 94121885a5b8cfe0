"""Gemini's batch lines: `{"key", "request"}`, on Vertex without the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promptlint.batch.requests.row import Flaw, Row
from promptlint.batch.requests.validity import validity
from promptlint.providers.registry import Provider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.requests.blocks import Block

# Both spellings are taken by the API.
_CACHED = ("cachedContent", "cached_content")
_SYSTEM = ("systemInstruction", "system_instruction")
_SETTINGS = (("toolConfig", "tool_config"),)


class Gemini:
    """Request files of the batch mode; the model is named with the job, if not in the request."""

    name = "gemini"
    provider = Provider.GEMINI

    def knows(self, record: dict[str, Any]) -> bool:
        """Whether a record is of this format."""
        request = record.get("request")
        return isinstance(request, dict) and "contents" in request

    def row(self, record: dict[str, Any]) -> Row:
        """What is needed of a record, which may be taken apart."""
        id_, request = record.get("key"), record.get("request")
        if not isinstance(request, dict):
            return Row(id_, None, (), flaws=(Flaw("`request` is missing", "key"),))
        flaws = validity(self.provider).of_id(id_) if id_ is not None else ()
        model = request.get("model")
        return Row(id_, model if isinstance(model, str) else "gemini", list(_blocks(request)), None, flaws)


def _blocks(request: dict[str, Any]) -> Iterator[Block]:
    for names in (_CACHED, *_SETTINGS):
        if (value := _either(request, names)) is not None:
            yield (b"=", [names[0], value], None)
    tools = request.get("tools")
    for tool in tools if isinstance(tools, list) else []:
        yield (b"T", tool, None)
    system = _either(request, _SYSTEM)
    if system is not None:
        yield from _parts(b"S", system)
    contents = request.get("contents")
    for content in contents if isinstance(contents, list) else [contents]:
        yield from _parts(b"M", content)


def _parts(kind: bytes, content: object) -> Iterator[Block]:
    if not isinstance(content, dict) or not isinstance(content.get("parts"), list | dict):
        yield (kind, content, None)
        return
    role = content.get("role")
    kind += role.encode("utf-8", "surrogatepass") if isinstance(role, str) and kind == b"M" else b""
    parts = content["parts"]
    for part in parts if isinstance(parts, list) else [parts]:
        yield (kind, part["text"] if isinstance(part, dict) and part.keys() == {"text"} else part, None)


def _either(request: dict[str, Any], names: tuple[str, str]) -> Any:  # noqa: ANN401 JSON
    return next((request[name] for name in names if request.get(name) is not None), None)
