from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import click
import pytest

from promptlint import cli, engine
from promptlint.cli import exit_status, explain, main, output, progress, rules
from promptlint.errors import InternalError, UserError
from promptlint.report.style import Style
from promptlint.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BROKEN = "You are {{ helpful\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, outside of any repository, with one prompt that has nothing wrong."""
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PRE_COMMIT_FROM_REF", "PROMPTLINT_DEBUG", "GIT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "good.j2").write_text("You are helpful.\n{{ question }}\n")
    return tmp_path


def _raising(problem: BaseException) -> Callable[..., engine.Outcome]:
    def check(*_: object) -> engine.Outcome:
        raise problem

    return check


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize(
    ("problem", "status", "told"),
    [
        pytest.param(UserError("no base", "fetch it"), 2, "error: no base\nhint: fetch it\n", id="the caller's"),
        pytest.param(UserError("no \x1b[2Jbase"), 2, "error: no ␛[2Jbase\n", id="with an escape sequence"),
        pytest.param(
            InternalError("rule PL102 failed"),
            3,
            "error: internal error, please report: InternalError: rule PL102 failed\n"
            "hint: PROMPTLINT_DEBUG=1 shows where it happened\n",
            id="ours",
        ),
        pytest.param(
            RecursionError("deep"),
            3,
            "error: internal error, please report: RecursionError: deep\n"
            "hint: PROMPTLINT_DEBUG=1 shows where it happened\n",
            id="unforeseen",
        ),
        pytest.param(KeyboardInterrupt(), 130, "error: interrupted\n", id="interrupted"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_problems(
    problem: BaseException,
    status: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(engine, "check", _raising(problem))
    assert exit_status(["check"]) == status
    assert capsys.readouterr() == ("", told)


@pytest.mark.usefixtures("folder")
def test_the_traceback_is_shown_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engine, "check", _raising(KeyError("x")))
    monkeypatch.setenv("PROMPTLINT_DEBUG", "1")
    assert exit_status(["check"]) == 3
    told = capsys.readouterr().err
    assert told.startswith("Traceback (most recent call last):")
    assert "error: internal error, please report: KeyError: 'x'\n" in told


@pytest.mark.usefixtures("folder")
def test_a_command_without_a_status_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli._cli, "invoke", lambda *_, **__: None)  # noqa: SLF001 nothing public gives no status
    assert exit_status(["check"]) == 3


@pytest.mark.usefixtures("folder")
def test_main_exits() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["check", "nowhere"])
    assert caught.value.code == 2


def test_a_reader_that_is_gone() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "promptlint", "rules"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_nobody_to_tell(folder: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "promptlint", "check"]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=writing, check=False)
    os.close(writing)
    assert (done.returncode, done.stdout) == (0, b"checked 1 prompt in 1 file: no findings\n")


@pytest.mark.usefixtures("folder")
def test_a_broken_pipe_of_another_program_is_not_taken_for_a_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "check", _raising(BrokenPipeError(32, "git is gone")))
    assert exit_status(["check"]) == 3


def test_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status([]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert re.search(r"check +Check prompts, and compare them with what they were in git\.", err)


@pytest.mark.parametrize("args", [["--help"], ["check", "--help"], ["rules", "--help"], ["explain", "--help"]])
def test_help(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(args) == 0
    out, err = capsys.readouterr()
    assert out.startswith(f"Usage: {' '.join(['promptlint', *args[:-1]])} ")
    assert err == ""


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    exit_status(["check", "--help"])
    text = capsys.readouterr().out
    options = [f"--{name}" for name in "staged base head no-base format output select ignore exit-zero strict".split()]
    for word in [
        *options,
        "--statistics",
        "--color",
        "-q, --quiet",
        "-v, --verbose",
        "--config",
        "Examples:",
        "Exit status:",
    ]:
        assert word in text


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["--version"]) == 0
    assert capsys.readouterr().out.startswith("promptlint ")


# ---------------------------------------------------------------- where the report goes


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8", "utf-16"])
@pytest.mark.parametrize("args", [["check"], ["check", "--format", "json"], ["check", "--format", "github"]])
def test_no_encoding_is_too_small(folder: Path, encoding: str, args: list[str]) -> None:
    (folder / "prompts" / "größe 漢.j2").write_text(f"漢字 {BROKEN}", encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "promptlint", *args]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    assert done.returncode == 2
    if "json" in args and encoding != "utf-16":
        (found,) = json.loads(done.stdout)["diagnostics"]
        assert found["labels"][0]["path"] == "prompts/größe 漢.j2"
    elif "github" in args:
        assert done.stdout.decode().startswith("::error file=prompts/größe 漢.j2,line=1,")
    else:
        assert "PL001" in done.stdout.decode(encoding)


def test_an_output_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = folder / "report.json"
    report.write_text("the old one")
    report.chmod(0o640)
    assert exit_status(["check", "--no-base", "--format", "json", "--output", "report.json"]) == 0
    assert json.loads(report.read_text())["summary"]["prompts"] == 1
    assert report.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in folder.iterdir()) == ["prompts", "report.json"]
    assert capsys.readouterr() == ("", "")


def test_an_output_file_through_a_link(folder: Path) -> None:
    (folder / "real.txt").write_text("")
    (folder / "link.txt").symlink_to("real.txt")
    output.write_file("link.txt", "report")
    assert (folder / "link.txt").is_symlink()
    assert (folder / "real.txt").read_text() == "report"


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
def test_a_device_is_written_to_and_not_replaced(folder: Path) -> None:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    output.write_file(str(pipe), "report")
    assert os.read(reader, 100) == b"report"
    os.close(reader)
    assert pipe.is_fifo()


def test_nothing_is_left_where_writing_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(UserError, match=r"cannot write report\.txt: No space left on device"):
        output.write_file("report.txt", "report")
    assert [path.name for path in folder.iterdir()] == ["prompts"]


# ---------------------------------------------------------------- colours and width


class _Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("choice", "environment", "terminal", "expected"),
    [
        pytest.param("auto", {}, True, True, id="on a terminal"),
        pytest.param("auto", {}, False, False, id="in a pipe"),
        pytest.param("auto", {"TERM": "dumb"}, True, False, id="on a dumb terminal"),
        pytest.param("auto", {"NO_COLOR": "1"}, True, False, id="NO_COLOR"),
        pytest.param("auto", {"NO_COLOR": ""}, True, True, id="an empty NO_COLOR"),
        pytest.param("auto", {"FORCE_COLOR": "1"}, False, True, id="FORCE_COLOR"),
        pytest.param("auto", {"FORCE_COLOR": "0"}, False, False, id="FORCE_COLOR=0"),
        pytest.param("auto", {"CLICOLOR_FORCE": "1"}, False, True, id="CLICOLOR_FORCE"),
        pytest.param("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False, id="both"),
        pytest.param("always", {"NO_COLOR": "1"}, False, True, id="always"),
        pytest.param("never", {"FORCE_COLOR": "1"}, True, False, id="never"),
    ],
)
def test_color(
    choice: str, environment: dict[str, str], terminal: bool, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", _Terminal() if terminal else io.StringIO())
    assert output.wants_color(choice, to_file=False) is expected


def test_a_file_is_not_colored_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", _Terminal())
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert not output.wants_color("auto", to_file=True)
    assert output.wants_color("always", to_file=True)


@pytest.mark.parametrize(("columns", "width"), [("80", 80), ("3", 40), ("0", 120), ("wide", 120), ("", 120)])
def test_width(columns: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert output.width() == width


# ---------------------------------------------------------------- progress


def test_progress_waits_a_second_and_cleans_up(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    screen = _Terminal()
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    monkeypatch.setattr(sys, "stderr", screen)
    bar = progress.for_terminal(quiet=False)
    assert bar is not None
    for step in range(1, 30):
        now[0] += 0.0501  # so that a sum of fractions does not decide
        bar(step * 100, 3000)
    bar.clear()
    drawings = screen.getvalue().split("\r")
    assert drawings[0] == ""
    assert drawings[1] == "checking [####################----------] 2,000/3,000"
    counts = [each.partition("] ")[2] for each in drawings[1:-2]]
    assert counts == ["2,000/3,000", "2,200/3,000", "2,400/3,000", "2,600/3,000", "2,800/3,000"]
    assert drawings[-2].strip() == drawings[-1] == ""


def test_progress_is_for_eyes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert progress.for_terminal(quiet=False) is None
    screen = _Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    assert progress.for_terminal(quiet=True) is None
    bar = progress.for_terminal(quiet=False)
    assert bar is not None
    bar(1, 2)
    bar.clear()
    assert screen.getvalue() == ""


# ---------------------------------------------------------------- check


@pytest.mark.usefixtures("folder")
def test_notes_are_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["check"]) == 0
    assert capsys.readouterr().err.startswith("note: ")
    assert exit_status(["check", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert exit_status(["check", "--no-base", "--verbose"]) == 0
    assert re.fullmatch(r"note: promptlint [\d.]+ took \d+\.\d\d s\n", capsys.readouterr().err)


@pytest.mark.usefixtures("folder")
def test_rules_of_lists_with_commas_reach_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[engine.Options] = []

    def check(options: engine.Options, *_: object) -> engine.Outcome:
        seen.append(options)
        return engine.Outcome((), None, 0, 0, 0, {}, ())

    monkeypatch.setattr(engine, "check", check)
    args = [
        "check",
        "--select",
        "PL1, ttl-order",
        "--select",
        "PL301,",
        "--ignore",
        "PL102",
        "--base",
        "a",
        "--head",
        "b",
        "x",
    ]
    assert exit_status(args) == 0
    assert seen == [
        engine.Options(paths=("x",), base="a", head="b", select=("PL1", "ttl-order", "PL301"), ignore=("PL102",))
    ]


# ---------------------------------------------------------------- rules and explain


def test_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:5] for line in lines] == [rule.code for rule in RULES]
    assert len({line.index(rule.summary) for line, rule in zip(lines, RULES, strict=True)}) == 1
    assert exit_status(["rules", "--format", "json"]) == 0
    listed: Any = json.loads(capsys.readouterr().out)
    assert [rule["name"] for rule in listed] == [rule.name for rule in RULES]
    assert rules.as_json(()) == "[\n\n]\n"


@pytest.mark.parametrize("word", ["PL102", "pl102", "volatile-in-prefix", "Volatile-In-Prefix"])
def test_explain(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["explain", word]) == 0
    assert capsys.readouterr().out.startswith("PL102 volatile-in-prefix\nerror by default, since ")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_is_explained(rule: Any) -> None:
    text = explain.explanation(rule, Style())
    assert "\nWhy\n  " in text
    assert "\n#" not in text
    assert text.endswith(f"`promptlint: ignore[{rule.name}] reason` in a comment.\n")


def test_commands_agree_with_their_modules() -> None:
    group = cli._cli  # noqa: SLF001 the table of commands is not public
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.get_short_help_str(100)
