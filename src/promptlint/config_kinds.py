"""Kinds of values that options take: how TOML becomes ours, and the schema that accepts the same values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from promptlint.selection import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

T = TypeVar("T")
At = tuple[str | int, ...]  # keys, and indexes of lists
Schema = dict[str, Any]  # JSON


class InvalidError(Exception):
    """A value that an option does not take, or a key that is none."""

    def __init__(self, at: At, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.at, self.message, self.hint = at, message, hint


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """A kind of value: how TOML becomes ours, and the schema that accepts the same values."""

    read: Callable[[object, At], T]
    schema: Schema


@dataclass(frozen=True, slots=True)
class Option:
    """A key of a table, which fills the field of its name in a dataclass."""

    name: str
    kind: Kind[Any]
    help: str
    default: object = None
    required: bool = False

    @property
    def schema(self) -> Schema:
        """The kind's schema with what is said of this option."""
        default = {} if self.default is None else {"default": self.default}
        return {"description": self.help, **self.kind.schema, **default}


def table_of(build: Callable[..., T], *options: Option) -> Kind[T]:
    """A table with some keys, which become the fields of what is built."""
    by_name = {option.name: option for option in options}

    def read(value: object, at: At) -> T:
        fields = {}
        for key, each in mapping(value, at).items():
            if key not in by_name:
                raise InvalidError((*at, key), "unknown key", hint_for(key, [*by_name]))
            fields[key.replace("-", "_")] = by_name[key].kind.read(each, (*at, key))
        for option in options:
            if option.required and option.name not in value:  # type: ignore[operator]  # it is a mapping, see above
                raise InvalidError(at, f"the key `{option.name}` is missing")
        return build(**fields)

    schema: Schema = {
        "type": "object",
        "properties": {option.name: option.schema for option in options},
        "additionalProperties": False,
    }
    required = [option.name for option in options if option.required]
    return Kind(read, schema | ({"required": required} if required else {}))


def list_of(item: Kind[T], least: int = 0) -> Kind[tuple[T, ...]]:
    """A list of values of one kind."""

    def read(value: object, at: At) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise InvalidError(at, f"expected a list, not {described(value)}")
        if len(value) < least:
            raise InvalidError(at, "the list is empty")
        return tuple(item.read(each, (*at, index)) for index, each in enumerate(value))

    return Kind(read, {"type": "array", "items": item.schema} | ({"minItems": least} if least else {}))


def string(what: str) -> Kind[str]:
    """Text that is not empty."""

    def read(value: object, at: At) -> str:
        if not isinstance(value, str):
            raise InvalidError(at, f"expected {what}, not {described(value)}")
        if not value:
            raise InvalidError(at, f"expected {what}, not an empty string")
        return value

    return Kind(read, {"type": "string", "minLength": 1})


def count() -> Kind[int]:
    """A whole number above nothing."""

    def read(value: object, at: At) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise InvalidError(at, f"expected a whole number, not {described(value)}")
        if value < 1:
            raise InvalidError(at, f"expected a number above 0, not {value}")
        return value

    return Kind(read, {"type": "integer", "minimum": 1})


def duration() -> Kind[str]:
    """A time as in `5m`."""

    def read(value: object, at: At) -> str:
        if not isinstance(value, str) or not re.search(_DURATION, value):
            raise InvalidError(at, f"expected a duration, not {described(value)}", "for example `5m`, `1h` or `2d`")
        return value

    return Kind(read, {"type": "string", "pattern": _DURATION})


_DURATION = r"^[1-9][0-9]*[smhd]$"


def flag() -> Kind[bool]:
    """True or false."""

    def read(value: object, at: At) -> bool:
        if not isinstance(value, bool):
            raise InvalidError(at, f"expected true or false, not {described(value)}")
        return value

    return Kind(read, {"type": "boolean"})


def one_of(words: Mapping[str, T]) -> Kind[T]:
    """One of several words."""

    def read(value: object, at: At) -> T:
        if not isinstance(value, str):
            raise InvalidError(at, f"expected {either([*words])}, not {described(value)}")
        if value not in words:
            near = nearest(value, [*words])
            hint = f"did you mean `{near}`?" if near else None
            raise InvalidError(at, f"expected {either([*words])}, not `{value}`", hint)
        return words[value]

    return Kind(read, {"enum": [*words]})


def number(what: str) -> Kind[Decimal]:
    """A number from nothing to a million."""

    def read(value: object, at: At) -> Decimal:
        from decimal import Decimal  # noqa: PLC0415 only prices need it

        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InvalidError(at, f"expected {what}, not {described(value)}")
        if not 0 <= value <= _MOST:  # `nan` is neither
            raise InvalidError(at, f"expected {what}, from 0 to {_MOST:,}")
        return Decimal(repr(value))

    return Kind(read, {"type": "number", "minimum": 0, "maximum": _MOST})


_MOST = 1_000_000


def mapping(value: object, at: At) -> dict[str, object]:
    """A table as a mapping; raises InvalidError for anything else."""
    if not isinstance(value, dict):
        raise InvalidError(at, f"expected a table, not {described(value)}")
    return value


def hint_for(word: str, known: Sequence[str]) -> str:
    """What to say about a word that is not known."""
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else f"known are {', '.join(f'`{each}`' for each in known)}"


def either(words: Sequence[str]) -> str:
    """Several words as alternatives."""
    return f"{', '.join(f'`{word}`' for word in words[:-1])} or `{words[-1]}`"


def described(value: object) -> str:
    """What was found, in the words of TOML."""
    match value:
        case bool():
            return "true or false"
        case str():
            return f"the string `{value}`"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date"
