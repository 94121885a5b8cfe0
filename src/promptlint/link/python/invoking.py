"""Calling functions and making objects of the repository: their bodies are followed with what is given."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from promptlint.ir import Nature, Stability
from promptlint.link.python import declared as by_declaration
from promptlint.link.python import sources
from promptlint.link.python.allowances import afforded
from promptlint.link.python.containers import elements, store, telling
from promptlint.link.python.expressions import evaluate
from promptlint.link.python.histories import under_way
from promptlint.link.python.lookup import base_names, base_value, class_value, decorators, lineage
from promptlint.link.python.machine import DEEPEST, Frame, Result, chain, is_super, plain_names
from promptlint.link.python.merging import merge, settled
from promptlint.link.python.reading import passed
from promptlint.link.python.text import Text
from promptlint.link.python.values import (
    Class,
    Dictionary,
    Either,
    External,
    Filled,
    Function,
    Instance,
    Known,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    Value,
)
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from promptlint.ir import Segment
    from promptlint.link.python.machine import Machine
    from promptlint.link.python.values import Item

_Defined = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_CACHES = frozenset(("cache", "lru_cache", "cached", "alru_cache", "memoize"))
_MOST_CALLS = 2  # of one function inside itself
_MOST_OF_ABSTRACT = 2  # statements: a docstring, and what says that there is no more


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
    if frame.depth >= DEEPEST or machine.running.count(function.node) >= _MOST_CALLS:
        return frame.unknown(node)
    is_dull = function.node in machine.dull and not any(map(_varies, (*args, *named.values())))
    if is_dull or _is_abstract(function):
        return frame.unknown(node)
    key, kept = _key(function, args, named, rest)
    result = machine.results.get(key)
    if result is None:
        seen = len(machine.sightings)
        given = (*args, *named.values(), *rest)
        result = afforded(machine, function, given, lambda: _result(frame, function, args, named, rest, kept))
        if result is None:  # what costs too much to tell is unknown; the caller goes on
            result = Result(frame.unknown(node), Frame(machine, function.module, {}), (function.module.path,), kept)
        result.sightings = tuple(machine.sightings[seen:])
        machine.results[key] = result
        if len(machine.sightings) == seen and _is_dull(result):
            machine.dull.add(function.node)
    else:
        machine.replay(result.sightings)
    machine.touched.update(dict.fromkeys(result.touched))
    if isinstance(node, ast.Call):
        _give_back(frame, result.frame, function, node)
    return _came_back(frame, result.value, function, node)


def _is_abstract(function: Function) -> bool:
    """Whether a method is left to the classes that derive from its own: what they give is not seen here."""
    if function.owner is None or isinstance(function.node, ast.Lambda) or len(function.node.body) > _MOST_OF_ABSTRACT:
        return False
    return all(_is_left_open(statement) for statement in function.node.body)


def _is_left_open(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant()) | ast.Pass():
            return True
        case ast.Raise(exc=ast.Name(id=name) | ast.Call(func=ast.Name(id=name))):
            return name == "NotImplementedError"
        case _:
            return False


def _result(
    frame: Frame,
    function: Function,
    args: Sequence[Item],
    named: Mapping[str, Value],
    rest: Sequence[Value],
    kept: tuple[object, ...],
) -> Result:
    machine = frame.machine
    inner = Frame(
        machine,
        function.module,
        {},
        qualname=function.qualname,
        owner=function.owner,
        closure=function.closure,
        depth=frame.depth + 1,
        node=function.node,
    )
    outer, machine.touched = machine.touched, {function.module.path: None}
    machine.running.append(function.node)
    try:
        _bind_parameters(inner, function, args, named, rest)
        value = follow(inner, function)
    finally:
        machine.running.pop()
        outer.update(machine.touched)
        touched, machine.touched = tuple(machine.touched), outer
    return Result(value, inner, touched, kept)


def _varies(item: Item) -> bool:
    """Whether an argument is seen to change, by itself or in a text."""
    return item.varies if isinstance(item, Text) else isinstance(item, Opaque) and item.stability is Stability.VOLATILE


def _is_dull(result: Result) -> bool:
    """Whether a call gave nothing that another call of the function would be followed for."""
    value = result.value
    is_plain = isinstance(value, Known) or (
        isinstance(value, Opaque)
        and value.stability is Stability.UNKNOWN
        and value.nature is Nature.PLAIN
        and not value.type
        and value.loop is None
        and not _is_given(value, result)
    )
    if not is_plain:
        return False
    names = [each.arg for each in result.frame.node.args.args] if isinstance(result.frame.node, _Defined) else []
    final = result.frame.last_env or result.frame.env
    return not any(isinstance(final.get(name), Listing | Dictionary | Instance) for name in names)


def _is_given(value: Opaque, result: Result) -> bool:
    """Whether a result comes from the arguments: with others it may be something to speak of."""
    frame = result.frame
    if frame.node is None or value.path != frame.module.path:
        return frame.node is not None
    span = frame.span(frame.node)
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
    from promptlint.link.python.statements import run  # noqa: PLC0415 the two need each other

    node = function.node
    if isinstance(node, ast.Lambda):
        return evaluate(inner, node.body)
    reached = run(inner, node.body)
    if isinstance(given := inner.env.get("yield"), Listing):
        return given
    if inner.last_env is not None and isinstance(given := inner.last_env.get("yield"), Listing):
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
    step = frame.step(node, f"through `{function.qualname.rpartition('.')[2]}`")
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


def _bind_parameters(
    inner: Frame, function: Function, args: Sequence[Item], named: Mapping[str, Value], rest: Sequence[Value]
) -> None:
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
        told = telling(value, name) if isinstance(value, Opaque) else value
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


def _default(inner: Frame, function: Function, node: ast.expr | None, parameter: ast.arg, *, is_open: bool) -> Value:
    if node is None or is_open:
        return unfilled(inner, parameter)
    outer = Frame(
        inner.machine, function.module, {}, qualname=function.qualname, closure=function.closure, is_global=True
    )
    return settled(evaluate(outer, node))


def unfilled(frame: Frame, parameter: ast.arg) -> Value:
    """A parameter that nobody in sight fills: by its annotation an object, otherwise by its name."""
    node = parameter.annotation
    if node is not None:
        if isinstance(cls := _annotated_type(frame, node), Class):
            return cls
        kind = _annotated(frame, node)
        if isinstance(kind, Class):
            return Instance(kind, kind.qualname, {}, (), frame.module.path, frame.span(parameter), is_partial=True)
    value = frame.unknown(parameter, parameter.arg)
    type_ = _type(frame, node) if node is not None and _is_short(node) else ""
    # A switch is mostly set once, whatever it is called.
    is_switch = isinstance(node, ast.Name) and node.id == "bool"
    by_its_name = value if is_switch else telling(value, parameter.arg)
    told = by_declaration.named(frame, parameter.arg, by_its_name, parameter)
    return replace(told, type=type_) if isinstance(told, Opaque) else told


def _type(frame: Frame, node: ast.expr) -> str:
    known = frame.module.notes.types
    if node not in known:
        known[node] = sources.type_of_annotation(ast.unparse(node))
    return known[node]


def _is_short(node: ast.expr) -> bool:
    return getattr(node, "end_lineno", 0) == getattr(node, "lineno", 0)


def _annotated_type(frame: Frame, node: ast.expr) -> Value | None:
    """The class that a parameter is itself: `type[X]`."""
    if isinstance(node, ast.Subscript) and chain(node.value).rpartition(".")[2] in ("type", "Type"):
        return _annotated(frame, node.slice)
    return None


def _annotated(frame: Frame, node: ast.expr) -> Value | None:
    """The class that an annotation names, through `X | None`, `Optional[X]` and quotes."""
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            found = _annotated(frame, left)
            return found if isinstance(found, Class) else _annotated(frame, right)
        case ast.Subscript(value=ast.Name(id="Optional" | "Annotated"), slice=inner):
            return _annotated(frame, inner.elts[0] if isinstance(inner, ast.Tuple) and inner.elts else inner)
        case ast.Name() | ast.Attribute() | ast.Constant(value=str()):
            return base_value(Frame(frame.machine, frame.module, {}, is_global=True), node)
        case _:
            return None


def _give_back(frame: Frame, inner: Frame, function: Function, node: ast.Call) -> None:
    """What a function changed in place is changed for its caller too."""
    final = inner.last_env or inner.env
    names = [each.arg for each in (*function.node.args.posonlyargs, *function.node.args.args)]
    body = [] if isinstance(function.node, ast.Lambda) else function.node.body
    assigned: frozenset[str] | None = None
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
        if not isinstance(target, ast.Name | ast.Attribute | ast.Subscript):
            continue
        value = final.get(name)
        if not isinstance(value, Listing | Dictionary | Instance):
            continue
        before = evaluate(frame, target)
        if value is before or (isinstance(before, Opaque) and isinstance(value, Instance)):
            continue
        if assigned is None:
            assigned = plain_names(body)
        if name not in assigned:
            store(frame, target, value)


def _self(frame: Frame, node: ast.expr) -> ast.expr:
    """What a method is called on: through `super()` it is the object of the method around it."""
    if is_super(node) and isinstance(frame.node, ast.FunctionDef | ast.AsyncFunctionDef) and frame.node.args.args:
        return ast.copy_location(ast.Name(frame.node.args.args[0].arg, ast.Load()), node)
    return node


# ---------------------------------------------------------------- objects


def construct(frame: Frame, cls: Class, given: Arguments, node: ast.AST) -> Instance:
    """An object of a class of the repository."""
    made = Instance(cls, cls.qualname, {}, (), frame.module.path, frame.span(node))
    frame.machine.touched[cls.module.path] = None
    initializer = class_value(frame, cls, "__init__", made)
    if isinstance(initializer, Function):
        return initialized(frame, replace(initializer, bound=made), given, made)
    fields = _declared_fields(frame, cls)
    filled: dict[str, Value] = {}
    for place, (name, value) in enumerate(fields):
        found = given.at(place, name)
        if found is None and given.rest and isinstance(value, Known):
            continue  # it may have been given another one
        filled[name] = found if found is not None else value
    filled.update({name: value for name, value in given.named.items() if name not in filled})
    made = replace(made, fields=filled, is_partial=bool(given.rest) or bool(base_names(frame, cls)))
    after = class_value(frame, cls, "__post_init__", made)
    return initialized(frame, after, Arguments([], {}, [], {}), made) if isinstance(after, Function) else made


def _typed_mapping(frame: Frame, cls: Class, given: Arguments, node: ast.AST) -> Dictionary | None:
    """What calling a TypedDict makes: it holds the keys that are given, and no others."""
    if not any(name.endswith("TypedDict") for name in base_names(frame, cls)):
        return None
    entries: list[Pair | Spread] = [
        Spread(each.value if isinstance(each, Spread) else each)
        for each in given.args
        if isinstance(each, Spread | Dictionary | Opaque)
    ]
    entries += [Pair(key, value) for key, value in given.named.items()]
    entries += [Spread(value) for value in given.rest]
    return Dictionary(tuple(entries), frame.module.path, frame.span(node), node)


def initialized(frame: Frame, initializer: Function, given: Arguments, made: Instance) -> Instance:
    """The object that an initializer leaves."""
    machine = frame.machine
    if frame.depth >= DEEPEST or machine.running.count(initializer.node) >= _MOST_CALLS:
        return replace(made, is_partial=True)
    inner = Frame(
        machine,
        initializer.module,
        {},
        qualname=initializer.qualname,
        owner=initializer.owner,
        closure=initializer.closure,
        depth=frame.depth + 1,
        node=initializer.node,
    )
    bound = replace(initializer, bound=made)
    _bind_parameters(inner, bound, given.args, given.named, given.rest)
    machine.running.append(initializer.node)
    try:
        values = (*given.args, *given.named.values())
        if afforded(machine, initializer, values, lambda: (follow(inner, bound),)) is None:
            return replace(made, is_partial=True)
    finally:
        machine.running.pop()
    name = initializer.node.args.args[0].arg if initializer.node.args.args else "self"
    result = inner.env.get(name)
    if not isinstance(result, Instance):
        return replace(made, is_partial=True)
    kept = {key: for_a_lifetime(machine, value) for key, value in result.fields.items()}
    return replace(
        result, fields=kept, is_partial=bool(base_names(frame, initializer.owner)) if initializer.owner else True
    )


def for_a_lifetime(machine: Machine, value: Value) -> Value:
    """What an initializer computes stays the same for as long as the object lives: a conversation, it may be.

    In a loop each round makes an object of its own.
    """
    loop = machine.loops[-1] if machine.loops else None
    match value:
        case Opaque(stability=Stability.VOLATILE, nature=Nature.CLOCK | Nature.RANDOM | Nature.LIVE):
            return replace(value, stability=Stability.SESSION, loop=loop)
        case Text() if any(_is_of_now(part) for part in value.segments):
            kept = (
                replace(part, stability=Stability.SESSION, loop=loop) if _is_of_now(part) else part
                for part in value.segments
            )
            return Text(tuple(kept))
        case _:
            return value


def _is_of_now(part: Segment) -> TypeGuard[Filled]:
    natures = (Nature.CLOCK, Nature.RANDOM, Nature.LIVE)
    return isinstance(part, Filled) and part.stability is Stability.VOLATILE and part.nature in natures


def _declared_fields(frame: Frame, cls: Class) -> list[tuple[str, Value]]:
    """The fields of a dataclass, a Pydantic model or a named tuple, with their defaults, the bases' first."""
    found: dict[str, Value] = {}
    for base in reversed(list(lineage(frame, cls))):
        inner = Frame(frame.machine, base.module, {}, qualname=base.qualname, depth=frame.depth + 1, is_global=True)
        for statement in base.node.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                if _is_of_the_class(statement.annotation):
                    continue
                name = statement.target.id
                value = class_value(frame, base, name, None) if statement.value is not None else None
                if (factory := _factory(statement.value)) is not None:
                    value = _made(inner, factory)
                if value is None:
                    value = unfilled(inner, ast.copy_location(ast.arg(name, statement.annotation), statement.target))
                found[name] = value
    return list(found.items())


def _is_of_the_class(annotation: ast.expr) -> bool:
    """Whether an attribute is no field: `ClassVar[…]`."""
    bare = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    return isinstance(bare, ast.Name | ast.Attribute) and chain(bare).rpartition(".")[2] == "ClassVar"


def _factory(node: ast.expr | None) -> ast.expr | None:
    """What makes the default of a field for each object anew."""
    if isinstance(node, ast.Call) and chain(node.func).rpartition(".")[2] in ("field", "Field", "ib", "attrib"):
        return next((each.value for each in node.keywords if each.arg in ("default_factory", "factory")), None)
    return None


def _made(frame: Frame, factory: ast.expr) -> Value:
    """The default that a factory makes for one object."""
    if frame.depth > DEEPEST:
        return frame.unknown(factory)
    callee = evaluate(frame, factory)
    nothing = Arguments([], {}, [], {})
    if isinstance(callee, External):
        from promptlint.link.python.externals import call  # noqa: PLC0415 the two need each other

        made: Value | None = call(frame, callee.name, nothing, ast.copy_location(ast.Call(factory, [], []), factory))
    else:
        made = call_value(frame, callee, nothing, factory)
    return for_a_lifetime(frame.machine, made) if made is not None else frame.unknown(factory)


def object_of(frame: Frame, cls: Class) -> Instance:
    """`self` of a method that is looked at by itself: made with arguments that nobody knows."""
    key = (cls.module.path, cls.qualname)
    machine = frame.machine
    if key not in machine.instances:
        machine.instances[key] = Instance(
            cls, cls.qualname, {}, (), cls.module.path, frame.span(cls.node), is_partial=True
        )
        outer = Frame(machine, cls.module, {}, is_global=True)
        seen = len(machine.sightings)
        made = construct(outer, cls, Arguments([], {}, [frame.unknown(cls.node)], {}), cls.node)
        del machine.sightings[seen:]  # its initializer is followed by itself as well
        machine.instances[key] = replace(made, is_partial=True, fields=under_way(made.fields))
    return machine.instances[key]


def call_value(frame: Frame, callee: Value, given: Arguments, node: ast.AST) -> Value | None:
    """The result of calling something of the repository; None for anything else."""
    match callee:
        case Function():
            return invoke(frame, callee, given.args, given.named, node, given.rest)
        case Class():
            return _typed_mapping(frame, callee, given, node) or construct(frame, callee, given, node)
        case Instance() if callee.cls is not None:
            method = class_value(frame, callee.cls, "__call__", callee)
            if isinstance(method, Function):
                return invoke(frame, method, given.args, given.named, node, given.rest)
            return None
        case Either(test, arms):
            results = [call_value(frame, arm, given, node) for arm in arms if not isinstance(arm, Known | External)]
            found: Value | None = None
            for result in results:
                found = merge(test, found, result)
            return found
        case _:
            return None
