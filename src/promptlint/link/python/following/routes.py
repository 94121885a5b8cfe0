"""What a web framework gives a handler: data of the request, and what its dependencies compute for each."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.ir import Evidence, Stability
from promptlint.link.python.domain.values import Choice, Function, Instance, Listing, Repeat, Spread
from promptlint.link.python.following.expressions import evaluate
from promptlint.link.python.following.invoking import Arguments
from promptlint.link.python.following.lookup import is_of_the_class, lineage
from promptlint.link.python.following.objects import call_value
from promptlint.link.python.following.parameters import default_of, unfilled
from promptlint.link.python.machine import Frame, chain
from promptlint.record import replace

if TYPE_CHECKING:
    from promptlint.link.python.domain.values import Class, Value
    from promptlint.link.python.machine import Definition

_VERBS = frozenset("get post put patch delete websocket route api_route".split())
_DEEPEST = 3  # dependencies of dependencies
_INJECTED = frozenset(("Depends", "Security"))
# What is one of a few: the prompts that are made with them are as many, and each recurs.
_FEW = frozenset(("bool", "Literal", "Enum"))
# What a program that stands between others passes on: whoever asks decides about it, and whether it recurs.
_PASSED_ON = re.compile(r"(?i)tool|function|prompt|instruction|message|history|system|schema|config|model")
_OF_QUEUE = re.compile(
    r"(?:\w+\.)?(?:shared_task|actor)"
    r"|(?:\w*celery\w*|app|huey|broker|\w+_(?:queue|broker|app))\.task"
)
_DATA = frozenset("str int float dict list Dict List Any UUID Body Form Query Path Json".split())


def is_handler(node: Definition) -> bool:
    """Whether a function answers requests: a decorator names a verb and a path, or the queue whose jobs it does."""
    return any(_is_route(each) or _is_of_queue(each) for each in node.decorator_list)


def _is_of_queue(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Name | ast.Attribute) and _OF_QUEUE.fullmatch(chain(called)) is not None


def _is_route(decorator: ast.expr) -> bool:
    match decorator:
        case ast.Call(func=ast.Attribute(attr=verb), args=[ast.Constant(value=str() as path), *_]):
            return verb in _VERBS and path[:1] in ("/", "")
        case ast.Call(func=ast.Attribute(attr=verb), keywords=keywords):
            return verb in _VERBS and any(each.arg == "path" for each in keywords)
        case _:
            return False


def injected(frame: Frame, parameter: ast.arg, given: ast.expr | None, depth: int = _DEEPEST) -> Value | None:
    """What a dependency computes for a parameter: `Depends(now)`, as a default or in the annotation."""
    asked = [given]
    if isinstance(parameter.annotation, ast.Subscript) and isinstance(parameter.annotation.slice, ast.Tuple):
        asked += parameter.annotation.slice.elts
    for each in asked:
        match each:
            case ast.Call(func=ast.Name() | ast.Attribute() as called, args=[maker, *_]):
                if chain(called).rpartition(".")[2] in _INJECTED:
                    outer = Frame(frame.machine, frame.module, {}, depth=frame.depth + 1, is_global=True)
                    function = evaluate(outer, maker)
                    asks = _dependencies(frame, function, depth) if isinstance(function, Function) and depth else {}
                    made = call_value(outer, function, Arguments([], asks, [], {}), maker)
                    return _given(made) or frame.unknown(parameter, parameter.arg)
            case _:
                pass
    return None


def _dependencies(frame: Frame, function: Function, depth: int) -> dict[str, Value]:
    """What a dependency is given that has some of its own."""
    inner = Frame(frame.machine, function.module, {}, depth=frame.depth + 1, is_global=True)
    given = function.node.args
    parameters = (*given.posonlyargs, *given.args, *given.kwonlyargs)
    found = ((each.arg, injected(inner, each, default_of(given, each), depth - 1)) for each in parameters)
    return {name: value for name, value in found if value is not None}


def _given(made: Value | None) -> Value | None:
    """What a dependency gives; one that cleans up behind itself yields it."""
    if not isinstance(made, Listing) or made.kind != "generator":
        return made
    first = made.items[0] if len(made.items) == 1 else None
    return None if isinstance(first, Repeat | Spread | Choice) else first


def sent(frame: Frame, node: Definition, parameter: ast.arg) -> Value:
    """What a request holds under the name of a parameter: its body, an object or a value, or a part of its address."""
    value = unfilled(frame, parameter)
    if isinstance(value, Instance) and value.cls is not None:
        return replace(value, fields={**_fields(frame, value.cls, parameter), **value.fields})
    if parameter.annotation is None and any(map(_is_of_queue, node.decorator_list)):
        is_self = parameter.arg in ("self", "task")
        return value if is_self or default_of(node.args, parameter) else _of_request(frame, parameter, parameter.arg)
    if parameter.annotation is None or _kinds(parameter.annotation).isdisjoint(_DATA):
        return value  # what the framework hands over besides: the request itself, a response, a session
    return _of_request(frame, parameter, parameter.arg)


def _fields(frame: Frame, cls: Class, parameter: ast.arg) -> dict[str, Value]:
    """The fields that a class declares, as a request fills them."""
    found: dict[str, Value] = {}
    for base in lineage(frame, cls):
        for statement in base.node.body:
            match statement:
                case ast.AnnAssign(target=ast.Name(id=name), annotation=kind) if name not in found:
                    if not is_of_the_class(kind) and _kinds(kind).isdisjoint(_FEW):
                        found[name] = _of_request(frame, parameter, f"{parameter.arg}.{name}")
                case _:
                    pass
    return found


def _of_request(frame: Frame, parameter: ast.arg, name: str) -> Value:
    if _PASSED_ON.search(name.rpartition(".")[2]):
        return frame.unknown(parameter, name)
    value = replace(frame.unknown(parameter, name), stability=Stability.REQUEST, evidence=Evidence.SOURCE)
    return value if _kinds(parameter.annotation).isdisjoint(_FEW) else frame.unknown(parameter, name)


def _kinds(annotation: ast.expr | None) -> set[str]:
    """The last names that stand in an annotation."""
    if annotation is None:
        return set()
    return {
        each.id if isinstance(each, ast.Name) else each.attr
        for each in walk(annotation)
        if isinstance(each, ast.Name | ast.Attribute)
    }
