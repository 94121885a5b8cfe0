"""The conditions of a prompt's row: which values one of them may leave out, and which text excludes which."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from promptlint.ir import Kind, Placeholder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from promptlint.ir import Segment

_NONE = -1
# Whether something is one word, which it cannot be two of; the end of a long word may be cut off.
_EQUAL = re.compile(r"([\w.]+) == ([\"'][^\"']+[\"']?|[A-Z]\w*\.[A-Z_\d]+)")


@dataclass(slots=True)
class _Part:
    """A conditional or repeated part: where its arms begin, where it ends, the values in it that end a prefix."""

    around: int
    is_loop: bool
    arms: list[int]
    end: int
    test: str = ""
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

    @cached_property
    def alternatives(self) -> list[list[tuple[int, int]]]:
        """Stretches of which one at most is there: conditions that ask whether the same is one thing or another."""
        found = dict[tuple[int, str], dict[str, tuple[int, int]]]()
        for part in self._parts:
            asked = None if part.is_loop or len(part.arms) > 1 else _EQUAL.fullmatch(part.test)
            if asked is not None:
                found.setdefault((part.around, asked[1]), {}).setdefault(asked[2], (part.arms[0], part.end))
        return [list(each.values()) for each in found.values() if len(each) > 1]

    def besides(self, start: int, end: int, width: Callable[[int, int], int]) -> list[tuple[int, int]]:
        """The stretches between two places that are not there where the widest of their alternatives is."""
        found = []
        for each in self.alternatives:
            here = [(begin, finish) for begin, finish in each if finish > start and begin < end]
            kept = max(here, key=lambda one: (one[0] <= start, width(*one)), default=None)
            found += [one for one in here if one is not kept]
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
            self._parts.append(_Part(self._around[at], segment.kind is Kind.LOOP, [at], end, segment.name))
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
