"""Reports: each a function from an outcome to text, which never filters, decides or prints."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from promptlint.report.style import Style

if TYPE_CHECKING:
    from promptlint.engine import Outcome


class Format(StrEnum):
    """The formats that a report can be written in."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def render(outcome: Outcome, format_: Format, style: Style | None = None) -> str:
    """Write a report; the style matters to text only."""
    match format_:
        case Format.TEXT:
            from promptlint.report import text  # noqa: PLC0415 a run imports the one format that it writes

            return text.render(outcome, style or Style())
        case Format.JSON:
            from promptlint.report import json_report  # noqa: PLC0415 a run imports the one format that it writes

            return json_report.render(outcome)
        case Format.GITHUB:
            from promptlint.report import github  # noqa: PLC0415 a run imports the one format that it writes

            return github.render(outcome)
        case _:
            assert_never(format_)
