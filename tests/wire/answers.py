"""The smallest answers that the SDKs accept, made from the request alone."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Json = dict[str, object]


@dataclass
class Answers:
    """What a provider says; each answer has text and ids of its own, as real ones have."""

    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def to(self, path: str, body: Json) -> Json | None:
        """The answer to a request by the end of its path; None for a path that no provider has."""
        for end, answer in (
            ("/messages", self._message),
            ("/messages/count_tokens", self._count),
            ("/messages/batches", self._message_batch),
            ("/chat/completions", self._chat_completion),
            ("/responses", self._response),
            ("/files", self._file),
            ("/batches", self._batch),
        ):
            if path.endswith(end):
                return answer(body)
        return None

    def _id(self, kind: str) -> str:
        return f"{kind}_{next(self._numbers):08x}"

    def _text(self, schema: object = None) -> str:
        return f"This is answer {next(self._numbers)}." if schema is None else json.dumps(_instance(schema, schema))

    def _message(self, body: Json) -> Json:
        schema = _at(body, "output_config", "format", "schema") or _at(body, "output_format", "schema")
        content: list[Json] = [{"type": "text", "text": self._text(schema)}]
        tool = _wanted_tool(body)
        if tool is not None:
            arguments = _instance(tool.get("input_schema"), tool.get("input_schema"))
            content.append({"type": "tool_use", "id": self._id("toolu"), "name": tool["name"], "input": arguments})
        return {
            "id": self._id("msg"),
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": content,
            "stop_reason": "tool_use" if tool else "end_turn",
            "stop_sequence": None,
            "usage": {"input_tokens": 1, "output_tokens": 1},
        }

    def _count(self, _: Json) -> Json:
        return {"input_tokens": 1}

    def _message_batch(self, _: Json) -> Json:
        counts = dict.fromkeys(("processing", "succeeded", "errored", "canceled", "expired"), 0)
        return {
            "id": self._id("msgbatch"),
            "type": "message_batch",
            "processing_status": "in_progress",
            "request_counts": counts,
            "created_at": "2026-11-03T00:00:00Z",
            "expires_at": "2026-11-04T00:00:00Z",
        }

    def _chat_completion(self, body: Json) -> Json:
        schema = _at(body, "response_format", "json_schema", "schema")
        message: Json = {"role": "assistant", "content": self._text(schema), "refusal": None}
        tool = _wanted_tool(body)
        if tool is not None:
            function = tool["function"]
            assert isinstance(function, dict)
            arguments = json.dumps(_instance(function.get("parameters"), function.get("parameters")))
            call = {"name": function["name"], "arguments": arguments}
            message["tool_calls"] = [{"id": self._id("call"), "type": "function", "function": call}]
        return {
            "id": self._id("chatcmpl"),
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [{"index": 0, "finish_reason": "tool_calls" if tool else "stop", "message": message}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }

    def _response(self, body: Json) -> Json:
        text = {"type": "output_text", "annotations": [], "text": self._text(_at(body, "text", "format", "schema"))}
        message = {"id": self._id("msg"), "type": "message", "role": "assistant", "status": "completed"}
        output: list[Json] = [message | {"content": [text]}]
        tool = _wanted_tool(body)
        if tool is not None:
            arguments = json.dumps(_instance(tool.get("parameters"), tool.get("parameters")))
            call = {"type": "function_call", "id": self._id("fc"), "call_id": self._id("call"), "name": tool["name"]}
            output.append(call | {"arguments": arguments, "status": "completed"})
        return {
            "id": self._id("resp"),
            "object": "response",
            "created_at": 1,
            "status": "completed",
            "model": body["model"],
            "output": output,
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": body.get("tools", []),
        }

    def _file(self, _: Json) -> Json:
        return {
            "id": self._id("file"),
            "object": "file",
            "bytes": 1,
            "created_at": 1,
            "filename": "requests.jsonl",
            "purpose": "batch",
            "status": "processed",
        }

    def _batch(self, body: Json) -> Json:
        return {
            "id": self._id("batch"),
            "object": "batch",
            "completion_window": "24h",
            "created_at": 1,
            "endpoint": body["endpoint"],
            "input_file_id": body["input_file_id"],
            "status": "validating",
        }


def events(answer: Json) -> Iterator[tuple[str | None, Json]]:
    """An answer as the events of a stream, with their names where the provider names them."""
    if answer.get("object") == "chat.completion":
        yield from _chunks(answer)
        return
    yield "message_start", {"type": "message_start", "message": answer | {"content": [], "stop_reason": None}}
    for index, block in enumerate(_dicts(answer["content"])):
        if block["type"] == "text":
            empty, delta = block | {"text": ""}, {"type": "text_delta", "text": block["text"]}
        else:
            empty = block | {"input": {}}
            delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
        yield "content_block_start", {"type": "content_block_start", "index": index, "content_block": empty}
        yield "content_block_delta", {"type": "content_block_delta", "index": index, "delta": delta}
        yield "content_block_stop", {"type": "content_block_stop", "index": index}
    reason = {"stop_reason": answer["stop_reason"], "stop_sequence": None}
    yield "message_delta", {"type": "message_delta", "delta": reason, "usage": {"output_tokens": 1}}
    yield "message_stop", {"type": "message_stop"}


def _chunks(answer: Json) -> Iterator[tuple[None, Json]]:
    (choice,) = _dicts(answer["choices"])
    common = {"id": answer["id"], "object": "chat.completion.chunk", "created": 1, "model": answer["model"]}
    for delta, reason in ((choice["message"], None), ({}, choice["finish_reason"])):
        yield None, common | {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}


def _wanted_tool(body: Json) -> Json | None:
    """The first tool, until the conversation holds the result of one."""
    tools = _dicts(body.get("tools") or [])
    conversation = json.dumps(body.get("messages") or body.get("input"))
    has_result = any(word in conversation for word in ('"tool_result"', '"role": "tool"', '"function_call_output"'))
    return next(iter(tools), None) if not has_result else None


def _instance(schema: object, root: object) -> object:
    """The dullest value that a JSON schema allows."""
    if not isinstance(schema, dict):
        return {}
    if isinstance(reference := schema.get("$ref"), str):
        return _instance(_at(root, *reference.removeprefix("#/").split("/")), root)
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _instance(schema["anyOf"][0], root)
    kind = schema.get("type", "object")
    if kind == "object":
        return {name: _instance(each, root) for name, each in schema.get("properties", {}).items()}
    return {"string": "x", "integer": 1, "number": 1.0, "boolean": False, "array": []}.get(kind)


def _at(value: object, *keys: str) -> object:
    """What stands under some keys, or None."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _dicts(value: object) -> list[Json]:
    assert isinstance(value, list)
    return value


def as_stream(answer: Json) -> str:
    """An answer as server-sent events."""
    return "".join(_event(name, body) for name, body in events(answer)) + _end(answer)


def _event(name: str | None, body: Mapping[str, object]) -> str:
    return (f"event: {name}\n" if name else "") + f"data: {json.dumps(body)}\n\n"


def _end(answer: Mapping[str, object]) -> str:
    return "data: [DONE]\n\n" if answer.get("object") == "chat.completion" else ""


def jsonl_of(raw: bytes, kind: str) -> Iterable[Json]:
    """The lines of the file in an upload."""
    upload = message_from_bytes(f"Content-Type: {kind}\n\n".encode() + raw)
    for part in upload.walk():
        content = part.get_payload(decode=True)
        if part.get_filename() and isinstance(content, bytes):
            yield from (json.loads(line) for line in content.splitlines() if line.strip())
