"""Expected output in files: compared as a whole, and written with `--golden`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def compare(path: Path, actual: str, *, write: bool) -> None:
    """Assert that the output is what the file says; no file stands for no output."""
    expected = path.read_bytes().decode() if path.exists() else ""
    if write and actual != expected:
        path.parent.mkdir(parents=True, exist_ok=True)
        if actual:
            path.write_bytes(actual.encode())
        else:
            path.unlink()
        expected = actual
    assert actual == expected
