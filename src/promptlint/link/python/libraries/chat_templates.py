"""Templates of conversations, as LangChain has them: messages that await variables, filled when a chain is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Evidence
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    Dictionary,
    External,
    Function,
    Instance,
    Listing,
    Pair,
    Template,
    opaques,
)
from promptlint.link.python.libraries import formatting
from promptlint.link.python.machine import Sighting
from promptlint.link.python.tables import sources
from promptlint.record import replace

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Mapping

    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame

_NAME = "a template of messages"
_MESSAGES, _GIVEN = "messages", "given"
_COMPUTING = frozenset(("assign", "RunnableParallel", "RunnableMap"))
_FILLING = frozenset(
    "invoke ainvoke stream astream format_messages aformat_messages format_prompt aformat_prompt format".split()
)


def made(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`ChatPromptTemplate.from_messages(…)`."""
    messages = given.at(0, "messages")
    if not isinstance(messages, Listing):
        return None
    return Instance(None, _NAME, {_MESSAGES: messages}, (), frame.module.path, frame.span(node), is_partial=True)


def is_template(value: Value) -> bool:
    """Whether a value is one; with `|` it becomes a chain that is run as the template is."""
    return isinstance(value, Instance) and value.name == _NAME


def chained(frame: Frame, left: Value, right: Value, node: ast.BinOp) -> Instance | None:
    """`variables | template | model`: the template, with what computes its variables; None for anything else."""
    if isinstance(left, Instance) and is_template(left):
        return left
    if not isinstance(right, Instance) or not is_template(right):
        return None
    variables = {**_given(right), **_gives(left)}  # functions are called each time it is run
    _note(frame, right, _computed(frame, variables, node), node)
    return _with(right, variables)


def _gives(value: Value) -> Mapping[str, Value]:
    """The variables that a step of a chain hands on."""
    match value:
        case Dictionary(entries):
            return {each.key: each.value for each in entries if isinstance(each, Pair)}
        case Instance(cls=None, name=name) if name.rpartition(".")[2] in _COMPUTING:
            return {**(_gives(value.args[0]) if value.args else {}), **value.fields}
        case _:
            return {}


def _with(owner: Instance, variables: Mapping[str, Value]) -> Instance:
    entries = tuple(Pair(key, value) for key, value in variables.items())
    return owner.with_field(_GIVEN, Dictionary(entries, owner.path, owner.span))


def method(frame: Frame, owner: Instance, name: str, given: Arguments, node: ast.Call) -> Value | None:
    """`template.partial(…)` and what fills it; None for anything else."""
    variables = _computed(frame, {**_given(owner), **formatting.variables(given)}, node)
    if name == "partial":
        _note(frame, owner, variables, node)
        return _with(owner, variables)
    if name in _FILLING:
        _note(frame, owner, variables, node)
    return None


def message_of(role: str) -> Callable[[Frame, Arguments, ast.Call], Value | None]:
    """`SystemMessagePromptTemplate.from_template(…)` and its like: a message that awaits variables."""

    def made(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
        text = given.at(0, "template")
        here = frame.module.path, frame.span(node)
        return Listing("tuple", (Text.constant(role, *here), text), *here) if isinstance(text, Text) else None

    return made


def see_partial(frame: Frame, template: Template, given: Arguments, node: ast.Call) -> Template:
    """`PromptTemplate(…, partial_variables=…)`: what they put into the text."""
    partial = given.named.get("partial_variables")
    if not isinstance(partial, Dictionary):
        return template
    known = {entry.key: entry.value for entry in partial.entries if isinstance(entry, Pair)}
    filled = replace(template, given=_computed(frame, known, node))
    if any(map(_is_proven, filled.given.values())):
        text = formatting.rendered(frame, filled, {}, node)
        frame.machine.sightings.append(Sighting("text", node, frame, {"text": text}, None, "prompt"))
    return filled


def _given(owner: Instance) -> Mapping[str, Value]:
    known = owner.fields.get(_GIVEN)
    return {e.key: e.value for e in known.entries if isinstance(e, Pair)} if isinstance(known, Dictionary) else {}


def _computed(frame: Frame, variables: Mapping[str, Value], node: ast.expr) -> Mapping[str, Value]:
    """Variables with what functions among them give, which are called each time."""
    return {key: _called(frame, value, node) for key, value in variables.items()}


def _called(frame: Frame, value: Value, node: ast.expr) -> Value:
    from promptlint.link.python.following.invoking import invoke  # noqa: PLC0415 it leads to this module

    match value:
        case Function():
            return invoke(frame, value, (), {}, node)
        case External(name) if (source := sources.of_call(name)) is not None:
            return frame.opaque(node, source.stability, source.nature, source.type)
        case Instance(cls=None, name=name, args=(Function() as function, *_)) if name.endswith("RunnableLambda"):
            return invoke(frame, function, (), {}, node)
        case _:
            return value


def _note(frame: Frame, owner: Instance, variables: Mapping[str, Value], node: ast.expr) -> None:
    messages = owner.fields.get(_MESSAGES)
    if isinstance(messages, Listing) and any(map(_is_proven, variables.values())):
        items = tuple(_filled(frame, item, variables, node) for item in messages.items)
        whole = replace(messages, items=items)
        loops = tuple(frame.machine.loops)
        frame.machine.sightings.append(Sighting("text", node, frame, {"text": whole}, None, "messages", loops))


def _is_proven(value: Value) -> bool:
    return any(each.is_telling and each.evidence is Evidence.SOURCE for each in opaques(value))


def _filled(frame: Frame, item: Item, variables: Mapping[str, Value], node: ast.expr) -> Item:
    """A message with its variables in place; what is no role and a text stays as it is."""
    match item:
        case Listing(kind="tuple", items=(Text() as role, Text() as said)):
            template = Template("format", said, None, item.path, item.span)
            content = formatting.rendered(frame, template, variables, node)
            return Dictionary((Pair("role", role), Pair("content", content)), item.path, item.span)
        case _:
            return item
