"""Opens request files: plain, compressed, or what comes on standard input."""

from __future__ import annotations

import gzip
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from promptlint.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

BOM = b"\xef\xbb\xbf"
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_CHUNK = 1 << 20


def open_plain(file: Path, path: str) -> IO[bytes]:
    """The unpacked bytes of a file, whatever its name; `path` is what people call it.

    Raises UserError where a package is missing.
    """
    head = _head(file)
    if head.startswith(_GZIP):
        return cast("IO[bytes]", gzip.open(file, "rb"))
    if head == _ZSTD:
        return _open_zstd(file, path)
    return file.open("rb")


def is_compressed(file: Path) -> bool:
    """Whether the bytes have to be unpacked, so that no place in them can be gone to."""
    return _head(file).startswith((_GZIP, _ZSTD))


@contextmanager
def standard_input() -> Iterator[Path]:
    """A temporary file with all that comes on standard input, for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="promptlint-") as folder:
        file = Path(folder) / "requests"
        with file.open("wb") as spool:
            shutil.copyfileobj(sys.stdin.buffer, spool, _CHUNK)
        yield file


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(len(_ZSTD))


def _open_zstd(file: Path, path: str) -> IO[bytes]:
    try:
        from compression import zstd  # type: ignore[import-not-found]  # noqa: PLC0415 from Python 3.14 on
    except ImportError:
        try:
            from backports import zstd  # noqa: PLC0415 the extra `batch`
        except ImportError:
            hint = "install `promptlint-cache[batch]`, or unpack the file"
            raise UserError(f"{path}: reading zstd needs a package that is not installed", hint) from None
    return cast("IO[bytes]", zstd.open(file, "rb"))
