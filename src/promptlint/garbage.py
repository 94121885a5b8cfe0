"""How often Python looks for objects that only refer to each other: seldom while trees are made.

A syntax tree has no such cycles, and by default its thousands of nodes are looked at again and again. What is made
of trees has next to none either: who ties one, as a function does that is among the names it refers to, unties it.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEW = 5_000_000  # objects that are made and kept before they are looked at: more than there ever should be


@contextmanager
def seldom() -> Iterator[None]:
    """Look for garbage seldom for as long as this lasts."""
    before = gc.get_threshold()
    gc.set_threshold(_NEW, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
