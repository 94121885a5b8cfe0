"""The wheel, as somebody gets it who installs the distribution."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
QUIET = ("--quiet", "--disable-pip-version-check")
CLOCK = "It is {{ now() }}.\n" + "Read the whole ticket before you choose a team.\n" * 400 + "{{ ticket }}\n"


def run(*command: str | Path, directory: Path) -> subprocess.CompletedProcess[str]:
    """Run a command that sees nothing of this project but what it is given."""
    hidden = ("PYTHON", "VIRTUAL_ENV", "PROMPTLINT")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)


def succeed(*command: str | Path, directory: Path) -> str:
    done = run(*command, directory=directory)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def built(folder: Path) -> Path:
    """The wheel that pip makes of this project."""
    succeed(sys.executable, "-m", "pip", "wheel", *QUIET, "--no-deps", "-w", folder, PROJECT, directory=folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def contents(wheel: Path) -> tuple[list[str], str]:
    """The names of the files in a wheel, and what it says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        names = sorted(archive.namelist())
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        return names, archive.read(metadata).decode()


@pytest.mark.slow
def test_the_wheel_works_by_itself(tmp_path: Path) -> None:
    wheel = built(tmp_path)
    names, metadata = contents(wheel)
    schemas = {f"promptlint/schemas/{path.name}" for path in (PROJECT / "schemas").glob("*.json")}
    assert schemas
    tables = {f"promptlint/providers/{name}.json" for name in ("models", "prices", "batches")}
    assert schemas | tables | {"promptlint/py.typed"} <= set(names)
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"promptlint", "promptlint_cache"}
    source = {f"promptlint/{path.relative_to(PROJECT / 'src' / 'promptlint').as_posix()}" for path in modules()}
    assert {name for name in names if name.endswith(".py")} == source

    headers = Parser().parsestr(metadata)
    required = [each for each in headers.get_all("Requires-Dist", []) if "extra ==" not in each]
    installed = tmp_path / "an environment"
    succeed(sys.executable, "-m", "venv", installed, directory=tmp_path)
    python = installed / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    command = python.with_name("promptlint")
    succeed(python, "-m", "pip", "install", *QUIET, wheel, directory=tmp_path)
    listed = succeed(python, "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check", directory=tmp_path)
    own = {line.partition("==")[0].lower() for line in listed.splitlines()}
    assert own.isdisjoint({"pytest", "mypy", "ruff", "pre-commit", "hypothesis"})
    assert len(own) < 3 * len(required) + 5

    assert succeed(command, "--version", directory=tmp_path) == f"promptlint {headers['Version']}\n"
    assert "PL301" in succeed(command, "rules", directory=tmp_path)
    assert f"{PROJECT}" not in succeed(
        python, "-c", "import promptlint; print(promptlint.__file__)", directory=tmp_path
    )

    prompts = tmp_path / "a repository" / "prompts"
    prompts.mkdir(parents=True)
    (prompts / "triage.j2").write_text(CLOCK, encoding="utf-8")
    done = run(command, "check", directory=prompts.parent)
    assert done.returncode == 1, done.stderr
    assert "error[PL102]: `now()` changes ahead of stable text" in done.stdout
    (prompts / "triage.j2").write_text("{# promptlint: verson=3 #}\n{{ ticket }}\n", encoding="utf-8")
    assert "PL003" in run(command, "check", directory=prompts.parent).stdout


def modules() -> list[Path]:
    return list((PROJECT / "src" / "promptlint").rglob("*.py"))
