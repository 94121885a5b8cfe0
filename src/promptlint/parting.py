"""The first place at which two prompts differ, for the eye: where it is, what it is, and the line around it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from promptlint.diagnostics import Difference, Excerpt
from promptlint.ir import Block, Kind, Literal, Placeholder, Section, fingerprint
from promptlint.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from promptlint.ir import Prompt


class Cause(Enum):
    """What kind of difference comes first, and the words for its place."""

    TEXT = "changed here"
    VALUE = "another value here"
    MODEL = "another model, which has its own cache"
    ROLE = "another role here"
    TOOL_ORDER = "tools in another order from here"
    EXTENT = "the cached prefix ends elsewhere now"

    @property
    def is_extent(self) -> bool:
        """Whether the same text is sent, and only the end of the prefix moved."""
        return self is Cause.EXTENT

    @property
    def event(self) -> str:
        """What happened to the cached prefix, as the beginning of a message."""
        match self:
            case Cause.MODEL:
                return "the model changed"
            case Cause.TOOL_ORDER:
                return "the order of the tools changed"
            case Cause.EXTENT:
                return "the end of the cached prefix moved"
            case Cause.TEXT | Cause.VALUE | Cause.ROLE:
                return "the cached prefix changed"


@dataclass(frozen=True, slots=True)
class Place:
    """A span in one file."""

    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Parting:
    """Where two prompts part."""

    cause: Cause
    before: Place
    after: Place
    difference: Difference

    @property
    def words(self) -> str:
        """What a label says of the place."""
        is_gap = self.cause is Cause.TEXT and self.after.span.start == self.after.span.end
        return "text was removed here" if is_gap else self.cause.value


class _Text(NamedTuple):
    """Neighbouring literals as one text, however they were cut."""

    text: str
    literals: tuple[Literal, ...]
    starts: tuple[int, ...]

    def place(self, start: int, end: int) -> Place:
        """Where some characters are written, as far as they are written together."""
        index = max(bisect_right(self.starts, start) - 1, 0)
        literal, at = self.literals[index], self.starts[index]
        first, last = (min(offset - at, len(literal.text)) for offset in (start, end))
        runs = [run for run in literal.runs if run.at <= first < run.at + run.length]
        if runs:  # what comes after an escape or a folded line end may be lines away
            last = min(last, runs[0].at + runs[0].length)
        return Place(literal.path, literal.place(first, last))


_Atom = Block | _Text | Placeholder  # a block stands for its own beginning


class _Cursor(NamedTuple):
    """A place in a prompt: an atom, and for a text how many of its characters are left behind."""

    prompt: Prompt
    atoms: Sequence[_Atom]
    at: int
    offset: int = 0

    @property
    def atom(self) -> _Atom | None:
        return self.atoms[self.at] if self.at < len(self.atoms) else None

    def at_end_of_text(self) -> _Cursor:
        """The same place; behind the last character of a text it is the value that follows."""
        following = self.atoms[self.at + 1] if self.at + 1 < len(self.atoms) else None
        atom = self.atom
        if isinstance(atom, _Text) and self.offset == len(atom.text) and isinstance(following, Placeholder):
            return _Cursor(self.prompt, self.atoms, self.at + 1)
        return self


def part(before: Prompt, after: Prompt) -> Parting:
    """Find the first difference that touches the cached prefix of either."""
    old, new = _atoms(before.blocks), _atoms(after.blocks)
    index, offset = _first_difference(old, new, before.fingerprint.names, after.fingerprint.names)
    reach = max(len(_atoms(before.cached_prefix)), len(_atoms(after.cached_prefix)))
    here, there = _Cursor(before, old, index, offset), _Cursor(after, new, index, offset)
    if index < reach and index < max(len(old), len(new)):
        if tools := _reordered_tools(here, there):
            return tools
        return _text_parting(*_classified(here, there))
    if before.model != after.model:
        shown = Difference(_whole(before.model or "no model"), _whole(after.model or "no model"))
        return Parting(Cause.MODEL, _model_place(before), _model_place(after), shown)
    ends = _end_of_prefix(before, old), _end_of_prefix(after, new)
    return Parting(
        Cause.EXTENT, _mark_place(ends[0]), _mark_place(ends[1]), Difference(*(_line_to(end) for end in ends))
    )


def _atoms(blocks: Iterable[Block]) -> list[_Atom]:
    atoms: list[_Atom] = []
    for block in blocks:
        atoms.append(block)
        run: list[Literal] = []
        for segment in block.segments:
            if isinstance(segment, Literal):
                run.append(segment)
                continue
            atoms += _joined(run)
            run = []
            atoms.append(segment)
        atoms += _joined(run)
    return atoms


def _joined(literals: list[Literal]) -> list[_Text]:
    starts, at = [], 0
    for literal in literals:
        starts.append(at)
        at += len(literal.text)
    return [_Text("".join(literal.text for literal in literals), tuple(literals), tuple(starts))] if at else []


def _first_difference(
    old: Sequence[_Atom], new: Sequence[_Atom], old_names: Iterable[str], new_names: Iterable[str]
) -> tuple[int, int]:
    """The atom and the offset in it up to which both are the same, by the terms of a fingerprint."""
    numbers: tuple[dict[str, int], dict[str, int]] = {}, {}
    mine, theirs = set(old_names), set(new_names)
    for index, (here, there) in enumerate(zip(old, new, strict=False)):
        match here, there:
            case _Text(text), _Text(other):
                if text != other:
                    return index, common_length(text, other)
            case Placeholder(), Placeholder():
                number = [
                    known.setdefault(value.name, len(known))
                    for known, value in zip(numbers, (here, there), strict=True)
                ]
                is_renamed = here.name not in theirs and there.name not in mine
                if (
                    number[0] != number[1]
                    or (here.kind, here.form) != (there.kind, there.form)
                    or not (here.name == there.name or is_renamed)
                ):
                    return index, 0
            case Block(), Block():
                if (here.section, here.role, here.content) != (there.section, there.role, there.content):
                    return index, 0
            case _:
                return index, 0
    return min(len(old), len(new)), 0


def common_length(left: Sequence[object], right: Sequence[object]) -> int:
    """How many characters, or bytes, are the same at the start; halving beats a loop over them."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _classified(here: _Cursor, there: _Cursor) -> tuple[Cause, _Cursor, _Cursor]:
    """What kind of difference it is; a value that came or went is the place, not the text in front of it."""
    counts = [sum(isinstance(atom, Placeholder) for atom in cursor.atoms) for cursor in (here, there)]
    if counts[0] != counts[1]:
        here, there = here.at_end_of_text(), there.at_end_of_text()
    atoms = here.atom, there.atom
    if all(isinstance(atom, Block) for atom in atoms):
        return Cause.ROLE, here, there
    is_value = [isinstance(atom, Placeholder) for atom in atoms]
    if all(is_value) or (any(is_value) and counts[0] != counts[1]):
        return Cause.VALUE, here, there
    return Cause.TEXT, here, there


def _reordered_tools(here: _Cursor, there: _Cursor) -> Parting | None:
    """The same tools in another order; the place is the first that stands elsewhere."""
    lists = []
    for prompt in (here.prompt, there.prompt):
        tools = [block for block in prompt.blocks if block.section is Section.TOOLS]
        lists.append([(fingerprint((tool,), None), tool) for tool in tools])
    keys = [[key for key, _ in tools] for tools in lists]
    if keys[0] == keys[1] or Counter(keys[0]) != Counter(keys[1]):
        return None
    first = next(index for index, pair in enumerate(zip(*keys, strict=True)) if pair[0] != pair[1])
    places = [_beginning(tools[first][1]) for tools in lists]
    return Parting(Cause.TOOL_ORDER, places[0], places[1], _difference(here, there))


def _text_parting(cause: Cause, here: _Cursor, there: _Cursor) -> Parting:
    old, new = _differing(here, there)
    return Parting(cause, _place(here, len(old)), _place(there, len(new)), _difference(here, there))


def _place(cursor: _Cursor, length: int) -> Place:
    atom = cursor.atom
    if isinstance(atom, _Text):
        return atom.place(cursor.offset, min(cursor.offset + length, len(atom.text)))
    if isinstance(atom, Placeholder):
        return Place(atom.path, atom.span)
    if isinstance(atom, Block):
        return _beginning(atom)
    return _end_place(cursor)


def _beginning(block: Block) -> Place:
    """The first line of a block."""
    for atom in _atoms((block,)):
        if isinstance(atom, Placeholder):
            return Place(atom.path, atom.span)
        if isinstance(atom, _Text) and (text := atom.text.lstrip()):
            start = len(atom.text) - len(text)
            return atom.place(start, start + len(text.partition("\n")[0]))
    return Place(block.path, block.span)


def _end_place(cursor: _Cursor) -> Place:
    """Behind the last thing before the cursor."""
    for atom in reversed(cursor.atoms[: cursor.at]):
        if isinstance(atom, _Text):
            return atom.place(len(atom.text), len(atom.text))
        return Place(atom.path, Span(atom.span.end, atom.span.end))
    return Place(cursor.prompt.path, Span(0, 0))


def _model_place(prompt: Prompt) -> Place:
    return Place(prompt.path, prompt.model_span or Span(0, 0))


def _end_of_prefix(prompt: Prompt, atoms: Sequence[_Atom]) -> _Cursor:
    return _Cursor(prompt, atoms, len(_atoms(prompt.cached_prefix)))


def _mark_place(end: _Cursor) -> Place:
    """The cache mark that ends the prefix, or the value at which it ends."""
    mark = end.prompt.last_breakpoint
    return Place(mark.path, mark.span) if mark else _place(end, 0)


# ---------------------------------------------------------------- the line around a place

_WIDTH = 72
_LEAD = 30  # characters shown before the difference
_LONGEST_LINE = 100_000  # characters of a line that are compared from its end
_ELLIPSIS = "…"
_SHOWN = {"\n": "↵", "\r": "␍", "\t": "⇥"}


def _difference(here: _Cursor, there: _Cursor) -> Difference:
    old, new = _differing(here, there)
    return Difference(
        _excerpt(_left(here), "".join(_right(here)), len(old)),
        _excerpt(_left(there), "".join(_right(there)), len(new)),
    )


def _differing(here: _Cursor, there: _Cursor) -> tuple[str, str]:
    """What is left of the ends of two lines when what they have in common at the end is taken away."""
    left, right = _right(here), _right(there)
    if _goes_on_below(there, left):
        return "", "".join(right)
    if _goes_on_below(here, right):
        return "".join(left), ""
    common = common_length(left[::-1], right[::-1])
    return "".join(left[: len(left) - common]), "".join(right[: len(right) - common])


def _goes_on_below(cursor: _Cursor, line: list[str]) -> bool:
    """Whether the end of a line comes only after line ends that the other side does not have."""
    text = cursor.atom.text if isinstance(cursor.atom, _Text) else ""
    below = cursor.offset
    while text.startswith("\n", below):
        below += 1
    return below > cursor.offset and line not in ([], ["\n"]) and text.startswith("".join(line), below)


def _left(cursor: _Cursor) -> str:
    """What stands on the line before the cursor; a block begins a line."""
    atom, pieces = cursor.atom, [""]
    if isinstance(atom, Block):
        return ""
    if isinstance(atom, _Text):
        start = atom.text.rfind("\n", 0, cursor.offset) + 1
        pieces.append(atom.text[max(start, cursor.offset - _WIDTH) : cursor.offset])
        if start:
            return pieces[-1]
    length = len(pieces[-1])
    for index in range(cursor.at - 1, -1, -1):
        atom = cursor.atoms[index]
        if length > _WIDTH or isinstance(atom, Block):
            break
        _, end, line = _shown(atom).rpartition("\n")
        pieces.append(line[-_WIDTH:])
        length += len(pieces[-1])
        if end:
            break
    return "".join(reversed(pieces))


def _right(cursor: _Cursor) -> list[str]:
    """What stands from the cursor to the end of its line, the end itself too where it comes first.

    Each character is an item, and each value, since half a value is nothing to point at.
    """
    items = list[str]()
    for index in range(cursor.at, len(cursor.atoms)):
        atom = cursor.atoms[index]
        if len(items) > _LONGEST_LINE or (isinstance(atom, Block) and index > cursor.at):
            break
        if isinstance(atom, Placeholder):
            items.append(_shown(atom))
            continue
        offset = cursor.offset if index == cursor.at else 0
        text = _shown(atom)[offset : offset + _LONGEST_LINE]
        if isinstance(cursor.atom, Block):
            text = text.lstrip("\n")
        line, end, _ = text.partition("\n")
        items += line or ("" if items else end)
        if end:
            break
    return items


def _shown(atom: _Atom) -> str:
    """A part of a prompt as a person reads it."""
    match atom:
        case _Text(text):
            return text
        case Block():
            return f"{atom.role or atom.section}: "
        case Placeholder(name, form=form, kind=kind):
            done = form.replace("?", name) if form else name
            word = "" if kind is Kind.VALUE else kind.value
            return f"{{{word}{' ' if word and done else ''}{done}}}"


def _excerpt(left: str, right: str, length: int) -> Excerpt:
    """A line, cut to the width of a terminal around what differs."""
    if len(left) + len(right) > _WIDTH and len(left) > _LEAD:
        left = _ELLIPSIS + left[1 - _LEAD :]
    room = _WIDTH - len(left)
    if len(right) > room:
        right = right[: room - 1] + _ELLIPSIS
    line = _visible(left + right)
    return Excerpt(line, len(left), min(len(left) + length, len(line)))


def _whole(text: str) -> Excerpt:
    return _excerpt("", text, len(text))


def _line_to(end: _Cursor) -> Excerpt:
    return _excerpt(_left(_Cursor(end.prompt, end.atoms[: end.at], end.at)), "", 0)


def _visible(text: str) -> str:
    """Every character as one that can be seen, so that columns hold and no terminal is steered."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _SHOWN.get(char, "□") for char in text)
