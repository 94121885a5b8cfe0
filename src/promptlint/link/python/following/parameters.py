"""The parameters of a function: what a call gives them, or, where nobody in sight calls, by annotations and names."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.likely import Strength, name_strength
from promptlint.frontends.python.words import whole
from promptlint.ir import Evidence, Stability
from promptlint.link.python.domain.merging import settled
from promptlint.link.python.domain.values import (
    STATE,
    Class,
    Dictionary,
    Either,
    External,
    Function,
    Instance,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    Value,
)
from promptlint.link.python.following import declared as by_declaration
from promptlint.link.python.following import declared_sets
from promptlint.link.python.following.annotated import classes_named, type_named
from promptlint.link.python.following.expressions import evaluate
from promptlint.link.python.following.lookup import base_names, base_value
from promptlint.link.python.following.taking import called, telling
from promptlint.link.python.machine import Frame, chain
from promptlint.link.python.tables import sources
from promptlint.link.python.tables.agents import is_model
from promptlint.link.python.tools import discoveries
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from promptlint.link.python.domain.values import Item


_LEFT_OPEN = re.compile("abstractmethod|NotImplementedError")


def bind_parameters(
    inner: Frame, function: Function, args: Sequence[Item], named: Mapping[str, Value], rest: Sequence[Value]
) -> None:
    """Give the parameters of a function the values that a call passes; defaults and annotations tell of the others."""
    parameters = function.node.args
    names = [each.arg for each in (*parameters.posonlyargs, *parameters.args)]
    given: list[Item] = [*function.given, *args]
    keywords = {**{pair.key: pair.value for pair in function.named}, **named}
    if function.bound is not None and names:
        given.insert(0, function.bound)
    for place, name in enumerate(names):
        if name in keywords:
            inner.env[name] = keywords.pop(name)
        elif given and not isinstance(given[0], Spread | Repeat) and not _is_choice(given[0]):
            item = given.pop(0)
            inner.env[name] = item  # type: ignore[assignment]  # what is no single value was taken out above
        else:
            inner.env[name] = default(inner, function, place, is_open=bool(rest) or bool(given))
    for place, each in enumerate(parameters.kwonlyargs):
        node = parameters.kw_defaults[place]
        if each.arg in keywords:
            inner.env[each.arg] = keywords.pop(each.arg)
        else:
            inner.env[each.arg] = _default(inner, function, node, each, is_open=bool(rest))
    for name, value in inner.env.items():
        told = called(value, name) if isinstance(value, Opaque) else value
        inner.env[name] = by_declaration.named(inner, name, told, function.node)
    if parameters.vararg is not None:
        inner.env[parameters.vararg.arg] = Listing("tuple", tuple(given), inner.module.path, inner.span(function.node))
    if parameters.kwarg is not None:
        entries: list[Pair | Spread] = [Pair(key, value) for key, value in keywords.items()]
        entries += [Spread(value) for value in rest]
        inner.env[parameters.kwarg.arg] = Dictionary(tuple(entries), inner.module.path, inner.span(function.node))


def _is_choice(item: Item) -> bool:
    return hasattr(item, "arms") and not isinstance(item, Either)


def default(inner: Frame, function: Function, place: int, *, is_open: bool) -> Value:
    """A parameter that a call does not give."""
    parameters = function.node.args
    every = [*parameters.posonlyargs, *parameters.args]
    behind = len(every) - place
    node = parameters.defaults[-behind] if behind <= len(parameters.defaults) else None
    return _default(inner, function, node, every[place], is_open=is_open)


def default_of(arguments: ast.arguments, parameter: ast.arg) -> ast.expr | None:
    """The default of a parameter as it is written."""
    if not arguments.defaults and not arguments.kw_defaults:
        return None
    if parameter in arguments.kwonlyargs:
        return arguments.kw_defaults[arguments.kwonlyargs.index(parameter)]
    every = [*arguments.posonlyargs, *arguments.args]
    behind = len(every) - every.index(parameter) if parameter in every else 0
    return arguments.defaults[-behind] if 0 < behind <= len(arguments.defaults) else None


def _default(inner: Frame, function: Function, node: ast.expr | None, parameter: ast.arg, *, is_open: bool) -> Value:
    if node is None or is_open:
        return clock(inner, node) or unfilled(inner, parameter)
    outer = Frame(
        inner.machine, function.module, {}, qualname=function.qualname, closure=function.closure, is_global=True
    )
    return settled(evaluate(outer, node))


def clock(frame: Frame, default: ast.expr | None) -> Value | None:
    """A function of a library that tells the time, as a default, or draws: only tests give another one."""
    if not isinstance(default, ast.Name | ast.Attribute):
        return None
    found = base_value(Frame(frame.machine, frame.module, {}, is_global=True), default)
    source = sources.of_call(found.name) if isinstance(found, External) else None
    return found if source is not None and source.stability is Stability.VOLATILE else None


def unfilled(frame: Frame, parameter: ast.arg) -> Value:
    """A parameter that nobody in sight fills: by its annotation an object, otherwise by its name."""
    node = parameter.annotation
    if node is not None:
        if isinstance(cls := _annotated_type(frame, node), Class):
            return cls
        kind = _annotated(frame, node)
        if isinstance(kind, Class) and _is_mapping(frame, kind):
            return replace(frame.unknown(parameter, parameter.arg), type=STATE if _is_of_graph(frame) else "")
        if isinstance(kind, Class):
            return Instance(kind, kind.qualname, {}, (), frame.module.path, frame.span(parameter), is_partial=True)
        if isinstance(kind, External) and is_model(kind.name):
            return Instance(None, kind.name, {}, (), frame.module.path, frame.span(parameter), is_partial=True)
        found = discoveries.from_annotation(frame, node, parameter, parameter.arg)
        if found is not None:
            return found
    value = frame.unknown(parameter, parameter.arg)
    if node is not None:
        declared_sets.note(frame, node, value)
    if parameter.arg == STATE and _is_of_graph(frame):
        return replace(value, type=STATE)
    type_ = type_named(frame.module, node) if node is not None and _is_short(node) else ""
    # A switch is mostly set once, whatever it is called.
    is_switch = isinstance(node, ast.Name) and node.id == "bool"
    by_its_name = value if is_switch else telling(value, parameter.arg)
    if by_its_name is not value and _is_passed_a_prompt(frame, parameter.arg):
        by_its_name = value
    told = by_declaration.named(frame, parameter.arg, by_its_name, parameter)
    if type_ == "set" and isinstance(told, Opaque) and told.evidence is not Evidence.DECLARED:
        return Listing("set", (Spread(told),), told.path, told.span)
    return replace(told, type=type_) if isinstance(told, Opaque) else told


def _is_passed_a_prompt(frame: Frame, name: str) -> bool:
    """Whether the module passes what is called a system prompt under a name that says something else."""
    text = frame.module.source.text
    if f"{name}=" not in text:
        return False
    passed = re.findall(rf"{whole(name)}=(?:\w+\.)*(\w+)", text)
    return any(each != name and name_strength(each) is Strength.SYSTEM for each in passed)


def of_type(frame: Frame, value: Value, annotation: ast.expr | None, node: ast.AST) -> Value:
    """A value of which nothing is known is at least an object of the class that an annotation names."""
    is_unknown = isinstance(value, Opaque) and value.stability is Stability.UNKNOWN and not value.type
    if not is_unknown or annotation is None:
        return value
    kind = _annotated(frame, annotation)
    if (
        not isinstance(kind, Class)
        or _is_mapping(frame, kind)
        or _is_built_in(frame, kind)
        or _is_abstract(frame, kind)
    ):
        return value
    return Instance(kind, kind.qualname, {}, (), frame.module.path, frame.span(node), is_partial=True, is_unseen=True)


def _is_mapping(frame: Frame, cls: Class) -> bool:
    return any(
        name.endswith(("TypedDict", "MessagesState", "AgentState"))
        or (name.startswith("langgraph") and name.endswith("State"))
        for name in base_names(frame, cls)
    )


def _is_built_in(frame: Frame, cls: Class) -> bool:
    """Whether objects of a class are texts, numbers or collections: what they hold matters, not what they do."""
    return any(name.startswith("builtins.") and name != "builtins.object" for name in base_names(frame, cls))


def _is_abstract(frame: Frame, cls: Class) -> bool:
    """Whether what objects of a class do is decided by the classes below it."""
    span = cls.module.places.span(cls.node)
    is_open = _LEFT_OPEN.search(cls.module.source.text, span.start, span.end) is not None
    return is_open or any(name.endswith(".Protocol") for name in base_names(frame, cls))


def _is_of_graph(frame: Frame) -> bool:
    """Whether functions of the module are nodes of a graph, which are given what the graph has found out so far."""
    return "langgraph" in frame.module.source.text


def _is_short(node: ast.expr) -> bool:
    return getattr(node, "end_lineno", 0) == getattr(node, "lineno", 0)


def _annotated_type(frame: Frame, node: ast.expr) -> Value | None:
    """The class that a parameter is itself: `type[X]`."""
    if isinstance(node, ast.Subscript) and chain(node.value).rpartition(".")[2] in ("type", "Type"):
        return _annotated(frame, node.slice)
    return None


def _annotated(frame: Frame, node: ast.expr) -> Value | None:
    """The class that an annotation names."""
    found: Value | None = None
    for each in classes_named(node):
        found = base_value(Frame(frame.machine, frame.module, {}, is_global=True), each)
        if isinstance(found, Class):
            break
    return found
