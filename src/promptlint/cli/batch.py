"""`promptlint batch`: check request files, and plan in which order they are submitted."""

from __future__ import annotations

import os
from pathlib import Path

import click

from promptlint.cli.check import Request, conclude, words
from promptlint.report import Format


@click.group("batch")
def command() -> int:
    """Check the request files of batches, and plan in which order they are submitted."""
    return 0


@command.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--input-format", metavar="NAME", help="Do not tell the format from the first records.")
@click.option(
    "--format", "format_", type=click.Choice([*Format]), default=Format.TEXT, help="How the report is written."
)
@click.option("--output", metavar="FILE", help="Write the report to a file.")
@click.option("--select", multiple=True, metavar="RULES", help="Run only these rules: codes, names or families.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Do not run these rules.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 in spite of findings.")
@click.option("--strict", is_flag=True, help="Exit with 1 at warnings too.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule at the end.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the text report.")
@click.option("-q", "--quiet", is_flag=True, help="No summary, notes or progress.")
@click.option("--config", metavar="FILE", help="Read this file instead of pyproject.toml or promptlint.toml.")
def check(  # noqa: PLR0913 one parameter an option is how click passes them
    *,
    files: tuple[str, ...],
    input_format: str | None,
    format_: str,
    output: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    exit_zero: bool,
    strict: bool,
    statistics: bool,
    color: str,
    quiet: bool,
    config: str | None,
) -> int:
    """Check the requests of one batch: their files are taken together."""
    from promptlint.batch.requests.files import RequestFiles  # noqa: PLC0415 help needs none of this
    from promptlint.batch.requests.gather import read_file  # noqa: PLC0415 the same
    from promptlint.batch_run import outcome  # noqa: PLC0415 the same
    from promptlint.config_loader import load_config  # noqa: PLC0415 the same

    settings = load_config(_on_disk, config)
    batch = RequestFiles(tuple(read_file(Path(file), file.replace(os.sep, "/"), input_format) for file in files))
    request = Request(Format(format_), output, color, exit_zero, strict, statistics, quiet, verbose=False)
    return conclude(outcome(batch, settings, words(select, "--select"), words(ignore, "--ignore")), request)


def _on_disk(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except OSError:
        return None
