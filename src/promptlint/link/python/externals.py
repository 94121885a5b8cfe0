"""What functions of the standard library and of template engines make of their arguments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from promptlint.ir import Nature, Stability
from promptlint.link.python import buffers, chat_templates, files, patterns, queues, sources
from promptlint.link.python.containers import elements, on_the_way, over_of, plan
from promptlint.link.python.lookup import attribute
from promptlint.link.python.merging import merge, mixture
from promptlint.link.python.methods import shuffle, sorted_
from promptlint.link.python.reading import as_text, truth
from promptlint.link.python.text import Text, join
from promptlint.link.python.values import (
    Choice,
    Dictionary,
    Either,
    External,
    File,
    Function,
    Instance,
    Known,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    Template,
    opaques,
    worst,
)
from promptlint.record import replace

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable

    from promptlint.link.python.invoking import Arguments
    from promptlint.link.python.machine import Frame
    from promptlint.link.python.values import Item, Value
    from promptlint.source import Span

    Known_ = Callable[[Frame, Arguments, ast.Call], Value | None]


_MOST_REDUCED = 50  # elements
_DEEPEST = 6  # objects inside one another
_SEEDED = "random.seed()"
_OF_SEEDED = ("random.", "numpy.random.", "torch.rand")


def call(frame: Frame, name: str, given: Arguments, node: ast.Call) -> Value:
    """The result of calling something of another library, by its dotted name."""
    if (known := _FUNCTIONS.get(name)) is not None and (result := known(frame, given, node)) is not None:
        return result
    if name.startswith("builtins."):
        return _builtin(frame, name.removeprefix("builtins."), given, node)
    if name in sources.GENERATORS and _is_seeded(given):
        return frame.opaque(node, Stability.CONSTANT, type_="random")
    formats = tuple(value.known if isinstance(value, Text) else None for value in given.args)
    if (source := sources.of_call(name, formats)) is not None:
        if _SEEDED in frame.env and name.startswith(_OF_SEEDED):
            return frame.opaque(node, Stability.CONSTANT)
        return _from_source(frame, source, given, node)
    if (kind := sources.type_of_call(name)) != "":
        return _kept(frame, kind, given, node)
    if (owner := _method_of_type(frame, name, given, node)) is not None:
        return owner
    if name.rpartition(".")[2][:1].isupper():
        values = tuple(value for value in given.args if not isinstance(value, Spread | Repeat | Choice))
        return Instance(None, name, dict(given.named), values, frame.module.path, frame.span(node), is_partial=True)
    return frame.unknown(node)


def _from_source(frame: Frame, source: sources.Source, given: Arguments, node: ast.Call) -> Value:
    found = frame.opaque(node, source.stability, source.nature, source.type)
    if source.nature is Nature.UNORDERED:
        found = replace(found, settled=_settled(given))
    if source.narrows:
        values = [*given.args, *given.named.values()]
        worst_given = worst(opaque for value in values for opaque in opaques(value))
        if worst_given is None or worst_given.stability is not Stability.VOLATILE:
            return frame.opaque(node, Stability.CONSTANT) if worst_given is None else worst_given
    return found


def _settled(given: Arguments) -> Stability:
    """How often what is listed changes, apart from the order: files of a known folder come with the deployment."""
    bad = worst(opaque for value in given.args for opaque in opaques(value))
    return bad.stability if bad is not None and bad.nature is not Nature.UNORDERED else Stability.DEPLOY


def _is_seeded(given: Arguments) -> bool:
    first = given.at(0, "seed")
    return isinstance(first, Known) and first.content is not None


def _kept(frame: Frame, kind: str, given: Arguments, node: ast.Call) -> Value:
    """A value in another form: it varies as what it is made of does."""
    values = [v for v in (*given.args, *given.named.values()) if not isinstance(v, Spread | Repeat | Choice)]
    if kind == "path":
        return _path(frame, values, node)
    bad = worst(opaque for value in values for opaque in opaques(value))
    if bad is None:
        return frame.opaque(node, Stability.CONSTANT, type_=kind)
    return replace(bad, type=kind, form="")


def _path(frame: Frame, values: list[Value], node: ast.Call) -> Value:
    if not values:
        return File(".", frame.module.path, frame.span(node))
    first = files.as_file(frame, values[0], node)
    if first is None:
        bad = worst(opaque for value in values for opaque in opaques(value))
        return replace(bad if bad is not None else frame.unknown(node), type="path")
    return files.joined(frame, first, values[1:], node)


def _method_of_type(frame: Frame, name: str, given: Arguments, node: ast.Call) -> Value | None:
    """`datetime.strftime(now, …)`, `Path.read_text(path)`: a method with its object as an argument."""
    owner, _, _method = name.rpartition(".")
    if sources.type_of_call(owner) == "" or not given.args:
        return None
    first = given.args[0]
    if isinstance(first, Opaque):
        return first
    return None


# ---------------------------------------------------------------- builtins


def _builtin(frame: Frame, name: str, given: Arguments, node: ast.Call) -> Value:  # noqa: C901, PLR0912 one case for each function
    first = given.args[0] if given.args else None
    value = first if first is not None and not isinstance(first, Spread | Repeat | Choice) else None
    step = frame.step(node, "turned into text here")
    match name:
        case "str" | "repr" | "format" | "ascii":
            if isinstance(value, Instance | Listing | Dictionary):
                from promptlint.link.python.printing import printed  # noqa: PLC0415 the two need each other

                value = printed(frame, value, node, is_repr=name in ("repr", "ascii"))
            return as_text(value, step) if value is not None else Text(())
        case "list" | "tuple" | "iter" | "reversed":
            return _as_list(frame, value, name, node)
        case "set" | "frozenset":
            return _set(frame, value, node)
        case "sorted":
            return sorted_(frame, value, node) if value is not None else frame.unknown(node)
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
            return frame.opaque(node, Stability.CONSTANT, type_="range")
        case "getattr" if len(given.args) > 1 and value is not None:
            return _getattr(frame, value, given, node)
        case "next" if value is not None:
            return _next(frame, value, node)
        case "print":
            buffers.printed(frame, given, node)
            return Known(None, frame.module.path, frame.span(node))
        case "isinstance" | "hasattr" | "callable" | "issubclass":
            return frame.unknown(node)
        case "input":
            return frame.opaque(node, Stability.REQUEST)
        case "super":
            return _super(frame, node)
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
    from promptlint.link.python.sightings import see_dictionary  # noqa: PLC0415 needs this module

    see_dictionary(frame, found, node)
    return found


def _number(frame: Frame, name: str, given: Arguments, node: ast.Call) -> Value:
    """A number that is made of something; a count does not vary as an order does."""
    values = [*given.args, *given.named.values()]
    bad = worst(o for value in values for o in opaques(value) if o.nature is not Nature.UNORDERED)
    if bad is None:
        return frame.opaque(
            node, Stability.CONSTANT if not any(isinstance(v, Opaque) for v in values) else Stability.UNKNOWN
        )
    if name in ("len", "bool", "any", "all"):
        return frame.unknown(node) if bad.stability is Stability.VOLATILE else replace(bad, form="len", steps=())
    return replace(bad, form=name)


def _enumerated(frame: Frame, value: Value | None, node: ast.Call) -> Value:
    if value is None:
        return frame.unknown(node)
    path, span = frame.module.path, frame.span(node)

    def numbered(items: tuple[Item, ...]) -> tuple[Item, ...]:
        row: list[Item] = []
        for number, item in enumerate(items):
            place = frame.opaque(node, Stability.CONSTANT, Nature.COUNTER)
            match item:
                case Repeat(over, inner):
                    row.append(Repeat(over, numbered(inner)))
                case Choice(test, arms):
                    row.append(Choice(test, tuple(numbered(arm) for arm in arms)))
                case Spread(inner_value):
                    over = over_of(frame, inner_value, node)
                    level = over.settled if over.nature is Nature.UNORDERED else over.stability
                    element = replace(over, stability=level, nature=Nature.PLAIN, form="[]")
                    row.append(Repeat(over, (Listing("tuple", (place, element), path, span),)))
                case _:
                    known = Known(number, path, span)
                    row.append(Listing("tuple", (known, item), path, span))
        return tuple(row)

    return Listing("list", numbered(plan(frame, value, node)), path, span)


def _combined(frame: Frame, name: str, given: Arguments, node: ast.Call) -> Value:
    """`map`, `filter` and `zip` keep the order of what they go over."""
    from promptlint.link.python.containers import mapped  # noqa: PLC0415 one use
    from promptlint.link.python.invoking import Arguments as Given  # noqa: PLC0415 the two need each other
    from promptlint.link.python.invoking import call_value  # noqa: PLC0415 see above

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


def _reduced(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`functools.reduce(function, values)`: the elements put together one by one."""
    from promptlint.link.python.invoking import Arguments as Given  # noqa: PLC0415 the two need each other
    from promptlint.link.python.invoking import call_value  # noqa: PLC0415 see above

    function, over, start = given.at(0, "function"), given.at(1, "iterable"), given.at(2, "initial")
    if function is None or over is None:
        return None
    rest: list[Value] = [start] if start is not None else []
    for item in plan(frame, over, node):
        if isinstance(item, Spread | Repeat | Choice) or len(rest) > _MOST_REDUCED:
            return mixture([over, *rest], frame.unknown(node))
        rest.append(item)
    total = rest[0] if rest else None
    for each in rest[1:]:
        assert total is not None
        total = call_value(frame, function, Given([total, each], {}, [], {}), node)
        if total is None:
            return mixture(rest, frame.unknown(node))
    return total


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


def _next(frame: Frame, value: Value, node: ast.Call) -> Value:
    if isinstance(value, Listing) and value.items and not isinstance(value.items[0], Spread | Repeat | Choice):
        return value.items[0]
    if isinstance(value, Opaque) and value.type == "counter":
        return frame.opaque(node, Stability.VOLATILE, Nature.COUNTER)
    return mixture([value], frame.unknown(node))


def _super(frame: Frame, node: ast.Call) -> Value:
    from promptlint.link.python.lookup import bases_behind  # noqa: PLC0415 one use

    bases = bases_behind(frame)
    this = frame.env.get("self")
    if not bases or not isinstance(this, Instance):
        return frame.unknown(node)
    return replace(this, cls=bases[0])


# ---------------------------------------------------------------- the standard library


def _dedent(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    value = given.at(0, "text")
    return value.dedented() if isinstance(value, Text) else value


def _indent(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    value, prefix = given.at(0, "text"), given.at(1, "prefix")
    if isinstance(value, Text) and isinstance(prefix, Text):
        return value.indented(prefix)
    return value


def _first(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    first = given.args[0] if given.args else None
    return None if isinstance(first, Spread | Repeat | Choice) else first


def _kept_text(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """A text in another form: what varies in it is what varies of the result."""
    values = [value for value in given.args if isinstance(value, Text | Opaque) and _is_no_constant(value)]
    return values[0] if values else frame.opaque(node, Stability.CONSTANT)


def _is_no_constant(value: Text | Opaque) -> bool:
    return not isinstance(value, Text) or value.known is None


def _dumps(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """JSON of a value: a literal dict has its order, what is made of a set or a listing has none."""
    value = _first(frame, given, node)
    if value is None:
        return None
    is_sorted = isinstance(given.named.get("sort_keys"), Known) and bool(truth(given.named["sort_keys"]))
    step = frame.step(node, "serialized here")
    if (plain := as_json(value)) is not None:
        text = json.dumps(plain, ensure_ascii=False, sort_keys=is_sorted, indent=_indentation(given))
        return Text.constant(text, step.path, step.span)
    if isinstance(value, Dictionary) and value.is_whole and not is_sorted:
        return _json_text(value, step)
    bad = worst(opaques(value))
    if bad is None:
        return frame.opaque(node, Stability.CONSTANT)
    if bad.nature is Nature.UNORDERED and is_sorted and isinstance(value, Dictionary | Opaque):
        bad = replace(bad, stability=bad.settled, nature=Nature.PLAIN)
    if not is_sorted and bad.stability is Stability.UNKNOWN and bad.nature is Nature.PLAIN and _may_be_mapping(value):
        bad = replace(bad, nature=Nature.SERIALIZED)
    return replace(bad, form="json", type="").via(step)


def _may_be_mapping(value: Value) -> bool:
    """Whether a value may be a mapping whose entries nobody knows."""
    return isinstance(value, Opaque | Dictionary) and not (isinstance(value, Opaque) and value.type)


def _indentation(given: Arguments) -> int | None:
    value = given.named.get("indent")
    return value.content if isinstance(value, Known) and isinstance(value.content, int) else None


def as_json(value: Value, depth: int = 8) -> object:
    """Constant data as Python's own; None for anything that is not."""
    if depth == 0:
        return None
    match value:
        case Text():
            return value.known
        case Known(content) if isinstance(content, int | float | bool):
            return content
        case Listing(kind, items) if kind != "set":
            row = [None if isinstance(i, Spread | Repeat | Choice) else as_json(i, depth - 1) for i in items]
            return None if any(each is None for each in row) else row
        case Dictionary(entries) if value.is_whole:
            pairs = {e.key: as_json(e.value, depth - 1) for e in entries if isinstance(e, Pair)}
            return None if any(each is None for each in pairs.values()) else pairs
        case _:
            return None


def _json_text(value: Dictionary, step: object) -> Text:
    from promptlint.ir import Step  # noqa: PLC0415 one use

    assert isinstance(step, Step)
    parts = [Text.constant("{", step.path, step.span)]
    for place, entry in enumerate(value.entries):
        assert isinstance(entry, Pair)
        parts.append(Text.constant(f'{", " if place else ""}"{entry.key}": ', step.path, step.span))
        plain = as_json(entry.value)
        if plain is not None:
            parts.append(Text.constant(json.dumps(plain, ensure_ascii=False), step.path, step.span))
        else:
            parts.append(as_text(entry.value, step, "json"))
    return join((*parts, Text.constant("}", step.path, step.span)))


def _as_dictionary(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`dataclasses.asdict(…)`: the fields of an object, in the order in which they are declared."""
    value = _first(frame, given, node)
    return of_fields(value, frame.module.path, frame.span(node)) if value is not None else None


def of_fields(value: Value, path: str, span: Span, depth: int = _DEEPEST) -> Value:
    """An object as a mapping, the objects in its fields too."""
    match value:
        case Instance() if value.cls is not None and depth:
            entries: list[Pair | Spread] = [
                Pair(name, of_fields(field, path, span, depth - 1)) for name, field in value.fields.items()
            ]
            if value.is_partial:
                entries.append(Spread(Opaque(value.name, Stability.UNKNOWN, value.path, value.span)))
            return Dictionary(tuple(entries), path, span)
        case Listing() if depth:
            return replace(value, items=tuple(_of_fields(item, path, span, depth - 1) for item in value.items))
        case Dictionary() if depth:
            return replace(
                value, entries=tuple(replace(e, value=of_fields(e.value, path, span, depth - 1)) for e in value.entries)
            )
        case _:
            return value


def _of_fields(item: Item, path: str, span: Span, depth: int) -> Item:
    match item:
        case Repeat(over, items):
            return Repeat(over, tuple(_of_fields(each, path, span, depth) for each in items))
        case Choice() | Spread():
            return item
        case _:
            return of_fields(item, path, span, depth)


def _shuffled(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`random.shuffle(…)`: the list has another order from here on."""
    if _SEEDED not in frame.env:
        shuffle(frame, given, node)
    return Known(None, frame.module.path, frame.span(node))


def _seed(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`random.seed(…)`, kept among the names: with a constant the numbers are the same in each process."""
    if _is_seeded(given):
        frame.env[_SEEDED] = Known(True, frame.module.path, frame.span(node))  # noqa: FBT003 what a program says
    else:
        frame.env.pop(_SEEDED, None)
    return Known(None, frame.module.path, frame.span(node))


def _joined_path(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    values = [value for value in given.args if not isinstance(value, Spread | Repeat | Choice)]
    return _path(frame, values, node)


def _parent(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    value = _first(frame, given, node)
    if isinstance(value, Text):
        value = files.as_file(frame, value, node)
    return files.attribute_of(frame, value, "parent", node) if isinstance(value, File) else value


def _package_file(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`importlib.resources.files("package")`: the folder of a package."""
    value = _first(frame, given, node)
    name = value.known if isinstance(value, Text) else None
    path = frame.machine.modules.find(name, 0, frame.module.path) if name else None
    if path is None:
        return replace(frame.unknown(node), type="path")
    return File("/" + path.rpartition("/")[0], frame.module.path, frame.span(node))


def _package_text(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    folder = _package_file(frame, given, node)
    name = given.at(1, "resource")
    if not isinstance(folder, File) or not isinstance(name, Text):
        return None
    path = files.joined(frame, folder, [name], node)
    return files.text_of(frame, path, node) if isinstance(path, File) else None


def _string_template(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    return _template("dollar", given.at(0, "template"), frame, node)


def _jinja_template(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    return _template("jinja", given.at(0, "source"), frame, node)


def _template(language: str, value: Value | None, frame: Frame, node: ast.Call) -> Value | None:
    match value:
        case Text():
            return Template(language, value, None, frame.module.path, frame.span(node))
        case Either(test, arms):
            made = [_template(language, arm, frame, node) for arm in arms if isinstance(arm, Text)]
            return Either(test, tuple(each for each in made if each is not None)) if made else None
        case _:
            return Template(language, None, None, frame.module.path, frame.span(node))


def _langchain_template(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    style = given.named.get("template_format")
    language = {"jinja2": "jinja", "mustache": "mustache"}.get(
        style.known or "" if isinstance(style, Text) else "", "format"
    )
    made = _template(language, given.at(0, "template"), frame, node)
    return chat_templates.see_partial(frame, made, given, node) if isinstance(made, Template) else made


def _partial(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    value = _first(frame, given, node)
    if not isinstance(value, Function):
        return None
    more = tuple(each for each in given.args[1:] if not isinstance(each, Spread | Repeat | Choice))
    named = tuple(Pair(key, each) for key, each in given.named.items())
    return replace(value, given=(*value.given, *more), named=(*value.named, *named))


def _chain(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    items = tuple(i for v in given.args for i in ((v,) if isinstance(v, Spread | Repeat | Choice) else elements(v)))
    return Listing("list", items, frame.module.path, frame.span(node))


def _cast(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    value = given.args[1] if len(given.args) > 1 else None
    return None if isinstance(value, Spread | Repeat | Choice) else value


def _gathered(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    return Listing("list", tuple(given.args), frame.module.path, frame.span(node))


def _parsed(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """What is read from a text or a stream: it varies as that does; of a file nobody knows what is in it."""
    first = given.args[0] if given.args else None
    if first is None or isinstance(first, File):
        return frame.unknown(node)
    bad = worst(opaques(first))
    if bad is not None:
        return replace(bad, type="", form="")
    return frame.opaque(node, Stability.CONSTANT) if isinstance(first, Text) else frame.unknown(node)


_FUNCTIONS: dict[str, Known_] = {
    **dict.fromkeys(("json.loads", "json.load", "orjson.loads", "ast.literal_eval", "yaml.safe_load"), _parsed),
    **dict.fromkeys(("csv.reader", "csv.DictReader"), _parsed),
    "collections.deque": queues.deque,
    "dataclasses.asdict": _as_dictionary,
    "random.shuffle": _shuffled,
    "numpy.random.shuffle": _shuffled,
    **dict.fromkeys(sources.SEEDERS, _seed),
    "textwrap.dedent": _dedent,
    "inspect.cleandoc": _dedent,
    "textwrap.indent": _indent,
    "copy.copy": _first,
    "copy.deepcopy": _first,
    **dict.fromkeys(("html.escape", "html.unescape", "xml.sax.saxutils.escape", "textwrap.fill"), _first),
    **dict.fromkeys(("textwrap.shorten", "unicodedata.normalize", "shlex.quote", "urllib.parse.quote"), _kept_text),
    **dict.fromkeys(("re.compile", "regex.compile"), patterns.compiled),
    **dict.fromkeys(("re.sub", "regex.sub"), patterns.substituted),
    "asyncio.run": _first,
    "asyncio.wait_for": _first,
    "asyncio.create_task": _first,
    "asyncio.gather": _gathered,
    "typing.cast": _cast,
    "json.dumps": _dumps,
    "orjson.dumps": _dumps,
    "yaml.dump": _dumps,
    "yaml.safe_dump": _dumps,
    "os.path.join": _joined_path,
    "os.path.dirname": _parent,
    "os.path.abspath": _first,
    "os.path.realpath": _first,
    "os.fspath": _first,
    "importlib.resources.files": _package_file,
    "importlib.resources.read_text": _package_text,
    "string.Template": _string_template,
    "jinja2.Template": _jinja_template,
    "functools.partial": _partial,
    "functools.reduce": _reduced,
    "itertools.chain": _chain,
    buffers.NAME: buffers.made,
    "langchain_core.prompts.PromptTemplate": _langchain_template,
    "langchain_core.prompts.PromptTemplate.from_template": _langchain_template,
    "langchain.prompts.PromptTemplate": _langchain_template,
    "langchain.prompts.PromptTemplate.from_template": _langchain_template,
    **dict.fromkeys(
        (
            f"{package}.prompts.ChatPromptTemplate{way}"
            for package in ("langchain_core", "langchain", "langchain_classic")
            for way in ("", ".from_messages")
        ),
        chat_templates.made,
    ),
    "llama_index.core.PromptTemplate": _langchain_template,
    "llama_index.core.prompts.PromptTemplate": _langchain_template,
}
