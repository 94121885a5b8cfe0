"""Frozen dataclasses of which there are many: what makes and compares them.

A dataclass compiles six methods when it is defined, which takes longer than all else that a hook
imports. `@dataclass(frozen=True, slots=True, eq=False, repr=False)` on a `Record` compiles few of
them; the rest is here, once. Frozen they are to a type checker only: to be frozen while a program
runs costs six times as much for each object that is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # To a type checker they are those of the standard library, whose fields it knows.
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 passed on
    from dataclasses import replace as replace  # noqa: PLC0414 passed on
else:
    from dataclasses import dataclass as _dataclass

    def dataclass(cls=None, /, *, frozen=False, eq=True, **options):  # noqa: ANN001, ANN003, ANN201 see above
        """As `dataclasses.dataclass`, but for a type checker only is anything frozen."""
        return _dataclass(cls, eq=eq, unsafe_hash=frozen and eq, **options)

    def replace(record, /, **changes):  # noqa: ANN001, ANN003, ANN201 see above
        """As `dataclasses.replace`, at half of the time: for classes whose fields are all arguments."""
        values = [changes.pop(name) if name in changes else getattr(record, name) for name in record.__match_args__]
        return record.__class__(*values, **changes)


class Record:
    """Compares, hashes and shows itself by its fields, as a dataclass does."""

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()

    def _fields(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        assert isinstance(other, Record)
        return self._fields() == other._fields()

    def __hash__(self) -> int:
        return hash(self._fields())

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
        return f"{type(self).__name__}({shown})"
