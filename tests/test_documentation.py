"""What the README and the pages say is true: examples are read so, outputs are real, commands and links exist."""

from __future__ import annotations

import re
import runpy
import shlex
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from _golden import compare
from _pages import FENCE, Example, examples, with_readings
from promptlint.cli import exit_status
from promptlint.config import Config
from promptlint.config_loader import parse
from promptlint.engine import lint_change, lint_files, lint_text
from promptlint.frontends.directives import LEVELS
from promptlint.report import Format, render
from promptlint.report.style import Style

ROOT = Path(__file__).parent.parent
TEXTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
}
PAGES = pytest.mark.parametrize("page", TEXTS)
EXAMPLES = [example for page, text in TEXTS.items() for example in examples(page, text)]
FORMATS, CONFIGURATION = "docs/formats.md", "docs/configuration.md"


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in a language."""
    return [fence["body"] for fence in FENCE.finditer(TEXTS[page]) if fence["info"] == language]


# ---------------------------------------------------------------- examples of formats


def test_examples_are_read_as_the_page_says(golden: bool) -> None:
    compare(ROOT / FORMATS, with_readings(FORMATS, TEXTS[FORMATS]), write=golden)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.path)
class TestExample:
    def test_says_where_it_lies_and_how_it_is_read(self, example: Example) -> None:
        assert f"`{example.path}`" in example.introduction
        assert example.said == example.reading

    def test_is_taken_for_what_the_page_says(self, example: Example) -> None:
        files = {example.path: example.text}
        outcome = lint_files({**example.files, **files})
        alone = lint_files(files)
        assert [each.finding.message for each in outcome.diagnostics if each.code.startswith("PL0")] == []
        assert (alone.prompts == 0) is (
            example.said.startswith(("Read as no prompt", "Read as settings", "Read as a part"))
        )

    def test_has_the_version_that_it_states(self, example: Example) -> None:
        stated = re.findall(r"\bversion[\"']?[:=] ?[\"']?(v?\d[\w.]*)", example.text)
        stated += re.findall(r"\.(\d+)\.jinja$", example.path)
        versions = [prompt.version for prompt in example.prompts if prompt.version is not None]
        own = [version.text for version in versions if version.path == example.path]
        assert "Read as settings" in example.said or own == stated


def test_every_format_has_an_example() -> None:
    sections = re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", TEXTS[FORMATS], re.MULTILINE)
    about_all = {"Which files are prompts", "What holds for all formats", "What is not read"}
    without = {title for title, text in sections if not examples(FORMATS, text)}
    assert without == about_all


# ---------------------------------------------------------------- the README


def test_the_readme_shows_what_the_demonstration_shows() -> None:
    """The block is what the hook says to the first edit of `examples/demo.sh`, character for character."""
    script = (ROOT / "examples" / "demo.sh").read_text(encoding="utf-8")
    edit = re.search(r"^edit 's/([^/]+)/([^/]+)/' (\S+)\n.*commit '([^']+)'", script, re.MULTILINE)
    assert edit is not None
    old, new, path, message = edit.groups()
    good = ROOT / "examples" / "good"
    before = {
        file.relative_to(good).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(good.rglob("*"))
        if file.is_file()
    }
    after = {**before, path: before[path].replace(old, new)}
    report = render(lint_change(before, after), Format.TEXT, Style(summary=False))
    assert blocks("README.md", "console") == [f'$ git commit -m "{message}"\n{report}'.removesuffix("\n")]


def test_the_page_on_code_shows_what_is_found() -> None:
    """The block is what the programs in `examples/code` give, character for character."""
    programs = {file.name: file.read_text(encoding="utf-8") for file in sorted((ROOT / "examples/code").glob("*.py"))}
    report = render(lint_files(programs), Format.TEXT, Style(summary=False))
    assert [block.strip() for block in blocks("docs/code.md", "text")] == [report.strip()]


def test_the_readme_is_short() -> None:
    text, *_ = TEXTS["README.md"].split("<!-- rules -->")
    assert len(text.splitlines()) <= 150


# ---------------------------------------------------------------- commands, configuration, links


def commands() -> list[tuple[str, str]]:
    """Every `promptlint …` in the pages, with its page."""
    found = []
    for page, text in TEXTS.items():
        code = "\n".join(fence["body"] for fence in FENCE.finditer(text))
        lines = re.findall(r"^(?:[ \t$-]|run:)*(promptlint (?!:).*)$", code, re.MULTILINE)
        lines += re.findall(r"(?<!`)`(promptlint [^`]+)`(?!`)", text)
        found += [(page, line.strip()) for line in lines]
    return found


@pytest.mark.parametrize(("page", "line"), commands())
def test_commands_and_options_exist(page: str, line: str) -> None:
    assert page
    _, name, *words = shlex.split(line, comments=True)
    command: click.Command = import_module(f"promptlint.cli.{name}").command
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts}
    assert [word for word in words if word.startswith("-") and word not in known] == []
    if name == "explain":
        assert exit_status([name, *words]) == 0


@PAGES
def test_configurations_are_valid(page: str) -> None:
    for text in blocks(page, "toml"):
        path = "pyproject.toml" if "tool" in tomllib.loads(text) else "promptlint.toml"
        assert parse(path, text.encode()) != Config(path=path)


@PAGES
def test_yaml_is_valid(page: str) -> None:
    for text in blocks(page, "yaml"):
        assert yaml.safe_load(text)


@PAGES
def test_directives_are_known(page: str) -> None:
    for directive in re.findall(r"`(?:\{#|<!--|#)? ?(promptlint: [^`…]+?)(?: #\}| -->)?`", TEXTS[page]):
        outcome = lint_text("a.j2", f"{{# {directive} #}}\nHello {{{{ name }}}}.\n")
        assert [each.finding.message for each in outcome.diagnostics if each.code == "PL003"] == []


def anchors(text: str) -> set[str]:
    """What the headings of a page are linked by."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@PAGES
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", TEXTS[page])):
        path, _, anchor = target.partition("#")
        if "://" in path:
            continue
        file = (ROOT / page).parent / path if path else ROOT / page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file.read_text(encoding="utf-8")), target


# ---------------------------------------------------------------- the page on the configuration


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "scripts" / "docs.py"))


def test_the_configuration_page_is_up_to_date(script: dict[str, Any]) -> None:
    assert script["with_options"](TEXTS[CONFIGURATION]) == TEXTS[CONFIGURATION], "run `make docs`"
    assert script["keys"]() in TEXTS[CONFIGURATION]
    assert script["names"]() in TEXTS[CONFIGURATION]


def test_every_key_has_an_example_that_sets_it(script: dict[str, Any]) -> None:
    assert list(script["EXAMPLES"]) == list(script["options"]())
    for name, text in script["EXAMPLES"].items():
        table = tomllib.loads(text)
        for part in name.split("."):
            value = table[part]
            table = value[0] if isinstance(value, list) and isinstance(value[0], dict) else value


def test_the_levels_are_those_that_there_are() -> None:
    section = TEXTS[CONFIGURATION].partition("\n## Levels\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|", section.partition("### ")[0], re.MULTILINE)
    assert tuple(rows) == LEVELS
