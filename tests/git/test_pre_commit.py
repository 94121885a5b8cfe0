"""The hooks of the pre-commit framework, run by the framework itself."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from _gate import PROJECT, TRIAGE, Team, codes, triage
from _repo import Repo
from promptlint.frontends import registry

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = PROJECT / ".pre-commit-hooks.yaml"
HOME = os.environ.get("HOME", "")  # the user's, where pip may keep its settings and its cache
RULES = "Be kind and read everything twice.\n"
INCLUDING = '{# promptlint: version=1 #}\n{% include "_rules.html" %}\n\n{{ question }}\n'


def manifest() -> dict[str, dict[str, Any]]:
    hooks = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return {hook["id"]: hook for hook in hooks}


def pre_commit(directory: Path, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", *args]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)


def run(team: Team, *args: str) -> list[str]:
    """What `pre-commit run` finds; it fails when, and only when, it finds an error."""
    done = pre_commit(team.repo.path, "run", *args)
    found = codes(done.stdout + done.stderr)
    assert done.returncode == (1 if found else 0), done.stdout + done.stderr
    return found


# ---------------------------------------------------------------- the manifest


def test_the_framework_accepts_the_manifest() -> None:
    done = pre_commit(PROJECT, "validate-manifest", str(MANIFEST))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("prompts/triage.j2", True, id="jinja"),
        pytest.param("templates/mail.html.jinja2", True, id="double ending"),
        pytest.param("a.jinja", True, id="at the top"),
        pytest.param("chat.prompty", True, id="prompty"),
        pytest.param("menu.prompt", True, id="dotprompt"),
        pytest.param("src/extract.baml", True, id="baml"),
        pytest.param("mail.hbs", True, id="handlebars"),
        pytest.param("mail.handlebars", True, id="handlebars in full"),
        pytest.param("mail.mustache", True, id="mustache"),
        pytest.param(".claude/agents/reviewer.md", True, id="markdown in a hidden folder"),
        pytest.param("rules/style.mdc", True, id="mdc"),
        pytest.param("prompts/system.txt", True, id="text"),
        pytest.param("prompts/chat.yaml", True, id="yaml"),
        pytest.param("prompts/chat.prompt.yml", True, id="yml"),
        pytest.param("prompts/request.json", True, id="json"),
        pytest.param("prompts/with a space.j2", True, id="space"),
        pytest.param("pyproject.toml", True, id="configuration"),
        pytest.param("services/mail/promptlint.toml", True, id="configuration below the top"),
        pytest.param("jobs/nightly.batch.toml", True, id="a manifest of batches"),
        pytest.param("src/agent.py", True, id="python"),
        pytest.param("src/main.rs", False, id="another language"),
        pytest.param("prompts/triage.j2.bak", False, id="ending goes on"),
        pytest.param("prompts/triagej2", False, id="no dot"),
        pytest.param("docs/prompt", False, id="no ending"),
        pytest.param("assets/prompt.png", False, id="picture"),
        pytest.param("poetry.toml", False, id="another configuration"),
        pytest.param("my-pyproject.toml", False, id="like the configuration"),
        pytest.param("pyproject.toml.orig", False, id="left by a merge"),
    ],
)
def test_which_files_the_hook_is_about(path: str, expected: bool) -> None:
    assert bool(re.search(manifest()["promptlint"]["files"], path)) is expected


def test_every_ending_that_is_read_is_in_the_pattern() -> None:
    pattern = re.compile(manifest()["promptlint"]["files"])
    assert [each for each in registry._KNOWN if not pattern.search(f"prompts/a{each}")] == []  # noqa: SLF001 the table is nobody else's business


def test_no_hook_depends_on_files_being_passed() -> None:
    for hook in manifest().values():
        assert hook["pass_filenames"] is False
        assert hook["always_run"] is True


# ---------------------------------------------------------------- what the framework runs


def configured(*ids: str) -> str:
    """A configuration with our hooks, each run by the Python that runs the tests."""
    python = shlex.quote(sys.executable)
    own = manifest()
    hooks = [{**own[name], "language": "system", "entry": f"{python} -m {own[name]['entry']}"} for name in ids]
    return str(yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]}, sort_keys=False))


@pytest.fixture
def team(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    """A team whose repository has the hook of the framework before commits, merges and pushes."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "framework"))
    monkeypatch.setenv("PRE_COMMIT_COLOR", "never")
    repo.commit_files({TRIAGE: triage(), ".pre-commit-config.yaml": configured("promptlint")})
    kinds = [f"--hook-type={kind}" for kind in ("pre-commit", "pre-merge-commit", "pre-push")]
    assert pre_commit(repo.path, "install", *kinds).returncode == 0
    return Team(repo)


def unchecked(team: Team, path: str, content: str) -> str:
    """Commit a file past all hooks; the id of the commit."""
    team.stage(path, content)
    team.repo.git("commit", "--no-verify", "--quiet", "--message", "unchecked")
    return team.repo.head


def test_a_quiet_edit_is_blocked_and_a_bumped_one_accepted(team: Team) -> None:
    team.stage(TRIAGE, triage(classes="five"))
    assert team.commit_blocked() == ["PL301"]
    team.stage(TRIAGE, triage(4, classes="five"))
    team.commit()


def test_an_unstaged_edit_is_ignored_and_kept(team: Team) -> None:
    team.repo.write(TRIAGE, triage(classes="five"))
    team.stage("notes.txt", "Tell the desk.\n")
    team.commit()
    assert (team.repo.path / TRIAGE).read_text(encoding="utf-8") == triage(classes="five")


def test_a_staged_edit_is_blocked_though_the_work_tree_has_mended_it(team: Team) -> None:
    team.stage(TRIAGE, triage(classes="five"))
    team.repo.write(TRIAGE, triage(4, classes="five"))
    assert team.commit_blocked() == ["PL301"]
    assert (team.repo.path / TRIAGE).read_text(encoding="utf-8") == triage(4, classes="five")


def test_a_commit_of_one_path(team: Team) -> None:
    unchecked(team, "notes.txt", "Tell the desk.\n")
    team.stage(TRIAGE, triage(classes="five"))
    team.repo.write("notes.txt", "Tell the desk twice.\n")
    team.commit("--", "notes.txt")
    assert team.commit_blocked("--", TRIAGE) == ["PL301"]


def test_a_part_named_like_no_prompt_is_seen(team: Team) -> None:
    unchecked(team, "prompts/_rules.html", RULES)
    unchecked(team, "prompts/answer.j2", INCLUDING)
    team.stage("prompts/_rules.html", RULES.replace("twice", "once"))
    assert team.commit_blocked() == ["PL301"]
    team.repo.git("reset", "--quiet", "--hard")
    team.repo.git("rm", "--quiet", "prompts/_rules.html")
    assert "PL001" in team.commit_blocked()


def test_a_merge_without_conflict_is_checked(team: Team) -> None:
    team.repo.git("checkout", "--quiet", "-b", "side")
    unchecked(team, TRIAGE, triage(classes="five"))
    team.repo.git("checkout", "--quiet", "main")
    unchecked(team, "notes.txt", "Tell the desk.\n")
    assert team.blocked("merge", "--no-edit", "side") == ["PL301"]


def test_two_revisions(team: Team) -> None:
    start = team.repo.head
    edited = unchecked(team, TRIAGE, triage(classes="five"))
    mended = unchecked(team, TRIAGE, triage(4, classes="five"))
    team.stage(TRIAGE, triage(classes="six"))
    assert run(team, "--from-ref", start, "--to-ref", edited) == ["PL301"]
    assert run(team, "--from-ref", start, "--to-ref", mended) == []
    assert run(team, "--from-ref", edited, "--to-ref", mended) == []


def test_all_files(team: Team) -> None:
    unchecked(team, "prompts/clock.j2", "{{ now() }}" + " Be kind." * 2000 + "{{ question }}\n")
    unchecked(team, TRIAGE, triage(classes="five"))
    assert run(team, "--all-files") == []
    unchecked(team, ".pre-commit-config.yaml", configured("promptlint-all"))
    assert run(team, "--all-files") == ["PL102"]


# ---------------------------------------------------------------- pushes


@pytest.fixture
def remote(team: Team, tmp_path: Path) -> Repo:
    """An empty bare repository, known as `origin`."""
    remote = Repo.init(tmp_path / "a remote.git", "--bare")
    team.repo.git("remote", "add", "origin", str(remote.path))
    return remote


def test_the_first_push_checks_everything_that_is_pushed(team: Team, remote: Repo) -> None:
    unchecked(team, "prompts/clock.j2", "{{ now() }}" + " Be kind." * 2000 + "{{ question }}\n")
    assert team.blocked("push", "origin", "main") == ["PL102"]
    team.repo.git("rm", "--quiet", "prompts/clock.j2")
    team.repo.git("commit", "--quiet", "--no-verify", "--message", "no clock")
    team.stage(TRIAGE, triage(classes="six"))
    team.accepted("push", "origin", "main")
    assert remote.git("rev-parse", "main") == team.repo.head


def test_later_pushes_check_what_is_new(team: Team, remote: Repo) -> None:
    team.accepted("push", "origin", "main")
    unchecked(team, TRIAGE, triage(classes="five"))
    assert team.blocked("push", "origin", "main") == ["PL301"]
    assert team.blocked("push", "origin", "main:refs/heads/side") == ["PL301"]
    unchecked(team, TRIAGE, triage(4, classes="five"))
    team.accepted("push", "origin", "main", "main:refs/heads/side")
    team.accepted("push", "origin", "--delete", "side")
    assert remote.git("branch", "--format=%(refname:short)") == "main"


# ---------------------------------------------------------------- the project as it is installed


def copied_project(path: Path) -> Repo:
    """A repository of what is in the work tree of this project, whether or not it is committed."""
    project = Repo.init(path)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        check=True,
    ).stdout
    for name in map(os.fsdecode, listed.split(b"\0")):
        if name and (PROJECT / name).is_file():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, path / name)
    project.commit()
    return project


@pytest.mark.slow
def test_the_framework_installs_and_runs_the_project(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = copied_project(tmp_path / "the project")
    monkeypatch.setenv("HOME", HOME)
    unchecked(team, "prompts/clock.j2", "{{ now() }}" + " Be kind." * 2000 + "{{ question }}\n")
    team.stage(TRIAGE, triage(classes="five"))
    done = pre_commit(team.repo.path, "try-repo", str(project.path), "--verbose", "--all-files")
    output = done.stdout + done.stderr
    assert done.returncode == 1, output
    assert codes(output) == ["PL301", "PL102"], output
    assert output.count("- exit code: 1") == 2
