"""What a call may cost: following it must not take more than what it may tell is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from promptlint.ir import Evidence, Stability
from promptlint.link.python.machine import ExhaustedError
from promptlint.link.python.text import TooLongError
from promptlint.link.python.values import Instance, Known, Opaque, Spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from promptlint.link.python.machine import Machine
    from promptlint.link.python.values import Function, Item

T = TypeVar("T")
_FUEL_OF_A_VALUE = 1_000  # expressions that are looked at for a call that only its value is wanted of
_RESERVE = 500  # what is left to the caller of a call that uses up all that it may


def afforded(machine: Machine, function: Function, given: Iterable[Item], made: Callable[[], T]) -> T | None:
    """What following a function gives; None when that costs more than it may.

    Only its value is worth anything where it neither sends a prompt nor calls a function that does, or where
    nobody knows more of what it is given than where it is looked at by itself.
    """
    is_concerned = machine.relevance.is_concerned(function) and _is_informed(machine, function, given)
    if not is_concerned and function.node in machine.heavy:
        return None
    fuel = machine.fuel
    allowance = max(fuel * 2 // 3, fuel - _RESERVE) if is_concerned else min(fuel, _FUEL_OF_A_VALUE)
    running, loops = len(machine.running), len(machine.loops)
    machine.fuel = allowance
    try:
        return made()
    except (ExhaustedError, TooLongError) as problem:
        if allowance == fuel and isinstance(problem, ExhaustedError):
            raise
        if not is_concerned:
            machine.heavy.add(function.node)
        del machine.running[running:], machine.loops[loops:]
        return None
    finally:
        machine.fuel += fuel - allowance


def _is_informed(machine: Machine, function: Function, given: Iterable[Item]) -> bool:
    """Whether a call tells its function something that looking at the function by itself does not."""
    if function.closure is not None or function.given or function.named:
        return True
    this = function.bound
    if isinstance(this, Instance) and this.cls is not None:
        by_itself = machine.instances.get((this.cls.module.path, this.cls.qualname))
        if this is not by_itself and not (by_itself is None and this.is_partial and not this.fields):
            return True
    return any(_informs(item) for item in given)


def _informs(item: Item) -> bool:
    match item:
        case Opaque(stability=level, evidence=evidence, loop=loop):
            return loop is not None or (level is not Stability.UNKNOWN and evidence is not Evidence.NAME)
        case Known():
            return False
        case Spread(value):
            return _informs(value)
        case Instance():
            return not item.is_partial or any(_informs(value) for value in item.fields.values())
        case _:
            return True
