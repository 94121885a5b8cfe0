"""Methods of a base class that ask its objects for what a derived class makes otherwise, and not the same each time."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.link.python.domain.values import Class, Function
from promptlint.link.python.following.lookup import lineage
from promptlint.link.python.machine import Definition, Frame
from promptlint.link.python.tables.sources import VARYING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Machine

_DERIVED = re.compile(r"^class \w+\((?!\))", re.MULTILINE)
# What gives something that varies is called: longer names first, so that one search finds the whole of one.
_VARIES = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, VARYING), key=len, reverse=True))})\(")
_DEEPEST = 3  # methods on the way
_MOST = 20  # methods of one module's classes


def inherited(machine: Machine, module: Module) -> Iterator[tuple[Definition, Class, Class]]:
    """The methods, each with the class that it stands in and the derived class whose objects call it."""
    text = module.source.text
    if _DERIVED.search(text) is None or not (places := [match.start() for match in _VARIES.finditer(text)]):
        return
    left = _MOST
    for statement in module.around(places):
        if isinstance(statement, ast.ClassDef) and statement.bases:
            cls = Class(statement, module, statement.name)
            names = [each.name for each in module.around_in(statement, places) if isinstance(each, Definition)]
            names = [name for name in names if _is_own(machine, cls, name)]
            own = [method.name for method, _ in _leading([cls], names)] if names else []
            for method, owner in _asking(machine, cls, [*names, *own]):
                if left == 0:
                    return
                left -= 1
                yield method, owner, cls


def _is_own(machine: Machine, cls: Class, name: str) -> bool:
    """Whether a method of a class may give something that varies."""
    node = cls.module.member(cls.node, name)
    if not isinstance(node, Definition) or (name.startswith("__") and name.endswith("__")):
        return False
    return machine.relevance.may_vary(Function(node, cls.module, f"{cls.qualname}.{name}", None, cls))


def _asking(machine: Machine, cls: Class, names: list[str]) -> Iterator[tuple[Definition, Class]]:
    """The methods of the bases that call some methods of the object, and that the class itself leaves as they are."""
    if not names:
        return
    line = list(lineage(Frame(machine, cls.module, {}, is_global=True), cls))
    for method, owner in _leading(line[1:], names):
        is_inherited = next(each for each in line if each.module.member(each.node, method.name) is not None) is owner
        if is_inherited and machine.relevance.may_matter(owner.module, method, owner):
            yield method, owner


def _leading(classes: Sequence[Class], names: list[str]) -> Iterator[tuple[Definition, Class]]:
    """The methods of some classes that call some methods of the object, or others that do."""
    seen = set(names)
    for _ in range(_DEEPEST):
        asked = re.compile(rf"\b(?:self|cls)\.(?:{'|'.join(sorted(seen))})\b")
        found: list[tuple[Definition, Class]] = []
        for base in classes:
            places = [match.start() for match in asked.finditer(base.module.source.text)]
            around = base.module.around_in(base.node, places) if places else ()
            found += [(each, base) for each in around if isinstance(each, Definition) and each.name not in seen]
        yield from found
        seen.update(method.name for method, _ in found)
        if not found:
            return
