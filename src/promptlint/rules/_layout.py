"""A prompt laid out in one row, and how much stable text stands between two places of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from promptlint.diagnostics import Label
from promptlint.ir import Content, Kind, Literal, Nature, Placeholder, Section, Stability
from promptlint.rules._conditions import Conditions
from promptlint.rules._owners import VARYING, is_history
from promptlint.rules._weight import PROVEN, in_code
from promptlint.stability import tells_history
from promptlint.tokens import Bounds, bracket, widths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Block, Breakpoint, Prompt, Segment

# Tokens. To move text has a price too: a reminder of a few lines at the end of a prompt is left in peace.
WORTH_MOVING = 128
# The same behind a value of which a part is taken on trust.
WORTH_A_GUESS = 2 * WORTH_MOVING
WORD = re.compile(r"[^\W\d]\w*")
# Characters: less is rather a comma between two values than a line of instructions.
_A_LINE = 16
_BORDERS = (Kind.ELSE, Kind.END)


@dataclass(frozen=True, slots=True)
class Mark:
    """An explicit cache mark; `end` is the place in the row where its prefix ends."""

    breakpoint: Breakpoint
    block: int
    end: int


@dataclass(frozen=True)
class Layout:
    """The segments of a prompt in rendering order; a place is an index into them."""

    prompt: Prompt

    @classmethod
    def of(cls, prompt: Prompt) -> Layout:
        """The layout of a prompt. All rules look at one prompt before they look at the next: the last one is kept."""
        if not _LAST or _LAST[0].prompt is not prompt:
            _LAST[:] = [cls(prompt)]
        return _LAST[0]

    @property
    def row(self) -> tuple[Segment, ...]:
        """All segments."""
        return self.prompt.segments

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The explicit cache marks."""
        found, end = [], 0
        for index, block in enumerate(self.prompt.blocks):
            end += len(block.segments)
            if block.breakpoint is not None:
                found.append(Mark(block.breakpoint, index, end))
        return tuple(found)

    @cached_property
    def ending(self) -> int:
        """Where the first value stands that no cached prefix can reach beyond."""
        return next((at for at, value in self.values() if value.ends_prefix), len(self.row))

    @cached_property
    def marked_end(self) -> int:
        """Where the last marked prefix ends: 0 without a mark."""
        return self.marks[-1].end if self.marks else 0

    @cached_property
    def depths(self) -> tuple[int, ...]:
        """For each place, how many conditions and loops are open there."""
        depths, depth = [], 0
        for segment in self.row:
            kind = segment.kind if isinstance(segment, Placeholder) else Kind.VALUE
            depth -= kind is Kind.END and depth > 0
            depths.append(depth)
            depth += kind in (Kind.TEST, Kind.LOOP)
        return tuple(depths)

    @cached_property
    def repeated(self) -> tuple[bool, ...]:
        """For each place, whether it lies inside a loop over data that ends a prefix.

        Text there is a part of the variable: it comes once for each item.
        """
        inside, opened = [], list[bool]()
        varying = 0
        for segment in self.row:
            kind = segment.kind if isinstance(segment, Placeholder) else Kind.VALUE
            if kind is Kind.END and opened:
                varying -= opened.pop()
            inside.append(varying > 0)
            if isinstance(segment, Placeholder) and kind in (Kind.TEST, Kind.LOOP):
                opened.append(segment.ends_prefix)
                varying += opened[-1]
        return tuple(inside)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """For each place, the section that it lies in."""
        return tuple(block.section for block in self.prompt.blocks for _ in block.segments)

    @cached_property
    def owners(self) -> tuple[int, ...]:
        """For each place, the number of its block."""
        return tuple(number for number, block in enumerate(self.prompt.blocks) for _ in block.segments)

    @cached_property
    def loops(self) -> tuple[frozenset[Stability], ...]:
        """For each place, how often the data of the loops around it changes."""
        around, opened = [], [frozenset[Stability]()]
        for segment in self.row:
            kind = segment.kind if isinstance(segment, Placeholder) else Kind.VALUE
            if kind is Kind.END and len(opened) > 1:
                opened.pop()
            around.append(opened[-1])
            if isinstance(segment, Placeholder) and kind in (Kind.TEST, Kind.LOOP):
                opened.append(opened[-1] | ({segment.stability} if kind is Kind.LOOP else set()))
        return tuple(around)

    @cached_property
    def ends(self) -> dict[int, int]:
        """Where each conditional or repeated part ends, by the place that opens it."""
        ends, opened = dict[int, int](), list[int]()
        for at, segment in enumerate(self.row):
            kind = segment.kind if isinstance(segment, Placeholder) else Kind.VALUE
            if kind in (Kind.TEST, Kind.LOOP):
                opened.append(at)
            elif kind is Kind.END and opened:
                ends[opened.pop()] = at
        return ends

    @cached_property
    def has_opening(self) -> bool:
        """Whether there are tools or instructions ahead of the messages."""
        return any(
            _is_something(segment)
            for segment, section in zip(self.row, self.sections, strict=True)
            if section is not Section.MESSAGES
        )

    @cached_property
    def followed_until(self) -> int:
        """Where the last text or value begins: what stands ahead of it is followed by something."""
        return max((at for at, segment in enumerate(self.row) if _is_something(segment)), default=0)

    @cached_property
    def conditions(self) -> Conditions:
        """The conditions by place."""
        return Conditions(self.row)

    @cached_property
    def _rolling(self) -> range:
        """The places that a mark on the end of a growing conversation holds besides an earlier mark.

        What stands there was sent in this form before: the next request repeats it.
        """
        marks, blocks = self.marks, self.prompt.blocks
        if marks and self.prompt.continues and all(map(_is_border, blocks[marks[-1].block + 1 :])):
            return range(self._conversation, marks[-1].end)
        if len(marks) < 2 or marks[-1].block != len(blocks) - 1:  # noqa: PLR2004 the rolling mark and an earlier one
            return range(0)
        start, first = marks[-2].end, marks[-2].block + 1
        for block in blocks[first:]:
            if block.section is Section.MESSAGES:
                break
            start += len(block.segments)
        return range(start, marks[-1].end)

    @cached_property
    def _conversation(self) -> int:
        """The place where the messages begin."""
        start = 0
        for block in self.prompt.blocks:
            if block.section is Section.MESSAGES:
                break
            start += len(block.segments)
        return start

    def values(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, Placeholder]]:
        """The values between two places, with theirs; no ends of conditional and repeated parts."""
        first = bisect_left(self._values, start, key=_place) if start else 0
        last = None if stop is None else bisect_left(self._values, stop, first, key=_place)
        return iter(self._values[first:last])

    @cached_property
    def _values(self) -> list[tuple[int, Placeholder]]:
        """The same for the whole row, which most rules go over."""
        return [
            (at, segment)
            for at, segment in enumerate(self.row)
            if isinstance(segment, Placeholder) and segment.kind not in _BORDERS
        ]

    @cached_property
    def reachable(self) -> list[tuple[int, Placeholder]]:
        """The values up to request data or the messages before, without those that are left to the loop around them."""
        found: list[tuple[int, Placeholder]] = []
        for at, value in self._values:
            is_certain = value.evidence in PROVEN or not in_code(self.prompt)
            if value.ends_prefix and value.stability is Stability.REQUEST and is_certain:
                break
            if is_history(self, at, value):
                break
            if not self.is_left_to_loop(at, value):
                found.append((at, value))
        return found

    def is_left_to_loop(self, at: int, value: Placeholder) -> bool:
        """Whether a value stands in a loop that is variable itself.

        In code, where a loop over what nobody knows is common, it has to be proven to vary as often.
        """
        if not in_code(self.prompt):
            return self.repeated[at]
        around = self.loops[at]
        return bool(around) and any(level in VARYING and level >= value.stability for level in around)

    def conversation_from(self, start: int) -> int | None:
        """Where behind a place the turns of a conversation stand in a text, told by their name."""
        apart = self.conditions.apart(start)
        for at, value in self.values(start + 1):
            is_told = (
                value.kind is not Kind.TEST
                and value.nature in (Nature.PLAIN, Nature.GATHERED)
                and not value.form.startswith(("len", "bool"))
            )
            if not is_told or value.stability is not Stability.SESSION or any(a <= at < b for a, b in apart):
                continue
            if any(map(tells_history, WORD.findall(f"{value.name} {value.form}"))):
                return at
        return None

    def marked_values(self) -> Iterator[tuple[int, Placeholder]]:
        """The values that a mark fixes in a cached prefix."""
        return ((at, value) for at, value in self.values(0, self.marked_end) if at not in self._rolling)

    def mark_behind(self, at: int) -> Mark:
        """The first mark whose prefix holds a place."""
        return next(mark for mark in self.marks if mark.end > at)

    def rewritten(self, at: int) -> Bounds:
        """The marked text that is written anew when the value at a place changes."""
        start = max((mark.end for mark in self.marks if mark.end <= at), default=0)
        return self.stable(start, self.marked_end)

    def stable(self, start: int, stop: int | None = None) -> Bounds:
        """How many tokens of constant text stand between two places and can be there together with the first."""
        end = len(self.row) if stop is None else max(stop, start)
        narrow, wide = self._between(start, end)
        apart = self.conditions.apart(start)
        for begin, finish in (*apart, *self._besides(start, end, apart)):
            less_narrow, less_wide = self._between(min(begin, end), min(finish, end))
            narrow, wide = narrow - less_narrow, wide - less_wide
        return bracket(narrow, wide, self.prompt.limits.tokenizer)

    def _besides(self, start: int, end: int, apart: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Text that excludes other text behind a place; not what excludes that place itself."""
        if not self.conditions.alternatives:
            return
        for stretch in self.conditions.besides(start, end, lambda begin, finish: self._between(begin, finish)[0]):
            if not any(begin <= stretch[0] < finish for begin, finish in apart):
                yield stretch

    def _between(self, start: int, end: int) -> tuple[int, int]:
        (narrow, wide), (narrow_end, wide_end) = self._widths[start], self._widths[end]
        return narrow_end - narrow, wide_end - wide

    @cached_property
    def _widths(self) -> list[tuple[int, int]]:
        """The widths of all constant text before each place: a prompt may ask for many stretches of it."""
        sums, counted = [(0, 0)], dict(self._literals(0, None))
        for at in range(len(self.row)):
            narrow, wide = widths(counted[at].text) if at in counted else (0, 0)
            sums.append((sums[-1][0] + narrow, sums[-1][1] + wide))
        return sums

    def can_be_cached(self, stop: int | None = None) -> bool:
        """Whether the stable text up to a place may reach the model's minimum."""
        return self.stable(0, stop).high >= self.prompt.limits.minimum

    def loss(self, start: int, stop: int | None = None) -> Bounds | None:
        """The stable text between two places, where it is worth caching."""
        if self.prompt.is_fragment and not self.marks:
            return None
        lost = self.stable(start, stop)
        return lost if lost.low >= WORTH_MOVING and self._is_long_enough(stop) else None

    def _is_long_enough(self, stop: int | None) -> bool:
        """Whether there is enough to cache: for sure, where a program's text goes to nobody knows which model."""
        prompt = self.prompt
        is_seen = prompt.limits.known and not prompt.is_likely
        if prompt.format != "python" or is_seen or prompt.continues or self.marks:
            return self.can_be_cached(stop)
        return self.stable(0, stop).low >= self.prompt.limits.minimum

    def first_line(self, start: int, stop: int | None, text: str) -> Label | None:
        """A label on the first line of constant text between two places, scraps between values aside."""
        scrap: Label | None = None
        apart = self.conditions.apart(start)
        for at, literal in self._literals(start, stop):
            if any(begin <= at < finish for begin, finish in apart):
                continue
            for line in re.finditer(r"\S[^\r\n]*", literal.text):
                if len(line[0].rstrip()) >= _A_LINE:
                    return _on_line(literal, line, text)
                scrap = scrap or (_on_line(literal, line, text) if re.search(r"\w", line[0]) else None)
        return scrap

    def last_line(self, stop: int, text: str) -> Label | None:
        """A label on the last line of constant text before a place."""
        for _, literal in reversed(list(self._literals(0, stop))):
            if kept := literal.text.rstrip():
                line = kept[max(kept.rfind("\n"), kept.rfind("\r")) + 1 :].lstrip()
                return Label(literal.path, literal.place(len(kept) - len(line), len(kept)), text)
        return None

    def _literals(self, start: int, stop: int | None) -> Iterator[tuple[int, Literal]]:
        end = len(self.row) if stop is None else stop
        at = 0
        for block in self.prompt.blocks:
            counts = block.content in (Content.TEXT, Content.TOOL)
            for segment in block.segments:
                if counts and start <= at < end and isinstance(segment, Literal) and not self.repeated[at]:
                    yield at, segment
                at += 1


_LAST: list[Layout] = []


def _place(placed: tuple[int, Placeholder]) -> int:
    return placed[0]


def _on_line(literal: Literal, line: re.Match[str], text: str) -> Label:
    end = line.start() + len(line[0].rstrip())
    return Label(literal.path, literal.place(line.start(), end), text)


def _is_something(segment: Segment) -> bool:
    if isinstance(segment, Literal):
        return bool(segment.text.strip())
    return segment.kind in (Kind.VALUE, Kind.LOOP)


def _is_border(block: Block) -> bool:
    """Whether a block holds nothing but the ends of conditional and repeated parts."""
    return all(isinstance(part, Placeholder) and part.kind in (Kind.ELSE, Kind.END) for part in block.segments)
