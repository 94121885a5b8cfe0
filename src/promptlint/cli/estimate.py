"""`promptlint estimate`: what a job costs, and which levers suit it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from promptlint.cli import CLEAN, options, output
from promptlint.cli.configured import known_provider, place_and_configuration
from promptlint.report.style import Style
from promptlint.tokens import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from promptlint.batch.estimate.job import Job

_EPILOG = """\b
Examples:
  promptlint estimate prompts/enrich.j2 --requests 48000 --output-tokens 250
  promptlint estimate prompts/ --requests 1000 --output-tokens 100-400 --input-tokens 300
  promptlint estimate --batch nightly-enrichment       as the configuration declares it
  promptlint estimate                                  all batches that are declared
  promptlint estimate requests-*.jsonl --output-tokens 250
  promptlint estimate prompts/enrich.j2 --requests 48000 --output-tokens 250 --cold --ttl 5m

\b
Tokens and hits are ranges, since no tokenizer is asked and no provider promises a hit; the
verdict goes by what was measured in public. Prices: promptlint models.

\b
A model that does the work for less goes into the configuration:
  [[tool.promptlint.route]]
  prompts = ["prompts/enrich/**"]
  models = ["claude-haiku-5-5"]
  reason = "evals/enrich.md"

\b
Exit status:
  0  estimated
  2  something that you can mend: an option, the configuration, a file
     that cannot be read, a model without a known price
  3  a fault in promptlint
"""
_RANGE = re.compile(r"(\d{1,9})(?:(?:-|\.\.)(\d{1,9}))?")
_DURATION = re.compile(r"[1-9]\d{0,5}[smhd]")


@dataclass(frozen=True, slots=True)
class Asked:
    """The options that say what a job is like; None leaves it to the configuration and the prompts."""

    requests: int | None
    output: Bounds | None
    input: Bounds | None
    documents: tuple[str, ...]
    model: str | None
    provider: str | None
    ttl: str | None
    window: str | None
    cold: bool


def _tokens(_: click.Context, __: click.Parameter, value: str | None) -> Bounds | None:
    if value is None:
        return None
    found = _RANGE.fullmatch(value.replace(",", "").replace("_", ""))
    if found is None:
        raise click.BadParameter(f"`{value}` is no number of tokens, as in 250 or 200-400")
    low, high = int(found[1]), int(found[2] or found[1])
    return Bounds(min(low, high), max(low, high))


def _duration(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and not _DURATION.fullmatch(value):
        raise click.BadParameter(f"`{value}` is no duration, as in 5m, 1h or 2d")
    return value


@click.command("estimate", epilog=_EPILOG)
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--batch", "batches", multiple=True, metavar="NAME", help="A batch that the configuration declares.")
@click.option("--requests", type=click.IntRange(1, 10**9), metavar="N", help="How many requests the job has.")
@click.option("--output-tokens", callback=_tokens, metavar="N[-M]", help="Tokens of an answer.")
@click.option("--input-tokens", callback=_tokens, metavar="N[-M]", help="Tokens put in for the values of a request.")
@click.option(
    "--document", "documents", multiple=True, metavar="FILE", help="Text put in for a value that all requests share."
)
@click.option("--model", metavar="NAME", help="The model, in the place of what the prompts say.")
@click.option("--provider", metavar="NAME", help="Who serves it, where its name does not tell: bedrock, for one.")
@click.option("--ttl", callback=_duration, metavar="TIME", help="How long a cache entry lives: 5m or 1h.")
@click.option("--window", callback=_duration, metavar="TIME", help="By when all answers are needed: 24h, 90m.")
@click.option("--cold", is_flag=True, help="Nothing warms the prefix before the batch is sent.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to report."
)
@click.option("--output", "file", metavar="FILE", help="Write the estimate to a file, whole or not at all.")
@options.color("the headings")
@options.config
def command(  # noqa: PLR0913 one parameter an option is how click passes them
    *,
    paths: tuple[str, ...],
    batches: tuple[str, ...],
    requests: int | None,
    output_tokens: Bounds | None,
    input_tokens: Bounds | None,
    documents: tuple[str, ...],
    model: str | None,
    provider: str | None,
    ttl: str | None,
    window: str | None,
    cold: bool,
    format_: str,
    file: str | None,
    color: str,
    config: str | None,
) -> int:
    """Estimate what a job costs, lever by lever, before it is built or sent.

    PATHS are prompts, files or folders, each prompt a job of its own; or the request files of one batch.

    Told are four figures (how much of the input recurs, what answers cost, how many requests read the cache, whether
    the answers can wait), the bill from the list price to the routed, cached and batched one, the same job in the
    wrong order and with its cache lost, and which levers to pull.
    """
    asked = Asked(requests, output_tokens, input_tokens, documents, model, known_provider(provider), ttl, window, cold)
    from promptlint.batch.estimate.estimate import estimate  # noqa: PLC0415 help needs none of this
    from promptlint.cli.jobs import declared_jobs, file_jobs, is_request_file, prompt_jobs  # noqa: PLC0415 the same

    place, settings = place_and_configuration(config)
    files = [path for path in paths if is_request_file(path)]
    prompts = [path for path in paths if path not in files]
    jobs: list[Job] = []
    if files:
        jobs += file_jobs(files, settings, asked)
    if batches or not paths:
        jobs += declared_jobs(place, settings, batches, asked)
    if prompts or not (batches or jobs):
        jobs += prompt_jobs(place, settings, prompts, asked)
    estimates = [estimate(job, settings.prices) for job in jobs]
    if format_ == "json":
        from promptlint.report import estimate_json  # noqa: PLC0415 a run imports the one format that it writes

        _write(lambda _: estimate_json.render(estimates), file, "never")
        return CLEAN
    from promptlint.report import estimate as report  # noqa: PLC0415 the same

    _write(lambda style: report.render(estimates, style), file, color)
    return CLEAN


def _write(render: Callable[[Style], str], file: str | None, color: str) -> None:
    style = Style(output.width(), output.wants_color(color, to_file=file is not None))
    text = render(style)
    if file is None:
        output.write(text, color=style.color)
    else:
        output.write_file(file, text)
