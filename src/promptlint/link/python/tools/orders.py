"""Tools in the order of a set or of a folder, by a function that gives tools, or that adds them one by one.

Between it and the request stands mostly a framework, or an agent that keeps them: what the function says of itself
is all that is known.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.link.python.following.annotated import element_named
from promptlint.link.python.machine import Definition, Frame, chain
from promptlint.link.python.tools.discoveries import Body, in_order_of, listed
from promptlint.link.python.tools.toolboxes import gathered_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.python.domain.values import Opaque
    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Machine, Sighting

_WITHOUT_ORDER = re.compile(r"\b(?:set|frozenset|iterdir|listdir|scandir|r?glob)\(")
_GIVING = re.compile(r"->[^:\n]{0,80}Tool\w{0,20}[\"\']?\]")
_ADDING = re.compile(r"\b(?:add|register)_tools?\(|\.tools\.(?:append|extend)\(")
_OF_TOOLS = re.compile(r"\w*Tool(?:Param|Definition|Spec|Schema)?")
_ADDERS = frozenset("add_tool add_tools register_tool register_tools".split())


def unordered_tools(machine: Machine, module: Module) -> Iterator[Sighting]:
    """The tools of each such function of a module."""
    text = module.source.text
    if _WITHOUT_ORDER.search(text) is None:
        return
    for function in _functions(module, _GIVING):
        if function.returns is not None and _gives_tools(function.returns) and not _sorts(module, function):
            yield from _seen(machine, module, function, in_order_of(Body(machine, module, function)))
    if "sort" in text:
        return  # what is added in any order may be put into another one here
    for function in _functions(module, _ADDING):
        body = Body(machine, module, function)
        loops = [node for node in body.nodes if isinstance(node, ast.For | ast.AsyncFor) and _adds_tools(node, text)]
        yield from _seen(machine, module, function, [each for loop in loops for each in listed(body, loop.iter)])


def _functions(module: Module, pattern: re.Pattern[str]) -> Iterator[Definition]:
    """The functions and methods of a module in which something stands."""
    places = [match.start() for match in pattern.finditer(module.source.text)]
    for statement in module.around(places) if places else ():
        inner = module.around_in(statement, places) if isinstance(statement, ast.ClassDef) else (statement,)
        yield from (each for each in inner if isinstance(each, Definition))


def _gives_tools(annotation: ast.expr) -> bool:
    element = element_named(annotation)
    return element is not None and _OF_TOOLS.fullmatch(chain(element).rpartition(".")[2]) is not None


def _sorts(module: Module, function: Definition) -> bool:
    return "sort" in module.places.text(function)


def _adds_tools(loop: ast.For | ast.AsyncFor, text: str) -> bool:
    """Whether each round of a loop adds a tool to those of an agent, by a function that is in sight."""
    for node in walk(loop):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(value=ast.Name(id="self"), attr=name)) if (
                name in _ADDERS and f"def {name}(" in text
            ):
                return True
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="tools"), attr="append" | "extend")):
                return True
            case _:
                pass
    return False


def _seen(machine: Machine, module: Module, function: Definition, orders: list[Opaque]) -> Iterator[Sighting]:
    for order in orders[:1]:
        frame = Frame(machine, module, {}, qualname=function.name, is_global=True)
        yield gathered_over(frame, order, function, function.body[-1], frame.unknown(function, "tools"))
