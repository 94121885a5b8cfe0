"""Prints what each program sends and what is said about it: `PYTHONPATH=tests python -m wire.compare [PROGRAM]…`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from wire.program import PROGRAMS
from wire.recorder import recording
from wire.said import said
from wire.truth import Verdict
from wire.worlds import watching


def main(names: list[str]) -> int:
    """One line for each program, more where mark, program and promptlint disagree; the number of those."""
    disagreements = 0
    with TemporaryDirectory() as root, recording() as recorder, watching(recorder, Path(root)) as oracle:
        for program in PROGRAMS:
            if names and program.name not in names:
                continue
            sent = oracle.truth(program)
            try:
                found = said(program)
            except Exception as problem:  # noqa: BLE001 while promptlint is being changed, the others still count
                print(f"FAIL {program.name:24} sent {sent.verdict:8} {problem!r}")  # noqa: T201
                disagreements += 1
                continue
            agree = sent.verdict in found.verdicts and (program.varies is None or program.varies in found.lines)
            agree &= (sent.verdict is Verdict.STABLE) == (program.varies is None)
            disagreements += not agree
            words = f"sent {sent.verdict:8} said {' or '.join(found.verdicts)}"
            print(f"{'ok  ' if agree else 'FAIL'} {program.name:24} {words}")  # noqa: T201
            if names or not agree:
                print(f"  marked: {program.varies}\n  sent:   {sent}\n{found.text}\n")  # noqa: T201
    return disagreements


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) > 0)
