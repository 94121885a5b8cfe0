"""Skills, agents, commands: definitions that a program discovers in a folder, in whatever order it is listed.

Between the loader and the prompt stands mostly a registry, a context or a plugin that fills a field from afar. What
links the two is the class of the elements: one function gathers `list[Skill]` from a folder, another one writes a
`list[Skill]` into the prompt.
"""

from __future__ import annotations

import ast
import builtins
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from promptlint.frontends.python.likely import words_of
from promptlint.frontends.python.walking import walk
from promptlint.ir import Nature, Stability, Step
from promptlint.link.python.domain.text import TooLongError
from promptlint.link.python.domain.values import Class, Dictionary, Function, Listing, Opaque, Spread, opaques
from promptlint.link.python.following import declared_sets
from promptlint.link.python.following.annotated import element_named
from promptlint.link.python.following.lookup import base_value, global_value
from promptlint.link.python.machine import Definition, ExhaustedError, Frame, chain
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Machine
    from promptlint.source import Span

# What is told to a model of itself, and lies in folders. Documents and messages do too, but are looked for one by one.
_TOLD = frozenset(
    "skill skills tool tools agent subagent microagent plugin extension command persona rule instruction recipe"
    " playbook guideline".split()
)
_LISTINGS = ("iterdir", "listdir", "scandir", "glob", "rglob", "walk")
_KEEPING = frozenset("list tuple enumerate reversed iter filter values items".split())
_ADDING = frozenset("append extend add insert update setdefault".split())
# A collection that is called so was picked out of all that there are, and has the order of the choice.
_PICKED = frozenset("recalled retrieved relevant selected matched matching ranked top best candidates".split())
_BUILTINS = frozenset(dir(builtins))
_MOST_MODULES = 24
_MOST_OTHERS = 4  # listings that are told of
_DEEPEST = 1


def from_annotation(frame: Frame, annotation: ast.expr | None, node: ast.AST, name: str) -> Opaque | None:
    """The elements of a collection by its annotation, when such are gathered in the order of a folder's listing."""
    element = element_named(annotation) if annotation is not None else None
    if element is None or _TOLD.isdisjoint(words_of(chain(element))) or not _PICKED.isdisjoint(words_of(name)):
        return None
    cls = base_value(Frame(frame.machine, frame.module, {}, is_global=True), element)
    if not isinstance(cls, Class):
        return None
    known = frame.machine.discovered
    key = (cls.module.path, cls.qualname)
    if key not in known:
        known[key] = None  # while it is looked for
        with suppress(ExhaustedError, TooLongError), frame.machine.apart():
            known[key] = _discovered(frame.machine, cls)
    found = known[key]
    if found is None:
        return None
    frame.machine.touched[found.path] = None
    return found.via(frame.step(node, f"held by `{name}`"))


def filled(frame: Frame, cls: Class, fields: Mapping[str, Value]) -> dict[str, Value]:
    """What an object holds when one of its methods is called: what is empty when it is made is filled by then."""
    found = dict(fields)
    for name, annotation in _declared(cls):
        value = fields.get(name)
        if value is not None and _is_open(value):
            inner = Frame(frame.machine, cls.module, {}, is_global=True)
            for each in opaques(value):
                declared_sets.note(inner, annotation, each)
            held = from_annotation(inner, annotation, annotation, name)
            if held is not None and isinstance(value, Dictionary):
                found[name] = replace(value, entries=(Spread(held),))
            elif held is not None and isinstance(value, Listing):
                found[name] = replace(value, items=(Spread(held),))
    return found


def _declared(cls: Class) -> Iterator[tuple[str, ast.expr]]:
    """The attributes that a class declares, in its body or in its initializer, and their annotations."""
    initializer = cls.module.member(cls.node, "__init__")
    inside = initializer.body if isinstance(initializer, Definition) else []
    for statement in (*cls.node.body, *inside):
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name) | ast.Attribute(value=ast.Name(), attr=name)):
                yield name, statement.annotation
            case _:
                pass


def _is_open(value: Value | None) -> bool:
    """Whether a collection holds nothing yet, or nothing that anything is known of."""
    match value:
        case Dictionary(entries=entries):
            return all(isinstance(each, Spread) and _is_unknown(each.value) for each in entries)
        case Listing(kind="list", items=items):
            return all(isinstance(each, Spread) and _is_unknown(each.value) for each in items)
        case _:
            return False


def _is_unknown(value: Value) -> bool:
    return isinstance(value, Opaque) and value.stability is Stability.UNKNOWN


# ---------------------------------------------------------------- what gathers them


def _discovered(machine: Machine, cls: Class) -> Opaque | None:
    """The listing in whose order objects of a class are gathered, unless somebody in sight sorts such."""
    found: list[Opaque] = []
    for module in _modules(machine, cls):
        frame = Frame(machine, module, {}, is_global=True)
        for function in _makers(module, cls.node.name):
            if "sort" in module.places.text(function):
                return None
            step = frame.step(function.body[-1], f"gathered by `{function.name}`")
            found += [each.via(step) for each in in_order_of(Body(machine, module, function))]
    if not found:
        return None
    others = tuple(Step(each.path, each.span, "comes in no particular order either") for each in found[1:_MOST_OTHERS])
    return replace(found[0], steps=(*others, *found[0].steps))


def _modules(machine: Machine, cls: Class) -> Iterator[Module]:
    paths = [cls.module.path]
    for word in (*_LISTINGS, "sort"):
        paths += machine.importers(cls.module.path, word)
    for path in list(dict.fromkeys(paths))[:_MOST_MODULES]:
        module = machine.modules.load(path)
        if module is not None and cls.node.name in module.source.text:
            yield module


def _makers(module: Module, name: str) -> Iterator[Definition]:
    """The functions of a module that say that they give a collection of a class."""
    places = [match.start() for match in re.finditer(rf"->[^:\n]{{0,200}}\b{name}\b", module.source.text)]
    for statement in module.around(places) if places else ():
        inner = module.around_in(statement, places) if isinstance(statement, ast.ClassDef) else (statement,)
        for each in inner:
            if isinstance(each, Definition) and each.returns is not None and _gives(each.returns, name):
                yield each


def _gives(annotation: ast.expr, name: str) -> bool:
    """Whether an annotation names a collection of a class, by itself or among others."""
    parts = getattr(annotation.slice, "elts", ()) if isinstance(annotation, ast.Subscript) else ()
    if any(_gives(part, name) for part in parts):
        return True
    element = element_named(annotation)
    return element is not None and chain(element).rpartition(".")[2] == name


@dataclass
class Body:
    """A function, and what is asked of its tree."""

    machine: Machine
    module: Module
    function: Definition
    depth: int = _DEEPEST  # functions that it calls in each other

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All of it."""
        return list(walk(self.function))


def in_order_of(body: Body) -> list[Opaque]:
    """The sets and the listings of folders that a function goes over while it fills what it gives."""
    given = {name for node in body.nodes if isinstance(node, ast.Return) and node.value for name in _names(node.value)}
    inner = [node for node in body.nodes if isinstance(node, Definition) and node is not body.function]
    adders = {node.name for node in inner if _adds(node, given)}
    found: dict[tuple[str, Span], Opaque] = {}
    for node in body.nodes:
        match node:
            case ast.For() | ast.AsyncFor() if _adds(node, given) or _calls(node, adders):
                over = listed(body, node.iter)
            case ast.Return(value=ast.ListComp(generators=[first, *_]) | ast.DictComp(generators=[first, *_])):
                over = listed(body, first.iter)
            case ast.Return(value=ast.Call(func=ast.Name(id=kind)) as made) if kind in _KEEPING:
                over = listed(body, made)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=kind)) as made) if (
                name in given and kind in _KEEPING
            ):
                over = listed(body, made)
            case _:
                continue
        found.update({(each.path, each.span): each for each in over})
    return list(found.values())


def listed(body: Body, node: ast.expr) -> list[Opaque]:
    """The sets and listings that a loop goes over, in their own order."""
    match node:
        case ast.Call(func=ast.Name(id="set" | "frozenset"), args=[_]) | ast.SetComp():
            return [_unordered(body, node, "set")]
        case ast.Set(elts=elements) if len(elements) > 1:
            return [_unordered(body, node, "set")]
        case ast.BinOp(op=ast.BitOr() | ast.BitAnd() | ast.Sub(), left=left, right=right):
            return (listed(body, left) or listed(body, right))[:1]
        case ast.IfExp(body=one, orelse=other):
            return [*listed(body, one), *listed(body, other)]
        case ast.ListComp(generators=[first, *_]) | ast.GeneratorExp(generators=[first, *_]):
            return listed(body, first.iter)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _LISTINGS:
            return [_unordered(body, node, "listing")]
        case ast.Call(func=ast.Name(id=name), args=[*_, last]) if name in _KEEPING:
            return listed(body, last)
        case ast.Call(func=ast.Name(id=name)) if body.depth:
            called = global_value(body.machine, body.module, name)
            if isinstance(called, Function) and isinstance(called.node, Definition):
                is_sorted = "sort" in called.module.places.text(called.node)
                deeper = Body(body.machine, called.module, called.node, body.depth - 1)
                return [] if is_sorted else in_order_of(deeper)
            return []
        case ast.Name(id=name):
            given = [each.value for each in body.nodes if isinstance(each, ast.Assign) and _is_target(each, name)]
            is_one = len(given) == 1 and not isinstance(given[0], ast.Name)
            return listed(body, given[0]) if is_one else []
        case _:
            return []


def _unordered(body: Body, node: ast.expr, kind: str) -> Opaque:
    frame = Frame(body.machine, body.module, {}, is_global=True)
    found = frame.opaque(node, Stability.VOLATILE, Nature.UNORDERED, kind)
    return replace(found, name="a set") if kind == "set" else found


def _is_target(node: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)


def _adds(node: ast.AST, names: set[str]) -> bool:
    """Whether something is put into one of some collections, or yielded."""
    for each in walk(node):
        match each:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if method in _ADDING:
                if name in names:
                    return True
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()) if name in names:
                return True
            case ast.Call(func=ast.Name(id=called), args=args) if called not in _BUILTINS:
                if any(isinstance(arg, ast.Name) and arg.id in names for arg in args):
                    return True
            case ast.Yield():
                return True
            case _:
                pass
    return False


def _calls(node: ast.AST, names: set[str]) -> bool:
    called = (each.func for each in walk(node) if isinstance(each, ast.Call))
    return any(isinstance(func, ast.Name) and func.id in names for func in called)


def _names(value: ast.expr) -> Iterator[str]:
    """The names whose elements a function gives in their order."""
    match value:
        case ast.Name(id=name):
            yield name
        case ast.Tuple(elts=parts):
            for part in parts:
                yield from _names(part)
        case ast.Call(func=ast.Name(id=kind), args=[inner]) if kind in _KEEPING or kind == "dict":
            yield from _names(inner)
        case ast.Call(func=ast.Attribute(value=inner, attr=kind), args=[]) if kind in ("values", "items", "copy"):
            yield from _names(inner)
        case _:
            pass
