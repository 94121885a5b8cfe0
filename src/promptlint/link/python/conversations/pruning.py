"""Conversations of which all but the latest parts are emptied with every turn: in each, one more of them is."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.ir import Nature
from promptlint.link.python.conversations.changes import changed_history, sent_at
from promptlint.link.python.conversations.emptying import empties, tells_messages
from promptlint.link.python.conversations.histories import speaks_of_sums
from promptlint.link.python.conversations.older import Loop, Older, is_all_but_the_last
from promptlint.link.python.conversations.seldom import Callers, asked_before, is_measured, measures, sends
from promptlint.link.python.conversations.trimming import is_far_less, kept_by, limits_of
from promptlint.link.python.loading.modules import is_within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from promptlint.ir import Prompt
    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Definition

# All but the last few of a list, or the last few: `x[:-n]`, `len(x) - n`, `set(x[-n:])`, or gone through from its end.
_MOST = tuple(
    map(
        re.compile,
        (
            r"\[\s*[01]?\s*:[^\]\n]*-",
            r"len\([\w.]+\)\s*-",
            r"= len\([\w.]+\)\n",
            r"\[\s*-\s*[\w.]+\s*:\s*\]",
            r"\breversed\(",
        ),
    )
)
# Messages of a kind, or parts of them.
_KIND = re.compile(
    r"""["'](?:tool|tool_result|user|assistant|image|image_url|function_call_output)["']|\b(?:Tool|Human|AI|User|Remove)Message\b"""
    r"""|\.(?:TOOL|USER|ASSISTANT)\b"""
)


def emptied(
    module: Module, importers: Callable[[str, str], Sequence[str]], load: Callable[[str], Module | None]
) -> Iterator[Prompt]:
    """For each function that empties the older parts of a conversation with every turn, a prompt with such a part."""
    text = module.source.text
    places = sorted(match.start() for pattern in _MOST for match in pattern.finditer(text))
    if not places or _KIND.search(text) is None:
        return
    lines = [module.source.position(place).line for place in places]
    callers = Callers(module, importers, load)
    for function in callers.functions:
        if not is_within(lines, function.lineno, (function.end_lineno or function.lineno) + 1):
            continue
        if (removed := _removed(function)) is not None:
            yield changed_history(module, function, removed, removed, Nature.WINDOW, ())
        if (change := _change(function)) is None:
            continue
        calls = [] if sends(function) else callers.each_turn(function)
        if not calls and not sends(function):
            continue
        changed = change.targets[0] if isinstance(change, ast.Assign) else change
        sent = [sent_at(caller, call) for caller, _, call in calls]
        yield changed_history(module, function, change, changed, Nature.REWRITTEN, sent)


def _change(function: Definition) -> ast.AST | None:
    """Where a function empties the older messages, or the older parts of them; nothing where it does so in steps."""
    nodes = list(walk(function))
    if any(
        isinstance(each, ast.BinOp | ast.AugAssign) and isinstance(each.op, ast.Mod | ast.FloorDiv) for each in nodes
    ):
        return None
    if not tells_messages(nodes):
        return None
    older = Older.of(nodes)
    for loop in (each for each in nodes if isinstance(each, Loop)):
        if is_measured(function, loop):
            continue
        for part in older.done_to(loop):
            found = next((each for each in walk(part) if empties(each, loop)), None)
            if found is not None:
                return found
    return next((each for each in nodes if older.leaves_out(each) and not is_measured(function, each)), None)


def _removed(function: Definition) -> ast.AST | None:
    """Where a node of a graph removes all but the last few messages, as often as there is one more."""
    if any(map(speaks_of_sums, walk(function))):
        return None
    for node in walk(function):
        match node:
            case ast.ListComp(
                elt=ast.Call(func=ast.Name(id="RemoveMessage")),
                generators=[ast.comprehension(iter=ast.Subscript(slice=ast.Slice() as place) as over, ifs=[])],
            ) if is_all_but_the_last(over):
                kept, whole = kept_by(place), ast.unparse(over.value)
                tests = [test for test, _ in asked_before(function, node)]
                has_room = kept is not None and any(
                    is_far_less(function, kept, limit) for test in tests for limit in limits_of(test, whole)
                )
                if not has_room and not any(measures(function, test) for test in tests):
                    return over
            case _:
                pass
    return None
