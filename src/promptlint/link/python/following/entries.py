"""Entries that are put into a mapping of which nothing is known: what stands under their keys is known then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.ir import Stability
from promptlint.link.python.domain.values import Dictionary, Either, Opaque, Pair, Spread, opaques

if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence

    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.machine import Frame


def extended(frame: Frame, owner: Value, more: Sequence[Pair], node: ast.AST) -> Dictionary | None:
    """The mapping with these entries.

    Only what is proven to vary is worth it: of all else that the value is, no more is known than that it is a mapping.
    """
    if not any(each.stability is Stability.VOLATILE for entry in more for each in opaques(entry.value)):
        return None
    if (before := _entries(owner)) is None:
        return None
    result = Dictionary(before, frame.module.path, frame.span(node))
    for entry in more:
        result = result.with_entry(entry.key, entry.value)
    return result


def _entries(owner: Value) -> tuple[Pair | Spread, ...] | None:
    """What may be in a mapping, where it may be one and nobody knows what it is besides."""
    match owner:
        case Opaque() if owner.is_unknown:
            return (Spread(owner),)
        case Either(arms=arms) if all(isinstance(arm, Dictionary) or _is_unknown(arm) for arm in arms):
            return tuple(Spread(part) for arm in arms for part in _parts(arm))
        case _:
            return None


def _is_unknown(value: Value) -> bool:
    return isinstance(value, Opaque) and value.is_unknown


def _parts(arm: Value) -> Sequence[Value]:
    return [entry.value for entry in arm.entries] if isinstance(arm, Dictionary) else [arm]
