"""Texts with fields: `format`, `%`, `string.Template`, Jinja and LangChain templates, marks that are replaced."""

from __future__ import annotations

import re
from string import Formatter
from typing import TYPE_CHECKING

from promptlint.ir import Stability, Step
from promptlint.link.python.domain.reading import as_text, passed
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import (
    Choice,
    Dictionary,
    Instance,
    Listing,
    Opaque,
    Pair,
    Repeat,
    Spread,
    Template,
    opaques,
    worst,
)
from promptlint.link.python.following.taking import telling
from promptlint.record import replace

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Mapping, Sequence

    from promptlint.ir import Literal
    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame

_FIELD = re.compile(r"\{\{|\}\}|\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")
_PERCENT = re.compile(r"%(?:\((\w+)\))?[#0 +-]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?([diouxXeEfFgGcrsa%])")
_DOLLAR = re.compile(r"\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})")
# What a program that replaces it in a text takes for a field: it has a name, and marks around it.
_MARKED = re.compile(r"\{\{?\s*\w+\s*\}\}?|\$\{\w+\}|\$\w+|<<?\w+>>?|\[\[?\w+\]\]?|%\w+%|__\w+__|@\w+@")
_MUSTACHE = re.compile(r"\{\{\{?\s*([\w.]+)\s*\}?\}\}")


def format_(frame: Frame, text: Text, given: Arguments, node: ast.AST) -> Value:
    """As `text.format(…)`."""
    counter = iter(range(10_000))
    return _filled(frame, text, lambda name: _argument(frame, name, given, node, counter), node)


def format_map(frame: Frame, text: Text, given: Arguments, node: ast.AST) -> Value:
    """As `text.format_map(mapping)`."""
    mapping = given.args[0] if given.args else None
    if isinstance(mapping, Dictionary):
        named = {entry.key: entry.value for entry in mapping.entries if isinstance(entry, Pair)}
        return _filled(frame, text, lambda name: named.get(name) or _open(frame, name, node), node)
    return _filled(frame, text, lambda name: _open(frame, name, node), node)


def _argument(frame: Frame, name: str, given: Arguments, node: ast.AST, counter: object) -> Value:
    if name == "" or name.isdigit():
        place = int(name) if name else next(counter)  # type: ignore[call-overload]  # an iterator of numbers
        item = given.args[place] if place < len(given.args) else None
        if item is not None and not isinstance(item, Spread | Repeat | Choice):
            return item
    if name in given.named:
        return given.named[name]
    bad = worst(opaque for value in given.rest for opaque in opaques(value))
    if bad is not None and bad.stability is not Stability.UNKNOWN:
        return bad
    return _open(frame, name, node)


def _open(frame: Frame, name: str, node: ast.AST) -> Opaque:
    """A field that nothing in sight fills."""
    return telling(frame.unknown(node, name), name)


def _filled(frame: Frame, text: Text, value_of: Callable[[str], Value], node: ast.AST) -> Text:
    """A text with its `{fields}` filled; a field that is not one of Python's stays."""

    def fill(match: re.Match[str]) -> Text | None:
        if match[0] in ("{{", "}}"):
            return Text.constant(match[0][0], frame.module.path, frame.span(node))
        parsed = _parsed(match[0])
        if parsed is None:
            return None
        field, spec, conversion = parsed
        root = re.split(r"[.\[]", field, maxsplit=1)[0]
        value = value_of(root)
        if root != field and isinstance(value, Opaque | Instance):
            value = _inner(frame, value, field[len(root) :], node)
        if isinstance(value, Opaque):
            if spec:
                from promptlint.link.python.following.expressions import formatted  # noqa: PLC0415 the two need each other

                value = formatted(value, spec)
            value = telling(value, root)
        else:
            value = _printed(frame, value, node, conversion)
        form = (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        return as_text(
            value, frame.step(node, f"put into the text as `{root}`" if root else "put into the text here"), form
        )

    return text.substituted(_FIELD, fill, _seen_from(frame, node))


def _seen_from(frame: Frame, node: ast.AST) -> Callable[[Text, Literal], Text]:
    """How a value that is put into a text remembers where in it; what is filled where it is written is plain enough."""
    here, span = frame.module.path, frame.span(node)

    def put(new: Text, gone: Literal) -> Text:
        if gone.path == here and span.start <= gone.span.start < span.end:
            return new
        return passed(new, Step(gone.path, gone.span, "stands here in the text"))

    return put


def _printed(frame: Frame, value: Value, node: ast.AST, conversion: str) -> Value:
    if not isinstance(value, Instance | Listing | Dictionary):
        return value
    from promptlint.link.python.libraries.printing import printed  # noqa: PLC0415 the two need each other

    return printed(frame, value, node, is_repr=conversion in ("r", "a"))


def _parsed(field: str) -> tuple[str, str, str] | None:
    try:
        parts = list(Formatter().parse(field))
    except ValueError:
        return None
    if len(parts) != 1 or parts[0][1] is None:
        return None
    _, name, spec, conversion = parts[0]
    if name is None or re.search(r"[\s\"']", name):
        return None
    return name, spec or "", conversion or ""


def _inner(frame: Frame, value: Opaque | Instance, path: str, node: ast.AST) -> Value:
    name = re.sub(r"\W", "", path)
    if isinstance(value, Instance):
        return value.fields.get(name, frame.unknown(node, name))
    return (
        replace(value, name=value.name + path) if value.stability is not Stability.UNKNOWN else _open(frame, name, node)
    )


def percent(frame: Frame, text: Text, values: Value, node: ast.AST) -> Value:
    """As `text % values`."""
    items: Sequence[Item] = values.items if isinstance(values, Listing) and values.kind == "tuple" else (values,)
    if any(isinstance(item, Repeat | Spread | Choice) for item in items):
        items = ()
    counter = iter(items)
    step = frame.step(node, "put into the text here")

    def fill(match: re.Match[str]) -> Text | None:
        name, kind = match[1], match[2]
        if kind == "%":
            return Text.constant("%", frame.module.path, frame.span(node))
        if name and isinstance(values, Dictionary):
            value = values.get(name)
        else:
            found = next(counter, None)
            value = None if isinstance(found, Spread | Repeat | Choice) else found
        if value is not None:
            value = _printed(frame, value, node, kind)
        form = "" if match[0] in ("%s", f"%({name})s") else f":{match[0]}"
        return as_text(value if value is not None else _open(frame, name or "", node), step, form)

    return text.substituted(_PERCENT, fill, _seen_from(frame, node))


def replaced(frame: Frame, text: Text, given: Arguments, node: ast.AST) -> Value:
    """As `text.replace(mark, value)`."""
    mark, value = given.args[:2]
    if isinstance(mark, Spread | Repeat | Choice) or isinstance(value, Spread | Repeat | Choice):
        return text
    known = mark.known if isinstance(mark, Text) else None
    if known is None or not known:
        return text
    new = as_text(value, frame.step(node, f"put in the place of `{known.strip()[:20]}`"))
    if isinstance(value, Opaque):
        word = re.sub(r"\W+", "_", known).strip("_").lower()
        new = as_text(telling(value, word), frame.step(node, f"put in the place of `{known.strip()[:20]}`"))
    return text.substituted(re.compile(re.escape(known)), lambda _: new, _seen_from(frame, node))


def fills_field(given: Arguments) -> bool:
    """Whether `text.replace(…)` puts a value into a field of a text that is not in sight."""
    mark = given.args[0] if len(given.args) > 1 else None
    known = mark.known if isinstance(mark, Text) else None
    return known is not None and _MARKED.fullmatch(known) is not None


# ---------------------------------------------------------------- templates


def of_template(frame: Frame, template: Template, name: str, given: Arguments, node: ast.AST) -> Value | None:
    """What is done with a template of Jinja, `string` or LangChain."""
    match name:
        case (
            "render"
            | "render_async"
            | "async_render"
            | "substitute"
            | "safe_substitute"
            | "format"
            | "invoke"
            | "ainvoke"
            | "format_prompt"
        ):
            return rendered(frame, template, variables(given), node)
        case "partial":
            return replace(template, given={**template.given, **variables(given)})
        case "get_template" | "generate" | "stream":
            return None
        case _:
            return None


def variables(given: Arguments) -> dict[str, Value]:
    """The variables that a rendering is given: by name, or in mappings."""
    found: dict[str, Value] = {}
    for value in given.args:
        if isinstance(value, Dictionary):
            found.update({entry.key: entry.value for entry in value.entries if isinstance(entry, Pair)})
    found.update(given.named)
    return found


def rendered(frame: Frame, template: Template, given: Mapping[str, Value], node: ast.AST) -> Value:
    """The text of a template with its variables filled."""
    filled = {**template.given, **given}
    if template.file is not None or (template.text is not None and template.language == "jinja"):
        from promptlint.link.python.libraries.templates import render  # noqa: PLC0415 most programs render nothing

        return render(frame, template, filled, node)
    if template.text is None:
        return joined_unknown(frame, list(filled.values()), node)
    match template.language:
        case "dollar":
            seen = _seen_from(frame, node)
            return template.text.substituted(_DOLLAR, lambda match: _dollar(frame, match, filled, node), seen)
        case "mustache":
            seen = _seen_from(frame, node)
            return template.text.substituted(_MUSTACHE, lambda match: _by_name(frame, match[1], filled, node), seen)
        case _:
            return _filled(frame, template.text, lambda name: filled.get(name) or _open(frame, name, node), node)


def _dollar(frame: Frame, match: re.Match[str], given: Mapping[str, Value], node: ast.AST) -> Text:
    if match[1]:
        return Text.constant("$", frame.module.path, frame.span(node))
    return _by_name(frame, match[2] or match[3], given, node)


def _by_name(frame: Frame, name: str, given: Mapping[str, Value], node: ast.AST) -> Text:
    value = given.get(name) or _open(frame, name, node)
    if isinstance(value, Opaque):
        value = telling(value, name)
    return as_text(value, frame.step(node, f"put into the text as `{name}`"))


def of_unknown(frame: Frame, owner: Opaque, given: Arguments, node: ast.AST) -> Value:
    """A template that is not in sight: its text is unknown, what is put into it is not."""
    values = [
        v for v in (*given.args, *given.named.values(), *given.rest) if not isinstance(v, Spread | Repeat | Choice)
    ]
    return joined_unknown(frame, [owner, *values], node)


def joined_unknown(frame: Frame, values: list[Value], node: ast.AST) -> Value:
    """Text of which only the worst part is known."""
    bad = worst(opaque for value in values for opaque in opaques(value))
    if bad is None or bad.stability in (Stability.UNKNOWN, Stability.CONSTANT):
        return frame.unknown(node)
    step = frame.step(node, "put into a template here")
    return replace(bad, form="", type="").via(step)
