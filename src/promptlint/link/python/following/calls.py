"""What a call gives: of a method of a text or a list, of a library, of the repository's own code."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.ir import Evidence, Nature, Stability
from promptlint.link.python.domain.merging import merge
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    Class,
    Dictionary,
    Either,
    External,
    Function,
    Instance,
    Known,
    Listing,
    ModuleValue,
    Opaque,
    Template,
    opaques,
)
from promptlint.link.python.following import conventions, declared_sets, handing
from promptlint.link.python.following import declared as by_declaration
from promptlint.link.python.following.asking import is_choice, is_question, question_in
from promptlint.link.python.following.expressions import evaluate
from promptlint.link.python.following.implementations import varying_below
from promptlint.link.python.following.invoking import Arguments, arguments
from promptlint.link.python.following.lookup import attribute, bases_behind, class_value
from promptlint.link.python.following.objects import call_value
from promptlint.link.python.following.taking import part_of
from promptlint.link.python.libraries import buffers, chat_templates, databases, externals, methods, registered
from promptlint.link.python.libraries.json_values import of_fields
from promptlint.link.python.machine import called_name, chain, dotted, given_to, is_super
from promptlint.link.python.requests.sightings import see_call, see_first
from promptlint.link.python.tables import lookups, sources
from promptlint.link.python.tables.agents import gives_itself
from promptlint.link.python.tools.served import kept_by_client
from promptlint.link.python.tools.toolboxes import see_registration
from promptlint.record import replace
from promptlint.stability import tells_history

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.machine import Frame

# Methods of an environment that give a template.
_LOADERS = frozenset(("get_template", "from_string"))
_QUESTIONS = ("query", "input", "question", "query_texts", "query_text", "query_vector", "query_embeddings", "vector")
_DUMPS = frozenset(("model_dump", "_asdict"))  # of a Pydantic model, of a named tuple: its fields as a mapping
# A lookup, and whom it is for.
_LOOKS_UP = re.compile(
    r"(?:\w+\.)*_?a?(?:get|fetch|load|find|look_?up|read|retrieve|query|recall|list|select|describe)_?"
)
_OF_ONE = re.compile(
    r"(?i)(?:^|_)(?:user|(?:user|session|chat|thread|conversation|customer|peer|patient|contact)_?(?:id|name))$"
)
_MOST_OBJECTS = 4  # of which one is chosen and called
_MOST_SENDERS = 8  # of these, whose methods send what they are given


def call(frame: Frame, node: ast.Call) -> Value:
    """The value of a call; what it sends or makes as a prompt is noted."""
    if (counted := _counted(frame, node)) is not None:
        return counted
    if isinstance(node.func, ast.Attribute):
        if (inherited := _inherited(frame, node.func)) is not None:
            return _apply(frame, inherited, arguments(frame, node), node)
        owner: Value | None = evaluate(frame, node.func.value)
        assert owner is not None
        result = _method(frame, owner, node.func, node)
    else:
        callee = evaluate(frame, node.func)
        if isinstance(node.func, ast.Subscript) and not node.args and not node.keywords:
            callee = _looked_up(frame, callee, node.func)
        result = _apply(frame, callee, arguments(frame, node), node)
    return result


def _counted(frame: Frame, node: ast.Call) -> Opaque | None:
    """How many tokens a conversation has, which grows, however they are counted."""
    if not lookups.counts_tokens(called_name(node)):
        return None
    given = given_to(node)
    told = next((each for each in given if tells_history(chain(each).rpartition(".")[2].lstrip("_"))), None)
    return replace(frame.opaque(node, Stability.SESSION), form="len") if told is not None else None


def _looked_up(frame: Frame, callee: Value, node: ast.Subscript) -> Value:
    """One of the functions in a table under a key that nobody knows: `makers[name]()` gives what one of them gives."""
    table = evaluate(frame, node.value) if isinstance(callee, Opaque) else None
    if not isinstance(table, Dictionary):
        return callee
    entries = [entry.value for entry in table.entries]
    varying = [each for each in entries if isinstance(each, Function) and frame.machine.relevance.may_vary(each)]
    if not varying or len(varying) > _MOST_OBJECTS:
        return callee
    return varying[0] if len(varying) == 1 else Either(frame.unknown(node), tuple(varying))


def _inherited(frame: Frame, func: ast.Attribute) -> Function | None:
    """The method of a base that `super().method` names, bound to the object that it is called on."""
    if not is_super(func.value) or not isinstance(frame.node, ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    this = frame.env.get(frame.node.args.args[0].arg) if frame.node.args.args else None
    if not isinstance(this, Instance):
        return None
    for base in bases_behind(frame):
        found = class_value(frame, base, func.attr, this)
        if found is not None:
            return found if isinstance(found, Function) else None
    return None


def _method(frame: Frame, owner: Value, func: ast.Attribute, node: ast.Call) -> Value:
    if isinstance(owner, Either):
        arms = [arm for arm in owner.arms if not isinstance(arm, Known)]
        if len(arms) == 1:
            return _method(frame, arms[0], func, node)
        is_of_data = methods.is_of_data(func.attr) and func.attr not in methods.ADDING
        if is_of_data or _are_typed(arms) or _is_of_moment(arms, func.attr):
            found: Value | None = None
            for arm in arms:
                found = merge(owner.test, found, _method(frame, arm, func, node))
            return found if found is not None else frame.unknown(node)
        if (bound := _bound(frame, arms, func)) is not None:
            return _apply(frame, bound, arguments(frame, node), node)
    if isinstance(owner, ModuleValue | External | Class):
        return _apply(frame, attribute(frame, owner, func.attr, func), arguments(frame, node), node)
    if isinstance(owner, Instance):
        if buffers.is_buffer(owner):
            done = buffers.method(frame, owner, func, arguments(frame, node), node)
            return done if done is not None else frame.unknown(node)
        if chat_templates.is_template(owner):
            given = arguments(frame, node)
            done = chat_templates.method(frame, owner, func.attr, given, node)
            return done if done is not None else _opaque_call(frame, owner, func.attr, given, node)
        member = attribute(frame, owner, func.attr, func)
        given = arguments(frame, node)
        if isinstance(member, Function | Class | Instance | External):
            return _apply(frame, member, given, node)
        resolved = f"{owner.name}.{func.attr}" if owner.cls is None else ""
        told = see_call(frame, node, resolved, given, owner) or _clock(frame, member, "", given, node)
        told = by_declaration.called(frame, node) or told
        again = owner if gives_itself(owner.name, func.attr) else None
        return told or again or _opaque_call(frame, owner, func.attr, given, node)
    given = arguments(frame, node)
    if func.attr == "insert" and isinstance(owner, Opaque) and len(node.args) > 1:
        _see_put(frame, func.value, given, node)
    known = by_declaration.called(frame, node) or _of_elements(frame, owner, func, given, node)
    known = known or methods.method(frame, owner, func, given, node)
    if known is not None:
        return known
    return _called_after(frame, owner, func, given, node)


def _of_elements(frame: Frame, owner: Value, func: ast.Attribute, given: Arguments, node: ast.Call) -> Value | None:
    """What an element of a collection gives that varies, where its class leaves that to those below it.

    Each of them may be among the elements, in an order that nobody knows.
    """
    cls = declared_sets.class_of(frame.machine, owner) if isinstance(owner, Opaque) else None
    if cls is None:
        return None
    found: Value | None = None
    for method in varying_below(frame, cls, func.attr):
        found = merge(frame.unknown(node), found, _apply(frame, method, given, node))
    return merge(frame.unknown(node), found, frame.unknown(node)) if found is not None else None


def _called_after(frame: Frame, owner: Value, func: ast.Attribute, given: Arguments, node: ast.Call) -> Value:
    """A method of what nobody knows: of the class that it is called after, where there is one."""
    if (asked := conventions.method_of(frame, owner, func)) is not None:
        return _apply(frame, asked, given, node)
    return see_call(frame, node, "", given) or _opaque_call(frame, owner, func.attr, given, node)


def _see_put(frame: Frame, messages: ast.expr, given: Arguments, node: ast.Call) -> None:
    place, item = given.at(0, "index"), given.at(1, "object")
    if isinstance(place, Known) and place.content == 0 and item is not None:
        see_first(frame, messages, item, node)


def _are_typed(arms: Sequence[Value]) -> bool:
    """Whether it is known of each of several values what kind of thing it is."""
    return bool(arms) and all(isinstance(arm, Opaque) and arm.type for arm in _flat(arms))


def _is_of_moment(arms: Sequence[Value], method: str) -> bool:
    """Whether a clock is asked where no moment was given: `(moment or datetime.now()).isoformat()`."""
    every = list(_flat(arms))
    return all(isinstance(arm, Opaque) for arm in every) and any(
        isinstance(arm, Opaque) and arm.nature is Nature.CLOCK and sources.of_method(arm.type, method, ()) is not None
        for arm in every
    )


def _bound(frame: Frame, arms: Sequence[Value], func: ast.Attribute) -> Value | None:
    """The method of each of several objects of the repository that a condition chose among."""
    objects = [each for each in _flat(arms) if isinstance(each, Instance) and each.cls is not None]
    if not objects or len(objects) > _MOST_SENDERS:
        return None
    members = [attribute(frame, each, func.attr, func) for each in objects]
    found = tuple(member for member in members if isinstance(member, Function))
    if len(objects) > _MOST_OBJECTS and not all(map(frame.machine.relevance.is_concerned, found)):
        return None
    return Either(frame.unknown(func), found) if len(found) > 1 else next(iter(found), None)


def _flat(arms: Sequence[Value]) -> Iterator[Value]:
    """All values that a choice is between, those of inner choices too."""
    for arm in arms:
        if isinstance(arm, Either):
            yield from _flat(arm.arms)
        else:
            yield arm


def _apply(frame: Frame, callee: Value, given: Arguments, node: ast.Call) -> Value:
    name = dotted(callee) if isinstance(callee, External) else _own_name(callee)
    answer = see_call(frame, node, name, given)
    if (known := by_declaration.called(frame, node, name)) is not None:
        return known
    if isinstance(callee, External):
        rows = databases.latest(frame, callee.name.rpartition(".")[2], given, node)
        return answer or rows or externals.call(frame, callee.name, given, node)
    if isinstance(callee, Function) and frame.machine.overs:
        see_registration(frame, callee, node)
    if isinstance(callee, Function) and (template := registered.asked_for(frame, callee, given, node)) is not None:
        return template
    result = call_value(frame, callee, given, node)
    if result is None:
        return answer or _opaque_call(frame, callee, "", given, node)
    if isinstance(callee, Function) and _is_unknown(result):
        name = getattr(callee.node, "name", "")
        return _looked_up_for(frame, callee, name, given, node) or _clock(frame, callee, name, given, node) or result
    return result


def _is_unknown(value: Value) -> bool:
    """Whether nothing is known of a value, or of what it is made of."""
    made_of = opaques(value) if isinstance(value, Opaque | Listing) else ()
    return bool(made_of) and all(each.stability is Stability.UNKNOWN and not each.type for each in made_of)


def _own_name(callee: Value) -> str:
    """The dotted name of a function or class of the repository, by which the configuration may know it."""
    if isinstance(callee, Function | Class):
        return f"{by_declaration.module_name(callee.module.path)}.{callee.qualname}"
    return ""


def _opaque_call(frame: Frame, owner: Value, name: str, given: Arguments, node: ast.Call) -> Value:
    """A call that nothing is known of: what is asked of a clock stays a clock."""
    if isinstance(owner, Instance) and owner.cls is not None and name in _DUMPS:
        return of_fields(owner, frame.module.path, frame.span(node))
    if (done := handing.called(frame, owner, name, given, node)) is not None:
        return done
    if name in _LOADERS and given.args and (template := _loaded(frame, name, given, node)) is not None:
        return template
    if (found := _looked_up_for(frame, owner, name, given, node)) is not None:
        return found
    if sources.draws(name, lambda: chain(node.func), len(given.args), given.named.keys()):
        return frame.opaque(node, Stability.VOLATILE, Nature.RANDOM, "rows")
    moment = externals.moment(name, given) or _clock(frame, owner, name, given, node)
    if moment is not None:
        return moment
    told: Value | None = databases.latest(frame, name, given, node)
    if told is None and isinstance(owner, Opaque):
        told = _asked(frame, owner, name, given, node)
    return told if told is not None else externals.made_of(frame, name or chain(node.func), given, node)


def _asked(frame: Frame, owner: Opaque, name: str, given: Arguments, node: ast.Call) -> Value | None:
    """What a method gives of a value of which no more than its level is known."""
    if (rows := databases.rows(frame, owner, name, given, node)) is not None:
        return rows
    source = sources.of_method(owner.type, name, _formats(name, given))
    if source is not None and _is_asked(owner, name, node):
        return narrowed(frame, owner, source, node)
    if (kept := kept_by_client(frame, owner, name, node)) is not None:
        return kept
    if owner.type and owner.stability is not Stability.UNKNOWN:
        return replace(owner, form=f"{owner.form}.{name}()")
    if owner.stability not in (Stability.UNKNOWN, Stability.CONSTANT) and not given.args and not given.named:
        return part_of(frame, owner, node, name)
    return replace(frame.unknown(node), loop=owner.loop) if owner.loop is not None else None


def _looked_up_for(frame: Frame, owner: Value, name: str, given: Arguments, node: ast.Call) -> Opaque | None:
    """What is looked up for a question that is not the same in every request, or for a user: it changes as they do."""
    if lookups.is_search(name, lambda: _asked_of(owner, node)) and _is_question(given):
        return replace(frame.opaque(node, Stability.REQUEST), evidence=Evidence.NAME)
    is_fitting = lookups.is_memory(name or chain(node.func).rpartition(".")[2]) or is_choice(
        name, chain(node.func), _asked_of(owner, node)
    )
    if is_fitting and question_in(given) is not None:
        return replace(frame.opaque(node, Stability.REQUEST), evidence=Evidence.NAME)
    if not _LOOKS_UP.match(name or chain(node.func)):
        return None
    for value in (*given.args, *given.named.values()):
        if isinstance(value, Opaque) and value.is_telling and _OF_ONE.search(value.name):
            return replace(frame.opaque(node, value.stability), evidence=Evidence.NAME)
    return None


def _clock(frame: Frame, owner: Value, name: str, given: Arguments, node: ast.Call) -> Opaque | None:
    """The time, as something tells it that nobody knows more of than that it is a clock."""
    if given.args or given.named:
        return None
    kind = owner.type if isinstance(owner, Opaque) else ""
    source = lookups.of_clock(name, lambda: chain(node.func).rpartition(".")[0], kind)
    if source is None:
        return None
    return replace(frame.opaque(node, source.stability, source.nature, source.type), evidence=Evidence.NAME)


def _is_asked(owner: Opaque, name: str, node: ast.Call) -> bool:
    """Whether a method is asked of whom its table means; an element is of those that a loop goes over."""
    if sources.is_asked(name, chain(node.func)):
        return True
    return owner.loop is not None and sources.is_asked(name, f"{owner.name}.{name}")


def _asked_of(owner: Value, node: ast.Call) -> str:
    """The name of what a method is called on: that of its class, where that is of another library."""
    if isinstance(owner, Instance) and owner.cls is None:
        return owner.name.rpartition(".")[2]
    return chain(node.func).rpartition(".")[0]


def _is_question(given: Arguments) -> bool:
    """Whether what is looked up is not the same in every request."""
    asked = (
        given.args[0] if given.args else next((given.named[name] for name in _QUESTIONS if name in given.named), None)
    )
    if any(map(is_question, given.args)):
        return True
    if isinstance(asked, Listing | Dictionary):
        return any(each.stability is not Stability.CONSTANT for each in opaques(asked))
    return isinstance(asked, Opaque) or (isinstance(asked, Text) and asked.known is None)


def _loaded(frame: Frame, name: str, given: Arguments, node: ast.Call) -> Value | None:
    """A template that an environment of Jinja loads or is given."""
    first = given.args[0]
    if not isinstance(first, Text):
        return None
    if name == "from_string":
        return Template("jinja", first, None, frame.module.path, frame.span(node))
    known = first.known
    file = frame.machine.texts.template_file(known, frame.module.path) if known else None
    return Template("jinja", None, file, frame.module.path, frame.span(node)) if file is not None else None


def _formats(name: str, given: Arguments) -> tuple[str | None, ...]:
    if name == "replace":
        return tuple(key for key, value in given.named.items() if isinstance(value, Known))
    return tuple(value.known if isinstance(value, Text) else None for value in given.args)


def narrowed(frame: Frame, owner: Opaque, source: sources.Source, node: ast.AST) -> Opaque:
    """What a method leaves of a value; never more than the value itself varies."""
    varies = owner.stability is Stability.VOLATILE or source.nature in (Nature.UNORDERED, Nature.LIVE)
    if not varies and (source.narrows or owner.stability is Stability.UNKNOWN):
        return replace(owner, type=source.type)
    if source.nature is Nature.LIVE and owner.stability is Stability.UNKNOWN:
        return frame.opaque(node, source.stability, source.nature, source.type)
    if source.nature is Nature.UNORDERED:
        found = frame.opaque(node, source.stability, source.nature, source.type)
        return replace(found, settled=Stability.UNKNOWN if owner.stability is Stability.UNKNOWN else Stability.DEPLOY)
    return replace(owner, stability=source.stability, nature=source.nature, type=source.type)
