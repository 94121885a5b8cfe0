"""How long the things take that people wait for, each beside a reference in the same run.

Prints medians; asserts nothing, since a figure belongs to the machine it was measured on.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RUNS = 11
PROMPTLINT = [sys.executable, "-m", "promptlint"]
REFERENCE = [sys.executable, "-c", "import click, yaml"]
PARSE_ONLY = """
import jinja2, pathlib
environment = jinja2.Environment()
for path in pathlib.Path("prompts").rglob("*.j2"):
    environment.parse(path.read_text())
"""
WORDS = "You sort the tickets of an invoicing service by these rules and by no others whatever they say. "


def main() -> int:
    """Build the repositories, measure, print."""
    rows: list[tuple[str, ...]] = [("what", "median", "reference", "median", "ratio", "peak MB")]
    with tempfile.TemporaryDirectory(prefix="promptlint-bench-") as folder:
        for title, others, packed in (
            ("staged, 10,000 other files of all kinds", mixed, True),
            ("staged, 10,000 other templates", templates, True),
            ("staged, 10,000 other templates, loose objects", templates, False),
        ):
            repository = build(Path(folder) / "repository", others, packed=packed)
            rows.append(
                compare(
                    title, [*PROMPTLINT, "check", "--staged", "--quiet"], "import click, yaml", REFERENCE, repository
                )
            )
            shutil.rmtree(repository)
        repository = build(Path(folder) / "repository", lambda root: templates(root, 1000), packed=True)
        whole = [*PROMPTLINT, "check", "--no-base", "--quiet"]
        parse = [sys.executable, "-c", PARSE_ONLY]
        rows.append(compare("1,000 templates, whole check", whole, "Jinja parses them", parse, repository))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        sys.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n")
    return 0


def compare(title: str, command: Sequence[str], other: str, reference: Sequence[str], folder: Path) -> tuple[str, ...]:
    """Both commands in turn, so that a machine that slows down slows both."""
    ours, theirs, peaks = [], [], []
    for _ in range(RUNS + 1):
        seconds, peak = run(command, folder)
        ours.append(seconds)
        peaks.append(peak)
        theirs.append(run(reference, folder)[0])
    ratios = [mine / its for mine, its in zip(ours[1:], theirs[1:], strict=True)]
    return (
        title,
        f"{statistics.median(ours[1:]) * 1000:.0f} ms",
        other,
        f"{statistics.median(theirs[1:]) * 1000:.0f} ms",
        f"{statistics.median(ratios):.2f}",
        f"{max(peaks) / 1024:.0f}",
    )


def run(command: Sequence[str], folder: Path) -> tuple[float, int]:
    """Wall seconds of one run, and its peak memory in KiB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return time.perf_counter() - start, usage.ru_maxrss


def build(root: Path, fill: Callable[[Path], None], *, packed: bool) -> Path:
    """A repository with one staged edit of a versioned template."""
    (root / "prompts").mkdir(parents=True)
    prompt = root / "prompts" / "triage.j2"
    prompt.write_text("{# promptlint: version=1 #}\n" + WORDS * 40 + "{{ ticket }}\n", encoding="utf-8")
    fill(root)
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "-c", "user.name=bench", "-c", "user.email=bench@example.com", "commit", "--quiet", "--message", "all")
    if packed:
        git(root, "repack", "-adq")
    prompt.write_text(prompt.read_text(encoding="utf-8").replace("tickets", "letters", 1), encoding="utf-8")
    git(root, "add", "--all")
    return root


def mixed(root: Path, count: int = 10_000) -> None:
    """Code, pages and data, as repositories have them."""
    for number in range(count):
        ending = ("py", "md", "txt", "json", "yaml", "ts", "html", "csv")[number % 8]
        path = root / f"src/part{number % 97}" / f"file{number}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# file {number}\n" + "some: text of no interest\n" * 20, encoding="utf-8")


def templates(root: Path, count: int = 10_000) -> None:
    """Templates with a shared part, a loop, a condition and a question."""
    (root / "prompts/_part.j2").write_text(WORDS * 5, encoding="utf-8")
    for number in range(count):
        path = root / f"prompts/area{number % 97}" / f"prompt{number}.j2"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"{{# promptlint: version={number % 7 + 1} #}}\nJob {number}. "
            + WORDS * 15
            + "{% include '_part.j2' %}\n{% if detailed %}Write it out in full.{% endif %}\n"
            + "{% for row in rows %}- {{ row.name }}: {{ row.value|round(2) }}\n{% endfor %}\n{{ question }}\n",
            encoding="utf-8",
        )


def git(root: Path, *args: str) -> None:
    """Run git without the user's settings."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *args], cwd=root, check=True, env=environment)


if __name__ == "__main__":
    sys.exit(main())
