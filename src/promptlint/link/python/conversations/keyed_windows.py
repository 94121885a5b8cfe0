"""Conversations of many users in one mapping, each under its key, of which only the latest messages are kept."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, TypeGuard

from promptlint.frontends.python.walking import walk
from promptlint.ir import Nature
from promptlint.link.python.conversations.changes import changed_history, sent_at
from promptlint.link.python.conversations.histories import INITIAL, speaks_of_sums
from promptlint.link.python.conversations.kept_windows import SENDS, has_role, is_window
from promptlint.link.python.conversations.marking import functions_of
from promptlint.link.python.conversations.seldom import asked_before, is_in, is_spelled_out
from promptlint.link.python.conversations.trimming import ORDERS, is_far_less, kept_by, limits_of
from promptlint.link.python.machine import called_name, held

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from promptlint.ir import Prompt, Step
    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Definition

# Looks at the text, since few modules are worth a parsing: a message is added, a list kept under a key, and one cut.
_ADDED = re.compile(r"append\(\s*[{\w][^)]{0,300}?\brole\b")
_KEYED = re.compile(r"\w\]\s*(?::[^=\n]+)?=(?!=)|\.setdefault\(|\bdefaultdict\(")
_CUT = re.compile(
    r"\[\s*-[^\]\n:]+:\s*\]|\.pop\([01]\)|\.popleft\(|\bmaxlen\s*=|\bdel [^\n]+\[(?:[01]|:\s*-[^\]\n]+)\]"
)
# What is called after a chat, and keeps or shows it.
_KEEPS = re.compile(
    r"(?i)_?(?:add|clear|count|delete|dump|export|log|print|render|reset|save|set|show|store|trim|update|write)"
)
_FIRST = (0, 1)
_SAME = ("list", "copy", "deepcopy")  # what gives the same messages in another list


def keyed_windows(module: Module) -> Iterator[Prompt]:
    """For each mapping of conversations that are cut with every turn, a prompt with what is left of one."""
    text = module.source.text
    if "role" not in text or not all(pattern.search(text) for pattern in (_CUT, _KEYED, _ADDED)):
        return
    functions = list(functions_of(module.tree))
    mappings = {name for name in _filled(functions) if _outlives(module, name)}
    if not mappings:
        return
    givers = _givers(functions, mappings)
    sent: dict[str, list[Step]] = {}
    senders: dict[str, Definition] = {}
    known = {function: _aliases(function, mappings, givers) for function in functions}
    for function in functions:
        for request in _requests(function):
            for name in sorted(_sent_in(function, request, known[function], givers) & mappings):
                sent.setdefault(name, []).append(sent_at(module, request))
                senders.setdefault(name, function)
    for name, made in _bounded(module, functions) if sent else ():
        if name in sent:
            yield changed_history(module, senders[name], made, made, Nature.WINDOW, sent[name])
    for function in functions if sent else ():
        if function.name in INITIAL or any(map(speaks_of_sums, walk(function))):
            continue
        for name, place in _cuts(function, known[function], givers):
            if name in sent:
                yield changed_history(module, function, place, place, Nature.WINDOW, sent[name])
                break


# ---------------------------------------------------------------- which mappings hold conversations


def _filled(functions: Sequence[Definition]) -> set[str]:
    """The mappings of which lists, each under its key, are given messages with a role."""
    givers = _givers(functions, None)
    found = set[str]()
    for function in functions:
        known = _aliases(function, None, givers)
        for each in walk(function):
            match each:
                case ast.Call(func=ast.Attribute(value=whole, attr="append"), args=[made]):
                    if any(map(has_role, walk(made))):
                        found.add(_mapping(whole, known, givers))
                case _:
                    pass
    return found - {""}


def _outlives(module: Module, name: str) -> bool:
    """Whether a mapping is kept by the module or an object, and not made anew in each call."""
    if re.search(rf"\bself\.{name}\b", module.source.text) is not None:
        return True
    return re.search(rf"(?m)^(?:{name}\s*[:=]|(?:from|import)\s[^\n]*\b{name}\b)", module.source.text) is not None


def _givers(functions: Sequence[Definition], mappings: set[str] | None) -> dict[str, str]:
    """The functions that give one of the conversations, and of which mapping."""
    found: dict[str, str] = {}
    for _ in range(2):  # one may give what another gives
        for function in functions:
            known = _aliases(function, mappings, found)
            for each in walk(function):
                if isinstance(each, ast.Return) and each.value is not None:
                    name = _mapping(each.value, known, found)
                    if name and (mappings is None or name in mappings):
                        found[function.name] = name
    return found


def _aliases(function: Definition, mappings: set[str] | None, givers: Mapping[str, str]) -> dict[str, str]:
    """The names that a function has for a conversation, and the mapping that it is kept in."""
    found: dict[str, str] = {}
    for each in walk(function):
        match each:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                mapping = _mapping(value, {}, givers)
                if mapping and (mappings is None or mapping in mappings):
                    found[name] = mapping
            case ast.Assign(targets=[ast.Subscript() as target], value=ast.Name(id=name)):
                mapping = _mapping(target, {}, givers)
                if mapping and (mappings is None or mapping in mappings):
                    found.setdefault(name, mapping)
            case _:
                pass
    return found


def _mapping(node: ast.expr, known: Mapping[str, str], givers: Mapping[str, str]) -> str:
    """The mapping that a conversation is taken from: by its key, by another name, or from a function that gives it."""
    match node:
        case ast.Name(id=name):
            return known.get(name, "")
        case ast.Subscript(value=owner, slice=key) if not isinstance(key, ast.Constant | ast.Slice | ast.UnaryOp):
            return _named(owner)
        case ast.Call(func=ast.Attribute(value=owner, attr="get" | "setdefault"), args=[key, *_]):
            return "" if isinstance(key, ast.Constant) else _named(owner)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[inner, *_]) if name in _SAME:
            return _mapping(inner, known, givers)
        case ast.Call() if called_name(node) in givers:
            return givers[called_name(node)]
        case _:
            return ""


def _named(owner: ast.expr) -> str:
    """The name of a mapping that lasts: one of the module, or of the object."""
    match owner:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
            return name
        case _:
            return ""


# ---------------------------------------------------------------- where they are sent


def _requests(function: Definition) -> Iterator[ast.expr]:
    """The lists of messages that a function sends, or gives to one that is called after requests."""
    for each in walk(function):
        match each:
            case ast.keyword(arg="messages", value=value) if not is_spelled_out(value):
                yield value
            case ast.Dict() if (sent := held(each).get("messages")) is not None and not is_spelled_out(sent):
                yield sent
            case ast.Call(args=[*_, _]) if SENDS.search(name := called_name(each)) and not _KEEPS.match(name):
                yield from each.args
            case _:
                pass


def _sent_in(function: Definition, request: ast.expr, known: Mapping[str, str], givers: Mapping[str, str]) -> set[str]:
    """The mappings of which a conversation is among the messages that a function sends."""
    parts, named = [request], set[str]()
    found = set[str]()
    while parts:
        for each in walk(parts.pop()):
            if isinstance(each, ast.expr):
                found.add(_mapping(each, known, givers))
            if isinstance(each, ast.Name) and each.id not in named:
                named.add(each.id)
                parts += _put_into(function, each.id)
    return found


def _put_into(function: Definition, name: str) -> Iterator[ast.expr]:
    """What a list is made of, as far as its name tells."""
    for each in walk(function):
        match each:
            case (
                ast.Assign(targets=[ast.Name(id=made)], value=value)
                | ast.AugAssign(target=ast.Name(id=made), value=value)
            ) if made == name:
                yield value
            case ast.Call(func=ast.Attribute(value=ast.Name(id=made), attr="extend"), args=[value]) if made == name:
                yield value
            case ast.For(iter=value) if name in _filled_in(each):
                yield value
            case _:
                pass


def _filled_in(loop: ast.For) -> Iterator[str]:
    for each in walk(loop):
        match each:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append")):
                yield name
            case _:
                pass


# ---------------------------------------------------------------- where they are cut


def _bounded(module: Module, functions: Sequence[Definition]) -> Iterator[tuple[str, ast.expr]]:
    """The mappings of which each list is made to hold so many only: `defaultdict(lambda: deque(maxlen=20))`."""
    if "maxlen" not in module.source.text:
        return
    bodies = (module.tree.body, *(function.body for function in functions))
    for statement in (each for body in bodies for each in body):
        match statement:
            case (
                ast.Assign(targets=[target], value=ast.Call() as made)
                | ast.AnnAssign(target=target, value=ast.Call() as made)
            ) if called_name(made) == "defaultdict":
                for each in walk(made):
                    if _is_bounded(each):
                        yield _named(target), each
            case _:
                pass


def _cuts(function: Definition, known: Mapping[str, str], givers: Mapping[str, str]) -> Iterator[tuple[str, ast.AST]]:
    """Where a function leaves the latest messages of a conversation only, and of which mapping."""
    for each in walk(function):
        for whole, place in (*_given_less(each), *_dropped(each)):
            name = _mapping(whole, known, givers)
            is_own = not is_window(place) or _mapping(place.value, known, givers) == name
            if name and is_own and not _is_seldom(function, place):
                yield name, place


def _given_less(node: ast.AST) -> Iterator[tuple[ast.expr, ast.AST]]:
    """What is given the last few messages, or a list that holds no more, and by which expression."""
    match node:
        case ast.Assign(targets=[target], value=value):
            is_slice = isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice)
            whole = target.value if isinstance(target, ast.Subscript) and is_slice else target
            yield from ((whole, part) for part in walk(value) if is_window(part) or _is_bounded(part))
        case ast.Call(func=ast.Attribute(attr="setdefault"), args=[_, made]) if _is_bounded(made):
            yield node, made
        case _:
            pass


def _dropped(node: ast.AST) -> Iterator[tuple[ast.expr, ast.AST]]:
    """What loses its first message, and where."""
    match node:
        case ast.Delete(targets=[ast.Subscript(value=whole, slice=place)]) if _is_front(place):
            yield whole, node
        case ast.Call(func=ast.Attribute(value=whole, attr="pop"), args=[place]) if _is_front(place):
            yield whole, node
        case ast.Call(func=ast.Attribute(value=whole, attr="popleft")):
            yield whole, node
        case _:
            pass


def _is_seldom(function: Definition, place: ast.AST) -> bool:
    if is_window(place):
        kept, whole = kept_by(place.slice) if isinstance(place.slice, ast.Slice) else None, ast.unparse(place.value)
        limits = (
            each for test, is_inside in asked_before(function, place) if is_inside for each in limits_of(test, whole)
        )
        if kept is not None and any(is_far_less(function, kept, limit) for limit in limits):
            return True
    return not _is_bounded(place) and _has_two_limits(function, place)


def _is_bounded(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether something is `deque(…, maxlen=n)`."""
    match node:
        case ast.Call(keywords=[*_, ast.keyword(arg="maxlen", value=count)]) if called_name(node) == "deque":
            return not (isinstance(count, ast.Constant) and count.value in (None, 1))
        case _:
            return False


def _is_front(place: ast.expr) -> bool:
    match place:
        case ast.Constant(value=value):
            return value in _FIRST and not isinstance(value, bool)
        case ast.Slice(lower=None, upper=ast.UnaryOp(op=ast.USub())):
            return True
        case _:
            return False


def _has_two_limits(function: Definition, node: ast.AST) -> bool:
    """Whether a conversation is shortened to one limit, here in a loop, when it has reached another."""
    loops = [each for each in walk(function) if isinstance(each, ast.While) and is_in(each, node)]
    low = {limit for loop in loops for limit in _limits(loop.test)}
    return bool(low) and any(
        is_inside and (high := set(_limits(test))) and not low & high
        for test, is_inside in asked_before(function, node)
    )


def _limits(test: ast.expr) -> Iterator[str]:
    for each in walk(test):
        if isinstance(each, ast.Compare) and all(isinstance(op, ORDERS) for op in each.ops):
            yield from map(ast.unparse, each.comparators)
