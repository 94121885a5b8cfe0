"""Walk the trees of templates and leave one flat run of segments and marks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, assert_never

from promptlint.errors import UnreadableError
from promptlint.facts import (
    Apply,
    Arm,
    Assign,
    CacheMark,
    CallBlock,
    Const,
    Extends,
    For,
    If,
    Import,
    Include,
    Macro,
    Named,
    Node,
    Print,
    RoleMark,
    Scope,
    Slot,
    Text,
)
from promptlint.ir import Evidence, Kind, Literal, Placeholder, Segment, Stability
from promptlint.link.values import UNKNOWN, Bound, BoundMacro, Levels, Module, Value, evaluate, lookup
from promptlint.link.values import Scope as Names
from promptlint.record import Record, dataclass
from promptlint.source import Run, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.facts import Expr

_DEEPEST = 40  # includes and macros inside one another
_REGISTERED = ("handlebars", "mustache")  # languages whose partials a program may register under any name
# No path: a function of the program finds it (`scenarios.share:rules.input`).
_OF_A_LOADER = re.compile(r"[\w.-]+:[\w-]+(?:\.(?!(?:html?|txt|md|j2|jinja2?)$)[\w-]+)*")
_MOST = 100_000  # segments of one prompt


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Mark(Record):
    """A role or cache mark, with the file that it stands in."""

    node: RoleMark | CacheMark
    path: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Trouble(Record):
    """What could not be joined: a missing file is a warning, a circle an error."""

    path: str
    span: Span
    message: str
    fatal: bool


Event = Segment | Mark


class Loader(Protocol):
    """Where other files' templates come from."""

    def find(self, name: str, beside: str) -> str | None:
        """The path of the file that a template at `beside` means by a name."""
        ...

    def template(self, path: str, language: str) -> tuple[Node, ...]:
        """The nodes of a file; raises UnreadableError."""
        ...


class Expander:
    """Expands one prompt; `sources` collects the files it took text from, `troubles` what it could not join."""

    def __init__(self, loader: Loader, levels: Levels, path: str) -> None:
        self.loader, self.levels, self.path = loader, levels, path
        self.sources: dict[str, None] = {path: None}
        self.troubles: list[Trouble] = []
        self._open: list[str] = [path]
        self._places: list[str] = []  # the files that each open one was entered from
        self._slots: dict[str, list[tuple[str, Slot]]] = {}
        self._count = 0

    def expand(self, nodes: Sequence[Node], scope: Names) -> list[Event]:
        """The events of a template; names that it sets stay in the scope."""
        parent = next((node for node in nodes if isinstance(node, Extends)), None)
        if parent is not None:
            return self._inherit(parent, nodes, scope)
        return [event for node in nodes for event in self._node(node, scope)]

    # ------------------------------------------------------------ nodes

    def _node(self, node: Node, scope: Names) -> Iterator[Event]:
        self._spend(1, _place(node))
        match node:
            case Text():
                yield Literal(node.text, self.path, node.span, node.runs)
            case RoleMark() | CacheMark():
                yield Mark(node, self.path)
            case Assign() | Import() | Macro() | Extends():
                self._name(node, scope)
            case Print():
                yield from self._print(node.value, node.span, scope)
            case If():
                yield from self._if(node, scope)
            case For():
                yield from self._for(node, scope)
            case Scope():
                yield from self._scope(node, scope)
            case Include():
                yield from self._include(node, scope)
            case Slot():
                yield from self._slot(node, 0, scope)
            case CallBlock():
                yield from self._call_block(node, scope)
            case _:
                assert_never(node)

    def _spend(self, parts: int, span: Span) -> None:
        self._count += parts
        if self._count > _MOST:
            raise UnreadableError(f"expands to more than {_MOST:,} parts", span.start)

    def _name(self, node: Assign | Import | Macro | Extends, scope: Names) -> None:
        """What prints nothing but gives names their meaning."""
        match node:
            case Assign():
                scope[node.name] = self._assigned(node, scope)
            case Import():
                self._import(node, scope)
            case Macro():
                scope[node.name] = BoundMacro(node, self.path, scope)
            case Extends():
                pass

    def _print(self, expr: Expr, span: Span, scope: Names) -> Iterator[Event]:
        if isinstance(expr, Apply) and (called := self._called(expr, scope)) is not None:
            yield from called
            return
        if isinstance(expr, Apply) and expr.op == "op:if" and all(isinstance(arm, Const) for arm in expr.args[1:]):
            test, *texts = expr.args
            arms = [Arm(case, (Print(text, span),), span) for case, text in zip((test, None), texts, strict=True)]
            yield from self._if(If(tuple(arms), span), scope)
            return
        value = evaluate(expr, scope, self.levels)
        if value.segments is not None:
            self._spend(len(value.segments), span)
            yield from value.segments
        elif value.known:
            if value.text:
                yield Literal(value.text, self.path, span, (Run(0, len(value.text), span),))
        else:
            yield _placeholder(value, Kind.VALUE, self.path, span)

    def _called(self, expr: Apply, scope: Names) -> list[Event] | None:
        """What a macro call prints, also through a filter; None when it is not one."""
        kind, _, name = expr.op.partition(":")
        if kind == "filter" and expr.args and isinstance(expr.args[0], Apply):
            inner = self._called(expr.args[0], scope)
            return None if inner is None else [self._form(expr.op, expr.text, inner), *inner]
        if kind != "call":
            return None
        bound = lookup(name, scope)
        if name in ("caller", "super") and isinstance(bound, Value):
            return list(bound.segments or ())
        if not isinstance(bound, BoundMacro):
            return None
        arguments = [argument for argument in expr.args if not self._is_owner(argument, name, scope)]
        return self._macro(bound, arguments, scope)

    @staticmethod
    def _is_owner(argument: Expr, name: str, scope: Names) -> bool:
        owner = name.rpartition(".")[0]
        return bool(owner) and argument.text == owner and isinstance(lookup(owner, scope), Module)

    def _form(self, op: str, text: str, inner: Sequence[Event]) -> Segment:
        """A constant that stands for what is done to the text behind it, so that a change of that shows."""
        span = next((event.span for event in inner if not isinstance(event, Mark)), Span(0, 0))
        where = Span(span.start, span.start)
        return Placeholder("", Stability.CONSTANT, self.path, where, form=f"{op} {text}", evidence=Evidence.SOURCE)

    def _macro(self, bound: BoundMacro, arguments: Sequence[Expr], scope: Names) -> list[Event]:
        macro, given = bound.macro, {a.name: a.value for a in arguments if isinstance(a, Named)}
        by_place = [argument for argument in arguments if not isinstance(argument, Named)]
        inner: Names = dict(bound.scope)
        for index, (name, default) in enumerate(macro.params):
            chosen = by_place[index] if index < len(by_place) else given.get(name, default)
            inner[name] = evaluate(chosen, scope, self.levels) if chosen is not None else _UNDEFINED
        if "caller" in scope:
            inner.setdefault("caller", scope["caller"])
        with _Inside(self, bound.path, f"macro {bound.path} {macro.name}") as fits:
            return self.expand(macro.body, inner) if fits else []

    def _if(self, node: If, scope: Names) -> Iterator[Event]:
        tests = [None if arm.test is None else evaluate(arm.test, scope, self.levels) for arm in node.arms]
        if (settled := _settled(tests)) is not None:
            if settled >= 0:
                yield from self.expand(node.arms[settled].body, scope)
            return
        scopes: list[Names] = []
        for index, (arm, test) in enumerate(zip(node.arms, tests, strict=True)):
            kind = Kind.TEST if index == 0 else Kind.ELSE
            yield _placeholder(test or _ALWAYS, kind, self.path, arm.span)
            inner = dict(scope)
            yield from self.expand(arm.body, inner)
            scopes.append(inner)
        yield _placeholder(_ALWAYS, Kind.END, self.path, node.end)
        _merge(scope, scopes, max((test for test in tests if test), key=lambda test: test.stability))

    def _for(self, node: For, scope: Names) -> Iterator[Event]:
        over = evaluate(node.over, scope, self.levels)
        yield _placeholder(over, Kind.LOOP, self.path, node.span)
        item = replace(over, known=False, content=None, segments=None, form="")
        inner: Names = {**scope, "loop": replace(item, name="loop")}
        for target in node.targets:
            inner[target] = replace(item, name=target)
        yield from self.expand(node.body, inner)
        if node.otherwise:
            yield _placeholder(_ALWAYS, Kind.ELSE, self.path, node.end)
            yield from self.expand(node.otherwise, dict(scope))
        yield _placeholder(_ALWAYS, Kind.END, self.path, node.end)

    def _assigned(self, node: Assign, scope: Names) -> Value:
        if node.value is None:
            return self._capture(self.expand(node.body, dict(scope)), node.name)
        if isinstance(node.value, Apply) and (called := self._called(node.value, scope)) is not None:
            return self._capture(called, node.name)
        return evaluate(node.value, scope, self.levels)

    def _capture(self, events: Sequence[Event], name: str) -> Value:
        """Text that is kept under a name and printed later, perhaps several times."""
        segments = tuple(event for event in events if not isinstance(event, Mark))
        worst = max(
            (segment for segment in segments if isinstance(segment, Placeholder)),
            key=lambda segment: segment.stability,
            default=None,
        )
        if worst is None:
            return Value(Stability.CONSTANT, name, segments=segments)
        return Value(worst.stability, name, worst.evidence, worst.nature, segments=segments)

    def _scope(self, node: Scope, scope: Names) -> Iterator[Event]:
        events = self.expand(node.body, dict(scope))
        if node.op:
            yield self._form(node.op, "", events)
        yield from events

    # ------------------------------------------------------------ other files

    def _include(self, node: Include, scope: Names) -> Iterator[Event]:
        path = next((found for name in node.names if (found := self.loader.find(name, self.path))), None)
        if path is None:
            if node.names and node.optional:
                return
            wanted = " or ".join(f"`{name}`" for name in node.names[:1]) or "a computed name"
            if node.names and node.language not in _REGISTERED and not _OF_A_LOADER.fullmatch(node.names[0]):
                self._miss(node.span, f"cannot find {wanted} in the repository")
            yield _placeholder(replace(UNKNOWN, name=wanted.strip("`")), Kind.VALUE, self.path, node.span)
            return
        with _Inside(self, path, path, node.span) as fits:
            if fits:
                inner = dict(scope)
                for argument in node.args:
                    inner[argument.name] = evaluate(argument.value, scope, self.levels)
                slots, self._slots = self._slots, {}
                yield from self.expand(self._template(path, node.language, node.span), inner)
                self._slots = slots

    def _template(self, path: str, language: str, span: Span) -> tuple[Node, ...]:
        """The nodes of another file; where it is broken, the fault is told at the place that needs it."""
        try:
            return self.loader.template(path, language)
        except UnreadableError as problem:
            back = self._places[-1] if self._places else self.path
            self.troubles.append(Trouble(back, span, f"cannot read `{path}`: {problem.message}", fatal=True))
            return ()

    def _import(self, node: Import, scope: Names) -> None:
        path = self.loader.find(node.template, self.path) if node.template else None
        members: Names = {}
        if path is None:
            if node.template:
                self._miss(node.span, f"cannot find `{node.template}` in the repository")
            members.update({theirs: UNKNOWN for theirs, _ in node.names})
        else:
            with _Inside(self, path, path, node.span) as fits:
                if fits:
                    self.expand(self._template(path, "jinja", node.span), members)
        if node.alias is not None:
            scope[node.alias] = Module(members) if path else replace(UNKNOWN, name=node.alias)
        for theirs, ours in node.names:
            scope[ours] = members.get(theirs, replace(UNKNOWN, name=theirs))

    def _inherit(self, parent: Extends, nodes: Sequence[Node], scope: Names) -> list[Event]:
        for node in nodes:
            if isinstance(node, Assign | Import | Macro):
                self._name(node, scope)
        for slot in _slots(nodes):
            self._slots.setdefault(slot.name, []).append((self.path, slot))
        path = self.loader.find(parent.name, self.path) if parent.name else None
        if path is None:
            if parent.name:
                self._miss(parent.span, f"cannot find `{parent.name}` in the repository")
            unknown = replace(UNKNOWN, name=parent.name or "a computed name")
            return [_placeholder(unknown, Kind.VALUE, self.path, parent.span)]
        with _Inside(self, path, path, parent.span) as fits:
            return self.expand(self._template(path, "jinja", parent.span), scope) if fits else []

    def _slot(self, node: Slot, depth: int, scope: Names) -> Iterator[Event]:
        """The most derived filling of a block; `super()` inside it prints the next one."""
        fillings = [*self._slots.get(node.name, ()), (self.path, node)]
        path, chosen = fillings[depth]
        inner = dict(scope)
        if depth + 1 < len(fillings) and _uses_super(chosen.body):
            inner["super"] = self._capture(list(self._slot(node, depth + 1, scope)), "super()")
        here, self.path = self.path, path
        yield from self.expand(chosen.body, inner)
        self.path = here

    def _call_block(self, node: CallBlock, scope: Names) -> Iterator[Event]:
        inner: Names = {**scope, "caller": self._capture(self.expand(node.body, dict(scope)), "caller()")}
        called = self._called(node.call, inner)
        if called is not None:
            yield from called
        else:
            yield from self._print(node.call, node.span, scope)

    def _miss(self, span: Span, message: str) -> None:
        self.troubles.append(Trouble(self.path, span, message, fatal=False))

    # ------------------------------------------------------------ depth

    def enter(self, path: str, key: str, span: Span | None) -> bool:
        """Go into a file or a macro; False when that would go round in a circle or too deep."""
        if key in self._open and span is not None:
            self.troubles.append(Trouble(self.path, span, f"`{path}` includes itself", fatal=True))
            return False
        if len(self._open) >= _DEEPEST or self._open.count(key) > 3:  # noqa: PLR2004 a recursive macro is read a few rounds
            return False
        self._open.append(key)
        self._places.append(self.path)
        self.sources[path] = None
        self.path = path
        return True

    def leave(self, path: str) -> None:
        """Come back to the file that was open before."""
        self._open.pop()
        self._places.pop()
        self.path = path


class _Inside:
    """Keeps the expander's place while it reads another file or a macro."""

    def __init__(self, expander: Expander, path: str, key: str, span: Span | None = None) -> None:
        self.expander, self.path, self.key, self.span = expander, path, key, span
        self.back = expander.path
        self.fits = False

    def __enter__(self) -> bool:
        self.fits = self.expander.enter(self.path, self.key, self.span)
        return self.fits

    def __exit__(self, *_: object) -> None:
        if self.fits:
            self.expander.leave(self.back)


_ALWAYS = Value(Stability.CONSTANT, "")
_UNDEFINED = Value(Stability.CONSTANT, "", known=True, content=None)


def _placeholder(value: Value, kind: Kind, path: str, span: Span) -> Placeholder:
    return Placeholder(value.name, value.stability, path, span, kind, value.form, value.nature, value.evidence)


def _settled(tests: Sequence[Value | None]) -> int | None:
    """The arm that constants choose: -1 for none of them, None when they do not settle it."""
    for index, test in enumerate(tests):
        if test is None:
            return index
        if not test.known:
            return None
        if test.content:
            return index
    return -1


def _merge(scope: Names, arms: Sequence[Names], test: Value) -> None:
    """After a condition, a name that an arm set may have either value."""
    for name in dict.fromkeys(name for arm in arms for name in arm):
        values: list[Bound | None] = [arm.get(name) for arm in arms]
        if all(value is scope.get(name) for value in values):
            continue
        seen = [value for value in (*values, scope.get(name)) if isinstance(value, Value)]
        if seen:
            worst = max([*seen, test], key=lambda value: value.stability)
            scope[name] = Value(worst.stability, name, worst.evidence, worst.nature)
        else:
            scope[name] = next(value for value in values if value is not None)


def _slots(nodes: Sequence[Node]) -> Iterator[Slot]:
    for node in nodes:
        if isinstance(node, Slot):
            yield node
            yield from _slots(node.body)
        elif isinstance(node, If):
            for arm in node.arms:
                yield from _slots(arm.body)


def _uses_super(nodes: Sequence[Node]) -> bool:
    return any(
        (isinstance(node, Print) and "super()" in node.value.text)
        or (isinstance(node, If) and any(_uses_super(arm.body) for arm in node.arms))
        or (isinstance(node, For | Scope | Slot) and _uses_super(node.body))
        for node in nodes
    )


def _place(node: Node) -> Span:
    span = node.end if isinstance(node, If) else node.span
    return span or Span(0, 0)
