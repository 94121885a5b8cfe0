"""The state of following a program without running it: where it is, what it may spend, what it met."""

from __future__ import annotations

import ast
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from promptlint.frontends.python.walking import children
from promptlint.ir import Evidence, Nature, Stability, Step
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import External, ModuleValue, Opaque

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from promptlint.ir import Turn
    from promptlint.link.expand import Loader
    from promptlint.link.python.domain.merging import Env
    from promptlint.link.python.domain.values import Class, Function, Instance, Template, Value
    from promptlint.link.python.following.declared import Declarations
    from promptlint.link.python.following.relevance import Relevance
    from promptlint.link.python.loading.modules import Module, Modules
    from promptlint.link.python.tables.sink import Sink
    from promptlint.source import Span

DEEPEST = 9  # calls inside one another
_FUEL = 12_000  # expressions that are looked at for one entry
_FUEL_APART = 8_000  # the same for what several entries share
_KEPT = 4_000  # the part of the fuel of an entry that is not for the values of calls
_LONGEST_NAME = 48
Definition = ast.FunctionDef | ast.AsyncFunctionDef
_CLOSED = (ast.For, ast.AsyncFor, ast.While, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_MOST_SIGHTINGS = 1_000  # of one entry


class ExhaustedError(Exception):
    """An entry costs more to follow than it may."""


class Texts(Protocol):
    """Where the text of other files comes from."""

    @property
    def loader(self) -> Loader:
        """Where templates come from."""
        ...

    def text_file(self, name: str, beside: str) -> tuple[str, Text] | None:
        """The path and the text of a file that a program reads."""
        ...

    def data_file(self, name: str, beside: str) -> tuple[str, Value] | None:
        """The path of a YAML or JSON file that a program reads, and what it holds."""
        ...

    def template_file(self, name: str, beside: str) -> str | None:
        """The path of a template that a program names."""
        ...


@dataclass(slots=True)
class Sighting:
    """Something like a prompt that was met on the way."""

    kind: str  # "request", "message", "text", "tools"
    node: ast.AST
    frame: Frame
    parts: Mapping[str, Value]
    sink: Sink | None = None
    name: str = ""
    loops: tuple[int, ...] = ()  # the loops that it stands in
    groups: tuple[int, ...] = ()  # those of them in a round of which several requests are made
    turn: Turn | None = None


@dataclass(slots=True)
class Result:
    """What a call gave, kept for the next one with the same arguments."""

    value: Value
    left: Mapping[str, Value]  # in the parameters that hold what can be changed in place
    touched: tuple[str, ...]
    args: tuple[object, ...]  # those that are told apart by identity stay alive
    sightings: tuple[Sighting, ...] = ()  # what was met on the way, for whoever calls it again
    around: Mapping[str, Value] = field(default_factory=dict)  # in collections of the function around this one


@dataclass(slots=True)
class Machine:
    """What all frames share."""

    modules: Modules
    texts: Texts
    declared: Declarations
    relevance: Relevance
    sinks: Sequence[Sink] = ()  # of the configuration
    fuel: int = _FUEL
    kept: int = _KEPT
    sightings: list[Sighting] = field(default_factory=list)
    nested: list[tuple[Frame, Function]] = field(default_factory=list)
    running: list[ast.AST] = field(default_factory=list)
    globals: dict[tuple[str, str], Value] = field(default_factory=dict)
    pending: set[tuple[str, str]] = field(default_factory=set)
    instances: dict[tuple[str, str], Instance] = field(default_factory=dict)
    loops: list[int] = field(default_factory=list)
    overs: list[Opaque] = field(default_factory=list)  # what the loops go over that are not spelled out
    turns: set[int] = field(default_factory=set)  # the loops that go on until something happens, as conversations do
    mapped: set[int] = field(default_factory=set)  # those of comprehensions, which add to no conversation
    results: dict[tuple[object, ...], Result] = field(default_factory=dict)
    dull: set[ast.AST] = field(default_factory=set)  # functions that gave nothing to speak of
    heavy: set[ast.AST] = field(default_factory=set)  # functions that cost more than their value may
    closed: set[ast.AST] = field(default_factory=set)  # those of them that say nothing even without what they call
    alone: int = 0  # how many run where one is followed without what it calls, which says nothing of that
    unpaid: dict[ast.AST, int] = field(default_factory=dict)  # functions that so much did not suffice for
    touched: dict[str, None] = field(default_factory=dict)  # the files that values came from
    origins: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)  # the same of each global name
    closures: list[Env] = field(default_factory=list)  # names that a function among them refers to
    valued: int = 0  # calls around this one that only their value is wanted of
    importers: Callable[[str, str], Sequence[str]] = lambda _path, _word: ()  # the modules that import one, with a word
    called: Callable[[str], Sequence[str]] = lambda _name: ()  # the modules in a file of a name
    conventional: dict[str, Instance | None] = field(default_factory=dict)  # of the class that a name is that of
    registered: dict[tuple[str, str], Text | Template | None] = field(default_factory=dict)  # by registry and name
    discovered: dict[tuple[str, str], Opaque | None] = field(default_factory=dict)  # in what order classes are gathered
    # The classes of objects, or of the elements of collections, by the place that an annotation speaks of.
    elements: dict[tuple[str, Span], tuple[Module, ast.expr, bool]] = field(default_factory=dict)
    classes: dict[tuple[str, str], Class | None] = field(default_factory=dict)  # those of them that declare any set
    below: dict[tuple[str, str], tuple[Class, ...]] = field(default_factory=dict)  # the classes that derive from one
    # The methods below that stand for one that is left open, of those that may vary.
    varying: dict[tuple[str, str, str], tuple[Function, ...]] = field(default_factory=dict)
    counter: int = 0

    def spend(self) -> None:
        """Pay for one step."""
        self.fuel -= 1
        if self.fuel < 0:
            raise ExhaustedError

    def refill(self) -> None:
        """Begin with another entry."""
        self.fuel, self.kept = _FUEL, _KEPT
        self.valued, self.alone = 0, 0
        self.running.clear()
        self.loops.clear()
        self.overs.clear()
        self.unpaid.clear()
        self.touched = {}
        self.sightings = []
        self.nested = []

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Find out what entries share, what a name means in a module, what a class makes: it is kept for all of them.

        So it must not depend on who asks first: it has fuel of its own, and nothing of what was met on
        the way there counts. What that does not suffice for raises ExhaustedError.
        """
        asking = (self.fuel, self.kept, self.valued, self.running, self.loops, self.overs, self.unpaid)
        known = (self.sightings, self.nested, self.results, self.dull, self.heavy, self.closed, self.alone)
        self.fuel, self.kept, self.valued = _FUEL_APART, _KEPT, 0
        self.running, self.loops, self.overs, self.unpaid = [], [], [], {}
        self.sightings, self.nested, self.results, self.dull, self.heavy = [], [], {}, set(), set()
        self.closed, self.alone = set(), 0
        try:
            yield
        finally:
            self.fuel, self.kept, self.valued, self.running, self.loops, self.overs, self.unpaid = asking
            self.sightings, self.nested, self.results, self.dull, self.heavy, self.closed, self.alone = known

    def forget(self) -> None:
        """Give back the memory of all that was followed so far."""
        self.globals.clear()
        self.origins.clear()
        self.instances.clear()
        self.discovered.clear()
        self.registered.clear()
        self.elements.clear()
        self.classes.clear()
        self.below.clear()
        self.varying.clear()
        self.conventional.clear()
        for names in self.closures:
            names.clear()
        self.closures.clear()
        self.forget_calls()

    def forget_calls(self) -> None:
        """Forget what the calls gave that were followed."""
        self.results.clear()
        self.dull.clear()
        self.heavy.clear()
        self.closed.clear()

    def around(self, module: Module, word: str) -> Iterator[Module]:
        """A module, and those that import it and hold a word."""
        yield module
        for path in self.importers(module.path, word):
            if (other := self.modules.load(path)) is not None:
                yield other

    def replay(self, seen: tuple[Sighting, ...]) -> None:
        """Meet again what a call met whose result is known already."""
        if seen and len(self.sightings) < _MOST_SIGHTINGS:
            known = {id(each) for each in self.sightings}
            self.sightings += [each for each in seen if id(each) not in known]

    def fresh(self) -> int:
        """A number that nothing else has."""
        self.counter += 1
        return self.counter


@dataclass(slots=True)
class Frame:
    """One function while its body is followed; a module's top level is one too."""

    machine: Machine
    module: Module
    env: Env
    qualname: str = ""
    owner: Class | None = None
    closure: Mapping[str, Value] | None = None
    depth: int = 0
    is_global: bool = False
    node: ast.AST | None = None
    returns: list[tuple[tuple[Opaque, ...], Value]] = field(default_factory=list)
    tests: list[Opaque] = field(default_factory=list)
    exits: list[list[tuple[Opaque, Env]]] = field(default_factory=list)
    loops: list[int] = field(default_factory=list)  # those of this function that are being followed
    last_env: Env | None = None
    end_env: Env | None = None  # behind the last statement, where that is reached
    shared: set[str] = field(default_factory=set)  # names of the module that the function may give another value
    lazy: list[str] = field(default_factory=list)  # what is given a value only where it has none yet
    addressed: list[str] = field(default_factory=list)  # messages that are the system's, as they are written
    aliases: dict[str, ast.Attribute | ast.Subscript] = field(default_factory=dict)  # names of what is kept elsewhere

    def span(self, node: ast.AST) -> Span:
        """Where a node stands."""
        return self.module.places.span(node)

    def unknown(self, node: ast.AST, name: str | None = None) -> Opaque:
        """A value that nothing is known of but where it is."""
        if name is not None:
            return Opaque(name, Stability.UNKNOWN, self.module.path, self.span(node))
        known = self.module.notes.unknown
        if node not in known:
            known[node] = Opaque(self.named(node), Stability.UNKNOWN, self.module.path, self.span(node))
        return known[node]

    def opaque(self, node: ast.AST, stability: Stability, nature: Nature = Nature.PLAIN, type_: str = "") -> Opaque:
        """A value of which the level is known."""
        return Opaque(
            self.named(node), stability, self.module.path, self.span(node), nature, Evidence.SOURCE, type=type_
        )

    def named(self, node: ast.AST) -> str:
        """The source of an expression on one line, short enough for a message."""
        known = self.module.notes.names
        if node not in known:
            span = self.span(node)
            text = " ".join(self.module.source.text[span.start : min(span.end, span.start + 400)].split())
            known[node] = text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"
        return known[node]

    def step(self, node: ast.AST, text: str) -> Step:
        """A place on the way of a value."""
        return Step(self.module.path, self.span(node), text)

    def constant(self, text: str, node: ast.AST) -> Text:
        """Text that is computed from a node."""
        return Text.constant(text, self.module.path, self.span(node))


def frame_of(machine: Machine, function: Function, depth: int) -> Frame:
    """A frame for the body of a function, without values for its parameters yet."""
    return Frame(
        machine,
        function.module,
        {},
        qualname=function.qualname,
        owner=function.owner,
        closure=function.closure,
        depth=depth,
        node=function.node,
    )


def dotted(value: Value | None) -> str:
    """The dotted name of something of another library or another module."""
    match value:
        case External(name):
            return name
        case ModuleValue(module):
            return module.path
        case _:
            return ""


def chain(node: ast.expr) -> str:
    """The attributes that a call goes through, from the left: `self.client.messages.create`."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Call):
        parts.append(chain(node.func).rpartition(".")[2] + "()")
    elif isinstance(node, ast.Name):
        parts.append(node.id)
    else:
        parts.append("")
    return ".".join(reversed(parts))


def called_name(node: ast.AST) -> str:
    """The last name of what a call calls; nothing for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else chain(node.func)


def given_to(node: ast.Call) -> list[ast.expr]:
    """All that a call is given, by place and by name."""
    return [*node.args, *(each.value for each in node.keywords)]


def held(node: ast.Dict) -> dict[object, ast.expr]:
    """What stands under the constant keys of a mapping that is spelled out."""
    pairs = zip(node.keys, node.values, strict=True)
    return {key.value: value for key, value in pairs if isinstance(key, ast.Constant)}


def is_super(node: ast.expr) -> bool:
    """Whether an expression is `super()`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def plain_names(nodes: Sequence[ast.AST]) -> frozenset[str]:
    """The names that statements assign to as a whole."""
    found: set[str] = set()
    stack: list[ast.AST] = list(nodes)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            stack.extend(children(node))
    return frozenset(found)


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """All that a function or a loop does, in its loops too, but not in functions and classes that it makes."""
    stack = list(children(node))
    while stack:
        each = stack.pop()
        if not isinstance(each, Definition | ast.ClassDef | ast.Lambda):
            yield each
            stack.extend(children(each))


def inside(loop: ast.For | ast.AsyncFor | ast.While) -> Iterator[ast.AST]:
    """The nodes of a loop's body, without those of loops and functions in it: a `break` there ends that one only."""
    stack: list[ast.AST] = list(loop.body)
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, _CLOSED):
            stack.extend(children(node))
