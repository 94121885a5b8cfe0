"""What a function does with prompts and what may vary in it, by a look at its own tree."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING, TypeGuard

from promptlint.link.python.following.binding import is_content_of_first
from promptlint.link.python.machine import Definition, chain, given_to, held
from promptlint.link.python.requests.sightings import ADDED, TEMPLATE_ENDINGS
from promptlint.link.python.tables.sinks import LIKELY_KEYWORDS, asks_object, may_send, name_strength
from promptlint.link.python.tables.sources import VARYING
from promptlint.link.python.tools.toolboxes import MAKES_TOOL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from promptlint.link.python.tables.sink import Sink

_MARKS = frozenset(("cache_control", "cachePoint", "prompt_cache_key"))
_ROLES = frozenset(("system_prompt", "instructions", "dynamic_prompt"))
# What a wrapper calls the parts of a request, and chains what they hand on.
_CARRIERS = frozenset(("messages", "contents", "chain_type_kwargs", "combine_docs_chain_kwargs"))
_SERVED = frozenset(("load_mcp_tools", "list_tools"))  # what asks a server for its tools
_MADE_OF = (ast.JoinedStr, ast.Call, ast.BinOp, ast.Name, ast.Attribute)
_FILLING = frozenset("partial invoke ainvoke stream astream format_messages aformat_messages format_prompt".split())
_NOTHING = frozenset[str]()
_NEVER = (ast.expr_context, ast.operator, ast.cmpop, ast.boolop, ast.unaryop, ast.Name, ast.alias)
_NEVER_EVALUATED = frozenset(
    "annotation returns ctx op ops id attr arg name names posonlyargs kwonlyargs vararg kwarg type_comment"
    " is_async simple level module conversion kind type_params".split()
)
_LOGS = frozenset(("debug", "info", "warning", "error", "exception", "critical", "log", "warn"))
_READS = frozenset("open read_text read_bytes render get_template from_string strftime dumps join format".split())
_OWNERS = frozenset("datetime time uuid random secrets platform psutil subprocess".split())
_COMMON = frozenset("ask count generate hash id input new platform prompt random run set stat text time wait".split())
_WORDS = 24  # characters of a text that is more than a name


@dataclass(slots=True)
class Summary:
    """What a function does with prompts, and what it calls."""

    tells: bool  # when it is called with something
    tells_alone: bool
    gives: bool  # words, or what varies
    calls: tuple[ast.Call, ...]
    made: dict[str, ast.expr]  # what the names are made of that are made by a call
    asked: tuple[ast.Attribute, ...] = ()  # what it takes from its object without calling it


@dataclass(frozen=True, slots=True)
class Varying:
    """Whether something that is known to vary stands in a function, and otherwise what it calls."""

    is_there: bool
    calls: tuple[ast.Call, ...]
    asked: tuple[ast.Attribute, ...] = ()


def read(entry: ast.AST, sinks: Sequence[Sink]) -> Summary:
    """What a function, a statement or an expression does with prompts."""
    passed = parameters(entry)
    tells, gives, calls, made = False, False, list[ast.Call](), dict[str, ast.expr]()
    asked = list[ast.Attribute]()
    for node in nodes(entry):
        if isinstance(node, ast.Call):
            calls.append(node)
            if _is_configured(sinks, node):
                return Summary(tells=True, tells_alone=True, gives=True, calls=(), made=made)
        elif isinstance(node, ast.Assign):
            value = node.value.value if isinstance(node.value, ast.Await) else node.value
            if isinstance(value, ast.Call) and isinstance(node.targets[0], ast.Name):
                made[node.targets[0].id] = value.func
        elif _is_of_object(node):
            asked.append(node)
        tells = tells or _tells(node, _NOTHING)
        if tells and _tells(node, passed):
            return Summary(tells=True, tells_alone=True, gives=True, calls=(), made=made)
        gives = gives or _gives(node)
    return Summary(
        tells, tells_alone=False, gives=gives, calls=tuple(calls), made=made, asked=_not_called(asked, calls)
    )


def kept(initializer: Definition) -> dict[str, ast.expr]:
    """The names of the classes of what an initializer puts into its object: made there, or given with an annotation."""
    given = initializer.args
    annotated = {each.arg: each.annotation for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)}
    found: dict[str, ast.expr] = {}
    for node in nodes(initializer):
        match node:
            case (
                ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=value)
                | ast.AnnAssign(target=ast.Attribute(value=ast.Name(id="self"), attr=name), value=ast.expr() as value)
            ):
                if (kind := _class_of(value, annotated)) is not None:
                    found[name] = kind
            case _:
                pass
    return found


def _class_of(value: ast.expr, annotated: Mapping[str, ast.expr | None]) -> ast.expr | None:
    match value:
        case ast.Call(func=func):
            return func
        case ast.Name(id=name):
            return annotated.get(name)
        case ast.BoolOp(op=ast.Or(), values=values):  # what is given, or one that is made
            return next((kind for each in values if (kind := _class_of(each, annotated)) is not None), None)
        case _:
            return None


def read_varying(entry: ast.AST) -> Varying:
    """Whether what is known to vary is asked for there."""
    calls, asked = list[ast.Call](), list[ast.Attribute]()
    for node in nodes(entry):
        if isinstance(node, ast.SetComp) or _is_source(node):
            return Varying(is_there=True, calls=())
        if isinstance(node, ast.Call):
            calls.append(node)
        elif _is_of_object(node):
            asked.append(node)
    return Varying(is_there=False, calls=tuple(calls), asked=_not_called(asked, calls))


def _is_of_object(node: ast.AST) -> TypeGuard[ast.Attribute]:
    match node:
        case ast.Attribute(value=ast.Name(id="self" | "cls"), ctx=ast.Load()):
            return True
        case _:
            return False


def _not_called(asked: Sequence[ast.Attribute], calls: Sequence[ast.Call]) -> tuple[ast.Attribute, ...]:
    called = {id(call.func) for call in calls}
    return tuple(each for each in asked if id(each) not in called)


def _is_source(node: ast.AST) -> bool:
    """Whether what may vary is asked for."""
    match node:
        case ast.Attribute(value=owner, attr=name):
            return (name in VARYING and name not in _COMMON) or (isinstance(owner, ast.Name) and owner.id in _OWNERS)
        case ast.Call(func=ast.Name(id=name)):
            return name in VARYING
        case _:
            return False


def _gives(node: ast.AST) -> bool:
    """Whether words stand there, or what may vary."""
    match node:
        case ast.Constant(value=str() as text):
            return len(text) >= _WORDS and " " in text
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _READS:
            return True
        case ast.Set() | ast.SetComp() | ast.JoinedStr():
            return True
        case _:
            return _is_source(node)


def _is_configured(sinks: Sequence[Sink], node: ast.Call) -> bool:
    """Whether a call ends as one does that the configuration tells of, whatever its name resolves to."""
    last = chain(node.func).rpartition(".")[2]
    return any(fnmatchcase(last, sink.suffix.rpartition(".")[2]) for sink in sinks)


def parameters(entry: ast.AST) -> frozenset[str]:
    """The names of which nobody knows the value, when a function is looked at by itself."""
    if not isinstance(entry, Definition):
        return _NOTHING
    given = entry.args
    every = (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg)
    return frozenset(each.arg for each in every if each is not None)


def nodes(entry: ast.AST) -> Iterator[ast.AST]:
    """All nodes that are evaluated: annotations are not, nor what is raised, written to a log, or a remark."""
    stack: list[ast.AST] = [entry]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Raise | ast.Assert) or (isinstance(node, ast.Expr) and _is_aside(node.value)):
            continue
        yield node
        for name in _fields(node.__class__.__name__):
            child = getattr(node, name, None)
            if child.__class__ is list:
                stack += [each for each in child if isinstance(each, ast.AST) and not isinstance(each, _NEVER)]
            elif isinstance(child, ast.AST) and not isinstance(child, _NEVER):
                stack.append(child)


@cache
def _fields(kind: str) -> tuple[str, ...]:
    """The fields of a kind of nodes in which something may be evaluated."""
    every: tuple[str, ...] = getattr(ast, kind)._fields
    return () if kind == "Constant" else tuple(name for name in every if name not in _NEVER_EVALUATED)


def _is_aside(value: ast.expr) -> bool:
    """Whether a statement is a docstring or goes to a log."""
    match value:
        case ast.Constant():
            return True
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in _LOGS
        case ast.Call(func=ast.Name(id="print")):
            return True
        case _:
            return False


def _tells(node: ast.AST, passed: Collection[str]) -> bool:
    match node:
        case ast.Call():
            return _call_tells(node, passed)
        case ast.Assign():
            return any(_is_named(target) for target in node.targets) and not is_passed(node.value, passed)
        case ast.AnnAssign() | ast.AugAssign() | ast.NamedExpr():
            return node.value is not None and _is_named(node.target) and not is_passed(node.value, passed)
        case ast.For() | ast.AsyncFor() | ast.comprehension():
            return _is_named(node.target)
        case ast.withitem():
            return node.optional_vars is not None and _is_named(node.optional_vars)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return name_strength(node.name) is not None or any(_is_role(each) for each in node.decorator_list)
        case ast.Dict():
            return _dictionary_tells(node, passed)
        case ast.Subscript(slice=ast.Constant(value=key)):
            return key in _MARKS
        case ast.BinOp(left=ast.Dict() | ast.Call(), op=ast.BitOr()):
            return True  # variables, piped into what is mostly a template of messages
        case _:
            return False


def _is_named(target: ast.expr) -> bool:
    """Whether an assignment gives something the name of a prompt."""
    match target:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name_strength(name) is not None or is_content_of_first(target)
        case ast.Subscript(slice=ast.Constant(value=str() as name)):
            return name_strength(name) is not None or is_content_of_first(target)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return any(_is_named(each) for each in elements)
        case ast.Starred(value=inner):
            return _is_named(inner)
        case _:
            return False


def is_passed(value: ast.expr, passed: Collection[str]) -> bool:
    """Whether a value is only handed on: a parameter, a part of one or of `self`, nothing."""
    while isinstance(value, ast.Attribute | ast.Await | ast.Starred | ast.Subscript):
        value = value.value
    match value:
        case ast.Name(id=name):
            return name in passed
        case ast.Constant(value=content):
            return not isinstance(content, str) or not content
        case ast.BoolOp(values=values):
            return all(is_passed(each, passed) for each in values)
        case ast.IfExp(body=body, orelse=orelse):
            return is_passed(body, passed) and is_passed(orelse, passed)
        case _:
            return False


def _is_role(decorator: ast.expr) -> bool:
    name = chain(decorator.func if isinstance(decorator, ast.Call) else decorator)
    return name.rpartition(".")[2] in _ROLES


def _call_tells(node: ast.Call, passed: Collection[str]) -> bool:
    if isinstance(node.func, ast.Name | ast.Attribute) and chain(node.func).rpartition(".")[2] in _SERVED:
        return True
    given = given_to(node)
    if _makes_tools(node):
        return True
    path = chain(node.func)
    if all(is_passed(each, passed) for each in given):
        return any(each.arg in _MARKS for each in node.keywords) or (bool(node.args) and asks_object(path))
    names = [each.arg for each in node.keywords if each.arg is not None]
    return (
        may_send(path, names, len(names) < len(node.keywords), len(node.args))
        or name_strength(path.rpartition(".")[2].removesuffix("()")) is not None
        or (path.rpartition(".")[2] in _FILLING and not path.endswith("functools.partial") and _fills(node, passed))
        or ADDED.fullmatch(path.rpartition(".")[2]) is not None
        or any(_keyword_tells(each, passed) for each in node.keywords)
        or any(_is_prompt(each, passed) for each in given)
        or any(_is_template(each) for each in node.args[:2])
    )


def _makes_tools(node: ast.Call) -> bool:
    """Whether tools are bound to a model, or one is made with a description that is put together."""
    path = chain(node.func)
    if path.endswith(".bind_tools"):
        return bool(node.args or node.keywords)
    told = next((each.value for each in node.keywords if each.arg == "description"), None)
    return isinstance(told, _MADE_OF) and MAKES_TOOL.search(path) is not None


def _fills(node: ast.Call, passed: Collection[str]) -> bool:
    """Whether a variable is computed as it is given by name, or ahead of the mapping that is spelled out."""
    given = [value for each in node.args if isinstance(each, ast.Dict) for value in each.values]
    if any(isinstance(each, ast.Name | ast.Attribute) and not is_passed(each, passed) for each in given):
        return True
    return any(isinstance(each, ast.Call | ast.JoinedStr) for each in (*given, *(each.value for each in node.keywords)))


def _is_template(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value.endswith(TEMPLATE_ENDINGS)


def _keyword_tells(keyword: ast.keyword, passed: Collection[str]) -> bool:
    name = keyword.arg
    if name is None:
        return False
    if name in _MARKS:
        return True
    is_carrier = name in LIKELY_KEYWORDS or name in _CARRIERS or name_strength(name) is not None
    return is_carrier and not is_passed(keyword.value, passed)


def _is_prompt(value: ast.expr, passed: Collection[str]) -> bool:
    """Whether something that is called a prompt is handed over."""
    if isinstance(value, ast.Call):
        value = value.func
    match value:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name_strength(name) is not None and not is_passed(value, passed)
        case _:
            return False


def _dictionary_tells(node: ast.Dict, passed: Collection[str]) -> bool:
    entries = held(node)
    keys = entries.keys()
    if not _MARKS.isdisjoint(keys):
        return True
    if {"system", "messages"} <= keys:
        return True
    if {"model", "messages"} <= keys and not is_passed(entries["messages"], passed):
        return True
    is_open = None in node.keys
    if "content" in keys and ("role" in keys or is_open):
        return True
    return ("role" in keys and is_open) or ("text" in keys and ("type" in keys or is_open))
