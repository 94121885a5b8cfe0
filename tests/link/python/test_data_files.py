"""Prompts that a program takes from YAML and JSON files of the repository."""

from __future__ import annotations

import pytest

from _programs import RULES, codes, told

TEXT = RULES.split("'''")[1].strip()
YAML = "system: |\n  It is {stamp}.\n" + "".join(f"  {line}\n" for line in TEXT.split("\n")) + "greeting: Good day.\n"
JSON = '{"system": "It is {stamp}.\\n' + TEXT.replace("\n", "\\n") + '", "few": 3, "no": [null, true, 1.5]}'
PROGRAM = """
import json
from datetime import datetime
from pathlib import Path

import openai
import yaml

TEXTS = yaml.safe_load((Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"))


def ask(question):
    content = TEXTS["system"].format(stamp=datetime.now())
    return openai.OpenAI().chat.completions.create(
        model="gpt-5", messages=[{"role": "system", "content": content}, {"role": "user", "content": question}]
    )
"""
READ = 'yaml.safe_load((Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"))'
FILES = {"texts.yaml": YAML, "texts.json": JSON}


def said(old: str, new: str, files: dict[str, str] = FILES) -> list[str]:
    assert old in PROGRAM
    return codes(PROGRAM.replace(old, new), files)


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(READ, id="yaml"),
        pytest.param('json.loads(Path("texts.json").read_text())', id="json"),
        pytest.param('yaml.load(open("texts.yaml"), Loader=yaml.SafeLoader)', id="opened"),
        pytest.param('json.load(open("texts.json"))', id="json opened"),
    ],
)
def test_a_clock_ahead_of_a_text_in_a_file(read: str) -> None:
    assert said(READ, read) == ["PL102"]


def test_the_text_that_is_lost_is_shown_in_its_file() -> None:
    [found] = told(PROGRAM, FILES)
    assert found.finding.primary.path == "main.py"
    last = found.finding.related[-1]
    assert (last.path, YAML[last.span.start : last.span.end]) == ("texts.yaml", TEXT.split("\n", maxsplit=1)[0])


@pytest.mark.parametrize(
    ("old", "new", "files"),
    [
        pytest.param("datetime.now()", '"noon"', FILES, id="constant"),
        pytest.param('TEXTS["system"]', 'TEXTS["greeting"]', FILES, id="another text"),
        pytest.param('TEXTS["system"]', 'TEXTS["nothing"]', FILES, id="no such key"),
        pytest.param("texts.yaml", "other.yaml", FILES, id="no such file"),
        pytest.param("", "", {"texts.yaml": "system: [\n"}, id="no YAML"),
        pytest.param("", "", {"texts.yaml": ""}, id="empty"),
        pytest.param("", "", {"texts.yaml": "- a\n- b\n"}, id="a list"),
    ],
)
def test_silent(old: str, new: str, files: dict[str, str]) -> None:
    assert [code for code in said(old, new, files) if code != "PL001"] == []


PACKAGED = PROGRAM.replace("from pathlib import Path", "import importlib.resources").replace(
    READ, 'yaml.safe_load(importlib.resources.files("PACKAGE").joinpath("texts.yaml").read_text())'
)


@pytest.mark.parametrize(
    ("package", "folder", "expected"),
    [
        pytest.param("desk.texts", "desk/texts", ["PL102"], id="a folder without a module"),
        pytest.param("desk", "desk", ["PL102"], id="the package itself"),
        pytest.param("desk.texts", "desk/other", [], id="another folder"),
        pytest.param("counter.texts", "desk/texts", [], id="another package"),
    ],
)
def test_a_file_of_a_package(package: str, folder: str, expected: list[str]) -> None:
    files = {"desk/__init__.py": "", f"{folder}/texts.yaml": YAML}
    assert codes(PACKAGED.replace("PACKAGE", package), files) == expected
