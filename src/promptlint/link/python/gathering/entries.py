"""Where to begin in a module: the functions and statements that have to do with prompts."""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.frontends.python.words import may_hold_prompt, mentions
from promptlint.link.python.domain.text import TooLongError
from promptlint.link.python.domain.values import Class, Dictionary, Function, Instance, Listing, Spread
from promptlint.link.python.following import routes
from promptlint.link.python.following.carried import met_again
from promptlint.link.python.following.invoking import follow, once
from promptlint.link.python.following.lookup import decorators
from promptlint.link.python.following.objects import object_of
from promptlint.link.python.following.parameters import clock, default_of, unfilled
from promptlint.link.python.following.statements import run
from promptlint.link.python.gathering.inherited import inherited
from promptlint.link.python.machine import Definition, ExhaustedError, Frame, frame_of
from promptlint.link.python.requests.bodies import settled
from promptlint.link.python.requests.sightings import see_given, see_result
from promptlint.link.python.tools.toolboxes import see_kept

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Machine, Sighting
    from promptlint.link.python.tables.sink import Sink

    Seen = tuple[list[Sighting], tuple[str, ...]]

_MOST_NESTED = 200
# Decorators of functions that make instructions, and what these are.
_MAKERS = {"system_prompt": "system_prompt", "instructions": "instructions", "dynamic_prompt": "system_prompt"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A function or a statement that can be followed by itself."""

    module: Module
    entry: ast.stmt
    owner: Class | None
    is_own: bool  # one of those where to begin in its module
    this: Class | None = None  # whose objects it is called on, where that is not the class that it stands in

    @property
    def qualname(self) -> str:
        """The name of the function, or of the class that the statement stands in."""
        return self._within(self.this or self.owner)

    @property
    def function(self) -> Function:
        """The function to begin with."""
        assert isinstance(self.entry, Definition)
        return Function(self.entry, self.module, self._within(self.owner), None, self.this or self.owner)

    def _within(self, owner: Class | None) -> str:
        parts = (owner.qualname if owner else "", self.entry.name if isinstance(self.entry, Definition) else "")
        return ".".join(part for part in parts if part)

    def follow(self, machine: Machine) -> Seen:
        """What is met in it, and the files that it takes from."""
        machine.refill()
        with suppress(ExhaustedError, TooLongError, RecursionError):
            _follow(machine, self)
        return settled(machine.sightings), tuple(machine.touched)


def beginnings(machine: Machine, module: Module) -> Iterator[Unit]:
    """Where to begin in a module."""
    for entry, owner in _entries(module, _hits(machine, module)):
        if machine.relevance.may_matter(module, entry, owner):
            yield Unit(module, entry, owner, is_own=True)
    for cls, base, method in inherited(machine, module):
        yield Unit(base.module, method, base, is_own=True, this=cls)


def users(machine: Machine, module: Module, name: str) -> Iterator[Unit]:
    """The functions and statements of a module in which a name stands that is not defined there."""
    if places := list(_uses(module.source.text, name)):
        # A module that only speaks of prompts is not looked at by itself.
        own = _hits(machine, module) if _is_looked_at(module) else ()
        for entry, owner in _entries(module, places):
            is_own = module.holds(entry, own) and machine.relevance.may_matter(module, entry, owner)
            yield Unit(module, entry, owner, is_own)


def _is_looked_at(module: Module) -> bool:
    if module.notes.is_looked_at is None:
        module.notes.is_looked_at = may_hold_prompt(module.source.text.encode("utf-8", "surrogatepass"))
    return module.notes.is_looked_at


def _uses(text: str, name: str) -> Iterator[int]:
    """Where a name stands that is not defined there. To search for it as it is costs a tenth of what a pattern does."""
    whole = re.compile(rf"(?<!\bdef )(?<!\bclass )\b{name}\b")
    at = text.find(name)
    while at >= 0:
        if whole.match(text, at):
            yield at
        at = text.find(name, at + 1)


def _hits(machine: Machine, module: Module) -> list[int]:
    if module.notes.hits is None:
        module.notes.hits = sorted([*mentions(module.source.text), *_calls(machine.sinks, module.source.text)])
    return module.notes.hits


def _calls(sinks: Sequence[Sink], text: str) -> Iterator[int]:
    """Where calls may stand that the configuration tells of."""
    if sinks:
        names = "|".join(re.escape(sink.suffix.rpartition(".")[2]).replace(r"\*", r"\w*") for sink in sinks)
        yield from (match.start() for match in re.finditer(rf"\b(?:{names})\s*\(", text))


def _entries(module: Module, hits: Sequence[int]) -> Iterator[tuple[ast.stmt, Class | None]]:
    for statement in module.around(hits):
        if isinstance(statement, ast.ClassDef):
            yield from _of_class(module, Class(statement, module, statement.name), hits)
        elif not isinstance(statement, ast.Import | ast.ImportFrom):
            yield statement, None


def _of_class(module: Module, cls: Class, hits: Sequence[int]) -> Iterator[tuple[ast.stmt, Class | None]]:
    for statement in module.around_in(cls.node, hits):
        if isinstance(statement, ast.ClassDef):
            yield from _of_class(module, Class(statement, module, f"{cls.qualname}.{statement.name}"), hits)
        else:
            yield statement, cls


def _follow(machine: Machine, unit: Unit) -> None:
    owner, entry, module = unit.owner, unit.entry, unit.module
    frame = Frame(
        machine, module, {}, qualname=owner.qualname if owner is not None else "", owner=owner, is_global=True
    )
    if isinstance(entry, Definition):
        enter(frame, unit.function)
    else:
        run(frame, [entry])
    done = 0
    while machine.nested and done < _MOST_NESTED:
        outer, inner = machine.nested.pop()
        done += 1
        enter(outer, inner)


def _unfilled(frame: Frame, node: Definition, parameter: ast.arg, *, is_handler: bool) -> Value:
    """What a parameter holds that nobody in sight fills: data of a request, where a function answers requests."""
    given = default_of(node.args, parameter)
    made = routes.injected(frame, parameter, given) or clock(frame, given)
    if made is not None:
        return made
    return routes.sent(frame, node, parameter) if is_handler else unfilled(frame, parameter)


def enter(outer: Frame, function: Function) -> None:
    """Follow a function with parameters that nobody fills."""
    node = function.node
    assert not isinstance(node, ast.Lambda)
    machine = outer.machine
    frame = frame_of(machine, function, outer.depth)
    parameters = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    kinds = decorators(node)
    is_handler = routes.is_handler(node)
    for place, parameter in enumerate(parameters):
        is_self = place == 0 and function.owner is not None and "staticmethod" not in kinds and function.closure is None
        if is_self and function.owner is not None:
            made = met_again(frame, node, object_of(frame, function.owner))
            frame.env[parameter.arg] = function.owner if "classmethod" in kinds else made
        else:
            frame.env[parameter.arg] = _unfilled(frame, node, parameter, is_handler=is_handler)
    span = frame.span(node)
    if node.args.vararg is not None:
        rest = Spread(unfilled(frame, node.args.vararg))
        frame.env[node.args.vararg.arg] = Listing("tuple", (rest,), function.module.path, span)
    if node.args.kwarg is not None:
        rest = Spread(frame.unknown(node.args.kwarg, node.args.kwarg.arg))
        frame.env[node.args.kwarg.arg] = Dictionary((rest,), function.module.path, span)
    machine.running.append(node)
    try:
        result = once(function, follow(frame, function))
    finally:
        machine.running.pop()
    first = parameters[0].arg if parameters else ""
    left = (frame.last_env or frame.env).get(first)
    before = machine.instances.get((owner.module.path, owner.qualname)) if (owner := function.owner) else None
    if isinstance(left, Instance) and before is not None and left is not before:
        see_kept(frame, left, before, node)
    told = next((_MAKERS[kind] for kind in kinds if kind in _MAKERS), node.name)
    see_result(frame, told, result, node)
    see_given(frame, result, node)
