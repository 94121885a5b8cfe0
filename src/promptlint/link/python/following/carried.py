"""What a method leaves in its object for the next call of it: a plan, notes, what was found so far."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.likely import Strength, name_strength
from promptlint.frontends.python.walking import children, walk
from promptlint.ir import Nature, Stability
from promptlint.link.python.conversations.histories import INITIAL, speaks_of_sums
from promptlint.link.python.domain.later import filled
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    LEFT,
    Dictionary,
    Function,
    Instance,
    Known,
    Listing,
    Opaque,
    Spread,
    Value,
)
from promptlint.link.python.following.arrivals import arrived
from promptlint.link.python.following.state import changing, is_renewed, missing
from promptlint.link.python.machine import Definition, chain, held
from promptlint.record import replace
from promptlint.stability import by_name, tells_history

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from promptlint.link.python.domain.values import Class
    from promptlint.link.python.machine import Frame

_CHANGING = frozenset("append extend insert appendleft add update".split())
SETTING_UP = re.compile(
    r"_?_?(?:add|attach|bind|build|configure|connect|create|discover|enable|init|initiali[sz]e|install|load|open|prepare"
    r"|refresh|register|reload|set|setup|start|use|with)(?:_|$)"
)
_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def filled_sets(cls: Class, fields: dict[str, Value]) -> dict[str, Value]:
    """The fields of an object, with something in the sets that its initializer leaves empty: methods put it there."""
    return {
        name: filled(cls.module, value, name) if isinstance(value, Listing) and value.kind == "set" else value
        for name, value in fields.items()
    }


def met_again(frame: Frame, node: Definition, this: Instance) -> Instance:
    """An object as a method finds it that changes it: what the call before has left, not what was there at first."""
    first = node.args.args[0].arg if node.args.args else ""
    if not first or node.name in INITIAL:
        return this
    fields, left = this.fields, dict[str, Value]()
    for name, place in _changes(node, first):
        if (
            name not in fields
            or not _is_blank(fields[name])
            or tells_history(name)
            or _are_sent_tools(node, name, place)
        ):
            continue
        if not isinstance(place, ast.Assign) or _is_read_before(node, first, name, place):
            level = Stability.REQUEST if _is_set_anew(frame, node, place) else Stability.SESSION
            left[name] = Opaque(f"{first}.{name}", level, frame.module.path, frame.span(place))
    # An object that a method finds as it was made is told by its identity: what is followed with it is followed once.
    return replace(this, fields={**this.fields, **left}) if left else this


def _are_sent_tools(node: Definition, kept: str, place: ast.AST) -> bool:
    """Whether a method keeps the tools that it sends: what it sends again are those of the request before."""
    match place:
        case ast.Assign(value=ast.Name(id=name)) if "tools" in name:
            every = list(walk(node))
            return any(_is_sent(each, name) for each in every) and not any(_adds(each, name, kept) for each in every)
        case _:
            return False


def _adds(node: ast.AST, name: str, kept: str) -> bool:
    """Whether a name is made of what was kept, and of more perhaps."""
    match node:
        case ast.Assign(targets=[ast.Name(id=made)], value=value) if made == name:
            return any(isinstance(each, ast.Attribute) and each.attr == kept for each in walk(value))
        case _:
            return False


def _is_sent(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(value="tools"))], value=ast.Name(id=sent)):
            return sent == name
        case ast.keyword(arg="tools", value=ast.Name(id=sent)):
            return sent == name
        case ast.Dict():
            return isinstance(sent_tools := held(node).get("tools"), ast.Name) and sent_tools.id == name
        case _:
            return False


def _is_set_anew(frame: Frame, node: Definition, place: ast.AST) -> bool:
    """Whether each request that a method makes leaves something else: what came of it, whichever way it went."""
    if not isinstance(place, ast.Assign) or frame.owner is None or not _is_always_run(node.body, place):
        return False
    if any(map(speaks_of_sums, walk(node))):
        return False  # what was said is summed up now and then, when it is too long
    function = Function(node, frame.module, frame.qualname, None, frame.owner)
    return frame.machine.relevance.is_concerned(function)


def _is_always_run(body: Sequence[ast.stmt], place: ast.AST) -> bool:
    for statement in body:
        match statement:
            case _ if statement is place:
                return True
            case ast.While() | ast.With() | ast.AsyncWith() | ast.Try():
                if _is_always_run(statement.body, place):
                    return True
            case _:
                pass
    return False


def left_meanwhile(frame: Frame, cls: Class, fields: dict[str, Value]) -> dict[str, Value]:
    """The fields of an object, with what its methods put into the texts and lists that are empty at first.

    What is put there by a method that sets the object up stays the same afterwards, and nobody knows what it is.
    """
    blank = {name for name, value in fields.items() if _is_empty(value) and not tells_history(name)}
    if not blank:
        return fields
    pattern = re.compile(rf"self\.({'|'.join(map(re.escape, sorted(blank)))})\s*(?:\.\w+\(|\[|\+?=(?!=))")
    left: dict[str, Value] = {}
    for base, method in changing(frame, cls, pattern):
        is_setting = SETTING_UP.match(method.name) is not None or any(map(speaks_of_sums, walk(method)))
        for name, place in _changes(method, "self"):
            if name in blank and (unordered := arrived(base.module, base, method, place, name)) is not None:
                fields = {**fields, name: _in_no_order(fields[name], unordered)}
                blank.remove(name)
                left.pop(name, None)
            elif name in blank and (name not in left or not is_setting):
                span = base.module.places.span(place)
                level = _level(name, is_setting=is_setting)
                nature = Nature.GATHERED if level is Stability.SESSION and _is_added(place) else Nature.PLAIN
                put = Opaque(f"self.{name}", level, base.module.path, span, nature)
                left[name] = _put(fields[name], put)
    return {**fields, **left} if left else fields


def _is_added(place: ast.AST) -> bool:
    """Whether something is put to what is there: there may be more of it with each turn."""
    return not isinstance(place, ast.Assign) or isinstance(place.targets[0], ast.Subscript)


def _level(name: str, *, is_setting: bool) -> Stability:
    """How often a field changes that a method puts something into; of those with a telling name others know more."""
    told = by_name(name)
    if told is not None and told[1] is Nature.LIVE:
        return Stability.SESSION  # whoever is said to open a file or to start a task sets nothing up
    is_told = is_setting or told is not None or name_strength(name) is Strength.SYSTEM
    return Stability.UNKNOWN if is_told else Stability.SESSION


def parts_meanwhile(frame: Frame, cls: Class, fields: Mapping[str, Value]) -> dict[str, Value]:
    """The fields of an object, with what the methods of the objects that it keeps have put into them meanwhile."""
    found = dict(fields)
    for name, part in fields.items():
        if not isinstance(part, Instance) or part.cls is None or is_renewed(cls, name):
            continue
        if any(map(_is_empty, part.fields.values())):
            before = {key: value for key, value in part.fields.items() if not _is_emptied(part.cls, key)}
            left = left_meanwhile(frame, part.cls, before)
            if left is not before:
                held = {key: _held(before[key], value) for key, value in left.items()}
                found[name] = replace(part, fields={**part.fields, **held})
    return found


def _held(before: Value, left: Value) -> Value:
    """What a list holds meanwhile: what the method that is followed puts there comes behind it."""
    if isinstance(before, Listing) and isinstance(left, Opaque):
        return replace(before, items=(Spread(left),))
    return left


def _is_emptied(cls: Class, name: str) -> bool:
    """Whether a class empties one of its fields again: it may collect what one text is made of."""
    span = cls.module.places.span(cls.node)
    emptied = (
        rf"self\.{re.escape(name)}(?:\.clear\(|\s*(?::[^=\n]+)?=\s*(?:\[\]|\{{\}}|\"\"|''|None|list\(\)|dict\(\)))"
    )
    found = re.findall(emptied, cls.module.source.text[span.start : span.end])
    return len(found) > 1 or any(".clear(" in each for each in found)


def _in_no_order(before: Value, put: Opaque) -> Value:
    match before:
        case Dictionary():
            return replace(before, entries=(Spread(put),))
        case Listing():
            return replace(before, items=(Spread(put),))
        case _:
            return put


def _put(before: Value, left: Opaque) -> Value:
    """What is found in a field; a mapping has entries that nobody knows, of which any may have been made at first."""
    if isinstance(before, Dictionary):
        told = by_name(left.name.removeprefix("self."))
        is_live = told is not None and told[1] is Nature.LIVE
        put = left if is_live else replace(left, stability=Stability.UNKNOWN, nature=Nature.PLAIN)
        return replace(before, entries=(Spread(put),))
    return replace(left, type=LEFT) if left.stability is Stability.UNKNOWN else left


def _is_empty(value: Value) -> bool:
    return _is_blank(value) and not isinstance(value, Known)


def _is_blank(value: Value) -> bool:
    """Whether nothing has been put there yet."""
    match value:
        case Text():
            return value.known == ""
        case Known(content):
            return content is None
        case Listing(items=(Spread(Opaque(stability=Stability.UNKNOWN, nature=Nature.WINDOW)),)):
            return True  # `deque(maxlen=…)`
        case Listing(kind=kind, items=items):
            return kind == "list" and not items and not value.continues
        case Dictionary(entries):
            return not entries or (len(entries) == 1 and isinstance(entries[0], Spread))
        case Opaque(type=kind):
            return kind == LEFT
        case _:
            return False


def _is_read_before(node: Definition, this: str, name: str, place: ast.Assign) -> bool:
    """Whether a method asks for a field, or calls another method that may, before it gives the field its value."""
    for each in walk(node):
        match each:
            case ast.Attribute(value=ast.Name(id=owner), attr=attr, ctx=ast.Load()) if owner == this and attr == name:
                is_read = True
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner))) if owner == this:
                is_read = True
            case _:
                is_read = False
        if is_read and getattr(each, "lineno", 0) < place.lineno:
            return True
    return False


def _changes(node: Definition, this: str) -> Iterator[tuple[str, ast.AST]]:
    """The fields that a method gives another value, and where; what it only sets once is no change."""
    waiting: list[tuple[ast.AST, str]] = [(each, "") for each in node.body]
    while waiting:
        here, asked = waiting.pop()
        if isinstance(here, _NESTED):
            continue
        if isinstance(here, ast.If):
            asked = missing(here.test) or asked
        name = _changed(here, this)
        if name and f"{this}.{name}" != asked:
            yield name, here
        waiting += [(each, asked) for each in children(here)]


def _changed(node: ast.AST, this: str) -> str:
    match node:
        case ast.Assign(targets=[target], value=value) if not _is_nothing(value) and _speaks_not(value):
            return _field(target, this)
        case ast.AugAssign(target=target, value=value) if _speaks_not(value):
            return _field(target, this)
        case ast.Call(func=ast.Attribute(value=owner, attr=attr), args=[*_, value]) if attr in _CHANGING:
            return _field(owner, this) if _speaks_not(value) else ""
        case _:
            return ""


def _field(target: ast.expr, this: str) -> str:
    """The field of the object that is meant, also where a part of it is: `self.notes[key] = …`."""
    while isinstance(target, ast.Subscript):
        target = target.value
    match target:
        case ast.Attribute(value=ast.Name(id=name), attr=attr) if name == this:
            return attr
        case _:
            return ""


def _is_nothing(value: ast.expr) -> bool:
    """Whether a value only puts back what was there at first."""
    match value:
        case ast.Constant():
            return True
        case ast.List(elts=[]) | ast.Dict(keys=[]) | ast.Call(args=[], keywords=[], func=ast.Name()):
            return True
        case _:
            return False


def _speaks_not(value: ast.expr) -> bool:
    """Whether what is put there is no message of a conversation: those stand behind one another."""
    for each in walk(value):
        match each:
            case ast.Dict() if "role" in held(each):
                return False
            case ast.Call(func=ast.Name() | ast.Attribute() as func) if chain(func).endswith("Message"):
                return False
            case _:
                pass
    return True
