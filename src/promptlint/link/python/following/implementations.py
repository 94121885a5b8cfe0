"""What a method does that a class leaves to those below it: a client sends by one provider or by another."""

from __future__ import annotations

import ast
import re
from itertools import islice
from typing import TYPE_CHECKING

from promptlint.ir import Stability
from promptlint.link.python.domain.values import Class, Function, Instance, opaques
from promptlint.link.python.following.lookup import class_value, global_value, lineage
from promptlint.link.python.machine import Definition, Frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from promptlint.link.python.domain.values import Item
    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Machine

_MOST = 3  # classes below
_MOST_STATEMENTS = 2  # a docstring, and what says that there is no more
_TELLING = (Stability.VOLATILE, Stability.DAILY)


def implementations(frame: Frame, function: Function, given: Iterable[Item]) -> Iterator[Function]:
    """The methods that stand for an abstract one and send a prompt, where it is given what is known to vary."""
    cls, name = function.owner, function.qualname.rpartition(".")[2]
    if not isinstance(function.bound, Instance) or cls is None or not any(map(_tells, given)):
        return
    from promptlint.link.python.following.objects import object_of  # noqa: PLC0415 the two need each other

    for each in _below(frame.machine, cls)[:_MOST]:
        method = class_value(frame, each, name, None)
        if isinstance(method, Function) and method.node is not function.node:
            bound = class_value(frame, each, name, object_of(frame, each))
            if isinstance(bound, Function) and frame.machine.relevance.is_concerned(bound):
                yield bound


def varying_below(frame: Frame, cls: Class, name: str) -> Sequence[Function]:
    """The methods that stand for one that a class leaves open, as far as what they give may vary."""
    method = class_value(frame, cls, name, None)
    if not isinstance(method, Function) or isinstance(method.node, ast.Lambda) or not is_left_open(method.node):
        return ()
    known, key = frame.machine.varying, (cls.module.path, cls.qualname, name)
    if key not in known:
        known[key] = tuple(islice(_varying_below(frame, cls, method, name), _MOST))
    return known[key]


def _varying_below(frame: Frame, cls: Class, method: Function, name: str) -> Iterator[Function]:
    from promptlint.link.python.following.objects import object_of  # noqa: PLC0415 the two need each other

    for each in _below(frame.machine, cls):
        own = class_value(frame, each, name, None)
        if not isinstance(own, Function) or own.node is method.node or not frame.machine.relevance.may_vary(own):
            continue
        if _is_made(frame.machine, each):
            bound = class_value(frame, each, name, object_of(frame, each))
            if isinstance(bound, Function):
                yield bound


def _is_made(machine: Machine, cls: Class) -> bool:
    """Whether an object of a class is made anywhere, or a decorator has the class registered."""
    name = cls.node.name
    made = re.compile(rf"(?<!class )\b{name}\(")
    return bool(cls.node.decorator_list) or any(
        made.search(module.source.text) is not None for module in machine.around(cls.module, f"{name}(")
    )


def above(machine: Machine, module: Module, qualname: str) -> Iterator[Module]:
    """The modules of the abstract classes for whose methods one of a class stands."""
    owner, _, name = qualname.rpartition(".")
    cls = global_value(machine, module, owner) if owner.isidentifier() else None
    if not isinstance(cls, Class) or not cls.node.bases:
        return
    for base in islice(lineage(Frame(machine, module, {}, is_global=True), cls), 1, None):
        method = base.module.member(base.node, name)
        is_other = isinstance(method, Definition) and is_left_open(method) and base.module is not module
        if is_other and any(each.node is cls.node for each in _below(machine, base)[:_MOST]):
            yield base.module


def is_left_open(node: Definition) -> bool:
    """Whether a method does nothing: classes that derive from its own do."""
    return len(node.body) <= _MOST_STATEMENTS and all(map(_says_nothing, node.body))


def _says_nothing(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant()) | ast.Pass():
            return True
        case ast.Raise(exc=ast.Name(id=name) | ast.Call(func=ast.Name(id=name))):
            return name == "NotImplementedError"
        case _:
            return False


def _tells(item: Item) -> bool:
    """Whether an argument varies by itself: what an object holds somewhere is not what is asked for."""
    return not isinstance(item, Instance) and any(each.stability in _TELLING for each in opaques(item))


def _below(machine: Machine, cls: Class) -> tuple[Class, ...]:
    """The classes that name a class among their bases, in its module and in those that import it."""
    key = (cls.module.path, cls.qualname)
    if key not in machine.below:
        machine.below[key] = ()  # while it is looked for
        machine.below[key] = tuple(_derived(machine, cls))
    return machine.below[key]


def deriving(name: str) -> re.Pattern[str]:
    """The first lines of classes that name a class among their bases."""
    return re.compile(rf"^class[ \t]+(\w+)[ \t]*\([^)]*\b{name}\b", re.MULTILINE)


def _derived(machine: Machine, cls: Class) -> Iterator[Class]:
    name = cls.node.name
    derived = deriving(name)
    for module in machine.around(cls.module, name):
        for found in derived.findall(module.source.text):
            value = global_value(machine, module, found)
            if isinstance(value, Class):
                yield value
