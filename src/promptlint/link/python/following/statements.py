"""Following the statements of a body, forward, with both ways of each condition."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import children, walk
from promptlint.ir import Evidence, Nature, Stability
from promptlint.link.python.conversations.addressed import addressed
from promptlint.link.python.conversations.copied import takes_over
from promptlint.link.python.conversations.histories import carry_on, dropped_first, grow, is_of_messages, lasts
from promptlint.link.python.conversations.trimming import in_large_steps, latest, shortened
from promptlint.link.python.conversations.turns import note_turns
from promptlint.link.python.domain import sets
from promptlint.link.python.domain.merging import Env, after_loop, merge_envs
from promptlint.link.python.domain.reading import truth
from promptlint.link.python.domain.values import (
    Choice,
    Class,
    Dictionary,
    File,
    Function,
    Instance,
    Known,
    Listing,
    Opaque,
    Repeat,
    Spread,
    opaques,
    worst,
)
from promptlint.link.python.following import aliases, lacking
from promptlint.link.python.following.against import is_against_caching
from promptlint.link.python.following.binding import bind, store
from promptlint.link.python.following.containers import of_round, over_of, plan, uncounted
from promptlint.link.python.following.expressions import added, as_test, evaluate
from promptlint.link.python.following.lookup import attribute, imported
from promptlint.link.python.following.packing import packed
from promptlint.link.python.following.parameters import of_type
from promptlint.link.python.following.state import counts_on, kept_once, missing
from promptlint.link.python.following.switches import turned_in
from promptlint.link.python.following.taking import telling
from promptlint.link.python.tools.toolboxes import see_returned
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.machine import Frame

_MOST_ROUNDS = 24
_COUNTED = 0  # a loop whose rounds are known, one by one


def run(frame: Frame, body: Sequence[ast.stmt]) -> bool:
    """Follow statements; whether what stands behind them can be reached."""
    if frame.loops and body and isinstance(body[-1], ast.Return | ast.Break):
        return _run_once(frame, body)
    return _run(frame, body)


def _run(frame: Frame, body: Sequence[ast.stmt]) -> bool:
    for statement in body:
        frame.machine.spend()
        if not _statement(frame, statement):
            return False
    return True


def _run_once(frame: Frame, body: Sequence[ast.stmt]) -> bool:
    """Follow statements that leave the loop around them: a search for one element, or another try, repeats nothing."""
    around, own = frame.machine.loops[:], frame.loops
    left = own if isinstance(body[-1], ast.Return) else own[-1:]
    frame.loops = own[: len(own) - len(left)]
    frame.machine.loops[:] = [loop for loop in around if loop not in left]
    try:
        return _run(frame, body)
    finally:
        frame.machine.loops[:], frame.loops = around, own


def _statement(frame: Frame, node: ast.stmt) -> bool:  # noqa: C901, PLR0912 one case for each kind of statement
    match node:
        case ast.Assign():
            value = evaluate(frame, node.value)
            for target in node.targets:
                bind(frame, target, kept_once(frame, target, value))
                aliases.note(frame, target, node.value, value)
        case ast.AnnAssign():
            if node.value is not None:
                value = evaluate(frame, node.value)
                bind(frame, node.target, of_type(frame, value, node.annotation, node.value))
                aliases.note(frame, node.target, node.value, value)
        case ast.AugAssign():
            _augment(frame, node)
        case ast.Expr():
            evaluate(frame, node.value)
        case ast.Return():
            _return(frame, node)
            return False
        case ast.If():
            return _if(frame, node)
        case ast.For() | ast.AsyncFor():
            _for(frame, node)
        case ast.While():
            return _while(frame, node)
        case ast.With() | ast.AsyncWith():
            return _with(frame, node)
        case ast.Try():
            return _try(frame, node)
        case ast.Match():
            return _match(frame, node)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            _define(frame, node)
        case ast.ClassDef():
            frame.env[node.name] = Class(node, frame.module, _qualified(frame, node.name))
        case ast.Import() | ast.ImportFrom():
            _import(frame, node)
        case ast.Delete():
            for target in node.targets:
                _delete(frame, target)
        case ast.Raise():
            return False
        case ast.Global(names=names):
            frame.shared.update(names)
        case ast.Break() | ast.Continue():
            if frame.exits:
                frame.exits[-1].append((frame.tests[-1] if frame.tests else _always(frame, node), dict(frame.env)))
            return False
        case _:
            if isinstance(body := getattr(node, "body", None), list):  # `try … except*`, which 3.11 brought
                return run(frame, body)
    return True


def _qualified(frame: Frame, name: str) -> str:
    return f"{frame.qualname}.{name}" if frame.qualname else name


def _always(frame: Frame, node: ast.AST) -> Opaque:
    return frame.opaque(node, Stability.CONSTANT)


# ---------------------------------------------------------------- simple statements


def _augment(frame: Frame, node: ast.AugAssign) -> None:
    before = evaluate(frame, _loaded(node.target))
    change = evaluate(frame, node.value)
    value: Value
    if counts_on(frame, node, change):
        value = frame.opaque(node.target, Stability.VOLATILE, Nature.COUNTER)
    elif isinstance(node.op, ast.Add):
        value = added(frame, before, change, node)
    elif (made := sets.united(frame, node, before, change)) is not None:
        value = made
    elif isinstance(node.op, ast.BitOr) and isinstance(before, Dictionary) and isinstance(change, Dictionary):
        value = before
        for entry in change.entries:
            value = value if isinstance(entry, Spread) else value.with_entry(entry.key, entry.value)
    else:
        bad = worst([*opaques(before), *opaques(change)])
        value = bad if bad is not None else frame.unknown(node.target)
    bind(frame, node.target, value)


def _loaded(target: ast.Name | ast.Attribute | ast.Subscript) -> ast.expr:
    """The target of `+=` as what is read."""
    return target


def _return(frame: Frame, node: ast.Return) -> None:
    value: Value = (
        Known(None, frame.module.path, frame.span(node)) if node.value is None else evaluate(frame, node.value)
    )
    see_returned(frame, node, value)
    frame.returns.append((tuple(frame.tests), value))
    frame.last_env = frame.env


def _define(frame: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    from promptlint.link.python.requests.sightings import see_function  # noqa: PLC0415 needs this module

    function = Function(
        node, frame.module, _qualified(frame, node.name), None if frame.is_global else frame.env, frame.owner
    )
    frame.env[node.name] = function
    if not frame.is_global:
        frame.machine.closures.append(frame.env)
    see_function(frame, function)


def _import(frame: Frame, node: ast.Import | ast.ImportFrom) -> None:
    for alias in node.names:
        name = alias.asname or (alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name)
        value = imported(frame, node, name)
        if value is not None:
            frame.env[name] = value


def _delete(frame: Frame, target: ast.expr) -> None:
    match target:
        case ast.Name():
            frame.env.pop(target.id, None)
        case ast.Subscript():
            from promptlint.link.python.domain.reading import key_of  # noqa: PLC0415 one use

            owner = evaluate(frame, target.value)
            if isinstance(owner, Dictionary) and not isinstance(target.slice, ast.Slice):
                key = key_of(evaluate(frame, target.slice))
                if key is not None:
                    store(frame, target.value, owner.without(key))
            elif (
                isinstance(owner, Listing)
                and _is_beginning(target.slice)
                and _is_history(frame, owner, target.value)
                and not in_large_steps(frame.node, target)
            ):
                store(frame, target.value, replace(owner, items=dropped_first(frame, owner, target), grows=True))
        case _:
            pass


def _is_history(frame: Frame, value: Listing, target: ast.expr) -> bool:
    return is_of_messages(value) and (value.grows or lasts(frame, target))


def _is_beginning(place: ast.expr) -> bool:
    """Whether a subscript is `[0]`, `[:n]` or `[1:n]`."""
    if isinstance(place, ast.Slice):
        place = place.lower if place.lower is not None else ast.Constant(0)
    return isinstance(place, ast.Constant) and place.value in (0, 1)


# ---------------------------------------------------------------- conditions


def _if(frame: Frame, node: ast.If) -> bool:
    test = evaluate(frame, node.test)
    settled = False if is_against_caching(node.test) else truth(test)
    frame.lazy.append(missing(node.test))
    if settled is not None and not _is_main(node.test):
        reached = run(frame, node.body if settled else node.orelse)
    else:
        known = lacking.ways(frame, node.test)
        reached = _ways(frame, as_test(frame, test, node.test), (node.body, node.orelse), known, node.test)
    frame.lazy.pop()
    return reached


def _is_main(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def _ways(
    frame: Frame,
    test: Opaque,
    bodies: tuple[Sequence[ast.stmt], Sequence[ast.stmt]],
    known: lacking.Ways,
    node: ast.expr,
) -> bool:
    before = frame.env
    ends: list[Env | None] = []
    for body, others, message in zip(bodies, known, (addressed(node), None), strict=True):
        frame.env = {**before, **others}
        frame.tests.append(test)
        outer = frame.addressed
        frame.addressed = outer if message is None else [*outer, message]
        reached = run(frame, body)
        frame.addressed = outer
        frame.tests.pop()
        ends.append(frame.env if reached else None)
    merged = merge_envs(test, ends[0], ends[1])
    if merged is None:
        frame.env = before
        return False
    frame.env = merged
    return True


def _match(frame: Frame, node: ast.Match) -> bool:
    subject = evaluate(frame, node.subject)
    test = as_test(frame, subject, node.subject)
    before, ends, is_whole = frame.env, list[Env](), False
    for case in node.cases:
        frame.env = dict(before)
        for name in _captures(case.pattern):
            frame.env[name] = telling(frame.unknown(node.subject, name), name)
        frame.tests.append(test)
        if run(frame, case.body):
            ends.append(frame.env)
        frame.tests.pop()
        is_whole = is_whole or (
            case.guard is None and isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
        )
    if not is_whole:
        ends.append(before)
    merged: Env | None = None
    for env in ends:
        merged = merge_envs(test, merged, env)
    frame.env = merged if merged is not None else before
    return merged is not None


def _captures(pattern: ast.pattern) -> list[str]:
    return [
        name
        for each in walk(pattern)
        if isinstance(each, ast.MatchAs | ast.MatchStar) and (name := each.name) is not None
    ]


def _try(frame: Frame, node: ast.Try) -> bool:
    before = dict(frame.env)
    reached = run(frame, node.body) and run(frame, node.orelse)
    ends: list[Env | None] = [frame.env if reached else None]
    for handler in node.handlers:
        # What the body did until it failed is unknown; what matters is what a handler leaves behind.
        frame.env = dict(before)
        test = Opaque("an error", Stability.UNKNOWN, frame.module.path, frame.span(handler))
        if handler.name:
            frame.env[handler.name] = frame.unknown(handler, handler.name)
        frame.tests.append(test)
        if run(frame, handler.body):
            ends.append(frame.env)
        frame.tests.pop()
    merged = ends[0]
    for index, env in enumerate(ends[1:]):
        test = Opaque("an error", Stability.UNKNOWN, frame.module.path, frame.span(node.handlers[index]))
        merged = merge_envs(test, merged, env)
    frame.env = merged if merged is not None else before
    return (run(frame, node.finalbody) if node.finalbody else True) and merged is not None


def _with(frame: Frame, node: ast.With | ast.AsyncWith) -> bool:
    for item in node.items:
        value = evaluate(frame, item.context_expr)
        if item.optional_vars is not None:
            bind(frame, item.optional_vars, _entered(frame, value, item.context_expr))
    return run(frame, node.body)


def _entered(frame: Frame, value: Value, node: ast.expr) -> Value:
    """What `with` gives a name: for most things the thing itself."""
    if isinstance(value, Instance) and value.cls is not None:
        return value
    if isinstance(value, File | Instance | Opaque):
        return value
    return attribute(frame, value, "__enter__", node) if isinstance(value, Class) else value


# ---------------------------------------------------------------- loops


def _for(frame: Frame, node: ast.For | ast.AsyncFor) -> None:
    over = latest(frame, node, evaluate(frame, node.iter))
    nodes = _counters(frame, node.body)
    if any(isinstance(each, ast.Break | ast.Return) for each in nodes):
        over = uncounted(over)
    frame.loops.append(_COUNTED)
    _rounds(frame, plan(frame, over, node.iter), node, is_list=isinstance(over, Listing))
    frame.loops.pop()
    if (isinstance(over, Listing) and over.continues) or takes_over(node.target, node.iter, over, nodes):
        carry_on(frame, nodes)
    run(frame, node.orelse)


def _rounds(frame: Frame, items: Sequence[Item], node: ast.For | ast.AsyncFor, *, is_list: bool = False) -> None:
    for count, item in enumerate(items):
        if count >= _MOST_ROUNDS:
            bad = worst(opaque for rest in items[count:] for opaque in opaques(rest)) or _always(frame, node.iter)
            _many(frame, bad, items[count : count + 1], node)
            return
        match item:
            case Repeat(over, inner):
                _many(frame, over, inner, node)
            case Choice(test, arms):
                _some(frame, test, arms, node)
            case Spread(value):
                _many(frame, over_of(frame, value, node.iter), (item,), node)
            case _:
                _round(frame, item, node, count if is_list else None)


def _round(frame: Frame, item: Value, node: ast.For | ast.AsyncFor, place: int | None = None) -> None:
    bind(frame, node.target, item)
    if place is not None:
        aliases.note_element(frame, node.target, node.iter, place, item)
    frame.exits.append([])
    since = len(frame.machine.sightings)
    reached = run(frame, node.body)
    if reached:
        note_turns(frame, since)
    env: Env | None = frame.env if reached else None
    for test, left in frame.exits.pop():
        env = merge_envs(test, left, env)
    if env is not None:
        frame.env = env


def _many(frame: Frame, over: Opaque, items: Sequence[Item], node: ast.For | ast.AsyncFor) -> None:
    """Follow the body once for rounds of which nobody knows the number."""
    from promptlint.link.python.following.containers import item_of  # noqa: PLC0415 one use

    before = dict(frame.env)
    loop = frame.machine.fresh()
    nodes = _counters(frame, node.body, loop)
    packed(frame, nodes, loop)
    turned_in(frame, nodes, loop)
    frame.machine.loops.append(loop)
    frame.machine.overs.append(over)
    frame.loops.append(loop)
    for item in items:
        if isinstance(item, Spread):
            value = item.value if isinstance(item.value, Opaque) else over
            _round(frame, item_of(frame, value, node.iter, loop), node)
        else:
            _rounds(frame, (of_round(frame, item, loop),), node)
    frame.machine.loops.pop()
    frame.machine.overs.pop()
    frame.loops.pop()
    frame.env = after_loop(before, frame.env, over)


def _some(frame: Frame, test: Opaque, arms: Sequence[Sequence[Item]], node: ast.For | ast.AsyncFor) -> None:
    before = frame.env
    merged: Env | None = None
    for arm in arms:
        frame.env = dict(before)
        _rounds(frame, arm, node)
        merged = frame.env if merged is None else merge_envs(test, merged, frame.env)
    frame.env = merged if merged is not None else before


def _while(frame: Frame, node: ast.While) -> bool:
    loop = frame.machine.fresh()
    nodes = _counters(frame, node.body, loop)
    test = evaluate(frame, node.test)
    over = as_test(frame, test, node.test)
    before = dict(frame.env)
    turned_in(frame, nodes, loop)
    frame.machine.turns.add(loop)
    frame.machine.loops.append(loop)
    frame.loops.append(loop)
    frame.exits.append([])
    since = len(frame.machine.sightings)
    reached = run(frame, node.body)
    if reached:
        note_turns(frame, since)
    exits = frame.exits.pop()
    frame.machine.loops.pop()
    frame.loops.pop()
    env: Env | None = frame.env if reached else None
    for condition, left in exits:
        env = merge_envs(condition, left, env)
    if truth(test) is True and not exits and not reached:
        frame.env = before
        return False
    frame.env = after_loop(before, env, over) if env is not None else before
    for target, shorter in list(shortened(frame, node)):
        store(frame, target, shorter)
    return run(frame, node.orelse)


def _counters(frame: Frame, body: Sequence[ast.stmt], loop: int | None = None) -> Sequence[ast.AST]:
    """Numbers that a loop counts up are others in each round, and lists that it adds to are longer."""
    nodes = [inner for statement in body for inner in _within(frame, statement)]
    grow(frame, nodes, loop)
    for node in nodes:
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
            value = frame.env.get(name)
            is_number = isinstance(value, Known) and isinstance(value.content, int | float)
            if is_number or (isinstance(value, Opaque) and value.nature is Nature.COUNTER and value.loop is None):
                place = frame.module.path, frame.span(node)
                counted = Opaque(name, Stability.UNKNOWN, *place, Nature.COUNTER, Evidence.SOURCE)
                frame.env[name] = replace(counted, loop=loop)
    return nodes


def _within(frame: Frame, node: ast.stmt) -> Sequence[ast.AST]:
    known = frame.module.notes.within
    if node not in known:
        known[node] = _inner(node)
    return known[node]


def _inner(node: ast.AST) -> list[ast.AST]:
    """The statements inside a statement, functions of its own aside."""
    found, stack = list[ast.AST](), [node]
    while stack:
        here = stack.pop()
        found.append(here)
        if not isinstance(here, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr):
            stack.extend(children(here))
    return found
