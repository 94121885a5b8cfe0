"""Which functions and statements may have to do with a prompt, by a look at their trees."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promptlint.frontends.python.words import may_hold_prompt
from promptlint.link.python.following.annotated import classes_named
from promptlint.link.python.following.handing import handed_over
from promptlint.link.python.following.summaries import (
    Summary,
    is_passed,
    kept,
    nodes,
    parameters,
    read,
    read_varying,
)
from promptlint.link.python.machine import Definition, given_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from promptlint.link.python.domain.values import Class, Function
    from promptlint.link.python.loading.modules import Module, Modules
    from promptlint.link.python.tables.sink import Sink

_DEEPEST = 3  # calls on the way to one that sends something
_NEAR = 2
_FOUND = -1
_MOST_HOPS = 4  # of a name that is imported from where it is imported
_MOST_BASES = 8
_CLOCK = re.compile(r"\b(?:utc|local)?now\(")


@dataclass(frozen=True, slots=True)
class Place:
    """A function or a class, with its module and the class around it; without a node it is the module."""

    node: ast.AST | None
    module: Module
    owner: ast.ClassDef | None = None


@dataclass(frozen=True, slots=True)
class _Goal:
    """Something that functions are searched for: whether one has it itself, with its calls, and what was found out."""

    look: Callable[[Place], tuple[bool, Sequence[ast.expr]]]
    is_made: Callable[[Place], bool] | None = None  # by a call of the function that is asked about
    # So many calls deep nothing was found; below nothing that something was.
    found: dict[ast.AST, int] = field(default_factory=dict)


def _place(function: Function) -> Place:
    return Place(function.node, function.module, function.owner.node if function.owner is not None else None)


class Relevance:
    """Decides where to begin."""

    def __init__(self, modules: Modules, sinks: Sequence[Sink]) -> None:
        self._modules, self._sinks = modules, sinks
        self._prompts = _Goal(self._of_prompts)
        self._words = _Goal(self._of_words, self._makes)
        self._varying = _Goal(self._of_varying)
        self._senders = _Goal(self._of_senders)
        self._resolutions: dict[ast.expr, Sequence[Place]] = {}  # what a call leads to
        self._makers: dict[ast.AST, bool] = {}  # whether a function makes what may send prompts
        self._parts: dict[ast.ClassDef, dict[str, ast.expr]] = {}  # what objects keep, and of which class

    def forget(self) -> None:
        """Give back the memory of what functions lead to."""
        for goal in (self._prompts, self._words, self._varying, self._senders):
            goal.found.clear()
        self._resolutions.clear()
        self._makers.clear()
        self._parts.clear()

    def may_matter(self, module: Module, entry: ast.stmt, owner: Class | None) -> bool:
        """Whether following it may show a prompt that following what it calls does not."""
        place = Place(entry, module, owner.node if owner is not None else None)
        summary = self._summary(place)
        if summary.tells_alone:
            return True
        passed = parameters(entry)
        return any(
            not all(is_passed(each, passed) for each in given_to(call))
            and any(self._leads(self._prompts, target, _DEEPEST) for target in self._led(call, place, summary))
            for call in summary.calls
        )

    def is_concerned(self, function: Function) -> bool:
        """Whether a call of a function may show a prompt: it sends or makes one, or calls one that does."""
        return self._leads(self._prompts, _place(function), _DEEPEST)

    def is_worth(self, function: Function) -> bool:
        """Whether the value of a call may hold words or something that varies, whatever is passed."""
        return self._leads(self._words, _place(function), _DEEPEST)

    def may_vary(self, function: Function) -> bool:
        """Whether the value of a call may hold something that varies, whatever is passed."""
        return self._leads(self._varying, _place(function), _DEEPEST)

    def varies_near(self, function: Function) -> bool:
        """The same of a function itself, and of those that it calls itself."""
        return self._leads(self._varying, _place(function), _NEAR)

    def makes_sender(self, function: Function) -> bool:
        """Whether a function, or one that it calls, makes an object that may send prompts."""
        return self._leads(self._senders, _place(function), _NEAR)

    def _leads(self, goal: _Goal, place: Place, depth: int) -> bool:
        """Whether a function has something, or calls one that has; so many calls deep at the most."""
        assert place.node is not None
        is_there, calls = goal.look(place)
        known = goal.found.get(place.node, 0)
        if is_there or known < 0:
            return True
        if depth <= known:
            return False
        goal.found[place.node] = depth
        if depth > 1:
            summary = self._summary(place)
            targets = (target for call in calls for target in self._led(call, place, summary))
            if any(self._leads(goal, target, depth - 1) for target in targets):
                goal.found[place.node] = _FOUND
        if depth == _DEEPEST and goal.is_made is not None and goal.is_made(place):
            goal.found[place.node] = _FOUND
        return goal.found[place.node] < 0

    # ------------------------------------------------------------ what functions have themselves

    def _of_prompts(self, place: Place) -> tuple[bool, Sequence[ast.expr]]:
        summary = self._summary(place)
        return summary.tells, summary.calls

    def _of_words(self, place: Place) -> tuple[bool, Sequence[ast.expr]]:
        summary = self._summary(place)
        return summary.gives or summary.tells, (*summary.calls, *summary.asked)

    def _of_varying(self, place: Place) -> tuple[bool, Sequence[ast.expr]]:
        assert place.node is not None
        known = place.module.notes.varying.get(place.node)
        if known is None:
            known = place.module.notes.varying[place.node] = read_varying(place.node)
        return known.is_there, (*known.calls, *known.asked)

    def _of_senders(self, place: Place) -> tuple[bool, Sequence[ast.expr]]:
        return self._makes(place), self._summary(place).calls

    def _makes(self, place: Place) -> bool:
        """Whether a function itself makes an object that may send prompts, or that asks a clock."""
        assert place.node is not None
        known = self._makers.get(place.node)
        if known is None:
            calls = self._summary(place).calls
            known = self._makers[place.node] = any(self._makes_sender(call.func, place) for call in calls)
        return known

    def _makes_sender(self, func: ast.expr, place: Place) -> bool:
        """Whether a call makes an object that may send prompts, or asks a clock: what it is decides what is sent."""
        made = self._class(func, place)
        if made is None or not isinstance(made.node, ast.ClassDef):
            return False
        span = made.module.places.span(made.node)
        text = made.module.source.text[span.start : span.end]
        return _CLOCK.search(text) is not None or may_hold_prompt(text.encode())

    # ------------------------------------------------------------ what a call calls

    def calls(self, module: Module, entry: ast.stmt, owner: Class | None, wanted: tuple[str, int]) -> bool:
        """Whether a function or a statement calls, under a plain name, what stands in a module on a line."""
        place = Place(entry, module, owner.node if owner is not None else None)
        summary = self._summary(place)
        calls = summary.calls or (node for node in nodes(entry) if isinstance(node, ast.Call))
        targets = (target for call in calls for target in self._led(call, place, summary))
        return any((target.module.path, getattr(target.node, "lineno", 0)) == wanted for target in targets)

    def _led(self, call: ast.expr, place: Place, summary: Summary) -> Sequence[Place]:
        """What a call calls and hands over to be called; what is asked of an object, where that is a method of its."""
        found = self._resolutions.get(call)
        if found is None:
            named = (call.func, *handed_over(call)) if isinstance(call, ast.Call) else (call,)
            found = tuple(target for each in named for target in self._resolved(each, place, summary))
            self._resolutions[call] = found
        return found

    def _resolved(self, func: ast.expr, place: Place, summary: Summary) -> Iterator[Place]:
        match func:
            case ast.Name(id=name):
                found = self._named(name, place.module)
                if found is not None:
                    yield from self._called(found)
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name) if place.owner is not None:
                yield from self._method(Place(place.owner, place.module), name)
            case ast.Attribute(value=ast.Attribute(value=ast.Name(id="self"), attr=part), attr=name):
                holder = self._part(place, part)
                if holder is not None:
                    yield from self._method(holder, name)
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                made = summary.made.get(owner)
                holder = self._class(made, place) if made is not None else self._named(owner, place.module)
                if holder is not None:
                    yield from self._method(holder, name)
            case ast.Attribute(value=ast.Call(func=made), attr=name):
                holder = self._class(made, place)
                if holder is not None:
                    yield from self._method(holder, name)
            case _:
                pass

    def _part(self, place: Place, name: str) -> Place | None:
        """The class of what an object keeps under a name, where its initializer makes it or says what it is given."""
        if place.owner is None:
            return None
        parts = self._parts.get(place.owner)
        if parts is None:
            initializer = place.module.member(place.owner, "__init__")
            parts = self._parts[place.owner] = kept(initializer) if isinstance(initializer, Definition) else {}
        return self._class(parts[name], place) if name in parts else None

    def _called(self, found: Place) -> Iterator[Place]:
        if isinstance(found.node, ast.ClassDef):
            yield from self._method(found, "__init__")
        elif isinstance(found.node, Definition):
            yield found

    def _class(self, func: ast.expr, place: Place) -> Place | None:
        match func:
            case ast.Name(id=name) | ast.Constant(value=str(name)) if name.isidentifier():
                return self._named(name, place.module)
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                holder = self._named(owner, place.module)
                if holder is not None and holder.node is None:
                    return self._named(name, holder.module)
            case ast.BinOp() | ast.Subscript() | ast.Constant():  # an annotation
                found = (self._class(each, place) for each in classes_named(func) if each is not func)
                return next((each for each in found if each is not None), None)
            case _:
                pass
        return None

    def _method(self, holder: Place, name: str, bases: int = _MOST_BASES) -> Iterator[Place]:
        if holder.node is None:
            found = self._named(name, holder.module)
            if found is not None:
                yield from self._called(found)
            return
        if not isinstance(holder.node, ast.ClassDef):
            return
        statement = holder.module.member(holder.node, name)
        if isinstance(statement, Definition):
            yield Place(statement, holder.module, holder.node)
            return
        for base in holder.node.bases:
            above = self._class(base, holder)
            if above is not None and above.node is not holder.node and bases:
                yield from self._method(above, name, bases - 1)

    def _named(self, name: str, module: Module, hops: int = _MOST_HOPS) -> Place | None:
        """What a module calls by a name: a function, a class or another module of the repository."""
        for statement in reversed(module.bound(name)):
            match statement:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    return Place(statement, module)
                case ast.ImportFrom() if hops:
                    return self._imported(statement, name, module, hops - 1)
                case ast.Import():
                    path = self._modules.find(name, 0, module.path)
                    other = self._modules.load(path) if path is not None else None
                    return Place(None, other) if other is not None else None
                case _:
                    pass
        return None

    def _imported(self, statement: ast.ImportFrom, name: str, module: Module, hops: int) -> Place | None:
        member = next((each.name for each in statement.names if (each.asname or each.name) == name), name)
        path = self._modules.find(statement.module or "", statement.level, module.path)
        other = self._modules.load(path) if path is not None else None
        found = self._named(member, other, hops) if other is not None and other is not module else None
        if found is None:
            inner = f"{statement.module}.{member}" if statement.module else member
            path = self._modules.find(inner, statement.level, module.path)
            other = self._modules.load(path) if path is not None else None
            found = Place(None, other) if other is not None else None
        return found

    def _summary(self, place: Place) -> Summary:
        assert place.node is not None
        known = place.module.notes.summaries.get(place.node)
        if known is None:
            known = place.module.notes.summaries[place.node] = read(place.node, self._sinks)
        return known
