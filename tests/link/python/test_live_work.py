"""What is under way in a conversation: files that are open, tasks that run, what is left of a budget."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
from rules import RULES


class Desk:
    def __init__(self, budget):
        self.budget = budget
        self.FIELD = EMPTY

    def METHOD(self, name, content):
        self.FIELDADD

    def build_system_prompt(self, ide, context, request):
        return f"You help. TOLD\\n{RULES}"
"""


def said(
    told: str, field: str = "notes", empty: str = "{}", add: str = "[name] = content", method: str = "open"
) -> list[str]:
    parts = {"FIELD": field, "EMPTY": empty, "ADD": add, "METHOD": method, "TOLD": told}
    program = PROGRAM
    for name, part in parts.items():
        program = program.replace(name, part)
    return codes(program)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("Open: {ide.open_files}", id="of an editor"),
        pytest.param("Left: {context.remaining_budget}", id="of a budget"),
        pytest.param("Used: {self.budget.token_usage}", id="used up"),
        pytest.param("{', '.join(request.running_tasks)}", id="tasks"),
    ],
)
def test_told_by_its_name(told: str) -> None:
    assert said(told) == ["PL101"]


@pytest.mark.parametrize(
    ("field", "empty", "add"),
    [
        pytest.param("open_files", "{}", "[name] = content", id="a mapping"),
        pytest.param("todos", "[]", ".append(content)", id="a list"),
    ],
)
def test_what_a_method_puts_among_it(field: str, empty: str, add: str) -> None:
    assert said(f"{{' '.join(self.{field})}}", field, empty, add) == ["PL101"]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        pytest.param("{self.budget.limit}", "notes", id="a limit"),
        pytest.param("{ide.files} {context.tasks} {self.budget.total}", "notes", id="names that say no more"),
        pytest.param("{len(RULES)}", "open_files", id="not told"),
        pytest.param("{' '.join(self.handlers)}", "handlers", id="what sets the object up"),
    ],
)
def test_what_may_be_fixed(told: str, field: str) -> None:
    assert said(told, field) == []
