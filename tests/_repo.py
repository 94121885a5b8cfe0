"""Real repositories, made by real git, that know nothing of the machine they are made on."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
    "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
}


def isolate(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Forget the settings of the user and, in a hook, those of the commit that runs the tests."""
    for name in [name for name in os.environ if name.startswith(("GIT", "PRE_COMMIT", "PROMPTLINT"))]:
        monkeypatch.delenv(name)
    settings = {"HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, **IDENTITY}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


@dataclass(frozen=True)
class Repo:
    """A repository in a folder of its own."""

    path: Path

    @classmethod
    def init(cls, path: Path, *options: str) -> Repo:
        path.mkdir(parents=True, exist_ok=True)
        repo = cls(path)
        repo.git("-c", "init.defaultBranch=main", "init", "--quiet", *options)
        return repo

    def clone(self, path: Path, *options: str) -> Repo:
        """Copy by the file protocol, as over a network: `--depth` and `--filter` have an effect."""
        self.git("-c", "init.defaultBranch=main", "clone", "--quiet", *options, self.path.as_uri(), str(path))
        return Repo(path)

    def try_git(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run git, whether or not it succeeds."""
        return subprocess.run(["git", *args], cwd=self.path, capture_output=True, text=True, check=False)

    def git(self, *args: str) -> str:
        """Run git; what it prints, without the last line end."""
        done = self.try_git(*args)
        assert done.returncode == 0, f"git {' '.join(args)}\n{done.stdout}{done.stderr}"
        return done.stdout.removesuffix("\n")

    def write(self, path: str, content: str | bytes) -> Path:
        """Write a file, with its folders."""
        full = self.path / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(content.encode() if isinstance(content, str) else content)
        return full

    def link(self, path: str, target: str) -> Path:
        """Make a symbolic link."""
        full = self.path / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.symlink_to(target)
        return full

    def remove(self, path: str) -> None:
        """Remove a file from the disk."""
        (self.path / path).unlink()

    def add(self, *paths: str) -> None:
        """Stage some paths, or everything."""
        self.git("add", "--all", "--", *(paths or (".",)))

    def commit(self, message: str = "change") -> str:
        """Stage everything and commit it; the id of the commit."""
        self.add()
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.head

    def commit_files(self, files: dict[str, str], message: str = "change") -> str:
        """Write some files and commit them; the id of the commit."""
        for path, content in files.items():
            self.write(path, content)
        return self.commit(message)

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    def hook(self, name: str, *command: str) -> None:
        """Let git run a command, through the Python that runs the tests."""
        folder = self.path / self.git("rev-parse", "--git-path", "hooks")
        folder.mkdir(parents=True, exist_ok=True)
        words = " ".join(f"'{word}'" for word in (sys.executable, *command))
        (folder / name).write_text(f"#!/bin/sh\nexec {words}\n", encoding="utf-8", newline="\n")
        (folder / name).chmod(0o755)
