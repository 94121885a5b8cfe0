"""Tables that make what lacks hold what is put under their keys, in the order in which it comes."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
from collections import defaultdict
from pathlib import Path

import openai
from rules import RULES


def grouped(folder):
    groups = defaultdict(list)
    for each in Path(folder).rglob("*.py"):
        groups[each.parent.name].append(each.name)
    return "; ".join(f"{name}: {', '.join(files)}" for name, files in groups.items())


def ask(question):
    return openai.OpenAI().chat.completions.create(
        model="gpt-5",
        messages=[
            {"role": "system", "content": "You know these: " + grouped("docs") + RULES},
            {"role": "user", "content": question},
        ],
    )
"""
LOOP = 'Path(folder).rglob("*.py")'


def said(old: str, new: str) -> list[str]:
    assert old in PROGRAM
    return codes(PROGRAM.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="put together by a part of each"),
        pytest.param("[each.parent.name].append", '["all"].append', id="under one key"),
        pytest.param(".append(each.name)", " += [each.name]", id="one list more"),
    ],
)
def test_in_the_order_of_a_folder(old: str, new: str) -> None:
    assert said(old, new) == ["PL103"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(LOOP, f"sorted({LOOP})", id="sorted before"),
        pytest.param(LOOP, '("a/b.py", "c/d.py")', id="spelled out"),
        pytest.param("defaultdict(list)", "make_table(list)", id="made by somebody else"),
        pytest.param("defaultdict(list)", "defaultdict(int)", id="counts"),
        pytest.param('grouped("docs")', 'str(len(grouped("docs")) > 3)', id="only whether there are many"),
    ],
)
def test_silent(old: str, new: str) -> None:
    assert said(old, new) == []
