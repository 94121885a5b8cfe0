"""Where text goes: the report to standard output or a file, everything else to standard error."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress

import click

from promptlint.errors import UserError
from promptlint.report.cells import clean

_WIDTH = 120  # where there is no terminal to ask
_NARROWEST = 40


class ReaderGoneError(Exception):
    """Whoever read the output has closed it."""


def wants_color(choice: str, *, to_file: bool) -> bool:
    """Whether to colour the report: as asked, otherwise as the environment says, otherwise on a terminal."""
    if choice != "auto":
        return choice == "always"
    if to_file or os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def width() -> int:
    """The width of the terminal, or of COLUMNS."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given):
        return max(int(given), _NARROWEST)
    try:
        return max(os.get_terminal_size(sys.stdout.fileno()).columns, _NARROWEST)
    except (OSError, ValueError):  # not a terminal; no file at all, as in tests
        return _WIDTH


def write(text: str, *, color: bool) -> None:
    """Write to standard output; what its encoding does not have becomes a question mark."""
    encoding = sys.stdout.encoding or "utf-8"
    _print(text.encode(encoding, "replace").decode(encoding), color=color)


def write_utf8(text: str) -> None:
    """Write to standard output in UTF-8 whatever the locale, for readers that expect nothing else."""
    _print(text.encode("utf-8", "backslashreplace"))


def _print(text: str | bytes, *, color: bool | None = None) -> None:
    try:
        click.echo(text, nl=False, color=color)
    except BrokenPipeError:
        # What is still buffered must not fail at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise ReaderGoneError from None


def write_file(path: str, text: str) -> None:
    """Write a file so that there is always the old report or the whole new one."""
    raw = text.encode("utf-8", "backslashreplace")
    target = os.path.realpath(path)
    partial = f"{target}.{os.getpid()}.tmp"
    try:
        mode = _mode(target)
        if mode is not None and not stat.S_ISREG(mode):  # a pipe or a device is written to, not replaced
            with open(target, "wb") as file:  # noqa: PTH123 pathlib costs more than the command
                file.write(raw)
            return
        try:
            with open(partial, "xb") as file:  # noqa: PTH123 the same
                file.write(raw)
            if mode is not None:
                os.chmod(partial, stat.S_IMODE(mode))  # noqa: PTH101 the same
            os.replace(partial, target)  # noqa: PTH105 the same
        except OSError:
            if os.path.exists(partial):  # noqa: PTH110 the same
                os.unlink(partial)  # noqa: PTH108 the same
            raise
    except OSError as problem:
        raise UserError(f"cannot write {path}: {problem.strerror}") from None


def _mode(path: str) -> int | None:
    try:
        return os.stat(path).st_mode  # noqa: PTH116 pathlib costs more than the command
    except FileNotFoundError:
        return None


def note(text: str, title: str = "note") -> None:
    """Tell people something that is not part of the report."""
    tell(f"{title}: {clean(text)}")


def tell(text: str) -> None:
    """Write to standard error, if anybody listens: the status and the report do not hang on it."""
    try:
        click.echo(text.encode(sys.stderr.encoding or "ascii", "backslashreplace"), err=True)
    except OSError:
        with suppress(OSError):  # what is still buffered must not fail at exit either, with a status of its own
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
