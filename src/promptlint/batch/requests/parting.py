"""Where two prefixes part, side by side, and whether that is all that differs."""

from __future__ import annotations

from typing import NamedTuple

from promptlint.batch.requests.json_text import BrokenError, loads
from promptlint.diagnostics import Difference, Excerpt
from promptlint.parting import common_length

_FEW = 64  # bytes that may differ in one place
_FEW_WORDS = 20  # of so many words one may differ
_WORD = 40  # characters to which a difference is widened, to show a whole word
_LEAD, _WIDTH = 24, 72

_SECTIONS = {
    b"T": "the tools",
    b"S": "the system prompt",
    b"M": "the messages",
    b"P": "the prompt",
    b"=": "the settings",
}


class Parting(NamedTuple):
    """The first place where two prefixes part.

    `at` is the byte of all blocks as they are written, `byte` that of the block's own text at which the word
    begins that differs; `lead` is what stands ahead of it on both sides, `before` and `after` are the word.
    """

    at: int
    section: str
    byte: int
    lead: str
    before: str
    after: str
    difference: Difference


def are_near(mine: bytes, other: bytes) -> bool:
    """Whether two texts differ in white space only, in a few bytes of one place, or in few of their words."""
    if abs(len(mine) - len(other)) > max(len(mine), len(other)) // _FEW_WORDS + _FEW:
        return False
    start = common_length(mine, other)
    end = common_length(mine[start:][::-1], other[start:][::-1])
    if max(len(mine), len(other)) - start - end <= _FEW:
        return True
    words, others = mine.split(), other.split()
    if b"".join(words) == b"".join(others):
        return True
    if len(words) != len(others):
        return False
    differing = sum(word != another for word, another in zip(words, others, strict=True))
    return differing * _FEW_WORDS <= len(words)


def part(mine: bytes, other: bytes) -> Parting:
    """Find the first difference of two texts that are not the same."""
    at = common_length(mine, other)
    begin = mine.rfind(b"\n", 0, at) + 1
    kind = mine[begin : begin + 1]
    texts = _block(mine, begin, at), _block(other, begin, at)
    differs = common_length(*texts)
    first = differs
    while first and differs - first < _WORD and not texts[0][first - 1].isspace():
        first -= 1
    words = _word(texts[0], first, differs), _word(texts[1], first, differs)
    return Parting(
        at,
        _SECTIONS.get(kind, "the request"),
        len(texts[0][:first].encode("utf-8", "surrogatepass")),
        texts[0][max(first - _LEAD, 0) : first],
        *words,
        Difference(_excerpt(texts[0], first, words[0]), _excerpt(texts[1], first, words[1])),
    )


def _block(text: bytes, begin: int, at: int) -> str:
    """The text of the block that begins at a byte and holds another; JSON where it is no plain text."""
    end = text.find(b"\n", at)
    written = text[begin : end if end >= 0 else len(text)]
    opening = min((place for sign in b'"{[' if (place := written.find(sign)) >= 0), default=0)
    try:
        value = loads(written[opening:])
    except BrokenError:  # a block that was cut
        return written[opening + 1 :].decode("utf-8", "replace")
    return value if isinstance(value, str) else written[opening:].decode("utf-8", "replace")


def _word(text: str, start: int, differs: int) -> str:
    """From a place to the first white space behind another."""
    end = differs
    while end < len(text) and end - start < 2 * _WORD and not (end > differs and text[end].isspace()):
        end += 1
    return text[start:end].rstrip()


def _excerpt(text: str, start: int, word: str) -> Excerpt:
    """The line of a word, cut where it is long."""
    line = text.rfind("\n", 0, start) + 1
    lead = text[max(line, start - _LEAD) : start]
    cut = "…" if start - _LEAD > line else ""
    end = text.find("\n", start + len(word))
    rest = text[start : end if end >= 0 else len(text)][: _WIDTH - len(lead)]
    return Excerpt(f"{cut}{lead}{rest}", len(cut) + len(lead), len(cut) + len(lead) + min(len(word), len(rest)))
