"""What makes data a prompt outside of prompt folders: all of the judgement in one place.

A committed conversation is not a prompt, nor is every text under a key that is called `prompt`.
It takes a sign that the text is meant to be sent again: placeholders, a request around it, a cache
mark, the signature of a known format, or a name that says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.frontends.documents.node import Mapping
from promptlint.frontends.structured.telling import OTHER_DOCUMENTS, RECORD_KEYS, Telling, words

if TYPE_CHECKING:
    from promptlint.frontends.documents.node import Node, Scalar
    from promptlint.frontends.structured.structured_file import StructuredFile

_LONG = 80  # characters: a sentence or two
_SHORT = 30  # on several lines
_FEW_WORDS = 3
_FILE_OR_ADDRESS = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*://\S*|[\w./\\@~-]+\.\w{1,8}|[./\\~]\S*)\s*\Z", re.IGNORECASE)
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_CUT = 4_000  # characters that are enough to judge by


def is_other_document(root: Node) -> bool:
    """Whether a document is something well known that is no prompt."""
    if not isinstance(root, Mapping):
        return False
    keys = frozenset(root)
    return any(signature <= keys for _, signature in OTHER_DOCUMENTS)


def has_been_answered(mapping: Mapping) -> bool:
    """Whether a response or a measurement stands beside the messages."""
    return not RECORD_KEYS.isdisjoint(mapping)


def conversation_is_meant(file: StructuredFile, *, language: str | None, is_answered: bool, has_model: bool) -> bool:
    """Whether messages without a cache mark are meant as a template or a request.

    `language` is that of their placeholders, None where there are none. Code in a recorded answer
    has single braces often and double ones seldom.
    """
    if file.is_trusted:
        return True
    if file.is_record:
        return False
    if language is not None:
        return not is_answered or language != "fstring"
    return not is_answered and (has_model or file.is_hinted)


def is_prose(text: str) -> bool:
    """Whether a text is long enough, and enough of a text, to be a prompt."""
    text = text[:_CUT].strip()
    if not is_sentence(text):
        return False
    # Chinese and Japanese say twice as much in as many characters.
    length = len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))
    return length >= _LONG or (length >= _SHORT and "\n" in text)


def is_sentence(text: str) -> bool:
    """Whether a short text can be a prompt under a key that says so."""
    text = text[:_CUT].strip()
    if _FILE_OR_ADDRESS.match(text):
        return False
    return len(text.split()) >= _FEW_WORDS or (not text.isascii() and len(_WIDE.findall(text)) >= _FEW_WORDS)


def text_may_be_meant(
    file: StructuredFile, key: str, text: Scalar, telling: Telling, *, has_placeholders: bool
) -> bool:
    """Whether a text in a place that is known to hold prompts is one."""
    if telling is Telling.METADATA:
        return False
    if not (is_prose(text.value) or (has_placeholders and is_sentence(text.value))):
        return telling is Telling.STRONG and file.is_trusted and is_sentence(text.value)
    if telling is Telling.STRONG:
        return file.is_hinted or has_placeholders
    if telling is Telling.WEAK:
        return file.is_trusted or has_placeholders
    return file.is_trusted and has_placeholders and "\n" in text.value.strip() and bool(words(key))
