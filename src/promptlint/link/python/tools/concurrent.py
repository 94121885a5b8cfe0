"""Tools that several servers are asked for at once: they are kept in the order in which the servers answer."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.likely import words_of
from promptlint.frontends.python.walking import walk
from promptlint.ir import Nature, Stability
from promptlint.link.python.machine import Definition, Frame, called_name
from promptlint.link.python.tools.toolboxes import gathered_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Machine, Sighting

_ASKS = frozenset("list_tools load_mcp_tools get_tools fetch_tools discover_tools".split())
_STARTS = frozenset("gather create_task start_soon ensure_future".split())
_ASKED = re.compile(rf"\b(?:{'|'.join(sorted(_ASKS))})\(")
_STARTED = re.compile(rf"\b(?:{'|'.join(sorted(_STARTS))})\(")
_KEEPING = frozenset("append extend update setdefault".split())
_LOOPS = (ast.For, ast.AsyncFor, ast.ListComp, ast.GeneratorExp, ast.SetComp)


def tools_as_they_come(machine: Machine, module: Module) -> Iterator[Sighting]:
    """The tools of each class or function of a module that asks servers for them at once."""
    text = module.source.text
    if "sort" in text or _STARTED.search(text) is None:
        return
    places = [match.start() for match in _ASKED.finditer(text)]
    for statement in module.around(places) if places else ():
        if not isinstance(statement, ast.ClassDef | Definition):
            continue
        nodes = list(walk(statement))
        inner = [each for each in nodes if isinstance(each, ast.AsyncFunctionDef) and each is not statement]
        askers = {each.name: place for each in inner if (place := _kept(each)) is not None}
        start = next((each for each in nodes if isinstance(each, Definition) and _starts(each, set(askers))), None)
        if start is not None:
            yield _seen(machine, module, statement, start, askers)


def _kept(node: ast.AsyncFunctionDef) -> ast.AST | None:
    """Where a function that waits for a server keeps its tools, beyond its own end."""
    nodes = list(walk(node))
    is_asking = any(isinstance(each, ast.Await) and called_name(each.value) in _ASKS for each in nodes)
    own = {
        target.id
        for each in nodes
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    return next((each for each in nodes if _keeps(each, own)), None) if is_asking else None


def _keeps(node: ast.AST, own: set[str]) -> bool:
    """Whether something is put among tools that are no names of the function itself."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute() as held, attr=method)):
            return method in _KEEPING and _tells(held, own)
        case ast.Subscript(value=ast.Name() | ast.Attribute() as held, ctx=ast.Store()):
            return _tells(held, own)
        case ast.AugAssign(target=ast.Name() | ast.Attribute() as held):
            return _tells(held, own)
        case _:
            return False


def _tells(held: ast.Name | ast.Attribute, own: set[str]) -> bool:
    name = held.id if isinstance(held, ast.Name) else held.attr
    is_own = isinstance(held, ast.Name) and name in own
    return not is_own and not {"tool", "tools"}.isdisjoint(words_of(name))


def _starts(function: Definition, askers: set[str]) -> bool:
    """Whether a function begins to ask several servers before any has answered."""
    nodes = list(walk(function))
    if function.name in askers or not any(called_name(each) in _STARTS for each in nodes):
        return False
    awaited = {id(each.value) for each in nodes if isinstance(each, ast.Await)}
    return any(
        called_name(each) in askers and id(each) not in awaited
        for loop in nodes
        if isinstance(loop, _LOOPS)
        for each in walk(loop)
    )


def _seen(
    machine: Machine, module: Module, around: ast.ClassDef | Definition, start: Definition, askers: dict[str, ast.AST]
) -> Sighting:
    frame = Frame(machine, module, {}, qualname=around.name, is_global=True)
    kept = next(iter(askers.values()))
    asked = next(each for each in walk(start) if called_name(each) in askers)
    order = frame.opaque(kept, Stability.VOLATILE, Nature.UNORDERED, "completed")
    order = order.via(frame.step(asked, "begun for all servers here: whichever answers first comes first"))
    return gathered_over(frame, order, kept, kept, frame.unknown(kept))
