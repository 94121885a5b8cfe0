"""Paths and files that a program reads: their text becomes part of its prompts."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from promptlint.ir import Nature, Stability
from promptlint.link.python.domain.text import Text
from promptlint.link.python.domain.values import File, Listing, Opaque, Value, opaques, worst
from promptlint.record import replace

if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence

    from promptlint.link.python.following.invoking import Arguments
    from promptlint.link.python.machine import Frame

_MOST_PARENTS = 40
_SAME = frozenset(("resolve", "absolute", "expanduser", "as_posix", "__enter__", "open", "__str__"))


def here(frame: Frame, node: ast.AST) -> File:
    """`__file__`."""
    return File(f"/{frame.module.path}", frame.module.path, frame.span(node))


def as_file(frame: Frame, value: Value, node: ast.AST) -> File | None:
    """A path that is known, or None."""
    match value:
        case File():
            return value
        case Text() if (name := value.known) is not None and "\n" not in name:
            return File(name.replace("\\", "/"), frame.module.path, frame.span(node))
        case _:
            return None


def divided(frame: Frame, left: Value, right: Value, node: ast.AST) -> Value | None:
    """`path / name`."""
    if not isinstance(left, File):
        if isinstance(left, Opaque) and left.type == "path":
            return replace(left, form="/")
        return None
    return joined(frame, left, [right], node)


def joined(frame: Frame, start: File, parts: list[Value], node: ast.AST) -> Value:
    """A path with more parts behind it."""
    name = start.name
    for part in parts:
        other = as_file(frame, part, node)
        if name is None or other is None or other.name is None:
            return replace(deciding(parts) or frame.unknown(node), type="path", form="")
        name = posixpath.join(name, other.name)
    return File(posixpath.normpath(name) if name else name, frame.module.path, frame.span(node))


def deciding(parts: Sequence[Value]) -> Opaque | None:
    """What decides about a path: of two values alike, the one that is an element of a loop."""
    found = [opaque for each in parts for opaque in opaques(each)]
    bad = worst(found)
    same = (each for each in found if bad is not None and each.stability is bad.stability and each.loop is not None)
    return next(same, bad)


def of_file(frame: Frame, owner: File, name: str, given: Arguments, node: ast.AST) -> Value | None:
    """A method of a path, or of the file under it."""
    match name:
        case "read_text" | "read":
            return text_of(frame, owner, node)
        case "joinpath":
            values = [value for value in given.args if isinstance(value, File | Text | Opaque)]
            return joined(frame, owner, list(values), node)
        case "with_name" | "with_suffix" | "relative_to":
            return File(None, frame.module.path, frame.span(node))
        case "iterdir" | "glob" | "rglob" | "walk":
            found = frame.opaque(node, Stability.VOLATILE, Nature.UNORDERED, "listing")
            return replace(found, settled=Stability.DEPLOY)
        case "exists" | "is_file" | "is_dir":
            return frame.opaque(node, Stability.DEPLOY)
        case _ if name in _SAME:
            return owner
        case _:
            return frame.opaque(node, Stability.DEPLOY)


def attribute_of(frame: Frame, owner: File, name: str, node: ast.AST) -> Value:
    """`path.parent` and the like."""
    if owner.name is None:
        return replace(frame.unknown(node), type="path")
    match name:
        case "parent":
            return replace(owner, name=posixpath.dirname(owner.name) or ".")
        case "name":
            return frame.constant(posixpath.basename(owner.name), node)
        case "stem":
            return frame.constant(posixpath.basename(owner.name).rpartition(".")[0], node)
        case "suffix":
            return frame.constant(posixpath.splitext(owner.name)[1], node)
        case "parents":
            return _parents(frame, owner, owner.name, node)
        case _:
            return frame.opaque(node, Stability.DEPLOY, Nature.PLAIN)


def _parents(frame: Frame, owner: File, name: str, node: ast.AST) -> Listing:
    """The folders that a path is in, the nearest first."""
    found: list[File] = []
    while (name := posixpath.dirname(name)) and len(found) < _MOST_PARENTS and (not found or found[-1].name != name):
        found.append(replace(owner, name=name))
    return Listing("tuple", tuple(found), frame.module.path, frame.span(node))


def text_of(frame: Frame, file: File, node: ast.AST) -> Value:
    """The text of a file of the repository; of any other file nothing is known."""
    found = frame.machine.texts.text_file(file.name, frame.module.path) if file.name else None
    if found is None:
        return frame.unknown(node)
    path, text = found
    frame.machine.touched[path] = None
    return text


def has_untold_text(path: Opaque) -> bool:
    """Whether a path says nothing of the text under it.

    As often as another file is named, its text is another one. A name that is new each time, a temporary file's, may
    well stand for the same text, and where a command tells the folder it does not tell what is in it.
    """
    return path.stability is Stability.VOLATILE or path.nature is Nature.LIVE


def opened(frame: Frame, given: Arguments, node: ast.AST) -> Value:
    """`open(path)`; one that is written to has no text."""
    first = given.at(0, "file")
    mode = given.at(1, "mode")
    known = mode.known if isinstance(mode, Text) else "r"
    file = as_file(frame, first, node) if first is not None else None
    if known is None or set(known) & set("wax"):
        return replace(frame.unknown(node), type="file")
    if file is None:
        if isinstance(first, Opaque) and not has_untold_text(first):
            return replace(first, type="file")
        return replace(frame.unknown(node), type="file")
    return file
