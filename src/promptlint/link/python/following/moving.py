"""Numbers and words of an object that its methods move: a mood, a place, a score are others later on."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.frontends.python.words import whole
from promptlint.ir import Nature, Stability
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import Instance, Known, Opaque
from promptlint.link.python.following.carried import SETTING_UP
from promptlint.link.python.following.state import changing, is_renewed
from promptlint.link.python.machine import own_nodes
from promptlint.record import replace
from promptlint.stability import tells_history

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from promptlint.link.python.domain.values import Class, Value
    from promptlint.link.python.machine import Definition, Frame

_LONGEST = 120  # characters of a text that says how things stand
_DEEPEST = 2  # objects in one another
# Whoever calls such a method decides how the object works from then on.
_CHOOSING = re.compile(
    r"_?_?(?:change|choose|customi[sz]e|from|merge|override|replace|restore|select|switch|toggle)(?:_|$)"
)
# Such a method says how things stand now.
_GOING_ON = re.compile(
    r"_?(?:advance|decay|drift|evolve|feel|go|move|next|observe|proceed|progress|react|record|step|tick|track|travel"
    r"|update)(?:_|$)"
)


def moved(frame: Frame, cls: Class, fields: Mapping[str, Value], depth: int = _DEEPEST) -> dict[str, Value]:
    """The fields of an object as they are meanwhile, with what its methods move, and those of what it keeps."""
    found = {**fields, **_moved(frame, cls, fields)}
    for name, part in fields.items():
        if depth and isinstance(part, Instance) and part.cls is not None and not is_renewed(cls, name):
            inner = moved(frame, part.cls, part.fields, depth - 1)
            inner.update(_moved(frame, cls, inner, f"{name}."))
            if any(value is not part.fields[key] for key, value in inner.items()):
                found[name] = replace(part, fields=inner)
    return found


def _moved(frame: Frame, cls: Class, fields: Mapping[str, Value], part: str = "") -> dict[str, Value]:
    """What the methods of a class move of an object, or of a part that it keeps."""
    still = [re.escape(name) for name, value in fields.items() if _stands(value) and not tells_history(name)]
    if not still:
        return {}
    pattern = re.compile(rf"{whole(f'self.{part}')}({'|'.join(sorted(still))})\s*(?:[-+*/]=|=(?!=))")
    found: dict[str, Value] = {}
    for base, method in changing(frame, cls, pattern):
        if _is_setting(method):
            continue
        for name, place in _moves(method, part):
            value = fields.get(name)
            is_longer = isinstance(place, ast.AugAssign) and isinstance(value, Text)  # it may be put together
            if value is not None and name not in found and _stands(value) and not is_longer:
                span = base.module.places.span(place)
                found[name] = Opaque(f"self.{part}{name}", Stability.SESSION, base.module.path, span, Nature.GATHERED)
    return found


def _stands(value: Value) -> bool:
    """Whether a field holds a number, or a few words, that say how things stand at first."""
    match value:
        case Known(content=int() | float() as content):
            return not isinstance(content, bool)
        case Text(known=str(words)):
            return 0 < len(words) <= _LONGEST
        case _:
            return False


def _is_setting(method: Definition) -> bool:
    """Whether a method sets the object up, or hands it on to be set up: what it says stays as it is afterwards."""
    if SETTING_UP.match(method.name) or _CHOOSING.match(method.name) or method.decorator_list:
        return True
    last = method.body[-1]
    return isinstance(last, ast.Return) and isinstance(last.value, ast.Name) and last.value.id == "self"


def _moves(method: Definition, part: str) -> Iterator[tuple[str, ast.AST]]:
    """The fields that a method gives another value, and where; to put back what was there at first is no move.

    What is added to moves; what is only given a value does so in a method that moves something else, or says so.
    """
    given: list[tuple[str, ast.AST]] = []
    is_going_on = _GOING_ON.match(method.name) is not None
    for here in own_nodes(method):
        match here:
            case ast.AugAssign(target=target) if name := _named(target, part):
                is_going_on = True
                given.append((name, here))
            case ast.Assign(targets=[target], value=value) if name := _named(target, part):
                is_going_on = is_going_on or any(_named(each, part) == name for each in walk(value))
                if not isinstance(value, ast.Constant):
                    given.append((name, here))
            case _:
                pass
    if is_going_on:
        yield from given


def _named(target: ast.AST, part: str) -> str:
    """The field that an expression names: of the object, or of a part of it."""
    match target:
        case ast.Attribute(value=ast.Name(id="self"), attr=name) if not part:
            return name
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="self"), attr=owner), attr=name) if (
            f"{owner}." == part
        ):
            return name
        case _:
            return ""
