"""Conversations of which all but the latest parts are emptied with every turn: in each, one more of them is."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.ir import Nature
from promptlint.link.python.conversations.changes import changed_history, sent_at
from promptlint.link.python.conversations.histories import speaks_of_sums
from promptlint.link.python.conversations.marking import functions_of
from promptlint.link.python.conversations.trimming import ORDERS, is_far_less, kept_by, limits_of
from promptlint.link.python.loading.modules import is_within
from promptlint.link.python.machine import held

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.ir import Prompt
    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Definition

# All but the last few of a list: `x[:-n]`, `x[: len(x) - n]`, `place < len(x) - n`.
_MOST = (re.compile(r"\[\s*[01]?\s*:[^\]\n]*-"), re.compile(r"len\([\w.]+\)\s*-"))
# Only where a request is too long, or once in a while.
_SELDOM = re.compile(
    r"(?i)summar|compact|compress|condens|overflow|exceed|token|budget|pressure|limit|threshold|size|should|need"
)
# Messages of a kind, or parts of them.
_KIND = re.compile(
    r"""["'](?:tool|tool_result|user|assistant|image|image_url|function_call_output)["']|\b(?:Tool|Human|AI|User|Remove)Message\b"""
)
_CONTENT = frozenset(("content", "text"))
_ROLES = frozenset(("role", "type"))
_KINDS = frozenset(("tool", "tool_result", "user", "assistant", "image", "image_url", "function_call_output"))
_MESSAGE = re.compile(r"(?:Message|ToolResult|ToolReturn)\w*$")
_LESS = re.compile("(?i)trunc|shorten|elide|clip|redact")
_PLAIN = frozenset(("len", "isinstance", "getattr", "hasattr", "bool"))
_Loop = ast.For | ast.AsyncFor


def emptied(module: Module) -> Iterator[Prompt]:
    """For each function that empties the older parts of a conversation with every turn, a prompt with such a part."""
    text = module.source.text
    places = sorted(match.start() for pattern in _MOST for match in pattern.finditer(text))
    if not places or _KIND.search(text) is None:
        return
    lines = [module.source.position(place).line for place in places]
    every = list(functions_of(module.tree))
    for function in every:
        if not is_within(lines, function.lineno, (function.end_lineno or function.lineno) + 1):
            continue
        if (removed := _removed(function)) is not None:
            yield changed_history(module, function, removed, removed, Nature.WINDOW, ())
        if (change := _change(function)) is None:
            continue
        calls = [] if _sends(function) else _calls(every, function.name)
        if not _sends(function) and all(_is_seldom(caller, call) for caller, call in calls):
            continue
        changed = change.targets[0] if isinstance(change, ast.Assign) else change
        yield changed_history(
            module, function, change, changed, Nature.REWRITTEN, [sent_at(module, call) for _, call in calls]
        )


# ---------------------------------------------------------------- what a function does


def _change(function: Definition) -> ast.AST | None:
    """Where a function empties the older messages, or the older parts of them; nothing where it does so in steps."""
    nodes = list(ast.walk(function))
    if any(
        isinstance(each, ast.BinOp | ast.AugAssign) and isinstance(each.op, ast.Mod | ast.FloorDiv) for each in nodes
    ):
        return None
    loops = [each for each in nodes if isinstance(each, _Loop)]
    if not _tells_messages(nodes):
        return None
    older = {name for each in nodes for name in _older(each)}
    for loop in loops:
        if _is_measured(function, loop):
            continue
        for part in _done_to_older(loop, older):
            found = next((each for each in ast.walk(part) if _empties(each, loop)), None)
            if found is not None:
                return found
    return None


def _removed(function: Definition) -> ast.AST | None:
    """Where a node of a graph removes all but the last few messages, as often as there is one more."""
    if any(map(speaks_of_sums, ast.walk(function))):
        return None
    for node in ast.walk(function):
        match node:
            case ast.ListComp(
                elt=ast.Call(func=ast.Name(id="RemoveMessage")),
                generators=[ast.comprehension(iter=ast.Subscript(slice=ast.Slice() as place) as over, ifs=[])],
            ) if _is_all_but_the_last(over):
                kept, whole = kept_by(place), ast.unparse(over.value)
                tests = [test for test, _ in _asked_before(function, node)]
                has_room = kept is not None and any(
                    is_far_less(function, kept, limit) for test in tests for limit in limits_of(test, whole)
                )
                if not has_room and not any(map(_measures, tests)):
                    return over
            case _:
                pass
    return None


def _done_to_older(loop: ast.For | ast.AsyncFor, older: set[str]) -> Sequence[ast.stmt]:
    """What a loop does to all but the last few elements."""
    over = loop.iter.args[0] if isinstance(loop.iter, ast.Call) and loop.iter.args else loop.iter
    if _is_all_but_the_last(over) or (isinstance(over, ast.Name) and over.id in older):
        return loop.body
    return [
        part
        for each in loop.body
        for inner in ast.walk(each)
        if isinstance(inner, ast.If) and any(_is_earlier(test, older) for test in ast.walk(inner.test))
        for part in inner.body
    ]


def _is_earlier(test: ast.AST, older: set[str]) -> bool:
    """Whether a test lets the places ahead of the last few through: `place < len(x) - n`, `place in older`."""
    match test:
        case ast.Compare(left=ast.Name(), ops=[ast.Lt() | ast.LtE()], comparators=[bound]):
            return _is_before_the_last(bound) or (isinstance(bound, ast.Name) and bound.id in older)
        case ast.Compare(left=ast.Name(), ops=[ast.In()], comparators=[ast.Name(id=name)]):
            return name in older
        case _:
            return False


def _is_before_the_last(node: ast.expr) -> bool:
    match node:
        case ast.BinOp(
            left=ast.Call(func=ast.Name(id="len"), args=[ast.Name() | ast.Attribute()]), op=ast.Sub(), right=right
        ):
            return not isinstance(right, ast.Constant) or right.value != 1
        case _:
            return False


def _older(node: ast.AST) -> Iterator[str]:
    """The name of all but the last few of a list, or of the place where those begin."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            while isinstance(value, ast.Call) and value.args and isinstance(value.func, ast.Name):
                value = value.args[0]  # `set(found[:-n])`
            if _is_all_but_the_last(value) or _is_before_the_last(value):
                yield name
        case _:
            pass


def _is_all_but_the_last(node: ast.expr) -> bool:
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


def _tells_messages(nodes: Sequence[ast.AST]) -> bool:
    """Whether a function looks at the roles of messages, or at the kinds of their parts."""
    for node in nodes:
        match node:
            case ast.Compare(left=asked, comparators=[ast.Constant(value=str(kind))]) if kind in _KINDS:
                if _key(asked) in _ROLES:
                    return True
            case ast.Call(func=ast.Name(id="isinstance"), args=[_, kind]) if _MESSAGE.search(ast.unparse(kind)):
                return True
            case _:
                pass
    return False


def _key(node: ast.expr) -> str:
    """The last attribute or key of what is asked for: `role` of `each.role`, `each["role"]`, `each.get("role")`."""
    match node:
        case ast.Attribute(attr=key):
            return key
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return key
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str(key)), *_]):
            return key
        case _:
            return ""


def _empties(node: ast.AST, loop: ast.For | ast.AsyncFor) -> bool:
    """Whether the content of a message, or of a part of one, is replaced by words of its own, or taken away."""
    names = {each.id for each in ast.walk(loop.target) if isinstance(each, ast.Name)}
    match node:
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute() as target], value=value):
            changed = _key(target) in _CONTENT or (isinstance(value, ast.Dict) and _CONTENT & set(_keys(value)))
            content = value if not isinstance(value, ast.Dict) else _content(value)
            return bool(changed) and _uses(target, names | _taken(loop, names)) and _is_said(content)
        case (
            ast.Call(func=ast.Attribute(attr="append"), args=[ast.Dict() as made])
            | ast.Assign(targets=[ast.Name()], value=ast.Dict() as made)
        ):
            return _uses(made, names) and None in made.keys and _is_said(_content(made))
        case ast.Call(func=ast.Attribute(attr="remove"), args=[ast.Name(id=name)]):
            return name in names
        case _:
            return False


def _keys(node: ast.Dict) -> Iterator[str]:
    yield from (key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str))


def _content(node: ast.Dict) -> ast.expr | None:
    return next((value for key, value in held(node).items() if key in _CONTENT), None)


def _is_said(value: ast.expr | None) -> bool:
    """Whether what stands there instead are words of the program, or less: a name, the beginning, some of the parts."""
    match value:
        case ast.Subscript(slice=ast.Slice(lower=None, upper=ast.expr())):
            return True
        case ast.BinOp(left=left, op=ast.Add()):
            return _is_said(left)
        case ast.ListComp(elt=ast.Name(id=name), generators=[ast.comprehension(target=ast.Name(id=part), ifs=[_, *_])]):
            return name == part
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return _LESS.search(name) is not None
        case ast.Constant(value=str()) | ast.JoinedStr() | ast.Name():
            return True
        case ast.List(elts=elements):
            return all(isinstance(each, ast.Dict | ast.Constant) for each in elements)
        case _:
            return False


def _taken(loop: ast.For | ast.AsyncFor, names: set[str]) -> set[str]:
    """What a loop takes from its elements, or by them: `message = messages[place]`."""
    return {
        each.targets[0].id
        for part in loop.body
        for each in ast.walk(part)
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) and _uses(each.value, names)
    }


def _uses(node: ast.expr, names: set[str]) -> bool:
    return any(isinstance(each, ast.Name) and each.id in names for each in ast.walk(node))


# ---------------------------------------------------------------- how often it does


def _is_measured(function: Definition, loop: ast.AST) -> bool:
    """Whether a function asks ahead of a loop how long the whole is; how many there are is what the slice says."""
    return any(_measures(test) for test, _ in _asked_before(function, loop))


def _asked_before(function: Definition, node: ast.AST) -> Iterator[tuple[ast.expr, bool]]:
    """The conditions around a place (true), and those ahead of it that leave the function or the round."""
    line = getattr(node, "lineno", 0)
    for each in ast.walk(function):
        if not isinstance(each, ast.If) or each.lineno > line:
            continue
        is_around = line <= (each.end_lineno or 0)
        if is_around or isinstance(each.body[-1], ast.Return | ast.Continue | ast.Break | ast.Raise):
            yield each.test, is_around


def _measures(test: ast.expr) -> bool:
    """Whether a condition compares something by its size, unless it only counts a few messages."""
    for node in ast.walk(test):
        if isinstance(node, ast.Compare) and any(isinstance(op, ORDERS) for op in node.ops):
            parts = (node.left, *node.comparators)
            if not any(isinstance(p, ast.Call) and isinstance(p.func, ast.Name) and p.func.id == "len" for p in parts):
                return True
            if any(isinstance(part, ast.Constant) and _is_large(part.value) for part in parts):
                return True
    return False


def _is_large(value: object) -> bool:
    return isinstance(value, int) and value > _MANY


# A conversation with more messages than this is cut seldom.
_MANY = 50


def _is_plain(test: ast.expr) -> bool:
    """Whether a condition asks for a setting only: it calls nothing that may know how much there is."""
    return not any(
        isinstance(each, ast.Call) and not (isinstance(each.func, ast.Name) and each.func.id in _PLAIN)
        for each in ast.walk(test)
    )


def _calls(functions: Sequence[Definition], name: str) -> list[tuple[Definition, ast.Call]]:
    """Where a function of the module is called."""
    return [
        (caller, node)
        for caller in functions
        if caller.name != name
        for node in ast.walk(caller)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == name)
            or (isinstance(node.func, ast.Attribute) and node.func.attr == name)
        )
    ]


def _is_seldom(caller: Definition, call: ast.Call) -> bool:
    """Whether a call is made only where a request would be too long, or where one failed."""
    if _SELDOM.search(caller.name) is not None:
        return True
    for test, is_around in _asked_before(caller, call):
        is_told = _SELDOM.search(ast.unparse(test)) is not None
        if is_told or _measures(test) or (is_around and not _is_plain(test)):
            return True
    return any(
        isinstance(each, ast.ExceptHandler) and each.lineno <= call.lineno <= (each.end_lineno or 0)
        for each in ast.walk(caller)
    )


def _sends(function: Definition) -> bool:
    """Whether a function itself sends a request."""
    return any(
        isinstance(each, ast.Call) and {"model", "messages"} <= {keyword.arg for keyword in each.keywords}
        for each in ast.walk(function)
    )
