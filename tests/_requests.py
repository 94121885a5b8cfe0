"""Request files made for tests: lines of each provider, and strategies that make whole files of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SORTING = "You sort the tickets of a large invoicing service into classes, and name the rule that decides. " * 60
ANSWERING = "You answer the customers of a large invoicing service, and promise nothing that no rule gives. " * 60


def mark(ttl: str | None = "1h") -> dict[str, str]:
    """A cache mark."""
    return {"type": "ephemeral"} if ttl is None else {"type": "ephemeral", "ttl": ttl}


def anthropic(
    id_: str, system: str = SORTING, user: str = "A ticket.", ttl: str | None = "1h", **params: object
) -> dict[str, Any]:
    """A request of the Message Batches API with a marked system prompt."""
    block = {"type": "text", "text": system, "cache_control": mark(ttl)}
    body = {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [block]}
    return {"custom_id": id_, "params": {**body, "messages": [{"role": "user", "content": user}], **params}}


def openai(id_: str, system: str = SORTING, user: str = "A ticket.", **body: object) -> dict[str, Any]:
    """A chat completion."""
    messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    given = {"model": "gpt-5", "messages": messages, **body}
    return {"custom_id": id_, "method": "POST", "url": "/v1/chat/completions", "body": given}


def responses(id_: str, system: str = SORTING, user: str = "A ticket.", **body: object) -> dict[str, Any]:
    """A request of the Responses API."""
    given = {"model": "gpt-5", "instructions": system, "input": user, **body}
    return {"custom_id": id_, "method": "POST", "url": "/v1/responses", "body": given}


def bedrock(id_: str, system: str = SORTING, user: str = "A ticket.") -> dict[str, Any]:
    """A Claude model on Bedrock."""
    given = anthropic(id_, system, user)["params"]
    del given["model"]
    return {"recordId": id_, "modelInput": {"anthropic_version": "bedrock-2023-05-31", **given}}


def nova(id_: str, system: str = SORTING, user: str = "A ticket.") -> dict[str, Any]:
    """Another model on Bedrock, with a mark behind what it closes."""
    given = {
        "system": [{"text": system}, {"cachePoint": {"type": "default"}}],
        "messages": [{"role": "user", "content": [{"text": user}]}],
    }
    return {"recordId": id_, "modelInput": given}


def gemini(id_: str, system: str = SORTING, user: str = "A ticket.") -> dict[str, Any]:
    """A request of Gemini's batch mode."""
    given = {
        "systemInstruction": {"parts": [{"text": system}]},
        "contents": [{"role": "user", "parts": [{"text": user}]}],
    }
    return {"key": id_, "request": given}


MAKERS: dict[str, Callable[..., dict[str, Any]]] = {
    "anthropic": anthropic,
    "openai": openai,
    "responses": responses,
    "bedrock": bedrock,
    "nova": nova,
    "gemini": gemini,
}


def lines(records: Sequence[object], end: str = "\n") -> bytes:
    """JSON lines."""
    return "".join(json.dumps(record, ensure_ascii=False) + end for record in records).encode()


# ---------------------------------------------------------------- strategies

TEXTS = st.sampled_from(
    ["", "Rules.", "Règles — «é»", "规则 🙂", 'a "quoted" \\ text\n', SORTING, ANSWERING, "x" * 9000]
)
TTLS = st.sampled_from([None, "5m", "1h"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["type", "text", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)
_PARTS = st.builds(
    lambda text, ttl, marked: {"type": "text", "text": text, **({"cache_control": mark(ttl)} if marked else {})},
    TEXTS,
    TTLS,
    st.booleans(),
)
_CONTENTS = st.one_of(TEXTS, st.lists(_PARTS, max_size=2), ANYTHING)
_MESSAGES = st.lists(
    st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant"]), "content": _CONTENTS}), max_size=3
)
_PARAMS = st.fixed_dictionaries(
    {
        "model": st.sampled_from(["claude-sonnet-4-5", "claude-haiku-4-5"]),
        "max_tokens": st.integers(0, 2),
        "messages": _MESSAGES,
    },
    optional={
        "system": st.one_of(TEXTS, st.lists(_PARTS, max_size=2)),
        "tools": st.one_of(
            st.lists(st.builds(lambda name: {"name": name, "input_schema": {"b": 1, "a": 2}}, TEXTS), max_size=2),
            ANYTHING,
        ),
        "cache_control": st.builds(mark, TTLS),
        "thinking": ANYTHING,
        "stream": st.booleans(),
    },
)
IDS = st.one_of(st.sampled_from(["a", "b", "", "no blanks", "é"]), st.integers(0, 10**6).map(str))
REQUESTS = st.fixed_dictionaries({"custom_id": IDS, "params": st.one_of(_PARAMS, ANYTHING)})

# Whatever stands on a line of a file: mostly requests.
RAW_LINES = st.one_of(
    REQUESTS.map(lambda record: json.dumps(record, ensure_ascii=False).encode()),
    REQUESTS.map(lambda record: json.dumps(record).encode()),
    ANYTHING.map(lambda value: json.dumps(value).encode()),
    st.sampled_from(
        [b"", b"  ", b"{", b'{"custom_id": "x", "params": {', b"\xff\xfe", b"[" * 3000, b'{"a": "\\ud800"}']
    ),
)
