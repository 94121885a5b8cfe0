"""Conversations cut to a budget: gone through from the latest message, or dropped one by one from the front."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import names_in, walk
from promptlint.ir import Nature
from promptlint.link.python.conversations.histories import is_system, sums_up, window
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import Listing, Opaque, Repeat, Spread, opaques, worst
from promptlint.link.python.machine import inside
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame
    from promptlint.source import Span

_Loop = ast.For | ast.AsyncFor | ast.While
ORDERS = ast.Lt | ast.LtE | ast.Gt | ast.GtE
# What is cut to less than this part of what it may grow to is cut seldom.
_MOST_LEFT = 1.25
_ADDING = frozenset(("append", "insert", "appendleft"))


def latest(frame: Frame, node: ast.For | ast.AsyncFor, over: Value) -> Value:
    """What a loop goes over; what it keeps of a list that grows begins elsewhere with every turn where it measures."""
    if not _is_backwards(node.iter) or not _is_open(over) or not _keeps_so_much(node) or sums_up(frame):
        return over
    if isinstance(over, Listing):
        if any(each.nature is Nature.WINDOW for each in opaques(over)):
            return over
        return window(frame, over, node.iter)
    assert isinstance(over, Opaque)
    return over if over.nature is Nature.WINDOW else replace(_window(frame, node.iter, over), type="window")


def shortened(frame: Frame, node: ast.While) -> Iterator[tuple[ast.expr, Value]]:
    """The lists that a loop drops the first elements of until they are short enough, and what it leaves of them."""
    if not any(_is_measure(each) for each in walk(node.test)) or sums_up(frame):
        return
    from promptlint.link.python.following.expressions import evaluate  # noqa: PLC0415 the two need each other

    for target, place in _dropped(node):
        if is_let_grow(frame, node.test, target):
            continue
        value = evaluate(frame, target)
        if isinstance(value, Opaque):
            left = Spread(_window(frame, place, value))
            yield target, Listing("list", (left,), value.path, value.span, grows=True)
        elif isinstance(value, Listing) and value.continues:
            yield target, replace(value, items=(*_heads(value), Spread(window(frame, value, place))), grows=True)
        elif isinstance(value, Listing) and any(isinstance(item, Spread | Repeat) for item in value.items):
            yield target, replace(value, items=tuple(_left(frame, item, place) for item in value.items))


def trimmed(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`trim_messages(messages, max_tokens=…)`: the latest messages that a budget allows, behind the system prompt."""
    messages, strategy = given.at(0, "messages"), given.named.get("strategy")
    is_last = strategy is None or (isinstance(strategy, Text) and strategy.known == "last")
    if messages is None or not is_last or not _is_longer(messages):
        return None
    whole = messages if isinstance(messages, Listing) else Listing("list", (Spread(messages),), *_place(frame, node))
    left = Spread(window(frame, replace(whole, items=whole.items[len(_heads(whole)) :]), node))
    return Listing("list", (*_heads(whole), left), *_place(frame, node), grows=True)


def _is_longer(messages: Value) -> bool:
    """Whether a list may be longer than it is seen here."""
    if not isinstance(messages, Listing):
        return True
    return messages.continues or messages.grows or any(isinstance(item, Spread | Repeat) for item in messages.items)


def _place(frame: Frame, node: ast.AST) -> tuple[str, Span]:
    return frame.module.path, frame.span(node)


def in_large_steps(function: ast.AST | None, node: ast.Subscript) -> bool:
    """Whether a list that lasts is cut to far less than it may grow to, so that it is cut seldom.

    `if len(self.turns) > 40: self.turns = self.turns[-20:]` leaves twenty messages as they are until there are forty
    again. What is cut for one request only is cut again for the next.
    """
    kept = kept_by(node.slice) if isinstance(node.slice, ast.Slice) else None
    if function is None or kept is None or not any(_keeps(each, node) for each in walk(function)):
        return False
    whole = ast.unparse(node.value)
    return any(
        is_far_less(function, kept, limit)
        for each in walk(function)
        if isinstance(each, ast.If) and _is_around(each, node)
        for limit in limits_of(each.test, whole)
    )


def is_let_grow(frame: Frame, node: ast.expr, target: ast.expr) -> bool:
    """Whether a list that lasts is shortened to one limit, here in a loop, when it has reached another."""
    if not isinstance(target, ast.Attribute) or frame.node is None:
        return False
    loops = [each for each in walk(frame.node) if isinstance(each, ast.While) and _is_around(each, node)]
    low = {ast.unparse(limit) for loop in loops for limit in _compared(loop.test)}
    return any(
        not low.intersection(ast.unparse(limit) for limit in limits)
        for each in (walk(frame.node) if low else ())
        if isinstance(each, ast.If) and _is_around(each, loops[0]) and (limits := list(_compared(each.test)))
    )


def _compared(test: ast.expr) -> Iterator[ast.expr]:
    for each in walk(test):
        if isinstance(each, ast.Compare) and all(isinstance(op, ORDERS) for op in each.ops):
            yield from each.comparators


def kept_by(place: ast.Slice) -> ast.expr | None:
    """How many of the last elements are left by `x[-n:]`, or by `del x[:-n]`."""
    bound = place.lower if place.lower is not None else place.upper
    return bound.operand if isinstance(bound, ast.UnaryOp) and isinstance(bound.op, ast.USub) else None


def _keeps(statement: ast.AST, node: ast.Subscript) -> bool:
    """Whether a statement puts a slice back where others find it."""
    match statement:
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()], value=value):
            return any(each is node for each in walk(value))
        case ast.Delete(targets=targets):
            return isinstance(node.value, ast.Attribute | ast.Subscript) and any(each is node for each in targets)
        case _:
            return False


def _is_around(statement: ast.If | ast.While, node: ast.expr | ast.stmt) -> bool:
    first = statement.body[0] if isinstance(statement, ast.If) else statement
    return first.lineno <= node.lineno and (node.end_lineno or 0) <= (statement.body[-1].end_lineno or 0)


def limits_of(test: ast.expr, whole: str) -> Iterator[ast.expr]:
    """What the length of a list is compared with."""
    for each in walk(test):
        if isinstance(each, ast.Compare) and any(
            isinstance(part, ast.Call)
            and isinstance(part.func, ast.Name)
            and part.func.id == "len"
            and [ast.unparse(arg) for arg in part.args] == [whole]
            for part in walk(each.left)
        ):
            yield each.comparators[0]


def is_far_less(function: ast.AST, kept: ast.expr, limit: ast.expr) -> bool:
    """Whether so many are by a good part less than a limit; two names are two settings, and nobody knows."""
    if isinstance(kept, ast.Constant) and isinstance(limit, ast.Constant):
        few, many = kept.value, limit.value
        return isinstance(few, int) and isinstance(many, int) and few * _MOST_LEFT <= many
    return ast.unparse(kept) != ast.unparse(limit) and not _is_one_more(function, kept, limit)


def _is_one_more(function: ast.AST, kept: ast.expr, limit: ast.expr) -> bool:
    """Whether one is the other plus or minus a few, or stands for it under another name."""
    named = {
        each.targets[0].id: each.value
        for each in walk(function)
        if isinstance(each, ast.Assign) and len(each.targets) == 1 and isinstance(each.targets[0], ast.Name)
    }
    mine, theirs = (
        _without_steps(named.get(each.id, each) if isinstance(each, ast.Name) else each) for each in (kept, limit)
    )
    return ast.unparse(mine) == ast.unparse(theirs)


def _without_steps(count: ast.expr) -> ast.expr:
    match count:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=ast.Constant()):
            return left
        case _:
            return count


def _heads(value: Listing) -> tuple[Item, ...]:
    """The system prompt that a conversation begins with."""
    found: list[Item] = []
    for item in value.items:
        if not is_system(item):
            break
        found.append(item)
    return tuple(found)


def _left(frame: Frame, item: Item, node: ast.AST) -> Item:
    if not isinstance(item, Spread | Repeat):
        return item
    whole = worst(opaques(item))
    return Spread(_window(frame, node, whole)) if whole is not None else item


def _window(frame: Frame, node: ast.AST, whole: Opaque) -> Opaque:
    return replace(
        whole, name=frame.named(node), path=frame.module.path, span=frame.span(node), nature=Nature.WINDOW, steps=()
    )


def _is_open(value: Value) -> bool:
    """Whether a list may grow; one with a system prompt in it is more than a conversation."""
    if isinstance(value, Listing):
        is_longer = value.grows or any(isinstance(item, Spread | Repeat) for item in value.items)
        return is_longer and not any(is_system(item) for item in value.items)
    return isinstance(value, Opaque)


def _is_backwards(node: ast.expr) -> bool:
    """Whether an expression goes through a list from its end: `reversed(x)`, `x[::-1]`."""
    match node:
        case ast.Call(func=ast.Name(id="reversed")):
            return True
        case ast.Call(func=ast.Name(id="enumerate" | "list"), args=[inner, *_]):
            return _is_backwards(inner)
        case ast.Subscript(slice=ast.Slice(step=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1)))):
            return True
        case _:
            return False


def _keeps_so_much(node: ast.For | ast.AsyncFor) -> bool:
    """Whether a loop gathers what it goes over, and stops when what it counts has reached a limit."""
    items = names_in(node.target)
    within = list(inside(node))
    counted = {name for each in within for name in _counted(each)}
    gathered = {name for each in within for name in _gathered(each, items)}
    return bool(gathered) and any(
        isinstance(each, ast.If)
        and any(isinstance(last, ast.Break) for last in each.body)
        and any(_is_measure(test, counted, gathered) for test in walk(each.test))
        for each in within
    )


def _counted(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add() | ast.Sub()):
            yield name
        case _:
            pass


def _gathered(node: ast.AST, items: set[str]) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr), args=args) if attr in _ADDING:
            if args and any(isinstance(each, ast.Name) and each.id in items for each in walk(args[-1])):
                yield name
        case _:
            pass


def _is_measure(node: ast.AST, counted: set[str] | None = None, gathered: set[str] | None = None) -> bool:
    """Whether something is compared by its size; with names, one of those that a loop counts, or how many it has."""
    if not isinstance(node, ast.Compare) or not all(isinstance(each, ORDERS) for each in node.ops):
        return False
    if counted is None or gathered is None:
        # A list of which nothing is left at the end was worked off.
        return not any(
            isinstance(each, ast.Constant) and each.value in (0, 1) for each in (node.left, *node.comparators)
        )
    for each in walk(node):
        match each:
            case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]) if name in gathered:
                return True
            case ast.Name(id=name) if name in counted:
                return True
            case _:
                pass
    return False


def _dropped(node: ast.While) -> Iterator[tuple[ast.expr, ast.AST]]:
    """What a loop takes the first elements of, and where: `x.pop(0)`, `x.popleft()`, `del x[0]`, `x = x[1:]`."""
    for each in inside(node):
        match each:
            case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute() as target, attr="pop"), args=[place]):
                if _is_first(place):
                    yield target, each
            case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute() as target, attr="popleft")):
                yield target, each
            case ast.Delete(targets=[ast.Subscript(value=ast.Name() | ast.Attribute() as target, slice=place)]):
                if _is_first(place):
                    yield target, each
            case ast.Assign(
                targets=[ast.Name() | ast.Attribute() as target],
                value=ast.Subscript(value=whole, slice=ast.Slice(lower=ast.expr() as place, upper=None)),
            ) if ast.unparse(whole) == ast.unparse(target):
                if _is_first(place):
                    yield ast.copy_location(_loaded(target), target), each
            case _:
                pass


def _is_first(place: ast.expr) -> bool:
    if isinstance(place, ast.Slice):
        return isinstance(place.lower, ast.Constant) and place.lower.value in (0, 1)
    return isinstance(place, ast.Constant) and place.value in (0, 1, 2)


def _loaded(target: ast.Name | ast.Attribute) -> ast.expr:
    if isinstance(target, ast.Name):
        return ast.Name(target.id, ast.Load())
    return ast.Attribute(target.value, target.attr, ast.Load())
