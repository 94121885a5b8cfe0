"""What annotations name: through `X | None`, `Optional[X]`, `Annotated[X, …]` and quotes."""

from __future__ import annotations

import ast
from contextlib import suppress
from typing import TYPE_CHECKING

from promptlint.frontends.python.walking import walk
from promptlint.link.python.tables import sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.python.loading.modules import Module

_AROUND = frozenset(("Optional", "Annotated"))
_ROWS = frozenset(
    "list List Sequence Iterable Iterator Collection AsyncIterator AsyncIterable Generator tuple Tuple".split()
)
_MAPPINGS = frozenset("dict Dict Mapping MutableMapping OrderedDict".split())


def classes_named(node: ast.expr) -> Iterator[ast.expr]:
    """The names of classes that an annotation may mean, the first one first."""
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            yield from classes_named(left)
            yield from classes_named(right)
        case ast.Subscript(value=ast.Name(id=kind) | ast.Attribute(attr=kind), slice=inner) if kind in _AROUND:
            yield from classes_named(inner.elts[0] if isinstance(inner, ast.Tuple) and inner.elts else inner)
        case ast.Constant(value=str() as text) if not text.isidentifier():
            yield from _quoted(node, text)
        case ast.Name() | ast.Attribute() | ast.Constant(value=str()):
            yield node
        case _:
            pass


def _quoted(node: ast.expr, text: str) -> Iterator[ast.expr]:
    """The same of what stands in quotes, each part at the place of the whole; what is no expression names nothing."""
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        inner = ast.parse(text.strip(), mode="eval").body
        for each in walk(inner):
            ast.copy_location(each, node)
        if not isinstance(inner, ast.Constant):
            yield from classes_named(inner)


def element_named(annotation: ast.expr) -> ast.expr | None:
    """The class of the elements that an annotation of a collection names."""
    match annotation:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return element_named(left) or element_named(right)
        case ast.Subscript(value=ast.Name(id=kind) | ast.Attribute(attr=kind), slice=inner):
            parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            if kind in ("Optional", "Annotated") and parts:
                return element_named(parts[0])
            place = 0 if kind in _ROWS else 1 if kind in _MAPPINGS else -1
            if 0 <= place < len(parts) and isinstance(parts[place], ast.Name | ast.Attribute):
                return parts[place]
        case _:
            pass
    return None


def type_named(module: Module, annotation: ast.expr) -> str:
    """The type that an annotation names, as the tables have it; nothing for one that is not in them."""
    known = module.notes.types
    if annotation not in known:
        known[annotation] = sources.type_of_annotation(ast.unparse(annotation))
    return known[annotation]
