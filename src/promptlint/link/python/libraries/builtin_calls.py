"""What the functions give that Python has built in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Nature, Stability
from promptlint.link.python.domain.merging import merge, mixture
from promptlint.link.python.domain.reading import as_text, truth
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    ANSWER,
    YIELDED,
    Choice,
    Dictionary,
    External,
    Instance,
    Known,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    opaques,
    worst,
)
from promptlint.link.python.following.asking import in_its_order
from promptlint.link.python.following.binding import store
from promptlint.link.python.following.containers import elements, on_the_way, over_of, plan
from promptlint.link.python.following.kinds import has_attribute, is_instance
from promptlint.link.python.following.lookup import attribute, class_value
from promptlint.link.python.following.taking import is_mixed
from promptlint.link.python.libraries import buffers, files
from promptlint.link.python.libraries.json_values import of_fields
from promptlint.link.python.libraries.methods import sorted_
from promptlint.link.python.tables import sources
from promptlint.record import replace
from promptlint.stability import tells_history

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Sequence

    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame

    Known_ = Callable[[Frame, Arguments, ast.Call], Value | None]


def builtin(frame: Frame, name: str, given: Arguments, node: ast.Call) -> Value:  # noqa: C901, PLR0912 one case for each function
    """The value of a call of a function that is built in, by its name."""
    first = given.args[0] if given.args else None
    value = first if first is not None and not isinstance(first, Spread | Repeat | Choice) else None
    step = frame.step(node, "turned into text here")
    match name:
        case "str" | "repr" | "format" | "ascii":
            if isinstance(value, Instance | Listing | Dictionary):
                from promptlint.link.python.libraries.printing import printed  # noqa: PLC0415 the two need each other

                value = printed(frame, value, node, is_repr=name in ("repr", "ascii"))
            return as_text(value, step) if value is not None else Text(())
        case "list" | "tuple" | "iter" | "reversed":
            return _as_list(frame, value, name, node)
        case "set" | "frozenset":
            return _set(frame, value, node)
        case "sorted":
            if value is None:
                return frame.unknown(node)
            return in_its_order(frame, sorted_(frame, value, node), given, node)
        case "dict":
            return _dict(frame, value, given, node)
        case (
            "len"
            | "sum"
            | "min"
            | "max"
            | "abs"
            | "round"
            | "int"
            | "float"
            | "bool"
            | "any"
            | "all"
            | "ord"
            | "divmod"
        ):
            return _number(frame, name, given, node)
        case "enumerate":
            return _enumerated(frame, value, node)
        case "zip" | "map" | "filter":
            return _combined(frame, name, given, node)
        case "open":
            return files.opened(frame, given, node)
        case "range":
            rounds = value.content if len(given.args) == 1 and isinstance(value, Known) else None
            return frame.opaque(node, Stability.CONSTANT, type_="range" if rounds is None else f"range({rounds})")
        case "getattr" if len(given.args) > 1 and value is not None:
            return _getattr(frame, value, given, node)
        case "setattr" if isinstance(value, Instance):
            return _setattr(frame, value, given, node)
        case "next" if value is not None:
            return _next(frame, value, node)
        case "print":
            buffers.printed(frame, given, node)
            return Known(None, frame.module.path, frame.span(node))
        case "isinstance" if value is not None and 1 in given.nodes:
            answer = is_instance(frame, value, given.nodes[1])
            return frame.unknown(node) if answer is None else Known(answer, frame.module.path, frame.span(node))
        case "hasattr" if value is not None and (has := _has(frame, value, given)) is not None:
            return Known(has, frame.module.path, frame.span(node))
        case "isinstance" | "hasattr" | "callable" | "issubclass":
            return frame.unknown(node)
        case "input":
            return frame.opaque(node, Stability.REQUEST)
        case "super":
            return _super(frame, node)
        case "locals" | "vars" if not given.args and not frame.is_global:
            names = (Pair(each, bound) for each, bound in frame.env.items() if each != YIELDED)
            return Dictionary(tuple(names), frame.module.path, frame.span(node))
        case "vars" if isinstance(value, Instance) and value.cls is not None:
            return of_fields(value, frame.module.path, frame.span(node))
        case "vars" | "locals" | "globals":
            return Dictionary((Spread(frame.unknown(node)),), frame.module.path, frame.span(node))
        case "hash" | "id":
            source = sources.of_builtin(name)
            if source is not None and not (name == "hash" and isinstance(value, Known)):
                return frame.opaque(node, source.stability, source.nature)
            return frame.unknown(node)
        case _:
            return frame.unknown(node)


def _set(frame: Frame, value: Value | None, node: ast.Call) -> Listing:
    """A set of elements; that they come out of another set in no order makes no difference to it."""
    if isinstance(value, Listing):
        return replace(value, kind="set", path=frame.module.path, span=frame.span(node))
    items: tuple[Item, ...] = ()
    if value is not None:
        items = plan(frame, value, node) if isinstance(value, Dictionary) else elements(value)
    return Listing("set", items, frame.module.path, frame.span(node))


def _as_list(frame: Frame, value: Value | None, name: str, node: ast.Call) -> Value:
    kind = "tuple" if name == "tuple" else "list"
    if value is None:
        return Listing(kind, (), frame.module.path, frame.span(node))
    if isinstance(value, Opaque):
        return value
    items = plan(frame, value, node) if isinstance(value, Dictionary) else elements(value)
    items = on_the_way(items, frame.step(node, f"turned into a {kind} here"))
    found = Listing(kind, items, frame.module.path, frame.span(node))
    if isinstance(value, Listing):
        found = replace(found, continues=value.continues)
        if name == "reversed":
            return replace(found, items=items[::-1], grows=value.grows)
    return found


def _dict(frame: Frame, value: Value | None, given: Arguments, node: ast.Call) -> Value:
    found = Dictionary((), frame.module.path, frame.span(node))
    if isinstance(value, Dictionary):
        found = replace(value, path=frame.module.path)
    elif value is not None:
        found = replace(found, entries=(Spread(value),))
    for key, named in given.named.items():
        found = found.with_entry(key, named)
    for rest in given.rest:
        found = replace(found, entries=(*found.entries, Spread(rest)))
    from promptlint.link.python.requests.sightings import see_dictionary  # noqa: PLC0415 needs this module

    see_dictionary(frame, found, node)
    return found


def _number(frame: Frame, name: str, given: Arguments, node: ast.Call) -> Value:
    """A number that is made of something; a count does not vary as an order does."""
    values = [*given.args, *given.named.values()]
    if name == "len" and any(isinstance(each, Listing) and (each.grows or each.continues) for each in values):
        counted = frame.opaque(node.args[0], Stability.SESSION)
        if any(map(tells_history, counted.name.split("."))):
            return replace(counted, form="len")
    bad = worst(o for value in values for o in opaques(value) if o.nature is not Nature.UNORDERED)
    if bad is None:
        return frame.opaque(
            node, Stability.CONSTANT if not any(isinstance(v, Opaque) for v in values) else Stability.UNKNOWN
        )
    if bad.stability is Stability.VOLATILE and any(map(is_mixed, given.args)):
        return frame.unknown(node)
    if name in ("len", "bool", "any", "all"):
        # How many answers there are is not what they say.
        is_open = bad.stability is Stability.VOLATILE or bad.type == ANSWER
        return frame.unknown(node) if is_open else replace(bad, form="len" if name == "len" else "bool", steps=())
    return replace(bad, form=bad.form if bad.form == "len" else name)


def _enumerated(frame: Frame, value: Value | None, node: ast.Call) -> Value:
    if value is None:
        return frame.unknown(node)
    return Listing("list", _numbered(frame, plan(frame, value, node), node), frame.module.path, frame.span(node))


def _numbered(frame: Frame, items: Sequence[Item], node: ast.Call) -> tuple[Item, ...]:
    path, span = frame.module.path, frame.span(node)
    row: list[Item] = []
    for number, item in enumerate(items):
        match item:
            case Repeat(over, inner):
                row.append(Repeat(over, _numbered(frame, inner, node)))
            case Choice(test, arms):
                row.append(Choice(test, tuple(_numbered(frame, arm, node) for arm in arms)))
            case Spread(inner_value):
                over = over_of(frame, inner_value, node)
                level = over.settled if over.nature is Nature.UNORDERED else over.stability
                element = replace(over, stability=level, nature=Nature.PLAIN, form="[]")
                place = frame.opaque(node, Stability.CONSTANT, Nature.COUNTER)
                row.append(Repeat(over, (Listing("tuple", (place, element), path, span),)))
            case _:
                row.append(Listing("tuple", (Known(number, path, span), item), path, span))
    return tuple(row)


def _combined(frame: Frame, name: str, given: Arguments, node: ast.Call) -> Value:
    """`map`, `filter` and `zip` keep the order of what they go over."""
    from promptlint.link.python.following.containers import mapped  # noqa: PLC0415 one use
    from promptlint.link.python.following.invoking import Arguments as Given  # noqa: PLC0415 the two need each other
    from promptlint.link.python.following.objects import call_value  # noqa: PLC0415 see above
    from promptlint.link.python.libraries.externals import call  # noqa: PLC0415 the two need each other

    values = [value for value in given.args if not isinstance(value, Spread | Repeat | Choice)]
    if name == "zip" and (pairs := _zipped(frame, values, node)) is not None:
        return pairs
    if name == "zip" or len(values) < 2:  # noqa: PLR2004 a function and what it is applied to
        bad = worst(opaque for value in values for opaque in opaques(value))
        return replace(bad, form="zip") if bad is not None else frame.opaque(node, Stability.CONSTANT)
    function, over = values[0], values[1]
    items = plan(frame, over, node)
    if name == "filter":
        is_plain = isinstance(function, Known)
        kept = tuple(
            i for i in items if isinstance(i, Spread | Repeat | Choice) or not is_plain or truth(i) is not False
        )
        return Listing("list", kept, frame.module.path, frame.span(node))

    def each(item: Value) -> tuple[Item, ...]:
        if isinstance(function, External):
            return (call(frame, function.name, Given([item], {}, [], {}), node),)
        result = call_value(frame, function, Given([item], {}, [], {}), node)
        return (result if result is not None else mixture([item], frame.unknown(node)),)

    return Listing("list", mapped(frame, items, each, node), frame.module.path, frame.span(node))


def _zipped(frame: Frame, values: list[Value], node: ast.Call) -> Listing | None:
    """Lists that are spelled out, element by element."""
    rows = [value.items for value in values if isinstance(value, Listing) and value.kind != "set"]
    if len(rows) != len(values) or any(isinstance(item, Spread | Repeat | Choice) for row in rows for item in row):
        return None
    path, span = frame.module.path, frame.span(node)
    pairs = tuple(Listing("tuple", pair, path, span) for pair in zip(*rows, strict=False))
    return Listing("list", pairs, path, span)


def _has(frame: Frame, value: Value, given: Arguments) -> bool | None:
    """Whether a value has an attribute; an object has what was set or what its class has, and perhaps more."""
    name = given.args[1] if len(given.args) > 1 else None
    known = name.known if isinstance(name, Text) else None
    if known is None or not isinstance(value, Instance):
        return has_attribute(value, known) if known is not None else None
    is_there = known in value.fields or (
        value.cls is not None and class_value(frame, value.cls, known, value) is not None
    )
    return is_there or None


def _getattr(frame: Frame, value: Value, given: Arguments, node: ast.Call) -> Value:
    name = given.args[1]
    known = name.known if isinstance(name, Text) else None
    if known is None:
        return frame.unknown(node)
    found = attribute(frame, value, known, node)
    fallback = given.args[2] if len(given.args) > 2 else None  # noqa: PLR2004 the default is the third
    if fallback is None or isinstance(fallback, Spread | Repeat | Choice) or not isinstance(found, Opaque):
        return found
    merged = merge(frame.unknown(node), found, fallback)
    return merged if merged is not None else found


def _setattr(frame: Frame, value: Instance, given: Arguments, node: ast.Call) -> Value:
    name, held = given.at(1, "name"), given.at(2, "value")
    if isinstance(name, Text) and name.known is not None and held is not None and node.args:
        store(frame, node.args[0], value.with_field(name.known, held))
    return Known(None, frame.module.path, frame.span(node))


def _next(frame: Frame, value: Value, node: ast.Call) -> Value:
    if isinstance(value, Listing) and value.items and not isinstance(value.items[0], Spread | Repeat | Choice):
        return value.items[0]
    if isinstance(value, Opaque) and value.type == "counter":
        return frame.opaque(node, Stability.VOLATILE, Nature.COUNTER)
    return mixture([value], frame.unknown(node))


def _super(frame: Frame, node: ast.Call) -> Value:
    from promptlint.link.python.following.lookup import bases_behind  # noqa: PLC0415 one use

    bases = bases_behind(frame)
    this = frame.env.get("self")
    if not bases or not isinstance(this, Instance):
        return frame.unknown(node)
    return replace(this, cls=bases[0])
