"""What regular expressions leave of a text: it varies as the text does, and as what they put into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.ir import Stability
from promptlint.link.python.domain.reading import as_text
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import Either, Function, Opaque, opaques, worst
from promptlint.link.python.following.invoking import invoke
from promptlint.record import replace

if TYPE_CHECKING:
    import ast

    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame

TYPE = "pattern"
# A pattern that matches itself alone: text, and single characters behind a backslash.
_PLAIN = re.compile(r"(?:[^\\.^$*+?{}\[\]|()]|\\[^\w\s])+")


def compiled(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`re.compile(…)`: the text of the pattern stays in sight as its name."""
    known = _known(given.at(0, "pattern"))
    found = frame.opaque(node, Stability.CONSTANT, type_=TYPE)
    return replace(found, form=known) if known is not None else found


def substituted(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`re.sub(pattern, new, text)`."""
    pattern, new, text = given.at(0, "pattern"), given.at(1, "repl"), given.at(2, "string")
    if pattern is None or new is None or text is None:
        return None
    known = pattern.form if isinstance(pattern, Opaque) and pattern.type == TYPE else _known(pattern)
    return _substituted(frame, known or None, new, text, node)


def method(frame: Frame, owner: Opaque, name: str, given: Arguments, node: ast.Call) -> Value | None:
    """`pattern.sub(new, text)`; None for what tells of a text and is no text."""
    new, text = given.at(0, "repl"), given.at(1, "string")
    if name != "sub" or new is None or text is None:
        return None
    return _substituted(frame, owner.form or None, new, text, node)


def _substituted(frame: Frame, pattern: str | None, new: Value, text: Value, node: ast.Call) -> Value:
    step = frame.step(node, "put into the text here")
    if isinstance(new, Function):
        new = invoke(frame, new, (frame.unknown(node),), {}, node)
    match text:
        case Text():
            if pattern is not None and _PLAIN.fullmatch(pattern) and isinstance(new, Text | Opaque):
                mark = re.compile(re.escape(re.sub(r"\\(.)", r"\1", pattern)))
                return text.substituted(mark, lambda _: as_text(new, step))
            bad = _varying(new)
            # Nobody knows where it stands; the text around it is what it was.
            return text if bad is None else Text((*as_text(bad, step).parts, text))
        case Either(test, arms):
            return Either(test, tuple(_substituted(frame, pattern, new, arm, node) for arm in arms))
        case Opaque():
            bad = worst([text, *opaques(new)])
            return text if bad is None or bad is text else bad.via(step)
        case _:
            return frame.unknown(node)


def _varying(new: Value) -> Opaque | None:
    bad = worst(opaques(new))
    return bad if bad is not None and bad.is_telling else None


def _known(value: Value | None) -> str | None:
    return value.known if isinstance(value, Text) else None
