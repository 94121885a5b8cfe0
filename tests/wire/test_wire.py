"""What promptlint says about programs, against what the same programs send."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from wire.program import PROGRAMS
from wire.said import said
from wire.truth import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from wire.program import Program
    from wire.worlds import Oracle


@pytest.mark.parametrize("program", PROGRAMS, ids=[program.name for program in PROGRAMS])
def test_what_is_said_is_what_is_sent(program: Program, oracle: Oracle) -> None:
    sent = oracle.truth(program)
    assert (sent.verdict is Verdict.STABLE) == (program.varies is None), f"the mark is wrong: {sent}"
    found = said(program)
    assert sent.verdict in found.verdicts, f"sent: {sent}\nsaid:\n{found.text}"
    if program.varies is not None:
        assert program.varies in found.lines, f"sent: {sent}\nsaid:\n{found.text}"


def test_the_programs_are_many_and_both_kinds_are_well_represented() -> None:
    kinds = Counter(program.varies is None for program in PROGRAMS)
    assert len(PROGRAMS) >= 64
    assert min(kinds[True], kinds[False]) >= 0.4 * len(PROGRAMS)


def test_the_command_says_the_same_of_all_programs_in_one_folder(tmp_path: Path) -> None:
    for program in PROGRAMS:
        program.write_to(tmp_path / program.name)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GIT", "PROMPTLINT"))}
    done = subprocess.run(
        [sys.executable, "-m", "promptlint", "check", "--no-base", "--format", "json", "."],
        cwd=tmp_path,
        env=environment | {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stderr
    together = {
        (each["code"], label["path"], label["start"]["line"])
        for each in json.loads(done.stdout)["diagnostics"]
        for label in each["labels"]
        if label["primary"]
    }
    apart = {
        (code, f"{program.name}/{path}", line) for program in PROGRAMS for code, path, line in said(program).primaries
    }
    assert together == apart
