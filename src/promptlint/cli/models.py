"""`promptlint models`: what models cost and cache, with where that is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from promptlint.cli import CLEAN, options, output
from promptlint.cli.configured import known_provider, place_and_configuration
from promptlint.errors import UserError
from promptlint.report.style import Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.config_costs import PriceSettings
    from promptlint.providers.listing import Model

_EPILOG = """\b
Examples:
  promptlint models                          every model with a known price or minimum
  promptlint models --provider anthropic     those of one provider
  promptlint models claude-haiku-4-5         one, with the source of each figure
  promptlint models gpt-5 --format json      for programs

\b
A price of your own goes into the configuration:
  [[tool.promptlint.prices]]
  model = "claude-haiku-4-5"
  input = 0.9
  output = 4.5
  source = "contract of 2026-10-01"
"""
_SUGGESTED = 3


@click.command("models", epilog=_EPILOG)
@click.argument("name", required=False)
@click.option("--provider", metavar="NAME", help="Only the models of one provider.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to list."
)
@options.color("the headings")
@options.config
def command(name: str | None, provider: str | None, format_: str, color: str, config: str | None) -> int:
    """List what models cost, and what they cache.

    Without NAME all models are listed, in US dollars per million tokens. With it, all that is known of one model is
    told, with its source and date, and what the sources disagree about. NAME may be any of the names that the model
    goes by, as in anthropic.claude-haiku-4-5-20251001-v1:0.
    """
    from promptlint.report import models as report  # noqa: PLC0415 help needs none of this

    provider = known_provider(provider)
    _, settings = place_and_configuration(config)
    found = _all(provider, settings.prices) if name is None else [_one(name, provider, settings.prices)]
    if format_ == "json":
        output.write(report.as_json(found), color=False)
        return CLEAN
    style = Style(color=output.wants_color(color, to_file=False))
    text = report.as_table(found, style) if name is None else report.as_page(found[0], style)
    output.write(text, color=style.color)
    return CLEAN


def _all(provider: str | None, own: Sequence[PriceSettings]) -> list[Model]:
    from promptlint.providers.listing import listing  # noqa: PLC0415 help needs none of this
    from promptlint.providers.registry import limits  # noqa: PLC0415 the same

    models = [*listing(own)]
    if provider is None:
        return models
    wanted = limits(None, provider).provider
    return [model for model in models if model.limits.provider is wanted]


def _one(name: str, provider: str | None, own: Sequence[PriceSettings]) -> Model:
    from promptlint.providers.listing import about  # noqa: PLC0415 help needs none of this

    model = about(name, provider, own)
    if model.prices is None and model.entry is None:
        raise UserError(f"unknown model `{name}`: neither a price nor a minimum is known", _hint(name, own))
    return model


def _hint(name: str, own: Sequence[PriceSettings]) -> str:
    """The models that are called alike: those with the word in their name, or else the most similar one."""
    from promptlint.providers.listing import listing  # noqa: PLC0415 only a mistake needs it
    from promptlint.selection import nearest  # noqa: PLC0415 the same

    names = list(dict.fromkeys(model.name for model in listing(own)))
    near = [each for each in names if name.lower() in each and not each.startswith("global.")][-_SUGGESTED:]
    near = near or [each for each in (nearest(name, names),) if each]
    if not near:
        return "`promptlint models` lists the known ones; `[[tool.promptlint.prices]]` in the configuration adds one"
    return f"did you mean {' or '.join(f'`{each}`' for each in near)}?"
