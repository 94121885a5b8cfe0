"""Numbers that an object counts on with each request that one of its methods makes."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.ir import Nature, Stability
from promptlint.link.python.domain.values import Function, Instance, Known, Opaque
from promptlint.link.python.following.state import changing, is_renewed
from promptlint.link.python.machine import chain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from promptlint.link.python.domain.values import Class, Value
    from promptlint.link.python.machine import Frame

_COUNTED = re.compile(r"self\.\w+(?:\.\w+)?\s*\+=")


def counting(frame: Frame, cls: Class, fields: Mapping[str, Value]) -> dict[str, Value]:
    """What an object holds when one of its methods is called: what the methods count has gone on meanwhile."""
    found = dict(fields)
    for name, counter in _counters(frame, cls):
        part, _, inner = name.partition(".")
        holder = found.get(part)
        if not inner and _is_number(holder):
            found[part] = counter
        elif isinstance(holder, Instance) and _is_number(holder.fields.get(inner)) and not is_renewed(cls, part):
            found[part] = holder.with_field(inner, counter)
    return found


def _is_number(value: Value | None) -> bool:
    return isinstance(value, Known) and isinstance(value.content, int | float) and not isinstance(value.content, bool)


def _counters(frame: Frame, cls: Class) -> Iterator[tuple[str, Opaque]]:
    for base, method in changing(frame, cls, _COUNTED):
        module = base.module
        counted = list(_always_counted(method.body))
        function = Function(method, module, f"{base.qualname}.{method.name}", None, base)
        if counted and frame.machine.relevance.is_concerned(function):
            for target in counted:
                name, place = chain(target), module.places.span(target)
                counter = Opaque(name, Stability.VOLATILE, module.path, place, Nature.COUNTER)
                yield name.removeprefix("self."), counter


def _always_counted(body: Sequence[ast.stmt]) -> Iterator[ast.Attribute]:
    """The attributes that a body adds to, of the object or of its parts, whichever way its conditions go."""
    for statement in body:
        match statement:
            case ast.AugAssign(
                target=ast.Attribute(value=ast.Name(id="self") | ast.Attribute(value=ast.Name(id="self"))) as target,
                op=ast.Add(),
            ):
                yield target
            case ast.For() | ast.AsyncFor() | ast.While() | ast.With() | ast.AsyncWith() | ast.Try():
                yield from _always_counted(statement.body)
            case _:
                pass
