"""What a module shows does not depend on what was looked at before: a tree may be looked at in any order."""

from __future__ import annotations

import itertools

import pytest

from promptlint.config import Config
from promptlint.link.workspace import Workspace
from promptlint.memory_tree import MemoryTree

LINE = "read the whole ticket before you answer it, and answer politely. "
COSTLY = "".join(f"    text = text.replace('{at}', 'x')\n" for at in range(60))
# What takes some following, and the class of what sends it.
SHARED = f"""
import time

import anthropic


def made(text):
{COSTLY}    return f"{{text}} {{time.time()}}"


RULES = made("{LINE * 60}")


class Desk:
    LEAD = made("You answer tickets.")

    def __init__(self):
        self.rules = made(RULES)
        self.client = anthropic.Anthropic()

    def ask(self, question, body):
        return self.client.messages.create(
            model="claude-sonnet-4-6", max_tokens=9, system=BODY, messages=[{{"role": "user", "content": question}}]
        )
"""
SENDING = """
import anthropic
from shared import Desk, RULES


def ask(question):
    TEXT
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6", max_tokens=9, system=BODY, messages=[{"role": "user", "content": question}]
    )
"""
# Followed to its end, this leaves next to nothing for what it asks for last.
LONG = "\n    ".join(["n = " + " + ".join(["len(question)"] * 100)] * 30)


def files(body: str, filler: str) -> dict[str, str]:
    return {
        "shared.py": SHARED.replace("BODY", "self.rules"),
        "first.py": SENDING.replace("TEXT", filler).replace("BODY", body),
        "second.py": SENDING.replace("TEXT", "pass").replace("BODY", body),
    }


@pytest.mark.parametrize(
    "filler", ["pass", LONG, "made = [" + "Desk().rules, " * 40 + "]"], ids=["short", "long", "many"]
)
@pytest.mark.parametrize("body", ["Desk.LEAD + RULES", "f'{Desk().rules} {RULES}'"])
def test_any_order_shows_the_same(body: str, filler: str) -> None:
    tree = MemoryTree(files(body, filler))
    alone = {path: list(Workspace(tree, Config()).prompts([path])) for path in sorted(tree.paths())}
    assert alone["second.py"]
    for paths in itertools.permutations(alone):
        workspace = Workspace(tree, Config())
        assert {path: list(workspace.prompts([path])) for path in paths} == alone
