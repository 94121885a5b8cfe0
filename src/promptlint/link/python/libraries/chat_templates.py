"""Templates of conversations, as LangChain has them: messages that await variables, filled when a chain is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Stability
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    ANSWER,
    Dictionary,
    Instance,
    Listing,
    Pair,
    Template,
    opaques,
)
from promptlint.link.python.libraries import formatting
from promptlint.link.python.libraries.awaited import computed, entries, filled, finds, found
from promptlint.link.python.machine import Sighting
from promptlint.link.python.tables.agents import is_model
from promptlint.link.python.tables.templates import RUN_TEMPLATE
from promptlint.record import replace

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Mapping

    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame
    from promptlint.source import Span

_NAME = "a template of messages"
_MESSAGES, _GIVEN, _MODEL = "messages", "given", "model"
_COMPUTING = frozenset(("assign", "RunnableParallel", "RunnableMap"))
_RUNNING = frozenset("invoke ainvoke stream astream run arun predict apredict".split())
_FILLING = _RUNNING | frozenset("format_messages aformat_messages format_prompt aformat_prompt format".split())
# What chains of old are given for the template that takes in what was found.
_OF_FOUND = ("chain_type_kwargs", "combine_docs_chain_kwargs")


def made(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`ChatPromptTemplate.from_messages(…)`."""
    messages = given.at(0, "messages")
    if not isinstance(messages, Listing) or "template_format" in given.named:
        return None
    return Instance(None, _NAME, {_MESSAGES: messages}, (), frame.module.path, frame.span(node), is_partial=True)


def of_text(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`ChatPromptTemplate.from_template(…)`: what the user says."""
    text = given.at(0, "template")
    return _of_one(text, {}, frame.module.path, frame.span(node)) if isinstance(text, Text) else None


def of_chain(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:  # noqa: ARG001 as what is looked up beside it
    """`LLMChain(llm=…, prompt=…)`, which is run as its template is."""
    template, model = _template_in(given.named.get("prompt")), given.named.get("llm")
    return template if template is None or model is None else _asking(template, model)


def of_documents(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`create_stuff_documents_chain(model, template)`, which puts in what was found for the question."""
    template = _template_in(given.at(1, "prompt"))
    if template is None:
        return None
    if (model := given.at(0, "llm")) is not None:
        template = _asking(template, model)
    named = given.named.get("document_variable_name")
    name = (named.known if isinstance(named, Text) else None) or "context"
    return _run_with(frame, template, {name: replace(found(frame, node), name=name)}, node)


def of_retrieval(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`RetrievalQA.from_chain_type(…)` and its like: the template is one of what they hand on."""
    for name in _OF_FOUND:
        template = _template_in(entries(given.named.get(name)).get("prompt"))
        if template is not None:
            return _run_with(frame, template, {"context": replace(found(frame, node), name="context")}, node)
    return None


def is_template(value: Value) -> bool:
    """Whether a value is one; with `|` it becomes a chain that is run as the template is."""
    return isinstance(value, Instance) and value.name == _NAME


def _template_in(value: Item | None) -> Instance | None:
    """A template of messages; one of a text is what the user says."""
    match value:
        case Instance() if is_template(value):
            return value
        case Template(language="format", text=Text() as text):
            return _of_one(text, value.given, value.path, value.span)
        case _:
            return None


def _of_one(text: Text, given: Mapping[str, Value], path: str, span: Span) -> Instance:
    message = Listing("tuple", (Text.constant("human", path, span), text), path, span)
    fields = {_MESSAGES: Listing("list", (message,), path, span)}
    return _with(Instance(None, _NAME, fields, (), path, span, is_partial=True), given)


def chained(frame: Frame, left: Value, right: Value, node: ast.BinOp) -> Value | None:
    """`variables | template | model`: the template, with what computes its variables; None for anything else.

    What a retriever is a step of gives what that finds for each question.
    """
    if (template := _template_in(left)) is not None:
        return _asking(template, right)
    if (template := _template_in(right)) is not None:
        return _run_with(frame, template, _gives(left), node)
    return found(frame, node) if finds(left) or finds(right) else None


def _asking(template: Instance, model: Value) -> Instance:
    """A template that is piped into a model; what is done with the answer makes no difference."""
    is_model_ = isinstance(model, Instance) and is_model(model.name)
    return template.with_field(_MODEL, model) if is_model_ else template


def _gives(value: Value) -> Mapping[str, Value]:
    """The variables that a step of a chain hands on."""
    match value:
        case Dictionary():
            return entries(value)
        case Instance(cls=None, name=name) if name.rpartition(".")[2] in _COMPUTING:
            return {**(_gives(value.args[0]) if value.args else {}), **value.fields}
        case _:
            return {}


def _run_with(frame: Frame, template: Instance, variables: Mapping[str, Value], node: ast.expr) -> Instance:
    """A template with what fills it each time it is run; functions are called each time."""
    variables = {**_given(template), **variables}
    _note(frame, template, computed(frame, variables, node), node)
    return _with(template, variables)


def _with(owner: Instance, variables: Mapping[str, Value]) -> Instance:
    pairs = tuple(Pair(key, value) for key, value in variables.items())
    return owner.with_field(_GIVEN, Dictionary(pairs, owner.path, owner.span))


def _given(owner: Instance) -> Mapping[str, Value]:
    return entries(owner.fields.get(_GIVEN))


def method(frame: Frame, owner: Instance, name: str, given: Arguments, node: ast.Call) -> Value | None:
    """`template.partial(…)` and what fills it; None for anything else."""
    variables = computed(frame, {**_given(owner), **formatting.variables(given)}, node)
    if name == "partial":
        _note(frame, owner, variables, node)
        return _with(owner, variables)
    if name in _FILLING:
        _note(frame, owner, variables, node, is_run=name in _RUNNING)
    is_answered = name in _RUNNING and _MODEL in owner.fields
    return frame.opaque(node, Stability.REQUEST, type_=ANSWER) if is_answered else None


def message_of(role: str, name: str) -> Callable[[Frame, Arguments, ast.Call], Value | None]:
    """`SystemMessagePromptTemplate.from_template(…)` and its like: a message that awaits variables."""

    def made(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
        text = given.at(0, name)
        here = frame.module.path, frame.span(node)
        return Listing("tuple", (Text.constant(role, *here), text), *here) if isinstance(text, Text) else None

    return made


def with_partial(frame: Frame, template: Template, given: Arguments, node: ast.Call) -> Template:
    """`PromptTemplate(…, partial_variables=…)`: what they put into the text."""
    return replace(template, given=computed(frame, entries(given.named.get("partial_variables")), node))


def _note(
    frame: Frame, owner: Instance, variables: Mapping[str, Value], node: ast.expr, *, is_run: bool = False
) -> None:
    """The request that a template is run for, or where what it is given tells more than the names of its fields."""
    messages = owner.fields.get(_MESSAGES)
    is_told = any(each.is_telling for value in variables.values() for each in opaques(value))
    if (is_run or is_told) and isinstance(messages, Listing):
        parts = {**_model_of(owner), "messages": filled(frame, messages, variables, node)}
        loops = tuple(frame.machine.loops)
        frame.machine.sightings.append(Sighting("request", node, frame, parts, RUN_TEMPLATE, "", loops))


def _model_of(owner: Instance) -> Mapping[str, Value]:
    model = owner.fields.get(_MODEL)
    fields = model.fields if isinstance(model, Instance) else {}
    return {name: fields[name] for name in RUN_TEMPLATE.model if name in fields}
