"""The programs: small ones, as people write them, one folder each.

A line alone with `<<< 900 words >>>` stands for so many words of prose. The line that brings in what
varies ends with a comment `varies`; a program without one keeps its prefix.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from _examples import filled

_ROOT = Path(__file__).parent / "programs"
_STARTS = tomllib.loads(_ROOT.with_suffix(".toml").read_text(encoding="utf-8"))
_VARIES = re.compile(r"# varies$", re.MULTILINE)


@dataclass(frozen=True)
class Program:
    """One program, and how it is started."""

    folder: Path
    argv: tuple[str, ...] = ("{text}",)
    stdin: str = "jsonl"
    is_service: bool = False  # each of its processes runs for long: two of them need not share a prefix

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.name

    @cached_property
    def files(self) -> dict[str, str]:
        """Its files by their path in the folder."""
        return {
            path.relative_to(self.folder).as_posix(): filled(path.read_text(encoding="utf-8"))
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.suffix != ".pyc"
        }

    @cached_property
    def varies(self) -> tuple[str, int] | None:
        """The path and the line that bring in what varies."""
        found = [
            (path, text.count("\n", 0, mark.start()) + 1)
            for path, text in self.files.items()
            for mark in _VARIES.finditer(text)
        ]
        assert len(found) < 2, f"{self.name} marks {len(found)} lines"
        return found[0] if found else None

    def write_to(self, folder: Path) -> None:
        """Write its files to a folder."""
        for path, text in self.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")


def _program(folder: Path) -> Program:
    start = _STARTS.pop(folder.name, {})
    return Program(
        folder,
        tuple(start.pop("argv", Program.argv)),
        start.pop("stdin", Program.stdin),
        start.pop("service", Program.is_service),
    )


PROGRAMS = tuple(_program(folder) for folder in sorted(_ROOT.iterdir()) if (folder / "main.py").is_file())
assert not _STARTS, f"no such programs: {', '.join(_STARTS)}"
