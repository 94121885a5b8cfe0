"""What a call gives: of a method of a text or a list, of a library, of the repository's own code."""

from __future__ import annotations

import ast
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from promptlint.ir import Nature, Stability
from promptlint.link.python import library, methods, sources
from promptlint.link.python.containers import part_of
from promptlint.link.python.expressions import evaluate
from promptlint.link.python.invoking import Arguments, arguments, call_value
from promptlint.link.python.lookup import attribute
from promptlint.link.python.machine import chain, dotted
from promptlint.link.python.merging import merge
from promptlint.link.python.sightings import see_call
from promptlint.link.python.values import (
    Class,
    Either,
    External,
    Function,
    Instance,
    Known,
    ModuleValue,
    Opaque,
    opaques,
    worst,
)

if TYPE_CHECKING:
    from promptlint.link.python.machine import Frame
    from promptlint.link.python.values import Value


def call(frame: Frame, node: ast.Call) -> Value:
    """The value of a call; what it sends or makes as a prompt is noted."""
    if isinstance(node.func, ast.Attribute):
        owner: Value | None = evaluate(frame, node.func.value)
        assert owner is not None
        result = _method(frame, owner, node.func, node)
    else:
        callee = evaluate(frame, node.func)
        result = _apply(frame, callee, arguments(frame, node), node)
    return result


def _method(frame: Frame, owner: Value, func: ast.Attribute, node: ast.Call) -> Value:
    if isinstance(owner, Either):
        arms = [arm for arm in owner.arms if not isinstance(arm, Known)]
        if len(arms) == 1:
            return _method(frame, arms[0], func, node)
        if methods.is_of_data(func.attr):
            found: Value | None = None
            for arm in arms:
                found = merge(owner.test, found, _method(frame, arm, func, node))
            return found if found is not None else frame.unknown(node)
    if isinstance(owner, ModuleValue | External | Class):
        return _apply(frame, attribute(frame, owner, func.attr, func), arguments(frame, node), node)
    if isinstance(owner, Instance):
        member = attribute(frame, owner, func.attr, func)
        given = arguments(frame, node)
        if isinstance(member, Function | Class | Instance | External):
            return _apply(frame, member, given, node)
        see_call(frame, node, "", given)
        return _opaque_call(frame, owner, func.attr, given, node)
    given = arguments(frame, node)
    known = methods.method(frame, owner, func, given, node)
    if known is not None:
        return known
    see_call(frame, node, "", given)
    return _opaque_call(frame, owner, func.attr, given, node)


def _apply(frame: Frame, callee: Value, given: Arguments, node: ast.Call) -> Value:
    name = dotted(callee) if isinstance(callee, External) else _own_name(callee)
    see_call(frame, node, name, given)
    if (level := _declared(frame, name or chain(node.func))) is not None:
        return frame.opaque(node, level[0], level[1])
    if isinstance(callee, External):
        return library.call(frame, callee.name, given, node)
    result = call_value(frame, callee, given, node)
    if result is not None:
        return result
    return _opaque_call(frame, callee, "", given, node)


def _own_name(callee: Value) -> str:
    """The dotted name of a function or class of the repository, by which the configuration may know it."""
    if isinstance(callee, Function | Class):
        module = callee.module.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        return f"{module}.{callee.qualname}"
    return ""


def _declared(frame: Frame, name: str) -> tuple[Stability, Nature] | None:
    for pattern, level in frame.machine.declared.items():
        if fnmatchcase(name, pattern) or fnmatchcase(name, f"*.{pattern}"):
            return level
    return None


def _opaque_call(frame: Frame, owner: Value, name: str, given: Arguments, node: ast.Call) -> Value:
    """A call that nothing is known of: what is asked of a clock stays a clock."""
    if isinstance(owner, Opaque):
        formats = _formats(name, given)
        source = sources.of_method(owner.type, name, formats) if owner.type else None
        if source is not None:
            return narrowed(frame, owner, source, node)
        if owner.type and owner.stability is not Stability.UNKNOWN:
            return replace(owner, form=f"{owner.form}.{name}()")
        if owner.stability not in (Stability.UNKNOWN, Stability.CONSTANT) and not given.args and not given.named:
            return part_of(frame, owner, node, name)
        loop = owner.loop
        return replace(frame.unknown(node), loop=loop)
    return frame.unknown(node)


def _formats(name: str, given: Arguments) -> tuple[str | None, ...]:
    from promptlint.link.python.text import Text  # noqa: PLC0415 one use

    if name == "replace":
        return tuple(key for key, value in given.named.items() if isinstance(value, Known))
    return tuple(value.known if isinstance(value, Text) else None for value in given.args)


def narrowed(frame: Frame, owner: Opaque, source: sources.Source, node: ast.AST) -> Opaque:
    """What a method leaves of a value; never more than the value itself varies."""
    varies = owner.stability is Stability.VOLATILE or source.nature is Nature.UNORDERED
    if not varies and (source.narrows or owner.stability is Stability.UNKNOWN):
        return replace(owner, type=source.type)
    if source.nature is Nature.UNORDERED:
        found = frame.opaque(node, source.stability, source.nature, source.type)
        return replace(found, settled=Stability.UNKNOWN if owner.stability is Stability.UNKNOWN else Stability.DEPLOY)
    return replace(owner, stability=source.stability, nature=source.nature, type=source.type)


def merged_arguments(given: Arguments) -> Opaque | None:
    """The worst of what a call is given."""
    values = [*given.args, *given.named.values(), *given.rest]
    return worst(opaque for value in values for opaque in opaques(value))
