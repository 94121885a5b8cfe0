"""What a value is as text, as a key, as a truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from promptlint.ir import Evidence, Kind, Literal, Nature, Placeholder, Stability
from promptlint.link.python.domain.merging import conditional, repeated
from promptlint.link.python.domain.text import Text, balanced, join, unconditional
from promptlint.link.python.domain.values import (
    Choice,
    Class,
    Dictionary,
    Either,
    External,
    File,
    Function,
    Instance,
    Known,
    Listing,
    ModuleValue,
    Opaque,
    Repeat,
    Spread,
    Template,
    further,
    opaques,
    worst,
)
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.ir import Step
    from promptlint.link.python.domain.values import Item, Value

_EMPTY = Text(())
_MANY_STEPS = 6


def as_text(value: Value, step: Step, form: str = "") -> Text:
    """What `str()` or a hole of a text makes of a value."""
    match value:
        case Text():
            return passed(value, step)
        case Known(content):
            return Text.constant(str(content), step.path, step.span) if content is not None else _none(value, step)
        case Opaque():
            return Text((value.via(step).placeholder(form=form),))
        case Either(test, arms):
            texts = [as_text(arm, step, form) for arm in arms]
            return _alternatives(test, texts)
        case Template() if value.text is not None and not value.given:
            return value.text
        case (
            Listing()
            | Dictionary()
            | Instance()
            | Function()
            | Class()
            | ModuleValue()
            | External()
            | Template()
            | File()
        ):
            return Text((_whole(value, step).placeholder(form=form),))
        case _:
            assert_never(value)


def _none(value: Known, step: Step) -> Text:
    return Text.constant("None", step.path, step.span) if value.span == step.span else _EMPTY


def _alternatives(test: Opaque, texts: Sequence[Text]) -> Text:
    """The text of a choice between values."""
    text = texts[-1]
    for other in reversed(texts[:-1]):
        text = conditional(test, other, text)
    return text


def _whole(value: Value, step: Step) -> Opaque:
    """A thing that is printed as a whole: its worst part decides."""
    if isinstance(value, Instance):  # what its class holds in capitals tells nothing of it
        value = replace(value, fields={name: each for name, each in value.fields.items() if not name.isupper()})
    bad = worst(opaques(value))
    path, span = (
        (value.path, value.span)
        if isinstance(value, Listing | Dictionary | Instance | File)
        else (step.path, step.span)
    )
    if isinstance(value, Listing) and value.continues and (bad is None or not bad.is_telling):
        return Opaque("the conversation", Stability.SESSION, path, span, evidence=Evidence.NAME).via(step)
    if bad is None:
        is_code = isinstance(value, Function | Class | ModuleValue | External | Instance)
        level = Stability.UNKNOWN if is_code else Stability.CONSTANT
        return Opaque("", level, path, span)
    if bad.stability is Stability.UNKNOWN and isinstance(value, Instance):
        return Opaque(value.name.rpartition(".")[2], Stability.UNKNOWN, path, span)
    return replace(bad, form="").via(step)


def passed(text: Text, step: Step) -> Text:
    """A text one step further on its way; only what varies keeps account of it."""
    if not text.varies or not any(_is_traced(part, step) for part in text.segments):
        return text
    return Text(
        tuple(
            replace(part, steps=further(part.steps, step))
            if isinstance(part, Placeholder) and _is_traced(part, step)
            else part
            for part in text.segments
        )
    )


def _is_traced(part: object, step: Step) -> bool:
    return (
        isinstance(part, Placeholder)
        and part.kind in (Kind.VALUE, Kind.LOOP)
        and part.stability in (Stability.DAILY, Stability.SESSION, Stability.REQUEST, Stability.VOLATILE)
        # Of a long way the calls and the end tell more than one more text around it.
        and (len(part.steps) < _MANY_STEPS or not step.text.startswith("put into"))
        and (part.path, part.span) != (step.path, step.span)
        and not any((known.path, known.span) == (step.path, step.span) for known in part.steps)
    )


def key_of(value: Value) -> str | None:
    """A key of a mapping, where it is constant."""
    match value:
        case Text():
            return value.known
        case Known(content):
            return repr(content)
        case External(name):
            return name
        case _:
            return None


def truth(value: Value) -> bool | None:
    """Whether a value counts as true; None where that is open."""
    match value:
        case Known(content):
            return bool(content)
        case Text():
            if any(isinstance(part, Literal) and part.text for part in unconditional(value)):
                return True
            return None if value.segments else False
        case Listing(_, items):
            if not items:
                return False
            return True if any(not isinstance(i, Spread | Repeat | Choice) for i in items) else None
        case Dictionary(entries):
            return (
                bool(entries) if value.is_whole else (True if any(not isinstance(e, Spread) for e in entries) else None)
            )
        case Function() | Class() | ModuleValue() | Template():
            return True
        case Either(_, arms):
            known = {truth(arm) for arm in arms}
            return known.pop() if len(known) == 1 else None
        case Instance():
            return None if value.is_partial else True
        case _:
            return None


def joined(items: Sequence[Item], between: Text, step: Step) -> Text:
    """As `str.join`: elements that may not be there bring their separator along."""
    return _joined(items, between, step, is_first=True)[0]


def _joined(items: Sequence[Item], between: Text, step: Step, *, is_first: bool) -> tuple[Text, bool]:
    row: list[Text] = []
    for item in items:
        match item:
            case Repeat(over, inner):
                body, _ = _joined(inner, between, step, is_first=True)
                row += [_EMPTY if is_first else between, repeated(_traced(over, step), join((body, between)))]
            case Choice(test, arms):
                texts = []
                for arm in arms:
                    body, _ = _joined(arm, between, step, is_first=True)
                    glue = (body, between) if is_first else (between, body)
                    texts.append(join(glue) if body.parts else body)
                row.append(_alternatives(test, texts))
                continue
            case Spread(Opaque(nature=Nature.WINDOW) as value):  # text like other text
                row += [_EMPTY if is_first else between, as_text(replace(value, nature=Nature.PLAIN), step)]
            case Spread(value):
                row += [_EMPTY if is_first else between, as_text(value, step)]
            case _:
                row += [_EMPTY if is_first else between, as_text(item, step)]
        is_first = False
    return join(part for part in row if part.parts), is_first


def _traced(over: Opaque, step: Step) -> Opaque:
    return over.via(step) if over.nature is Nature.UNORDERED else over


def balanced_text(text: Text) -> Text:
    """A text without borders of parts whose other border is missing."""
    return Text(balanced(text.segments))
