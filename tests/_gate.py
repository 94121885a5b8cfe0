"""A repository that the plain git hooks guard, and what they say."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

    from _repo import Repo

PROJECT = Path(__file__).resolve().parent.parent
HOOKS = PROJECT / "hooks"
CLIENT_HOOKS = ("pre-commit", "pre-merge-commit", "pre-push")
TRIAGE = "prompts/triage.j2"

_CODE = re.compile(r"^(?:remote: )?(?:error|warning|info)\[(PL\d+)\]", re.MULTILINE)


def triage(version: int | None = 3, *, classes: str = "four", tone: str = "kindly") -> str:
    """A prompt; its version, its `classes` and its `tone` stand so far apart that git merges edits of them."""
    declared = "" if version is None else f"{{# promptlint: version={version} #}}\n"
    rules = "".join(f"{number}. Read part {number} of the report.\n" for number in range(1, 6))
    return f"{declared}{rules}You triage it into {classes} classes.\n{rules}Answer {tone}.\n\n{{{{ report }}}}\n"


def codes(output: str) -> list[str]:
    """The codes of what was found, in order."""
    return _CODE.findall(output)


def script(path: Path, body: str) -> Path:
    """Write a program for the shell."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8", newline="\n")
    path.chmod(0o755)
    return path


def tool(folder: Path) -> Path:
    """The command `promptlint`, run by the Python that runs the tests."""
    return script(folder / "bin" / "promptlint", f'exec {shlex.quote(sys.executable)} -m promptlint "$@"')


def install(repo: Repo, command: Path | str, *names: str) -> None:
    """Install hooks as their first lines tell, with the command named in git's configuration."""
    folder = repo.path / repo.git("rev-parse", "--git-path", "hooks")
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(HOOKS / name, folder / name)
    repo.git("config", "promptlint.command", str(command))


@dataclass(frozen=True)
class Team:
    """What a team does all day, and what the hooks make of it."""

    repo: Repo

    def accepted(self, *command: str) -> str:
        """Run a git command that goes through without any finding; what it prints."""
        done = self.repo.try_git(*command)
        output = done.stdout + done.stderr
        assert (done.returncode, codes(output)) == (0, []), output
        return output

    def blocked(self, *command: str) -> list[str]:
        """Run a git command that a hook stops, with HEAD as before; the codes of what was found."""
        before = self.repo.try_git("rev-parse", "HEAD").stdout
        done = self.repo.try_git(*command)
        assert done.returncode != 0, done.stdout + done.stderr
        assert self.repo.try_git("rev-parse", "HEAD").stdout == before
        assert "internal error" not in done.stderr
        return codes(done.stdout + done.stderr)

    def commit(self, *options: str) -> str:
        """Commit what is staged, which the hook accepts."""
        return self.accepted("commit", "--message", "change", *options)

    def commit_blocked(self, *options: str) -> list[str]:
        """Try to commit what is staged; the codes of what was found."""
        return self.blocked("commit", "--message", "change", *options)

    def stage(self, path: str, content: str | bytes) -> None:
        """Write a file and stage it alone."""
        self.repo.write(path, content)
        self.repo.add(path)


def check(repo: Repo, *options: str) -> subprocess.CompletedProcess[str]:
    """Run `promptlint check` in a repository, as a person would."""
    import subprocess

    command = [sys.executable, "-m", "promptlint", "check", *options]
    return subprocess.run(command, cwd=repo.path, capture_output=True, text=True, check=False)
