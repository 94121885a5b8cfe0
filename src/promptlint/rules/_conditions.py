"""The conditions of a prompt's row: which values one of them may leave out, and which text excludes which."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promptlint.ir import Kind, Placeholder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.ir import Segment

_NONE = -1


@dataclass(slots=True)
class _Part:
    """A conditional or repeated part: where its arms begin, where it ends, the values in it that end a prefix."""

    around: int
    is_loop: bool
    arms: list[int]
    end: int
    has_value: list[bool] = field(default_factory=lambda: [False])  # each arm
    has_else: bool = False
    values: list[int] = field(default_factory=list)

    @property
    def lets_through(self) -> bool:
        """Whether there is a way through the part without any of the values."""
        return not (self.has_else and all(self.has_value))


class Conditions:
    """Conditions by place: an index into the row."""

    def __init__(self, row: Sequence[Segment]) -> None:
        self.optional: set[int] = set()  # places of values that end a prefix, but only if a condition lets them in
        self._parts: list[_Part] = []
        self._around: list[int] = []  # the innermost part of each place
        self._open: list[int] = []
        for at, segment in enumerate(row):
            kind = segment.kind if isinstance(segment, Placeholder) else None
            if kind is Kind.END and self._open:
                self._close(at)
            self._around.append(self._open[-1] if self._open else _NONE)
            if isinstance(segment, Placeholder):
                self._take(at, segment, len(row))

    def apart(self, at: int) -> list[tuple[int, int]]:
        """The stretches behind a place that are never there together with it: the later arms of its conditions."""
        found = []
        index = self._around[at] if at < len(self._around) else _NONE
        while index != _NONE:
            part = self._parts[index]
            following = bisect_right(part.arms, at)
            if not part.is_loop and following < len(part.arms):
                found.append((part.arms[following], part.end))
            index = part.around
        return found

    def _take(self, at: int, segment: Placeholder, end: int) -> None:
        if segment.kind is Kind.ELSE and self._open:
            part = self._parts[self._open[-1]]
            part.arms.append(at)
            part.has_value.append(False)
            part.has_else = not segment.name
        if segment.ends_prefix and self._open:
            self._hold([at])
        if segment.kind in (Kind.TEST, Kind.LOOP):
            self._parts.append(_Part(self._around[at], segment.kind is Kind.LOOP, [at], end))
            self._open.append(len(self._parts) - 1)

    def _hold(self, values: list[int]) -> None:
        part = self._parts[self._open[-1]]
        part.values += values
        part.has_value[-1] = True

    def _close(self, at: int) -> None:
        part = self._parts[self._open.pop()]
        part.end = at
        if not part.is_loop and part.lets_through:
            self.optional.update(part.values)
        elif part.values and self._open:
            self._hold(part.values)
