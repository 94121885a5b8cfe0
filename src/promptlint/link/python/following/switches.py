"""Switches and modes of an object, which some of its methods turn: what they were at first is not what they are."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.frontends.python.words import whole
from promptlint.ir import Stability
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import COUNT, Known, Opaque
from promptlint.link.python.following.state import changing
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from promptlint.link.python.domain.values import Class, Value
    from promptlint.link.python.machine import Definition, Frame

_LONGEST = 24  # characters of a word that names a mode


def turned(frame: Frame, cls: Class, fields: Mapping[str, Value]) -> dict[str, Value]:
    """The fields of an object, with switches that its methods turn as what nobody knows.

    One that is turned on and off again is known to be either within one conversation.
    """
    switches = {name: worth for name, value in fields.items() if (worth := _worth(value)) is not None}
    if not switches:
        return dict(fields)
    pattern = re.compile(rf"{whole('self.')}({'|'.join(map(re.escape, sorted(switches)))})\s*=(?!=)")
    found: dict[str, Opaque] = {}
    settings: dict[str, set[object]] = {}
    for base, method in changing(frame, cls, pattern):
        for name, node in _turns(method):
            if name in switches:
                settings.setdefault(name, set()).update(_settings(node.value, name))
                place = base.module.path, base.module.places.span(node)
                found.setdefault(name, Opaque(f"self.{name}", Stability.UNKNOWN, *place))
    either = {name: _level(each, settings[name]) for name, each in found.items() if settings[name] != {switches[name]}}
    return {**fields, **either}


def turned_in(frame: Frame, nodes: Sequence[ast.AST], loop: int) -> None:
    """In a loop: words for a mode, and switches, that its statements turn are others in another round."""
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=bool() | str() as content)):
                value = frame.env.get(name)
                worth = _worth(value) if value is not None else None
                if worth is not None and worth != content:
                    place = frame.module.path, frame.span(node)
                    frame.env[name] = Opaque(name, Stability.UNKNOWN, *place, type=COUNT, loop=loop)
            case _:
                pass


def _worth(value: Value) -> object | None:
    """Whether a switch is on, or the word for a mode; None for all else."""
    match value:
        case Known(content=bool(content)):
            return content
        case Text(known=str(word)) if 0 < len(word) <= _LONGEST:
            return word
        case _:
            return None


def _level(switch: Opaque, settings: set[object]) -> Opaque:
    is_both = len(settings) > 1 and None not in settings
    return replace(switch, stability=Stability.SESSION) if is_both else switch


def _turns(method: Definition) -> Iterator[tuple[str, ast.Assign]]:
    for node in walk(method):
        match node:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)]):
                yield name, node
            case _:
                pass


def _settings(node: ast.expr, name: str) -> Iterator[object]:
    """What a switch is turned to; None where that is not spelled out."""
    match node:
        case ast.Constant(value=bool() | str() as value):
            yield value
        case ast.UnaryOp(op=ast.Not(), operand=ast.Attribute(value=ast.Name(id="self"), attr=same)) if same == name:
            yield from (True, False)
        case _:
            yield None
