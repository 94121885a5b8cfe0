"""What a question decides: which elements are chosen for it, which of a table, and in which order they come."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.ir import Stability
from promptlint.link.python.domain.merging import merge
from promptlint.link.python.domain.values import Function, Listing, Opaque, Repeat, opaques, worst
from promptlint.link.python.machine import given_to
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame

# Functions that choose among what a model is told of: `select_tools(query)`, `tool_router.route(query)`.
_CHOOSES = r"(?:select|choose|pick|filter|route|match|rank|retrieve|search|find|suggest|recommend|shortlist|relevant)"
_OFFERED = r"(?:tools?|functions?|skills?|toolsets?|examples?|(?:few_?)?shots?|demonstrations?|demos)"
_CHOICE = re.compile(rf"_?a?{_CHOOSES}_(?:\w+_)?{_OFFERED}(?:_(?:for|by)_\w+|_async)?|_?(?:get_)?relevant_{_OFFERED}")
_CHOOSING = re.compile(rf"a?{_CHOOSES}(?:_async)?")
_CHOOSER = re.compile(
    rf"(?i)(?:^|[._]){_OFFERED}_?(?:router|selector|retriever|picker|filter|index|matcher|ranker)(?:\(\))?$"
)
# What these ask of a value is its kind, and not what it says.
_OF_KIND = frozenset(("isinstance", "hasattr", "callable", "issubclass", "len", "bool", "getattr"))
_MOST_OF_TABLE = 6


def is_choice(method: str, chain: str, owner: str) -> bool:
    """Whether a function chooses what fits a question, among what a model is told of; `owner` is asked for it."""
    if _CHOICE.fullmatch(method or chain.rpartition(".")[2]) is not None:
        return True
    return _CHOOSING.fullmatch(method) is not None and _CHOOSER.search(_snake(owner)) is not None


def question_in(given: Arguments) -> Opaque | None:
    """The question of a request among the arguments of a call."""
    return next((each for value in (*given.args, *given.named.values()) for each in _questions(value)), None)


def _questions(value: Item) -> Iterator[Opaque]:
    if not isinstance(value, Function):
        yield from (each for each in opaques(value) if is_question(each))


def is_question(value: object) -> bool:
    """Whether a value is what a request asks for, or another thing that each request has anew."""
    return isinstance(value, Opaque) and value.stability is Stability.REQUEST


def _snake(name: str) -> str:
    """The name of an object or of its class with its words apart."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)


# ---------------------------------------------------------------- what is asked of elements


def asked_about(frame: Frame, node: ast.AST) -> Opaque | None:
    """The question of the request that a function, of which nothing is known, is given in a condition."""
    known = frame.module.notes.given
    if node not in known:
        known[node] = tuple(_given(node))
    for name in known[node]:
        if is_question(found := frame.env.get(name)):
            assert isinstance(found, Opaque)
            return found
    return None


def _given(node: ast.AST) -> Iterator[str]:
    """The names that the calls in a condition are given."""
    for each in walk(node):
        if isinstance(each, ast.Call) and not (isinstance(each.func, ast.Name) and each.func.id in _OF_KIND):
            yield from (value.id for value in given_to(each) if isinstance(value, ast.Name))


# ---------------------------------------------------------------- what is looked up


def by_key(frame: Frame, key: Value, values: list[Value], node: ast.AST) -> Value | None:
    """One of the lists of a table, where the key changes with the request; None where nothing says so."""
    if not 1 < len(values) <= _MOST_OF_TABLE or not all(isinstance(each, Listing) for each in values):
        return None
    decides = worst(opaques(key))
    if decides is None or decides.stability not in (Stability.SESSION, Stability.REQUEST):
        return None
    test = Opaque(frame.named(node), decides.stability, frame.module.path, frame.span(node), evidence=decides.evidence)
    found: Value | None = None
    for each in values:
        found = merge(test, found, each)
    return found


# ---------------------------------------------------------------- in which order


def in_its_order(frame: Frame, value: Value, given: Arguments, node: ast.AST) -> Value:
    """A list that is sorted by how well its elements fit the question; any other as it is."""
    key = given.named.get("key")
    if not isinstance(key, Function) or not isinstance(value, Listing) or value.grows or value.continues:
        return value
    question = _asked_by(key)
    if question is None or len(value.items) < 2:  # noqa: PLR2004 one element has one order
        return value
    return replace(value, items=(Repeat(question.via(frame.step(node, "sorted by it here")), value.items),))


def _asked_by(key: Function) -> Opaque | None:
    """The question that a function has besides its arguments."""
    around: Mapping[str, object] = key.closure or {}
    arguments = key.node.args
    own = {each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    for each in walk(key.node):
        if isinstance(each, ast.Name) and each.id not in own and is_question(found := around.get(each.id)):
            assert isinstance(found, Opaque)
            return found
    return None
