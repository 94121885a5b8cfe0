"""Request files that are committed are checked with everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from _repo import Repo, isolate
from _requests import ANSWERING, SORTING, anthropic, lines
from promptlint import batch_run
from promptlint.engine import Options, check

if TYPE_CHECKING:
    from pathlib import Path

    from promptlint.engine import Outcome

MIXED = lines([anthropic(f"r-{number}", (SORTING, ANSWERING)[number % 2]) for number in range(6)])
APART = lines([anthropic(f"r-{number}", (SORTING, ANSWERING)[number // 3]) for number in range(6)])


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    isolate(monkeypatch, tmp_path)
    repo = Repo.init(tmp_path / "repository")
    repo.commit_files({"README.md": "A job.\n", "data/events.jsonl": '{"event": "click"}\n' * 9})
    return repo


def checked(repo: Repo, *paths: str, staged: bool = False) -> Outcome:
    return check(Options(paths, staged=staged), str(repo.path))


def codes(outcome: Outcome) -> list[str]:
    return [each.code for each in outcome.diagnostics]


def test_a_committed_file_is_checked(repo: Repo) -> None:
    repo.write("jobs/nightly.jsonl", MIXED)
    repo.commit()
    outcome = checked(repo)
    assert codes(outcome) == ["PL405", "PL402"]
    assert outcome.batch is not None
    assert [file.path for file in outcome.batch.files] == ["jobs/nightly.jsonl"]


def test_a_hook_looks_at_those_that_are_staged(repo: Repo) -> None:
    repo.write("jobs/old.jsonl", MIXED)
    repo.commit()
    assert codes(checked(repo, staged=True)) == []
    repo.write("jobs/new.jsonl", APART)
    repo.add()
    repo.write("jobs/new.jsonl", MIXED)  # what is staged counts, not what is on disk
    assert codes(checked(repo, staged=True)) == ["PL405"]


def test_other_lines_of_json_are_left_alone(repo: Repo) -> None:
    outcome = checked(repo)
    assert (codes(outcome), outcome.batch, outcome.notes) == ([], None, ())


def test_paths_and_exclusions_hold(repo: Repo) -> None:
    repo.write("jobs/nightly.jsonl", MIXED)
    repo.write("promptlint.toml", 'exclude = ["jobs/"]\n')
    repo.commit()
    assert codes(checked(repo)) == []
    assert codes(checked(repo, "data")) == []
    assert codes(checked(repo, "jobs/nightly.jsonl")) == ["PL405", "PL402"]


def test_a_file_that_is_too_large_is_named(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_run, "_LARGEST", 1000)
    repo.write("jobs/nightly.jsonl", MIXED)
    repo.commit()
    outcome = checked(repo)
    assert codes(outcome) == []
    assert outcome.notes == (
        "jobs/nightly.jsonl has 0 MB, so it was left out: `promptlint batch check` reads request files of any size",
    )
