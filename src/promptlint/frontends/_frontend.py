"""What a frontend is: it reads one kind of file, purely from its bytes, and knows no rule."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from promptlint.facts import FileFacts
    from promptlint.source import SourceFile


class Claim(IntEnum):
    """How sure a path alone makes a frontend that a file is its own."""

    NO = 0
    MAYBE = 1  # the content decides: a file that turns out to be something else is not an error
    SURE = 2


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reading(Record):
    """What a frontend is told besides the file.

    `sure` is set where the file must be a prompt (a claim by its name, a prompt folder, a path
    named on the command line): without it, a file without a prompt's shape is left alone.
    `must` tells that a broken file is an error, so that it is worth the time to find out.
    """

    sure: bool
    trim_blocks: bool = False  # of the Jinja environment that renders the templates
    lstrip_blocks: bool = False
    must: bool = False


class Frontend(Protocol):
    """Reads one kind of file."""

    name: str

    def claims(self, path: PurePosixPath, *, in_prompt_folder: bool) -> Claim:
        """Whether the path says that the file is of this kind."""
        ...

    def suspects(self, raw: bytes) -> bool:
        """Whether the bytes can hold a prompt at all: a cheap look, asked for a MAYBE only."""
        ...

    def facts(self, source: SourceFile, reading: Reading) -> FileFacts | None:
        """Read the file; None when it holds no prompt.

        Raises UnreadableError for a file that is broken.
        """
        ...
