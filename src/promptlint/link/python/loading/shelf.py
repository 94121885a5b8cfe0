"""What was read of modules, kept from one look at a program to the next: it depends on nothing but their text."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.frontends.python.cuts import Cuts, Meter
from promptlint.frontends.python.parse import parse
from promptlint.frontends.python.places import Places

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Container, Sequence

    from promptlint.facts import Text as TextFacts
    from promptlint.frontends.python.literals import Hole
    from promptlint.link.python.domain.text import Text
    from promptlint.link.python.domain.values import Opaque
    from promptlint.link.python.following.arrivals import Filling
    from promptlint.link.python.following.summaries import Summary, Varying
    from promptlint.link.python.machine import Definition
    from promptlint.source import SourceFile

# Characters of source whose trees are kept: ast takes about fifteen times as much memory as the text.
_KEPT = 8_000_000
_LARGEST = 4_000_000
_SOME = 16  # modules that are read before room is made for them


@dataclass(slots=True)
class Notes:
    """What was found out about the nodes of a module; they are asked for again and again."""

    summaries: dict[ast.AST, Summary] = field(default_factory=dict)  # of its functions, by `relevance`
    varying: dict[ast.AST, Varying] = field(default_factory=dict)  # the same
    unknown: dict[ast.AST, Opaque] = field(default_factory=dict)
    names: dict[ast.AST, str] = field(default_factory=dict)
    texts: dict[ast.AST, Text] = field(default_factory=dict)
    pieces: dict[ast.AST, Sequence[TextFacts | Hole]] = field(default_factory=dict)
    types: dict[ast.AST, str] = field(default_factory=dict)
    assigned: dict[ast.AST, frozenset[str]] = field(default_factory=dict)  # the names that a function gives values to
    filled: dict[ast.AST, frozenset[str]] = field(default_factory=dict)  # those of others that it puts something into
    within: dict[ast.AST, Sequence[ast.AST]] = field(default_factory=dict)
    given: dict[ast.AST, Sequence[str]] = field(default_factory=dict)  # the names that calls in conditions are given
    summing: dict[ast.AST, bool] = field(default_factory=dict)  # whether a function sums up what it leaves out
    # Functions without their decorators, and those of these that change what they return.
    bare: dict[ast.AST, tuple[Definition, Sequence[ast.expr]] | None] = field(default_factory=dict)
    changing: dict[ast.AST, bool] = field(default_factory=dict)  # decorators that change what a function returns
    hits: list[int] | None = None  # where it speaks of what prompts are made of
    asked: dict[ast.AST, frozenset[str]] = field(default_factory=dict)  # what classes ask of their objects
    filling: dict[ast.AST, Filling] = field(default_factory=dict)  # how classes fill their collections
    runs_anew: bool | None = None  # see `Module`
    refused: UnreadableError | None = None  # why some of it could not be parsed
    is_looked_at: bool | None = None  # whether prompts are looked for where it is, and not only where it calls


class Reading:
    """The text of a module and as much of its tree as somebody asked for."""

    __slots__ = ("cuts", "notes", "places", "source", "whole")

    def __init__(self, source: SourceFile, whole: ast.Module | None = None, meter: Meter | None = None) -> None:
        """`meter` counts what is parsed, now and later. Raises UnreadableError where Python refuses the module."""
        self.source, self.whole = source, whole
        self.cuts: Cuts | None = None
        meter = meter or Meter()
        before = meter.characters
        if whole is None:
            try:
                self.cuts = Cuts(source, meter)
            except UnreadableError:
                meter.characters = before
                self.whole = parse(source)
        self.places, self.notes = Places(source), Notes()
        meter.characters = before + self.least

    @property
    def path(self) -> str:
        """Where the module is."""
        return self.source.path

    @property
    def least(self) -> int:
        """The characters of which there is a tree in any case; what else is kept of a module counts a little."""
        if self.cuts is None:
            return len(self.source.text)
        return len(self.source.text) // 8 + self.cuts.least

    @property
    def cost(self) -> int:
        """The characters of which there are trees."""
        return self.least + (self.cuts.parsed if self.cuts is not None else 0)


class Shelf:
    """Keeps what was read last, as much of it as may be kept."""

    def __init__(self, source: Callable[[str], SourceFile | None]) -> None:
        self._source = source
        self._known: dict[str, Reading | None] = {}  # what was asked for last stands last
        self._meter = Meter()
        self._new = 0
        self.refused: dict[str, UnreadableError] = {}  # why modules cannot be read or parsed

    def take(self, path: str, held: Container[str]) -> Reading | None:
        """What is known of a module; None when it cannot be read or parsed. The modules that are held are in use."""
        if path in self._known:
            known = self._known[path] = self._known.pop(path)
            return known
        self._new += 1
        if self._new % _SOME == 0:
            self.trim(held)
        known = self._known[path] = self.read(path, _LARGEST, self._meter)
        return known

    def read(self, path: str, largest: int = sys.maxsize, meter: Meter | None = None) -> Reading | None:
        """The same without keeping it."""
        try:
            source = self._source(path)
            return Reading(source, meter=meter) if source is not None and len(source.text) <= largest else None
        except UnreadableError as problem:
            self.refused[path] = problem
            return None

    def trim(self, held: Container[str]) -> None:
        """Give back the memory of what was not asked for in a long time, but for what is in use."""
        excess = self._meter.characters - _KEPT
        if excess <= 0:
            return
        given: list[str] = []
        for path, reading in self._known.items():
            if reading is not None and path not in held:
                given.append(path)
                excess -= reading.cost
                self._meter.characters -= reading.cost
                if excess <= 0:
                    break
        for path in given:
            del self._known[path]
