"""What YAML and JSON files hold that a program reads: their texts, each with its place, under their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.frontends.documents.node import Mapping, Scalar, ScalarKind
from promptlint.frontends.structured.metadata import version_of
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import Dictionary, Known, Listing, Pair
from promptlint.source import View
from promptlint.versions import Origin, Version

if TYPE_CHECKING:
    from promptlint.frontends.documents.node import Node
    from promptlint.link.python.domain.values import Value
    from promptlint.source import SourceFile

_DEEPEST = 12
_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def read(source: SourceFile) -> Node | None:
    """The tree of a file; None where it is no YAML or JSON, or empty."""
    from promptlint.frontends.documents.json_reader import read_json  # noqa: PLC0415 most files are of one kind
    from promptlint.frontends.documents.yaml_reader import read_yaml  # noqa: PLC0415 see above

    try:
        roots = (read_json if source.path.endswith(".json") else read_yaml)(View.of(source)).roots
    except UnreadableError:
        return None
    return roots[0] if roots else None


def value_of(path: str, node: Node) -> Value:
    """What a program finds in a file; what is nested too deep is left out."""
    return _value(path, node, _DEEPEST)


def version_at(path: str, node: Node, place: int) -> Version | None:
    """The version of the text at a place: the one that stands beside it, or beside what holds it."""
    around, key = list[Mapping](), ""
    while not isinstance(node, Scalar):
        if isinstance(node, Mapping):
            around.insert(0, node)
            entry = next(((name.value, each) for name, each in node.items if _holds(each, place)), None)
        else:
            entry = next((("", each) for each in node.items if _holds(each, place)), None)
        if entry is None:
            break
        key, node = entry
    claim = version_of(around, f"{key}_version")
    return Version(claim.text, path, claim.span, Origin.METADATA) if claim is not None else None


def _holds(node: Node, place: int) -> bool:
    return node.span.start <= place <= node.span.end


def _value(path: str, node: Node, depth: int) -> Value:
    if isinstance(node, Scalar):
        return _scalar(path, node)
    if depth == 0:
        return Known(None, path, node.span)
    if isinstance(node, Mapping):
        entries = (Pair(key.value, _value(path, value, depth - 1)) for key, value in node.items)
        return Dictionary(tuple(entries), path, node.span)
    return Listing("list", tuple(_value(path, each, depth - 1) for each in node.items), path, node.span)


def _scalar(path: str, node: Scalar) -> Value:
    match node.kind:
        case ScalarKind.STRING:
            return Text.of_view(node.view, path)
        case ScalarKind.NUMBER:
            return Known(_number(node.value), path, node.span)
        case ScalarKind.BOOLEAN:
            return Known(_WORDS.get(node.value.lower()), path, node.span)
        case _:
            return Known(None, path, node.span)


def _number(text: str) -> int | float | None:
    for kind in (int, float):
        try:
            return kind(text.replace("_", ""))
        except ValueError:
            pass
    return None
