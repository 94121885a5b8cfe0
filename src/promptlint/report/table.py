"""Tables for terminals: columns that line up by cells, numbers by their decimal point."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from promptlint.report.cells import cells, clean
from promptlint.report.style import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.report.style import Style

GAP = "  "


class Align(Enum):
    """On which side a column is even."""

    LEFT = "left"
    RIGHT = "right"
    POINT = "point"


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], aligns: Sequence[Align], style: Style, indent: str = ""
) -> Iterator[str]:
    """The lines of a table, its head set off; a cell that is not safe on a terminal is made so."""
    columns = [
        _aligned([clean(row[index]) for row in rows], align, clean(head[index])) for index, align in enumerate(aligns)
    ]
    titles = [column[0] for column in columns]
    if any(head):
        yield style.paint(f"{indent}{GAP.join(titles)}".rstrip(), Role.STRONG)
    for number in range(1, len(rows) + 1):
        yield f"{indent}{GAP.join(column[number] for column in columns)}".rstrip()


def width(text: str) -> int:
    """How many cells a text takes."""
    return sum(map(cells, text))


def _aligned(texts: list[str], align: Align, title: str) -> list[str]:
    """The title and the texts of a column at one width."""
    if align is Align.POINT:
        behind = max((_behind_point(text) for text in texts), default=0)
        texts = [text + " " * (behind - _behind_point(text)) if _is_number(text) else text for text in texts]
    wide = max(width(text) for text in (title, *texts))
    fill = [" " * (wide - width(text)) for text in (title, *texts)]
    pairs = zip((title, *texts), fill, strict=True)
    return [text + space if align is Align.LEFT else space + text for text, space in pairs]


def _behind_point(text: str) -> int:
    return len(text) - text.index(".") if "." in text and _is_number(text) else 0


def _is_number(text: str) -> bool:
    return text[-1:].isdigit() and text[:1].isdigit()
