"""What a run imports: its start is paid at every commit."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = [
    "asyncio",
    "promptlint.batch",
    "promptlint.config_costs",
    "promptlint.providers.prices",
    "concurrent.futures",
    "difflib",
    "email",
    "http",
    "importlib.metadata",
    "jsonschema",
    "libcst",
    "logging",
    "tomllib",
    "typing_extensions",
    "unittest",
]
SCRIPT = """
import sys
from promptlint.cli import exit_status
status = exit_status({args})
print(*sorted(sys.modules), sep="\\n")
sys.exit(status)
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a clean template that is staged."""
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "good.j2").write_text("You are helpful.\n{{ question }}\n")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    for command in ("init --quiet", "add --all"):
        subprocess.run(["git", *command.split()], cwd=tmp_path, check=True)
    return tmp_path


def _imported(folder: Path, *args: str) -> set[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("COV_", "GIT_"))}
    command = [sys.executable, "-S", "-c", SCRIPT.format(args=list(args))]
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return set(done.stdout.split("\n"))


@pytest.mark.parametrize("args", [["--staged"], ["--no-base"], []], ids=" ".join)
def test_a_clean_check_imports_nothing_heavy(repository: Path, args: list[str]) -> None:
    assert sorted(_imported(repository, "check", *args).intersection(HEAVY)) == []


def test_the_text_report_does_without_json(repository: Path) -> None:
    imported = _imported(repository, "check", "--staged")
    assert "promptlint.report.text" in imported
    assert not imported & {"promptlint.report.json_report", "promptlint.report.github", "promptlint.report.drawing"}


def test_other_commands_do_without_the_engine(repository: Path) -> None:
    assert "promptlint.engine" not in _imported(repository, "rules")
    assert "promptlint.rules" not in _imported(repository, "--version")
