"""Which elements of a conversation a function takes for the older ones: all but the last few of it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import names_in, uses, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KINDS = ("older", "recent", "age")
Loop = ast.For | ast.AsyncFor
_FIRST = (0, 1)  # all but the newest are as many in each turn, and the newest one is sent for the first time


@dataclass(frozen=True, slots=True)
class Older:
    """What a function calls the older elements, or the latest ones, and how far from the end an element is."""

    names: frozenset[str]  # of all but the last few of a list, or of the place where those begin
    recent: frozenset[str]  # of the last few
    ages: frozenset[str]
    places: frozenset[str]  # of elements: what the loops of the function count or go over
    lengths: frozenset[str]

    @classmethod
    def of(cls, nodes: Sequence[ast.AST]) -> Older:
        """What the names in the nodes of a function stand for."""
        targets = [each.target for each in nodes if isinstance(each, Loop)]
        places = frozenset[str]().union(*map(names_in, targets))
        named = [each for node in nodes for each in _named(node)]
        lengths = frozenset(name for name, value in named if _is_length(value))
        empty = frozenset[str]()
        self = cls(empty, empty, empty, places, lengths)
        kinds = [(name, kind) for name, value in named if (kind := self._kind(value))]
        names, recent, ages = (frozenset(name for name, kind in kinds if kind == each) for each in KINDS)
        return cls(names, recent, ages, places, lengths)

    def _kind(self, value: ast.expr) -> str:
        """What something is of what is told apart: all but the last few or where they end, the last few, an age."""
        parts = list(_parts(value))
        if any(map(self._is_from_the_end, parts)):
            return "age"
        if any(is_all_but_the_last(each) or self._is_border(each) for each in parts):
            return "older"
        return "recent" if any(map(_is_the_last, parts)) else ""

    def done_to(self, loop: Loop) -> Sequence[ast.stmt]:
        """What a loop does to all but the last few elements."""
        over = loop.iter.args[0] if isinstance(loop.iter, ast.Call) and loop.iter.args else loop.iter
        if is_all_but_the_last(over) or (isinstance(over, ast.Name) and over.id in self.names):
            return loop.body
        counted = replace(self, ages=self.ages | _counted_from_the_end(loop))
        return [part for body in _bodies(loop) for part in counted.done_in(body, loop)]

    def done_in(self, body: Sequence[ast.stmt], loop: Loop) -> Iterator[ast.stmt]:
        """What some statements of a loop do where an element is one of the older ones."""
        for at, each in enumerate(body):
            if not isinstance(each, ast.If):
                continue
            tests = list(_tests(each.test, loop))
            if any(self._is_earlier(test) if is_so else self._is_late(test) for test, is_so in tests):
                yield from each.body
            elif any(self._is_late(test) if is_so else self._is_earlier(test) for test, is_so in tests):
                yield from each.orelse
                if isinstance(each.body[-1], ast.Continue):
                    yield from body[at + 1 :]

    def leaves_out(self, node: ast.AST) -> bool:
        """Whether a list is made without the older ones of another: `[x for i, x in enumerate(xs) if i not in old]`."""
        match node:
            case ast.ListComp(elt=ast.Name(id=name), generators=[ast.comprehension(target=target, ifs=tests)]):
                is_kept = uses(target, (name,))
                return is_kept and any(
                    isinstance(each, ast.Compare)
                    and isinstance(each.ops[0], ast.NotIn)
                    and isinstance(each.comparators[0], ast.Name)
                    and each.comparators[0].id in self.names
                    for test in tests
                    for each in walk(test)
                )
            case _:
                return False

    def _is_earlier(self, test: ast.expr) -> bool:
        """Whether a test lets the places ahead of the last few through: `place < len(x) - n`, `place in older`."""
        match test:
            case ast.Compare(left=ast.Name(), ops=[ast.Lt() | ast.LtE()], comparators=[bound]):
                return self._is_border(bound)
            case ast.Compare(left=left, ops=[ast.Gt() | ast.GtE()], comparators=[bound]):
                return self._is_age(left) and not _is_first(bound)
            case ast.Compare(ops=[ast.In()], comparators=[ast.Name(id=name)]):
                return name in self.names
            case ast.Compare(ops=[ast.NotIn()], comparators=[ast.Name(id=name)]):
                return name in self.recent
            case _:
                return False

    def _is_late(self, test: ast.expr) -> bool:
        """Whether a test lets the last few through: `place >= len(x) - n`, `place in recent`."""
        match test:
            case ast.Compare(left=ast.Name(), ops=[ast.GtE() | ast.Gt()], comparators=[bound]):
                return self._is_border(bound)
            case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE()], comparators=[bound]):
                return self._is_age(left) and not _is_first(bound)
            case ast.Compare(ops=[ast.In()], comparators=[ast.Name(id=name)]):
                return name in self.recent
            case ast.Compare(ops=[ast.NotIn()], comparators=[ast.Name(id=name)]):
                return name in self.names
            case _:
                return False

    def _is_border(self, node: ast.expr) -> bool:
        """Whether something is the place where the last few begin: `len(x) - n`, and not `len(x) - 1`."""
        if isinstance(node, ast.Name):
            return node.id in self.names
        taken = self._taken_from_length(node)
        constants = [each.value for each in taken if isinstance(each, ast.Constant) and isinstance(each.value, int)]
        is_more = len(constants) < len(taken) or sum(constants) != 1
        return bool(taken) and is_more and not self._is_from_the_end(node)

    def _is_age(self, node: ast.expr) -> bool:
        """Whether something is how far an element is from the end."""
        return node.id in self.ages if isinstance(node, ast.Name) else self._is_from_the_end(node)

    def _is_from_the_end(self, node: ast.expr) -> bool:
        """Whether something is how far a place is from the end: `len(x) - i`, `len(x) - 1 - i`."""
        return any(isinstance(each, ast.Name) and each.id in self.places for each in self._taken_from_length(node))

    def _taken_from_length(self, node: ast.expr) -> list[ast.expr]:
        """All that is taken off the length of a list; nothing where something is not just that."""
        taken: list[ast.expr] = []
        while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            taken.append(node.right)
            node = node.left
        is_length = node.id in self.lengths if isinstance(node, ast.Name) else _is_length(node)
        return taken if is_length else []


def _named(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value)
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
        ):
            yield name, value
        case _:
            pass


def _is_length(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name() | ast.Attribute()]):
            return True
        case _:
            return False


def _parts(value: ast.expr) -> Iterator[ast.expr]:
    """A value, or what it is made of: `set(x[:-n])`, `max(0, len(x) - n)`, `{id(each) for each in x[-n:]}`."""
    match value:
        case ast.Call(func=ast.Name(id=name), args=args) if name != "len":
            for each in args:
                yield from _parts(each)
        case ast.SetComp(generators=[ast.comprehension(iter=over, ifs=[])]):
            yield over
        case _:
            yield value


def _tests(test: ast.expr, loop: Loop) -> Iterator[tuple[ast.expr, bool]]:
    """The parts of a condition, each as it is or denied, and what the loop asked before: `if not is_recent`."""
    match test:
        case ast.BoolOp(values=values):
            for each in values:
                yield from _tests(each, loop)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            for each, is_so in _tests(inner, loop):
                yield each, not is_so
        case ast.Name(id=name):
            for node in walk(loop):
                for other, value in _named(node):
                    if other == name and isinstance(value, ast.Compare):
                        yield value, True
        case _:
            yield test, True


def _is_first(bound: ast.expr) -> bool:
    return isinstance(bound, ast.Constant) and bound.value in _FIRST


def _counted_from_the_end(loop: Loop) -> frozenset[str]:
    """What a loop that begins at the end of a list counts: its rounds, or those elements that are of a kind."""
    match loop.iter:
        case ast.Call(func=ast.Name(id="enumerate"), args=[inner]) if _is_reversed(inner):
            counted = loop.target.elts[0] if isinstance(loop.target, ast.Tuple) else loop.target
            own = {counted.id} if isinstance(counted, ast.Name) else set[str]()
        case inner if _is_reversed(inner):
            own = set()
        case _:
            return frozenset()
    counters = (
        each.target.id
        for each in walk(loop)
        if isinstance(each, ast.AugAssign)
        and isinstance(each.target, ast.Name)
        and isinstance(each.op, ast.Add)
        and isinstance(each.value, ast.Constant)
        and each.value.value == 1
    )
    return frozenset((*own, *counters))


def _is_reversed(node: ast.expr) -> bool:
    """Whether something begins with the end: `reversed(x)`, `x[::-1]`, `range(len(x) - 1, -1, -1)`."""
    match node:
        case ast.Call(func=ast.Name(id="reversed")):
            return True
        case ast.Call(func=ast.Name(id="list"), args=[inner]):
            return _is_reversed(inner)
        case ast.Call(func=ast.Name(id="range"), args=[_, _, step]):
            return _is_minus_one(step)
        case ast.Subscript(slice=ast.Slice(step=ast.expr() as step)):
            return _is_minus_one(step)
        case _:
            return False


def _is_minus_one(node: ast.expr) -> bool:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1)):
            return True
        case _:
            return False


def _bodies(loop: Loop) -> Iterator[Sequence[ast.stmt]]:
    """The blocks of statements in a loop."""
    for node in walk(loop):
        for name in ("body", "orelse"):
            if isinstance(block := getattr(node, name, None), list) and block:
                yield block


def is_all_but_the_last(node: ast.expr) -> bool:
    """Whether something is `x[:-n]` or `x[: len(x) - n]`, and not `x[:-1]`, which is all but the newest."""
    match node:
        case ast.Subscript(slice=ast.Slice(lower=None | ast.Constant(value=0 | 1), upper=upper, step=None)):
            pass
        case _:
            return False
    match upper:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=count)):
            return count != 1
        case ast.UnaryOp(op=ast.USub(), operand=ast.Name() | ast.Attribute()):
            return True
        case ast.BinOp(left=ast.Call(func=ast.Name(id="len"), args=[whole]), op=ast.Sub(), right=right):
            is_more = not isinstance(right, ast.Constant) or right.value != 1
            return is_more and ast.unparse(whole) == ast.unparse(node.value)
        case _:
            return False


def _is_the_last(node: ast.expr) -> bool:
    """Whether something is `x[-n:]`, and more than the newest."""
    match node:
        case ast.Subscript(slice=ast.Slice(lower=ast.UnaryOp(op=ast.USub(), operand=count), upper=None, step=None)):
            return not isinstance(count, ast.Constant) or count.value != 1
        case _:
            return False
