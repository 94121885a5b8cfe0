"""Versions as people write them: integers, semver, calendar, `vN`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promptlint.source import Span


class Origin(StrEnum):
    """Where a version is declared; in a file's or a folder's name it freezes the file."""

    METADATA = "metadata"
    COMMENT = "comment"
    SIDECAR = "sidecar"
    FILE_NAME = "file name"
    FOLDER = "folder"

    @property
    def freezes(self) -> bool:
        """Whether a change is a new file rather than a new number in the same one."""
        return self in (Origin.FILE_NAME, Origin.FOLDER)


@dataclass(frozen=True, slots=True)
class Version:
    """A declared version: its text, and where it stands (no span when it is in the path)."""

    text: str
    path: str
    span: Span | None
    origin: Origin


class Bump(StrEnum):
    """How large a step from one version to the next is."""

    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"
