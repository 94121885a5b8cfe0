"""Whole runs of the command: each folder beside this file is one.

`args` is the command line. `in/` is the folder that it runs in; with `before/` that folder is a git repository with
`before/` as its commit and `in/` staged on top of it. `env` adds to the environment. `stdout`, `stderr`
and `status` are what is expected; one that is missing stands for nothing, or 0. `make golden` writes them.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from _golden import compare

HERE = Path(__file__).parent
CASES = sorted(path.parent.name for path in HERE.glob("*/args"))


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, tmp_path: Path, golden: bool) -> None:
    case, root = HERE / name, tmp_path / "repository"
    environment = _environment(tmp_path) | _pairs(case / "env")
    root.mkdir()
    if (case / "before").exists():
        _lay_out(case / "before", root)
        for command in ("init --quiet --initial-branch main", "add --all", "commit --quiet --message one"):
            subprocess.run(["git", *command.split()], cwd=root, env=environment, check=True)
        _lay_out(case / "in", root)
        subprocess.run(["git", "add", "--all"], cwd=root, env=environment, check=True)
    else:
        _lay_out(case / "in", root)
    args = shlex.split((case / "args").read_text(encoding="utf-8"))
    done = subprocess.run(
        [sys.executable, "-m", "promptlint", *args], cwd=root, env=environment, capture_output=True, check=False
    )
    compare(case / "stdout", _plain(done.stdout), write=golden)
    compare(case / "stderr", _plain(done.stderr), write=golden)
    compare(case / "status", f"{done.returncode}\n" if done.returncode else "", write=golden)


def _lay_out(source: Path, root: Path) -> None:
    """Make the folder hold what the source holds, and nothing else but its repository."""
    for entry in root.iterdir():
        if entry.name != ".git":
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    if source.exists():
        shutil.copytree(source, root, dirs_exist_ok=True)


def _environment(folder: Path) -> dict[str, str]:
    """The same on every machine, so that the commits are the same too."""
    person = {"NAME": "A", "EMAIL": "a@example.org", "DATE": "2001-01-01T00:00:00Z"}
    identity = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()}
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "TEMP") if key in os.environ}
    return {
        **kept,
        **identity,
        "HOME": str(folder),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(folder),
        "PYTHONUTF8": "1",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "COLUMNS": "100",
    }


def _pairs(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").split() if path.exists() else []
    return dict(line.split("=", 1) for line in lines)


def _plain(output: bytes) -> str:
    return output.decode().replace("\r\n", "\n")
