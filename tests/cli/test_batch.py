"""Real runs of `promptlint batch`: what comes packed, by a pipe, or broken."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from _requests import ANSWERING, MAKERS, SORTING, anthropic, lines

if TYPE_CHECKING:
    from pathlib import Path

MIXED = [anthropic(f"r-{number}", (SORTING, ANSWERING)[number % 2], f"Größe {number}") for number in range(8)]


def run(folder: Path, *args: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1", "COLUMNS": "100"}
    command = [sys.executable, "-m", "promptlint", "batch", *args]
    return subprocess.run(command, cwd=folder, env=environment, input=given, capture_output=True, check=False)


def report(folder: Path, *args: str, given: bytes | None = None) -> dict[str, Any]:
    done = run(folder, "check", *args, "--format", "json", given=given)
    assert done.returncode in (0, 1), done.stderr.decode()
    value: dict[str, Any] = json.loads(done.stdout)
    return value


def told(made: dict[str, Any]) -> list[tuple[str, str, int, int]]:
    starts = [(each, each["labels"][0]["start"]) for each in made["diagnostics"]]
    return [(each["code"], each["message"], start["line"], start["column"]) for each, start in starts]


def zstd(raw: bytes) -> bytes:
    if sys.version_info >= (3, 14):
        from compression import zstd as module
    else:
        from backports import zstd as module
    # Two frames, as `cat a.zst b.zst` makes them.
    middle = raw.index(b"\n") + 1
    return module.compress(raw[:middle]) + module.compress(raw[middle:])


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        pytest.param("job.jsonl", bytes, id="plain"),
        pytest.param("job.jsonl.gz", gzip.compress, id="gzip"),
        pytest.param("job.jsonl.zst", zstd, id="zstd"),
        pytest.param("job", gzip.compress, id="gzip under another name"),
    ],
)
def test_packed_files_are_read_like_plain_ones(tmp_path: Path, name: str, pack: Any) -> None:
    (tmp_path / name).write_bytes(pack(lines(MIXED)))
    (tmp_path / "plain.jsonl").write_bytes(lines(MIXED))
    packed, plain = report(tmp_path, name), report(tmp_path, "plain.jsonl")
    assert told(packed) == told(plain) != []
    assert packed["summary"] == plain["summary"]
    by_pipe = report(tmp_path, "-", given=pack(lines(MIXED)))
    assert told(by_pipe) == told(plain)
    assert by_pipe["diagnostics"][0]["labels"][0]["path"] == "<stdin>"
    assert run(tmp_path, "plan", name, "--output", "plan").returncode == 0
    planned = b"".join(file.read_bytes() for file in sorted((tmp_path / "plan").glob("*.jsonl")))
    assert sorted(planned.splitlines()) == sorted(lines(MIXED).splitlines())


def test_without_the_package_zstd_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "job.jsonl.zst").write_bytes(zstd(lines(MIXED)))
    (tmp_path / "backports").mkdir()
    (tmp_path / "backports" / "__init__.py").write_text("")
    if sys.version_info >= (3, 14):
        pytest.skip("the standard library has it")
    script = "import sys; sys.path.insert(0, '.'); sys.modules['backports.zstd'] = None\n"
    script += "from promptlint.cli import main; main(['batch', 'check', 'job.jsonl.zst'])"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"promptlint-cache[batch]" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("cut", [20, 200, 4000])
def test_a_packed_file_that_breaks_off_is_an_error(tmp_path: Path, cut: int) -> None:
    raw = gzip.compress(os.urandom(0) + lines(MIXED), mtime=0)
    (tmp_path / "job.jsonl.gz").write_bytes(raw[: min(cut, len(raw) - 9)])
    done = run(tmp_path, "check", "job.jsonl.gz")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


# ---------------------------------------------------------------- what is in files of the world


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda raw: b"\xef\xbb\xbf" + raw, id="byte order mark"),
        pytest.param(lambda raw: raw.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(lambda raw: raw.rstrip(b"\n"), id="no line end at the end"),
        pytest.param(lambda raw: raw.replace(b"\n", b"   \n"), id="blanks at the ends"),
    ],
)
def test_how_lines_end_is_no_matter(tmp_path: Path, spoil: Any) -> None:
    (tmp_path / "plain.jsonl").write_bytes(lines(MIXED))
    (tmp_path / "job.jsonl").write_bytes(spoil(lines(MIXED)))
    spoilt, plain = report(tmp_path, "job.jsonl"), report(tmp_path, "plain.jsonl")
    assert told(spoilt) == told(plain)
    assert [group["prefix"] for group in spoilt["groups"]] == [group["prefix"] for group in plain["groups"]]


def test_offsets_count_code_points_of_the_whole_file(tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbf\n" + lines(MIXED)
    (tmp_path / "job.jsonl").write_bytes(raw)
    text = raw.decode("utf-8-sig")
    labels = [label for each in report(tmp_path, "job.jsonl")["diagnostics"] for label in each["labels"]]
    assert labels
    for label in labels:
        start, end = label["start"], label["end"]
        assert text[start["offset"] : end["offset"]].startswith('"custom_id"')
        assert text.count("\n", 0, start["offset"]) + 1 == start["line"]
        assert start["offset"] - text.rfind("\n", 0, start["offset"]) == start["column"]


BROKEN = [
    pytest.param(b'{"custom_id": "x", "params": {"model": "cl', "the JSON breaks off", 40, id="in a text"),
    pytest.param(b'{"custom_id": "x", "params": {', "the JSON breaks off", 31, id="in an object"),
    pytest.param(b'{"custom_id": "x" "params": {}}', "not JSON: expecting ',' delimiter", 19, id="a comma is missing"),
    pytest.param(b'{"custom_id": "x"} {"custom_id": "y"}', "not JSON: extra data", 20, id="two on a line"),
    pytest.param(b'{"custom_id": "\xff"}', "not UTF-8 text", 16, id="no UTF-8"),
    pytest.param(b"[" * 100_000, "nested too deeply", 1, id="nested too deeply"),
    pytest.param(
        b'{"params": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001, "nested too deeply", 1, id="nested objects"
    ),
    pytest.param(b'{"a": ' + b"9" * 5000 + b"}", "not JSON", 1, id="a number of thousands of digits"),
    pytest.param(b'{"a": NaN}', "not JSON: NaN is no number", 1, id="NaN"),
    pytest.param(b'"text"', "a request is a JSON object", 1, id="no object"),
]


@pytest.mark.parametrize(("line", "message", "column"), BROKEN)
def test_a_broken_line_is_named_with_its_place(tmp_path: Path, line: bytes, message: str, column: int) -> None:
    (tmp_path / "job.jsonl").write_bytes(lines(MIXED[::2]) + line + b"\n" + lines([anthropic("z")]))
    found = [each for each in told(report(tmp_path, "job.jsonl")) if each[0] == "PL406"]
    assert [(text[: len(message)], number, at) for _, text, number, at in found] == [(message, 5, column)]


def test_what_could_not_be_read_never_passes(tmp_path: Path) -> None:
    (tmp_path / "job.jsonl").write_bytes(lines(MIXED[::2]) + b"{\n")
    for args in (["--exit-zero"], ["--ignore", "PL406"], ["--select", "PL407"]):
        done = run(tmp_path, "check", "job.jsonl", *args)
        assert done.returncode == 2
        assert b"1 request could not be read" in done.stderr
    assert run(tmp_path, "check", "job.jsonl").returncode == 1


def test_a_long_line_is_quoted_in_part(tmp_path: Path) -> None:
    record = anthropic("long", "x" * 8_000_000)
    record["params"]["stream"] = True
    (tmp_path / "job.jsonl").write_bytes(lines([record]))
    done = run(tmp_path, "check", "job.jsonl", "--select", "PL406")
    assert done.returncode == 1
    assert len(done.stdout) < 1000
    assert b'"stream": true' in done.stdout


def test_keys_that_are_there_twice_count_as_the_last(tmp_path: Path) -> None:
    raw = lines([anthropic("a")]).replace(b'"custom_id": "a"', b'"custom_id": "b c", "custom_id": "a"')
    (tmp_path / "job.jsonl").write_bytes(raw)
    assert report(tmp_path, "job.jsonl")["summary"]["errors"] == 0


def test_half_a_surrogate_pair_is_read(tmp_path: Path) -> None:
    raw = lines([anthropic("a", "\\ud800" + SORTING), anthropic("b", "\\ud800" + SORTING)]).replace(
        b"\\\\ud800", b"\\ud800"
    )
    (tmp_path / "job.jsonl").write_bytes(raw)
    assert report(tmp_path, "job.jsonl")["groups"][0]["requests"] == 2


@pytest.mark.parametrize("name", MAKERS)
def test_formats_are_told_from_their_records(tmp_path: Path, name: str) -> None:
    (tmp_path / "job.jsonl").write_bytes(
        lines([MAKERS[name](f"r{number}", user=f"Ticket {number}") for number in range(3)])
    )
    made = report(tmp_path, "job.jsonl")
    assert [group["requests"] for group in made["groups"]] == [3]
    assert made["summary"]["errors"] == 0


def test_the_order_of_keys_counts_and_blanks_do_not(tmp_path: Path) -> None:
    tool = {"name": "find", "input_schema": {"type": "object", "properties": {"a": {}, "b": {}}}}
    other = {"name": "find", "input_schema": {"properties": {"a": {}, "b": {}}, "type": "object"}}
    records = [anthropic(f"r{number}", tools=[each]) for number, each in enumerate([tool, tool, other, other])]
    (tmp_path / "job.jsonl").write_bytes(
        lines(records[:1])
        + b"".join(json.dumps(record, separators=(",", ":")).encode() + b"\n" for record in records[1:])
    )
    assert [group["requests"] for group in report(tmp_path, "job.jsonl")["groups"]] == [2, 2]


def test_several_processes_read_what_one_does(tmp_path: Path) -> None:
    records = [anthropic(f"r-{number}", SORTING * 30, f"Größe {number}") for number in range(400)]
    raw = lines(records)
    assert len(raw) > 64 << 20
    (tmp_path / "job.jsonl").write_bytes(raw + b"{")
    (tmp_path / "job.jsonl.gz").write_bytes(gzip.compress(raw + b"{", 1))  # one process unpacks it
    split, whole = report(tmp_path, "job.jsonl"), report(tmp_path, "job.jsonl.gz")
    assert told(split) == told(whole)
    assert split["summary"] == whole["summary"]


# ---------------------------------------------------------------- plans


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "job.jsonl").write_bytes(lines(MIXED))
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "notes.txt").write_text("mine")
    for flags in ([], ["--replace"]):
        assert run(tmp_path, "plan", "job.jsonl", "--output", "plan", *flags).returncode == 2
    assert [path.name for path in (tmp_path / "plan").iterdir()] == ["notes.txt"]


def test_a_former_plan_is_replaced_only_when_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "job.jsonl").write_bytes(lines(MIXED))
    (tmp_path / "less.jsonl").write_bytes(lines(MIXED[:2]))
    assert run(tmp_path, "plan", "job.jsonl", "--output", "plan").returncode == 0
    before = sorted(path.name for path in (tmp_path / "plan").iterdir())
    assert run(tmp_path, "plan", "less.jsonl", "--output", "plan").returncode == 2
    assert sorted(path.name for path in (tmp_path / "plan").iterdir()) == before
    assert run(tmp_path, "plan", "less.jsonl", "--output", "plan", "--replace").returncode == 0
    assert json.loads((tmp_path / "plan" / "plan.json").read_bytes())["requests"] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["job.jsonl", "less.jsonl", "plan"]
    assert run(tmp_path, "plan", "plan/000-requests.jsonl", "--output", "plan", "--replace").returncode == 2


def test_a_plan_is_checked_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "job.jsonl").write_bytes(lines(MIXED))
    assert run(tmp_path, "plan", "job.jsonl", "--output", "plan").returncode == 0
    made = report(tmp_path, "plan")
    assert (made["diagnostics"], made["summary"]["requests"]) == ([], 8)
    assert [group["runs"] for group in made["groups"]] == [2, 2]
    assert run(tmp_path, "check", ".").returncode == 2


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "job.jsonl").write_bytes(lines(MIXED))
    done = run(tmp_path, "plan", "job.jsonl", "--output", "plan", "--dry-run")
    assert done.returncode == 0
    assert b"000-warm-up.jsonl" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["job.jsonl"]
    # What is in the folder is in nobody's way.
    assert run(tmp_path, "plan", "job.jsonl", "--output", ".").returncode == 2
    assert run(tmp_path, "plan", "job.jsonl", "--output", ".", "--dry-run").returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_killed_leaves_nothing_that_looks_complete(tmp_path: Path, sign: signal.Signals) -> None:
    (tmp_path / "job.jsonl").write_bytes(lines(MIXED))
    # A request is copied, and then nothing happens any more.
    script = (
        "import time\nimport promptlint.batch.planning.writing as writing\n"
        "from promptlint.cli import main\n"
        "def stuck(*_, **__):\n"
        "    open('stuck', 'w').close()\n"
        "    time.sleep(60)\n"
        "writing.json.dumps = stuck\n"
        "main(['batch', 'plan', 'job.jsonl', '--output', 'plan'])\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen([sys.executable, "-c", script], cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL)
    while not (tmp_path / "stuck").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(sign)
    assert process.wait() != 0
    assert not (tmp_path / "plan").exists()
    assert list(tmp_path.rglob("plan.json")) == []
    (tmp_path / "stuck").unlink()
    assert run(tmp_path, "plan", "job.jsonl", "--output", "plan").returncode == 0
