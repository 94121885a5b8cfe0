"""`promptlint explain`: what a rule wants, and why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from promptlint.cli import CLEAN, options, output
from promptlint.errors import UserError
from promptlint.report.style import Role, Style
from promptlint.rules import RULES
from promptlint.selection import named, rule_hint

if TYPE_CHECKING:
    from promptlint.rules._rule import Rule

_HEADING = re.compile(r"^## (.*)$", re.MULTILINE)


@click.command("explain", epilog="`promptlint rules` lists the rules.")
@click.argument("rule", metavar="CODE|NAME")
@options.color("the headings")
def command(rule: str, color: str) -> int:
    """Explain a rule: why it is there, what it reports, and what passes."""
    found = named(rule, RULES) or named(rule.upper(), RULES) or named(rule.lower(), RULES)
    if found is None:
        raise UserError(f"unknown rule `{rule}`", rule_hint(rule, RULES))
    style = Style(color=output.wants_color(color, to_file=False))
    output.write(explanation(found, style), color=style.color)
    return CLEAN


def explanation(rule: Rule, style: Style) -> str:
    """The rule's documentation with its headings set off and their sections indented."""
    intro, *sections = _HEADING.split(rule.docs)
    parts = [
        style.paint(f"{rule.code} {rule.name}", Role.STRONG),
        f"{rule.severity.word} by default, since {rule.since}",
        "",
        intro.strip(),
    ]
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        lines = body.strip("\n").split("\n")
        parts += ["", style.paint(title, Role.STRONG), *(f"  {line}".rstrip() for line in lines)]
    if "<<<" in rule.docs:
        parts += ["", "In the examples `<<< 900 words >>>` stands for so many words of constant text."]
    parts += ["", f"To silence it at one place: `promptlint: ignore[{rule.name}] reason` in a comment."]
    return "\n".join(parts) + "\n"
