"""Functions that are handed to others, which call them: to threads, to pools, to tables for each of their rows."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.link.python.domain.values import (
    Choice,
    External,
    Function,
    Instance,
    Listing,
    Opaque,
    Repeat,
    Spread,
)
from promptlint.link.python.following.containers import elements, mapped, plan
from promptlint.link.python.following.invoking import Arguments
from promptlint.link.python.machine import chain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.machine import Frame

# Methods and functions by their last name, and the place of the function among their arguments. They call it once.
_ONCE = {
    "submit": 0,
    "apply_async": 0,
    "run_in_executor": 1,
    "run_sync": 0,
    "to_thread": 0,
    "run_in_threadpool": 0,
    "sync_to_async": 0,
    "start_soon": 0,
    "add_task": 0,
}
# Those that call it for each element: of what comes second, or of what the method is called on.
_FOR_EACH = frozenset(
    "map imap imap_unordered map_async starmap starmap_async apply progress_apply parallel_apply applymap thread_map"
    " process_map map_elements".split()
)
_ROWS = frozenset(("starmap", "starmap_async"))  # each element is what the function is called with
_MADE = frozenset(("delayed", "partial", "Thread", "Process", "Timer"))  # objects that call it later
_OF_TASKS = frozenset(("delay", "remote", "spawn", "apply_async"))  # methods of what a decorator makes of a function
_WAITED_FOR = frozenset(("run_in_executor", "run_sync", "to_thread", "run_in_threadpool"))
_NAMES = frozenset((*_ONCE, *_FOR_EACH, *_MADE))
_FIRST = 2  # arguments among which the function stands


def handed_over(call: ast.Call) -> Iterator[ast.expr]:
    """What a call may hand a function under; a look at names only."""
    if chain(call.func).rpartition(".")[2] in _NAMES:
        given = [*call.args[:_FIRST], *(each.value for each in call.keywords if each.arg in ("target", "func"))]
        yield from (each for each in given if isinstance(each, ast.Name | ast.Attribute))
    elif isinstance(call.func, ast.Attribute) and call.func.attr in _OF_TASKS:
        yield call.func.value


def called(frame: Frame, owner: Value, name: str, given: Arguments, node: ast.Call) -> Value | None:
    """What comes of a function that is handed to something unknown; None where that tells nothing."""
    from promptlint.link.python.following.objects import call_value  # noqa: PLC0415 the two need each other

    if name in _OF_TASKS and _sends(frame, owner):
        call_value(frame, owner, given, node)
        return frame.unknown(node)
    if (place := _ONCE.get(name)) is not None:
        return _once(frame, name, place, given, node)
    if name not in _FOR_EACH or not given.args or not _sends(frame, function := given.args[0]):
        return None
    assert isinstance(function, Function)
    items = _gone_over(frame, owner, given, node)
    if items is None:
        return None

    def each(item: Value) -> tuple[Item, ...]:
        args: list[Item] = _row(function, item) if name in _ROWS else [item]
        result = call_value(frame, function, Arguments(args, {}, [], {}), node)
        return (result if result is not None else frame.unknown(node),)

    done = mapped(frame, items, each, node)
    is_ordered = name in ("map", "starmap", "imap", "thread_map", "process_map") and len(given.args) > 1
    return Listing("list", done, frame.module.path, frame.span(node)) if is_ordered else None


def _once(frame: Frame, name: str, place: int, given: Arguments, node: ast.Call) -> Value | None:
    from promptlint.link.python.following.objects import call_value  # noqa: PLC0415 the two need each other

    if len(given.args) <= place or not isinstance(function := given.args[place], Function):
        return None
    if name not in _WAITED_FOR and not _sends(frame, function):
        return None
    args, named = given.args[place + 1 :], given.named
    if name == "apply_async":
        first = args[0] if args else given.named.get("args")
        args, named = _spread(first), {}
    result = call_value(frame, function, Arguments(args, named, given.rest, {}), node)
    return result if name in _WAITED_FOR else frame.unknown(node)


def _sends(frame: Frame, function: Item | None) -> bool:
    """Whether it is a function that may show a prompt: what others make of its value is not seen."""
    return isinstance(function, Function) and frame.machine.relevance.is_concerned(function)


def started(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`Thread(target=…, args=(…,))`: the function is called when the thread starts."""
    from promptlint.link.python.following.objects import call_value  # noqa: PLC0415 the two need each other

    if _sends(frame, function := given.named.get("target")):
        assert function is not None
        call_value(frame, function, Arguments(_spread(given.named.get("args")), {}, [], {}), node)
    return None


def _gone_over(frame: Frame, owner: Value, given: Arguments, node: ast.Call) -> tuple[Item, ...] | None:
    """The elements that the function is called for."""
    if len(given.args) > 1:
        second = given.args[1]
        return None if isinstance(second, Spread | Repeat | Choice) else plan(frame, second, node)
    if isinstance(owner, Opaque | Instance | Listing):
        return plan(frame, owner, node)
    return None if isinstance(owner, External) else ()


def _row(function: Function, item: Value) -> list[Item]:
    """An element as the arguments of a function."""
    return _spread(item) if isinstance(item, Listing) else [item] * len(function.node.args.args)


def _spread(value: Item | None) -> list[Item]:
    """The elements of a tuple of arguments that is seen."""
    return list(elements(value)) if isinstance(value, Listing) else []
