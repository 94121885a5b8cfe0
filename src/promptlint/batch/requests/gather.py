"""Reads whole request files, in whichever format they are."""

from __future__ import annotations

from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from promptlint.batch.requests.files import RequestFile
from promptlint.batch.requests.formats import BY_NAME, detect
from promptlint.batch.requests.json_text import BrokenError, loads
from promptlint.batch.requests.lines import Lines
from promptlint.batch.requests.opening import BOM, open_plain
from promptlint.batch.requests.reading import Reader
from promptlint.batch.requests.texts import OnDisk
from promptlint.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from promptlint.batch.requests.formats import Format
    from promptlint.batch.requests.segment import Segment

_LOOKED_AT = 100  # records from which the format is told


def read_file(file: Path, path: str, format_: str | None = None) -> RequestFile:
    """Read a file, which a report calls `path`. Raises UserError for one that is none."""
    with open_plain(file) as stream:
        known = BY_NAME[format_] if format_ else told(stream)
    if known is None:
        raise UserError(f"{path}: no request file of a format that is known", "name it with `--input-format`")
    with open_plain(file) as stream:
        return RequestFile(path, known, read_lines(stream, path, known), OnDisk(file))


def read_lines(stream: IO[bytes], path: str, format_: Format) -> Segment:
    """Read JSON lines."""
    start = len(BOM) if stream.read(len(BOM)) == BOM else 0
    stream.seek(start)
    lines, reader = Lines(stream, start, None), Reader(format_)
    reader.take(lines)
    return reader.segment(path, start, lines.at, lines.count)


def told(stream: IO[bytes]) -> Format | None:
    """The format of the first record that belongs to one."""
    records: list[dict[str, Any]] = []
    if stream.read(len(BOM)) != BOM:
        stream.seek(0)
    for piece in islice(Lines(stream, 0, None), _LOOKED_AT):
        try:
            record = loads(piece.text)
        except BrokenError:
            continue
        if isinstance(record, dict):
            records.append(record)
    return detect(records)
