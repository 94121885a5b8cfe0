"""Specs: one Markdown file a rule, one section a case, the files and the report in fenced blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from _examples import STATES, Example, example

if TYPE_CHECKING:
    from pathlib import Path

_SECTION = re.compile(r"^## (.+)\n(?:.*\n(?!## ))*.*\n?", re.MULTILINE)
_FENCE = re.compile(r"^(`{3,})(\S.*)\n((?:.*\n)*?)\1$\n?", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """A section of a spec: its files and, where it should report, the report."""

    file: Path
    title: str
    text: str

    @property
    def example(self) -> Example:
        """The files. Behind `before` or `after` in the info string comes a file in that state only."""
        parts: list[tuple[str, tuple[str, ...], str]] = []
        for _, info, body in _FENCE.findall(self.text):
            state, _, path = info.partition(" ")
            if state in STATES:
                parts.append((path, (state,), body))
            elif info != "report":
                parts.append((info, STATES, body))
        return example(parts)

    @property
    def report(self) -> str:
        """The expected output; nothing where nothing should be reported."""
        return "".join(body for _, info, body in _FENCE.findall(self.text) if info == "report")

    def rewrite(self, report: str) -> None:
        """Put another output in the place of the expected one."""
        kept = _FENCE.sub(lambda fence: "" if fence[2] == "report" else fence[0], self.text).rstrip("\n")
        ticks = "`" * max((len(run) + 1 for run in re.findall(r"`{3,}", report)), default=3)
        block = f"\n{ticks}report\n{report}{ticks}" if report else ""
        whole = self.file.read_text(encoding="utf-8")
        end = "\n\n" if not whole.endswith(self.text) else "\n"
        self.file.write_text(whole.replace(self.text, f"{kept}{block}{end}"), encoding="utf-8")


def cases(file: Path) -> list[Case]:
    """The cases of a spec."""
    return [Case(file, match[1], match[0]) for match in _SECTION.finditer(file.read_text(encoding="utf-8"))]
