"""Token counts without the network: bounds, never a lone number.

The divisors are the widest characters-per-token ratios measured over 53 English texts (Markdown,
instructions, Python, JSON) with an offline reconstruction of the tokenizers. Chinese, Japanese and
Korean were not measured, so their bracket is wider.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Bounds:
    """At least `low` and at most `high` tokens."""

    low: int
    high: int

    def __add__(self, other: Bounds) -> Bounds:
        return Bounds(self.low + other.low, self.high + other.high)

    def __str__(self) -> str:
        """Rounded to two digits, since more would be a pretence."""
        low, high = _rounded(self.low), _rounded(self.high)
        return f"{low:,}" if low == high else f"{low:,}–{high:,}"  # noqa: RUF001 a range takes an en dash


class Tokenizer(Enum):
    """A family of tokenizers by the characters that one of its tokens spans: (most, fewest)."""

    CLAUDE_OLD = (4.8, 2.3)  # up to 4.6
    CLAUDE_NEW = (3.5, 2.0)  # from 4.7
    UNKNOWN = (4.8, 2.0)

    @cached_property
    def widest(self) -> float:
        """Characters a token, at most."""
        return self.value[0]

    @cached_property
    def narrowest(self) -> float:
        """Characters a token, at least."""
        return self.value[1]


# Compiled only for text that is not ASCII: a class of this size takes milliseconds.
_WIDE = "[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"


def estimate(text: str, tokenizer: Tokenizer) -> Bounds:
    """Bracket the number of tokens of a text."""
    return bracket(*widths(text), tokenizer)


def widths(text: str) -> tuple[int, int]:
    """How many narrow and how many wide characters a text has; the widths of parts add up."""
    wide = 0 if text.isascii() else len(re.findall(_WIDE, text))
    return len(text) - wide, wide


def bracket(narrow: int, wide: int, tokenizer: Tokenizer) -> Bounds:
    """Bracket the number of tokens of so many characters."""
    low = narrow / tokenizer.widest + wide * 0.5
    high = narrow / tokenizer.narrowest + wide * 2.5
    return Bounds(int(low), int(high) + (high > int(high)))


def _rounded(count: int) -> int:
    return round(count, min(2 - len(str(count)), 0))
