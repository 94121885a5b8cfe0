"""Templates that are registered under a name in one place and asked for by it in another."""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.link.python.domain.text import Text, TooLongError
from promptlint.link.python.domain.values import Template
from promptlint.link.python.following.expressions import evaluate
from promptlint.link.python.following.invoking import Arguments
from promptlint.link.python.libraries import formatting
from promptlint.link.python.machine import ExhaustedError, Frame, called_name, given_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.python.domain.values import Function, Value
    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Machine

_ASKED = re.compile(
    r"_?a?(?:(get|load|fetch|find|use|retrieve|read)|(format|render|fill|build|compile))_?(?:\w+_)?"
    r"(?:prompt|template|instruction)s?(?:_\w+)?"
)
_REGISTERED = re.compile(r"(?i)(?:\w*_)?(?:prompt|\w*PromptTemplate|template|register|add)(?:_\w+)?")
_JINJA = re.compile(r"\{\{-?\s*\w[\w.]*\s*-?\}\}|\{%")
_FEWEST = 40  # characters of a text that is registered, which is no name or description
_KEYS = ("name", "key", "prompt_name", "template_name", "prompt_key", "prompt_id", "template_id", "id")


def asked_for(frame: Frame, callee: Function, given: Arguments, node: ast.Call) -> Value | None:
    """The template that a function of a registry is asked for by its name, filled where it is given variables."""
    asked = _ASKED.fullmatch(getattr(callee.node, "name", ""))
    key = given.at(0, "") or next((given.named[each] for each in _KEYS if each in given.named), None) if asked else None
    name = key.known if isinstance(key, Text) else None
    if asked is None or not name or (template := _of_name(frame.machine, callee.module, name)) is None:
        return None
    variables = {each: value for each, value in formatting.variables(given).items() if each not in _KEYS}
    if asked[2] is None or not variables:
        return template
    if isinstance(template, Text):
        return formatting.format_(frame, template, Arguments([], variables, [], {}), node)
    return formatting.rendered(frame, template, variables, node)


def _of_name(machine: Machine, registry: Module, name: str) -> Text | Template | None:
    """What is registered under a name, in the module of the registry or in one that imports it."""
    key = (registry.path, name)
    if key not in machine.registered:
        machine.registered[key] = None  # while it is looked for
        with suppress(ExhaustedError, TooLongError), machine.apart():
            texts = (text for module in machine.around(registry, name) for text in _in(machine, module, name))
            every = {text.known: text for text in texts}
            machine.registered[key] = _template(*every.values()) if len(every) == 1 else None
    return machine.registered[key]


def _template(text: Text) -> Text | Template:
    if not _JINJA.search(text.known or ""):
        return text
    place = text.segments[0]
    return Template("jinja", text, None, place.path, place.span)


def _in(machine: Machine, module: Module, name: str) -> Iterator[Text]:
    """The texts that calls in a module are given beside a name."""
    quoted = re.compile(rf"""(["']){re.escape(name)}\1""")
    places = [match.start() for match in quoted.finditer(module.source.text)]
    frame = Frame(machine, module, {}, is_global=True)
    for statement in module.around(places) if places else ():
        nodes = list(walk(statement))
        local = dict(filter(None, map(_text_given, nodes)))
        for call in nodes:
            if isinstance(call, ast.Call) and _registers(call, name):
                given = [local.get(each.id, each) if isinstance(each, ast.Name) else each for each in given_to(call)]
                texts = [evaluate(frame, each) for each in given if isinstance(each, ast.Name | ast.Constant)]
                yield from (each for each in texts if isinstance(each, Text) and len(each.known or "") >= _FEWEST)


def _text_given(node: ast.AST) -> tuple[str, ast.expr] | None:
    """The name that is given a text, and the text."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str()) as text):
            return name, text
        case _:
            return None


def _registers(call: ast.Call, name: str) -> bool:
    called = called_name(call)
    is_told = bool(_REGISTERED.fullmatch(called)) and not _ASKED.fullmatch(called)
    return is_told and any(isinstance(each, ast.Constant) and each.value == name for each in given_to(call))
