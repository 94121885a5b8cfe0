"""`promptlint check`: the main job."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

import click

from promptlint import __version__
from promptlint.cli import CLEAN, FOUND, MENDABLE, options, output
from promptlint.diagnostics import Severity
from promptlint.errors import UserError
from promptlint.report import Format, render
from promptlint.report.style import Style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promptlint.engine import Options, Outcome

UNREADABLE = "PL001"
_NEW_BRANCH = "0" * 40  # the commit that git names for a branch that does not exist yet

_EPILOG = """\b
Examples:
  promptlint check                           everything, compared with HEAD
  promptlint check prompts/ --no-base        a folder, compared with nothing
  promptlint check --staged                  in a pre-commit hook
  promptlint check --base origin/main        in continuous integration
  promptlint check --select PL3,unpinned-model --format json --output report.json

\b
Exit status:
  0  nothing at severity error (with --strict: nor warning), or --exit-zero
  1  findings at severity error (with --strict: or warning)
  2  something that you can mend: an option, the configuration, a base
     or a file that cannot be read; --exit-zero does not hide it
  3  a fault in promptlint

\b
Silence a finding in a comment on its line or the one above:
  {# promptlint: ignore[volatile-in-prefix] measured, one request a day #}
"""


@dataclass(frozen=True, slots=True)
class Request:
    """The options of the command that are not the engine's."""

    format: Format
    output: str | None
    color: str
    exit_zero: bool
    strict: bool
    statistics: bool
    quiet: bool
    verbose: bool
    groups: bool = False  # show those of request files


@click.command("check", epilog=_EPILOG)
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--staged", is_flag=True, help="Compare the index with HEAD: what a commit would change.")
@click.option("--base", metavar="REF", help="Compare with the merge base of REF and the head.")
@click.option("--head", metavar="REF", help="With --base: check this revision instead of the work tree.")
@click.option("--no-base", is_flag=True, help="Compare with nothing; changes are not checked then.")
@click.option(
    "--format",
    "format_",
    type=click.Choice([each.value for each in Format]),
    default=Format.TEXT.value,
    show_default=True,
    help="How to report.",
)
@click.option("--output", metavar="FILE", help="Write the report to a file, whole or not at all.")
@options.findings
@options.color("the text report")
@click.option("-q", "--quiet", is_flag=True, help="No summary, notes or progress.")
@click.option("-v", "--verbose", is_flag=True, help="Say what was done, and how long it took.")
@options.config
def command(  # noqa: PLR0913 one parameter an option is how click passes them
    *,
    paths: tuple[str, ...],
    staged: bool,
    base: str | None,
    head: str | None,
    no_base: bool,
    format_: str,
    output: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    exit_zero: bool,
    strict: bool,
    statistics: bool,
    color: str,
    quiet: bool,
    verbose: bool,
    config: str | None,
) -> int:
    """Check prompts, and compare them with what they were in git.

    PATHS are files and folders; without any, everything under the current folder is checked. A file that is named
    counts as a prompt wherever it lies. What is compared with is HEAD, unless an option says otherwise.

    With --staged or --base only the prompts are checked that the change touches, in the whole repository
    if there are no PATHS.
    """
    _require_one_of({"--staged": staged, "--base": base is not None, "--no-base": no_base})
    _require_one_of({"--quiet": quiet, "--verbose": verbose})
    if head is not None and base is None:
        raise UserError("--head needs --base", "name the revision to compare with")
    from promptlint.engine import Options  # noqa: PLC0415 a wrong option is told without it

    options = Options(
        paths=paths,
        staged=staged,
        base=base,
        head=head,
        no_base=no_base,
        select=words(select, "--select"),
        ignore=words(ignore, "--ignore"),
        config=located(config),
    )
    request = Request(Format(format_), output, color, exit_zero, strict, statistics, quiet, verbose)
    return run(options, request)


def run(options: Options, request: Request) -> int:
    """Check, report, and say how it went."""
    from promptlint.cli.progress import for_terminal  # noqa: PLC0415 help needs none of this
    from promptlint.engine import check  # noqa: PLC0415 the same

    began = perf_counter()
    options, notes = _as_framework_says(options)
    progress = for_terminal(quiet=request.quiet)
    try:
        outcome = check(options, os.getcwd(), progress)  # noqa: PTH109 pathlib costs more than the command
    finally:
        if progress:
            progress.clear()
    if not request.quiet:
        for note in (*notes, *outcome.notes, *_nothing_found(options, outcome)):
            output.note(note)
    status = conclude(outcome, request)
    if request.verbose:
        output.note(f"promptlint {__version__} took {perf_counter() - began:.2f} s")
    return status


def conclude(outcome: Outcome, request: Request) -> int:
    """Write the report; the status that follows from it."""
    _report(outcome, request)
    return _status(outcome, request)


def _nothing_found(options: Options, outcome: Outcome) -> tuple[str, ...]:
    """What to say to a person whose prompts were not taken for any."""
    if outcome.files or options.only_touched:
        return ()
    return ("no prompt was found; if there are some, name their folders in `prompt-folders`, or the files as PATHS",)


def _report(outcome: Outcome, request: Request) -> None:
    color = output.wants_color(request.color, to_file=request.output is not None)
    style = Style(
        output.width(), color, statistics=request.statistics, summary=not request.quiet, groups=request.groups
    )
    text = render(outcome, request.format, style)
    if request.output is not None:
        output.write_file(request.output, text)
        if request.format is Format.TEXT and not request.quiet:
            output.note(f"the report is in {request.output}")
    elif request.format is Format.GITHUB:
        output.write_utf8(text)
    else:
        output.write(text, color=color)
    if request.statistics and request.format is not Format.TEXT:
        from promptlint.report.text import statistics  # noqa: PLC0415 other formats have no place for it

        for line in statistics(outcome):
            output.note(line, "count")


def _status(outcome: Outcome, request: Request) -> int:
    """The exit status: a file that could not be checked outweighs everything, findings only --exit-zero."""
    errors = [each for each in outcome.diagnostics if each.severity is Severity.ERROR]
    unreadable = len({each.finding.primary.path for each in errors if each.code == UNREADABLE})
    if unreadable:
        files = "1 file" if unreadable == 1 else f"{unreadable:,} files"
        output.note(f"{files} could not be read, so this is not a complete check", "error")
        return MENDABLE
    failing = Severity.WARNING if request.strict else Severity.ERROR
    found = any(each.severity >= failing for each in outcome.diagnostics)
    if found and not request.exit_zero:
        return FOUND
    if outcome.batch is not None and outcome.batch.broken:
        requests = "1 request" if outcome.batch.broken == 1 else f"{outcome.batch.broken:,} requests"
        output.note(f"{requests} could not be read, so this is not a complete check", "error")
        return MENDABLE
    return CLEAN


def _as_framework_says(options: Options) -> tuple[Options, tuple[str, ...]]:
    """In a push or with `--from-ref`, pre-commit names two revisions: nothing is staged then.

    For a push that brings the first commit of all it names only the branch.
    """
    start, end = os.environ.get("PRE_COMMIT_FROM_REF"), os.environ.get("PRE_COMMIT_TO_REF")
    if not (start or end) and os.environ.get("PRE_COMMIT_REMOTE_NAME"):
        start, end = _NEW_BRANCH, os.environ.get("PRE_COMMIT_LOCAL_BRANCH")
    if not (options.staged and start and end):
        return options, ()
    asked = f"all of {end}" if start == _NEW_BRANCH else f"{start} to {end}"
    note = f"pre-commit asks for {asked}, so these are compared and not what is staged"
    return replace(options, staged=False, base=start, head=end), (note,)


def words(values: Iterable[str], option: str) -> tuple[str, ...]:
    """Rules from lists with commas, each known."""
    given = tuple(word.strip() for value in values for word in value.split(",") if word.strip())
    if given:
        from promptlint.rules import RULES  # noqa: PLC0415 the engine reads them too, but only later
        from promptlint.selection import check_selectors  # noqa: PLC0415 only these options need it

        check_selectors(given, RULES, option)
    return given


def located(config: str | None) -> str | None:
    """A configuration file on disk; one that is not there may be in the tree that is checked."""
    return os.path.abspath(config) if config is not None and os.path.exists(config) else config  # noqa: PTH100, PTH110 pathlib costs more


def _require_one_of(options: dict[str, bool]) -> None:
    given = [name for name, is_given in options.items() if is_given]
    if len(given) > 1:
        raise UserError(f"{' and '.join(given)} exclude each other", "give one of them")
