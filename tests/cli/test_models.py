from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from promptlint.cli import exit_status

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "registry.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "promptlint.toml").write_text('[[prices]]\nmodel = "our-model"\ninput = 0.2\noutput = 0.8\n')


def test_the_json_of_all_models_fits_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["models", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(SCHEMA)
    assert list(Draft202012Validator(SCHEMA).iter_errors(listed)) == []
    names = [model["model"] for model in listed["models"]]
    assert {"claude-haiku-4-5", "claude-mythos-preview", "gpt-5", "our-model"} <= set(names)
    assert len(names) == len({(model["model"], model["provider"]) for model in listed["models"]})


def test_every_listed_model_has_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["models", "--format", "json"]) == 0
    for model in json.loads(capsys.readouterr().out)["models"]:
        provider = [] if model["provider"] == "unknown" else ["--provider", model["provider"]]
        assert exit_status(["models", model["model"], *provider]) == 0
        assert f"{model['model']} (" in capsys.readouterr().out


def test_the_table_lines_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["models"]) == 0
    head, *rows = capsys.readouterr().out.split("\n\n")[0].split("\n")
    start = head.index("provider")
    assert {row[start - 1] for row in rows} == {" "}
    assert any(row.startswith("our-model*") for row in rows)


def test_colours(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["models", "--color", "always"]) == 0
    assert capsys.readouterr().out.startswith("\033[1mmodel")
    assert exit_status(["models"]) == 0
    assert "\033" not in capsys.readouterr().out
