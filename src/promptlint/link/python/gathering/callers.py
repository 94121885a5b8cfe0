"""What callers pass to a function that sends a prompt: looked for only where that decides what the prompt is."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from promptlint.ir import Evidence, Kind, Literal, Nature, Placeholder, Stability
from promptlint.link.python.following.declared import module_name
from promptlint.link.python.following.implementations import above, deriving
from promptlint.link.python.gathering.entries import users
from promptlint.link.python.gathering.inherited import inherited
from promptlint.link.python.gathering.prompts import build
from promptlint.link.python.machine import Definition
from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator, Mapping, Sequence

    from promptlint.ir import Prompt, Segment
    from promptlint.link.python.domain.values import Class
    from promptlint.link.python.gathering.entries import Seen, Unit
    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Machine, Sighting

_MOST_UNITS = 20  # functions and statements that are followed for one request
_MOST_MORE = 4  # of them for the callers of a caller that brought text, of which they may tell more
_MOST_OF_MODULE = 60  # the same for all requests of a module
_DEEPEST = 2  # callers of callers
_MOST_BELOW = 3  # classes below for which a method is followed
_LEAST = 400  # characters of stable text: about a hundred tokens
_NONE = (0, 1)
Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Met(Record):
    """A request as a caller makes it: the caller's name, the files that were taken from."""

    sighting: Sighting
    caller: str
    sources: tuple[str, ...]
    is_own: bool  # it is found where its module is looked at


@dataclass(slots=True)
class _Search:
    """One look for the callers of a request."""

    place: Place
    is_bare: bool  # the function itself has hardly any text: whoever brings some tells more
    is_still: bool  # nothing in it is seen to vary: whoever brings that tells more
    weak: tuple[int, int]  # the values of the request of which callers may tell more, and with them the conditions
    left: int
    more: int  # of them for the callers of those that brought text
    met: list[Met]
    done: set[tuple[str, str, int]]

    def learns(self, prompt: Prompt) -> bool:
        """Whether the request tells more as a caller makes it."""
        if _count(prompt) < max(self.weak, _NONE) or (self.is_bare and not _is_bare(prompt)):
            return True
        return self.is_still and _varies(prompt)


class Callers:
    """Finds who calls the functions of one module; `followed` is what was met where to begin in it, by name."""

    def __init__(self, machine: Machine, module: Module, followed: Mapping[str, Sequence[Seen]]) -> None:
        self._machine, self._module, self._followed = machine, module, followed
        self._left = _MOST_OF_MODULE
        self._users: dict[tuple[str, str], Sequence[Unit]] = {}
        self._shown: dict[tuple[ast.stmt, tuple[str, str] | None], Seen] = {}
        self._inherited: dict[str, Sequence[tuple[Class, Class, ast.stmt]]] = {}

    def of(self, sighting: Sighting, prompt: Prompt | None) -> Sequence[Met]:
        """The request as each of its callers makes it, of those that tell more than the function itself does."""
        if not _is_open(sighting, prompt):
            return ()
        left = min(_MOST_UNITS, self._left)
        is_bare = prompt is None or _is_bare(prompt)
        is_still = prompt is None or not _varies(prompt)
        search = _Search(_place(sighting), is_bare, is_still, _count(prompt), left, _MOST_MORE, [], set())
        line = getattr(sighting.frame.node, "lineno", 0)
        self._look(search, sighting.frame.qualname, self._module, line, _DEEPEST)
        self._left -= left - search.left
        return search.met

    def _look(self, search: _Search, qualname: str, module: Module, line: int, depth: int) -> None:
        parts = qualname.split(".")
        name = parts[-2] if parts[-1] in ("__init__", "__call__") and len(parts) > 1 else parts[-1]
        if not name.isidentifier():
            return
        further: list[Unit] = []
        waiting: list[Unit] = []
        for where in self._around(module, qualname, name):
            for unit in self._using(where, name):
                key = (where.path, unit.qualname if unit.this else "", unit.entry.lineno)
                if key in search.done or (where is module and unit.qualname == qualname):
                    continue
                search.done.add(key)
                taken = [self._take(search, seen, unit) for seen in self._seen(search, unit, (module.path, line))]
                if unit.qualname and (True in taken or None in taken):
                    (further if True in taken else waiting).append(unit)
        for unit in further if depth > 1 else ():
            self._look(search, unit.qualname, unit.module, unit.entry.lineno, depth - 1)
        kept = max(search.left - search.more, 0)
        search.left -= kept
        for unit in waiting if depth > 1 else ():
            self._look(search, unit.qualname, unit.module, unit.entry.lineno, depth - 1)
        search.more = min(search.more, max(search.left, 0))
        search.left += kept

    def _using(self, module: Module, name: str) -> Sequence[Unit]:
        """The same for all requests of a function."""
        key = (module.path, name)
        if key not in self._users:
            found = tuple(users(self._machine, module, name))
            self._users[key] = (*found, *(below for unit in found for below in islice(self._below(unit), _MOST_BELOW)))
        return self._users[key]

    def _below(self, unit: Unit) -> Iterator[Unit]:
        """A method as it is for the classes below its own that give what varies in it."""
        if unit.owner is None or not isinstance(unit.entry, Definition):
            return
        name = unit.owner.qualname.rpartition(".")[2]
        derived = deriving(name)
        for where in self._machine.around(unit.module, name):
            if derived.search(where.source.text) is None:
                continue
            if where.path not in self._inherited:
                self._inherited[where.path] = inherited(self._machine, where)
            for cls, _, method in self._inherited[where.path]:
                if method is unit.entry:
                    yield replace(unit, this=cls)

    def _seen(self, search: _Search, unit: Unit, function: tuple[str, int]) -> Sequence[Seen]:
        if unit.is_own and unit.module is self._module:
            return self._followed.get(unit.qualname, ())
        if unit.is_own and not self._machine.relevance.calls(unit.module, unit.entry, unit.owner, function):
            return ()  # it costs much to follow, and what is found there is told there
        search.left -= 1
        return (self._found(unit),) if search.left >= 0 else ()

    def _found(self, unit: Unit) -> Seen:
        """What following a caller shows, which is the same for all requests that it makes."""
        key = (unit.entry, (unit.this.module.path, unit.this.qualname) if unit.this is not None else None)
        if key not in self._shown:
            self._shown[key] = unit.follow(self._machine)
        return self._shown[key]

    def _take(self, search: _Search, seen: Seen, unit: Unit) -> bool | None:
        """Keep the requests that a caller makes; whether one of them waits for what its own callers pass.

        None is one that is kept, and of which the callers may tell more.
        """
        is_open: bool | None = False
        for sighting in seen[0]:
            if _place(sighting) != search.place or not sighting.frame.depth:
                continue
            prompt = build(sighting, "", (), None)
            if prompt is None or not (_has_text(prompt) or _varies(prompt)) or not search.learns(prompt):
                is_open = True
                continue
            caller = unit.qualname if unit.module is self._module else _dotted(unit)
            search.met.append(Met(sighting, caller, seen[1], unit.is_own))
            if not is_open and _waits(prompt, _parameters(unit.entry)):
                is_open = None
        return is_open

    def _around(self, module: Module, qualname: str, name: str) -> Iterator[Module]:
        """The modules in which a function may be called, by the name of an abstract class that it stands for too."""
        met = set[str]()
        for origin in (module, *above(self._machine, module, qualname)):
            for where in self._machine.around(origin, name):
                if where.path not in met:
                    met.add(where.path)
                    yield where


def _dotted(unit: Unit) -> str:
    name = module_name(unit.module.path)
    return f"{name}.{unit.qualname}" if unit.qualname else name


def _place(sighting: Sighting) -> Place:
    return sighting.frame.module.path, getattr(sighting.node, "lineno", 0), getattr(sighting.node, "col_offset", 0)


def _is_weak(value: Placeholder) -> bool:
    """Whether callers may tell more of a value: nothing is known of it, or only its name."""
    return value.stability is Stability.UNKNOWN or value.evidence is Evidence.NAME or _is_of_lifetime(value)


def _is_of_lifetime(value: Placeholder) -> bool:
    """Whether an initializer computed a value: callers decide whether each request has an object of its own."""
    return value.stability is Stability.SESSION and value.nature in (Nature.CLOCK, Nature.RANDOM)


def _is_open(sighting: Sighting, prompt: Prompt | None) -> bool:
    """Whether a parameter that nobody fills stands ahead of stable text, under a mark, or for most of the text."""
    names = _parameters(sighting.frame.node)
    if not names or sighting.kind != "request" or sighting.frame.depth:
        return False
    if prompt is None or not _has_text(prompt):
        return True
    if any(value.kind is Kind.TEST or _is_of_lifetime(value) for value in _weak(prompt)):
        return True
    return _waits(prompt, names)


def _waits(prompt: Prompt, names: Sequence[str]) -> bool:
    """Whether what these parameters hold stands in the prompt, and nothing but their names is known of it."""
    if not names:
        return False
    uses = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    return any(uses.search(value.name) for value in _weak(prompt))


def _weak(prompt: Prompt | None) -> list[Placeholder]:
    """The values of which callers may tell more, ahead of stable text or under a mark.

    Where there is hardly any text all of them count: what the callers pass is the text.
    """
    if prompt is None:
        return []
    if _is_bare(prompt):
        return [value for value in _outside(prompt.segments) if _is_weak(value)]
    marked = max((at for at, block in enumerate(prompt.blocks, 1) if block.breakpoint), default=0)
    end, size = sum(len(block.segments) for block in prompt.blocks[:marked]), 0
    for at in range(len(prompt.segments) - 1, end - 1, -1):
        segment = prompt.segments[at]
        size += len(segment.text) if isinstance(segment, Literal) else 0
        if size >= _LEAST:
            end = at
            break
    return [value for value in _outside(prompt.segments[:end]) if _is_weak(value)]


def _outside(segments: Sequence[Segment]) -> Iterator[Placeholder]:
    """The values that do not stand in a loop of which more is known already."""
    opened: list[bool] = []
    for value in segments:
        if not isinstance(value, Placeholder):
            continue
        if value.kind is Kind.END and opened:
            opened.pop()
        if not any(opened):
            yield value
        if value.kind in (Kind.TEST, Kind.LOOP):
            opened.append(value.kind is Kind.LOOP and value.ends_prefix and not _is_weak(value))


def _count(prompt: Prompt | None) -> tuple[int, int]:
    """How much callers may tell: a condition that one brings along is less than a value that it fills."""
    weak = _weak(prompt)
    return sum(value.kind in (Kind.VALUE, Kind.LOOP) for value in weak), len(weak)


def _has_text(prompt: Prompt) -> bool:
    return any(isinstance(segment, Literal) and segment.text.strip() for segment in prompt.segments)


def _varies(prompt: Prompt) -> bool:
    """Whether something in it is seen to vary: then the text around it may be read from a file that nobody knows."""
    return any(
        isinstance(part, Placeholder) and part.stability is Stability.VOLATILE and part.evidence is Evidence.SOURCE
        for part in prompt.segments
    )


def _is_bare(prompt: Prompt) -> bool:
    """Whether there is hardly any text."""
    return sum(len(part.text) for part in prompt.segments if isinstance(part, Literal)) < _LEAST


def _parameters(node: ast.AST | None) -> list[str]:
    if not isinstance(node, Definition):
        return []
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    names = [each.arg for each in every if each.arg not in ("self", "cls")]
    return [*names, *(each.arg for each in (arguments.vararg, arguments.kwarg) if each is not None)]
