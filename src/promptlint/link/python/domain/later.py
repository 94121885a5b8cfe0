"""Collections that are empty at first and filled by functions later: nobody knows with what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.frontends.python.words import whole
from promptlint.ir import Stability
from promptlint.link.python.domain.values import Dictionary, Listing, Opaque, Spread
from promptlint.record import replace
from promptlint.stability import tells_history

if TYPE_CHECKING:
    from promptlint.link.python.domain.values import Value
    from promptlint.link.python.loading.modules import Module


def filled(module: Module, value: Value, name: str) -> Value:
    """A collection of a module or a class with something in it, where the module puts it there.

    Conversations are left to those that know how they grow.
    """
    match value:
        case Listing(kind="list", items=()) if not tells_history(name):
            puts = rf"{whole(name)}\.(?:append|extend|insert)\("
        case Dictionary(entries=()):
            puts = rf"{whole(name)}(?:\.(?:update|setdefault)\(|\[[^\]\n]+\]\s*=(?!=))"
        case Listing(kind="set", items=()):
            puts = rf"{whole(name)}(?:\.(?:add|update)\(|\s*\|=)"
        case _:
            return value
    if re.search(puts, module.source.text) is None:
        return value
    held = Spread(Opaque(name, Stability.UNKNOWN, value.path, value.span))
    return replace(value, entries=(held,)) if isinstance(value, Dictionary) else replace(value, items=(held,))
