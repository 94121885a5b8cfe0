"""What a name is worth where two ways through a program meet, and after a loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Evidence, Kind, Nature, Placeholder, Stability
from promptlint.link.python.domain.rebuilding import are_same, with_parts
from promptlint.link.python.domain.text import Text, join
from promptlint.link.python.domain.values import (
    ANSWER,
    YIELDED,
    Choice,
    Dictionary,
    Either,
    Instance,
    Item,
    Known,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    Value,
    opaques,
    worst,
)
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Env = dict[str, Value]
_MOST_ARMS = 6
_MOST_OF_CHOICE = 4_000  # segments
_MOST_PREFIXES = 200
# What is of the moment at which it is computed.
_OF_ITS_TIME = (
    Nature.CLOCK,
    Nature.CALENDAR,
    Nature.RANDOM,
    Nature.COUNTER,
    Nature.LIVE,
    Nature.GATHERED,
    Nature.PLAIN,
)


def merge(test: Opaque, then: Value | None, other: Value | None) -> Value | None:
    """One value where a condition decided, what both ways share kept in front of it."""
    if then is other or other is None:
        return then
    if then is None:
        return other
    match then, other:
        case Text(), Text():
            return _merge_texts(test, then, other)
        case (Text(), Known(content=None)) | (Known(content=None), Text()):
            return Either(test, (then, other))
        case Listing(), Listing() if then.kind == other.kind:
            return _merge_listings(test, then, other)
        case Dictionary(), Dictionary():
            return _merge_mappings(test, then, other)
        case Instance(), Instance() if then.span == other.span and then.path == other.path:
            names = dict.fromkeys([*then.fields, *other.fields])
            merged = {name: merge(test, then.fields.get(name), other.fields.get(name)) for name in names}
            return replace(then, fields={name: value for name, value in merged.items() if value is not None})
        case Known(), Known() if type(then.content) is type(other.content) and then.content == other.content:
            return then
        case _:
            pass
    if _arms(then) + _arms(other) > _MOST_ARMS:
        return mixture([then, other], test)
    return Either(test, (then, other))


def _arms(value: Value) -> int:
    """How many values a choice is between, those of inner choices counted."""
    return sum(_arms(arm) for arm in value.arms) if isinstance(value, Either) else 1


def mixture(values: list[Value], about: Opaque) -> Opaque:
    """A value of which only the worst part is known."""
    bad = worst(each for value in values for each in _told_of(value))
    if bad is None:
        has_object = any(isinstance(single, Instance) for value in values for single in _singly(value))
        level = Stability.UNKNOWN if has_object else Stability.DEPLOY
        return replace(about, stability=level, nature=Nature.PLAIN, steps=(), type="")
    return replace(bad, type=ANSWER if bad.type == ANSWER else "", form="")


def _told_of(value: Value) -> Iterator[Opaque]:
    """What varies in a value; of an object nobody knows which of its fields will be asked for."""
    for single in _singly(value):
        if not isinstance(single, Instance):
            yield from opaques(single)


def _singly(value: Value) -> Iterator[Value]:
    """The values that a choice is between and what decides about it, those of inner choices too."""
    if isinstance(value, Either):
        if value.test.evidence is not Evidence.NAME:
            yield value.test
        for arm in value.arms:
            yield from _singly(arm)
    else:
        yield value


def conditional(test: Opaque, then: Text, other: Text) -> Text:
    """Text that a condition chooses."""
    if not then.parts and not other.parts:
        return then
    opening = replace(test, steps=()).placeholder(Kind.TEST)
    parts: list[Text | Placeholder] = [opening, then]
    if other.parts:
        parts += [_border(test, Kind.ELSE), other]
    parts.append(_border(test, Kind.END))
    return Text(tuple(part for part in parts if not isinstance(part, Text) or part.parts))


def repeated(over: Opaque, body: Text) -> Text:
    """Text that comes once for each round of a loop."""
    if not body.parts:
        return body
    return Text((over.placeholder(Kind.LOOP), body, _border(over, Kind.END)))


def _border(test: Opaque, kind: Kind) -> Placeholder:
    return Placeholder("", Stability.CONSTANT, test.path, test.span, kind)


def _merge_texts(test: Opaque, then: Text, other: Text) -> Text:
    if (extra := then.behind(other)) is not None:
        return join((other, conditional(test, extra, Text(()))))
    if (extra := other.behind(then)) is not None:
        return join((then, conditional(test, Text(()), extra)))
    known = {id(prefix) for _, prefix in zip(range(_MOST_PREFIXES), then.prefixes(), strict=False)}
    for _, prefix in zip(range(_MOST_PREFIXES), other.prefixes(), strict=False):
        if id(prefix) in known and prefix.parts:
            mine, theirs = then.behind(prefix), other.behind(prefix)
            if mine is not None and theirs is not None:
                return join((prefix, conditional(test, mine, theirs)))
    if then.known is not None and then.known == other.known:
        return then
    if then.size + other.size > _MOST_OF_CHOICE:  # text that doubles with every round of a loop
        return Text((mixture([then, other], test).placeholder(),))
    return conditional(test, then, other)


def _merge_listings(test: Opaque, then: Listing, other: Listing) -> Listing:
    if (
        then.kind == "tuple"
        and len(then.items) == len(other.items)
        and (pairs := _paired(test, then, other)) is not None
    ):
        return replace(then, items=pairs)
    shared = 0
    for mine, theirs in zip(then.items, other.items, strict=False):
        if mine is not theirs:
            break
        shared += 1
    rests = then.items[shared:], other.items[shared:]
    if not any(rests):
        return then
    if (whole := _whole(*rests)) is not None:
        return replace(then, items=(*then.items[:shared], *whole))
    return replace(then, items=(*then.items[:shared], Choice(test, rests)))


def _whole(then: tuple[Item, ...], other: tuple[Item, ...]) -> tuple[Item, ...] | None:
    """Of a list and what is left of it by a condition the one of which all is true that is true of the other."""
    sources = _sources(then)
    if not sources or sources != _sources(other):
        return None
    mine, theirs = _levels(then), _levels(other)
    return then if mine >= theirs else other if theirs >= mine else None


def _sources(items: tuple[Item, ...]) -> set[tuple[str, int, int]] | None:
    """The places of what some elements come from, one for each round; None where others are among them."""
    found: set[tuple[str, int, int]] = set()
    for item in items:
        match item:
            case Repeat(over):
                found.add((over.path, over.span.start, over.span.end))
            case Choice(arms=arms):
                for arm in arms:
                    inner = _sources(arm)
                    if inner is None:
                        return None
                    found |= inner
            case _:
                return None
    return found


def _levels(items: tuple[Item, ...]) -> set[tuple[Stability, Nature]]:
    return {(each.stability, each.nature) for item in items for each in opaques(item)}


def _paired(test: Opaque, then: Listing, other: Listing) -> tuple[Item, ...] | None:
    """Two tuples element by element: what stands at a place means the same in both."""
    found: list[Item] = []
    for mine, theirs in zip(then.items, other.items, strict=True):
        if isinstance(mine, Repeat | Spread | Choice) or isinstance(theirs, Repeat | Spread | Choice):
            return None
        merged = merge(test, mine, theirs)
        assert merged is not None
        found.append(merged)
    return tuple(found)


def _merge_mappings(test: Opaque, then: Dictionary, other: Dictionary) -> Dictionary:
    entries: list[Pair | Spread] = []
    for entry in dict.fromkeys([*_keys(then), *_keys(other)]):
        mine, theirs = then.get(entry), other.get(entry)
        if mine is not None and theirs is not None:
            merged = merge(test, mine, theirs)
            assert merged is not None
            entries.append(Pair(entry, merged))
        else:
            missing = Known(None, test.path, test.span)
            present = mine if mine is not None else theirs
            assert present is not None
            arms = (mine or missing, theirs or missing)
            entries.append(Pair(entry, present if mine is theirs else Either(test, arms)))
    rest = [entry for entry in then.entries if isinstance(entry, Spread)]
    rest += [entry for entry in other.entries if isinstance(entry, Spread) and not any(entry is e for e in rest)]
    return replace(then, entries=(*entries, *rest))


def _keys(mapping: Dictionary) -> list[str]:
    return [entry.key for entry in mapping.entries if isinstance(entry, Pair)]


def merge_envs(test: Opaque, then: Env | None, other: Env | None) -> Env | None:
    """The names behind a condition; None stands for a way that ends before."""
    if then is None or other is None or then is other:
        return then if other is None else other
    merged = dict(other)
    for name, value in then.items():
        theirs = other.get(name)
        if value is not theirs and (found := merge(test, value, theirs)) is not None:
            merged[name] = found
    return merged


def after_loop(before: Mapping[str, Value], after: Env, over: Opaque) -> Env:
    """The names behind a loop whose body was followed once."""
    merged: Env = {}
    for name, value in after.items():
        earlier = before.get(name)
        if earlier is None and name == YIELDED and isinstance(value, Listing):
            earlier = replace(value, items=())  # the loop is where the generator begins
        merged[name] = value if earlier is value or earlier is None else _grown(earlier, value, over)
    return merged


def _grown(earlier: Value, later: Value, over: Opaque) -> Value:
    match earlier, later:
        case Text(), Text() if (extra := later.behind(earlier)) is not None:
            return join((earlier, repeated(over, extra)))
        case Listing(), Listing() if _starts_with(later, earlier):
            extra_items = later.items[len(earlier.items) :]
            return replace(later, items=(*earlier.items, Repeat(over, extra_items))) if extra_items else later
        case Dictionary(), Dictionary():
            return _grown_mapping(earlier, later, over)
        case Instance(), Instance() if earlier.span == later.span and earlier.path == later.path:
            fields = {
                name: value if (old := earlier.fields.get(name)) is None or old is value else _grown(old, value, over)
                for name, value in later.fields.items()
            }
            return replace(later, fields=fields)
        case _:
            return later


def _starts_with(later: Listing, earlier: Listing) -> bool:
    return len(later.items) >= len(earlier.items) and all(
        mine is theirs for mine, theirs in zip(later.items, earlier.items, strict=False)
    )


def _grown_mapping(earlier: Dictionary, later: Dictionary, over: Opaque) -> Dictionary:
    entries: list[Pair | Spread] = []
    for entry in later.entries:
        if isinstance(entry, Spread) or (old := earlier.get(entry.key) or _begun(earlier, entry)) is None:
            new = not any(entry is known for known in earlier.entries)
            if isinstance(entry, Spread) and new:
                # Entries that a loop adds come in the order of what it goes over.
                bad = worst([*_told_of(entry.value), over])
                entry = Spread(bad if bad is not None else over)  # noqa: PLW2901 the same entry, once for each round
            entries.append(entry)
        else:
            entries.append(Pair(entry.key, entry.value if old is entry.value else _grown(old, entry.value, over)))
    return replace(later, entries=tuple(entries))


def _begun(table: Dictionary, entry: Pair) -> Value | None:
    """What a table itself puts under a key that lacks, where that is what has grown there."""
    new, empty = entry.value, table.lacking
    return empty if isinstance(new, Listing) and isinstance(empty, Listing) and new.span == empty.span else None


def settled(value: Value) -> Value:
    """A value as it is when it is computed once for a process: what varies at each evaluation is fixed.

    The order of a set is fixed within a process only, so it stays what it is.
    """
    return _settled(value, {})


def _settled(value: Value, done: dict[int, Value]) -> Value:
    """The same; objects that hold each other share their fields, and each is looked at once."""
    known = done.get(id(value))
    if known is None:
        known = done[id(value)] = _settled_anew(value, done)
    return known


def _settled_anew(value: Value, done: dict[int, Value]) -> Value:
    match value:
        case Opaque() if _is_fixed_by_time(value):
            return replace(value, stability=Stability.DEPLOY, steps=())
        case Text() if any(isinstance(s, Placeholder) and _is_fixed_by_time(s) for s in value.segments):
            return Text(
                tuple(
                    replace(s, stability=Stability.DEPLOY, steps=())
                    if isinstance(s, Placeholder) and _is_fixed_by_time(s)
                    else s
                    for s in value.segments
                )
            )
        case Instance(fields=fields):
            found = {name: _settled(field, done) for name, field in fields.items()}
            return value if are_same(found.values(), fields.values()) else replace(value, fields=found)
        case _:
            return with_parts(value, lambda part: _settled(part, done), lambda item: _settled_item(item, done))


def _is_fixed_by_time(value: Opaque | Placeholder) -> bool:
    """Whether a value is computed once; of what is called as data of a request is, none was there at the time."""
    if value.nature not in _OF_ITS_TIME:
        return False
    is_called_so = value.stability is Stability.REQUEST and value.evidence is Evidence.NAME
    return is_called_so or value.stability in (Stability.VOLATILE, Stability.DAILY, Stability.SESSION)


def _settled_item(item: Item, done: dict[int, Value]) -> Item:
    match item:
        case Spread(value):
            new = _settled(value, done)
            return item if new is value else Spread(new)
        case Repeat(items=items):
            inner = tuple(_settled_item(each, done) for each in items)
            return item if are_same(inner, items) else replace(item, items=inner)
        case Choice(arms=arms):
            rows = tuple(tuple(_settled_item(each, done) for each in arm) for arm in arms)
            is_same = all(are_same(new, old) for new, old in zip(rows, arms, strict=True))
            return item if is_same else replace(item, arms=rows)
        case _:
            return _settled(item, done)
