"""What was followed is given back as soon as nobody needs it, without a search for what refers to itself."""

from __future__ import annotations

import ast
import gc
from pathlib import Path

from promptlint.config import Config
from promptlint.link.shares import look
from promptlint.link.workspace import Workspace
from promptlint.tree import WorkTree

PROGRAMS = Path(__file__).parents[2] / "wire" / "programs"
CLOSURES = """
import anthropic

client = anthropic.Anthropic()


class Base:
    def rules(self):
        return "Answer politely."


class Agent(Base):
    def __init__(self, rules):
        self.rules = rules

    def ask(self, lines):
        def numbered(rest):
            return [rest[0], *numbered(rest[1:])] if rest else []

        joined = lambda: "".join(numbered(list(enumerate(lines))))
        client.messages.create(model="claude-sonnet-4-6", max_tokens=9, system=joined() + self.rules, messages=[])


Agent("Be brief.").ask(["a", "b"])
"""


def test_trees_do_not_wait_for_the_search_for_garbage(tmp_path: Path) -> None:
    (tmp_path / "closures.py").write_text(CLOSURES, encoding="utf-8")
    for root in (PROGRAMS, tmp_path):
        workspace = Workspace(WorkTree(str(root)), Config(), is_large=True)
        paths = [path for path in workspace.tree.paths() if path.endswith(".py")]
        gc.collect()
        gc.disable()
        try:
            found = [each for each in look(workspace, paths) if each.linked.prompts]
            workspace.start_over()
            gc.set_debug(gc.DEBUG_SAVEALL)
            gc.collect()
            left = [each for each in gc.garbage if isinstance(each, ast.AST)]
        finally:
            gc.set_debug(0)
            gc.garbage.clear()
            gc.enable()
        assert found
        assert left == []
