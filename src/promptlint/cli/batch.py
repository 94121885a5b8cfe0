"""`promptlint batch`: check request files, and plan in which order they are submitted."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from promptlint.cli import CLEAN, options
from promptlint.cli import output as printing
from promptlint.cli.check import Request, conclude, words
from promptlint.errors import UserError
from promptlint.report import Format
from promptlint.report.style import Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.batch.requests.gather import Input
    from promptlint.cli.progress import Progress

_STANDARD_INPUT = "<stdin>"

_CHECK_EPILOG = """\b
Examples:
  promptlint batch check requests.jsonl            one file
  promptlint batch check shard-*.jsonl.gz          the shards of one job, taken together
  python make_requests.py | promptlint batch check -
  promptlint batch check requests.jsonl --format json --output report.json

\b
Exit status:
  0  nothing at severity error (with --strict: nor warning), or --exit-zero
  1  findings at severity error (with --strict: or warning)
  2  something that you can mend: an option, the configuration,
     a file that cannot be read or is no request file
  3  a fault in promptlint
"""


@click.group("batch")
def command() -> int:
    """Check the request files of batches, and plan in which order they are submitted."""
    return CLEAN


@command.command("check", epilog=_CHECK_EPILOG)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--input-format", metavar="NAME", help="What the files are; otherwise their first records tell.")
@click.option(
    "--format",
    "format_",
    type=click.Choice([each.value for each in Format]),
    default=Format.TEXT.value,
    help="How the report is written.",
)
@click.option("--output", metavar="FILE", help="Write the report to a file.")
@options.findings
@options.color("the text report")
@click.option("-q", "--quiet", is_flag=True, help="No summary, table of prefixes, notes or progress.")
@options.config
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
    """Check the requests of one batch, in however many FILES they are.

    Anthropic, OpenAI, Bedrock and Gemini request files are read, as JSON lines or as one document, and
    packed with gzip or zstd too. `-` is standard input, and a folder stands for the files of the plan in it.
    """
    from promptlint.batch.requests.files import RequestFiles  # noqa: PLC0415 help needs none of this
    from promptlint.batch.requests.gather import read_files  # noqa: PLC0415 the same
    from promptlint.batch_run import outcome  # noqa: PLC0415 the same
    from promptlint.config_loader import load_config  # noqa: PLC0415 the same

    settings = load_config(_on_disk, config)
    chosen, left = words(select, "--select"), words(ignore, "--ignore")
    request = Request(
        Format(format_), output, color, exit_zero, strict, statistics, quiet, verbose=False, groups=not quiet
    )
    with ExitStack() as stack:
        inputs = located(files, stack)
        with shown(quiet=quiet) as progress:
            batch = RequestFiles(read_files(inputs, _known(input_format), progress))
        return conclude(outcome(batch, settings, chosen, left), request)


_PLAN_EPILOG = """\b
Examples:
  promptlint batch plan requests.jsonl --output plan/ --dry-run   show it
  promptlint batch plan shard-*.jsonl --output plan/              write it
  promptlint batch check plan/                                    check it

\b
Submit the warm-up file first, wait until its batch has ended, and submit the others
within the hour that its cache entries live: plan.json has the order.
"""


@command.command("plan", epilog=_PLAN_EPILOG)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--output", required=True, metavar="DIR", help="The folder to write; it must be empty or not there yet.")
@click.option("--dry-run", is_flag=True, help="Show the plan, and write nothing.")
@click.option("--replace", is_flag=True, help="Write over a plan that the folder holds.")
@click.option("--input-format", metavar="NAME", help="What the files are; otherwise their first records tell.")
@options.color("the table")
@click.option("-q", "--quiet", is_flag=True, help="No table, notes or progress.")
def plan(
    *,
    files: tuple[str, ...],
    output: str,
    dry_run: bool,
    replace: bool,
    input_format: str | None,
    color: str,
    quiet: bool,
) -> int:
    """Write the requests of one job in the order in which they share most.

    One file with a request for each prefix that is worth warming, then files in which every prefix is one run, within
    the limits of the provider. Every request is there once, as it was written.
    """
    from promptlint.batch.planning.plan import plan as planned  # noqa: PLC0415 help needs none of this
    from promptlint.batch.planning.writing import require_free, write  # noqa: PLC0415 the same
    from promptlint.batch.requests.files import RequestFiles  # noqa: PLC0415 the same
    from promptlint.batch.requests.gather import read_files  # noqa: PLC0415 the same
    from promptlint.report.planned import render  # noqa: PLC0415 the same

    folder = Path(output)
    with ExitStack() as stack:
        inputs = located(files, stack)
        if not dry_run:
            require_free(folder, [each.file for each in inputs], replace=replace)
        with shown(quiet=quiet) as progress:
            made = planned(RequestFiles(read_files(inputs, _known(input_format), progress)))
            if not dry_run:
                write(made, folder, progress)
    if not quiet:
        style = Style(printing.width(), printing.wants_color(color, to_file=False))
        printing.write(render(made, style), color=style.color)
        printing.note("nothing was written" if dry_run else f"the plan is in {output}")
    return CLEAN


def located(files: Sequence[str], stack: ExitStack) -> list[Input]:
    """The files that are named, each once; `-` is standard input, kept until the stack closes."""
    from promptlint.batch.requests.gather import Input  # noqa: PLC0415 help needs none of this
    from promptlint.batch.requests.opening import standard_input  # noqa: PLC0415 the same

    inputs: dict[str, Input] = {}
    for name in [each for given in files for each in _named(given)]:
        if name == "-":
            if name not in inputs:
                inputs[name] = Input(stack.enter_context(standard_input()), _STANDARD_INPUT)
        elif Path(name).is_file():
            inputs.setdefault(os.path.realpath(name), Input(Path(name), name.replace(os.sep, "/")))
        else:
            raise UserError(f"no such file: `{name}`")
    return list(inputs.values())


def _named(given: str) -> list[str]:
    """A file, or the files of a plan in the order in which they are submitted."""
    if not Path(given).is_dir():
        return [given]
    from promptlint.batch.planning.writing import planned_files  # noqa: PLC0415 mostly files are named

    return [str(path) for path in planned_files(Path(given))]


@contextmanager
def shown(*, quiet: bool) -> Iterator[Progress | None]:
    """A progress bar where somebody can see it, taken away again."""
    from promptlint.cli.progress import for_terminal  # noqa: PLC0415 help needs none of this

    progress = for_terminal(quiet=quiet)
    try:
        yield progress
    finally:
        if progress:
            progress.clear()


def _known(format_: str | None) -> str | None:
    """The format that was asked for."""
    from promptlint.batch.requests.formats import BY_NAME  # noqa: PLC0415 help needs none of this
    from promptlint.selection import nearest  # noqa: PLC0415 the same

    if format_ is not None and format_ not in BY_NAME:
        near = nearest(format_, list(BY_NAME))
        hint = f"did you mean `{near}`?" if near else f"the formats are {', '.join(BY_NAME)}"
        raise UserError(f"--input-format: unknown format `{format_}`", hint)
    return format_


def _on_disk(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except OSError:
        return None
