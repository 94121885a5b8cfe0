"""What `isinstance` and `hasattr` answer, where the kind of a value is known."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import Class, Dictionary, Either, External, Instance, Known, Listing
from promptlint.link.python.following.lookup import base_names, base_value, lineage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.machine import Frame

_BUILTIN = {
    f"builtins.{kind.__name__}": kind
    for kind in (str, bytes, bool, int, float, complex, list, tuple, set, frozenset, dict, type(None))
}

_OF_MEMBERS = ("name", "value")  # what members of enumerations have, which are texts here


def has_attribute(value: Value, name: str) -> bool | None:
    """Whether a value of a built-in type has an attribute; None where the type is open."""
    match value:
        case Either(_, arms):
            answers = {has_attribute(arm, name) for arm in arms}
            return answers.pop() if len(answers) == 1 else None
        case Text() if name in _OF_MEMBERS:
            return None
        case _:
            held = _held(value)
            return None if held is None else hasattr(held, name)


def is_instance(frame: Frame, value: Value, types: ast.expr) -> bool | None:
    """Whether a value is of one of the types that an expression names; None where that is open."""
    answers = {_is_of(frame, value, named) for named in _named(frame, types)}
    return True if True in answers else None if None in answers or not answers else False


def _named(frame: Frame, node: ast.expr) -> Iterator[Value | None]:
    """The types of `X`, `(X, Y)` and `X | Y`."""
    match node:
        case ast.Tuple(elts=several):
            for each in several:
                yield from _named(frame, each)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            yield from _named(frame, left)
            yield from _named(frame, right)
        case ast.Constant(value=None):
            yield External("builtins.NoneType")
        case _:
            yield base_value(frame, node)


def _is_of(frame: Frame, value: Value, named: Value | None) -> bool | None:
    match value:
        case Either(_, arms):
            answers = {_is_of(frame, arm, named) for arm in arms}
            return answers.pop() if len(answers) == 1 else None
        case Instance():
            return _is_object_of(frame, value, named)
        case _:
            held = _held(value)
    kind_named = _BUILTIN.get(named.name) if isinstance(named, External) else None
    return issubclass(held, kind_named) if kind_named is not None and held is not None else None


def _held(value: Value) -> type | None:
    """The built-in type of a value."""
    match value:
        case Text():
            return str
        case Listing(kind="list" | "tuple" | "set" as kind):
            return {"list": list, "tuple": tuple, "set": set}[kind]
        case Dictionary():
            return dict
        case Known(content):
            return type(content)
        case _:
            return None


def _is_object_of(frame: Frame, value: Instance, named: Value | None) -> bool | None:
    if value.cls is None:
        return True if isinstance(named, External) and named.name == value.name else None
    own = _places(frame, value.cls)
    if isinstance(named, Class):
        if (named.module.path, named.qualname) in own:
            return True
        # A class that the program did not call may stand for others: those under it, or what has the same methods.
        is_related = (value.cls.module.path, value.cls.qualname) in _places(frame, named)
        return False if _is_made(value) and not is_related else None
    if isinstance(named, External) and named.name in _BUILTIN and not base_names(frame, value.cls):
        return False if _is_made(value) else None
    return None


def _places(frame: Frame, cls: Class) -> set[tuple[str, str]]:
    return {(each.module.path, each.qualname) for each in lineage(frame, cls)}


def _is_made(value: Instance) -> bool:
    """Whether a call was seen that makes the object, rather than a method or an annotation that takes it as given."""
    assert value.cls is not None
    # The object that the methods of a class are followed with stands where the class does.
    return not value.is_partial or (bool(value.fields) and value.span != value.cls.module.places.span(value.cls.node))
