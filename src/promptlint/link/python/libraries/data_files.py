"""YAML and JSON files that a program reads: which of the repository's it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Literal
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import File

if TYPE_CHECKING:
    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.machine import Frame

_ENDINGS = (".yaml", ".yml", ".json")


def loaded(frame: Frame, given: Value) -> Value | None:
    """What a file holds that is opened, or whose text was read; None where it is none of the repository."""
    name = _name(given)
    found = frame.machine.texts.data_file(name, frame.module.path) if name else None
    if found is None:
        return None
    path, value = found
    frame.machine.touched[path] = None
    return value


def _name(given: Value) -> str | None:
    match given:
        case File(name=str() as name) if name.endswith(_ENDINGS):
            return name
        case Text(segments=(Literal(path=path, span=span),)) if path.endswith(_ENDINGS) and span.start == 0:
            return f"/{path}"
        case _:
            return None
