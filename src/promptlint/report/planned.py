"""A plan as a table for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.batch.planning.plan import Kind
from promptlint.report.table import Align, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.planning.plan import Plan, PlannedFile
    from promptlint.report.style import Style

_HEAD = ("file", "kind", "prefixes", "requests", "megabytes", "submit")
_ALIGNS = (Align.LEFT, Align.LEFT, Align.RIGHT, Align.RIGHT, Align.POINT, Align.LEFT)
_MEGABYTE = 10**6
_SHOWN = 30  # files; more are counted


def render(plan: Plan, style: Style) -> str:
    """A line for each file, and what they add up to."""
    shown = plan.files[:_SHOWN]
    lines = [*table(_HEAD, [_row(plan, file) for file in shown], _ALIGNS, style)]
    if more := len(plan.files) - len(shown):
        lines.append(f"and {more:,} more")
    lines += ["", *_sum(plan)]
    return "".join(f"{line}\n" for line in lines)


def _row(plan: Plan, file: PlannedFile) -> tuple[str, ...]:
    prefixes = sum(1 for run, _ in plan.runs(file) if run.group is not None)
    size = f"{file.size / _MEGABYTE:,.2f}"
    return file.path, file.kind.value, f"{prefixes:,}", f"{file.requests:,}", size, _when(plan, file)


def _when(plan: Plan, file: PlannedFile) -> str:
    warming = [each.path for each in plan.files if each.kind is Kind.WARM_UP]
    if file.kind is Kind.WARM_UP:
        return "first"
    return f"within 1h after {warming[-1]} has ended" if warming else "at any time"


def _sum(plan: Plan) -> Iterator[str]:
    warmed = sum(file.requests for file in plan.files if file.kind is Kind.WARM_UP)
    files = "1 file" if len(plan.files) == 1 else f"{len(plan.files):,} files"
    requests = "1 request" if plan.batch.requests == 1 else f"{plan.batch.requests:,} requests"
    prefixes = "1 prefix" if warmed == 1 else f"{warmed:,} prefixes"
    yield f"{requests} in {files}" + (f"; {prefixes} warmed" if warmed else "; no prefix to warm")
