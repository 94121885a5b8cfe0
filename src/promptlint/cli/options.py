"""Options that several commands have, so that they are called and explained alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

Decorated = TypeVar("Decorated", bound="Callable[..., Any]")

config = click.option("--config", metavar="FILE", help="Read this file instead of pyproject.toml or promptlint.toml.")

_FINDINGS = (
    click.option("--select", multiple=True, metavar="RULES", help="Run only these rules: codes, names or families."),
    click.option("--ignore", multiple=True, metavar="RULES", help="Do not run these rules."),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 in spite of findings."),
    click.option("--strict", is_flag=True, help="Exit with 1 at warnings too."),
    click.option("--statistics", is_flag=True, help="Count the findings of each rule at the end."),
)


def findings(command: Decorated) -> Decorated:
    """Which rules run, and what their findings lead to."""
    for option in reversed(_FINDINGS):
        command = option(command)
    return command


def color(what: str) -> Callable[[Decorated], Decorated]:
    """Whether something is written in colour."""
    return click.option(
        "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help=f"Colour {what}."
    )
