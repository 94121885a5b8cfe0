"""JSON of request files: read fast where a fast reader is installed, and explained exactly where it is broken."""

from __future__ import annotations

import json
from typing import NoReturn

try:
    import orjson
except ImportError:  # the extra `batch` brings it; the standard library reads the same, several times slower
    orjson = None  # type: ignore[assignment]  # a module, or nothing


class BrokenError(Exception):
    """Text that is not JSON. `at` counts code points from the start of the text."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message, self.at = message, at


def loads(raw: bytes) -> object:
    """Parse one JSON value with white space around it.

    Raises BrokenError. What only the standard library takes (half of a surrogate pair) is taken too.
    """
    if orjson is not None:
        try:
            return orjson.loads(raw)
        except orjson.JSONDecodeError:
            pass
    return _loads_slowly(raw)


def dumps(value: object) -> bytes:
    """Write a value on one line without spaces; keys keep their order.

    Raises BrokenError for one that is nested too deeply.
    """
    if orjson is not None:
        try:
            return orjson.dumps(value)
        except TypeError:  # nested more than 254 times, or half of a surrogate pair
            pass
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        raise BrokenError("nested too deeply", 0) from None
    return text.encode("utf-8", "surrogatepass")


def _loads_slowly(raw: bytes) -> object:
    try:
        text = raw.decode()
    except UnicodeDecodeError as problem:
        raise BrokenError("not UTF-8 text", len(raw[: problem.start].decode())) from None
    try:
        value: object = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as problem:
        ends = problem.pos >= len(text.rstrip()) or problem.msg.startswith("Unterminated string")
        message = "the JSON breaks off" if ends else f"not JSON: {problem.msg[:1].lower()}{problem.msg[1:]}"
        raise BrokenError(message, min(problem.pos, len(text.rstrip()))) from None
    except RecursionError:
        raise BrokenError("nested too deeply", 0) from None
    except ValueError as problem:  # a number with thousands of digits; NaN
        raise BrokenError(f"not JSON: {problem}", 0) from None
    return value


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")
