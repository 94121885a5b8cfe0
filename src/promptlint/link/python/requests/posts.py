"""Requests that a program posts itself, without a library: known by where they go, or by what is in them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.ir import Literal
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import Either
from promptlint.link.python.following.expressions import evaluate
from promptlint.link.python.machine import chain
from promptlint.link.python.requests.bodies import parameters
from promptlint.link.python.tables.requests import POSTED, RAW_BODY

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame
    from promptlint.link.python.tables.sink import Sink

# `Request` is that of urllib, the others are methods of clients and functions of their libraries.
_POSTING = frozenset("post stream request build_request Request".split())
_BODIES = ("json", "data", "content", "body")
_ADDRESSED = (RAW_BODY, POSTED[0])  # what tells by its shape


def posted(frame: Frame, path: str, given: Arguments) -> tuple[Sink, Mapping[str, Value]] | None:
    """The request that a call posts, with its parameters."""
    if path.rpartition(".")[2] not in _POSTING:
        return None
    name = next((each for each in _BODIES if each in given.named), None)
    if name is None:
        return None
    body = parameters(_unwritten(frame, given.nodes.get(name), given.named[name]))
    if body is None:
        return None
    sink = _sink(_address(given), body)
    return (sink, body) if sink is not None else None


def _unwritten(frame: Frame, node: ast.expr | None, value: Value) -> Value:
    """What is posted before it becomes JSON: `json.dumps(body).encode()`."""
    match node:
        case ast.Call(func=ast.Attribute(value=inner, attr="encode")):
            return _unwritten(frame, inner, value)
        case ast.Call(func=func, args=[first, *_]) if chain(func).rpartition(".")[2] == "dumps":
            return evaluate(frame, first)
        case _:
            return value


def _address(given: Arguments) -> str:
    """The path that is posted to, without what is computed in it; nothing where it is not told."""
    values = [given.named["url"]] if "url" in given.named else given.args[:2]
    texts = [found for value in values for found in _texts(value)]
    for text in texts:
        plain = "".join(part.text for part in text.segments if isinstance(part, Literal))
        if "/" in plain:
            return plain.partition("?")[0].rstrip("/")
    return ""


def _texts(value: object) -> list[Text]:
    if isinstance(value, Either):
        return [arm for arm in value.arms if isinstance(arm, Text)]
    return [value] if isinstance(value, Text) else []


def _sink(address: str, keys: Collection[str]) -> Sink | None:
    for sink in POSTED:
        if any(address.endswith(place) for place in sink.positional) and sink.accepts(keys, spreads=False):
            return sink
    return next((sink for sink in _ADDRESSED if sink.accepts(keys, spreads=False)), None)
