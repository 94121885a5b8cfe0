"""Calling functions and making objects of the repository: their bodies are followed with what is given."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeGuard

from promptlint.ir import THROUGH, Stability
from promptlint.link.python.domain.merging import merge, settled
from promptlint.link.python.domain.reading import passed
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    YIELDED,
    Dictionary,
    Either,
    Function,
    Instance,
    Known,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    Value,
    opaques,
)
from promptlint.link.python.following import declared_sets, implementations
from promptlint.link.python.following.allowances import ENOUGH, afforded, by_itself, is_called
from promptlint.link.python.following.around import collections_around, filled_around, give_around
from promptlint.link.python.following.binding import store
from promptlint.link.python.following.containers import elements
from promptlint.link.python.following.expressions import evaluate
from promptlint.link.python.following.lookup import decorators
from promptlint.link.python.following.parameters import bind_parameters, of_type
from promptlint.link.python.following.wrapping import wrapped
from promptlint.link.python.machine import DEEPEST, Frame, Result, frame_of, is_super, plain_names
from promptlint.link.python.tools import discoveries
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from promptlint.link.python.domain.values import Item
    from promptlint.link.python.machine import Machine

_CACHES = frozenset(("cache", "lru_cache", "cached", "alru_cache", "memoize"))
MOST_CALLS = 2  # of one function inside itself
_FEW = 4  # statements
_LITTLE = 60  # expressions that are looked at to see what they make of it


@dataclass(slots=True)
class Arguments:
    """What a call gives: by place, by name, and more that is not known by name."""

    args: list[Item]
    named: dict[str, Value]
    rest: list[Value]
    nodes: dict[int | str, ast.expr]

    def at(self, place: int, name: str) -> Value | None:
        """The argument for a parameter."""
        if name in self.named:
            return self.named[name]
        if place < len(self.args) and not any(isinstance(a, Spread | Repeat) for a in self.args[: place + 1]):
            found = self.args[place]
            return found if not hasattr(found, "arms") or isinstance(found, Either) else None  # type: ignore[return-value]  # elements that may not be there are no argument
        return None


def arguments(frame: Frame, node: ast.Call) -> Arguments:
    """Evaluate the arguments of a call, from left to right."""
    found = Arguments([], {}, [], {})
    for each in node.args:
        if isinstance(each, ast.Starred):
            found.args += elements(evaluate(frame, each.value))
        else:
            found.nodes[len(found.args)] = each
            found.args.append(evaluate(frame, each))
    for keyword in node.keywords:
        value = evaluate(frame, keyword.value)
        if keyword.arg is not None:
            found.named[keyword.arg] = value
            found.nodes[keyword.arg] = keyword.value
        elif isinstance(value, Dictionary):
            for entry in value.entries:
                if isinstance(entry, Pair):
                    found.named[entry.key] = entry.value
                else:
                    found.rest.append(entry.value)
        else:
            found.rest.append(value)
    return found


def invoke(
    frame: Frame,
    function: Function,
    args: Sequence[Item],
    named: Mapping[str, Value],
    node: ast.AST,
    rest: Sequence[Value] = (),
) -> Value:
    """The result of calling a function of the repository."""
    machine = frame.machine
    if frame.depth >= DEEPEST or machine.running.count(function.node) >= MOST_CALLS:
        return frame.unknown(node)
    if (changed := wrapped(frame, function, lambda f, maker, given, at: invoke(f, maker, given, {}, at))) is not None:
        args = args if function.bound is None else (function.bound, *args)
        function = changed
    items = (*args, *named.values())
    is_unpaid = machine.fuel <= 2 * machine.unpaid.get(function.node, 0)
    is_dull = (is_unpaid or function.node in machine.dull) and not any(
        _varies(item) or is_called(machine, item) for item in items
    )
    is_turned = is_dull and _turns(function, items)
    if _is_abstract(function):
        return _implemented(frame, function, args, named, node, rest)
    if is_dull and not is_turned:
        return _told(frame, function, frame.unknown(node))
    around = collections_around(frame, function)
    key, kept = _key(function, args, named, (*rest, *around.values()))
    result = machine.results.get(key)
    if result is None:
        seen, purse = len(machine.sightings), machine.fuel
        given = (*args, *named.values(), *rest)
        most = _LITTLE if is_turned else None
        made = partial(_result, frame, function, args, named, rest, kept, around)
        result = _paid(machine, function, given, made, most)
        told = result is not None
        if result is None and machine.alone:
            return _told(frame, function, frame.unknown(node))
        if result is None and purse < ENOUGH:  # that says nothing of the function: another caller may afford it
            machine.unpaid[function.node] = purse
            return _told(frame, function, frame.unknown(node))
        if result is None:  # what costs too much to tell is unknown; the caller goes on
            result = Result(frame.unknown(node), {}, (function.module.path,), kept)
        result.sightings = tuple(machine.sightings[seen:])
        if not machine.alone:
            machine.results[key] = result
            if len(machine.sightings) == seen and not (told and _is_telling(function, result)):
                machine.dull.add(function.node)
    else:
        machine.replay(result.sightings)
    machine.touched.update(dict.fromkeys(result.touched))
    if isinstance(node, ast.Call):
        _give_back(frame, result.left, function, node)
        give_around(frame, result.around, function)
    return _came_back(frame, _told(frame, function, result.value), function, node)


def _paid(
    machine: Machine, function: Function, given: Sequence[Item], made: Callable[[], Result], most: int | None
) -> Result | None:
    """What following a function gives: all of it, or what it says without what it calls."""
    purse = machine.fuel
    result = afforded(machine, function, given, made, most)
    if result is None and purse >= ENOUGH:
        return by_itself(machine, function, made, lambda told: _is_seen_to_vary(told.value))
    return result


def _is_seen_to_vary(value: Value) -> bool:
    """Whether something in a value is proven to vary: an object that takes so much to make is made once, and kept."""
    return not isinstance(value, Instance) and any(each.stability is Stability.VOLATILE for each in opaques(value))


def _told(frame: Frame, function: Function, value: Value) -> Value:
    """What a function gives of which nothing is known but what its annotation says."""
    if not isinstance(value, Opaque) or value.stability is not Stability.UNKNOWN:
        return value
    if isinstance(function.node, ast.Lambda) or function.node.returns is None:
        return value
    inner = Frame(frame.machine, function.module, {}, is_global=True)
    returns = function.node.returns
    if (found := discoveries.from_annotation(inner, returns, returns, function.node.name)) is not None:
        return found
    if declared_sets.is_set(function.module, returns):
        return Listing("set", (Spread(value),), value.path, value.span)
    declared_sets.note(inner, returns, value)
    return of_type(inner, value, returns, returns)


def _implemented(
    frame: Frame,
    function: Function,
    args: Sequence[Item],
    named: Mapping[str, Value],
    node: ast.AST,
    rest: Sequence[Value],
) -> Value:
    """What a method gives that is left to the classes that derive from its own."""
    found: Value | None = None
    for method in implementations.implementations(frame, function, (*args, *named.values())):
        found = merge(frame.unknown(node), found, invoke(frame, method, args, named, node, rest))
    return found if found is not None else _told(frame, function, frame.unknown(node))


def _is_abstract(function: Function) -> bool:
    """Whether a method is left to the classes that derive from its own."""
    if function.owner is None or isinstance(function.node, ast.Lambda):
        return False
    return implementations.is_left_open(function.node)


def _result(
    frame: Frame,
    function: Function,
    args: Sequence[Item],
    named: Mapping[str, Value],
    rest: Sequence[Value],
    kept: tuple[object, ...],
    around: Mapping[str, Value],
) -> Result:
    machine = frame.machine
    inner = frame_of(machine, function, frame.depth + 1)
    inner.env.update(around)
    outer, machine.touched = machine.touched, {function.module.path: None}
    machine.running.append(function.node)
    try:
        bind_parameters(inner, function, args, named, rest)
        value = follow(inner, function)
    finally:
        machine.running.pop()
        outer.update(machine.touched)
        touched, machine.touched = tuple(machine.touched), outer
    filled = filled_around(inner.last_env or inner.env, around) if around else {}
    return Result(value, _left(inner, function), touched, kept, around=filled)


def _left(inner: Frame, function: Function) -> dict[str, Value]:
    """What the parameters hold in the end, where the caller sees what was changed in place."""
    final, given = inner.last_env or inner.env, function.node.args
    end = inner.end_env or final  # a guard that returns early has put less into what was given
    found: dict[str, Value] = {
        each.arg: value
        for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)
        if isinstance(value := final.get(each.arg), Instance)
        or isinstance(value := end.get(each.arg), Listing | Dictionary)
        or _is_extended(value)
    }
    if found and not isinstance(function.node, ast.Lambda):
        known = function.module.notes.assigned
        if function.node not in known:
            known[function.node] = plain_names(function.node.body)
        for name in known[function.node].intersection(found):
            del found[name]
    return found


def _is_extended(value: Value | None) -> TypeGuard[Either]:
    """Whether something is a mapping that was given more entries by a condition."""
    return isinstance(value, Either) and any(isinstance(arm, Dictionary) for arm in value.arms)


def _varies(item: Item) -> bool:
    """Whether an argument is seen to change, by itself or in a text."""
    return item.varies if isinstance(item, Text) else isinstance(item, Opaque) and item.stability is Stability.VOLATILE


def _turns(function: Function, items: Iterable[Item]) -> bool:
    """Whether a few plain statements are given what each round of a loop has otherwise: so may be what they make."""
    if isinstance(function.node, ast.Lambda) or len(function.node.body) > _FEW:
        return False
    if not all(isinstance(each, ast.Return | ast.If | ast.Assign | ast.Expr) for each in function.node.body):
        return False
    return any(
        isinstance(item, Text | Opaque | Either) and any(each.loop is not None for each in opaques(item))
        for item in items
    )


def _is_telling(function: Function, result: Result) -> bool:
    """Whether a call gave something that another call of the function would be followed for."""
    value = result.value
    is_plain = isinstance(value, Known) or (
        isinstance(value, Opaque) and value.is_unknown and value.loop is None and not _is_given(value, function)
    )
    return not is_plain or bool(result.left or result.around)


def _is_given(value: Opaque, function: Function) -> bool:
    """Whether a result comes from the arguments: with others it may be something to speak of."""
    if value.path != function.module.path:
        return True
    span = function.module.places.span(function.node)
    return not span.start <= value.span.start < span.end


def _key(
    function: Function, args: Sequence[Item], named: Mapping[str, Value], rest: Sequence[Value]
) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """What makes two calls the same: the function, and arguments that are equal or one and the same."""
    values = [function.bound, *function.given, *args, *named.values(), *rest, *(pair.value for pair in function.named)]
    marks = tuple(_mark_of(value) for value in values)
    names = (len(args), *named, *(pair.key for pair in function.named))
    return (id(function.node), id(function.closure), names, marks), (function, *values)


def _mark_of(value: object) -> object:
    match value:
        case Known(content) if content is None or isinstance(content, int | float | str | bytes):
            return (type(content), content)
        case Text() if value.size == 1 and (known := value.known) is not None:
            return known
        case Opaque():
            return (value.name, value.stability, value.path, value.span, value.type, value.loop)
        case _:
            return id(value)


def follow(inner: Frame, function: Function) -> Value:
    """Follow the body of a function whose parameters are bound."""
    from promptlint.link.python.following.statements import run  # noqa: PLC0415 the two need each other

    node = function.node
    if isinstance(node, ast.Lambda):
        return evaluate(inner, node.body)
    reached = run(inner, node.body)
    inner.end_env = inner.env if reached else None
    if isinstance(given := inner.env.get(YIELDED), Listing):
        return given
    if inner.last_env is not None and isinstance(given := inner.last_env.get(YIELDED), Listing):
        return given
    return _returned(inner, reached=reached)


def _returned(inner: Frame, *, reached: bool) -> Value:
    nothing = Known(None, inner.module.path, inner.span(inner.node or ast.Module([], [])))
    if not inner.returns:
        return nothing if reached else replace(nothing)
    value: Value | None = (
        nothing
        if reached and any(not isinstance(v, Known) for _, v in inner.returns) and len(inner.returns) > 0
        else None
    )
    if value is not None and not inner.returns[-1][0]:
        value = None
    for tests, result in reversed(inner.returns):
        # What stands behind a return without a condition is reached by an error only.
        value = result if value is None or not tests else merge(tests[-1], result, value)
    return value if value is not None else nothing


def _came_back(frame: Frame, result: Value, function: Function, node: ast.AST) -> Value:
    """The result one step further on its way; of a function that keeps its result, once for a process."""
    result = once(function, result)
    step = frame.step(node, f"{THROUGH}`{function.qualname.rpartition('.')[2]}`")
    match result:
        case Text():
            return passed(result, step)
        case Opaque():
            return result.via(step)
        case Either(test, arms):
            moved = tuple(passed(arm, step) if isinstance(arm, Text) else arm for arm in arms)
            return Either(test, moved)
        case _:
            return result


def once(function: Function, result: Value) -> Value:
    """What a function gives that may keep its result: then it is computed once for a process."""
    if isinstance(function.node, ast.Lambda) or _CACHES.isdisjoint(decorators(function.node)):
        return result
    return settled(result)


def _give_back(frame: Frame, left: Mapping[str, Value], function: Function, node: ast.Call) -> None:
    """What a function changed in place is changed for its caller too."""
    if not left:
        return
    names = [each.arg for each in (*function.node.args.posonlyargs, *function.node.args.args)]
    targets: list[tuple[str, ast.expr]] = []
    if function.bound is not None and names and isinstance(node.func, ast.Attribute):
        if isinstance(function.bound, Instance):
            targets.append((names[0], _self(frame, node.func.value)))
        names = names[1:]
    targets += [
        (name, given) for name, given in zip(names, node.args, strict=False) if not isinstance(given, ast.Starred)
    ]
    targets += [(each.arg, each.value) for each in node.keywords if each.arg is not None]
    for name, target in targets:
        value = left.get(name)
        if value is None or not isinstance(target, ast.Name | ast.Attribute | ast.Subscript):
            continue
        before = evaluate(frame, target)
        if value is not before and not (isinstance(before, Opaque) and isinstance(value, Instance)):
            store(frame, target, value)


def _self(frame: Frame, node: ast.expr) -> ast.expr:
    """What a method is called on: through `super()` it is the object of the method around it."""
    if is_super(node) and isinstance(frame.node, ast.FunctionDef | ast.AsyncFunctionDef) and frame.node.args.args:
        return ast.copy_location(ast.Name(frame.node.args.args[0].arg, ast.Load()), node)
    return node
