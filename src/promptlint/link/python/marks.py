"""Cache marks that a function sets in a loop: how many there will be nobody knows unless something bounds it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.ir import Block, Breakpoint, Evidence, Placeholder, Prompt, Section, Stability
from promptlint.link.python.histories import INITIAL
from promptlint.link.python.machine import inside
from promptlint.link.python.modules import is_within
from promptlint.providers.registry import limits
from promptlint.stability import tells_history

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.link.python.modules import Module

_KEYS = frozenset(("cache_control", "cachePoint"))
# Earlier marks are taken away, somewhere in the module.
_CLEARED = re.compile(
    r"""pop\(\s*["']cache_control|del [^\n]*["']cache_control["']\]|["']cache_control["']\]\s*=\s*None"""
    r"""|(?i:clear|strip|remov|reset|prune)\w*cache"""
)
_TOOLS = re.compile(r"(?i)(?:^|_)tools$")
_WHOLE = frozenset(("enumerate", "list", "tuple", "sorted", "reversed"))
_WRITTEN = re.compile(r"""["'](?:cache_control|cachePoint)["']""")
_ASKED = re.compile(r"(?i)cache|breakpoint")
_BODIES = ("body", "orelse", "handlers", "finalbody", "cases")
Loop = ast.For | ast.AsyncFor | ast.While | ast.comprehension
Definition = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place where a mark is set, with the loops and conditions around it, the outer ones first."""

    node: ast.AST
    around: tuple[ast.AST, ...]


def repeated_marks(module: Module) -> Iterator[Prompt]:
    """For each function that sets marks in a loop that nothing bounds, a prompt with such a mark."""
    written = _lines(module, _WRITTEN)
    if not written:
        return
    functions = list(_functions(module.tree))
    markers = {each.name for each in functions if _is_among(each, written) and _marks_its_argument(each)}
    if markers:
        called = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(markers)))})\b")
        written = sorted({*written, *_lines(module, called)})
    is_cleared = _CLEARED.search(module.source.text) is not None
    for function in functions:
        if not _is_among(function, written):
            continue
        every = list(_marks(function, markers))
        marks = [mark for mark in every if _open_loops(mark, function)]
        kept = [] if is_cleared else [mark for mark in every if _is_kept(mark, function)]
        if kept or any(_is_unbounded(mark) for mark in marks):
            yield _prompt(module, function, marks or kept)


def _lines(module: Module, pattern: re.Pattern[str]) -> list[int]:
    """The lines of a module in which something stands."""
    source = module.source
    return sorted({source.position(match.start()).line for match in pattern.finditer(source.text)})


def _is_among(function: Definition, lines: Sequence[int]) -> bool:
    """Whether one of some lines belongs to a function."""
    return is_within(lines, function.lineno, (function.end_lineno or function.lineno) + 1)


def _functions(tree: ast.Module) -> Iterator[Definition]:
    """All functions of a module, those inside others too; they stand in statements only."""
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Definition):
            yield node
        inner = (each for name in _BODIES for each in getattr(node, name, ()))
        stack += [each for each in inner if isinstance(each, ast.stmt | ast.excepthandler | ast.match_case)]


def _prompt(module: Module, function: Definition, marks: Sequence[_Mark]) -> Prompt:
    blocks = []
    for mark in marks:
        span = module.places.span(mark.node)
        value = Placeholder("messages", Stability.UNKNOWN, module.path, span, evidence=Evidence.SOURCE)
        point = Breakpoint(module.path, span, is_repeated=True)
        blocks.append(Block(Section.MESSAGES, "user", (value,), module.path, span, point))
    return Prompt(
        id=f"{module.path}#{function.name}:marks",
        path=module.path,
        blocks=tuple(blocks),
        format="python",
        limits=limits(None, "anthropic"),
        sources=(module.path,),
        is_likely=True,
        continues=True,
    )


# ---------------------------------------------------------------- where marks are set


def _marks(function: Definition, markers: set[str]) -> Iterator[_Mark]:
    stack: list[tuple[ast.AST, tuple[ast.AST, ...]]] = [(each, ()) for each in reversed(function.body)]
    while stack:
        node, around = stack.pop()
        if isinstance(node, Definition | ast.ClassDef | ast.Lambda):
            continue
        if _sets_mark(node, function) or _calls_marker(node, markers):
            yield _Mark(node, around)
        if _is_request(node):
            around = ()  # what stands in it is made anew with each request
        inner = (*around, node) if isinstance(node, Loop | ast.If | ast.IfExp) else around
        for child in reversed(list(_children(node))):
            # What a loop goes over is computed outside of it.
            outside = isinstance(node, ast.For | ast.AsyncFor) and child is node.iter
            stack.append((child, around if outside else inner))


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node; the loops of a comprehension are around its element."""
    if isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp):
        yield _Nested(node.elt, node.generators)
    elif isinstance(node, _Nested):
        if node.rest:
            first, *rest = node.rest
            yield _Wrapped(first, _Nested(node.element, rest))
        else:
            yield node.element
    else:
        yield from ast.iter_child_nodes(node)


class _Nested(ast.AST):
    """The element of a comprehension inside the loops that are left."""

    def __init__(self, element: ast.AST, rest: Sequence[ast.comprehension]) -> None:
        self.element, self.rest = element, rest


class _Wrapped(ast.comprehension):
    """A loop of a comprehension with what stands inside it."""

    _fields = ("inner",)

    def __init__(self, loop: ast.comprehension, inner: ast.AST) -> None:
        self.target, self.iter, self.ifs = loop.target, loop.iter, loop.ifs
        self.inner = inner


def _is_request(node: ast.AST) -> bool:
    """Whether a node is all that one request says: the call that sends it, or its body in a batch."""
    if isinstance(node, ast.Call):
        names = {keyword.arg for keyword in node.keywords}
    elif isinstance(node, ast.Dict):
        names = {key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    else:
        return False
    return "custom_id" in names or {"messages", "model"} <= names or {"messages", "max_tokens"} <= names


def _sets_mark(node: ast.AST, function: Definition) -> bool:
    match node:
        case ast.Assign(targets=targets, value=value):
            return any(_is_mark_key(target) for target in targets) and _is_mark(value, function)
        case ast.Dict(keys=keys, values=values):
            return any(
                isinstance(key, ast.Constant) and key.value in _KEYS and _is_mark(value, function)
                for key, value in zip(keys, values, strict=True)
            )
        case _:
            return False


def _is_mark(value: ast.expr, function: Definition) -> bool:
    return not _is_nothing(value) and not _is_handed_on(value, function)


def _is_handed_on(value: ast.expr, function: Definition, depth: int = 3) -> bool:
    """Whether a mark is only carried over from what was marked before, by somebody else."""
    for node in ast.walk(value):
        match node:
            case ast.Subscript(slice=ast.Constant(value=str(key))) if key in _KEYS:
                return True
            case ast.Call(func=ast.Attribute(attr="get" | "pop"), args=[ast.Constant(value=str(key)), *_]) if (
                key in _KEYS
            ):
                return True
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=str(key)), *_]) if key in _KEYS:
                return True
            case ast.Attribute(value=ast.Name(id=owner), attr=attr) if attr in _KEYS and owner not in ("self", "cls"):
                return True
            case ast.Name(id=name) if depth:
                if any(_is_handed_on(each, function, depth - 1) for each in _given(name, function)):
                    return True
            case _:
                pass
    return False


def _is_mark_key(target: ast.expr) -> bool:
    return isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant) and target.slice.value in _KEYS


def _is_nothing(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _marks_its_argument(function: Definition) -> bool:
    names = {each.arg for each in (*function.args.posonlyargs, *function.args.args)}
    return any(
        _is_mark_key(target) and _root(target) in names and _is_mark(node.value, function)
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
    )


def _root(target: ast.expr) -> str:
    """The name that a target begins with."""
    while isinstance(target, ast.Subscript | ast.Attribute):
        target = target.value
    return target.id if isinstance(target, ast.Name) else ""


def _calls_marker(node: ast.AST, markers: set[str]) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in markers
        case _:
            return False


# ---------------------------------------------------------------- what bounds them


def _is_kept(mark: _Mark, function: Definition) -> bool:
    """Whether a mark stays on a message of a conversation that an object holds: each turn brings another one."""
    if any(isinstance(node, ast.If | ast.IfExp) for node in mark.around):
        return False
    name = function.args.args[0].arg if function.args.args else None
    for node in ast.walk(function):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Attribute(value=ast.Name(id=owner), attr=kept), attr="append"),
                args=[ast.Dict() as message],
            ) if owner == name and tells_history(kept):
                if any(each is mark.node for each in ast.walk(message)):
                    return function.name not in INITIAL
            case _:
                pass
    return False


def _is_unbounded(mark: _Mark) -> bool:
    """Whether marks pile up: in a loop over messages or tools, or over the blocks of each of several messages."""
    loops = [node for node in mark.around if isinstance(node, Loop)]
    return len(loops) > 1 or _goes_over_messages(loops[0]) or _goes_over_tools(loops[0])


def _open_loops(mark: _Mark, function: Definition) -> bool:
    """Whether the innermost loop around a mark is one that nothing bounds."""
    loops = [node for node in mark.around if isinstance(node, Loop)]
    return bool(loops) and not _is_bounded(loops[-1], mark, function)


def _is_bounded(loop: Loop, mark: _Mark, function: Definition) -> bool:
    between = mark.around[mark.around.index(loop) + 1 :]
    tests = [node.test for node in between if isinstance(node, ast.If | ast.IfExp)]
    if isinstance(loop, ast.comprehension):
        return _is_short(loop.iter, function) or any(_picks_one(test) or _is_asked_for(test, loop) for test in loop.ifs)
    if any(isinstance(node, ast.Break | ast.Return) for node in inside(loop)):
        return True
    counted = {
        target.id
        for node in inside(loop)
        if isinstance(node, ast.AugAssign | ast.Assign)
        for target in ([node.target] if isinstance(node, ast.AugAssign) else node.targets)
        if isinstance(target, ast.Name)
    }
    if any(_picks_one(test) or _uses(test, counted) for test in tests):
        return True
    return not isinstance(loop, ast.While) and (
        _is_short(loop.iter, function) or any(_is_asked_for(test, loop) for test in tests)
    )


def _is_asked_for(test: ast.expr, loop: ast.For | ast.AsyncFor | ast.comprehension) -> bool:
    """Whether an element itself says that it be cached: who made it has counted the marks."""
    elements = {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            return any(_is_asked_for(each, loop) for each in values)
        case (
            ast.Attribute(value=ast.Name(id=owner), attr=asked)
            | ast.Subscript(value=ast.Name(id=owner), slice=ast.Constant(value=str(asked)))
            | ast.Call(
                func=ast.Attribute(value=ast.Name(id=owner), attr="get"), args=[ast.Constant(value=str(asked)), *_]
            )
        ):
            return owner in elements and _ASKED.search(asked) is not None
        case _:
            return False


def _uses(test: ast.expr, names: set[str]) -> bool:
    return any(isinstance(node, ast.Name) and node.id in names for node in ast.walk(test))


def _picks_one(test: ast.expr) -> bool:
    """Whether a test lets a certain element through, or those at certain places."""
    for node in ast.walk(test):
        if isinstance(node, ast.Compare):
            for operator, other in zip(node.ops, node.comparators, strict=True):
                is_text = isinstance(other, ast.Constant) and isinstance(other.value, str) and other.value != "system"
                if isinstance(operator, ast.Eq | ast.Is) and not is_text and not _is_none(other):
                    return True
                if isinstance(operator, ast.In | ast.Gt | ast.GtE | ast.Lt | ast.LtE) and not _is_constants(other):
                    return True
    return False


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, bool))


def _is_constants(node: ast.expr) -> bool:
    """Whether a collection is spelled out, as kinds and roles are; or a name in capitals, as those of modules."""
    if isinstance(node, ast.Name | ast.Attribute):
        return (node.id if isinstance(node, ast.Name) else node.attr).isupper()
    return isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Constant | ast.Call)


def _is_short(node: ast.expr, function: Definition, depth: int = 4) -> bool:
    """Whether what a loop goes over is a slice of so many, or spelled out."""
    if depth == 0:
        return False
    match node:
        case ast.Subscript(slice=ast.Slice(lower=lower, upper=upper)):
            return _is_from_the_end(lower) or (upper is not None and not _is_from_the_end(upper))
        case ast.List() | ast.Tuple() | ast.Set():
            return not any(isinstance(each, ast.Starred) for each in node.elts)
        case ast.Call(func=ast.Name(id="range"), args=args):
            return all(isinstance(each, ast.Constant) for each in args)
        case ast.Call(
            func=ast.Name(id="reversed" | "enumerate" | "list" | "sorted" | "tuple" | "set"), args=[first, *_]
        ):
            return _is_short(first, function, depth - 1)
        case ast.Name(id=name):
            given = _given(name, function)
            return bool(given) and all(_is_short(each, function, depth - 1) for each in given)
        case _:
            return False


def _is_from_the_end(bound: ast.expr | None) -> bool:
    return isinstance(bound, ast.UnaryOp) and isinstance(bound.op, ast.USub)


def _given(name: str, function: Definition) -> list[ast.expr]:
    """All that a function assigns to a name of its own; nothing when the list also grows."""
    found: list[ast.expr] = []
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=targets, value=value) if any(
                isinstance(target, ast.Name) and target.id == name for target in targets
            ):
                found.append(value)
            case ast.AnnAssign(target=ast.Name(id=other), value=ast.expr() as value) if other == name:
                found.append(value)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=other), attr="append" | "extend")) if other == name:
                return []
            case _:
                pass
    return found


def _goes_over_messages(loop: Loop) -> bool:
    if isinstance(loop, ast.While):
        return False
    over: ast.AST = loop.iter
    while isinstance(over, ast.Call) and over.args:  # `enumerate(messages)`
        over = over.args[0]
    # The blocks of one message, `messages[-1]["content"]`, are few.
    if isinstance(over, ast.Subscript) and not isinstance(over.slice, ast.Slice):
        return isinstance(over.slice, ast.Constant) and over.slice.value == "messages"
    names = " ".join(
        node.id if isinstance(node, ast.Name) else node.attr
        for part in (loop.target, over)
        for node in ast.walk(part)
        if isinstance(node, ast.Name | ast.Attribute)
    ).lower()
    return any(word in names for word in ("message", "msg", "turn"))


def _goes_over_tools(loop: Loop) -> bool:
    """Whether a loop goes over all tools, and not over places among them that something chose."""
    if isinstance(loop, ast.While):
        return False
    over: ast.AST = loop.iter
    while isinstance(over, ast.Call) and isinstance(over.func, ast.Name) and over.func.id in _WHOLE and over.args:
        over = over.args[0]
    name = over.id if isinstance(over, ast.Name) else over.attr if isinstance(over, ast.Attribute) else ""
    return _TOOLS.search(name) is not None
