"""The levels that the configuration and comments give to calls, attributes and names of a program."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from promptlint.ir import Evidence, Placeholder
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import Either, Opaque, opaques
from promptlint.link.python.machine import chain
from promptlint.record import replace

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Sequence

    from promptlint.facts import Declared
    from promptlint.link.python.domain.values import Filled, Value
    from promptlint.link.python.machine import Frame


class Declarations:
    """What is declared: of calls and attributes for the whole program, of names for each module."""

    def __init__(self, sources: Sequence[Declared], names: Callable[[str], Sequence[Declared]]) -> None:
        self.sources, self._names = tuple(sources), names
        self._by_path: dict[str, Sequence[Declared]] = {}

    def of_source(self, *dotted: str) -> Declared | None:
        """The level of a call or an attribute, by any of its dotted names or their ends."""
        for declared in self.sources:
            for name in dotted:
                if fnmatchcase(name, declared.pattern) or fnmatchcase(name, f"*.{declared.pattern}"):
                    return declared
        return None

    def has_names(self, path: str) -> bool:
        """Whether any names of a module are declared."""
        if path not in self._by_path:
            self._by_path[path] = self._names(path)
        return bool(self._by_path[path])

    def of_name(self, path: str, name: str) -> Declared | None:
        """The level of a parameter or a variable of a module."""
        if not self.has_names(path):
            return None
        return next((each for each in self._by_path[path] if fnmatchcase(name, each.pattern)), None)


def module_name(path: str) -> str:
    """The dotted name of a module by its path."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def source(frame: Frame, node: ast.AST, *names: str) -> Opaque | None:
    """The value of a call or an attribute of which the level is declared."""
    declarations = frame.machine.declared
    if not declarations.sources or (found := declarations.of_source(*names)) is None:
        return None
    return replace(frame.opaque(node, found.stability, found.nature), evidence=Evidence.DECLARED)


def called(frame: Frame, node: ast.Call, *names: str) -> Opaque | None:
    """The same of a call, which has a name as it is written, too."""
    return source(frame, node, *names, chain(node.func)) if frame.machine.declared.sources else None


def named(frame: Frame, name: str, value: Value, node: ast.AST) -> Value:
    """A value under a name of which the level is declared; what is constant or built of parts stays what it is."""
    if not isinstance(value, Opaque | Text | Either):
        return value
    found = frame.machine.declared.of_name(frame.module.path, name)
    if found is None:
        return value
    if isinstance(value, Opaque):
        return replace(value, stability=found.stability, nature=found.nature, evidence=Evidence.DECLARED, steps=())
    if next(iter(opaques(value)), None) is None:
        return value
    whole = frame.opaque(node, found.stability, found.nature)
    return replace(whole, name=name, evidence=Evidence.DECLARED)


def filled(frame: Frame, segment: Filled) -> Placeholder | None:
    """A value in a text, by its name where that is declared: `customer.policy`, or all of `customer`."""
    if not frame.machine.declared.has_names(segment.path):
        return None
    for name in (segment.name, re.split(r"[.\[(]", segment.name, maxsplit=1)[0]):
        if (found := frame.machine.declared.of_name(segment.path, name)) is not None:
            place, kind, form = (segment.path, segment.span), segment.kind, segment.form
            return Placeholder(
                segment.name, found.stability, *place, kind, form, found.nature, Evidence.DECLARED, segment.steps
            )
    return None
