"""Reads JSON iteratively, so that no nesting can exhaust the stack."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from promptlint.errors import UnreadableError
from promptlint.frontends.documents.building import TreeBuilder
from promptlint.frontends.documents.node import Document, Scalar, ScalarKind, Style
from promptlint.source import Span

if TYPE_CHECKING:
    from promptlint.source import View

_BLANK = re.compile(r"[ \t\n\r]*")
_WORD = re.compile(r"(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false)|null")


class _ScanString(Protocol):
    def __call__(self, text: str, start: int, strict: bool = ..., /) -> tuple[str, int]: ...  # noqa: FBT001 the decoder's own signature


@cache
def _scanner() -> tuple[_ScanString, type[ValueError]]:
    from json import JSONDecodeError, decoder  # noqa: PLC0415 not every run reads JSON

    # The decoder's own C scanner of strings; typeshed does not list it.
    return cast("_ScanString", vars(decoder)["scanstring"]), JSONDecodeError


def read_json(base: View) -> Document:
    """Turn JSON text into a tree.

    Raises UnreadableError, with an offset in the file, for what is not JSON.
    """
    return _Reader(base).read()


class _Reader:
    """One pass over a text: values and the punctuation between them take turns."""

    def __init__(self, base: View) -> None:
        self._text = base.text
        self._base = base
        self._builder = TreeBuilder(base)
        self._at = 0

    def read(self) -> Document:
        self._value()
        while self._builder.stack:
            self._after_value()
        self._skip_blank()
        if self._at < len(self._text):
            raise self._error("text after the end of the document")
        return Document(tuple(self._builder.roots), (), tuple(self._builder.problems))

    def _value(self) -> None:
        """Read a scalar, or open a container and read on until its first scalar or its end."""
        while True:
            self._skip_blank()
            char = self._text[self._at : self._at + 1]
            if char not in ("{", "["):
                break
            is_mapping = char == "{"
            self._builder.open(is_mapping=is_mapping, start=self._at)
            self._at += 1
            self._skip_blank()
            if self._text.startswith("}" if is_mapping else "]", self._at):
                self._close()
                return
            if is_mapping:
                self._key()
        self._builder.add(self._string() if char == '"' else self._word())

    def _after_value(self) -> None:
        """Read what may follow a value: the end of its container, or a comma and the next value."""
        self._skip_blank()
        char = self._text[self._at : self._at + 1]
        is_mapping = self._builder.stack[-1].is_mapping
        if char == ("}" if is_mapping else "]"):
            self._close()
            return
        if char != ",":
            raise self._error(f"expected `,` or `{'}' if is_mapping else ']'}`")
        self._at += 1
        if is_mapping:
            self._skip_blank()
            self._key()
        self._value()

    def _key(self) -> None:
        if not self._text.startswith('"', self._at):
            raise self._error("expected a key in double quotes")
        self._builder.add(self._string())
        self._skip_blank()
        if not self._text.startswith(":", self._at):
            raise self._error("expected `:` after a key")
        self._at += 1

    def _close(self) -> None:
        self._at += 1
        self._builder.close(self._at)

    def _string(self) -> Scalar:
        scan, decode_error = _scanner()
        start = self._at
        try:
            value, self._at = scan(self._text, start + 1, True)  # noqa: FBT003 the decoder's own signature
        except decode_error as problem:
            self._at = min(cast("int", vars(problem)["pos"]), len(self._text))
            raise self._error(str(vars(problem)["msg"])[:1].lower() + str(vars(problem)["msg"])[1:]) from None
        return Scalar(value, ScalarKind.STRING, Style.JSON, Span(start, self._at), self._base)

    def _word(self) -> Scalar:
        found = _WORD.match(self._text, self._at)
        if found is None:
            raise self._error("expected a value")
        start, self._at = self._at, found.end()
        kind = ScalarKind.NUMBER if found[1] else ScalarKind.BOOLEAN if found[2] else ScalarKind.NULL
        return Scalar(found[0], kind, Style.PLAIN, Span(start, self._at), self._base)

    def _skip_blank(self) -> None:
        found = _BLANK.match(self._text, self._at)
        assert found is not None
        self._at = found.end()

    def _error(self, message: str) -> UnreadableError:
        return UnreadableError(f"not JSON: {message}", self._base.span(self._at, self._at).start)
