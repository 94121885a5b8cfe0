"""The page on batches shows what the commands print, character for character."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from _repo import Repo, isolate
from promptlint.cli import exit_status

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "batch"
BLOCKS = re.findall(
    r"^```console\n(.*?)\n```$", (ROOT / "docs" / "batches.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


def runs(block: str) -> Iterator[tuple[list[str], str]]:
    """The commands of a block, each with what follows it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command.split(), output.rstrip("\n")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


def printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    exit_status(arguments)
    return capsys.readouterr().out.rstrip("\n")


def test_there_are_blocks() -> None:
    assert len(BLOCKS) == 5


def test_files_and_plans(place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for block in BLOCKS[:3]:
        for command, expected in runs(block):
            if command[0] == "python":
                capsys.readouterr()
                _make(command, monkeypatch)
                (place / "jobs.jsonl").write_text(capsys.readouterr().out, encoding="utf-8")
            else:
                assert printed(command[1:], capsys) == expected


def _make(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the example as its command line says, up to where its output goes."""
    import runpy

    _, script, *arguments = command[: command.index(">")]
    monkeypatch.setattr("sys.argv", [script, *arguments])
    runpy.run_path(str(ROOT / script), run_name="__main__")


def test_an_estimate(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(EXAMPLE / "pinned", place, dirs_exist_ok=True)
    ((command, expected),) = runs(BLOCKS[4])
    assert printed(command[1:], capsys) == expected


def test_a_pin(place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch, place)
    repo = Repo.init(place / "repository")
    monkeypatch.chdir(repo.path)
    shutil.copytree(EXAMPLE / "pinned", repo.path, dirs_exist_ok=True)
    repo.add()
    repo.commit("a batch, and what it pins")
    text = (repo.path / "prompts" / "returns.j2").read_text(encoding="utf-8")
    edited = text.replace("Gloves go back within 15", "Gloves go back within 30").replace("version=3", "version=4")
    repo.write("prompts/returns.j2", edited)
    repo.add()
    expected = BLOCKS[3].partition("\n")[2]
    assert printed(["check", "--staged", "--quiet"], capsys) == expected
