"""Opens request files: plain or compressed."""

from __future__ import annotations

import gzip
from typing import IO, TYPE_CHECKING, cast

from promptlint.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

BOM = b"\xef\xbb\xbf"
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


def open_plain(path: Path) -> IO[bytes]:
    """The decompressed bytes of a file, whatever it is named."""
    with path.open("rb") as file:
        head = file.read(len(_ZSTD))
    if head.startswith(_GZIP):
        return cast("IO[bytes]", gzip.open(path, "rb"))
    if head == _ZSTD:
        return _open_zstd(path)
    return path.open("rb")


def _open_zstd(path: Path) -> IO[bytes]:
    try:
        from compression import zstd  # type: ignore[import-not-found]  # noqa: PLC0415 from Python 3.14 on
    except ImportError:
        try:
            from backports import zstd  # noqa: PLC0415 the extra `batch`
        except ImportError:
            hint = "install promptlint-cache[batch], or unpack the file"
            raise UserError(f"{path}: reading zstd needs a package that is not installed", hint) from None
    return cast("IO[bytes]", zstd.open(path, "rb"))
