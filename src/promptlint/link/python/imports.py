"""Which modules a module imports, by a look at its text: parsing would cost a hundred times as much."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+(\.*)[ \t]*([\w.]*)[ \t]+import[ \t]*(\([^)]*\)|[^\r\n]*)|import[ \t]+([^\r\n]*))",
    re.MULTILINE,
)
_NAME = re.compile(rb"([\w.]+)(?:[ \t]+as[ \t]+\w+)?")
_REMARK = re.compile(rb"#[^\r\n]*")
_MOST = 500  # import statements of one module


def imported(raw: bytes, path: str, find: Callable[[str, int, str], str | None]) -> Iterator[str]:
    """The files that the import statements of a module lead to; `find` is that of `Modules`."""
    for count, match in enumerate(_IMPORT.finditer(raw)):
        if count == _MOST:
            return
        dots, base, members, plain = match.groups()
        if plain is not None:
            for name in _names(plain):
                yield from _found(find(name, 0, path))
            continue
        module = base.decode("utf-8", "replace")
        level = len(dots)
        if module or level:
            yield from _found(find(module, level, path))
        for name in _names(members):
            yield from _found(find(f"{module}.{name}" if module else name, level, path))


def _found(path: str | None) -> Iterator[str]:
    if path is not None:
        yield path


def _names(listed: bytes) -> Iterator[str]:
    for match in _NAME.finditer(_REMARK.sub(b"", listed)):
        yield match[1].decode("utf-8", "replace")

