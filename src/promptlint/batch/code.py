"""A batch that a program sends, as rules see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    from promptlint.diagnostics import Label
    from promptlint.ir import Breakpoint, Prompt


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Turns(Record):
    """Two loops around a request, where the inner one changes what the outer one leaves as it is.

    The value of the inner loop opens the request, and that of the outer one stands behind it.
    """

    inner: str
    outer: str
    label: Label  # where the inner one puts its value in


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CodeRequest(Record):
    """A place in a program that makes requests of a batch.

    `turn` is the round of a loop that it is made in, a number that two places have in common when each round makes a
    request at both of them; None where that is not known.
    """

    prompt: Prompt
    label: Label  # where it is made
    turn: tuple[int, ...] | None = None
    turns: Turns | None = None  # where loops around it are the wrong way round
    groups: bool = False  # several loops are around it, and the outer ones choose how it begins
    short: tuple[Breakpoint, ...] = ()  # its marks whose entries are known to live five minutes
    some: Label | None = None  # a condition on the row that decides whether a mark is set
    model: Label | None = None  # where each round takes another model
    versions: tuple[tuple[str, str, Label], ...] = ()  # the texts of its prefix that carry a version in their names


@dataclass(frozen=True)
class BatchCode:
    """The requests that a function makes, to be submitted together."""

    name: str  # for a person
    label: Label  # where it is submitted, or else where its first request is made
    requests: tuple[CodeRequest, ...]
    shuffled: Label | None = None  # where its requests are put into no order
    is_single: bool = False  # one call submits all of it
    is_warmed: bool = True  # whether the program may send something of it ahead
