"""Commits through the real pre-commit hook: which are made, and which are not."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from _gate import CLIENT_HOOKS, HOOKS, PROJECT, TRIAGE, Team, check, codes, install, tool, triage
from _golden import compare
from _repo import Repo

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(sys.platform == "win32", reason="names and files that only POSIX has")

RULES = "Be kind and read everything twice.\n"
INCLUDING = '{# promptlint: version=1 #}\n{% include "_rules.md" %}\n\n{{ question }}\n'


@pytest.fixture
def team(repo: Repo, tmp_path: Path) -> Team:
    """A team with one prompt at version 3, committed."""
    repo.commit_files({TRIAGE: triage()})
    install(repo, tool(tmp_path), "pre-commit", "pre-merge-commit")
    return Team(repo)


# ---------------------------------------------------------------- what is staged decides


@pytest.mark.parametrize(
    "edited",
    [
        pytest.param(triage(4, classes="five"), id="bumped"),
        pytest.param(triage(4, classes="five", tone="briefly"), id="bumped, two edits"),
        pytest.param("{# The desk asked for this. -#}\n" + triage(), id="comment"),
        pytest.param(triage().replace("{{ report }}", "{{ report }}\nThank you."), id="behind the prefix"),
        pytest.param(triage().replace("{{ report }}", "{{report}}"), id="spaces that the model never sees"),
        pytest.param(triage().replace("report }}", "bug }}"), id="placeholder renamed"),
    ],
)
def test_an_edit_is_accepted(team: Team, edited: str) -> None:
    team.stage(TRIAGE, edited)
    team.commit()


@pytest.mark.parametrize(
    ("edited", "expected"),
    [
        pytest.param(triage(classes="five"), ["PL301"], id="quiet edit"),
        pytest.param(triage(classes="four "), ["PL301"], id="one space"),
        pytest.param(triage(None, classes="five"), ["PL301"], id="version removed with the edit"),
        pytest.param(triage(2, classes="five"), ["PL303"], id="version lowered"),
        pytest.param(triage(4, classes="{{ now() }}" + " many" * 3000), ["PL102"], id="bumped, with another fault"),
        pytest.param(triage(4) + "{% if %}", ["PL001"], id="bumped, and broken"),
        pytest.param(triage(4).encode() + b"\xff\xfe\0", ["PL001"], id="bumped, and no text"),
    ],
)
def test_an_edit_is_blocked(team: Team, edited: str | bytes, expected: list[str]) -> None:
    team.stage(TRIAGE, edited)
    assert team.commit_blocked() == expected


def test_an_unstaged_edit_does_not_block(team: Team) -> None:
    team.repo.write(TRIAGE, triage(classes="five"))
    team.stage("notes.txt", "Tell the desk.\n")
    team.commit()


def test_a_staged_edit_blocks_though_the_work_tree_has_mended_it(team: Team) -> None:
    team.stage(TRIAGE, triage(classes="five"))
    team.repo.write(TRIAGE, triage(4, classes="five"))
    assert team.commit_blocked() == ["PL301"]


def test_a_staged_bump_is_accepted_though_the_work_tree_has_gone_on(team: Team) -> None:
    team.stage(TRIAGE, triage(4, classes="five"))
    team.repo.write(TRIAGE, triage(classes="six"))
    team.commit()


def test_a_bump_that_is_not_staged_with_the_edit_does_not_count(team: Team) -> None:
    team.stage("prompts/_rules.md", RULES)
    team.stage("prompts/answer.j2", INCLUDING)
    team.commit()
    team.stage("prompts/_rules.md", RULES.replace("twice", "once"))
    team.repo.write("prompts/answer.j2", INCLUDING.replace("=1", "=2"))
    assert team.commit_blocked() == ["PL301"]
    team.repo.add("prompts/answer.j2")
    team.commit()


def test_the_configuration_that_counts_is_the_staged_one(team: Team) -> None:
    team.repo.write("promptlint.toml", 'ignore = ["PL3"]\n')
    team.stage(TRIAGE, triage(classes="five"))
    assert team.commit_blocked() == ["PL301"]
    team.repo.add("promptlint.toml")
    team.commit()


def test_a_broken_configuration_blocks(team: Team) -> None:
    team.stage("promptlint.toml", "ingore = []\n")
    done = team.repo.try_git("commit", "--message", "change")
    assert done.returncode != 0
    assert "ignore" in done.stderr


def test_a_file_that_is_only_announced_does_not_block(team: Team) -> None:
    team.repo.write("prompts/new.j2", "{% if %}")
    team.repo.git("add", "--intent-to-add", "prompts/new.j2")
    team.stage("notes.txt", "Tell the desk.\n")
    team.commit()


def test_a_commit_without_prompts_prints_nothing(team: Team) -> None:
    team.stage("notes.txt", "Tell the desk.\n")
    assert team.accepted("commit", "--quiet", "--message", "change") == ""


# ---------------------------------------------------------------- ways to commit


def test_commit_all_takes_what_is_not_staged(team: Team) -> None:
    team.repo.write(TRIAGE, triage(classes="five"))
    assert team.commit_blocked("--all") == ["PL301"]
    assert team.repo.git("diff", "--staged", "--name-only") == ""
    team.repo.write(TRIAGE, triage(4, classes="five"))
    team.commit("--all")


def test_commit_of_a_path_takes_it_alone(team: Team) -> None:
    team.repo.write("notes.txt", "Tell the desk.\n")
    team.repo.add("notes.txt")
    team.commit()
    team.stage(TRIAGE, triage(classes="five"))
    team.repo.write("notes.txt", "Tell the desk twice.\n")
    team.commit("--", "notes.txt")
    assert team.commit_blocked("--", TRIAGE) == ["PL301"]
    team.repo.write(TRIAGE, triage(4, classes="five"))
    team.commit("--", TRIAGE)


def test_commit_in_a_subfolder(team: Team) -> None:
    team.stage(TRIAGE, triage(classes="five"))
    folder = Team(Repo(team.repo.path / "prompts"))
    assert folder.commit_blocked() == ["PL301"]
    team.stage(TRIAGE, triage(4, classes="five"))
    folder.commit()


def test_amend(team: Team) -> None:
    team.stage(TRIAGE, triage(4, classes="five"))
    team.commit()
    team.accepted("commit", "--amend", "--message", "a better message")
    team.stage(TRIAGE, triage(4, classes="six"))
    assert team.blocked("commit", "--amend", "--no-edit") == ["PL301"]
    team.stage(TRIAGE, triage(5, classes="six"))
    team.accepted("commit", "--amend", "--no-edit")


def test_on_a_detached_head(team: Team) -> None:
    team.repo.git("checkout", "--quiet", "--detach")
    team.stage(TRIAGE, triage(classes="five"))
    assert team.commit_blocked() == ["PL301"]
    team.stage(TRIAGE, triage(4, classes="five"))
    team.commit()


def test_the_first_commit(repo: Repo, tmp_path: Path) -> None:
    install(repo, tool(tmp_path), "pre-commit")
    team = Team(repo)
    team.stage("prompts/answer.j2", "{{ now() }}" + " Be kind." * 2000 + "{{ question }}\n")
    assert team.commit_blocked() == ["PL102"]
    team.stage("prompts/answer.j2", "Be kind. {{ question }}\n")
    team.commit()


def test_what_was_picked_without_a_commit_is_checked_when_it_is_committed(team: Team) -> None:
    team.repo.git("checkout", "--quiet", "-b", "side")
    team.stage(TRIAGE, triage(classes="five"))
    team.repo.git("commit", "--no-verify", "--quiet", "--message", "quiet")
    team.repo.git("checkout", "--quiet", "main")
    team.repo.git("cherry-pick", "--no-commit", "side")
    assert team.commit_blocked() == ["PL301"]


def test_a_rebase_goes_through(team: Team) -> None:
    """Git runs no hook for its commits: the one before the push sees them."""
    team.repo.git("checkout", "--quiet", "-b", "side")
    team.stage(TRIAGE, triage(4, classes="five"))
    team.commit()
    team.repo.git("checkout", "--quiet", "main")
    team.stage("notes.txt", "Tell the desk.\n")
    team.commit()
    team.repo.git("checkout", "--quiet", "side")
    team.accepted("rebase", "--quiet", "main")
    assert team.repo.git("show", f"HEAD:{TRIAGE}") == triage(4, classes="five").rstrip("\n")


# ---------------------------------------------------------------- kinds of repositories


def test_in_a_linked_work_tree(team: Team, tmp_path: Path) -> None:
    team.repo.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "another tree"))
    linked = Team(Repo(tmp_path / "another tree"))
    linked.stage(TRIAGE, triage(classes="five"))
    team.stage("notes.txt", "The index of the first tree is another one.\n")
    assert linked.commit_blocked() == ["PL301"]
    team.commit()
    linked.stage(TRIAGE, triage(4, classes="five"))
    linked.commit()


def test_in_a_submodule_and_above_it(team: Team, tmp_path: Path) -> None:
    above = Team(Repo.init(tmp_path / "above"))
    allowed = ("-c", "protocol.file.allow=always")
    above.repo.git(*allowed, "submodule", "--quiet", "add", team.repo.path.as_uri(), "prompts/part")
    install(above.repo, tool(tmp_path), *CLIENT_HOOKS)
    above.commit()

    inside = Team(Repo(above.repo.path / "prompts" / "part"))
    install(inside.repo, tool(tmp_path), "pre-commit")
    inside.stage(TRIAGE, triage(classes="five"))
    assert inside.commit_blocked() == ["PL301"]
    inside.commit("--no-verify")
    above.repo.add("prompts/part")
    above.commit()


def test_hooks_in_a_folder_of_the_repository(repo: Repo, tmp_path: Path) -> None:
    for name in CLIENT_HOOKS:
        repo.write(f"tools/hooks/{name}", (HOOKS / name).read_bytes()).chmod(0o755)
    repo.git("config", "core.hooksPath", "tools/hooks")
    repo.git("config", "promptlint.command", str(tool(tmp_path)))
    team = Team(repo)
    repo.write(TRIAGE, triage())
    repo.add()
    team.commit()
    team.stage(TRIAGE, triage(classes="five"))
    assert team.commit_blocked() == ["PL301"]
    assert Team(Repo(repo.path / "tools" / "hooks")).commit_blocked() == ["PL301"]


def test_a_shallow_clone_compares_what_it_has(team: Team, tmp_path: Path) -> None:
    team.stage(TRIAGE, triage(4, classes="five"))
    team.commit()
    clone = Team(team.repo.clone(tmp_path / "shallow clone", "--depth=1"))
    install(clone.repo, tool(tmp_path), "pre-commit")
    clone.stage(TRIAGE, triage(4, classes="six"))
    assert clone.commit_blocked() == ["PL301"]
    done = check(clone.repo, "--base", "HEAD~1")
    assert done.returncode == 2
    assert "fetch-depth: 0" in done.stderr


def test_a_file_outside_of_the_sparse_checkout_still_counts(team: Team) -> None:
    team.stage("shared/_rules.md", RULES)
    team.stage("prompts/answer.j2", INCLUDING.replace("_rules.md", "shared/_rules.md"))
    team.commit()
    team.repo.git("sparse-checkout", "set", "prompts")
    assert not (team.repo.path / "shared").exists()
    team.stage("prompts/answer.j2", INCLUDING.replace("_rules.md", "shared/_rules.md") + "\n{{ more }}\n")
    team.commit()


# ---------------------------------------------------------------- merges


@pytest.fixture
def branches(team: Team) -> Team:
    """Two branches, ours and theirs, that both leave from the same commit; ours is checked out."""
    team.repo.git("branch", "theirs")
    team.repo.git("checkout", "--quiet", "-b", "ours")
    return team


def commit_on(team: Team, branch: str, prompt: str) -> None:
    team.repo.git("checkout", "--quiet", branch)
    team.stage(TRIAGE, prompt)
    team.commit()


def test_a_merge_of_one_version_for_two_texts_is_blocked(branches: Team) -> None:
    """The two edits do not touch, so that git finds no conflict."""
    commit_on(branches, "theirs", triage(4, classes="five"))
    commit_on(branches, "ours", triage(4, tone="briefly"))
    assert branches.blocked("merge", "--quiet", "--no-edit", "theirs") == ["PL301"]
    branches.stage(TRIAGE, triage(5, classes="five", tone="briefly"))
    branches.commit()
    assert branches.repo.git("rev-list", "--count", "--merges", "HEAD") == "1"


def test_a_branch_that_takes_a_version_of_the_base_is_found_before_it_is_merged(branches: Team) -> None:
    commit_on(branches, "theirs", triage(4, classes="five"))
    commit_on(branches, "ours", triage(4, tone="briefly"))
    done = check(branches.repo, "--base", "theirs")
    assert (done.returncode, codes(done.stdout)) == (1, ["PL304"])


def test_a_merge_that_gives_their_version_to_another_text_is_blocked(branches: Team) -> None:
    """Git finds a conflict in the version, and the hook sees how it was resolved."""
    commit_on(branches, "theirs", triage(5, classes="five"))
    commit_on(branches, "ours", triage(4, tone="briefly"))
    assert branches.repo.try_git("merge", "--quiet", "--no-edit", "theirs").returncode != 0
    branches.stage(TRIAGE, triage(5, classes="five", tone="briefly"))
    assert branches.commit_blocked() == ["PL304"]
    branches.stage(TRIAGE, triage(6, classes="five", tone="briefly"))
    branches.commit()


def test_a_merge_in_which_only_theirs_was_bumped_is_accepted(branches: Team) -> None:
    commit_on(branches, "theirs", triage(4, classes="five"))
    branches.repo.git("checkout", "--quiet", "ours")
    branches.stage("notes.txt", "Tell the desk.\n")
    branches.commit()
    branches.accepted("merge", "--quiet", "--no-edit", "theirs")
    assert branches.repo.git("rev-list", "--count", "--merges", "HEAD") == "1"


def test_a_merge_of_a_quiet_edit_is_blocked(branches: Team) -> None:
    branches.repo.git("checkout", "--quiet", "theirs")
    branches.stage(TRIAGE, triage(classes="five"))
    branches.repo.git("commit", "--no-verify", "--quiet", "--message", "quiet")
    branches.repo.git("checkout", "--quiet", "ours")
    branches.stage("notes.txt", "Tell the desk.\n")
    branches.commit()
    assert branches.blocked("merge", "--quiet", "--no-edit", "theirs") == ["PL301"]


# ---------------------------------------------------------------- files that come, go and move


def test_new_and_deleted_prompts_are_accepted(team: Team) -> None:
    team.stage("prompts/answer.j2", "Be kind. {{ question }}\n")
    team.commit()
    team.repo.git("rm", "--quiet", TRIAGE)
    team.commit()


def test_a_deleted_part_blocks_where_it_is_still_included(team: Team) -> None:
    team.stage("prompts/_rules.md", RULES)
    team.stage("prompts/answer.j2", INCLUDING)
    team.commit()
    team.repo.git("rm", "--quiet", "prompts/_rules.md")
    assert "PL001" in team.commit_blocked()


@pytest.mark.parametrize("to", ["prompts/sort.j2", "prompts/desk/triage.j2", "templates/triage.jinja2"])
def test_a_move_is_followed(team: Team, to: str) -> None:
    (team.repo.path / to).parent.mkdir(parents=True, exist_ok=True)
    team.repo.git("mv", TRIAGE, to)
    team.stage(to, triage(classes="five"))
    assert team.commit_blocked() == ["PL301"]
    team.stage(to, triage())
    team.commit()
    team.stage(to, triage(classes="five"))
    assert team.commit_blocked() == ["PL301"]
    team.stage(to, triage(4, classes="five"))
    team.commit()


def test_permissions_are_no_change(team: Team) -> None:
    team.repo.git("update-index", "--chmod=+x", TRIAGE)
    team.commit()


@posix
def test_links_are_harmless(team: Team) -> None:
    for path, target in {
        "prompts/here.j2": "triage.j2",
        "prompts/nowhere.j2": "missing.j2",
        "prompts/circle.j2": "circle.j2",
        "prompts/outside.j2": "/etc/passwd",
        "prompts/above.j2": "../../secret.j2",
        "prompts/folder": "../prompts",
    }.items():
        team.repo.link(path, target)
    team.repo.add("prompts")
    team.commit()
    team.repo.remove("prompts/nowhere.j2")
    team.repo.link("prompts/nowhere.j2", "triage.j2")
    team.repo.add("prompts")
    team.commit()


@posix
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(b"with a space.j2", id="space"),
        pytest.param(b"-dash.j2", id="leading dash"),
        pytest.param(b"new\nline.j2", id="newline"),
        pytest.param(b"tab\tand \"quotes'.j2", id="tab and quotes"),
        pytest.param("Größe-プロンプト.j2".encode(), id="not ASCII"),
        pytest.param(b"caf\xe9.j2", id="not UTF-8"),
        pytest.param(b"$(touch pwned);`touch pwned`.j2", id="shell"),
        pytest.param(b"%s{0}*?[a].j2", id="patterns"),
        pytest.param(b":(top)!x.j2", id="pathspec magic"),
    ],
)
def test_odd_names_are_checked_and_reported(team: Team, name: bytes) -> None:
    path = f"prompts/{os.fsdecode(name)}"
    team.repo.write(path, triage())
    team.repo.git("add", "prompts")
    team.commit()
    team.repo.write(path, triage(classes="five"))
    team.repo.git("add", "prompts")
    assert team.commit_blocked() == ["PL301"]
    report = json.loads(check(team.repo, "--staged", "--format", "json").stdout)
    shown = path.encode("utf-8", "backslashreplace").decode()
    assert {label["path"] for found in report["diagnostics"] for label in found["labels"]} == {shown}
    assert not list(team.repo.path.rglob("pwned"))


# ---------------------------------------------------------------- the examples


def test_the_bad_examples_show_their_faults(golden: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    done = check(Repo(PROJECT), "--no-base", "examples/bad")
    assert (done.returncode, done.stderr) == (1, "")
    expected = PROJECT / "tests" / "git" / "expected" / "bad-examples.txt"
    compare(expected, done.stdout, write=golden)


def test_the_good_examples_are_clean() -> None:
    done = check(Repo(PROJECT), "--no-base", "--strict", "examples/good")
    assert (done.returncode, done.stdout, done.stderr) == (0, "checked 4 prompts in 4 files: no findings\n", "")
