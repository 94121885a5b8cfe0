"""Cache marks that a function sets in a loop: how many there will be nobody knows unless something bounds it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import children, names_in, uses, walk
from promptlint.ir import Block, Breakpoint, Evidence, Placeholder, Prompt, Section, Stability
from promptlint.link.python.conversations import capping, counted_marks
from promptlint.link.python.conversations.gone_over import Loop, goes_over_many, whole
from promptlint.link.python.conversations.histories import INITIAL
from promptlint.link.python.conversations.marking import (
    ASKED,
    calls_marker,
    chosen_by,
    flag_of_mark,
    functions_of,
    given,
    is_asked,
    is_tool,
    makes_marked,
    makes_marked_tool,
    marks_its_argument,
    sets_mark,
)
from promptlint.link.python.loading.modules import is_within
from promptlint.link.python.machine import Definition, inside
from promptlint.providers.registry import limits
from promptlint.stability import tells_history

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from promptlint.link.python.conversations.marking import Flag
    from promptlint.link.python.conversations.piling import Piling
    from promptlint.link.python.loading.modules import Module

# Earlier marks are taken away, somewhere in the module.
_CLEARED = re.compile(
    r"""pop\(\s*["']cache_control|del [^\n]*["']cache_control["']\]|["']cache_control["']\]\s*=\s*None"""
    r"""|!=\s*["']cache_control["']|(?i:(?:clear|strip|remov|reset|prune|drop)\w*(?:cache|mark|breakpoint)|un_?mark)"""
)
_WRITTEN = re.compile(r"""["'](?:cache_control|cachePoint)["']|\bcache_control\s*=""")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place where a mark is set, with the loops and conditions around it, the outer ones first."""

    node: ast.AST
    around: tuple[ast.AST, ...]
    chosen_by: tuple[ast.expr, ...] = ()  # what decides whether there is one


def repeated_marks(module: Module) -> Iterator[Prompt]:
    """For each function that sets marks in a loop that nothing bounds, a prompt with such a mark."""
    written = _lines(module, _WRITTEN)
    if not written:
        return
    from promptlint.link.python.conversations.piling import Piling  # noqa: PLC0415 few modules set marks

    functions = list(functions_of(module.tree))
    marking = [each for each in functions if _is_among(each, written)]
    markers = {each.name for each in marking if marks_its_argument(each) or makes_marked(each)}
    flags = {each.name: flag for each in marking if (flag := flag_of_mark(each)) is not None}
    markers.update(flags)
    of_tools = {each.name for each in marking if makes_marked_tool(each)}
    piling = Piling(functions, marking)
    if callees := {*markers, *piling.markers}:
        called = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(callees)))})\b")
        written = sorted({*written, *_lines(module, called)})
    is_cleared = _CLEARED.search(module.source.text) is not None
    is_capped = is_cleared and capping.takes_off(functions)
    for function, nodes in counted_marks.too_many(module, functions, marking):
        yield _prompt(module, function, [_Mark(each, ()) for each in nodes], is_repeated=False)
    for function in functions:
        if not _is_among(function, written):
            continue
        every = [mark for mark in _marks(function, markers) if not _is_let_be(mark.node, flags)]
        marks = [] if is_capped else [mark for mark in every if _open_loops(mark, function)]
        kept = [] if is_cleared else list(_staying(every, piling, function))
        if kept or any(_is_unbounded(mark, of_tools) or _adds_up(mark, every, function) for mark in marks):
            yield _prompt(module, function, marks or kept)


def _is_let_be(node: ast.AST, flags: Mapping[str, Flag]) -> bool:
    """Whether a function is called that marks what it makes when it is told to, and is not told to."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in flags:
            return not flags[name].is_given(node)
        case _:
            return False


def _staying(every: Iterable[_Mark], piling: Piling, function: Definition) -> Iterator[_Mark]:
    """The marks that stay on messages of a conversation: each turn brings another one."""
    yield from (mark for mark in every if _is_kept(mark, function))
    in_place = _marks(function, {*piling.markers})
    yield from (mark for mark in in_place if piling.stays(mark.node, mark.around, function))


def _lines(module: Module, pattern: re.Pattern[str]) -> list[int]:
    """The lines of a module in which something stands."""
    source = module.source
    return sorted({source.position(match.start()).line for match in pattern.finditer(source.text)})


def _is_among(function: Definition, lines: Sequence[int]) -> bool:
    """Whether one of some lines belongs to a function."""
    return is_within(lines, function.lineno, (function.end_lineno or function.lineno) + 1)


def _prompt(module: Module, function: Definition, marks: Sequence[_Mark], *, is_repeated: bool = True) -> Prompt:
    blocks = []
    for mark in marks:
        span = module.places.span(mark.node)
        value = Placeholder("messages", Stability.UNKNOWN, module.path, span, evidence=Evidence.SOURCE)
        point = Breakpoint(module.path, span, is_repeated=is_repeated)
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
        if sets_mark(node, function) or calls_marker(node, markers):
            yield _Mark(node, around, tuple(chosen_by(node, markers)))
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
        yield from children(node)


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


# ---------------------------------------------------------------- what bounds them


def _is_kept(mark: _Mark, function: Definition) -> bool:
    """Whether a mark stays on a message of a conversation that an object holds: each turn brings another one."""
    if any(isinstance(node, ast.If | ast.IfExp) for node in mark.around):
        return False
    name = function.args.args[0].arg if function.args.args else None
    for node in walk(function):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Attribute(value=ast.Name(id=owner), attr=kept), attr="append"),
                args=[ast.Dict() as message],
            ) if owner == name and tells_history(kept):
                if any(each is mark.node for each in walk(message)):
                    return function.name not in INITIAL
            case _:
                pass
    return False


def _is_unbounded(mark: _Mark, of_tools: set[str]) -> bool:
    """Whether marks pile up: in a loop over messages or tools, or over the blocks of each of several messages."""
    if is_tool(mark.node) or calls_marker(mark.node, of_tools):
        return True  # each round makes another tool, whatever it goes over
    loops = [node for node in mark.around if isinstance(node, Loop)]
    first = loops[0]
    return len(loops) > 1 or goes_over_many(first)


def _adds_up(mark: _Mark, every: Sequence[_Mark], function: Definition) -> bool:
    """Whether a function marks all that it is given, besides what it marks of its own."""
    loop = next(node for node in mark.around if isinstance(node, Loop))
    given_to = {each.arg for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)}
    return whole(loop) in given_to and any(not any(isinstance(n, Loop) for n in each.around) for each in every)


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
        if isinstance(node, ast.AugAssign | ast.Assign) and not _is_asked_not_to(node.value)
        for target in ([node.target] if isinstance(node, ast.AugAssign) else node.targets)
        if isinstance(target, ast.Name)
    }
    if any(_picks_one(test) or uses(test, counted) for test in tests) or _is_chosen(mark, loop, counted):
        return True
    return not isinstance(loop, ast.While) and (
        _is_short(loop.iter, function) or any(_is_asked_for(test, loop) for test in tests)
    )


def _is_chosen(mark: _Mark, loop: Loop, counted: set[str]) -> bool:
    """Whether it is decided for each element whether it has a mark: `text(part, cached and place == last)`."""
    elements = set() if isinstance(loop, ast.While) else names_in(loop.target)
    return any(
        uses(each, counted)
        or is_asked(each, elements)
        or any(isinstance(inner, ast.Compare | ast.IfExp) and uses(inner, elements) for inner in walk(each))
        or (isinstance(each, ast.Constant) and each.value is False)
        for each in mark.chosen_by
    )


def _is_asked_for(test: ast.expr, loop: ast.For | ast.AsyncFor | ast.comprehension) -> bool:
    """Whether an element itself says that it be cached: who made it has counted the marks."""
    elements = names_in(loop.target)
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            return any(_is_asked_for(each, loop) for each in values)
        case ast.Compare(
            left=ast.Attribute(value=ast.Name(id=owner)), ops=[ast.Eq()], comparators=[ast.Constant(value=str(asked))]
        ):
            return owner in elements and ASKED.search(asked) is not None
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=owner), kind]):
            return owner in elements and ASKED.search(ast.unparse(kind)) is not None
        case (
            ast.Attribute(value=ast.Name(id=owner), attr=asked)
            | ast.Subscript(value=ast.Name(id=owner), slice=ast.Constant(value=str(asked)))
            | ast.Call(
                func=ast.Attribute(value=ast.Name(id=owner), attr="get" | "pop"),
                args=[ast.Constant(value=str(asked)), *_],
            )
        ) if not _is_asked_not_to(test):
            return owner in elements and ASKED.search(asked) is not None
        case _:
            return False


def _is_asked_not_to(value: ast.expr) -> bool:
    """Whether an element has a mark unless it says itself that it be left without: `part.pop("cache", True)`."""
    match value:
        case ast.Call(
            func=ast.Attribute(attr="get" | "pop"), args=[ast.Constant(value=str()), ast.Constant(value=True)]
        ):
            return True
        case _:
            return False


def _picks_one(test: ast.expr) -> bool:
    """Whether a test lets a certain element through, or those at certain places."""
    for node in walk(test):
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
            values = given(name, function)
            is_short = bool(values) and all(_is_short(each, function, depth - 1) for each in values)
            return is_short or _is_put_together(name, function)
        case _:
            return False


def _is_put_together(name: str, function: Definition) -> bool:
    """Whether a list is made here of elements that are added one by one, none of them in a loop."""
    if not any(isinstance(each, ast.List) and not each.elts for each in _assigned(name, function)):
        return False
    loops = (each for each in walk(function) if isinstance(each, ast.For | ast.AsyncFor | ast.While))
    is_repeated = any(_adds_to(node, name) for loop in loops for node in inside(loop))
    return not is_repeated and {_adds_to(node, name) for node in walk(function)} == {0, 1}


def _assigned(name: str, function: Definition) -> Iterator[ast.expr]:
    for each in walk(function):
        match each:
            case (
                ast.Assign(targets=[ast.Name(id=target)], value=value)
                | ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value)
            ) if target == name:
                yield value
            case _:
                pass


def _adds_to(node: ast.AST, name: str) -> int:
    """How many elements are added to a list here: one, more (2), or none."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="append" | "insert")) if owner == name:
            return 1
        case (
            ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="extend"))
            | ast.AugAssign(target=ast.Name(id=owner))
        ) if owner == name:
            return 2
        case _:
            return 0


def _is_from_the_end(bound: ast.expr | None) -> bool:
    return isinstance(bound, ast.UnaryOp) and isinstance(bound.op, ast.USub)
