"""`promptlint rules`: all rules in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from promptlint.cli import CLEAN, output
from promptlint.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.rules._rule import Rule


@click.command("rules", epilog="`promptlint explain CODE` tells more about one.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to list."
)
def command(format_: str) -> int:
    """List all rules with their codes, names and default severities."""
    output.write(as_json(RULES) if format_ == "json" else as_table(RULES), color=False)
    return CLEAN


def as_table(rules: Sequence[Rule]) -> str:
    """A line for each rule."""
    name = max(len(rule.name) for rule in rules)
    severity = max(len(rule.severity.word) for rule in rules)
    return "".join(
        f"{rule.code}  {rule.name:{name}}  {rule.severity.word:{severity}}  {rule.summary}\n" for rule in rules
    )


def as_json(rules: Sequence[Rule]) -> str:
    """A list of objects, one a line."""
    import json  # noqa: PLC0415 only this format needs it

    rows = (
        json.dumps(
            {
                "code": rule.code,
                "name": rule.name,
                "severity": rule.severity.word,
                "since": rule.since,
                "summary": rule.summary,
            }
        )
        for rule in rules
    )
    return "[\n" + ",\n".join(rows) + "\n]\n"
