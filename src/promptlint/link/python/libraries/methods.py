"""Methods of texts, lists, sets, mappings, templates and files."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.ir import Nature, Stability
from promptlint.link.python.conversations import histories
from promptlint.link.python.conversations.trimming import is_let_grow
from promptlint.link.python.domain.merging import mixture
from promptlint.link.python.domain.reading import as_text, joined, key_of
from promptlint.link.python.domain.text import MOST_ITEMS, Text, TooLongError
from promptlint.link.python.domain.values import (
    PART,
    Choice,
    Dictionary,
    Either,
    File,
    Known,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    Template,
)
from promptlint.link.python.following.asking import in_its_order
from promptlint.link.python.following.binding import store
from promptlint.link.python.following.containers import elements, over_of, plan
from promptlint.link.python.following.entries import extended
from promptlint.link.python.following.taking import one_of, part_of, pick, telling
from promptlint.link.python.libraries import files, formatting, patterns
from promptlint.link.python.libraries.fallbacks import or_fallback
from promptlint.link.python.tables import sources
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame

_OF_TEXT = frozenset(
    "strip lstrip rstrip format format_map join replace upper lower title capitalize casefold removeprefix removesuffix"
    " encode decode expandtabs splitlines split rsplit startswith endswith find count index isdigit center ljust rjust"
    " zfill swapcase partition rpartition translate".split()
)
_OF_LISTS = frozenset(
    "append extend insert pop remove clear sort reverse copy index count add update discard union".split()
)
ADDING = frozenset(("append", "extend", "insert"))
_OF_MAPPINGS = frozenset("get items keys values pop update setdefault copy".split())


_MOST_PIECES = 200  # beyond it is data rather than the lines of a prompt


def is_of_data(name: str) -> bool:
    """Whether texts, lists or mappings have a method of this name."""
    return name in _OF_TEXT or name in _OF_LISTS or name in _OF_MAPPINGS


def method(frame: Frame, owner: Value, func: ast.Attribute, given: Arguments, node: ast.Call) -> Value | None:
    """The result of a method, and its effect; None where it is not known."""
    match owner:
        case Text() if func.attr in _OF_TEXT:
            return _of_text(frame, owner, func.attr, given, node)
        case Listing():
            return _of_listing(frame, owner, func, given, node)
        case Dictionary():
            return _of_dictionary(frame, owner, func, given, node)
        case Opaque() | Either() if func.attr in ADDING and _is_messages(owner):
            return _grown(frame, owner, func, given, node)
        case Opaque() | Either() if func.attr == "update":
            return _updated(frame, owner, func, given, node)
        case Template():
            return formatting.of_template(frame, owner, func.attr, given, node)
        case File():
            return files.of_file(frame, owner, func.attr, given, node)
        case Opaque() if func.attr == "hexdigest" and owner.type in (sources.DIGEST, PART):
            return as_text(owner, frame.step(node, "summed up here"))
        case Opaque():
            return _of_opaque(frame, owner, func.attr, given, node)
        case _:
            return None


# ---------------------------------------------------------------- texts


def _of_text(frame: Frame, text: Text, name: str, given: Arguments, node: ast.Call) -> Value:
    known = [value.known if isinstance(value, Text) else None for value in given.args]
    match name:
        case "strip" | "lstrip" | "rstrip":
            return text.stripped(known[0] if known else None, left=name != "rstrip", right=name != "lstrip")
        case "format":
            return formatting.format_(frame, text, given, node)
        case "format_map":
            return formatting.format_map(frame, text, given, node)
        case "join" if given.args:
            return join_(frame, text, given, node)
        case "replace" if len(given.args) >= 2:  # noqa: PLR2004 what and by what
            return formatting.replaced(frame, text, given, node)
        case "upper" | "lower" | "title" | "capitalize" | "casefold" | "swapcase":
            change: Callable[[str], str] = getattr(str, name)
            return text.mapped(change)
        case "removeprefix" | "removesuffix" if known and known[0] is not None:
            return _without_end(text, name, known[0])
        case "encode" | "decode" | "expandtabs" | "center" | "ljust" | "rjust" | "zfill":
            return text
        case "splitlines" | "split" | "rsplit":
            return _split(frame, text, name, known, node)
        case _:
            return part_of(frame, text, node) if text.known is None else frame.opaque(node, Stability.CONSTANT)


def _without_end(text: Text, name: str, end: str) -> Text:
    plain = text.plain
    if name == "removeprefix" and plain.startswith(end):
        return text.cut(len(end), len(plain))
    if name == "removesuffix" and end and plain.endswith(end):
        return text.cut(0, len(plain) - len(end))
    return text


def _split(frame: Frame, text: Text, name: str, known: list[str | None], node: ast.Call) -> Value:
    """The pieces of a text, each with its place; a value in it is taken to stay in one piece."""
    whole = text.plain
    if name == "splitlines":
        parts = whole.split("\n")
    elif known and known[0]:
        parts = whole.split(known[0])
    elif not node.args:
        parts = whole.split()
    else:
        parts = []
    if not 0 < len(parts) <= _MOST_PIECES:
        return part_of(frame, text, node) if text.known is None else frame.opaque(node, Stability.CONSTANT)
    items: list[Item] = []
    at = 0
    for part in parts:
        start = whole.index(part, at)
        items.append(text.cut(start, start + len(part)))
        at = start + len(part)
    return Listing("list", tuple(items), frame.module.path, frame.span(node))


def join_(frame: Frame, between: Text, given: Arguments, node: ast.Call) -> Value:
    """As `between.join(…)`."""
    step = frame.step(node, "joined here")
    value = given.args[0]
    if isinstance(value, Spread | Repeat | Choice):
        return joined((value,), between, step)
    return joined(plan(frame, value, node, step.text), between, step)


# ---------------------------------------------------------------- lists and sets


def _of_listing(frame: Frame, owner: Listing, func: ast.Attribute, given: Arguments, node: ast.Call) -> Value | None:
    nothing = Known(None, frame.module.path, frame.span(node))
    changed = _changed_items(owner, func.attr, given)
    if changed is not None:
        grows = _grows(frame, owner, func)
        is_in_front = func.attr == "insert" and _is_front(given) and histories.is_spoken(changed[0])
        if is_in_front and histories.is_repeated(frame, func.value) and grows:
            changed = histories.put_first(frame, owner, changed[0], node)
        elif grows and func.attr == "append":
            changed = (*changed[:-1], histories.kept(changed[-1]))
        is_longer = owner.continues or any(isinstance(each, Listing) and each.continues for each in given.args)
        store(frame, func.value, replace(owner, items=changed, grows=grows, continues=is_longer))
        return nothing
    match func.attr:
        case "pop" if _is_front(given) and histories.is_of_messages(owner) and _grows(frame, owner, func):
            if not is_let_grow(frame, node, func.value):
                store(frame, func.value, replace(owner, items=histories.dropped_first(frame, owner, node), grows=True))
            return part_of(frame, owner, node)
        case "pop":
            return _popped(frame, owner, func, given, node)
        case "sort":
            store(frame, func.value, in_its_order(frame, sorted_(frame, owner, node), given, node))
            return nothing
        case "copy" | "__iter__":
            return owner
        case "reverse" | "remove" | "discard":
            return nothing
        case "union" | "intersection" | "difference" | "symmetric_difference":
            more = tuple(
                item
                for value in given.args
                for item in ((value,) if isinstance(value, Spread | Repeat | Choice) else elements(value))
            )
            return replace(owner, items=(*owner.items, *more))
        case _:
            return part_of(frame, owner, node)


def _grows(frame: Frame, owner: Listing, func: ast.Attribute) -> bool:
    return owner.grows or histories.lasts(frame, func.value)


def _is_front(given: Arguments) -> bool:
    first = given.args[0] if given.args else None
    return isinstance(first, Known) and first.content == 0


def _is_value(item: Item) -> bool:
    return not isinstance(item, Spread | Repeat | Choice)


def _changed_items(owner: Listing, name: str, given: Arguments) -> tuple[Item, ...] | None:
    first = given.args[0] if given.args else None
    if name == "clear":
        return ()
    if first is None:
        return None
    match name:
        case "append" | "add":
            return (*owner.items, first)
        case "appendleft":
            return (first, *owner.items)
        case "extend" | "update":
            more = elements(first) if _is_value(first) else (first,)  # type: ignore[arg-type]  # told by `_is_value`
            if len(owner.items) + len(more) > MOST_ITEMS:
                raise TooLongError
            return (*owner.items, *more)
        case "insert" if len(given.args) > 1:
            place = first.content if isinstance(first, Known) else None
            if place == 0:
                return (given.args[1], *owner.items)
            if isinstance(place, int) and 0 < place <= len(owner.items):
                return (*owner.items[:place], given.args[1], *owner.items[place:])
            return (*owner.items, given.args[1])
        case _:
            return None


def _popped(frame: Frame, owner: Listing, func: ast.Attribute, given: Arguments, node: ast.Call) -> Value:
    place = given.args[0].content if given.args and isinstance(given.args[0], Known) else -1
    if owner.items and isinstance(place, int) and _is_value(owner.items[-1 if place == -1 else 0]) and place in (0, -1):
        item = owner.items[place]
        kept = owner.items[1:] if place == 0 else owner.items[:-1]
        store(frame, func.value, replace(owner, items=kept))
        assert not isinstance(item, Spread | Repeat | Choice)
        return item
    return part_of(frame, owner, node)


def sorted_(frame: Frame, value: Value, node: ast.AST) -> Value:
    """Elements in an order that only they decide about: no set and no listing has another one then."""
    match value:
        case Listing():
            items = tuple(_settled(item) for item in value.items)
            return replace(value, kind="list", items=items)
        case Opaque(nature=Nature.UNORDERED):
            return replace(value, stability=value.settled, nature=Nature.PLAIN, type="", form="sorted", steps=())
        case Either(test, arms):
            return Either(test, tuple(sorted_(frame, arm, node) for arm in arms))
        case Dictionary():
            return Listing("list", tuple(_settled(item) for item in plan(frame, value, node)), value.path, value.span)
        case _:
            return value


def shuffle(frame: Frame, given: Arguments, node: ast.Call) -> None:
    """The order of a list becomes another one at each evaluation."""
    value, target = given.args[0] if given.args else None, given.nodes.get(0)
    if target is None:
        return
    order = replace(frame.opaque(node, Stability.VOLATILE, Nature.UNORDERED), settled=Stability.CONSTANT)
    match value:
        case Listing(items=items) if items:
            store(frame, target, replace(value, items=(Repeat(order, items),)))
        case Opaque():
            settled = value.settled if value.nature is Nature.UNORDERED else value.stability
            store(frame, target, replace(order, settled=settled))
        case _:
            pass


def _settled(item: Item) -> Item:
    match item:
        case Repeat(over, items):
            return Repeat(_ordered(over), tuple(_settled(each) for each in items))
        case Spread(Opaque() as value):
            return Spread(_ordered(value))
        case Choice(test, arms):
            return Choice(test, tuple(tuple(_settled(each) for each in arm) for arm in arms))
        case _:
            return item


def _ordered(value: Opaque) -> Opaque:
    if value.nature is not Nature.UNORDERED:
        return value
    return replace(value, stability=value.settled, nature=Nature.PLAIN, steps=(), type="")


def _is_messages(owner: Value) -> bool:
    """Whether something unknown may be a list that grows; a thing with a type of its own is none."""
    return isinstance(owner, Either) or (isinstance(owner, Opaque) and owner.type in ("", "window", "listing"))


def _grown(frame: Frame, owner: Opaque | Either, func: ast.Attribute, given: Arguments, node: ast.Call) -> Value:
    """A list of which only this much is known: what it had, and what is added."""
    start = Listing("list", elements(owner), frame.module.path, frame.span(func.value))
    changed = _changed_items(start, func.attr, given)
    if changed is not None:
        store(frame, func.value, replace(start, items=changed))
    return Known(None, frame.module.path, frame.span(node))


# ---------------------------------------------------------------- mappings


def _of_dictionary(
    frame: Frame, owner: Dictionary, func: ast.Attribute, given: Arguments, node: ast.Call
) -> Value | None:
    first = given.args[0] if given.args else None
    key = key_of(first) if first is not None and _is_value(first) else None  # type: ignore[arg-type]  # told by `_is_value`
    match func.attr:
        case "get" | "pop" if key is not None:
            return _taken(frame, owner, func, key, given, node)
        case "items":
            return _pairs(frame, owner, node)
        case "keys":
            return Listing("list", plan(frame, owner, node), owner.path, owner.span)
        case "values":
            items = tuple(e.value if isinstance(e, Pair) else e for e in owner.entries)
            return Listing("list", items, owner.path, owner.span)
        case "copy":
            return owner
        case "update":
            _update(frame, owner, func, given)
            return Known(None, frame.module.path, frame.span(node))
        case "setdefault" if key is not None:
            present = owner.get(key)
            if present is None and len(given.args) > 1 and _is_value(given.args[1]):
                present = given.args[1]  # type: ignore[assignment]  # told by `_is_value`
                store(frame, func.value, owner.with_entry(key, present))  # type: ignore[arg-type]  # see above
            return present if present is not None else frame.unknown(node)
        case "setdefault" if len(given.args) > 1 and isinstance(empty := given.args[1], Listing) and not empty.items:
            return empty
        case "get" if key is None and (several := _of_table(frame, owner, given, node)) is not None:
            return several
        case _:
            return part_of(frame, owner, node, key)


def _of_table(frame: Frame, owner: Dictionary, given: Arguments, node: ast.Call) -> Value | None:
    asked = [value for value in given.args if not isinstance(value, Spread | Repeat | Choice)]
    if not asked or len(asked) < len(given.args):
        return None
    return one_of(frame, owner, asked[0], node, asked[1] if len(asked) > 1 else None)


def _taken(frame: Frame, owner: Dictionary, func: ast.Attribute, key: str, given: Arguments, node: ast.Call) -> Value:
    found = owner.get(key)
    if func.attr == "pop" and found is not None:
        store(frame, func.value, owner.without(key))
    if found is not None:
        return found
    if owner.is_whole:
        fallback = given.args[1] if len(given.args) > 1 else None
        if fallback is None or not _is_value(fallback):
            return Known(None, frame.module.path, frame.span(node))
        return fallback  # type: ignore[return-value]  # told by `_is_value`
    return or_fallback(frame, telling(frame.unknown(node), key), given, node)


def _pairs(frame: Frame, owner: Dictionary, node: ast.Call) -> Listing:
    path, span = frame.module.path, frame.span(node)
    items: list[Item] = []
    for entry in owner.entries:
        if isinstance(entry, Pair):
            items.append(Listing("tuple", (frame.constant(entry.key, node), entry.value), path, span))
        else:
            over = over_of(frame, entry.value, node)
            level = over.settled if over.nature is Nature.UNORDERED else over.stability
            item = replace(over, stability=level, nature=Nature.PLAIN, form="[]")
            items.append(Repeat(over, (Listing("tuple", (item, item), path, span),)))
    return Listing("list", tuple(items), path, span)


def _update(frame: Frame, owner: Dictionary, func: ast.Attribute, given: Arguments) -> None:
    changed = owner
    for value in given.args:
        if isinstance(value, Dictionary):
            for entry in value.entries:
                changed = (
                    changed.with_entry(entry.key, entry.value)
                    if isinstance(entry, Pair)
                    else replace(changed, entries=(*changed.entries, entry))
                )
        elif _is_value(value):
            changed = replace(changed, entries=(*changed.entries, Spread(value)))  # type: ignore[arg-type]  # told by `_is_value`
    for key, named in given.named.items():
        changed = changed.with_entry(key, named)
    store(frame, func.value, changed)


def _updated(
    frame: Frame, owner: Opaque | Either, func: ast.Attribute, given: Arguments, node: ast.Call
) -> Value | None:
    more = [Pair(key, value) for key, value in given.named.items()]
    for value in given.args:
        more += [each for each in value.entries if isinstance(each, Pair)] if isinstance(value, Dictionary) else ()
    mapping = extended(frame, owner, more, node)
    if mapping is None:
        return _of_opaque(frame, owner, func.attr, given, node) if isinstance(owner, Opaque) else None
    store(frame, func.value, mapping)
    return Known(None, frame.module.path, frame.span(node))


# ---------------------------------------------------------------- values that are not known


def _of_opaque(frame: Frame, owner: Opaque, name: str, given: Arguments, node: ast.Call) -> Value | None:
    first = given.args[0] if given.args else None
    match name:
        case "shuffle" if owner.type == "random":
            if owner.stability is Stability.VOLATILE:
                shuffle(frame, given, node)
            return Known(None, frame.module.path, frame.span(node))
        case "sort" if owner.nature is Nature.UNORDERED and isinstance(node.func, ast.Attribute):
            store(frame, node.func.value, sorted_(frame, owner, node))
            return Known(None, frame.module.path, frame.span(node))
        case "get" | "pop" if first is not None and _is_value(first):
            found = pick(frame, owner, first, node)  # type: ignore[arg-type]  # told by `_is_value`
            return or_fallback(frame, found, given, node)
        case "items" | "keys" | "values" | "copy":
            return owner
        case "strip" | "lstrip" | "rstrip" | "encode" | "decode" | "lower" | "upper" | "title":
            return owner
        case "read_text" | "read" | "read_bytes" if owner.type == "path" and files.has_untold_text(owner):
            return frame.unknown(node)
        case "read_text" | "read" | "read_bytes" if owner.type in ("path", "file"):
            return replace(owner, type="", nature=Nature.PLAIN, form=".read_text()")
        case "join" if first is not None and _is_value(first):
            text = as_text(owner, frame.step(node, "joined here"))
            return join_(frame, text, given, node)
        case "render" | "format" | "arender" | "format_map" | "format_prompt" | "substitute" | "safe_substitute":
            return formatting.of_unknown(frame, owner, given, node)
        case "replace" if formatting.fills_field(given):
            return formatting.of_unknown(frame, owner, given, node)
        case _:
            return patterns.method(frame, owner, name, given, node) if owner.type == patterns.TYPE else None


def whole(frame: Frame, values: list[Value], node: ast.AST) -> Opaque:
    """Several values as one."""
    return mixture(values, frame.unknown(node))
