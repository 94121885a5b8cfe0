"""Templates that a program renders: expanded by their own rules, with what the program puts into them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.ir import Evidence, Kind, Literal, Placeholder, Segment, Stability, Step
from promptlint.link.expand import Expander, Mark
from promptlint.link.python.domain.reading import balanced_text
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import Known, Opaque, opaques, worst
from promptlint.link.values import Levels
from promptlint.link.values import Value as TemplateValue
from promptlint.record import replace

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from promptlint.facts import Text as TextNode
    from promptlint.link.python.domain.values import Template, Value
    from promptlint.link.python.machine import Frame


# Private characters: they stand for what is kept, and in a tag they are an error as they should be.
_FIRST, _MOST_KEPT = 0xE000, 2_000
_KEPT = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + _MOST_KEPT)}]")
_TAGS = ("{{", "{%", "{#")


def render(frame: Frame, template: Template, given: Mapping[str, Value], node: ast.AST) -> Value:
    """The text of a Jinja template with its variables filled; unknown where the template is broken."""
    if template.file is None and template.text is not None and _is_plain(template.text):
        return template.text
    loader = frame.machine.texts.loader
    path = template.file or _written_in(template)
    expander = Expander(loader, Levels((), Stability.UNKNOWN), path)
    scope = {name: _value(name, value) for name, value in given.items()}
    kept: list[Segment] = []
    try:
        if template.file is not None:
            nodes = loader.template(template.file, "jinja")
        else:
            assert template.text is not None
            nodes = _nodes(template.text, path, kept)
        events = expander.expand(nodes, scope)  # type: ignore[arg-type]  # a fresh dict of the right kind
    except (UnreadableError, RecursionError):
        return frame.unknown(node)
    for source in expander.sources:
        frame.machine.touched[source] = None
    step = frame.step(node, "rendered here")
    segments = [_filled(event, given, step) for event in events if not isinstance(event, Mark)]
    text = Text(tuple(segments))
    if kept:
        text = text.substituted(_KEPT, lambda match: Text((kept[ord(match[0]) - _FIRST],)))
    return balanced_text(text)


def _written_in(template: Template) -> str:
    """The file that the text of a template stands in: one that a program read, or the program itself."""
    segments = template.text.segments if template.text is not None else ()
    literals = [each for each in segments if isinstance(each, Literal)]
    first = next((each for each in literals if _has_tags(each)), next(iter(literals), None))
    return first.path if first is not None else template.path


def _is_plain(text: Text) -> bool:
    """Whether a text has no tags, as far as it is in sight: what is rendered of it is the same."""
    literals = [each for each in text.segments if isinstance(each, Literal)]
    return len(literals) < len(text.segments) and not any(map(_has_tags, literals))


def _has_tags(literal: Literal) -> bool:
    return any(mark in literal.text for mark in _TAGS)


def _nodes(text: Text, path: str, kept: list[Segment]) -> tuple[TextNode, ...]:
    """The nodes of a template that is written in a program.

    What is not in sight of it and what stands in other files passes as one character each, and is `kept`.
    """
    from promptlint.frontends.languages import parse  # noqa: PLC0415 most programs render nothing
    from promptlint.source import View  # noqa: PLC0415 see above

    pieces = []
    for segment in text.segments:
        if not isinstance(segment, Literal) or segment.path != path:
            if len(kept) == _MOST_KEPT or (isinstance(segment, Literal) and _has_tags(segment)):
                raise UnreadableError("a template that is put together from too much")
            pieces.append((chr(_FIRST + len(kept)), segment.span))
            kept.append(segment)
        elif segment.runs:
            pieces += [(segment.text[run.at : run.at + run.length], run.source) for run in segment.runs]
        else:
            pieces.append((segment.text, segment.span))
    return parse("jinja", View.build(pieces, 0)).nodes  # type: ignore[return-value]  # nodes of any kind


def _value(name: str, value: Value) -> TemplateValue:
    """A value of the program as one of the template."""
    match value:
        case Known(content):
            return TemplateValue(Stability.CONSTANT, name, known=True, content=content)
        case Text():
            bad = worst(opaques(value))
            if bad is None and (known := value.known) is not None:
                return TemplateValue(Stability.CONSTANT, name, known=True, content=known, segments=value.segments)
            level = bad.stability if bad is not None else Stability.CONSTANT
            return TemplateValue(level, name, segments=value.segments)
        case _:
            bad = worst(opaques(value))
            if bad is None:
                return TemplateValue(Stability.DEPLOY, name)
            return TemplateValue(bad.stability, name, Evidence.SOURCE, bad.nature, sorted=bad.settled)


def _filled(segment: Literal | Placeholder, given: Mapping[str, Value], step: Step) -> Literal | Placeholder:
    """A value of the template as the value that the program put there."""
    if isinstance(segment, Literal) or segment.kind not in (Kind.VALUE, Kind.LOOP, Kind.TEST):
        return segment
    if segment.steps or type(segment) is not Placeholder:
        return segment
    for root in re.split(r"[.\[,\s|(]+", segment.name):
        if root in given:
            return _as_given(segment, given[root], step)
    return segment


def _as_given(segment: Placeholder, value: Value, step: Step) -> Placeholder:
    source = value if isinstance(value, Opaque) else worst(opaques(value))
    if source is None or segment.stability is Stability.CONSTANT:
        return segment
    place = Step(segment.path, segment.span, "printed here")
    filled = replace(source, stability=segment.stability, nature=segment.nature)
    steps = tuple(each for each in (*filled.steps, step, place) if (each.path, each.span) != (filled.path, filled.span))
    return replace(filled.placeholder(segment.kind, segment.form), steps=steps)
