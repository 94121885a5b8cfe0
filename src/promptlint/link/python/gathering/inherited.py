"""Methods of a base that ask for what a class below gives: what varies there varies in the prompt of the base.

So does what the base hands to a method that makes a prompt of it.
"""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from promptlint.frontends.python.words import whole
from promptlint.link.python.domain.text import TooLongError
from promptlint.link.python.domain.values import Class, Function
from promptlint.link.python.following.lookup import lineage
from promptlint.link.python.machine import Definition, ExhaustedError, Frame
from promptlint.link.python.tables.sources import VARYING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Machine

_DERIVED = re.compile(r"^class[ \t]+\w+[ \t]*\([^)\s]", re.MULTILINE)
_METHOD = re.compile(r"^[ \t]+(?:async[ \t]+)?def[ \t]+(\w+)", re.MULTILINE)
_SELF = re.compile(rf"{whole('self')}[ \t]*\.[ \t]*(\w+)")
_MAKER = re.compile(rf"{whole('def')}[ \t]+(\w*(?:prompt|instruction|system_message)\w*)\(\s*self\s*,\s*[^\s)]")
_MOST_OWN = 8  # methods of a class that may give what varies
_MOST_ASKING = 4  # methods of its bases that are followed for them
_DEEPEST = 3  # methods of the bases on the way from the one that sends to the one that asks


def inherited(machine: Machine, module: Module) -> Sequence[tuple[Class, Class, ast.stmt]]:
    """The classes of a module, each with a base in the repository and a method of it that asks for what varies.

    What it costs to find the bases is paid by nobody's entry; where that is too much, those count that were found.
    """
    found: list[tuple[Class, Class, ast.stmt]] = []
    machine.refill()
    with suppress(ExhaustedError, TooLongError, RecursionError):
        for each in _inherited(machine, module):
            found.append(each)  # noqa: PERF402 what was found before the end is kept
    return found


def _inherited(machine: Machine, module: Module) -> Iterator[tuple[Class, Class, ast.stmt]]:
    text = module.source.text
    if not _is_asked(text) or not (places := [match.start() for match in _DERIVED.finditer(text)]):
        return
    for statement in module.around(places):
        if isinstance(statement, ast.ClassDef) and statement.bases:
            cls = Class(statement, module, statement.name)
            body = _text(cls)
            if not _is_asked(body):
                continue
            methods = tuple(dict.fromkeys(_METHOD.findall(body)))
            bases = tuple(lineage(Frame(machine, module, {}, is_global=True), cls))[1:]
            if own := _own(machine, cls, methods, bases):
                for base, method in _asking(machine, bases, methods, own):
                    yield cls, base, method


def _own(machine: Machine, cls: Class, methods: Sequence[str], bases: Sequence[Class]) -> list[str]:
    """The methods of a class that its bases ask for in which something may vary, by itself or by what is passed."""
    asked = {name for base in bases for name in _asked(base)}
    makers = frozenset(_MAKER.findall(_text(cls)))
    found = []
    for name in [each for each in methods if each in asked]:
        statement = cls.module.member(cls.node, name)
        if isinstance(statement, Definition) and not name.startswith("__"):
            function = Function(statement, cls.module, f"{cls.qualname}.{name}", None, cls)
            if machine.relevance.may_vary(function) or (name in makers and _is_handed(name, bases)):
                found.append(name)
    return found[:_MOST_OWN]


def _asked(base: Class) -> frozenset[str]:
    """The attributes that a class asks of its objects."""
    known = base.module.notes.asked
    if base.node not in known:
        known[base.node] = frozenset(_SELF.findall(_text(base)))
    return known[base.node]


def _asking(
    machine: Machine, bases: Sequence[Class], methods: Sequence[str], own: Sequence[str]
) -> Iterator[tuple[Class, ast.stmt]]:
    """Methods of the bases that ask for some of a class's own, and those of the bases that call them."""
    taken = set(methods)
    found = 0
    for base in bases:
        wanted, met = list(own), set[str]()
        for _ in range(_DEEPEST):
            users = [each for each in _users(base, wanted) if each.name not in taken and each.name not in met]
            for method in users:
                met.add(method.name)
                if found < _MOST_ASKING and machine.relevance.may_matter(base.module, method, base):
                    found += 1
                    yield base, method
            wanted = [method.name for method in users]
        taken |= set(_METHOD.findall(_text(base)))


def _users(base: Class, wanted: Sequence[str]) -> list[Definition]:
    """The methods of a class in which some names are asked of `self`."""
    if not wanted:
        return []
    asked = re.compile(rf"{whole('self')}[ \t]*\.[ \t]*(?:{'|'.join(map(re.escape, wanted))})\b")
    start = base.module.places.span(base.node).start
    places = [start + match.start() for match in asked.finditer(_text(base))]
    return [each for each in base.module.around_in(base.node, places) if isinstance(each, Definition)] if places else []


def _text(cls: Class) -> str:
    return cls.module.places.text(cls.node)


def _is_handed(name: str, bases: Sequence[Class]) -> bool:
    """Whether a base calls a method with something."""
    call = re.compile(rf"{whole(f'self.{name}')}\(\s*[^\s)]")
    return any(name in _asked(base) and call.search(_text(base)) is not None for base in bases)


def _is_asked(text: str) -> bool:
    """Whether something may vary in what is written there, or in what is handed to it."""
    return _may_vary(text) or _MAKER.search(text) is not None


def _may_vary(text: str) -> bool:
    """Whether any of the words stands in a text with which something that varies is made."""
    return _varying().search(text) is not None


@cache
def _varying() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, VARYING)))})\b")
