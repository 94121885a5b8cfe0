"""What printing an object of the repository gives: its own text, its fields, or an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Nature, Stability
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    Choice,
    Dictionary,
    Function,
    Instance,
    Listing,
    Opaque,
    Repeat,
    Spread,
    opaques,
    worst,
)
from promptlint.link.python.following.invoking import invoke
from promptlint.link.python.following.lookup import base_names, class_value, decorators, lineage

if TYPE_CHECKING:
    import ast

    from promptlint.link.python.domain.values import Class, Item, Value
    from promptlint.link.python.machine import Frame

_DEEPEST = 4
_MOST_ITEMS = 100
# Bases that bring no `__repr__` along.
_BARE = frozenset(("builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol", "typing_extensions.Protocol"))


def printed(frame: Frame, value: Value, node: ast.AST, *, is_repr: bool = False) -> Value:
    """A value as text is made of it, where that is another one than the value itself."""
    match value:
        case Instance() if value.cls is not None:
            return _object(frame, value, value.cls, node, is_repr=is_repr)
        case Listing() | Dictionary():
            bad = _address(frame, value, node, _DEEPEST)
            return bad if bad is not None else value
        case _:
            return value


def _object(frame: Frame, value: Instance, cls: Class, node: ast.AST, *, is_repr: bool) -> Value:
    method = None if is_repr else class_value(frame, cls, "__str__", value)
    method = method if method is not None else class_value(frame, cls, "__repr__", value)
    if isinstance(method, Function):
        result = invoke(frame, method, (), {}, node)
        is_told = isinstance(result, Text) or (isinstance(result, Opaque) and result.is_telling)
        return result if is_told else value
    if method is not None or value.is_partial:
        return value
    bad = _address(frame, value, node, _DEEPEST)
    if bad is not None:
        return bad
    if _kind(frame, cls) == "fields":
        found = worst(opaques(value))
        return found if found is not None else frame.opaque(node, Stability.CONSTANT)
    return value


def _address(frame: Frame, item: Item, node: ast.AST, depth: int) -> Opaque | None:
    """The first object in a value that is printed with its address."""
    if depth == 0:
        return None
    frame.machine.spend()
    inner: tuple[Item, ...] = ()
    match item:
        case Instance() if item.cls is not None and not item.is_partial:
            kind = _kind(frame, item.cls)
            if kind == "address":
                return frame.opaque(node, Stability.VOLATILE, Nature.SERIALIZED)
            inner = tuple(item.fields.values()) if kind == "fields" else ()
        case Listing(items=items) | Repeat(items=items):
            inner = items
        case Choice(arms=arms):
            inner = tuple(each for arm in arms for each in arm)
        case Spread(value):
            inner = (value,)
        case Dictionary(entries):
            inner = tuple(entry.value for entry in entries)
        case _:
            return None
    for each in inner[:_MOST_ITEMS]:
        if (found := _address(frame, each, node, depth - 1)) is not None:
            return found
    return None


def _kind(frame: Frame, cls: Class) -> str:
    """What the `repr` of an object shows: its "fields", its "address", or something of its own."""
    family = list(lineage(frame, cls))
    if any(class_value(frame, cls, name, None) is not None for name in ("__repr__", "__str__", "__format__")):
        return "own"
    made_by = {name for each in family for name in decorators(each.node)}
    if any(each.node.keywords for each in family) or not _BARE.issuperset(base_names(frame, cls)):
        return "own"
    if not made_by:
        return "address"
    return "fields" if made_by == {"dataclass"} else "own"
