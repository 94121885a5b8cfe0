"""What a call may cost: following it must not take more than what it may tell is worth."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from promptlint.ir import Evidence, Nature, Stability
from promptlint.link.python.domain.text import Text, TooLongError
from promptlint.link.python.domain.values import (
    ANSWER,
    Choice,
    Dictionary,
    Either,
    File,
    Function,
    Instance,
    Listing,
    Opaque,
    Repeat,
    Spread,
    Template,
)
from promptlint.link.python.machine import ExhaustedError
from promptlint.link.python.tables.sinks import name_strength

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from promptlint.link.python.domain.values import Item
    from promptlint.link.python.machine import Machine

T = TypeVar("T")
_DEEPEST_VALUE = 3  # such calls inside one another
_FUEL_OF_A_VALUE = 1_000  # expressions that are looked at for a call that only its value is wanted of
_LEAST_OF_A_VALUE = 200
# Of what is left goes to what is called after prompts, whose value is what is sent, and to what is followed apart
# for all entries: the initializer of their object.
_PART_OF_MUCH = 3
ENOUGH = 50  # with less than this, a caller is at its end
_DONE_TO = (Nature.WINDOW, Nature.REWRITTEN, Nature.SERIALIZED)  # whatever is known of the value itself
_LONGEST = 150  # lines of a function that is followed for its value
_INITIAL = ("__init__", "__post_init__")
_OF_TURNS = re.compile(r"(?:^|_)(?:history|messages|turns|conversation|dialogue|transcript)$")
_SHORT = 12  # lines of a function that is followed whatever it does
_NAME = 30  # characters of a text that may be no more than a name
_MOST = 20  # elements that are looked at
_DEEPEST = 6  # containers in each other
_RESERVE = 500  # what is left to the caller of a call that uses up all that it may
_FUEL_BY_ITSELF = 300  # expressions of a function that is followed without what it calls, but for a few lines


def afforded(
    machine: Machine, function: Function, given: Iterable[Item], made: Callable[[], T], most: int | None = None
) -> T | None:
    """What following a function gives; None when that costs more than it may, or than the caller wants to give for it.

    Only its value is worth anything where it neither sends a prompt nor calls a function that does, or where
    nobody knows more of what it is given than where it is looked at by itself.
    """
    given = tuple(given)
    asks_back = any(is_called(machine, item) for item in given)
    is_informed = asks_back or _is_informed(machine, function, given)
    is_concerned = is_informed and machine.relevance.is_concerned(function)
    if not is_concerned:
        is_left = machine.alone and len(machine.running) > machine.alone
        is_deep = is_left or (machine.valued >= _DEEPEST_VALUE and _lines(function) > _SHORT)
        is_heavy = function.node in machine.heavy and not asks_back
        if is_deep or is_heavy or (not is_informed and _is_idle(machine, function)):
            return None
    fuel, kept = machine.fuel, machine.kept
    if is_concerned:
        allowance = max(fuel * 2 // 3, fuel - _RESERVE)
    elif _is_of_a_prompt(function) or machine.running == [function.node]:
        allowance = max(_for_a_value(machine), fuel // _PART_OF_MUCH, min(fuel // 2, _FUEL_OF_A_VALUE))
        machine.kept = 0
    elif is_informed or machine.relevance.is_concerned(function) or machine.relevance.may_vary(function):
        allowance = _for_a_value(machine)
    else:
        allowance = min(fuel, _LEAST_OF_A_VALUE)
        if fuel // 2 > allowance and machine.relevance.makes_sender(function):
            allowance = min(fuel // 2, _FUEL_OF_A_VALUE)  # who calls it sends by what it makes
    allowance = allowance if most is None else min(allowance, most)
    try:
        result = _within(machine, allowance, not is_concerned and not _is_of_a_prompt(function), made)
    finally:
        machine.kept = kept
    if result is None and not is_concerned and fuel >= ENOUGH and not machine.alone:
        machine.heavy.add(function.node)
    return result


def by_itself(machine: Machine, function: Function, made: Callable[[], T], is_telling: Callable[[T], bool]) -> T | None:
    """What a function gives but for what it calls, where following all of that costs more than it may.

    A report that runs a dozen commands still says itself when it was made. What it met was met before.
    """
    if function.node not in machine.heavy or function.node in machine.closed or machine.alone:
        return None
    if machine.fuel < 2 * _FUEL_BY_ITSELF or not machine.relevance.varies_near(function):
        return None
    seen, machine.alone = len(machine.sightings), len(machine.running) + 1
    try:
        result = _within(machine, _FUEL_BY_ITSELF, _DEEPEST_VALUE, made)
    finally:
        machine.alone = 0
        del machine.sightings[seen:]
    if result is None or not is_telling(result):
        machine.closed.add(function.node)
        return None
    return result


def _within(machine: Machine, allowance: int, steps: int, made: Callable[[], T]) -> T | None:
    """What following a function gives within an allowance, so many steps deeper among calls for a value."""
    fuel, running, loops, overs = machine.fuel, len(machine.running), len(machine.loops), len(machine.overs)
    machine.fuel = allowance
    machine.valued += steps
    try:
        return made()
    except (ExhaustedError, TooLongError) as problem:
        if allowance == fuel and isinstance(problem, ExhaustedError):
            raise
        del machine.running[running:], machine.loops[loops:], machine.overs[overs:]
        return None
    finally:
        machine.fuel += fuel - allowance
        machine.valued -= steps


def _for_a_value(machine: Machine) -> int:
    """What a call may cost that only its value is wanted of: the less is left, the more is kept for its caller.

    Nothing is kept within what has an allowance of its own for its value: that is all it is followed for.
    """
    if machine.fuel <= _FUEL_OF_A_VALUE:
        return machine.fuel
    return min(max((machine.fuel - machine.kept) // 4, _LEAST_OF_A_VALUE), _FUEL_OF_A_VALUE)


def _is_of_a_prompt(function: Function) -> bool:
    """Whether a function is called after prompts: what it takes its parts from is what is looked for."""
    return name_strength(getattr(function.node, "name", "")) is not None


def _lines(function: Function) -> int:
    return (function.node.end_lineno or function.node.lineno) - function.node.lineno


def _is_idle(machine: Machine, function: Function) -> bool:
    """Whether a function takes much to follow and has nothing of its own to say."""
    lines, name = _lines(function), getattr(function.node, "name", "")
    if _is_of_a_prompt(function):
        return False  # most of its lines may be one text
    if name in _INITIAL or _OF_TURNS.search(name):
        return lines > _LONGEST  # what it says is less than what the object will hold, or which messages it gives
    return lines > _LONGEST or (lines > _SHORT and not machine.relevance.is_worth(function))


def _is_informed(machine: Machine, function: Function, given: Iterable[Item]) -> bool:
    """Whether a call tells its function something that looking at the function by itself does not."""
    if function.closure is not None or function.given or function.named:
        return True
    this = function.bound
    if isinstance(this, Instance) and this.cls is not None:
        shared = machine.instances.get((this.cls.module.path, this.cls.qualname))
        if this is not shared and _informs(this):
            return True
    return any(_informs(item) for item in given)


def is_called(machine: Machine, item: Item) -> bool:
    """Whether something is a function, or holds one, that tells something new wherever it is called."""
    match item:
        case Function(bound=None):
            return machine.relevance.varies_near(item)
        case Dictionary(entries=entries):
            return any(isinstance(each.value, Function) and is_called(machine, each.value) for each in entries[:_MOST])
        case _:
            return False


def _informs(item: Item, depth: int = _DEEPEST) -> bool:
    """Whether something may be the text of a prompt, or is known to change."""
    match item:
        case Opaque(type=kind) if kind == ANSWER:
            return False  # what is done with an answer is mostly no prompt
        case Opaque(stability=level, evidence=evidence, loop=loop, nature=nature):
            is_known = level is not Stability.UNKNOWN and evidence is not Evidence.NAME
            return is_known or loop is not None or nature in _DONE_TO
        case Text():
            return item.varies or item.length > _NAME
        case Spread(value):
            return _informs(value, depth)
        case Either(arms=inner) | Listing(items=inner) | Repeat(items=inner):
            return depth > 0 and any(_informs(each, depth - 1) for each in inner[:_MOST])
        case Choice(arms=arms):
            return depth > 0 and any(_informs(each, depth - 1) for arm in arms for each in arm[:_MOST])
        case Dictionary(entries=entries):
            return depth > 0 and any(_informs(each.value, depth - 1) for each in entries[:_MOST])
        case Instance():
            values = (*item.fields.values(), *item.args)
            return depth > 0 and any(_informs(each, depth - 1) for each in values[:_MOST])
        case _:
            return isinstance(item, Template | File)
