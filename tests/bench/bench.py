"""How long the things take that people wait for, each beside a reference in the same run.

Prints medians; asserts nothing, since a figure belongs to the machine it was measured on. With folders as arguments
only these are checked: trees of Python code, beside what ruff takes for the same files.
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
FEW = 3  # of what takes seconds
PROMPTLINT = [sys.executable, "-m", "promptlint"]
REFERENCE = [sys.executable, "-c", "import click, yaml"]
PARSE_ONLY = """
import jinja2, pathlib
environment = jinja2.Environment()
for path in pathlib.Path("prompts").rglob("*.j2"):
    environment.parse(path.read_text())
"""
RUFF = [sys.executable, "-m", "ruff", "check", "--no-cache", "--exit-zero", "--isolated", "--quiet", "."]
CODE = [*PROMPTLINT, "check", "--no-base", "--exit-zero", "--quiet"]
WORDS = "You sort the tickets of an invoicing service by these rules and by no others whatever they say. "

PLAIN = """import json
import os

DEFAULTS = {"width": NUMBER, "height": 20, "title": "a page"}
"""
SENDER = """import anthropic

from .rules import RULES


def system(user):
    return "\\n".join([RULES, f"It is about {user.name}.", helper3([user.name], {"NUMBER": 1})])


def ask(user, question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=900,
        system=[{"type": "text", "text": system(user), "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": question}],
    )
"""
HELPER = """

def helperNUMBER(rows, options=None):
    options = dict(options or {})
    found = []
    for index, row in enumerate(rows):
        if not row or index > options.get("most", 100):
            continue
        try:
            found.append(str(row).strip().lower())
        except ValueError:
            options["failed"] = options.get("failed", 0) + 1
    return ", ".join(sorted(found))
"""


def main() -> int:
    """Build the repositories, measure, print."""
    rows: list[tuple[str, ...]] = [("what", "median", "reference", "median", "ratio", "peak MB")]
    trees = [Path(each) for each in sys.argv[1:]]
    rows += [compare(tree.name, CODE, "ruff", RUFF, tree, FEW) for tree in trees]
    if not trees:
        rows += measured()
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        sys.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n")
    return 0


def measured() -> list[tuple[str, ...]]:
    """What is measured on repositories that are made for it."""
    rows: list[tuple[str, ...]] = []
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
        for count in (1_000, 4_000):
            tree = Path(folder) / f"code{count}"
            code(tree, count)
            rows.append(compare(f"{count:,} Python modules, whole check", CODE, "ruff checks them", RUFF, tree, FEW))
    return rows


def compare(
    title: str, command: Sequence[str], other: str, reference: Sequence[str], folder: Path, runs: int = RUNS
) -> tuple[str, ...]:
    """Both commands in turn, so that a machine that slows down slows both."""
    ours, theirs, peaks = [], [], []
    for _ in range(runs + 1):
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
    """Wall seconds of one run, and the peak memory of the largest of its processes in KiB."""
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


def code(root: Path, count: int) -> None:
    """Packages of Python modules: one in eight sends a prompt, through helpers of its package."""
    for number in range(count):
        package = root / f"package{number // 40}"
        package.mkdir(parents=True, exist_ok=True)
        if number % 40 == 0:
            (package / "__init__.py").write_text("", encoding="utf-8")
            (package / "rules.py").write_text(f'RULES = "{WORDS * 30}"\n', encoding="utf-8")
        text = (PLAIN if number % 8 else SENDER).replace("NUMBER", str(number))
        body = "".join(HELPER.replace("NUMBER", str(each)) for each in range(12))
        (package / f"module{number}.py").write_text(text + body, encoding="utf-8")


def git(root: Path, *args: str) -> None:
    """Run git without the user's settings."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *args], cwd=root, check=True, env=environment)


if __name__ == "__main__":
    sys.exit(main())
