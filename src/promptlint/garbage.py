"""How often Python looks for objects that only refer to each other: seldom while trees are made.

A syntax tree has no such cycles, and by default its thousands of nodes are looked at again and again.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEW = 1_000_000  # objects that are made before they are looked at: who gives back memory asks for it earlier


@contextmanager
def seldom() -> Iterator[None]:
    """Look for garbage seldom for as long as this lasts."""
    before = gc.get_threshold()
    gc.set_threshold(_NEW, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def collect() -> None:
    """Look now at all objects that were made since the last time; what is left of them is there to stay.

    It is given back as soon as nobody refers to it, which trees do not need to be looked at for.
    """
    gc.collect()
    gc.freeze()
