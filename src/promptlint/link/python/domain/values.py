"""What an expression of a program can be worth, as far as that can be told without running it."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from promptlint.ir import Evidence, Kind, Nature, Placeholder, Stability, Step
from promptlint.link.python.domain.text import Text
from promptlint.record import Record, dataclass, replace

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Mapping, Sequence

    from promptlint.link.python.loading.modules import Module
    from promptlint.source import Span

# What a mixture is called: what is proven to vary counts more than what is not known.
_WEIGHT = {
    Stability.CONSTANT: 0,
    Stability.DEPLOY: 1,
    Stability.DAILY: 2,
    Stability.SHARED: 3,
    Stability.UNKNOWN: 4,
    Stability.SESSION: 5,
    Stability.REQUEST: 6,
    Stability.VOLATILE: 7,
}
# The types of what a model says, of the number of a round, and of what a graph has found out so far.
ANSWER, COUNT, STATE = "answer", "count", "state"
LEFT = "left"  # of what is put there meanwhile, nobody knows what, where nothing was at first
PART = "part"  # what was taken from another value and is written out
YIELDED = "yield"  # what a generator has given so far is kept under this name
_MOST_STEPS = 8
_DEEPEST = 6  # containers in each other that are looked into for what varies
_MOST_OPAQUES = 2_000  # that are looked at for what varies most


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Known(Record):
    """A number, a truth value, None or bytes."""

    content: object
    path: str
    span: Span


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Filled(Placeholder):
    """A placeholder that still knows what kind of value it stands for, while a program is followed."""

    type: str = ""
    loop: int | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Opaque(Record):
    """A value of which only its origin is known.

    `type` is a tag of `sources` or the dotted name of what made it. `loop` is the loop whose item it
    is. `settled` is how often it changes apart from its order.
    """

    name: str
    stability: Stability
    path: str
    span: Span
    nature: Nature = Nature.PLAIN
    evidence: Evidence = Evidence.SOURCE
    type: str = ""
    steps: tuple[Step, ...] = ()
    loop: int | None = None
    settled: Stability = Stability.UNKNOWN
    form: str = ""

    @property
    def is_telling(self) -> bool:
        """Whether it is proven, or told by a name, that the value changes."""
        return self.stability in (Stability.SESSION, Stability.REQUEST, Stability.VOLATILE)

    @property
    def is_unknown(self) -> bool:
        """Whether nothing at all is known of the value."""
        return self.stability is Stability.UNKNOWN and self.nature is Nature.PLAIN and not self.type

    def placeholder(self, kind: Kind = Kind.VALUE, form: str = "") -> Filled:
        """The segment that stands for this value in a text."""
        return Filled(
            self.name,
            self.stability,
            self.path,
            self.span,
            kind,
            self.form + form,
            self.nature,
            self.evidence,
            self.steps,
            self.type,
            self.loop,
        )

    def via(self, step: Step) -> Opaque:
        """The same value one step further on its way; steps matter only of what varies."""
        if self.stability < Stability.DAILY or self.stability is Stability.UNKNOWN:
            return self
        if (self.path, self.span) == (step.path, step.span):
            return self
        steps = self.steps[:-1] if self.steps and holds(step, self.steps[-1]) else self.steps
        return replace(self, steps=further(steps, step))


def further(steps: tuple[Step, ...], step: Step) -> tuple[Step, ...]:
    """The steps of a value and one more; of a long way the beginning and the end are kept."""
    if len(steps) >= _MOST_STEPS:
        half = _MOST_STEPS // 2
        steps = (*steps[:half], *steps[half + 1 :])
    return (*steps, step)


def holds(step: Step, other: Step) -> bool:
    """Whether a place on the way is a part of the next one."""
    return step.path == other.path and step.span.start <= other.span.start and other.span.end <= step.span.end


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Either(Record):
    """One of several values, by a condition."""

    test: Opaque
    arms: tuple[Value, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Spread(Record):
    """All elements of a value that is not known element by element."""

    value: Value


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Repeat(Record):
    """Elements that come once for each round of a loop."""

    over: Opaque
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Choice(Record):
    """Elements that are there by a condition."""

    test: Opaque
    arms: tuple[tuple[Item, ...], ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Listing(Record):
    """A list, a tuple, a set or what a generator yields."""

    kind: str  # "list", "tuple", "set", "generator"
    items: tuple[Item, ...]
    path: str
    span: Span
    grows: bool = False  # it outlives what is seen of it: in the next round or the next call it is longer
    continues: bool = False  # what was said in the turns before is in it besides, and more will be
    # The loops that add to it, each with how many elements stand ahead of what the rounds before have left.
    rounds: tuple[tuple[int, int], ...] = ()

    def behind(self, count: int) -> tuple[tuple[int, int], ...]:
        """The loops that add to it, where so many other elements stand ahead of its own."""
        return tuple((loop, place + count) for loop, place in self.rounds)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pair(Record):
    """An entry of a mapping."""

    key: str
    value: Value


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dictionary(Record):
    """A dict with what is known of its entries, in order; other entries are a spread."""

    entries: tuple[Pair | Spread, ...]
    path: str
    span: Span
    node: ast.AST | None = None
    lacking: Value | None = None  # what stands under a key that nobody has put anything under

    def get(self, key: str) -> Value | None:
        """The value under a key, the last one that was put there."""
        return next((e.value for e in reversed(self.entries) if isinstance(e, Pair) and e.key == key), None)

    @property
    def is_whole(self) -> bool:
        """Whether there are no entries besides those that are known."""
        return all(isinstance(entry, Pair) for entry in self.entries)

    def with_entry(self, key: str, value: Value) -> Dictionary:
        """The same with one entry more, or another value in its place."""
        if any(isinstance(entry, Pair) and entry.key == key for entry in self.entries):
            entries = tuple(Pair(key, value) if isinstance(e, Pair) and e.key == key else e for e in self.entries)
        else:
            entries = (*self.entries, Pair(key, value))
        return replace(self, entries=entries)

    def without(self, key: str) -> Dictionary:
        """The same without an entry."""
        return replace(self, entries=tuple(e for e in self.entries if not (isinstance(e, Pair) and e.key == key)))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Function(Record):
    """A function of the repository, perhaps bound to an instance or with arguments given before."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    module: Module
    qualname: str
    closure: Mapping[str, Value] | None = None
    owner: Class | None = None
    bound: Value | None = None
    given: tuple[Value, ...] = ()
    named: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Class(Record):
    """A class of the repository."""

    node: ast.ClassDef
    module: Module
    qualname: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Instance(Record):
    """An object: of a class of the repository, or of another library under its dotted name."""

    cls: Class | None
    name: str
    fields: Mapping[str, Value]
    args: tuple[Value, ...]
    path: str
    span: Span
    is_partial: bool = False  # fields that are not there may be set elsewhere
    is_unseen: bool = False  # only an annotation tells of it: nobody knows for how long it lives

    def with_field(self, name: str, value: Value) -> Instance:
        """The same with one attribute set."""
        return replace(self, fields={**self.fields, name: value})


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ModuleValue(Record):
    """A module of the repository."""

    module: Module


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class External(Record):
    """Something of another library, under its dotted name."""

    name: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Template(Record):
    """A template that awaits its variables: its text, or the file it is read from."""

    language: str  # "jinja", "format", "dollar", "mustache"
    text: Text | None
    file: str | None
    path: str
    span: Span
    given: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class File(Record):
    """A path, or the open file under it; `name` is None where it is computed."""

    name: str | None
    path: str
    span: Span


Value = (
    Text
    | Known
    | Opaque
    | Either
    | Listing
    | Dictionary
    | Function
    | Class
    | Instance
    | ModuleValue
    | External
    | Template
    | File
)
Item = Value | Spread | Repeat | Choice


def worst(values: Iterable[Opaque]) -> Opaque | None:
    """The value that decides about a mixture of them."""
    return max(values, key=lambda value: _WEIGHT[value.stability], default=None)


def opaques(value: Item) -> Sequence[Opaque]:
    """All that is not constant in a value, so that a mixture can be judged by it."""
    if isinstance(value, Opaque):
        return (value,)
    found: list[Opaque] = []
    _collect(value, found, _DEEPEST)
    return found


def _counts(part: Placeholder) -> bool:
    """Whether a part of a text is a value, or a test of which more is known than its name."""
    if part.kind is Kind.TEST:
        return part.evidence is not Evidence.NAME
    return part.kind in (Kind.VALUE, Kind.LOOP)


def _collect(value: Item, found: list[Opaque], depth: int) -> None:  # noqa: C901, PLR0912 one case for each kind
    if depth == 0 or len(found) > _MOST_OPAQUES:
        return
    match value:
        case Opaque():
            found.append(value)
        case Text():
            if value.opaques is None:
                value.opaques = [
                    of_placeholder(each) for each in value.segments if isinstance(each, Placeholder) and _counts(each)
                ]
            found += value.opaques
        case Either(test, arms):
            for arm in arms:
                _collect(arm, found, depth - 1)
            if test.evidence is not Evidence.NAME:
                found.append(test)
        case Listing(kind, items):
            if kind == "set" and are_several(items):
                found.append(unordered(value))
            for item in items:
                _collect(item, found, depth - 1)
        case Spread(inner):
            _collect(inner, found, depth - 1)
        case Repeat(over, items):
            found.append(over)
            for item in items:
                _collect(item, found, depth - 1)
        case Choice(test, arms_of_items):
            for items in arms_of_items:
                for item in items:
                    _collect(item, found, depth - 1)
            if test.evidence is not Evidence.NAME:
                found.append(test)
        case Dictionary(entries):
            for entry in entries:
                _collect(entry.value, found, depth - 1)
        case Instance():
            for inner_value in (*value.fields.values(), *value.args):
                _collect(inner_value, found, depth - 1)
        case Template() if value.text is not None:
            _collect(value.text, found, depth - 1)
        case _:
            pass


def are_several(items: Sequence[Item]) -> bool:
    """Whether there may be more than one element: an order to speak of."""
    return len(items) > 1 or any(map(_may_be_several, items))


def _may_be_several(item: Item) -> bool:
    match item:
        case Repeat() | Spread():
            return True
        case Choice(arms=arms):
            return any(map(are_several, arms))
        case _:
            return False


def of_placeholder(segment: Placeholder) -> Opaque:
    """The value that a segment of a text stands for: what of a conversation is written into a text is no message."""
    is_of_messages = segment.nature in (Nature.WINDOW, Nature.REWRITTEN)
    return Opaque(
        segment.name,
        segment.stability,
        segment.path,
        segment.span,
        Nature.PLAIN if is_of_messages else segment.nature,
        segment.evidence,
        type=segment.type if isinstance(segment, Filled) else "",
        steps=segment.steps,
        loop=segment.loop if isinstance(segment, Filled) else None,
        form=segment.form,
    )


def unordered(value: Listing) -> Opaque:
    """A set as what is iterated over: its order differs from process to process."""
    settled = worst(in_any_order(each) for item in value.items for each in opaques(item))
    return Opaque(
        "a set",
        Stability.VOLATILE,
        value.path,
        value.span,
        Nature.UNORDERED,
        type="set",
        settled=settled.stability if settled is not None else Stability.CONSTANT,
    )


def in_any_order(value: Opaque) -> Opaque:
    """A value as far as it says the same in whatever order its elements come."""
    return replace(value, stability=value.settled, nature=Nature.PLAIN) if value.nature is Nature.UNORDERED else value
