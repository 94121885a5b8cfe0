"""State that outlives a call: what is counted on from call to call, and what is computed only once."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.words import whole
from promptlint.link.python.conversations.histories import INITIAL, lasts
from promptlint.link.python.domain.merging import settled
from promptlint.link.python.domain.values import Instance, Known
from promptlint.link.python.following.lookup import lineage
from promptlint.link.python.machine import Definition, chain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.python.domain.values import Class, Value
    from promptlint.link.python.machine import Frame


def counts_on(frame: Frame, node: ast.AugAssign, change: Value) -> bool:
    """Whether `+= 1` counts the calls: a name of the module, or an attribute of what others made, or of its parts."""
    if (
        not isinstance(node.op, ast.Add | ast.Sub)
        or not isinstance(change, Known)
        or not isinstance(change.content, int)
    ):
        return False
    match node.target:
        case ast.Name(id=name):
            return name in frame.shared
        case ast.Attribute(value=ast.Name(id=owner)):
            this = frame.env.get(owner)
            return isinstance(this, Instance) and this.is_partial and lasts(frame, node.target)
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id=owner), attr=part) as held):
            this = frame.env.get(owner)
            return isinstance(this, Instance) and this.is_partial and lasts(frame, held) and _is_kept(frame, this, part)
        case _:
            return False


def _is_kept(frame: Frame, this: Instance, part: str) -> bool:
    """Whether an object still keeps the part that it was made with: a new one begins to count anew."""
    from promptlint.link.python.following.objects import object_of  # noqa: PLC0415 the two need each other

    made = object_of(frame, this.cls) if this.cls is not None else None
    first, now = made.fields.get(part) if made is not None else None, this.fields.get(part)
    if not isinstance(first, Instance) or not isinstance(now, Instance):
        return False
    return (first.path, first.span) == (now.path, now.span)


def changing(frame: Frame, cls: Class, pattern: re.Pattern[str]) -> Iterator[tuple[Class, Definition]]:
    """The methods of a class and its bases in which a pattern stands, but for those that set an object up."""
    for base in lineage(frame, cls):
        span = base.module.places.span(base.node)
        hits = [match.start() for match in pattern.finditer(base.module.source.text, span.start, span.end)]
        for method in base.module.around_in(base.node, hits) if hits else ():
            if isinstance(method, Definition) and method.name not in INITIAL:
                yield base, method


def is_renewed(cls: Class, part: str) -> bool:
    """Whether a class gives one of its fields another object than the one that it is made with."""
    span = cls.module.places.span(cls.node)
    given = re.compile(rf"{whole(f'self.{part}')}\s*(?::[^=\n]+)?=(?!=)")
    return len(given.findall(cls.module.source.text, span.start, span.end)) > 1


def missing(test: ast.expr) -> str:
    """What a condition asks for that has no value yet: `x` of `x is None` and `not x`."""
    match test:
        case ast.Compare(left=asked, ops=[ast.Is() | ast.Eq()], comparators=[ast.Constant(value=None)]):
            return chain(asked)
        case ast.UnaryOp(op=ast.Not(), operand=asked):
            return chain(asked)
        case _:
            return ""


def kept_once(frame: Frame, target: ast.expr, value: Value) -> Value:
    """A value as it is kept when it is computed only where there is none yet: for a process, or for an object."""
    if not any(frame.lazy) or not isinstance(target, ast.Name | ast.Attribute) or chain(target) not in frame.lazy:
        return value
    if isinstance(target, ast.Name):
        return settled(value) if target.id in frame.shared else value
    from promptlint.link.python.following.objects import for_a_lifetime  # noqa: PLC0415 it leads to this module

    return for_a_lifetime(frame.machine, value) if lasts(frame, target) else value
