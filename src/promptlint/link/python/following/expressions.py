"""What an expression is worth."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.frontends.python.literals import Hole, pieces, string
from promptlint.ir import Evidence, Literal, Nature, Stability
from promptlint.link.python.conversations.copied import takes_over
from promptlint.link.python.domain import sets
from promptlint.link.python.domain.merging import merge
from promptlint.link.python.domain.reading import as_text, key_of, truth
from promptlint.link.python.domain.text import MOST_ITEMS, Text, TooLongError, choices, join
from promptlint.link.python.domain.values import (
    ANSWER,
    COUNT,
    YIELDED,
    Choice,
    Class,
    Dictionary,
    Either,
    Function,
    Instance,
    Known,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    in_any_order,
    opaques,
    worst,
)
from promptlint.link.python.following import lookup
from promptlint.link.python.following.against import is_against_caching
from promptlint.link.python.following.asking import asked_about
from promptlint.link.python.following.binding import bind
from promptlint.link.python.following.containers import elements, mapped, plan, uncounted
from promptlint.link.python.following.taking import in_round, pick, slice_of
from promptlint.link.python.libraries.latest import newest_of
from promptlint.link.python.tables import sources
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from promptlint.facts import Text as TextFacts
    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.machine import Frame

_MOST_REPEATED = 100  # elements of a list
_LARGEST_NUMBER = 1 << 64
_YES_OR_NO = ("y", "yes", "n", "no")


def evaluate(frame: Frame, node: ast.expr) -> Value:
    """The value of an expression; what it assigns or mutates is done in the frame."""
    frame.machine.spend()
    known = _EVALUATORS.get(type(node))
    return known(frame, node) if known is not None else frame.unknown(node)


# ---------------------------------------------------------------- constants and strings


def _constant(frame: Frame, node: ast.Constant) -> Value:
    if isinstance(node.value, str):
        known = frame.module.notes.texts
        if node not in known:
            known[node] = _literals(frame, string(frame.module.places, node))
        return known[node]
    return Known(node.value, frame.module.path, frame.span(node))


def _literals(frame: Frame, parts: Sequence[TextFacts]) -> Text:
    return Text(tuple(Literal(part.text, frame.module.path, part.span, part.runs) for part in parts if part.text))


def _joined(frame: Frame, node: ast.JoinedStr) -> Value:
    known = frame.module.notes.pieces
    if node not in known:
        known[node] = pieces(frame.module.places, node)
    return _pieces(frame, known[node])


def _pieces(frame: Frame, parts: Sequence[TextFacts | Hole]) -> Text:
    row: list[Text] = []
    for part in parts:
        if isinstance(part, Hole):
            row.append(_hole(frame, part))
        elif part.text:
            row.append(_literals(frame, (part,)))
    return join(row)


def _hole(frame: Frame, hole: Hole) -> Text:
    value = evaluate(frame, hole.value)
    spec = _pieces(frame, hole.spec).known if hole.spec else ""
    if spec and isinstance(value, Opaque):
        value = formatted(value, spec)
    elif isinstance(value, Instance | Listing | Dictionary):
        from promptlint.link.python.libraries.printing import printed  # noqa: PLC0415 needs this module

        value = printed(frame, value, hole.value, is_repr=hole.conversion in ("r", "a"))
    step = frame.step(hole.value, "put into the text here")
    form = (f"!{hole.conversion}" if hole.conversion else "") + (f":{spec}" if spec else "")
    return as_text(value, step, form)


def formatted(value: Opaque, spec: str | None) -> Opaque:
    """A value under a format: of a clock only the day may be left, and nothing but digits go from a number."""
    if spec is not None and "%" not in spec:
        return value
    source = sources.of_method(value.type, "strftime", (spec,)) if value.type else None
    if source is None or value.stability < source.stability:
        return value
    return replace(value, stability=source.stability, nature=source.nature, type=source.type)


# ---------------------------------------------------------------- names


def _name(frame: Frame, node: ast.Name) -> Value:
    return lookup.name(frame, node.id, node)


def _attribute(frame: Frame, node: ast.Attribute) -> Value:
    return lookup.attribute(frame, evaluate(frame, node.value), node.attr, node)


def _subscript(frame: Frame, node: ast.Subscript) -> Value:
    value = evaluate(frame, node.value)
    if isinstance(node.slice, ast.Slice):
        bounds = [None if each is None else evaluate(frame, each) for each in (node.slice.lower, node.slice.upper)]
        latest = newest_of(frame, value, node)
        part = latest or slice_of(frame, value, bounds, node, has_step=node.slice.step is not None)
        return in_round(frame, part, bounds)
    key = evaluate(frame, node.slice)
    return in_round(frame, pick(frame, value, key, node), (key,))


# ---------------------------------------------------------------- operators


def _binary(frame: Frame, node: ast.BinOp) -> Value:
    if isinstance(node.op, ast.Add):
        return _sum(frame, node)
    left, right = evaluate(frame, node.left), evaluate(frame, node.right)
    if isinstance(node.op, ast.Mod) and isinstance(left, Text):
        from promptlint.link.python.libraries.formatting import percent  # noqa: PLC0415 needs this module

        return percent(frame, left, right, node)
    if isinstance(node.op, ast.Mult):
        return _product(frame, left, right, node)
    if (made := sets.united(frame, node, left, right)) is not None:
        return made
    if isinstance(node.op, ast.BitOr):
        from promptlint.link.python.libraries.chat_templates import chained  # noqa: PLC0415 needs this module

        if (chain_ := chained(frame, left, right, node)) is not None:
            return chain_
    if isinstance(node.op, ast.BitOr) and isinstance(left, Dictionary):
        return _united(left, right)
    if isinstance(node.op, ast.Div):
        from promptlint.link.python.libraries.files import divided  # noqa: PLC0415 see above

        if (path := divided(frame, left, right, node)) is not None:
            return path
    return _arithmetic(frame, left, right, node)


def _sum(frame: Frame, node: ast.BinOp) -> Value:
    """A chain of additions, which may be thousands of terms long."""
    terms: list[ast.expr] = []
    here: ast.expr = node
    while isinstance(here, ast.BinOp) and isinstance(here.op, ast.Add):
        terms.append(here.right)
        here = here.left
    total = evaluate(frame, here)
    for term in reversed(terms):
        # What is written out costs nothing to look at, however many lines it takes.
        worth = _constant(frame, term) if isinstance(term, ast.Constant) else evaluate(frame, term)
        total = added(frame, total, worth, node)
    if isinstance(here, ast.List) and isinstance(total, Listing) and len(total.items) > 1:
        from promptlint.link.python.requests.sightings import see_listing  # noqa: PLC0415 needs this module

        see_listing(frame, total, node)  # `[system] + messages`
    return total


def added(frame: Frame, left: Value, right: Value, node: ast.AST) -> Value:
    """What `+` makes of two values."""
    match left, right:
        case Listing(), Listing():
            if len(left.items) + len(right.items) > MOST_ITEMS:
                raise TooLongError
            is_longer = left.continues or right.continues
            rounds = (*left.rounds, *right.behind(len(left.items)))
            return replace(left, items=(*left.items, *right.items), continues=is_longer, rounds=rounds)
        case Listing(), _:
            return replace(left, items=(*left.items, Spread(right)))
        case (Opaque() | Either(), Listing()):
            return replace(right, items=(Spread(left), *right.items))
        case Opaque(), Opaque(type="window"):  # the first messages and the last ones
            return Listing("list", (Spread(left), Spread(right)), right.path, right.span)
        case _ if _is_text(left) or _is_text(right):
            step = frame.step(node, "put into the text here")
            return join((as_text(left, step), as_text(right, step)))
        case _:
            return _arithmetic(frame, left, right, node)


def _is_text(value: Value) -> bool:
    """Whether a value is some text, or would be if a setting were not there."""
    return isinstance(value, Text) or (isinstance(value, Either) and any(map(_is_text, value.arms)))


def _arithmetic(frame: Frame, left: Value, right: Value, node: ast.AST) -> Value:
    if isinstance(left, Known) and isinstance(right, Known) and isinstance(node, ast.BinOp):
        number = _number(node.op, left.content, right.content)
        if number is not None:
            return Known(number, frame.module.path, frame.span(node))
    found = [*opaques(left), *opaques(right)]
    bad = worst(found)
    if bad is not None and not bad.is_telling:  # what is left of a number that nobody knows changes with the steps
        bad = next((each for each in found if each.loop is not None), bad)
    return frame.unknown(node) if bad is None else replace(bad, form=bad.form if bad.form == "len" else "")


def _number(operator: ast.operator, left: object, right: object) -> int | float | None:
    if not (isinstance(left, int | float) and isinstance(right, int | float)):
        return None
    if max(abs(left), abs(right)) > _LARGEST_NUMBER:
        return None
    match operator:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case _:
            return None


def _product(frame: Frame, left: Value, right: Value, node: ast.BinOp) -> Value:
    for text, count in ((left, right), (right, left)):
        if isinstance(text, Listing) and isinstance(count, Known) and isinstance(count.content, int):
            if 0 <= count.content * len(text.items) <= _MOST_REPEATED:
                return replace(text, items=text.items * count.content)
            return text
        if isinstance(text, Text) and isinstance(count, Known) and isinstance(count.content, int):
            if 0 <= count.content * max(text.length, 1) <= 100_000:  # noqa: PLR2004 rulers and blank lines, not data
                return join([text] * count.content)
            return frame.opaque(node, Stability.CONSTANT)
    return _arithmetic(frame, left, right, node)


def _united(left: Dictionary, right: Value) -> Value:
    if isinstance(right, Dictionary):
        for entry in right.entries:
            left = (
                left.with_entry(entry.key, entry.value)
                if isinstance(entry, Pair)
                else replace(left, entries=(*left.entries, entry))
            )
        return left
    return replace(left, entries=(*left.entries, Spread(right)))


def _boolean(frame: Frame, node: ast.BoolOp) -> Value:
    value = evaluate(frame, node.values[0])
    is_or = isinstance(node.op, ast.Or)
    for other in node.values[1:]:
        settled = truth(value)
        if settled is not None:
            if settled is is_or:
                return value
            value = evaluate(frame, other)
            continue
        test = as_test(frame, value, node)
        second = evaluate(frame, other)
        if is_or:
            first: Value = _without_false(value)
            merged = merge(test, first, second)
        else:
            merged = merge(test, second, Known(None, frame.module.path, frame.span(node)))
        value = merged if merged is not None else second
    return value


def _without_false(value: Value) -> Value:
    """What `or` lets through: no arm that is false for sure."""
    if isinstance(value, Either):
        arms = [arm for arm in value.arms if truth(arm) is not False]
        if len(arms) == 1:
            return arms[0]
    return value


def _compare(frame: Frame, node: ast.Compare) -> Value:
    values = [evaluate(frame, each) for each in (node.left, *node.comparators)]
    if len(values) == 2 and isinstance(node.ops[0], ast.Eq | ast.NotEq | ast.Is | ast.IsNot):  # noqa: PLR2004 a pair
        same = _same(*values)
        if same is not None:
            answer = same is isinstance(node.ops[0], ast.Eq | ast.Is)
            return Known(answer, frame.module.path, frame.span(node))
    if any(map(_is_typed_in, values)) and any(isinstance(each, Text) and each.known in _YES_OR_NO for each in values):
        return frame.unknown(node)  # what a user agrees to on the way is seldom asked
    return _judgement(frame, values, node)


def _is_typed_in(value: Value) -> bool:
    return isinstance(value, Opaque) and value.evidence is Evidence.SOURCE and value.name.startswith("input(")


def _same(left: Value, right: Value) -> bool | None:
    match left, right:
        case (Either(arms=arms), other) | (other, Either(arms=arms)):
            answers = {_same(arm, other) for arm in arms}
            return answers.pop() if len(answers) == 1 else None
        case Known(), Known():
            return left.content == right.content
        case Text(), Text():
            mine, theirs = choices(left), choices(right)
            if not mine or not theirs:
                return None
            return False if mine.isdisjoint(theirs) else (True if len(mine) == len(theirs) == 1 else None)
        case (Known(content=None), Text() | Listing() | Dictionary() | Function() | Class()) | (
            Text() | Listing() | Dictionary() | Function() | Class(),
            Known(content=None),
        ):
            return False
        case _:
            return None


def _not(frame: Frame, node: ast.UnaryOp) -> Value:
    value = evaluate(frame, node.operand)
    if isinstance(node.op, ast.Not):
        settled = truth(value)
        if settled is not None:
            return Known(not settled, frame.module.path, frame.span(node))
        return _judgement(frame, [value], node)
    if isinstance(node.op, ast.USub) and isinstance(value, Known) and isinstance(value.content, int | float):
        return Known(-value.content, frame.module.path, frame.span(node))
    return value if isinstance(value, Opaque) else frame.unknown(node)


def _judgement(frame: Frame, values: Sequence[Value], node: ast.AST) -> Opaque:
    """Yes or no: of a clock that is compared with something nobody knows how often the answer changes.

    The same goes for what a model says. Of the number of a round another round has another answer.
    """
    # Whether there is any, or a certain one, does not depend on the order.
    asked = [in_any_order(each) for value in values for each in opaques(value)]
    bad = worst(asked)
    if bad is None:
        return frame.opaque(node, Stability.CONSTANT)
    number = next((each for each in asked if each.loop is not None and _is_counted(each)), None)
    if number is not None:
        return replace(frame.unknown(node), type=COUNT, loop=number.loop)
    if _is_judged_anew(bad):
        return frame.unknown(node)
    return Opaque(frame.named(node), bad.stability, frame.module.path, frame.span(node), evidence=bad.evidence)


def _is_counted(value: Opaque) -> bool:
    return value.nature is Nature.COUNTER or value.type == COUNT


def as_test(frame: Frame, value: Value, node: ast.AST) -> Opaque:
    """A value as the test of a condition."""
    if isinstance(value, Opaque):
        value = in_any_order(value)
        place = replace(value, name=frame.named(node), path=frame.module.path, span=frame.span(node), steps=(), form="")
        if value.stability is Stability.UNKNOWN and (question := asked_about(frame, node)) is not None:
            return replace(place, stability=question.stability, evidence=Evidence.NAME)
        return replace(place, stability=Stability.UNKNOWN) if _is_judged_anew(value) else place
    return _judgement(frame, [value], node)


def _is_judged_anew(value: Opaque) -> bool:
    return value.stability is Stability.VOLATILE or value.type == ANSWER


def _conditional(frame: Frame, node: ast.IfExp) -> Value:
    test = evaluate(frame, node.test)
    settled = False if is_against_caching(node.test) else truth(test)
    if settled is not None:
        return evaluate(frame, node.body if settled else node.orelse)
    merged = merge(as_test(frame, test, node.test), evaluate(frame, node.body), evaluate(frame, node.orelse))
    return merged if merged is not None else frame.unknown(node)


# ---------------------------------------------------------------- displays and comprehensions


def _listing(frame: Frame, node: ast.List | ast.Tuple | ast.Set) -> Value:
    kinds: dict[type[ast.expr], str] = {ast.List: "list", ast.Tuple: "tuple", ast.Set: "set"}
    items: list[Item] = []
    is_longer, rounds = False, list[tuple[int, int]]()
    for element in node.elts:
        if isinstance(element, ast.Starred):
            value = evaluate(frame, element.value)
            if isinstance(value, Listing):
                is_longer = is_longer or value.continues
                rounds += value.behind(len(items))
            items += elements(value)
        else:
            items.append(evaluate(frame, element))
    place = frame.module.path, frame.span(node)
    found = Listing(kinds[type(node)], tuple(items), *place, continues=is_longer, rounds=tuple(rounds))
    if len(items) > 1:
        from promptlint.link.python.requests.sightings import see_listing  # noqa: PLC0415 needs this module

        see_listing(frame, found, node)
    return found


def _dictionary(frame: Frame, node: ast.Dict) -> Value:
    found = Dictionary((), frame.module.path, frame.span(node), node)
    for key, value in zip(node.keys, node.values, strict=True):
        worth = evaluate(frame, value)
        if key is None:
            found_united = _united(found, worth)
            assert isinstance(found_united, Dictionary)
            found = found_united
        elif (name := key_of(evaluate(frame, key))) is not None:
            found = found.with_entry(name, worth)
        else:
            found = replace(found, entries=(*found.entries, Spread(worth)))
    from promptlint.link.python.requests.sightings import see_dictionary  # noqa: PLC0415 needs this module

    see_dictionary(frame, found, node)
    return found


def _comprehension(frame: Frame, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Value:
    kinds: dict[type[ast.expr], str] = {ast.ListComp: "list", ast.SetComp: "set", ast.GeneratorExp: "generator"}
    over = evaluate(frame, node.generators[0].iter)
    items = _rounds(frame, over, node.generators, lambda inner: evaluate(inner, node.elt))
    found = Listing(kinds[type(node)], items, frame.module.path, frame.span(node))
    if isinstance(node, ast.ListComp) and len(node.generators) == 1:
        first = node.generators[0]
        if takes_over(first.target, first.iter, over, (node.elt,)):
            return replace(found, continues=True)
    if not isinstance(over, Listing):
        return found
    is_each = len(items) == len(over.items) and len(node.generators) == 1
    return replace(found, continues=over.continues, rounds=over.rounds if is_each else ())


def _dictionary_comprehension(frame: Frame, node: ast.DictComp) -> Value:
    pairs: list[tuple[str | None, Value]] = []

    def each(inner: Frame) -> Value:
        key, value = evaluate(inner, node.key), evaluate(inner, node.value)
        pairs.append((key_of(key), value))
        return value

    items = _rounds(frame, evaluate(frame, node.generators[0].iter), node.generators, each)
    if all(not isinstance(item, Repeat | Spread | Choice) for item in items) and all(
        key is not None for key, _ in pairs
    ):
        entries = tuple(Pair(key, value) for key, value in pairs if key is not None)
        return Dictionary(entries, frame.module.path, frame.span(node))
    bad = worst(each for item in items for each in opaques(item)) or frame.unknown(node)
    return Dictionary((Spread(bad),), frame.module.path, frame.span(node))


def _rounds(
    frame: Frame, over: Value, generators: Sequence[ast.comprehension], element: Callable[[Frame], Value]
) -> tuple[Item, ...]:
    first, rest = generators[0], generators[1:]
    inner = replace_env(frame)

    def each(item: Value) -> tuple[Item, ...]:
        bind(inner, first.target, item)
        tests = []
        for condition in first.ifs:
            value = evaluate(inner, condition)
            settled = truth(value)
            if settled is False:
                return ()
            if settled is None:
                tests.append(as_test(inner, value, condition))
        made = _rounds(inner, evaluate(inner, rest[0].iter), rest, element) if rest else (element(inner),)
        test = worst(tests)
        # Of elements that nobody knows it tells nothing that some may be missing.
        return (Choice(test, (made, ())),) if test and (test.is_telling or not isinstance(item, Opaque)) else made

    return mapped(frame, plan(frame, uncounted(over) if first.ifs else over, first.iter), each, first.iter)


def replace_env(frame: Frame) -> Frame:
    """A frame of the same function with names of its own on top."""
    return replace(frame, env=dict(frame.env))


def _lambda(frame: Frame, node: ast.Lambda) -> Value:
    return Function(node, frame.module, f"{frame.qualname}.<lambda>", frame.env, frame.owner)


# ---------------------------------------------------------------- the rest


def _await(frame: Frame, node: ast.Await) -> Value:
    return evaluate(frame, node.value)


def _walrus(frame: Frame, node: ast.NamedExpr) -> Value:
    value = evaluate(frame, node.value)
    bind(frame, node.target, value)
    return value


def _yield(frame: Frame, node: ast.Yield) -> Value:
    value = evaluate(frame, node.value) if node.value is not None else Known(None, frame.module.path, frame.span(node))
    give(frame, (value,), node)
    return frame.unknown(node)


def _yield_from(frame: Frame, node: ast.YieldFrom) -> Value:
    give(frame, elements(evaluate(frame, node.value)), node)
    return frame.unknown(node)


def give(frame: Frame, items: Sequence[Item], node: ast.AST) -> None:
    """Add to what a generator yields; kept among the names, so that conditions and loops apply to it."""
    given = frame.env.get(YIELDED)
    if not isinstance(given, Listing):
        given = Listing("generator", (), frame.module.path, frame.span(node))
    frame.env[YIELDED] = replace(given, items=(*given.items, *items))


def _call(frame: Frame, node: ast.Call) -> Value:
    from promptlint.link.python.following.calls import call  # noqa: PLC0415 the two need each other

    return call(frame, node)


_EVALUATORS: dict[type[ast.expr], Callable[[Frame, ast.expr], Value]] = {  # each takes the class that it stands under
    ast.Constant: _constant,  # type: ignore[dict-item]
    ast.JoinedStr: _joined,  # type: ignore[dict-item]
    ast.Name: _name,  # type: ignore[dict-item]
    ast.Attribute: _attribute,  # type: ignore[dict-item]
    ast.Subscript: _subscript,  # type: ignore[dict-item]
    ast.BinOp: _binary,  # type: ignore[dict-item]
    ast.BoolOp: _boolean,  # type: ignore[dict-item]
    ast.Compare: _compare,  # type: ignore[dict-item]
    ast.UnaryOp: _not,  # type: ignore[dict-item]
    ast.IfExp: _conditional,  # type: ignore[dict-item]
    ast.List: _listing,  # type: ignore[dict-item]
    ast.Tuple: _listing,  # type: ignore[dict-item]
    ast.Set: _listing,  # type: ignore[dict-item]
    ast.Dict: _dictionary,  # type: ignore[dict-item]
    ast.ListComp: _comprehension,  # type: ignore[dict-item]
    ast.SetComp: _comprehension,  # type: ignore[dict-item]
    ast.GeneratorExp: _comprehension,  # type: ignore[dict-item]
    ast.DictComp: _dictionary_comprehension,  # type: ignore[dict-item]
    ast.Lambda: _lambda,  # type: ignore[dict-item]
    ast.Await: _await,  # type: ignore[dict-item]
    ast.NamedExpr: _walrus,  # type: ignore[dict-item]
    ast.Yield: _yield,  # type: ignore[dict-item]
    ast.YieldFrom: _yield_from,  # type: ignore[dict-item]
    ast.Call: _call,  # type: ignore[dict-item]
}
