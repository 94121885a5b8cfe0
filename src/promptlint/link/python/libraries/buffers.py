"""Text that a program writes into a buffer: `io.StringIO`, `print(…, file=…)`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from promptlint.link.python.domain.reading import as_text, joined
from promptlint.link.python.domain.text import Text, join
from promptlint.link.python.domain.values import Choice, Instance, Known, Repeat, Spread
from promptlint.link.python.following.binding import store
from promptlint.link.python.following.containers import plan

if TYPE_CHECKING:
    from promptlint.link.python.domain.values import Item, Value
    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame

NAME = "io.StringIO"
_WRITTEN = "written"
_EMPTY = Text(())


def made(frame: Frame, given: Arguments, node: ast.Call) -> Value | None:
    """`io.StringIO(…)`, with the text that it is given first."""
    first = given.at(0, "initial_value")
    start = as_text(first, frame.step(node, "written here")) if first is not None else _EMPTY
    return Instance(None, NAME, {_WRITTEN: start}, (), frame.module.path, frame.span(node))


def is_buffer(value: Value | None) -> bool:
    """Whether a value is a buffer of text."""
    return isinstance(value, Instance) and value.name == NAME


def method(frame: Frame, owner: Instance, func: ast.Attribute, given: Arguments, node: ast.Call) -> Value | None:
    """What is done with a buffer; None for what changes and tells nothing."""
    match func.attr:
        case "write" if given.args:
            _write(frame, func.value, owner, _text(frame, given.args[0], node))
        case "writelines" if given.args:
            first = given.args[0]
            lines = (first,) if isinstance(first, Spread | Repeat | Choice) else plan(frame, first, node)
            _write(frame, func.value, owner, joined(lines, _EMPTY, frame.step(node, "written here")))
        case "getvalue" | "read":
            return owner.fields[_WRITTEN]
        case "truncate" if isinstance(func.value, ast.Name | ast.Attribute):
            store(frame, func.value, owner.with_field(_WRITTEN, _EMPTY))
        case _:
            return None
    return Known(None, frame.module.path, frame.span(node))


def printed(frame: Frame, given: Arguments, node: ast.Call) -> None:
    """`print(…, file=buffer)`."""
    buffer, target = given.named.get("file"), given.nodes.get("file")
    if not isinstance(buffer, Instance) or not is_buffer(buffer) or target is None:
        return
    row = joined(given.args, _option(frame, given, "sep", " ", node), frame.step(node, "written here"))
    _write(frame, target, buffer, join((row, _option(frame, given, "end", "\n", node))))


def _option(frame: Frame, given: Arguments, name: str, default: str, node: ast.Call) -> Text:
    value = given.named.get(name)
    return value if isinstance(value, Text) else frame.constant(default, node)


def _text(frame: Frame, item: Item, node: ast.Call) -> Text:
    return joined((item,), _EMPTY, frame.step(node, "written here"))


def _write(frame: Frame, target: ast.expr, buffer: Instance, text: Text) -> None:
    written = buffer.fields[_WRITTEN]
    if isinstance(written, Text):
        store(frame, target, buffer.with_field(_WRITTEN, written + text))
