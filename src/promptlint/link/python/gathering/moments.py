"""When a text is computed that a function gives: as the module is loaded, as an object is made, or with each call."""

from __future__ import annotations

import ast
import posixpath
from dataclasses import replace
from enum import IntEnum
from itertools import islice
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import children
from promptlint.ir import Evidence, Nature, Placeholder, Stability
from promptlint.link.python.domain.lasting import lasting
from promptlint.link.python.domain.merging import settled
from promptlint.link.python.gathering.entries import users
from promptlint.link.python.machine import Definition

if TYPE_CHECKING:
    from promptlint.ir import Prompt
    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.gathering.entries import Unit
    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Machine, Sighting

_DEEPEST = 3  # functions that call each other, up to the statement that decides
_MOST_USES = 12
_OF_NOW = (Nature.CLOCK, Nature.RANDOM, Nature.LIVE)
_INITIALIZERS = ("__init__", "__post_init__", "model_post_init")


class Moment(IntEnum):
    """How often something is computed; of two, the later one counts."""

    PROCESS = 1
    OBJECT = 2
    CALL = 3


def timed(machine: Machine, sighting: Sighting, prompt: Prompt) -> Sighting:
    """A text that a function gives, as it is at the moments at which that function is called in the repository.

    Only what is likely is looked at: a request is sent when its function is called, whoever calls it.
    """
    text, node = sighting.parts.get("text"), sighting.frame.node
    if text is None or not prompt.is_likely or sighting.frame.depth or not isinstance(node, Definition):
        return sighting
    if not any(_is_of_now(each) for each in prompt.segments):
        return sighting
    match _moment(machine, sighting.frame.module, node, is_method=sighting.frame.owner is not None, depth=_DEEPEST):
        case Moment.PROCESS:
            return _with(sighting, settled(text))
        case Moment.OBJECT:
            return _with(sighting, lasting(text, None))
        case _:
            return sighting


def _is_of_now(segment: object) -> bool:
    return (
        isinstance(segment, Placeholder)
        and segment.stability is Stability.VOLATILE
        and segment.nature in _OF_NOW
        and segment.evidence is Evidence.SOURCE
    )


def _with(sighting: Sighting, text: Value) -> Sighting:
    return replace(sighting, parts={**sighting.parts, "text": text})


def _moment(machine: Machine, module: Module, node: Definition, *, is_method: bool, depth: int) -> Moment:
    """When a function is called; with each call where that cannot be told, or where nobody in sight calls it."""
    is_hidden = is_method and not node.name.startswith("_")  # whoever holds the object may call it
    if not depth or is_hidden or node.name in _INITIALIZERS or _is_handed_over(node):
        return Moment.CALL
    found = 0
    for count, where in enumerate(machine.around(module, node.name)):
        if count and posixpath.basename(where.path) == "__init__.py":
            return Moment.CALL  # a package passes the name on, and who takes it from there is not in sight
        for unit in islice(users(machine, where, node.name), _MOST_USES):
            if unit.entry is not node:
                found = max(found, _at(machine, unit, node.name, depth))
        if found == Moment.CALL:
            break
    return Moment(found or Moment.CALL)


def _is_handed_over(node: Definition) -> bool:
    """Whether a decorator decides who calls a function."""
    return any(getattr(each, "id", "") not in ("staticmethod", "classmethod") for each in node.decorator_list)


def _at(machine: Machine, unit: Unit, name: str, depth: int) -> Moment:
    """When a function or a statement calls what it names."""
    if not _is_only_called(unit.entry, name):
        return Moment.CALL
    if not isinstance(unit.entry, Definition):
        return Moment.CALL if unit.module.runs_anew or isinstance(unit.entry, ast.If) else Moment.PROCESS
    if unit.owner is not None and unit.entry.name in _INITIALIZERS:
        return Moment.OBJECT
    return _moment(machine, unit.module, unit.entry, is_method=unit.owner is not None, depth=depth - 1)


def _is_only_called(entry: ast.stmt, name: str) -> bool:
    """Whether a name stands for what is called there and then: no function is made or given that calls it."""
    stack: list[ast.AST] = [entry]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Lambda) or (isinstance(node, Definition | ast.ClassDef) and node is not entry):
            if any(_names(each) == name for each in ast.walk(node)):
                return False
            continue
        if _names(node) == name:
            return False
        stack += [each for each in children(node) if not (isinstance(node, ast.Call) and each is node.func)]
        if isinstance(node, ast.Call) and _names(node.func) != name:
            stack.append(node.func)
        elif isinstance(node, ast.Call):
            stack += children(node.func)
    return True


def _names(node: ast.AST) -> str | None:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None
