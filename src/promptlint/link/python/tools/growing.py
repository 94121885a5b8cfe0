"""Tools that an agent adds to, or takes from, while the conversation goes on that they are sent with."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.frontends.python.words import whole
from promptlint.ir import Evidence, Stability
from promptlint.link.python.conversations.marking import functions_of
from promptlint.link.python.domain.values import Opaque
from promptlint.link.python.machine import Definition, Frame, chain, given_to, own_nodes
from promptlint.link.python.tools.toolboxes import gathered_over, tells_tools
from promptlint.stability import tells_history

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Machine, Sighting

_SENT = re.compile(rf"{whole('tools')}\s*=\s*(?:\w+\.)*(\w+)")
_CHANGED = r"(?:\.(?:append|extend|insert|remove|pop|clear)\(|\s*\+=|\s*=(?!=)[^\n]*[\[+])"
_CHANGING = frozenset("append extend insert remove pop clear".split())
Loop = ast.For | ast.AsyncFor | ast.While


def growing_tools(machine: Machine, module: Module) -> Iterator[Sighting]:
    """The tools of each loop of a module that sends them with a conversation and changes them."""
    text = module.source.text
    sent = filter(tells_tools, dict.fromkeys(_SENT.findall(text)))
    if not any(re.search(whole(name) + _CHANGED, text) for name in sent):
        return
    for function in functions_of(module.tree):
        found: dict[ast.AST, Sighting] = {}
        for loop in (node for node in own_nodes(function) if isinstance(node, Loop)):
            for name, request in _sent(loop):
                change = next(_changes(loop, name), None)
                if change is not None and not _is_made_anew(loop, name):
                    found.setdefault(change, _seen(machine, module, function, change, request))
        yield from found.values()


def _sent(loop: Loop) -> Iterator[tuple[str, ast.Call]]:
    """The lists of tools that go with a conversation in each round, and the calls that send them."""
    for node in own_nodes(loop):
        if isinstance(node, ast.Call):
            tools = next((each.value for each in node.keywords if each.arg == "tools"), None)
            name = chain(tools) if isinstance(tools, ast.Name | ast.Attribute) else ""
            if tells_tools(name.rpartition(".")[2]) and any(map(_is_conversation, given_to(node))):
                yield name, node


def _is_conversation(node: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Attribute) and tells_history(chain(node).rpartition(".")[2])


def _changes(loop: Loop, name: str) -> Iterator[ast.AST]:
    """Where the list is changed, so that the next round has another one."""
    for node in own_nodes(loop):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute() as owner, attr=attr)):
                if attr in _CHANGING and chain(owner) == name:
                    yield node
            case ast.AugAssign(target=ast.Name() | ast.Attribute() as target) if chain(target) == name:
                yield node
            case ast.Assign(targets=[ast.Name() | ast.Attribute() as target], value=value):
                if chain(target) == name and _is_made_of(value, name):
                    yield node
            case _:
                pass


def _is_made_of(value: ast.expr, name: str) -> bool:
    """Whether a list is put together of the one before: `[*tools, tool]`, `tools + more`, those that are left."""
    match value:
        case ast.List(elts=elements):
            return any(isinstance(each, ast.Starred) and chain(each.value) == name for each in elements)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return name in (chain(left), chain(right))
        case ast.ListComp(generators=[first]):
            return chain(first.iter) == name and bool(first.ifs)
        case _:
            return False


def _is_made_anew(loop: Loop, name: str) -> bool:
    """Whether each round begins with another list, or the loop goes over what it is made of."""
    for node in own_nodes(loop):
        match node:
            case ast.Assign(targets=targets, value=value) if any(chain(each) == name for each in targets):
                if not _is_made_of(value, name):
                    return True
            case ast.AnnAssign(target=target) if chain(target) == name:
                return True
            case _:
                pass
    return not isinstance(loop, ast.While) and any(
        isinstance(each, ast.Name) and each.id == name for each in walk(loop.target)
    )


def _seen(machine: Machine, module: Module, function: Definition, change: ast.AST, request: ast.Call) -> Sighting:
    frame = Frame(machine, module, {}, qualname=function.name, is_global=True)
    sent = frame.step(request, "sent with the conversation here")
    here = module.path, frame.span(change)
    over = Opaque(frame.named(change), Stability.REQUEST, *here, evidence=Evidence.SOURCE, steps=(sent,))
    return gathered_over(frame, over, change, change, frame.unknown(request))
