"""Tools that the clients of several servers keep: what each of them listed when it connected.

A manager goes over its clients and takes the tools that each has kept. Nobody makes a client in sight, but the
annotation of the collection names its class, and that class keeps what its server listed.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import uses, walk
from promptlint.ir import Step
from promptlint.link.python.following import declared_sets
from promptlint.link.python.machine import Definition, called_name, own_nodes
from promptlint.link.python.tables import sources
from promptlint.link.python.tools.toolboxes import tells_tools
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.python.domain.values import Class, Opaque
    from promptlint.link.python.machine import Frame

_LISTS = "list_tools"
_ASKS = re.compile(rf"\.{_LISTS}\(")
_SORTS = re.compile(r"\bsort(?:ed)?\(")


def kept_by_client(frame: Frame, client: Opaque, wanted: str, node: ast.AST) -> Opaque | None:
    """What an element of a collection says that its tools are, when its class keeps what a server listed."""
    is_known = (client.path, client.span) in frame.machine.elements
    cls = declared_sets.class_of(frame.machine, client) if is_known and tells_tools(wanted) else None
    text = cls.module.places.text(cls.node) if cls is not None else ""
    source = sources.of_method("", _LISTS)
    if cls is None or source is None or _ASKS.search(text) is None or _SORTS.search(text) is not None:
        return None
    member = cls.module.member(cls.node, wanted)
    field = _given(member) if isinstance(member, Definition) else wanted
    place = next(_kept(cls, field), None) if field else None
    if place is None:
        return None
    found = frame.opaque(node, source.stability, source.nature, source.type)
    step = Step(cls.module.path, cls.module.places.span(place), "kept as the server listed it")
    return replace(found.via(step), loop=client.loop)


def _given(method: Definition) -> str:
    """The attribute that a method gives as it is."""
    match method.body[-1]:
        case ast.Return(
            value=ast.Attribute(value=ast.Name(id="self"), attr=attr)
            | ast.Call(func=ast.Name(id="list"), args=[ast.Attribute(value=ast.Name(id="self"), attr=attr)])
            | ast.Call(func=ast.Attribute(value=ast.Attribute(value=ast.Name(id="self"), attr=attr), attr="copy"))
        ):
            return attr
        case _:
            return ""


def _kept(cls: Class, field: str) -> Iterator[ast.AST]:
    """Where the methods of a class put what a server lists into an attribute."""
    span = cls.module.places.span(cls.node)
    asked = [match.start() for match in _ASKS.finditer(cls.module.source.text, span.start, span.end)]
    for method in cls.module.around_in(cls.node, asked):
        nodes = list(own_nodes(method))
        listed = {name for node in nodes if isinstance(node, ast.Assign) and _lists(node) for name in _names(node)}
        for node in nodes:
            match node:
                case ast.Assign(targets=[target], value=value) if _is_field(target, field):
                    if _lists(value) or uses(value, listed):
                        yield node
                case ast.For(iter=over) if uses(over, listed):
                    yield from (each for each in walk(node) if _adds(each, field))
                case _:
                    pass


def _lists(node: ast.AST) -> bool:
    return any(called_name(each) == _LISTS for each in walk(node))


def _names(node: ast.Assign) -> Iterator[str]:
    yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _adds(node: ast.AST, field: str) -> bool:
    """Whether something is put into an attribute of the object."""
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr="append")) | ast.Subscript(value=value, ctx=ast.Store()):
            return _is_field(value, field)
        case _:
            return False


def _is_field(node: ast.AST, field: str) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="self"), attr=attr):
            return attr == field
        case _:
            return False
