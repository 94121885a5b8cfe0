"""Versions and real history: what a commit, a branch, a merge and a move mean for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from promptlint.engine import Options, check

if TYPE_CHECKING:
    from _repo import Repo

TRIAGE = (
    "{# promptlint: version=3 #}\nYou triage bug reports into four classes, and answer with one word.\n{{ report }}\n"
)
PATH = "prompts/triage.j2"
STAGED = Options(staged=True)


def edited(word: str, version: str = "3") -> str:
    return TRIAGE.replace("four", word).replace("version=3", f"version={version}")


def codes(repo: Repo, options: Options = STAGED) -> list[str]:
    outcome = check(options, str(repo.path))
    return [each.code for each in outcome.diagnostics if each.code.startswith("PL3")]


@pytest.fixture
def repo(repo: Repo) -> Repo:
    repo.commit_files({PATH: TRIAGE, "README.md": "Prompts.\n"})
    return repo


def stage(repo: Repo, files: dict[str, str]) -> None:
    for path, text in files.items():
        repo.write(path, text)
    repo.add()


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(TRIAGE, [], id="same"),
        pytest.param(edited("five"), ["PL301"], id="edited"),
        pytest.param(edited("five", "4"), [], id="edited and bumped"),
        pytest.param(edited("five", "2"), ["PL303"], id="edited and decreased"),
        pytest.param(edited("four", "4"), ["PL306"], id="bumped"),
        pytest.param(edited("five").partition("\n")[2], ["PL301"], id="edited, version removed"),
        pytest.param(TRIAGE.replace("report }}", "issue }}"), [], id="renamed placeholder"),
    ],
)
def test_a_staged_edit(repo: Repo, now: str, expected: list[str]) -> None:
    stage(repo, {PATH: now})
    assert codes(repo) == expected


def test_only_what_is_staged_counts(repo: Repo) -> None:
    repo.write(PATH, edited("five"))
    assert codes(repo) == []
    repo.add()
    repo.write(PATH, edited("five", "4"))
    assert codes(repo) == ["PL301"]
    assert codes(repo, Options()) == []


def test_a_move(repo: Repo) -> None:
    repo.git("mv", PATH, "prompts/classes.j2")
    assert codes(repo) == []
    stage(repo, {"prompts/classes.j2": edited("five")})
    assert codes(repo) == ["PL301"]
    stage(repo, {"prompts/classes.j2": edited("five", "4")})
    assert codes(repo) == []


def test_a_copy_is_a_new_prompt(repo: Repo) -> None:
    stage(repo, {"prompts/classes.j2": edited("five", "1")})
    assert codes(repo) == []


def test_a_deleted_prompt(repo: Repo) -> None:
    repo.remove(PATH)
    repo.add()
    assert codes(repo) == []


def test_the_first_commit(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "--orphan", "fresh")
    assert codes(repo) == []


def test_a_partial_that_nobody_names_in_the_commit(repo: Repo) -> None:
    user = "{# promptlint: version=1 #}\nYou answer.\n{% include '_style.j2' %}\n{{ report }}\n"
    repo.commit_files({f"prompts/{name}.j2": user for name in "abc"} | {"prompts/_style.j2": "Be brief."})
    stage(repo, {"prompts/_style.j2": "Be polite."})
    outcome = check(STAGED, str(repo.path))
    (only,) = [each for each in outcome.diagnostics if each.code == "PL301"]
    assert only.finding.message == "changed text is in the cached prefix of 3 prompts, and no version moved"
    assert only.finding.primary.path == "prompts/_style.j2"
    stage(repo, {f"prompts/{name}.j2": user.replace("version=1", "version=2") for name in "abc"})
    assert codes(repo) == []


def test_a_branch_is_compared_with_where_it_left(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "-b", "topic")
    repo.commit_files({PATH: edited("five")})
    assert codes(repo, Options(base="main")) == ["PL301"]
    repo.commit_files({PATH: edited("five", "4")})
    assert codes(repo, Options(base="main")) == []
    repo.git("checkout", "--quiet", "main")
    repo.commit_files({"README.md": "All prompts.\n"})
    assert codes(repo, Options(base="main", head="topic")) == []


def test_two_branches_take_one_number(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "-b", "topic")
    repo.commit_files({PATH: edited("five", "4")})
    repo.git("checkout", "--quiet", "main")
    repo.commit_files({PATH: edited("six", "4")})
    assert codes(repo, Options(base="main", head="topic")) == ["PL304"]
    repo.git("checkout", "--quiet", "topic")
    repo.commit_files({PATH: edited("five", "5")})
    assert codes(repo, Options(base="main")) == []


def test_a_merge_that_settles_a_conflict(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "-b", "topic")
    repo.commit_files({PATH: edited("five", "4")})
    repo.git("checkout", "--quiet", "main")
    repo.commit_files({PATH: edited("six", "5")})
    repo.git("checkout", "--quiet", "topic")
    assert repo.try_git("merge", "main").returncode == 1
    stage(repo, {PATH: edited("seven", "5")})
    assert codes(repo) == ["PL304"]
    stage(repo, {PATH: edited("six", "5")})
    assert codes(repo) == []
    stage(repo, {PATH: edited("seven", "6")})
    assert codes(repo) == []


def test_a_released_file(repo: Repo) -> None:
    text = TRIAGE.partition("\n")[2]
    repo.commit_files({"prompts/route_v3.j2": text})
    stage(repo, {"prompts/route_v3.j2": text.replace("four", "five")})
    assert codes(repo) == ["PL305"]
    stage(repo, {"prompts/route_v3.j2": text, "prompts/route_v4.j2": text.replace("four", "five")})
    assert codes(repo) == []
    repo.git("rm", "--quiet", "-f", "prompts/route_v3.j2")
    assert codes(repo) == []


def test_a_sidecar(repo: Repo) -> None:
    text = TRIAGE.partition("\n")[2]
    config = '[versions]\nsidecars = ["spec.yaml:version"]\n'
    repo.commit_files({"promptlint.toml": config, "lib/prompts/a.j2": text, "lib/prompts/spec.yaml": "version: 7\n"})
    stage(repo, {"lib/prompts/a.j2": text.replace("four", "five")})
    assert codes(repo) == ["PL301"]
    stage(repo, {"lib/prompts/spec.yaml": "version: 8\n"})
    assert codes(repo) == []
    stage(repo, {"lib/prompts/spec.yaml": "version: 6\n"})
    assert codes(repo) == ["PL303"]
