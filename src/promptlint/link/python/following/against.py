"""Conditions that ask for a cache that is not to be used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast

_AGAINST = re.compile(r"(?i)_?(?:disable|no|skip|bypass|bust|avoid|prevent|break|defeat)_\w*cach\w*|_?cache_?bust\w*")


def is_against_caching(test: ast.expr) -> bool:
    """Whether a condition lets in what is there to spoil a cache: a measurement without one, say."""
    name = getattr(test, "attr", None) or getattr(test, "id", None)
    return isinstance(name, str) and "cach" in name and _AGAINST.fullmatch(name) is not None
