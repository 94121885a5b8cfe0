"""Conversations whose messages are stamped when they are repeated, and were not when they were first sent."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.ir import Nature
from promptlint.link.python.conversations.changes import changed_history, sent_at
from promptlint.link.python.conversations.marking import functions_of
from promptlint.link.python.loading.modules import is_within
from promptlint.link.python.machine import called_name, held
from promptlint.stability import tells_history

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from promptlint.ir import Prompt
    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Definition

_STAMPS = frozenset("created created_at date datetime sent_at time timestamp ts".split())
_TEXTS = frozenset(("content", "text"))
_STAMPED = re.compile(r"\{[^{}\n]*\b(?:\w+_)?(?:timestamp|created|created_at|date|datetime|sent_at|time|ts)\b")
_NEWEST = re.compile(r"(?i)(?:\w+_)?(?:message|msg|query|question|input|prompt|text|content)")
_PHRASE = re.compile(r"[A-Za-z][A-Za-z ]{2,}[A-Za-z]")
_MOST_HOPS = 6
_Loop = ast.For | ast.AsyncFor | ast.comprehension
_Made = dict[str, list[ast.expr]]  # what each name of a function is made of


def restamped(
    module: Module, importers: Callable[[str, str], Sequence[str]], load: Callable[[str], Module | None]
) -> Iterator[Prompt]:
    """For each function that repeats messages with the time they came at, a prompt with what it makes of one.

    A message that comes is sent as it is where a function takes what is repeated and puts another one behind it.
    What a stamp says must be said nowhere else: then nobody else stamps the one that comes.
    """
    text = module.source.text
    if "role" not in text or not any(each in text for each in _TEXTS):
        return
    stamped = [match.start() for match in _STAMPED.finditer(text)]
    every = list(functions_of(module.tree)) if stamped else []
    for function in every:
        span = module.places.span(function)
        if not is_within(stamped, span.start, span.end):
            continue
        for stamp, phrase in _stamps(function):
            for replay in _replays(every, function, stamp):
                modules = [module, *filter(None, map(load, importers(module.path, replay.name)))]
                if any(_says(each, phrase, stamp) for each in modules):
                    continue
                words = "where the message that comes is added as it is"
                calls = [sent_at(each, call, words) for each in modules for call in _with_newest(each, replay)]
                if calls:
                    yield changed_history(module, function, stamp, stamp, Nature.REWRITTEN, calls)
                    return


# ---------------------------------------------------------------- what is repeated


def _stamps(function: Definition) -> Iterator[tuple[ast.JoinedStr, str]]:
    """The texts that a function makes of a message and the time that was kept with it, each with what it says."""
    made = _made(function)
    for node in walk(function):
        if not isinstance(node, ast.JoinedStr):
            continue
        values = [each.value for each in node.values if isinstance(each, ast.FormattedValue)]
        owners = {owner for each in values for owner, key in _fields(each, made) if key in _STAMPS}
        if owners and any(_is_text(each, made, owners, function) for each in values):
            said = "".join(str(each.value) for each in node.values if isinstance(each, ast.Constant))
            phrases: list[str] = _PHRASE.findall(said)
            if phrases:
                yield node, max(phrases, key=len)


def _is_text(value: ast.expr, made: Mapping[str, Sequence[ast.expr]], owners: set[str], function: Definition) -> bool:
    """Whether something is the text of the message whose time stands beside it, or is given along with it."""
    if any(owner in owners and key in _TEXTS for owner, key in _fields(value, made)):
        return True
    given = {each.arg for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)}
    return isinstance(value, ast.Name) and value.id in given & _TEXTS and not owners.isdisjoint(given)


def _fields(value: ast.expr, made: Mapping[str, Sequence[ast.expr]], hops: int = 2) -> Iterator[tuple[str, str]]:
    """The fields of an object that a value is made of: `m["time"]`, `m.get("time")`, `m.time.isoformat()`."""
    match value:
        case ast.Name(id=name) if hops:
            for each in made.get(name, ()):
                yield from _fields(each, made, hops - 1)
        case (
            ast.Subscript(value=ast.Name(id=owner), slice=ast.Constant(value=str() as key))
            | ast.Call(
                func=ast.Attribute(value=ast.Name(id=owner), attr="get"), args=[ast.Constant(value=str() as key), *_]
            )
            | ast.Attribute(value=ast.Name(id=owner), attr=key)
        ):
            yield owner, key
        case ast.Call(func=ast.Attribute(value=inner)) | ast.Subscript(value=inner, slice=ast.Slice()):
            yield from _fields(inner, made, hops)
        case ast.Call(args=[inner, *_]):
            yield from _fields(inner, made, hops)
        case _:
            pass


def _replays(every: Sequence[Definition], function: Definition, stamp: ast.JoinedStr) -> Iterator[Definition]:
    """The functions that go over kept messages and make such ones of them, by themselves or by a helper."""
    for each in every:
        made = _made(each)
        for loop in (node for node in walk(each) if isinstance(node, _Loop)):
            if not isinstance(loop.target, ast.Name) or not _is_of_history(loop.iter, made):
                continue
            whole = each if isinstance(loop, ast.comprehension) else loop
            stamped = [node for node in walk(whole) if _is_stamped(node, function, stamp, each)]
            if stamped and _makes_message(whole, made, stamped):
                yield each
                break


def _is_stamped(node: ast.AST, function: Definition, stamp: ast.JoinedStr, within: Definition) -> bool:
    if within is function:
        return node is stamp
    return called_name(node) == function.name


def _is_of_history(over: ast.expr, made: Mapping[str, Sequence[ast.expr]]) -> bool:
    """Whether a loop goes over messages that were kept: by its name, or by that of what it is made of."""
    seen, waiting = set[str](), [over]
    for _ in range(_MOST_HOPS):
        names = {
            each.id if isinstance(each, ast.Name) else each.attr
            for value in waiting
            for each in walk(value)
            if isinstance(each, ast.Name | ast.Attribute)
        }
        if any(map(tells_history, names)):
            return True
        waiting = [value for name in sorted(names - seen) for value in made.get(name, ())]
        seen |= names
    return False


def _makes_message(within: ast.AST, made: Mapping[str, Sequence[ast.expr]], stamped: Sequence[ast.AST]) -> bool:
    """Whether what is stamped becomes the text of a message."""
    for node in walk(within):
        match node:
            case ast.Dict() if "role" in (entries := held(node)) and "content" in entries:
                if _holds(entries["content"], made, stamped):
                    return True
            case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(value="content"))], value=value):
                if _holds(value, made, stamped):
                    return True
            case _:
                pass
    return False


def _holds(value: ast.expr, made: Mapping[str, Sequence[ast.expr]], stamped: Sequence[ast.AST]) -> bool:
    values = [value, *made.get(value.id, ())] if isinstance(value, ast.Name) else [value]
    return any(each is mark for whole in values for each in walk(whole) for mark in stamped)


# ---------------------------------------------------------------- what comes


def _says(module: Module, phrase: str, stamp: ast.JoinedStr) -> bool:
    """Whether a module says the same elsewhere, in a text with values."""
    if phrase not in module.source.text:
        return False
    return any(
        isinstance(each, ast.JoinedStr)
        and each is not stamp
        and any(isinstance(part, ast.Constant) and phrase in str(part.value) for part in each.values)
        for each in walk(module.tree)
    )


def _with_newest(module: Module, replay: Definition) -> Iterator[ast.Call]:
    """The calls of a function in a module to whose result a message is added that comes."""
    if replay.name not in module.source.text:
        return
    for function in functions_of(module.tree):
        nodes = list(walk(function)) if function.name != replay.name else []
        asked = [each for each in nodes if isinstance(each, ast.Call) and called_name(each) == replay.name]
        if not asked:
            continue
        kept = {
            ast.unparse(each.targets[0])
            for each in nodes
            if isinstance(each, ast.Assign) and _plain(each.value) in asked
        }
        for node in nodes:
            if _adds_newest(node, kept, asked):
                yield asked[0]
                break


def _plain(value: ast.expr) -> ast.expr:
    return value.value if isinstance(value, ast.Await) else value


def _adds_newest(node: ast.AST, kept: set[str], asked: Sequence[ast.Call]) -> bool:
    """Whether a call or a list takes the messages that were kept, and another one behind them."""

    def is_kept(value: ast.expr) -> bool:
        return _plain(value) in asked or ast.unparse(value) in kept

    match node:
        case ast.Call(args=args, keywords=keywords):
            others = [each for each in keywords if not is_kept(each.value)]
            rest = [*(each for each in args if not is_kept(each)), *(each.value for each in others)]
            named = [*(each.arg or "" for each in others), *map(_name, rest)]
            is_given = len(rest) < len(args) + len(keywords)
            return is_given and any(map(_NEWEST.fullmatch, named))
        case ast.List(elts=elements):
            is_given = any(isinstance(each, ast.Starred) and is_kept(each.value) for each in elements)
            return is_given and any(map(_is_said, elements))
        case ast.BinOp(left=left, op=ast.Add(), right=ast.List(elts=elements)):
            return is_kept(left) and any(map(_is_said, elements))
        case _:
            return False


def _name(value: ast.expr) -> str:
    return value.id if isinstance(value, ast.Name) else value.attr if isinstance(value, ast.Attribute) else ""


def _is_said(value: ast.expr) -> bool:
    """Whether something is a message of the user, spelled out."""
    if not isinstance(value, ast.Dict):
        return False
    entries = held(value)
    role = entries.get("role")
    return isinstance(role, ast.Constant) and role.value == "user" and "content" in entries


def _made(function: Definition) -> _Made:
    """The values that the names of a function are given."""
    found: _Made = {}
    for node in walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return found
