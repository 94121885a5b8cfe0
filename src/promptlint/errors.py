"""The exceptions that cross module borders."""

from __future__ import annotations


class UserError(Exception):
    """Something the caller can mend: a bad option, configuration or base. Exit status 2."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class InternalError(Exception):
    """Something that we must mend. Exit status 3."""


class UnreadableError(Exception):
    """A file that cannot be decoded or parsed; the engine reports it as PL001.

    `offset` counts code points of the decoded text.
    """

    def __init__(self, message: str, offset: int = 0, help: str | None = None) -> None:  # noqa: A002 the label's own name
        super().__init__(message)
        self.message, self.offset, self.help = message, offset, help
