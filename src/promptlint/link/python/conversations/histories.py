"""Lists of messages that grow from turn to turn: what is done to their beginning changes what was sent before."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.frontends.roles import SYSTEM_ROLES
from promptlint.ir import Nature, Placeholder, Stability
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    Choice,
    Dictionary,
    Either,
    Instance,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    opaques,
    worst,
)
from promptlint.link.python.machine import given_to
from promptlint.record import replace
from promptlint.stability import tells_history

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from promptlint.ir import Segment
    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.machine import Frame

_GROWING = ("append", "extend", "insert")
INITIAL = ("__init__", "__post_init__", "setup", "reset", "clear")
# What sums up the messages that it leaves out is done seldom, and what it leaves stays as it is.
_SUMMED_UP = re.compile(r"(?i)summar|compact|compress|condens")


def grow(frame: Frame, nodes: Iterable[ast.AST], loop: int | None = None) -> None:
    """Before a loop: mark the lists that its statements add to, since each round finds them longer."""
    for name, value in _filled(frame, nodes):
        rounds = value.rounds if loop is None else (*value.rounds, (loop, len(value.items)))
        frame.env[name] = replace(value, grows=True, rounds=rounds)


def carry_on(frame: Frame, nodes: Iterable[ast.AST]) -> None:
    """Behind a loop over a conversation: the lists that its statements fill go on as the conversation does."""
    for name, value in _filled(frame, nodes):
        frame.env[name] = replace(value, continues=True)


def _filled(frame: Frame, nodes: Iterable[ast.AST]) -> Iterator[tuple[str, Listing]]:
    """The lists that statements add to, each with its name."""
    for name in dict.fromkeys(map(_grown_name, nodes)):
        value = frame.env.get(name)
        if isinstance(value, Listing) and value.kind == "list":
            yield name, value


def _grown_name(node: ast.AST) -> str:
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr))) if attr in _GROWING:
            return name
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add()):
            return name
        case ast.Assign(targets=[target], value=ast.Call() | ast.Await(value=ast.Call()) as value):
            return _handed_back(target, value)
        case _:
            return ""


def _handed_back(target: ast.expr, value: ast.Call | ast.Await) -> str:
    """The name that a call is given and gives anew: `answer, history = ask(question, history)`."""
    call = value.value if isinstance(value, ast.Await) else value
    assert isinstance(call, ast.Call)
    names = {each.id for each in given_to(call) if isinstance(each, ast.Name)}
    targets = target.elts if isinstance(target, ast.Tuple) else [target]
    return next((each.id for each in targets if isinstance(each, ast.Name) and each.id in names), "")


def said_before(value: Listing, place: int, loops: Sequence[int]) -> bool:
    """Whether what the rounds before have left stands ahead of an element: it is said anew in each round."""
    item = value.items[place]
    if is_system(item):
        return False
    told = {each.loop for each in opaques(item)}
    return any(loop in loops and loop in told and place >= start for loop, start in value.rounds)


def lasts(frame: Frame, target: ast.expr) -> bool:
    """Whether a list outlives the function that changes it: one of a module, or of an object that others ask again."""
    if frame.is_global or not isinstance(frame.node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    match target:
        case ast.Name(id=name):
            return name not in frame.env
        case ast.Attribute(value=ast.Name(id=name)):
            first = frame.node.args.args[0].arg if frame.node.args.args else None
            return name == first and frame.owner is not None and frame.node.name not in INITIAL
        case _:
            return False


def is_repeated(frame: Frame, target: ast.expr) -> bool:
    """Whether a list is changed again with every turn; behind the loop that makes one anew it is changed once."""
    if lasts(frame, target):
        return True
    is_given = (
        isinstance(target, ast.Name)
        and isinstance(frame.node, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(target.id == each.arg for each in (*frame.node.args.posonlyargs, *frame.node.args.args))
    )
    return bool(frame.machine.loops if is_given else frame.loops) and not _is_gone_over(frame, target)


def _is_gone_over(frame: Frame, target: ast.expr) -> bool:
    """Whether the loop around a change goes over the list itself: it is put in order once, and not with each turn."""
    loops = [each for each in walk(frame.node) if isinstance(each, ast.For)] if frame.node is not None else []
    around = [each for each in loops if any(inner is target for inner in walk(each))]
    if len(around) != 1 or not isinstance(target, ast.Name):
        return False
    return any(isinstance(each, ast.Name) and each.id == target.id for each in walk(around[0].iter))


def under_way(fields: Mapping[str, Value]) -> dict[str, Value]:
    """What an object holds when one of its methods is called: the conversations that it began go on meanwhile."""
    return {
        name: replace(value, continues=True)
        if isinstance(value, Listing) and value.kind == "list" and tells_history(name)
        else value
        for name, value in fields.items()
    }


def is_of_messages(value: Listing) -> bool:
    """Whether a list holds messages, as far as it is known."""
    return any(_is_message(item) for item in value.items[:4])


def _is_message(item: Item) -> bool:
    match item:
        case Dictionary():
            return item.get("role") is not None
        case Instance():
            return "content" in item.fields
        case Repeat(items=items):
            return any(_is_message(each) for each in items)
        case Choice(arms=arms):
            return any(_is_message(each) for arm in arms for each in arm)
        case _:
            return False


def is_spoken(item: Item) -> bool:
    """Whether an element is a message that is not the system prompt."""
    role = _role(item) if _is_message(item) else None
    return isinstance(role, Text) and role.known not in SYSTEM_ROLES


def is_system(item: Item) -> bool:
    """Whether an element is a system prompt."""
    role = _role(item)
    return isinstance(role, Text) and role.known in SYSTEM_ROLES


def _role(item: Item) -> Value | None:
    match item:
        case Dictionary():
            return item.get("role")
        case Instance():
            return item.fields.get("role")
        case _:
            return None


def kept(item: Item) -> Item:
    """A message as it is put on a list that lasts: when it was stamped, and under which number, stays as it is."""
    match item:
        case Dictionary() if _is_message(item):
            is_said = is_spoken(item)
            entries = [
                replace(each, value=_stamped(each.value))
                if isinstance(each, Pair) and (is_said or each.key != "content")
                else each
                for each in item.entries
            ]
            return replace(item, entries=tuple(entries))
        case Instance() if _is_message(item):
            is_said = is_spoken(item)
            fields = {name: _stamped(v) if is_said or name != "content" else v for name, v in item.fields.items()}
            return replace(item, fields=fields)
        case _:
            return item


def _stamped(value: Value) -> Value:
    match value:
        case Opaque(stability=Stability.VOLATILE, nature=Nature.CLOCK | Nature.RANDOM | Nature.COUNTER):
            return replace(value, stability=Stability.UNKNOWN, nature=Nature.PLAIN)
        case Text() if any(_is_stamp(part) for part in value.segments):
            parts = [_unstamped(part) for part in value.segments]
            return Text(tuple(parts))
        case Either():
            return replace(value, arms=tuple(_stamped(arm) for arm in value.arms))
        case _:
            return value


def _unstamped(part: Segment) -> Segment:
    if isinstance(part, Placeholder) and _is_stamp(part):
        return replace(part, stability=Stability.UNKNOWN, nature=Nature.PLAIN)
    return part


def _is_stamp(part: Segment) -> bool:
    return (
        isinstance(part, Placeholder)
        and part.stability is Stability.VOLATILE
        and part.nature in (Nature.CLOCK, Nature.RANDOM, Nature.COUNTER)
    )


def put_first(frame: Frame, owner: Listing, item: Item, node: ast.AST) -> tuple[Item, ...]:
    """A message in front of those that were sent before: all of them stand elsewhere now."""
    return (Spread(_about(frame, (item,), node, Nature.REWRITTEN)), *owner.items)


def dropped_first(frame: Frame, owner: Listing, node: ast.AST) -> tuple[Item, ...]:
    """The earliest messages gone: with every turn the list begins with another one."""
    return (Spread(_about(frame, owner.items, node, Nature.WINDOW)),)


def sums_up(frame: Frame) -> bool:
    """Whether the function speaks of summing up what it leaves out."""
    if frame.node is None:
        return False
    known = frame.module.notes.summing
    if frame.node not in known:
        known[frame.node] = any(map(speaks_of_sums, walk(frame.node)))
    return known[frame.node]


def speaks_of_sums(node: ast.AST) -> bool:
    """Whether a name says that something is summed up."""
    name = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", None)
    return isinstance(name, str) and _SUMMED_UP.search(name) is not None


def window(frame: Frame, owner: Listing, node: ast.AST) -> Opaque:
    """The last few messages of a list that grows."""
    return replace(_about(frame, owner.items, node, Nature.WINDOW), type="window")


def _about(frame: Frame, items: tuple[Item, ...], node: ast.AST, nature: Nature) -> Opaque:
    bad = worst(each for item in items for each in opaques(item))
    level = bad.stability if bad is not None and not bad.stability.is_cacheable else Stability.UNKNOWN
    return frame.opaque(node, level, nature)
