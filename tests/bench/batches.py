"""How long it takes to check and to plan a job of 100,000 requests, beside reading and parsing its lines with orjson.

CPU time of all processes, since several of them read a large file. Prints medians and asserts nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

RUNS = 5
REQUESTS, SIZE = 100_000, 256 * 10**6
PROMPTLINT = [sys.executable, "-m", "promptlint", "batch"]
PARSE = "import orjson, sys\nfor line in open(sys.argv[1], 'rb'):\n    orjson.loads(line)"
MARK = {"type": "ephemeral", "ttl": "1h"}
RULES = "Read the whole ticket before you choose a team, and name the rule that decides it when two rules apply. "


def main() -> int:
    """Make the files, measure, print."""
    rows: list[tuple[str, ...]] = [("what", "CPU", "reference", "CPU", "ratio", "peak MB")]
    with tempfile.TemporaryDirectory(prefix="promptlint-bench-") as folder:
        root = Path(folder)
        for title, tenants in (("400 prefixes", 400), ("prefixes that alternate", -400), ("no prefix twice", REQUESTS)):
            file = root / "job.jsonl"
            make(file, abs(tenants), mixed=tenants < 0)
            parse = [sys.executable, "-c", PARSE, str(file)]
            check = [*PROMPTLINT, "check", str(file), "--exit-zero", "--quiet"]
            plan = [*PROMPTLINT, "plan", str(file), "--output", str(root / "plan"), "--quiet"]
            rows.append(compare(f"check, {title}", check, "orjson", parse, root))
            rows.append(compare(f"plan, {title}", plan, "check", check, root))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        sys.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n")
    return 0


def make(file: Path, tenants: int, *, mixed: bool) -> None:
    """A job that fills a batch: each tenant has a marked prefix of its own, on which many questions are asked."""
    room = SIZE // REQUESTS - 300
    rules = (RULES * (room // len(RULES) + 1))[: room * 4 // 5]
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        for number in range(REQUESTS):
            tenant = number % tenants if mixed else number * tenants // REQUESTS
            question = f"Ticket {number}: " + RULES * (room // 5 // len(RULES))
            system = {"type": "text", "text": f"You work for tenant {tenant}. {rules}", "cache_control": MARK}
            messages = [{"role": "user", "content": question}]
            params = {"model": "claude-haiku-5-5", "max_tokens": 200, "system": [system], "messages": messages}
            stream.write(json.dumps({"custom_id": f"request-{number}", "params": params}) + "\n")


def compare(title: str, command: Sequence[str], other: str, reference: Sequence[str], folder: Path) -> tuple[str, ...]:
    """Both commands in turn, so that a machine that slows down slows both."""
    ours, theirs, peaks = [], [], []
    for _ in range(RUNS + 1):
        shutil.rmtree(folder / "plan", ignore_errors=True)
        seconds, peak = run(command)
        ours.append(seconds)
        peaks.append(peak)
        theirs.append(run(reference)[0])
    ratios = [mine / its for mine, its in zip(ours[1:], theirs[1:], strict=True)]
    return (
        title,
        f"{statistics.median(ours[1:]):.2f} s",
        other,
        f"{statistics.median(theirs[1:]):.2f} s",
        f"{statistics.median(ratios):.2f}",
        f"{max(peaks) / 1024:.0f}",
    )


def run(command: Sequence[str]) -> tuple[float, int]:
    """CPU seconds of a run and all its processes, and the peak memory of the largest of them in KiB."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


if __name__ == "__main__":
    sys.exit(main())
