"""Large trees are looked at in shares, by other processes: what is found must not depend on it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from promptlint import run
from promptlint.config import Config
from promptlint.engine import Options, Outcome, check
from promptlint.errors import InternalError, UnreadableError
from promptlint.link import shares
from promptlint.link.workspace import Workspace
from promptlint.tree import WorkTree

MANY = 1_300  # modules that are looked at by several processes
LINE = "read the whole ticket before you answer it\n"
RULES = f"RULES = '''{LINE * 150}'''\n"
ASK = """
import time

import anthropic
from rules import RULES


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6",
        max_tokens=9,
        system=f"It is {time.time()}. {RULES}",
        messages=[{"role": "user", "content": question}],
    )
"""
BROKEN = "def ask(:\n"
WITH_COMMENT = f"# promptlint: ignore[volatile-in-prefix] seen\n{ASK}"
LAST_TWO = "import pickle, sys; pickle.load(sys.stdin.buffer); pickle.load(sys.stdin.buffer)"
FAILING = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from promptlint.link import helper
def look(workspace, share):
    raise ValueError(share[0])
helper.look = look
helper.main()
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WorkTree:
    monkeypatch.setattr(shares, "_SHARE", 3)
    files = {f"part{at}/ask{at}.py": ASK for at in range(8)}
    files |= {"rules.py": RULES, "broken.py": BROKEN, "plain.py": "x = 1\n", "said.py": WITH_COMMENT}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return WorkTree(str(tmp_path))


def found(tree: WorkTree, processes: int | None) -> tuple[list[object], list[str]]:
    """The prompts and the broken files; None looks at all files in one go."""
    paths = tree.paths()
    workspace = Workspace(tree, Config(), expected=frozenset(["broken.py"]))
    told: list[int] = []
    if processes is not None:
        shares.look_at_all(workspace, paths, told.append, processes)
        assert sum(told) == len(paths)
    facts: list[object] = []
    for path in paths:
        try:
            facts.append((known.comments, known.problems) if (known := workspace.facts(path)) else None)
        except UnreadableError as problem:
            facts.append((problem.message, problem.offset, problem.help))
    return [*workspace.prompts(paths), *facts], sorted(workspace.broken)


@pytest.mark.parametrize("processes", [1, 2])
def test_shares_show_what_one_look_shows(tree: WorkTree, processes: int) -> None:
    prompts, broken = found(tree, None)
    assert len(prompts) > 9
    assert broken == ["broken.py"]
    assert found(tree, processes) == (prompts, broken)


@pytest.mark.parametrize(("program", "said"), [(LAST_TWO, "ended early"), (FAILING, "ValueError: broken.py")])
def test_a_process_that_fails_fails_the_run(
    tree: WorkTree, monkeypatch: pytest.MonkeyPatch, program: str, said: str
) -> None:
    monkeypatch.setattr(shares, "_START", program)
    with pytest.raises(InternalError, match=said):
        found(tree, 2)


def test_without_other_processes_it_is_done_here(tree: WorkTree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", str(Path(tree.root) / "nothing"))
    assert found(tree, 2) == found(tree, 1)


def test_a_large_run_says_what_a_small_one_does(tree: WorkTree, monkeypatch: pytest.MonkeyPatch) -> None:
    def outcome() -> Outcome:
        return check(Options(no_base=True), tree.root)

    small = outcome()
    monkeypatch.setattr(run, "_LARGE", 2)
    monkeypatch.setattr(shares, "_processors", lambda: 2)
    large = outcome()
    assert small.diagnostics
    assert (large.diagnostics, large.files, large.prompts, large.suppressed) == (
        small.diagnostics,
        small.files,
        small.prompts,
        small.suppressed,
    )


def test_nothing_of_the_checked_folder_is_imported(tree: WorkTree) -> None:
    for name in ("pickle", "promptlint", "signal", "traceback"):
        (Path(tree.root) / f"{name}.py").write_text("raise SystemExit('imported')\n", encoding="utf-8")
    assert found(WorkTree(tree.root), 2) == found(WorkTree(tree.root), 1)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="where Linux lists the children of a process")
@pytest.mark.parametrize("seconds", [0, 0.5])
def test_an_interrupt_ends_all_processes(tmp_path: Path, seconds: float) -> None:
    for at in range(MANY):
        (tmp_path / f"ask{at}.py").write_text(ASK, encoding="utf-8")
    (tmp_path / "rules.py").write_text(RULES, encoding="utf-8")
    command = [sys.executable, "-m", "promptlint", "check", "--quiet", "."]
    env = {**os.environ, "PYTHONPATH": str(Path(run.__file__).parents[1])}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=env, start_new_session=True
    ) as process:
        while not (helpers := children(process.pid)):
            assert process.poll() is None
            time.sleep(0.01)
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate()
    assert (process.returncode, said) == (130, b"error: interrupted\n")
    while any(Path(f"/proc/{helper}").exists() for helper in helpers):  # it may just have been started
        time.sleep(0.01)


def children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
