"""The command `promptlint`; only this module catches exceptions, prints them and exits."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

import click

from promptlint import __version__
from promptlint.cli import output
from promptlint.errors import InternalError, UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

CLEAN, FOUND, MENDABLE, OURS = 0, 1, 2, 3
INTERRUPTED = 130  # 128 + SIGINT, as shells say it
PIPE_CLOSED = 141  # 128 + SIGPIPE

_COMPLETION = "_PROMPTLINT_COMPLETE"  # set by the completion scripts of shells

_COMMANDS = {
    "check": "Check prompts, and compare them with what they were in git.",
    "batch": "Check the request files of batches, and plan how they are submitted.",
    "estimate": "Estimate what a job costs, cached and in a batch.",
    "models": "List what models cost, and what they cache.",
    "explain": "Explain a rule.",
    "rules": "List all rules.",
}

_EPILOG = """\b
Examples:
  promptlint check prompts/             check a folder, compare with HEAD
  promptlint check --staged             what a commit would change
  promptlint check --base origin/main   what a branch changes
  promptlint explain PL301              what a rule wants, and why

\b
Exit status:
  0  nothing found at severity error
  1  findings at severity error
  2  something that you can mend: an option, the configuration,
     a base or a file that cannot be read
  3  a fault in promptlint
"""


class _Commands(click.Group):
    """Imports a command's module only when the command runs: start-up is paid at every commit."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's signature
        return [*_COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 click's signature
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"promptlint.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 click's signature
        with formatter.section("Commands"):
            formatter.write_dl([*_COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        if word not in _COMMANDS and not word.startswith("-"):
            from promptlint.selection import nearest  # noqa: PLC0415 only a mistake needs it

            near = nearest(word, [*_COMMANDS])
            hint = f"did you mean `{near}`?" if near else f"the commands are {', '.join(_COMMANDS)}"
            if os.path.exists(word):  # noqa: PTH110 pathlib costs more than the command
                hint = f"to check it: promptlint check {word}"
            raise UserError(f"no such command: {word}", hint)
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, invoke_without_command=True, epilog=_EPILOG, context_settings={"max_content_width": 100})
@click.version_option(__version__, "--version", prog_name="promptlint", message="%(prog)s %(version)s")
@click.pass_context
def _cli(context: click.Context) -> int:
    """Lint prompts for what silently breaks a prompt cache.

    Stable text comes before variable text, and a cached prefix changes only together with its version.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        return MENDABLE  # nothing was checked, and a gate that did not check does not pass
    return CLEAN


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command and exit; it does not return, so that no caller can lose the status."""
    sys.exit(exit_status(args))


def exit_status(args: Sequence[str] | None = None) -> int:
    """Run the command; whatever goes wrong becomes a message and a status."""
    try:
        return _run(sys.argv[1:] if args is None else [*args])
    except click.exceptions.Exit as done:  # of --help and --version
        return done.exit_code
    except UserError as problem:
        return _fail(problem.message, problem.hint, MENDABLE)
    except click.exceptions.NoSuchOption as problem:
        return _fail(f"no such option: {problem.option_name}", _option_hint(problem), MENDABLE)
    except click.ClickException as problem:
        return _fail(problem.format_message(), _help_hint(problem), MENDABLE)
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted", None, INTERRUPTED)
    except output.ReaderGoneError:
        return PIPE_CLOSED
    except Exception as problem:  # noqa: BLE001 whatever it is, it is our fault, and the status must say so
        return _our_fault(problem)


def _run(args: list[str]) -> int:
    if _COMPLETION in os.environ:
        _cli.main(args, prog_name="promptlint", complete_var=_COMPLETION)
    # Not by way of `main`, which makes status 1, our word for findings, of every broken pipe.
    with _cli.make_context("promptlint", args) as context:
        status = _cli.invoke(context)
    if not isinstance(status, int):
        raise InternalError("the command gave no exit status")
    return status


def _fail(message: str, hint: str | None, status: int) -> int:
    output.note(message, "error")
    if hint:
        output.note(hint, "hint")
    return status


def _our_fault(problem: Exception) -> int:
    if os.environ.get("PROMPTLINT_DEBUG"):
        import traceback  # noqa: PLC0415 only a fault needs it

        output.tell("".join(traceback.format_exception(problem)))
    return _fail(
        f"internal error, please report: {type(problem).__name__}: {problem}",
        "PROMPTLINT_DEBUG=1 shows where it happened",
        OURS,
    )


def _option_hint(problem: click.exceptions.NoSuchOption) -> str | None:
    near = f"did you mean `{problem.possibilities[0]}`?" if problem.possibilities else None
    return near or _help_hint(problem)


def _help_hint(problem: click.ClickException) -> str | None:
    context = problem.ctx if isinstance(problem, click.UsageError) else None
    return f"`{context.command_path} --help` lists what there is" if context else None
