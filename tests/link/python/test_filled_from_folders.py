"""Collections that a method of an object fills while it goes over a folder: they have the order of its listing."""

from __future__ import annotations

from textwrap import indent

import pytest

from _programs import codes

PROGRAM = """
import importlib
import os
from pathlib import Path

import openai
from rules import RULES


class Plugins:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.held = {}
        self.listed = []

LOADING

    def _load(self, path):
        self.held[path.stem] = path.read_text()

    def told(self):
        return GIVEN


def ask(plugins: Plugins, question):
    return openai.OpenAI().chat.completions.create(
        model="gpt-5",
        messages=[
            {"role": "system", "content": f"You help with these: {plugins.told()}. {RULES}"},
            {"role": "user", "content": question},
        ],
    )
"""
OVER = """
def load(self):
    for path in self.folder.glob("*.md"):
        self.held[path.stem] = path.read_text()
"""
HELD = "', '.join(self.held)"
LISTED = "', '.join(self.listed)"


def said(loading: str, given: str = HELD) -> list[str]:
    return codes(PROGRAM.replace("LOADING", indent(loading.strip(), "    ")).replace("GIVEN", given))


@pytest.mark.parametrize(
    ("loading", "given"),
    [
        pytest.param(OVER, HELD, id="names"),
        pytest.param(OVER, "' '.join(f'{name}: {text}' for name, text in self.held.items())", id="pairs"),
        pytest.param(
            OVER.replace("self.held[path.stem] = path.read_text()", "self.listed.append(path.stem)"),
            LISTED,
            id="a list",
        ),
        pytest.param(
            OVER.replace("self.held[path.stem] = path.read_text()", "self._load(path)"), HELD, id="by another"
        ),
        pytest.param(OVER.replace('self.folder.glob("*.md")', "list(self.folder.iterdir())"), HELD, id="as a list"),
        pytest.param(
            OVER.replace("for path", "found = self.folder.rglob('*')\n    for path").replace(
                'self.folder.glob("*.md")', "found"
            ),
            HELD,
            id="named",
        ),
    ],
)
def test_in_the_order_of_a_listing(loading: str, given: str) -> None:
    assert said(loading, given) == ["PL103"]


@pytest.mark.parametrize(
    ("loading", "given"),
    [
        pytest.param(OVER.replace('self.folder.glob("*.md")', 'sorted(self.folder.glob("*.md"))'), HELD, id="sorted"),
        pytest.param(OVER, "', '.join(sorted(self.held))", id="sorted when they are told"),
        pytest.param(OVER, "len(self.held)", id="their number"),
        pytest.param(OVER, "self.held.get('first', '')", id="one of them"),
        pytest.param(OVER, LISTED, id="another collection"),
        pytest.param(OVER.replace('self.folder.glob("*.md")', "self.paths"), HELD, id="over something else"),
        pytest.param(
            OVER.replace("self.held[path.stem] = path.read_text()", "os.remove(path)\n    self.held['done'] = 'yes'"),
            HELD,
            id="put there behind the loop",
        ),
    ],
)
def test_in_an_order(loading: str, given: str) -> None:
    assert said(loading, given) == []


INSTALLED = """
from importlib.metadata import entry_points

import openai
from rules import RULES


def ask(question):
    return openai.OpenAI().chat.completions.create(
        model="gpt-5",
        tools=[each.load().schema() for each in FOUND],
        messages=[{"role": "system", "content": RULES}, {"role": "user", "content": question}],
    )
"""


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param("entry_points(group='desk.tools')", ["PL104"], id="as it is installed"),
        pytest.param("sorted(entry_points(group='desk.tools'), key=str)", [], id="sorted"),
    ],
)
def test_what_is_installed_is_listed_too(found: str, expected: list[str]) -> None:
    assert codes(INSTALLED.replace("FOUND", found)) == expected
