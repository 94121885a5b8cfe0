from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from promptlint.cli import exit_status

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "estimate.schema.json").read_text(encoding="utf-8"))
HANDBOOK = "You enrich company records for the sales team and answer in JSON. " * 900
TOLD = ("--requests", "1000", "--output-tokens", "100-300")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "enrich.j2").write_text(f"{HANDBOOK}\n{{{{ record }}}}\n")
    (tmp_path / "promptlint.toml").write_text('model = "claude-haiku-4-5"\n')
    return tmp_path


def estimated(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, Any]:
    assert exit_status(["estimate", *args, "--format", "json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert list(Draft202012Validator(SCHEMA).iter_errors(found)) == []
    return found


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "args",
    [
        pytest.param(["prompts", *TOLD], id="a folder"),
        pytest.param(["prompts/enrich.j2", *TOLD, "--cold", "--ttl", "5m", "--window", "24h"], id="all options"),
        pytest.param([*TOLD, "--model", "gpt-4o"], id="everything"),
        pytest.param([*TOLD, "--model", "deepseek-chat"], id="no batch price"),
        pytest.param([*TOLD, "--model", "claude-fable-5-2"], id="no known minimum"),
        pytest.param([*TOLD, "--provider", "bedrock"], id="Bedrock"),
        pytest.param(["--requests", "1", "--output-tokens", "0"], id="a single request"),
        pytest.param(["--requests", "1000000000", "--output-tokens", "999999999"], id="very many"),
    ],
)
def test_the_json_fits_its_schema(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    found = estimated(capsys, *args)
    for job in found["jobs"]:
        for steps in (job["in_order"], job["wrong_order"], job["cache_lost"]):
            for step in steps:
                assert step["job"]["low"] <= step["job"]["high"]
                assert step["of_list"]["low"] <= step["of_list"]["high"]
        assert job["in_order"][0]["of_list"] == {"low": 1, "high": 1}


def test_both_formats_tell_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    job = estimated(capsys, *TOLD)["jobs"][0]
    assert exit_status(["estimate", *TOLD]) == 0
    text = capsys.readouterr().out
    assert f"Verdict: {job['verdict']['choice']}" in text
    assert f"${job['in_order'][-1]['job']['low']:.2f}" in text


def test_a_document_is_part_of_the_prefix(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "policy.md").write_text("x" * 48_000)
    before = estimated(capsys, *TOLD)["jobs"][0]["tokens"]["prefix"]["low"]
    after = estimated(capsys, *TOLD, "--document", "policy.md")["jobs"][0]["tokens"]["prefix"]["low"]
    assert after - before == pytest.approx(10_000, abs=1)  # 48,000 characters, 4.8 to a token at most


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param(["--document", "prompts"], "--document: `prompts` is a folder", id="a folder as a document"),
        pytest.param(["--document", "no.md"], "no such file or folder: `no.md`", id="no such document"),
        pytest.param(["--document", "latin.md"], "latin.md: not UTF-8", id="a document that is no text"),
        pytest.param(["--provider", "bedrok"], "unknown provider `bedrok`", id="no such provider"),
        pytest.param(["no-such-folder"], "no such file or folder: `no-such-folder`", id="no such path"),
        pytest.param(
            ["--config", "other.toml"], "other.toml: there is no such configuration file", id="no configuration"
        ),
    ],
)
def test_what_the_caller_can_mend(
    args: list[str], message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "latin.md").write_bytes(b"caf\xe9\n")
    assert exit_status(["estimate", *args, *TOLD]) == 2
    assert message in capsys.readouterr().err


def test_an_output_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["estimate", *TOLD, "--output", "estimate.txt"]) == 0
    assert capsys.readouterr().out == ""
    assert "Verdict: stack both" in (folder / "estimate.txt").read_text(encoding="utf-8")


def test_what_only_looks_like_a_prompt_is_left_out_of_a_folder(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "app.py").write_text('SYSTEM_PROMPT = "You are a helpful assistant. Answer in JSON."\n')
    assert len(estimated(capsys, ".", *TOLD)["jobs"]) == 1
    assert exit_status(["estimate", ".", *TOLD]) == 0
    assert "1 text in code that only looks like a prompt is left out" in capsys.readouterr().err
    assert len(estimated(capsys, "app.py", *TOLD)["jobs"]) == 1


def test_a_manifest_is_a_batch_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "nightly.batch.toml").write_text(
        'name = "nightly"\nprompts = ["prompts/enrich.j2"]\nmodel = "claude-haiku-4-5"\n'
        "requests = 500\noutput-tokens = 50\n"
    )
    job = estimated(capsys)["jobs"][0]
    assert (job["name"], job["requests"]) == ("nightly", 500)


def test_a_batch_of_what_is_not_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "nightly.batch.toml").write_text('name = "nightly"\nprompts = ["prompts/gone.j2"]\n')
    assert exit_status(["estimate", *TOLD]) == 2
    assert "nightly: `prompts/gone.j2` does not exist" in capsys.readouterr().err


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["estimate", "--help"]) == 0
    shown = capsys.readouterr().out
    assert all(word in shown for word in ("Examples:", "--requests", "[[tool.promptlint.route]]", "--cold"))
