"""Objects of the repository: made by following their initializers, or from the fields that their classes declare."""

from __future__ import annotations

import ast
from contextlib import suppress
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.link.python.conversations.histories import under_way
from promptlint.link.python.domain.lasting import lasting
from promptlint.link.python.domain.merging import merge
from promptlint.link.python.domain.text import Text, TooLongError
from promptlint.link.python.domain.values import (
    LEFT,
    Class,
    Dictionary,
    Either,
    External,
    Function,
    Instance,
    Known,
    Opaque,
    Pair,
    Spread,
    Value,
)
from promptlint.link.python.following.allowances import afforded
from promptlint.link.python.following.carried import filled_sets, left_meanwhile, parts_meanwhile
from promptlint.link.python.following.counters import counting
from promptlint.link.python.following.expressions import evaluate
from promptlint.link.python.following.invoking import MOST_CALLS, Arguments, invoke
from promptlint.link.python.following.lookup import base_names, class_value, is_of_the_class, lineage
from promptlint.link.python.following.moving import moved
from promptlint.link.python.following.parameters import bind_parameters, unfilled
from promptlint.link.python.following.switches import turned
from promptlint.link.python.machine import DEEPEST, ExhaustedError, Frame, chain, frame_of
from promptlint.link.python.tools.discoveries import filled
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.link.python.machine import Machine


def construct(frame: Frame, cls: Class, given: Arguments, node: ast.AST) -> Instance:
    """An object of a class of the repository."""
    made = Instance(cls, cls.qualname, {}, (), frame.module.path, frame.span(node))
    frame.machine.touched[cls.module.path] = None
    initializer = class_value(frame, cls, "__init__", made)
    if isinstance(initializer, Function):
        return initialized(frame, replace(initializer, bound=made), given, made)
    fields = _declared_fields(frame, cls, is_open=bool(given.rest))
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
    """What calling a TypedDict makes, or a dict that only says what stands for a key it lacks."""
    if not any(name.endswith("TypedDict") or _is_dict(name, cls) for name in base_names(frame, cls)):
        return None
    entries: list[Pair | Spread] = [
        Spread(each.value if isinstance(each, Spread) else each)
        for each in given.args
        if isinstance(each, Spread | Dictionary | Opaque | Either)
    ]
    entries += [Pair(key, value) for key, value in given.named.items()]
    entries += [Spread(value) for value in given.rest]
    return Dictionary(tuple(entries), frame.module.path, frame.span(node), node)


def _is_dict(base: str, cls: Class) -> bool:
    methods = [each.name for each in cls.node.body if isinstance(each, ast.FunctionDef)]
    return base in ("builtins.dict", "collections.UserDict") and methods == ["__missing__"]


def initialized(frame: Frame, initializer: Function, given: Arguments, made: Instance) -> Instance:
    """The object that an initializer leaves."""
    machine = frame.machine
    if frame.depth >= DEEPEST or machine.running.count(initializer.node) >= MOST_CALLS:
        return replace(made, is_partial=True)
    inner = frame_of(machine, initializer, frame.depth + 1)
    bind_parameters(inner, replace(initializer, bound=made), given.args, given.named, given.rest)
    reached: list[Instance] = []
    machine.running.append(initializer.node)
    try:
        values = (*given.args, *given.named.values())
        is_whole = afforded(machine, initializer, values, lambda: _followed(inner, initializer, reached)) is not None
    finally:
        machine.running.pop()
    if not reached:
        return replace(made, is_partial=True)
    result = reached[-1] if is_whole else _so_far(initializer, reached)
    kept = {key: for_a_lifetime(machine, value) for key, value in result.fields.items()}
    is_derived = initializer.owner is None or bool(base_names(frame, initializer.owner))
    return replace(result, fields=kept, is_partial=is_derived or not is_whole)


def _followed(inner: Frame, initializer: Function, reached: list[Instance]) -> list[Instance]:
    """Follow an initializer, noting the object as it is after each of its statements."""
    from promptlint.link.python.following.statements import run  # noqa: PLC0415 the two need each other

    node = initializer.node
    if isinstance(node, ast.Lambda) or not (arguments := [*node.args.posonlyargs, *node.args.args]):
        return reached
    for statement in node.body:
        goes_on = run(inner, [statement])
        if isinstance(this := inner.env.get(arguments[0].arg), Instance):
            reached.append(this)
        if not goes_on:
            break
    return reached


def _so_far(initializer: Function, reached: Sequence[Instance]) -> Instance:
    """An object whose initializer costs too much to follow to its end: what the rest changes is not known."""
    node = initializer.node
    assert not isinstance(node, ast.Lambda)
    changed = {
        each.attr
        for statement in node.body[len(reached) :]
        for each in walk(statement)
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name)
    }
    fields = {name: value for name, value in reached[-1].fields.items() if name not in changed}
    return replace(reached[-1], fields=fields)


def for_a_lifetime(machine: Machine, value: Value) -> Value:
    """What an initializer computes, as the object keeps it."""
    return lasting(value, machine.loops[-1] if machine.loops else None)


def _declared_fields(frame: Frame, cls: Class, *, is_open: bool) -> list[tuple[str, Value]]:
    """The fields of a dataclass, a Pydantic model or a named tuple, with their defaults, the bases' first.

    A text that is empty by default may be any where nobody knows with what the object was made.
    """
    found: dict[str, Value] = {}
    for base in reversed(list(lineage(frame, cls))):
        inner = Frame(frame.machine, base.module, {}, qualname=base.qualname, depth=frame.depth + 1, is_global=True)
        for statement in base.node.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                if is_of_the_class(statement.annotation):
                    continue
                name = statement.target.id
                value = class_value(frame, base, name, None) if statement.value is not None else None
                if (factory := _factory(statement.value)) is not None:
                    value = _made(inner, factory)
                is_blank = is_open and isinstance(value, Text) and value.known == ""
                if value is None or is_blank:
                    given = unfilled(inner, ast.copy_location(ast.arg(name, statement.annotation), statement.target))
                    value = replace(given, type=LEFT) if is_blank and isinstance(given, Opaque) else given
                found[name] = value
    return list(found.items())


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
        from promptlint.link.python.libraries.externals import call  # noqa: PLC0415 the two need each other

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
        # Its initializer is followed by itself as well.
        with suppress(ExhaustedError, TooLongError), machine.apart():
            inner = Frame(machine, cls.module, {}, is_global=True)
            made = construct(inner, cls, Arguments([], {}, [inner.unknown(cls.node)], {}), cls.node)
            machine.instances[key] = meanwhile(inner, cls, replace(made, is_partial=True))
    return machine.instances[key]


def meanwhile(frame: Frame, cls: Class, made: Instance) -> Instance:
    """An object as it is when others ask it, which is not as it was made: its methods were called meanwhile."""
    fields = left_meanwhile(frame, cls, filled_sets(cls, under_way(turned(frame, cls, made.fields))))
    fields = counting(frame, cls, filled(frame, cls, parts_meanwhile(frame, cls, fields)))
    return replace(made, fields=moved(frame, cls, fields))


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
