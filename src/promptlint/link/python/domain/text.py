"""Text that a program builds: a rope of literals and values, and what string operations make of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.ir import Kind, Literal, Placeholder, Segment, Stability
from promptlint.source import Run, Span, View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from promptlint.link.python.domain.values import Opaque

# A character that stands for a segment that is no literal while a string operation looks at the text.
_HOLE = "\ufffc"
_LONGEST = 4_000_000  # characters of one text
_MOST = 50_000  # segments of one text
_MOST_OF_CHOICES = 40  # segments of a text that is compared with another one
_MOST_CHOICES = 16
MOST_ITEMS = 50_000  # of a list that is put together
_VARYING = (Stability.DAILY, Stability.SESSION, Stability.REQUEST, Stability.VOLATILE)


class TooLongError(Exception):
    """A text grows beyond what any prompt is: a list that doubles in a loop, data rather than words."""


class Text:
    """Some text. Joining is cheap: the segments are laid out when somebody asks for them.

    `size` counts segments and `length` characters; `varies` tells whether a value in it is known to change.
    """

    __slots__ = ("laid_out", "length", "opaques", "parts", "size", "varies")

    def __init__(self, parts: tuple[Segment | Text, ...]) -> None:
        self.parts = parts
        self.size: int
        self.length: int
        self.varies: bool
        self.opaques: list[Opaque] | None = None  # what varies in it, kept by `values.opaques`
        size = length = 0
        varies = False
        for part in parts:
            if isinstance(part, Text):
                size += part.size
                length += part.length
                varies = varies or part.varies
            elif isinstance(part, Literal):
                size += 1
                length += len(part.text)
            else:
                size += 1
                varies = varies or part.stability in _VARYING
        if size > _MOST or length > _LONGEST:
            raise TooLongError
        self.size, self.length, self.varies = size, length, varies
        self.laid_out: tuple[Segment, ...] | None = None

    @classmethod
    def constant(cls, text: str, path: str, span: Span) -> Text:
        """Text that is computed from what is written at a place."""
        return cls((Literal(text, path, span, (Run(0, len(text), span),)),)) if text else cls(())

    @classmethod
    def of_view(cls, view: View, path: str) -> Text:
        """What a file says, with the place of each of its characters."""
        runs = () if len(view.runs) == 1 and view.runs[0].exact else view.runs
        return cls((Literal(view.text, path, view.span(0, len(view.text)), runs),) if view.text else ())

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The text from left to right."""
        if self.laid_out is None:
            flat: list[Segment] = []
            stack: list[Segment | Text] = list(reversed(self.parts))
            while stack:
                part = stack.pop()
                if not isinstance(part, Text):
                    flat.append(part)
                elif part.laid_out is not None:
                    flat += part.laid_out
                else:
                    stack.extend(reversed(part.parts))
            self.laid_out = tuple(flat)
        return self.laid_out

    @property
    def known(self) -> str | None:
        """The whole text where it is constant."""
        if any(not isinstance(segment, Literal) for segment in self.segments):
            return None
        return "".join(segment.text for segment in self.segments if isinstance(segment, Literal))

    def __add__(self, other: Text) -> Text:
        if not other.parts:
            return self
        return Text((self, other)) if self.parts else other

    def behind(self, start: Text) -> Text | None:
        """What was appended to another text to make this one; None when it was made otherwise."""
        extra: list[Segment | Text] = []
        here: Segment | Text = self
        while here is not start:
            if not isinstance(here, Text) or not here.parts or not isinstance(here.parts[0], Text):
                if start.parts or not isinstance(here, Text):
                    return None
                extra.append(here)
                break
            extra += reversed(here.parts[1:])
            here = here.parts[0]
        return Text(tuple(reversed(extra)))

    def prefixes(self) -> Iterator[Text]:
        """The texts that this one was made of by appending, itself first."""
        here: Segment | Text = self
        while isinstance(here, Text):
            yield here
            if not here.parts:
                return
            here = here.parts[0]

    # ------------------------------------------------------------ as a plain string

    @property
    def plain(self) -> str:
        """The text with one character for each segment that is no literal."""
        return "".join(part.text if isinstance(part, Literal) else _HOLE for part in self.segments)

    def cut(self, start: int, end: int) -> Text:
        """A stretch of it, counted as in `plain`."""
        return Text(tuple(self._cuts([(start, end)])))

    def _cuts(self, kept: Sequence[tuple[int, int]]) -> Iterator[Segment]:
        """The parts that lie within some stretches, which are sorted and apart."""
        at, index = 0, 0
        for segment in self.segments:
            length = len(segment.text) if isinstance(segment, Literal) else 1
            end = at + length
            while index < len(kept) and kept[index][1] <= at:
                index += 1
            cursor = index
            while cursor < len(kept) and kept[cursor][0] < end:
                begin, stop = max(kept[cursor][0], at) - at, min(kept[cursor][1], end) - at
                if begin < stop:
                    yield segment.cut(begin, stop) if isinstance(segment, Literal) else segment
                cursor += 1
            at = end

    def without(self, gone: Sequence[tuple[int, int]]) -> Text:
        """The text without some stretches, counted as in `plain`; holes stay."""
        if not gone:
            return self
        kept, at = [], 0
        for start, end in gone:
            kept.append((at, start))
            at = end
        kept.append((at, len(self.plain)))
        return Text(tuple(self._cuts(kept)))

    def substituted(
        self,
        pattern: re.Pattern[str],
        value: Callable[[re.Match[str]], Text | None],
        put: Callable[[Text, Literal], Text] = lambda new, _: new,
    ) -> Text:
        """The text with what a pattern matches replaced; None leaves a match as it is.

        `put` is given what comes instead, and what it comes instead of, and says what stands there then.
        """
        plain, parts, at = self.plain, list[Text](), 0
        for match in pattern.finditer(plain):
            if _HOLE in match[0] or (new := value(match)) is None:
                continue
            if not all(isinstance(part, Literal) for part in new.segments):
                gone = next(self._cuts([match.span()]), None)
                new = put(new, gone) if isinstance(gone, Literal) else new
            parts += [self.cut(at, match.start()), new]
            at = match.end()
        if not parts:
            return self
        parts.append(self.cut(at, len(plain)))
        return Text(tuple(part for part in parts if part.parts))

    def stripped(self, characters: str | None, *, left: bool, right: bool) -> Text:
        """As `str.strip` and its one-sided forms."""
        plain = self.plain
        start = len(plain) - len(plain.lstrip(characters)) if left else 0
        end = len(plain.rstrip(characters)) if right else len(plain)
        return self if (start, end) == (0, len(plain)) else self.cut(start, max(start, end))

    def dedented(self) -> Text:
        """As `textwrap.dedent`: values count as text."""
        plain = self.plain
        lines = list(re.finditer(r"(?m)^([ \t]*)([^\n]*)", plain))
        margins = [match[1] for match in lines if match[2]]
        margin = _common_start(margins) if margins else ""
        gone = []
        for match in lines:
            if not match[2]:
                gone.append((match.start(1), match.end(1)))
            elif margin:
                gone.append((match.start(), match.start() + len(margin)))
        return self.without([stretch for stretch in gone if stretch[0] < stretch[1]])

    def indented(self, prefix: Text) -> Text:
        """As `textwrap.indent` without a predicate."""
        plain, parts, at = self.plain, list[Text](), 0
        for match in re.finditer(r"(?m)^(?=[^\n]*\S)", plain):
            parts += [self.cut(at, match.start()), prefix]
            at = match.start()
        parts.append(self.cut(at, len(plain)))
        return Text(tuple(part for part in parts if part.parts))

    def mapped(self, change: Callable[[str], str]) -> Text:
        """The literals changed one by one (`upper`), the values marked with nothing."""
        return Text(
            tuple(
                Literal(change(part.text), part.path, part.span, (Run(0, len(change(part.text)), part.span),))
                if isinstance(part, Literal) and change(part.text) != part.text
                else part
                for part in self.segments
            )
        )


def join(parts: Iterable[Text], between: Text | None = None) -> Text:
    """Several texts in a row."""
    row: list[Text] = []
    for index, part in enumerate(parts):
        if index and between is not None and between.parts:
            row.append(between)
        row.append(part)
    return Text(tuple(part for part in row if part.parts))


def balanced(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Segments without borders of conditional parts whose other border was cut off."""
    opened: list[int] = []
    lost: set[int] = set()
    for at, segment in enumerate(segments):
        if not isinstance(segment, Placeholder):
            continue
        if segment.kind in (Kind.TEST, Kind.LOOP):
            opened.append(at)
        elif segment.kind is Kind.ELSE and not opened:
            lost.add(at)
        elif segment.kind is Kind.END:
            if opened:
                opened.pop()
            else:
                lost.add(at)
    lost.update(opened)
    return tuple(segment for at, segment in enumerate(segments) if at not in lost)


def unconditional(text: Text) -> Iterator[Segment]:
    """The literals and the values that stand in a text whatever its conditions say."""
    depth = 0
    for part in text.segments:
        kind = part.kind if isinstance(part, Placeholder) else Kind.VALUE
        if kind is Kind.VALUE and not depth:
            yield part
        depth += (kind in (Kind.TEST, Kind.LOOP)) - (kind is Kind.END)


def _common_start(margins: Sequence[str]) -> str:
    first, last = min(margins), max(margins)
    for at, character in enumerate(first):
        if at >= len(last) or last[at] != character:
            return first[:at]
    return first


def choices(text: Text) -> frozenset[str]:
    """All texts that it can be where conditions choose among constants; none where there are more, or values in it."""
    if text.size > _MOST_OF_CHOICES:
        return frozenset()
    now, outer = frozenset(("",)), list[tuple[frozenset[str], frozenset[str], bool]]()
    for part in text.segments:
        if isinstance(part, Literal):
            now = frozenset(each + part.text for each in now)
        elif part.kind is Kind.TEST:
            outer.append((now, frozenset(), False))
            now = frozenset(("",))
        elif part.kind is Kind.ELSE and outer:
            before, arms, _ = outer.pop()
            outer.append((before, arms | now, True))
            now = frozenset(("",))
        elif part.kind is Kind.END and outer:
            before, arms, is_complete = outer.pop()
            ways = arms | now if is_complete else arms | now | {""}
            now = frozenset(first + second for first in before for second in ways)
        else:
            return frozenset()
        if len(now) > _MOST_CHOICES:
            return frozenset()
    return now
