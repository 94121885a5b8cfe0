"""What is taken out of a value: an element, an entry, a slice, a part of what only the whole is known of."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.likely import Strength, name_strength
from promptlint.frontends.python.walking import walk
from promptlint.ir import Evidence, Kind, Literal, Nature, Stability
from promptlint.link.python.conversations.histories import is_of_messages, sums_up, window
from promptlint.link.python.conversations.trimming import in_large_steps
from promptlint.link.python.domain.reading import key_of
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    ANSWER,
    STATE,
    Choice,
    Class,
    Dictionary,
    Either,
    External,
    Filled,
    Function,
    Instance,
    Known,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    of_placeholder,
    opaques,
    worst,
)
from promptlint.link.python.following import declared_sets
from promptlint.link.python.following.asking import by_key
from promptlint.link.python.following.containers import over_of
from promptlint.link.python.libraries.latest import holds_rows
from promptlint.link.python.machine import chain
from promptlint.link.python.tables import sources
from promptlint.link.python.tables.sources import CONNECTIONS, KEPT_TYPE, ROWS
from promptlint.record import replace
from promptlint.stability import by_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.ir import Segment
    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.machine import Frame

# What the nodes of a graph are given from outside, rather than what they find out.
_SET_ONCE = re.compile(
    r"(?i)tool|prompt|instruction|system|schema|config|setting|model|llm|template|language|locale|format|max|limit|agent"
)
# What an agent is given before it begins, and keeps as it is.
_GIVEN_ONCE = re.compile(r"(?i)messages|config|setting|model|llm|template|language|locale|format|max|limit")
# Tools of which more are bound to a model as it asks for them.
_ASKED_FOR = re.compile(
    r"(?i)(?:selected|retrieved|chosen|loaded|active|activated|discovered|unlocked)_?\w*tools?(?:_|$)"
)
_LONG = 400  # characters of a text that is rather a prompt than a word
_MOST_BLANK = 12  # segments of a text without words
_MOST_CALLED = 6  # functions or objects of which one is looked up and called
# What a request to a model is made of, which its caller may send again with each of them.
_OF_A_MODEL = frozenset("tools functions tool_choice model messages model_settings response_format runtime".split())
_OF_EVERY_REQUEST = _OF_A_MODEL - {"messages"}  # what is the same for all rows of which requests are made
_VERB = (Evidence.NAME, "request", "method")  # of a request of the web
# Levels that a name alone may give in a program; a clock is believed only where it is seen to be read.
_BY_NAME = (Stability.SESSION, Stability.REQUEST, Stability.DEPLOY, Stability.SHARED)


def in_round(frame: Frame, found: Value, keys: Sequence[Value | None]) -> Value:
    """What was taken from something: with the number of a round, it is another one in each round."""
    if not isinstance(found, Opaque) or found.loop is not None:
        return found
    running = frame.machine.loops
    loop = next((key.loop for key in keys if isinstance(key, Opaque) and key.loop in running), None)
    return found if loop is None else replace(found, loop=loop)


def pick(frame: Frame, value: Value, key: Value, node: ast.AST) -> Value:
    """`value[key]`."""
    frame.machine.spend()
    name = key_of(key)
    match value:
        case Dictionary() if (found := _looked_up(frame, value, name, key, node)) is not None:
            return found
        case Listing(items=items) if isinstance(key, Known) and isinstance(key.content, int):
            if not any(isinstance(item, Repeat | Spread | Choice) for item in items) and -len(
                items
            ) <= key.content < len(items):
                chosen = items[key.content]
                assert not isinstance(chosen, Repeat | Spread | Choice)
                return chosen
            if (
                key.content == 0
                and value.kind != "set"
                and items
                and not isinstance(first := items[0], Repeat | Spread | Choice)
            ):
                return first
        case Instance() if name is not None and name in value.fields:
            return value.fields[name]
        case Either(test, arms):
            from promptlint.link.python.domain.merging import merge  # noqa: PLC0415 one use

            picked = [pick(frame, arm, key, node) for arm in arms if not isinstance(arm, Known)]
            result: Value | None = picked[0] if picked else None
            for other in picked[1:]:
                result = merge(test, result, other)
            return result if result is not None else frame.unknown(node)
        case Text() if value.known is not None and isinstance(key, Known) and isinstance(key.content, int):
            return frame.opaque(node, Stability.CONSTANT)
        case Opaque(stability=Stability.VOLATILE) if isinstance(key, Known) and isinstance(key.content, int):
            if (source := sources.of_item(value.type, key.content)) is not None:
                return replace(value, stability=source.stability, nature=source.nature, type="")
        case External(given) if given == "os.environ":
            return frame.opaque(node, Stability.DEPLOY)
        case _:
            pass
    empty = _bucket(value)
    return part_of(frame, value, node, name) if empty is None else empty


def _bucket(value: Value) -> Listing | None:
    """One of many lists that are filled from here on."""
    match value:
        case Listing(items=(Repeat(_, (Listing(items=()) as empty,)),)):
            return empty
        case _:
            return None


def _looked_up(frame: Frame, mapping: Dictionary, name: str | None, key: Value, node: ast.AST) -> Value | None:
    found = _entry(frame, mapping, name, node) if name is not None else one_of(frame, mapping, key, node)
    return found if found is not None else mapping.lacking


def one_of(frame: Frame, mapping: Dictionary, key: Value, node: ast.AST, fallback: Value | None = None) -> Value | None:
    """One of the texts, functions, objects, lists or sets of a table, by any key; None where it holds others."""
    values = [entry.value for entry in mapping.entries if isinstance(entry, Pair)]
    if len(values) < len(mapping.entries) or not 1 < len(values) <= _MOST_CALLED:
        return None
    if (chosen := by_key(frame, key, [*values, *([fallback] if fallback else [])], node)) is not None:
        return chosen
    sets = [value.items for value in values if isinstance(value, Listing) and value.kind == "set"]
    if len(sets) == len(values):
        return Listing("set", (Choice(frame.unknown(node), tuple(sets)),), frame.module.path, frame.span(node))
    return Either(frame.unknown(node), tuple(values)) if all(map(_is_called, values)) or _are_texts(values) else None


def _are_texts(values: Sequence[Value]) -> bool:
    """Whether all are texts, and one of them is rather a prompt than a word."""
    lengths = [value.length for value in values if isinstance(value, Text)]
    return len(lengths) == len(values) and max(lengths) >= _LONG


def _is_called(value: Value) -> bool:
    return isinstance(value, Function | Class) or (isinstance(value, Instance) and value.cls is not None)


def _entry(frame: Frame, mapping: Dictionary, name: str, node: ast.AST) -> Value | None:
    """What stands under a key; where no known entry has it, that is one of those that are not known."""
    found = mapping.get(name)
    if found is not None:
        return found
    rest = [entry.value for entry in mapping.entries if isinstance(entry, Spread)]
    return worst(part_of(frame, value, node, name) for value in rest)


def part_of(frame: Frame, value: Value, node: ast.AST, name: str | None = None) -> Opaque:
    """A part of something of which only the whole is known."""
    if isinstance(value, Opaque):
        if value.stability is Stability.UNKNOWN:
            if holds_rows(value, name):
                return value
            told = telling(frame.unknown(node), name or "") if name else frame.unknown(node)
            if value.type == STATE and name and told.stability is Stability.UNKNOWN and _is_left_behind(name):
                told = replace(told, stability=Stability.SESSION, evidence=Evidence.NAME)
            if value.type == KEPT_TYPE and name and not _GIVEN_ONCE.search(name):
                level = told.stability if told.is_telling else Stability.SESSION
                told = replace(told, stability=level, evidence=Evidence.SOURCE)
            if name is None:
                declared_sets.note_part(frame, value, told)
            return told if name in _OF_EVERY_REQUEST else replace(told, loop=value.loop)
        if name and name_strength(name) is Strength.SYSTEM and _is_alike(value):
            return frame.unknown(node)
        if (value.evidence, value.name, name) == _VERB:
            return frame.unknown(node)  # it is another one on another route only
        if name in _OF_A_MODEL and (value.evidence is Evidence.NAME or _is_data(value)):
            return telling(frame.unknown(node), name)
        nature = Nature.PLAIN if value.nature in (Nature.UNORDERED, Nature.WINDOW) else value.nature
        level = value.settled if value.nature is Nature.UNORDERED else value.stability
        kind = value.type if value.type == ANSWER else ""
        form = value.form + (f".{name}" if name else "[]")
        part = replace(value, stability=level, nature=nature, type=kind, form=form)
        step = frame.step(node, "taken from it here")
        is_there = step.path == value.path and step.span.start <= value.span.start <= step.span.end
        return part if is_there else part.via(step)
    bad = worst(opaques(value))
    if bad is None or bad.nature is Nature.UNORDERED:
        return frame.opaque(node, Stability.CONSTANT if bad is None else Stability.UNKNOWN)
    if bad.stability is Stability.VOLATILE and is_mixed(value):
        return frame.unknown(node)
    return replace(bad, form="")


def _is_alike(value: Opaque) -> bool:
    """Whether others like a value may begin a request to a model alike: it is no data of that request.

    So may those that one is drawn from, where nobody sees them.
    """
    is_drawn = value.nature is Nature.RANDOM and value.settled is not Stability.CONSTANT
    return is_drawn or value.evidence is Evidence.NAME


def _is_data(value: Opaque) -> bool:
    """Whether a value is what a request is about, or is made of; not what a model answered."""
    return value.stability is Stability.REQUEST and value.nature is Nature.PLAIN and not value.type


def _is_left_behind(name: str) -> bool:
    """Whether a field of a graph's state is what its nodes have found out, rather than what it was given once."""
    return _SET_ONCE.search(name) is None or _ASKED_FOR.match(name) is not None


def is_mixed(value: Item) -> bool:
    """Whether only some parts of a value vary: the stamp of a message is not what is taken out of it."""
    match value:
        case Listing(items=items):
            parts: Sequence[Item] = items
        case Dictionary(entries):
            parts = [entry.value for entry in entries]
        case Instance():
            parts = [*value.fields.values(), *value.args]
        case Either(_, arms):
            return any(is_mixed(arm) for arm in arms)
        case _:
            return False
    return any(not _is_volatile(part) for part in parts)


def _is_volatile(item: Item) -> bool:
    bad = worst(opaques(item))
    return (
        bad is not None
        and bad.stability is Stability.VOLATILE
        and not (isinstance(item, Dictionary | Listing | Instance) and is_mixed(item))
    )


def telling(value: Opaque, name: str, path: str = "") -> Opaque:
    """A value that nothing is known of, by the name that it is given; a name never proves a clock."""
    if value.stability is not Stability.UNKNOWN or value.nature is not Nature.PLAIN:
        return value
    if name in CONNECTIONS:
        name, path = path.rpartition(".")[2], ""
    known = by_name(name, path)
    if known is None and (path or name).rpartition(".")[2] in ROWS:
        known = Stability.REQUEST, Nature.PLAIN
    if known is None or known[0] not in _BY_NAME:
        return value
    return replace(value, stability=known[0], nature=known[1], evidence=Evidence.NAME)


def slice_of(
    frame: Frame, value: Value, bounds: Sequence[Value | None], node: ast.Subscript, *, has_step: bool
) -> Value:
    """`value[lower:upper]`."""
    value = _under_way(frame, value, node.value)
    lower, upper = (_index(bound) for bound in bounds)
    if has_step or lower is NotImplemented or upper is NotImplemented:
        return _open_slice(frame, value, bounds, node, has_step=has_step)
    if lower == -1 and upper is None and not isinstance(value, Text) and not _is_seen(value):
        return part_of(frame, value, node)  # the latest one alone is what is new, and no window on what was before
    match value:
        case Listing(grows=True) if isinstance(lower, int) and lower < 0 and upper is None and is_of_messages(value):
            return part_of(frame, value, node) if _is_cut_seldom(frame, node) else window(frame, value, node)
        case Listing(items=items) if _is_whole(value, lower):
            return replace(value, items=items[lower:upper])
        case Opaque(stability=Stability.VOLATILE) if not lower and (source := sources.of_slice(value.type, upper)):
            return replace(value, stability=source.stability, nature=source.nature, type="")
        case Text() if not lower and (day := _day_of(value, upper)) is not None:
            return day
        case Text():
            if (known := value.known) is not None and lower is None and upper is None:
                return value
            if known is not None:
                start, stop, _ = slice(lower, upper).indices(len(known))
                return value.cut(start, max(start, stop))
            return value if upper is not None and (lower or 0) == 0 else Text(value.segments)
        case _ if lower is None and upper is None:
            return value
        case _ if isinstance(lower, int) and lower < 0 and upper is None:
            return _window(frame, value, node)
        case _:
            return part_of(frame, value, node)


def _under_way(frame: Frame, value: Value, node: ast.expr) -> Value:
    """A conversation that was empty at first holds what nobody has seen when it is cut."""
    if isinstance(value, Listing) and value.continues and not value.items:
        return telling(frame.unknown(node), chain(node).rpartition(".")[2])
    return value


def _open_slice(
    frame: Frame, value: Value, bounds: Sequence[Value | None], node: ast.Subscript, *, has_step: bool
) -> Value:
    """A slice of which the bounds are not known, or with a step."""
    if has_step and bounds[0] is None and bounds[1] is None:
        if isinstance(value, Opaque):
            return value  # turned round, it is as stable as before
        if isinstance(value, Listing) and isinstance(node.slice, ast.Slice) and _is_turned(node.slice.step):
            return replace(value, items=value.items[::-1])
    is_window = bounds[0] is not None and bounds[1] is None
    return _window(frame, value, node) if is_window else part_of(frame, value, node)


def _is_turned(step: ast.expr | None) -> bool:
    return isinstance(step, ast.UnaryOp) and isinstance(step.op, ast.USub) and getattr(step.operand, "value", 0) == 1


def _day_of(text: Text, upper: int | None) -> Text | None:
    """What is left of a clock alone, as text, when it is cut off: `str(now)[:10]` is a date."""
    if text.size != 1 or len(text.segments) != 1:
        return None
    clock = text.segments[0]
    if not isinstance(clock, Filled) or clock.stability is not Stability.VOLATILE:
        return None
    source = sources.of_slice(clock.type, upper)
    if source is None:
        return None
    return Text((replace(clock, stability=source.stability, nature=source.nature, type=""),))


def _index(bound: Value | None) -> int | None:
    if bound is None:
        return None
    content = bound.content if isinstance(bound, Known) else NotImplemented
    return content if content is None or isinstance(content, int) else NotImplemented


def _is_seen(value: Value) -> bool:
    """Whether a list is seen as a whole, and does not grow."""
    return (
        isinstance(value, Listing)
        and not value.grows
        and not value.continues
        and not any(isinstance(i, Repeat | Spread) for i in value.items)
    )


def _is_whole(value: Listing, lower: int | None) -> bool:
    """Whether the elements are known one by one; of a conversation under way, those that it begins with."""
    is_known = not any(isinstance(item, Repeat | Spread | Choice) for item in value.items)
    return is_known and not (value.continues and (lower or 0) < 0)


def _is_cut_seldom(frame: Frame, node: ast.Subscript) -> bool:
    """Whether what is left stays as it is for a while: it is summed up, or cut to far less than it may grow to."""
    return sums_up(frame) or in_large_steps(frame.node, node)


def _is_counted(frame: Frame, count: ast.expr) -> bool:
    """Whether a function counts where to cut: what it leaves out may be the same in every turn."""
    return isinstance(count, ast.Name) and any(
        isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id == count.id
        for node in (walk(frame.node) if frame.node is not None else ())
    )


def _kept_of(node: ast.Subscript) -> ast.expr | None:
    """How many of the last elements a slice keeps: `x[-n:]`, `x[len(x) - n:]`, `x[max(0, len(x) - n):]`."""
    lower = node.slice.lower if isinstance(node.slice, ast.Slice) else None
    if isinstance(lower, ast.Call) and isinstance(lower.func, ast.Name) and lower.func.id == "max":
        lower = next((each for each in lower.args if isinstance(each, ast.BinOp)), None)
    match lower:
        case ast.UnaryOp(op=ast.USub(), operand=count):
            return count
        case ast.BinOp(left=ast.Call(func=ast.Name(id="len"), args=[whole]), op=ast.Sub(), right=count):
            return count if ast.unparse(whole) == ast.unparse(node.value) else None
        case _:
            return None


def _is_text(frame: Frame, value: Value, node: ast.Subscript) -> bool:
    """Whether it is a text that is cut, by what it may be or by the annotation of a parameter."""
    if isinstance(value, Text) or (isinstance(value, Either) and any(isinstance(arm, Text) for arm in value.arms)):
        return True
    given = frame.node.args if isinstance(frame.node, ast.FunctionDef | ast.AsyncFunctionDef) else None
    if given is None or not isinstance(node.value, ast.Name):
        return False
    said = next((each.annotation for each in (*given.args, *given.kwonlyargs) if each.arg == node.value.id), None)
    return isinstance(said, ast.Name) and said.id in ("str", "bytes")


def _window(frame: Frame, value: Value, node: ast.Subscript) -> Value:
    """The last few of a list: which of them are the first changes as the list grows."""
    if _is_seen(value):
        return value
    count = _kept_of(node)
    whole = over_of(frame, value, node)
    if count is None or _is_counted(frame, count) or _is_text(frame, value, node) or _is_cut_seldom(frame, node):
        return part_of(frame, value, node)
    return replace(
        whole,
        name=frame.named(node),
        path=frame.module.path,
        span=frame.span(node),
        nature=Nature.WINDOW,
        type="window",
    )


def called(value: Opaque, name: str) -> Opaque:
    """A value by its new name: of rows that are passed one is one of many, a row that is fetched may be of anything."""
    if name_strength(value.name) is Strength.SYSTEM:
        return value  # it stays what requests begin with, whatever else it is called on its way
    return value if name in ROWS and not value.name.isidentifier() else telling(value, name)


def named(value: Value, name: str) -> Value:
    """A value by its new name: each way that it came about, where nobody knows more of it than that it may be none."""
    match value:
        case Opaque():
            return called(value, name)
        case Either(test, arms) if by_name(name) is not None and _says_nothing(value):
            return Either(test, tuple(named(arm, name) for arm in arms))
        case Text() if 0 < value.size <= _MOST_BLANK and by_name(name) is not None and _says_nothing(value):
            return Text(tuple(_called(part, name) for part in value.segments))
        case _:
            return value


def _called(part: Segment, name: str) -> Segment:
    if not isinstance(part, Filled) or part.kind is not Kind.VALUE:
        return part
    told = called(of_placeholder(part), name)
    return replace(part, stability=told.stability, nature=told.nature, evidence=told.evidence)


def _says_nothing(value: Value) -> bool:
    """Whether a value is none, no text, or what nobody knows anything of."""
    match value:
        case Known(content):
            return content is None
        case Opaque():
            return value.is_unknown
        case Either(_, arms):
            return all(map(_says_nothing, arms))
        case Text():
            parts = [part for part in value.segments if isinstance(part, Literal) or part.kind is Kind.VALUE]
            return all(
                not part.text.strip() if isinstance(part, Literal) else part.stability is Stability.UNKNOWN
                for part in parts
            )
        case _:
            return False
