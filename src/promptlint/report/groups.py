"""The groups of request files: a table for people, rows for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.report.cells import clean, encodable
from promptlint.report.style import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.requests.files import RequestFiles
    from promptlint.batch.requests.groups import Group
    from promptlint.report.json_report import Json
    from promptlint.report.style import Style

_IN_TABLE = 10
_IN_JSON = 1000  # the largest ones; `summary` counts them all
_LONGEST_MODEL = 40
_HEAD = ("prefix", "requests", "tokens", "marked", "runs", "model", "first")
_TO_THE_RIGHT = (1, 2, 4)


def table(batch: RequestFiles, style: Style) -> Iterator[str]:
    """The largest groups, a line each."""
    groups = batch.grouping.largest(_IN_TABLE)
    if not groups:
        return
    rows = [_HEAD, *(_cells(group, batch) for group in groups)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    for number, row in enumerate(rows):
        cells = [
            cell.rjust(width) if column in _TO_THE_RIGHT else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        line = "  ".join(cells).rstrip()
        yield style.paint(line, Role.STRONG) if number == 0 else line
    if more := len(batch.grouping) - len(groups):
        yield f"and {more:,} more" + (f" with {_left(batch, groups):,} requests" if more else "")


def _left(batch: RequestFiles, shown: list[Group]) -> int:
    return sum(batch.grouping.requests) - sum(group.requests for group in shown)


def _cells(group: Group, batch: RequestFiles) -> tuple[str, ...]:
    model = clean(group.model or "unknown", _LONGEST_MODEL)
    place = f"{clean(batch.files[group.first.file].path)}:{batch.line(group.first)}"
    return group.digest, f"{group.requests:,}", str(group.tokens), _marked(group), f"{group.runs:,}", model, place


def _marked(group: Group) -> str:
    """How its requests mark the prefix."""
    words = [clean(ttl, _LONGEST_MODEL) or "no" for ttl in group.ttls]
    return "automatic" if words == ["no"] and not group.limits.explicit else ", ".join(words)


def rows(batch: RequestFiles) -> list[Json]:
    """The largest groups for the JSON report."""
    return [
        {
            "prefix": group.content.hex(),
            "model": encodable(group.model) if group.model else None,
            "requests": group.requests,
            "tokens": {"low": group.tokens.low, "high": group.tokens.high},
            "marks": [encodable(ttl) for ttl in group.ttls if ttl],
            "runs": group.runs,
            "first": {"path": encodable(batch.files[group.first.file].path), "line": batch.line(group.first)},
        }
        for group in batch.grouping.largest(_IN_JSON)
    ]
