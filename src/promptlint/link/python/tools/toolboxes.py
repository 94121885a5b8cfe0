"""Tools that are gathered from several servers, where the request that they are sent with is not in sight."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.likely import words_of
from promptlint.ir import Evidence, Nature, Stability, Step
from promptlint.link.python.domain.values import (
    Choice,
    Dictionary,
    Function,
    Instance,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    opaques,
)
from promptlint.link.python.machine import Definition, Sighting
from promptlint.link.python.tables.sources import SERVED_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.python.domain.values import Class, Item, Value
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame

_OF_TOOLS = frozenset("definitions definition schemas specs list declarations".split())
_TOOLS = frozenset("tool tools toolbox function functions".split())
# What the list of all tools of a registry is called besides: `to_openai_format`, `to_params`, `as_openai`.
_AS_SENT = _OF_TOOLS | frozenset("format formats params parameters schema openai anthropic".split())
_DEEPEST = 4
# What makes a tool of a function, in several libraries and most programs.
MAKES_TOOL = re.compile(r"(?:^|[._])\w*Tool(?:\.from_\w+)?$")


def tells_tools(name: str) -> bool:
    """Whether a name is that of a list of tools."""
    words = words_of(name)
    is_told = bool(words) and words[-1] in _OF_TOOLS and not _TOOLS.isdisjoint(words)
    return is_told or words[-1:] == ["tools"]


def gathered_over(frame: Frame, over: Opaque, place: ast.AST, told: ast.AST, tool: Opaque) -> Sighting:
    """Tools that are gathered at a place, going over something, as they are told of without following the program."""
    tools = Listing("list", (Repeat(over, (Spread(tool),)),), frame.module.path, frame.span(place))
    return Sighting("tools", told, frame, {"tools": tools}, None, frame.qualname)


def see_returned(frame: Frame, node: ast.Return, value: Value) -> None:
    """What a function gives that is called after tools, by itself or among others, in the order of several servers."""
    if frame.depth or node.value is None:
        return
    function = getattr(frame.node, "name", "")
    for expression, each in _returned(node.value, value):
        names = [expression.id] if isinstance(expression, ast.Name) else []
        names += [function] if expression is node.value else []
        named = next(filter(tells_tools, names), None)
        if named and isinstance(each, Listing) and _is_gathered(each.items):
            sighting = Sighting("tools", node, frame, {"tools": each}, None, named, tuple(frame.machine.loops))
            frame.machine.sightings.append(sighting)


def see_kept(frame: Frame, this: Instance, before: Instance, node: ast.AST) -> None:
    """What a method leaves in an attribute that is called after tools, in the order of several servers."""
    for name, value in this.fields.items():
        is_new = value is not before.fields.get(name)
        if is_new and tells_tools(name) and isinstance(value, Listing) and _is_gathered(value.items):
            sighting = Sighting("tools", node, frame, {"tools": value}, None, name, tuple(frame.machine.loops))
            frame.machine.sightings.append(sighting)


def see_tools(frame: Frame, node: ast.Call, path: str, given: Arguments) -> None:
    """Tools that are bound to a model, or one that is made with a description, far from any request."""
    last = path.rpartition(".")[2]
    if last == "bind_tools":
        tools = given.at(0, "tools")
    elif (told := given.named.get("description")) is not None and MAKES_TOOL.search(path):
        entries = (Pair("description", told),)
        tools = Listing("list", (Dictionary(entries, frame.module.path, frame.span(node)),), "", frame.span(node))
    else:
        return
    if tools is None or (frame.is_global and not frame.depth):
        return
    if any(map(_changes, opaques(tools))) or (last == "bind_tools" and _is_led_by_some(tools)):
        sighting = Sighting("tools", node, frame, {"tools": tools}, None, last, tuple(frame.machine.loops))
        frame.machine.sightings.append(sighting)


def _is_led_by_some(tools: Value) -> bool:
    """Whether tools that a conversation has asked for so far stand ahead of those that are always there."""
    items = tools.items if isinstance(tools, Listing) else ()
    some = next((at for at, item in enumerate(items) if any(map(_is_asked_for, opaques(item)))), len(items))
    return any(not any(map(_is_asked_for, opaques(item))) for item in items[some + 1 :])


def _is_asked_for(value: Opaque) -> bool:
    return value.stability in (Stability.SESSION, Stability.REQUEST) and value.nature in (Nature.PLAIN, Nature.GATHERED)


def _changes(value: Opaque) -> bool:
    return value.stability is Stability.VOLATILE and value.evidence is Evidence.SOURCE


def see_registration(frame: Frame, function: Function, node: ast.Call) -> None:
    """A tool that is put into a registry while a loop goes over what a server lists: what the registry gives then."""
    over = next(filter(_is_open, reversed(frame.machine.overs)), None)
    this, cls = function.bound, function.owner
    if over is None or not isinstance(this, Instance) or cls is None or isinstance(function.node, ast.Lambda):
        return
    methods = tuple(_listing_methods(cls))
    field = _filled(function.node) if methods else None
    if field is None:
        return
    from promptlint.link.python.following.invoking import invoke  # noqa: PLC0415 they lead to this module
    from promptlint.link.python.following.objects import object_of  # noqa: PLC0415 they lead to this module

    registered = over.via(frame.step(node, f"put into `{cls.node.name}` here"))
    for method in methods:
        listed = registered.via(Step(cls.module.path, cls.module.places.span(method.body[-1]), "listed here"))
        held = Dictionary((Spread(listed),), frame.module.path, frame.span(node))
        filled = object_of(frame, cls).with_field(field, held)
        bound = Function(method, cls.module, f"{cls.qualname}.{method.name}", None, cls, filled)
        found = invoke(frame, bound, (), {}, method)
        if isinstance(found, Listing) and any(isinstance(each, Repeat) and _is_open(each.over) for each in found.items):
            frame.machine.sightings.append(Sighting("tools", node, frame, {"tools": found}, None, method.name))


def _is_open(over: Opaque) -> bool:
    return over.nature is Nature.UNORDERED and over.stability in (Stability.SESSION, Stability.VOLATILE)


def _filled(method: Definition) -> str | None:
    """The attribute into which a method puts one of its parameters under a key: `self._tools[tool.name] = tool`."""
    every = [each.arg for each in (*method.args.posonlyargs, *method.args.args)]
    for statement in method.body:
        match statement:
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Attribute(value=ast.Name(id=owner), attr=field))],
                value=ast.Name(id=given),
            ) if every[:1] == [owner] and given in every[1:]:
                return field
            case _:
                pass
    return None


def _listing_methods(cls: Class) -> Iterator[ast.FunctionDef]:
    """The methods of a class that give its tools without asking for anything."""
    for statement in cls.node.body:
        if isinstance(statement, ast.FunctionDef) and _tells_all(cls.node.name, statement.name):
            parameters = statement.args
            asked = len(parameters.posonlyargs) + len(parameters.args) - len(parameters.defaults)
            if asked == 1 and not statement.decorator_list and None not in parameters.kw_defaults:
                yield statement


def _tells_all(registry: str, method: str) -> bool:
    """Whether a method of a registry gives all of its tools."""
    if tells_tools(f"{registry}_{method}"):
        return True
    return (
        words_of(method)[-1:] != [] and words_of(method)[-1] in _AS_SENT and not _TOOLS.isdisjoint(words_of(registry))
    )


def _returned(node: ast.expr, value: Value) -> Iterator[tuple[ast.expr, Value]]:
    if not isinstance(node, ast.Tuple):
        yield node, value
    elif isinstance(value, Listing) and len(value.items) == len(node.elts):
        for expression, item in zip(node.elts, value.items, strict=True):
            if isinstance(expression, ast.Name) and not isinstance(item, Spread | Repeat | Choice):
                yield expression, item


def _is_gathered(items: tuple[Item, ...], depth: int = _DEEPEST) -> bool:
    """Whether elements come from one server after the other; what one alone lists is its own affair."""
    for item in items if depth else ():
        match item:
            case Repeat(over, inner) if _is_finished_first(over) or any(map(_is_served, inner)):
                return True
            case Repeat(_, inner) if _is_gathered(inner, depth - 1):
                return True
            case Choice(_, arms) if any(_is_gathered(arm, depth - 1) for arm in arms):
                return True
            case _:
                pass
    return False


def _is_served(item: Item) -> bool:
    match item:
        case Spread(Opaque() as listed) | Repeat(listed, _):
            return listed.nature is Nature.UNORDERED and listed.type == SERVED_TYPE
        case Choice(_, arms):
            return any(_is_served(each) for arm in arms for each in arm)
        case _:
            return False


def _is_finished_first(over: Opaque) -> bool:
    return over.nature is Nature.UNORDERED and over.stability is Stability.VOLATILE and over.type == "completed"
