"""Methods of a base that ask for what a class below gives: what varies there varies in the prompt of the base."""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from typing import TYPE_CHECKING

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
_VARYING = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, VARYING)))})\b")
_SELF = re.compile(r"\bself[ \t]*\.[ \t]*(\w+)")
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
    if _VARYING.search(text) is None or not (places := [match.start() for match in _DERIVED.finditer(text)]):
        return
    for statement in module.around(places):
        if isinstance(statement, ast.ClassDef) and statement.bases:
            cls = Class(statement, module, statement.name)
            if own := _own(machine, cls):
                for base, method in _asking(machine, cls, own):
                    yield cls, base, method


def _own(machine: Machine, cls: Class) -> list[str]:
    """The methods of a class in which something may vary, by themselves or by what they call."""
    text = _text(cls)
    if _VARYING.search(text) is None:
        return []
    names = dict.fromkeys(_METHOD.findall(text))
    bases = list(lineage(Frame(machine, cls.module, {}, is_global=True), cls))[1:]
    asked = {name for base in bases for name in _asked(base)}
    found = []
    for name in [each for each in names if each in asked]:
        statement = cls.module.member(cls.node, name)
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and not name.startswith("__"):
            function = Function(statement, cls.module, f"{cls.qualname}.{name}", None, cls)
            if machine.relevance.may_vary(function):
                found.append(name)
    return found[:_MOST_OWN]


def _asked(base: Class) -> frozenset[str]:
    """The attributes that a class asks of its objects."""
    known = base.module.notes.asked
    if base.node not in known:
        known[base.node] = frozenset(_SELF.findall(_text(base)))
    return known[base.node]


def _asking(machine: Machine, cls: Class, own: Sequence[str]) -> Iterator[tuple[Class, ast.stmt]]:
    """Methods of the bases that ask for some of these, and those of the bases that call them."""
    taken = set(_METHOD.findall(_text(cls)))
    found = 0
    for base in list(lineage(Frame(machine, cls.module, {}, is_global=True), cls))[1:]:
        wanted, met = list(own), set[str]()
        for _ in range(_DEEPEST):
            methods = [each for each in _users(base, wanted) if each.name not in taken and each.name not in met]
            for method in methods:
                met.add(method.name)
                if found < _MOST_ASKING and machine.relevance.may_matter(base.module, method, base):
                    found += 1
                    yield base, method
            wanted = [method.name for method in methods]
        taken |= set(_METHOD.findall(_text(base)))


def _users(base: Class, wanted: Sequence[str]) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The methods of a class in which some names are asked of `self`."""
    if not wanted:
        return []
    asked = re.compile(rf"\bself[ \t]*\.[ \t]*(?:{'|'.join(map(re.escape, wanted))})\b")
    start = base.module.places.span(base.node).start
    places = [start + match.start() for match in asked.finditer(_text(base))]
    return [each for each in base.module.around_in(base.node, places) if isinstance(each, Definition)] if places else []


def _text(cls: Class) -> str:
    span = cls.module.places.span(cls.node)
    return cls.module.source.text[span.start : span.end]
