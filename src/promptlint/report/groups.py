"""The groups of request files: a table for people, rows for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.report.cells import clean, encodable
from promptlint.report.table import Align
from promptlint.report.table import table as drawn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.requests.files import RequestFiles
    from promptlint.batch.requests.groups import Group
    from promptlint.report.json_report import Json
    from promptlint.report.style import Style

_IN_TABLE = 10
_IN_JSON = 1000  # the largest ones; `summary` counts them all
_LONGEST = 40
_HEAD = ("prefix", "requests", "tokens", "marked", "runs", "expected reads", "model", "first")
_ALIGNS = tuple(
    Align.RIGHT if title in ("requests", "tokens", "runs", "expected reads") else Align.LEFT for title in _HEAD
)


def table(batch: RequestFiles, style: Style) -> Iterator[str]:
    """The largest groups, a line each."""
    groups = batch.grouping.largest(_IN_TABLE)
    if not groups:
        return
    yield from drawn(_HEAD, [_cells(group, batch) for group in groups], _ALIGNS, style)
    if more := len(batch.grouping) - len(groups):
        left = sum(batch.grouping.requests) - sum(group.requests for group in groups)
        yield f"and {more:,} more with {left:,} requests"


def _cells(group: Group, batch: RequestFiles) -> tuple[str, ...]:
    reads = batch.reads(group)
    expected = f"{reads.low:,}–{reads.high:,}" if reads.low < reads.high else f"{reads.low:,}"  # noqa: RUF001 a range takes an en dash
    model = clean(group.model or "unknown", _LONGEST)
    place = f"{batch.files[group.first.file].path}:{batch.line(group.first)}"
    numbers = f"{group.requests:,}", str(group.tokens), _marked(group), f"{group.runs:,}"
    return group.digest, *numbers, expected, model, place


def _marked(group: Group) -> str:
    """How its requests mark the prefix."""
    words = [clean(ttl, _LONGEST) or "no" for ttl in group.ttls]
    return "automatic" if words == ["no"] and not group.limits.explicit else ", ".join(words)


def rows(batch: RequestFiles) -> list[Json]:
    """The largest groups for the JSON report."""
    return [_row(group, batch) for group in batch.grouping.largest(_IN_JSON)]


def _row(group: Group, batch: RequestFiles) -> Json:
    reads = batch.reads(group)
    return {
        "prefix": group.content.hex(),
        "model": encodable(group.model) if group.model else None,
        "requests": group.requests,
        "tokens": {"low": group.tokens.low, "high": group.tokens.high},
        "marks": [encodable(ttl) for ttl in group.ttls if ttl],
        "runs": group.runs,
        "reads": {"low": reads.low, "high": reads.high},
        "first": {"path": encodable(batch.files[group.first.file].path), "line": batch.line(group.first)},
    }
