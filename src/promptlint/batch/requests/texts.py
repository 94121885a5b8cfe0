"""Where the text of a record is read again, for the few that a report shows and for a plan."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from functools import cached_property
from typing import IO, TYPE_CHECKING

from promptlint.batch.requests.opening import is_compressed, open_plain

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK = 1 << 20


class InMemory:
    """A file whose bytes are at hand."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def read(self, offset: int, length: int) -> bytes:
        """Some bytes of it."""
        return self._raw[offset : offset + length]


class OnDisk:
    """A file on disk; a compressed one is unpacked into a temporary file when the first text is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _file(self) -> IO[bytes]:
        file = open_plain(self._path, str(self._path))
        if is_compressed(self._path):
            with file:
                spool = tempfile.TemporaryFile(prefix="promptlint-")  # noqa: SIM115 it lives as long as this object
                shutil.copyfileobj(file, spool, _CHUNK)
            file = spool
        weakref.finalize(self, file.close)
        return file

    def read(self, offset: int, length: int) -> bytes:
        """Some bytes of it, unpacked."""
        self._file.seek(offset)
        return self._file.read(length)
