"""Collections of an object that are filled in the order in which something arrives: from several servers at once.

So are those that a method fills while it goes over a folder, in whatever order that is listed.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.frontends.python.words import whole
from promptlint.ir import Nature, Stability
from promptlint.link.python.domain.values import Opaque
from promptlint.link.python.machine import Definition, called_name, chain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from promptlint.link.python.domain.values import Class
    from promptlint.link.python.loading.modules import Module

_COMPLETED = frozenset(("as_completed", "imap_unordered"))
_AT_ONCE = frozenset("gather create_task ensure_future start_soon submit".split())
_TOGETHER = frozenset(("gather", "wait"))
_LISTINGS = frozenset("iterdir listdir scandir glob rglob walk".split())
_KEEPING = frozenset("list tuple enumerate reversed iter filter".split())
_MENTIONED = re.compile(rf"\b(?:{'|'.join(sorted(_COMPLETED | _AT_ONCE))})\(")
_FILLED = re.compile(r"\bself\.(\w+)(?:\[[^\]\n]+\]\s*=(?!=)|\.(?:append|extend|update|setdefault)\()")
_LISTED = re.compile(rf"\b(?:{'|'.join(sorted(_LISTINGS))})\(")


@dataclass(frozen=True, slots=True)
class Filling:
    """What the text of a class says of how its collections are filled."""

    lists: bool  # it goes over folders
    waits: bool  # for several things at once
    sorts: bool
    filled: frozenset[str]  # collections that something is put into, where it does one of the first two


def arrived(module: Module, cls: Class, method: Definition, place: ast.AST, name: str) -> Opaque | None:
    """What is put into a collection as it arrives, unless somebody in the class sorts it."""
    if isinstance(place, ast.Assign) and not any(isinstance(each, ast.Subscript) for each in place.targets):
        return None  # nothing is added: the whole is another one
    told = _told(cls)
    if told.lists and not told.sorts and _is_listed(module, cls, method, place):
        return _unordered(module, place, name)
    if not told.waits or (told.sorts and _is_sorted(module.places.text(cls.node), name)):
        return None
    if not (_is_as_completed(method, place) or (_has_waited(method, place) and _is_begun_at_once(cls, method))):
        return None
    return _unordered(module, place, name)


def may_arrive(cls: Class, name: str) -> bool:
    """Whether a class may fill one of its collections so, by a look at its text."""
    return name in _told(cls).filled


def _told(cls: Class) -> Filling:
    known = cls.module.notes.filling
    if cls.node not in known:
        text = cls.module.places.text(cls.node)
        lists, waits = _LISTED.search(text) is not None, _MENTIONED.search(text) is not None
        filled = frozenset(_FILLED.findall(text) if lists or waits else ())
        known[cls.node] = Filling(lists, waits, "sort" in text, filled)
    return known[cls.node]


def _unordered(module: Module, place: ast.AST, name: str) -> Opaque:
    return Opaque(
        f"self.{name}",
        Stability.VOLATILE,
        module.path,
        module.places.span(place),
        nature=Nature.UNORDERED,
        type="listing",
    )


def _is_sorted(text: str, name: str) -> bool:
    sorts = rf"{whole('sort')}(?:ed)?\([^\n]*\b{name}\b", rf"{whole(name)}\.sort\("
    return any(re.search(each, text) for each in sorts)


def _is_listed(module: Module, cls: Class, method: Definition, place: ast.AST) -> bool:
    """Whether something is done for each entry of a folder: here, or by another method that asks for it."""
    if any(each is place for loop in _over_listings(method) for each in walk(loop)):
        return True
    span = module.places.span(cls.node)
    asking = [match.start() for match in _LISTED.finditer(module.source.text, span.start, span.end)]
    return any(
        isinstance(each, ast.Call) and chain(each.func) == f"self.{method.name}"
        for other in module.around_in(cls.node, asking)
        if isinstance(other, Definition) and other is not method
        for loop in _over_listings(other)
        for each in walk(loop)
    )


def _over_listings(method: Definition) -> Iterator[ast.For]:
    """The loops of a method over the entries of a folder."""
    loops = [each for each in walk(method) if isinstance(each, ast.For)]
    if loops:
        given = {
            each.targets[0].id: each.value
            for each in walk(method)
            if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name)
        }
        yield from (loop for loop in loops if _is_listing(loop.iter, given))


def _is_listing(node: ast.expr, given: Mapping[str, ast.expr]) -> bool:
    match node:
        case ast.Name(id=name) if name in given:
            return _is_listing(given[name], {})
        case ast.ListComp(generators=[first, *_]) | ast.GeneratorExp(generators=[first, *_]):
            return _is_listing(first.iter, given)
        case ast.Call(func=ast.Name(id=name), args=[*_, last]) if name in _KEEPING:
            return _is_listing(last, given)
        case _:
            return called_name(node) in _LISTINGS


def _is_as_completed(method: Definition, place: ast.AST) -> bool:
    """Whether something is done in a loop over what is completed, as it is."""
    return any(
        isinstance(loop, ast.For | ast.AsyncFor)
        and called_name(loop.iter) in _COMPLETED
        and any(each is place for each in walk(loop))
        for loop in walk(method)
    )


def _has_waited(method: Definition, place: ast.AST) -> bool:
    """Whether a method waits before it comes to a place, or for what it puts there; a thread always may."""
    if isinstance(method, ast.FunctionDef):
        return True
    line = getattr(place, "lineno", 0)
    return any(
        isinstance(each, ast.Await | ast.AsyncWith | ast.AsyncFor) and each.lineno <= line for each in walk(method)
    )


def _is_begun_at_once(cls: Class, begun: Definition) -> bool:
    """Whether a method is begun for each of several, and none of them waits for the one before."""
    if any(isinstance(each, ast.Yield | ast.YieldFrom) for each in walk(begun)):
        return False
    return any(
        _begins(several, begun)
        for function in cls.node.body
        if isinstance(function, Definition)
        for several in walk(function)
        if isinstance(several, ast.For | ast.AsyncFor | ast.ListComp | ast.GeneratorExp | ast.SetComp)
    )


def _begins(several: ast.AST, begun: Definition) -> bool:
    # `await wait_for(self.connect(server), 30)` waits for one of them.
    waited = {
        id(inner)
        for each in walk(several)
        if isinstance(each, ast.Await) and called_name(each.value) not in _TOGETHER
        for inner in walk(each)
    }
    for node in walk(several):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=attr)) if attr == begun.name:
                if isinstance(begun, ast.AsyncFunctionDef) and id(node) not in waited:
                    return True
            case ast.Call(args=[ast.Attribute(value=ast.Name(id="self"), attr=attr), *_]):
                if attr == begun.name and called_name(node) in _AT_ONCE:
                    return True
            case _:
                pass
    return False
