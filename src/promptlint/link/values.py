"""What an expression in a template is worth: how often it changes, and its text where that is settled."""

from __future__ import annotations

import re
from dataclasses import field, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from promptlint.facts import Apply, Const, Declared, Expr, Macro, Named, Ref
from promptlint.ir import Evidence, Nature, Segment, Stability
from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Functions that every template engine brings along and that add no variation of their own.
_PURE_CALLS = frozenset("range dict list tuple str int float bool len namespace cycler joiner zip enumerate".split())
_ORDERING = frozenset("sort dictsort sorted groupby".split())
_COUNTING = frozenset("length count".split())
_FORMATTING = frozenset("strftime strftime_now format date_format format_date datetimeformat".split())
_LONGEST = 100_000  # characters of a folded constant


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Value(Record):
    """A value: `known` ones have their text, captured ones the segments they print."""

    stability: Stability
    name: str
    evidence: Evidence = Evidence.SOURCE
    nature: Nature = Nature.PLAIN
    form: str = ""
    known: bool = False
    content: object = None
    segments: tuple[Segment, ...] | None = None
    sorted: Stability = Stability.DEPLOY  # how often what has no order changes apart from its order

    @property
    def text(self) -> str:
        """What a known value prints."""
        return "" if self.content is None else str(self.content)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BoundMacro(Record):
    """A macro with the file and the names that it was defined among."""

    macro: Macro
    path: str
    scope: Mapping[str, Bound]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Module(Record):
    """The macros and variables of an imported template."""

    members: Mapping[str, Bound] = field(default_factory=dict)


Bound = Value | BoundMacro | Module
Scope = dict[str, Bound]

UNKNOWN = Value(Stability.UNKNOWN, "")


@dataclass(frozen=True)
class Levels:
    """How free names of a template get their stability: by declaration, by name, by default."""

    declared: tuple[Declared, ...]
    undeclared: Stability = Stability.REQUEST

    def of_name(self, root: str, path: str = "") -> Value:
        """The value of a name that nothing in the template sets."""
        from promptlint.stability import by_name  # noqa: PLC0415 many prompts have no variable at all

        text = root + path
        if (found := self._declaration(root, text)) is not None:
            return Value(found.stability, text, Evidence.DECLARED, found.nature)
        if (known := by_name(root, path)) is not None:
            return Value(known[0], text, Evidence.NAME, known[1])
        return Value(self.undeclared, text, Evidence.DEFAULT)

    def of_call(self, op: str) -> Value | None:
        """The level that an operation has whatever it is applied to; None when it adds nothing of its own."""
        from promptlint.stability import of_operation  # noqa: PLC0415 see above

        kind, _, name = op.partition(":")
        if kind in ("call", "tag") and (found := self._declaration(name.partition(".")[0], name)) is not None:
            return Value(found.stability, name, Evidence.DECLARED, found.nature)
        if (known := of_operation(op)) is not None:
            return Value(known[0], name, Evidence.SOURCE, known[1])
        return None

    def _declaration(self, root: str, text: str) -> Declared | None:
        for declared in self.declared:
            if fnmatchcase(text, declared.pattern) or fnmatchcase(root, declared.pattern):
                return declared
        return None


def evaluate(expr: Expr, scope: Mapping[str, Bound], levels: Levels) -> Value:
    """What an expression is worth, macros aside."""
    match expr:
        case Const(value):
            return Value(Stability.CONSTANT, expr.text, known=True, content=value)
        case Named():
            return evaluate(expr.value, scope, levels)
        case Ref():
            return _reference(expr, scope, levels)
        case Apply():
            return _application(expr, scope, levels)


def lookup(name: str, scope: Mapping[str, Bound]) -> Bound | None:
    """What a dotted name is bound to, through imported modules."""
    root, _, rest = name.partition(".")
    bound = scope.get(name) or scope.get(root)
    while isinstance(bound, Module) and rest:
        root, _, rest = rest.partition(".")
        bound = bound.members.get(root)
    return bound if not rest or scope.get(name) else None


def _reference(ref: Ref, scope: Mapping[str, Bound], levels: Levels) -> Value:
    bound = lookup(ref.text, scope) or scope.get(ref.root)
    if isinstance(bound, Value):
        if not ref.path or lookup(ref.text, scope) is bound:
            return bound
        return replace(bound, name=bound.name + ref.path, known=False, content=None, segments=None)
    if bound is not None:  # a macro that is printed rather than called, a module
        return replace(UNKNOWN, name=ref.text)
    return levels.of_name(ref.root, ref.path)


def _application(expr: Apply, scope: Mapping[str, Bound], levels: Levels) -> Value:
    values = [evaluate(argument, scope, levels) for argument in expr.args]
    if (folded := _folded(expr.op, values)) is not None:
        return folded
    kind, _, name = expr.op.partition(":")
    own = levels.of_call(expr.op)
    if own is None and ((kind == "call" and "." not in name and name not in _PURE_CALLS) or kind == "tag"):
        own = replace(UNKNOWN, name=name)
    worst = max([*values, *([own] if own else [])], key=lambda value: value.stability, default=None)
    if worst is None:
        return Value(Stability.CONSTANT, expr.text)
    if own is not None and own.stability in (worst.stability, Stability.VOLATILE):
        worst = own  # what is done is proven, whatever it is done to
    level, nature = worst.stability, worst.nature
    contents = [value.sorted if value.nature is Nature.UNORDERED else value.stability for value in values]
    settled = max([*contents, Stability.DEPLOY])
    if nature is Nature.UNORDERED and name in _ORDERING | _COUNTING:
        level, nature = settled, Nature.PLAIN
    if nature is Nature.CLOCK and _tells_the_day(name, expr):
        level, nature = Stability.DAILY, Nature.CALENDAR
    names = tuple(dict.fromkeys(value.name for value in values if value.stability is not Stability.CONSTANT))
    shown = ", ".join(names) or expr.text
    return Value(level, shown, worst.evidence, nature, form=_form(expr), sorted=settled)


def _tells_the_day(name: str, expr: Apply) -> bool:
    """Whether of a time only the calendar day is left: `now().date()`, `now()|strftime("%Y-%m-%d")`."""
    from promptlint.stability import is_daily_format  # noqa: PLC0415 clocks are rare

    method = name.rpartition(".")[2]
    if method == "date":
        return True
    formats = [argument.value for argument in expr.args if isinstance(argument, Const)]
    return method in _FORMATTING and any(isinstance(text, str) and is_daily_format(text) for text in formats)


def _folded(op: str, values: list[Value]) -> Value | None:
    """The result of the few operations that are worth doing on constants."""
    if not values or not all(value.known for value in values):
        return None
    contents = [value.content for value in values]
    match op:
        case "op:~":
            result: object = "".join(value.text for value in values)
            if len(str(result)) > _LONGEST:  # text that doubles with every line would fill the memory
                return None
        case "op:==":
            result = contents[0] == contents[1]
        case "op:!=":
            result = contents[0] != contents[1]
        case "op:not":
            result = not contents[0]
        case "op:and":
            result = contents[0] and contents[1]
        case "op:or":
            result = contents[0] or contents[1]
        case "op:if":
            return values[1] if contents[0] else values[2]
        case "filter:default" | "filter:d":
            return values[0]
        case _:
            return None
    return Value(Stability.CONSTANT, repr(result), known=True, content=result)


def references(expr: Expr) -> Iterator[Ref]:
    """The names that an expression uses, from left to right."""
    match expr:
        case Ref():
            yield expr
        case Named():
            yield from references(expr.value)
        case Apply():
            for argument in expr.args:
                yield from references(argument)
        case Const():
            pass


def _form(expr: Apply) -> str:
    """What is done to the names of an expression, with the names left open."""
    names = sorted({ref.text for ref in references(expr)}, key=len, reverse=True)
    if not names:
        return expr.text
    return re.sub(rf"(?<![\w.'])(?:{'|'.join(map(re.escape, names))})(?!\w)", "?", expr.text)
