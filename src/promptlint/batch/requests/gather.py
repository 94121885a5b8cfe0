"""Reads whole request files, in whichever format they are, in several processes where that is worth it."""

from __future__ import annotations

import os
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from promptlint.batch.requests.documents import Document, is_document
from promptlint.batch.requests.files import RequestFile
from promptlint.batch.requests.formats import BY_NAME, detect
from promptlint.batch.requests.json_text import BrokenError, loads
from promptlint.batch.requests.lines import Lines
from promptlint.batch.requests.opening import BOM, is_compressed, open_plain
from promptlint.batch.requests.reading import Reader, read_lines
from promptlint.batch.requests.segment import Segment, join
from promptlint.batch.requests.texts import OnDisk
from promptlint.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_LOOKED_AT = 100  # records from which the format is told
HEAD = 1 << 18  # bytes that are looked at first
_STRETCH = 32 << 20  # bytes of a file that are read in one go
_WORTH_IT = 64 << 20  # bytes from which on other processes are started


class Input(NamedTuple):
    """A file on disk, and what reports call it."""

    file: Path
    path: str


class Layout(NamedTuple):
    """What the beginning of a file tells: the format of its records, and whether it is one document."""

    format: str
    document: bool
    start: int


class _Stretch(NamedTuple):
    """Bytes of a file that are read in one go; without an end, up to its end."""

    input: Input
    layout: Layout
    start: int
    end: int | None
    size: int


def read_files(
    inputs: Sequence[Input], format_: str | None = None, progress: Callable[[int, int], None] | None = None
) -> tuple[RequestFile, ...]:
    """Read files; `progress` is told the bytes that are read, and those of all.

    Raises UserError for one that is none, or cannot be read.
    """
    try:
        stretches = [stretch for each in inputs for stretch in _stretches(each, _layout(each, format_))]
        segments: dict[Path, list[Segment]] = {}
        done, whole = 0, sum(stretch.size for stretch in stretches)
        for stretch, segment in zip(stretches, _read(stretches, whole), strict=True):
            segments.setdefault(stretch.input.file, []).append(segment)
            done += stretch.size
            if progress is not None:
                progress(done, whole)
    except EOFError as problem:  # of gzip
        raise UserError(f"cannot read {inputs[0].path}: {problem}") from None
    except OSError as problem:
        raise UserError(f"cannot read {problem.filename or inputs[0].path}: {problem.strerror or problem}") from None
    layouts = {stretch.input.file: stretch.layout for stretch in stretches}
    return tuple(
        RequestFile(each.path, BY_NAME[layouts[each.file].format], join(segments.pop(each.file)), OnDisk(each.file))
        for each in inputs
    )


def read_stream(stream: IO[bytes], path: str, layout: Layout) -> Segment:
    """Read all records of a stream that can be read from its start."""
    return _segment(stream, path, layout, layout.start, None)


def layout(stream: IO[bytes], format_: str | None = None) -> Layout | None:
    """What the beginning of a stream tells; None when no record belongs to a known format."""
    head = stream.read(HEAD)
    start = len(BOM) if head.startswith(BOM) else 0
    stream.seek(start)
    document = is_document(head[start:])
    pieces = Document(stream, start) if document else Lines(stream, start, None)
    if format_ is not None:
        return Layout(format_, document, start)
    found = detect(_records(islice(pieces, _LOOKED_AT)))
    return Layout(found.name, document, start) if found is not None else None


def _records(pieces: Iterator[Any]) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    for piece in pieces:
        try:
            record = loads(piece.text)
        except BrokenError:
            continue
        if isinstance(record, dict):
            records.append(record)
    return records


def _layout(given: Input, format_: str | None) -> Layout:
    with open_plain(given.file, given.path) as stream:
        found = layout(stream, format_)
    if found is None:
        known = ", ".join(BY_NAME)
        raise UserError(
            f"{given.path}: not a request file of a batch, as far as its first records tell",
            f"the formats are {known}; `--input-format` names one",
        )
    return found


def _stretches(given: Input, found: Layout) -> list[_Stretch]:
    size = given.file.stat().st_size
    if found.document or size <= _STRETCH or is_compressed(given.file):
        return [_Stretch(given, found, found.start, None, size)]
    starts = [found.start, *range(_STRETCH, size, _STRETCH)]
    ends: list[int | None] = [*starts[1:], None]
    return [
        _Stretch(given, found, start, end, (size if end is None else end) - start)
        for start, end in zip(starts, ends, strict=True)
    ]


def _read(stretches: Sequence[_Stretch], size: int) -> Iterator[Segment]:
    workers = min(len(stretches), os.cpu_count() or 1)
    if workers == 1 or size < _WORTH_IT:
        yield from map(_read_stretch, stretches)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 small files need none

    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(_read_stretch, stretches)


def _read_stretch(stretch: _Stretch) -> Segment:
    given, found = stretch.input, stretch.layout
    with open_plain(given.file, given.path) as stream:
        return _segment(stream, given.path, found, stretch.start, stretch.end)


def _segment(stream: IO[bytes], path: str, found: Layout, start: int, end: int | None) -> Segment:
    format_ = BY_NAME[found.format]
    if start > found.start:  # the line that begins before belongs to the stretch before
        stream.seek(start - 1)
        start += len(stream.readline()) - 1
    else:
        stream.seek(start)
    if not found.document:
        return read_lines(stream, path, format_, start, end)
    pieces, reader = Document(stream, start), Reader(format_)
    reader.take(pieces)
    return reader.segment(path, start, pieces.at, pieces.count)
