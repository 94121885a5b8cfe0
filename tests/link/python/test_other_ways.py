"""One value that comes into several prompts is told once, with each place where its ways part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from _programs import told
from promptlint.causes import with_other_ways
from promptlint.diagnostics import Finding, Label
from promptlint.source import Span

if TYPE_CHECKING:
    from promptlint.diagnostics import Diagnostic

CLOCK = """
from datetime import datetime

def stamp():
    return datetime.now().isoformat()
"""
ASK = """
import openai
from clock import stamp
from rules import RULES

def ask(question):
    text = f"It is {{stamp()}}.\\n{{RULES}}\\n{name}"
    return openai.OpenAI().responses.create(model="gpt-5", instructions=text, input=question)
"""


def clocks(*names: str) -> list[Diagnostic]:
    files = {"clock.py": CLOCK, **{f"{name}.py": ASK.format(name=name) for name in names}}
    return [each for each in told("", files) if each.code == "PL102"]


def paths(diagnostic: Diagnostic) -> set[str]:
    return {label.path for label in diagnostic.finding.related}


def test_each_prompt_of_a_clock_has_a_label() -> None:
    (one,) = clocks("first", "second", "third")
    assert one.finding.primary.path == "clock.py"
    assert {"first.py", "second.py", "third.py"} <= paths(one)


def test_one_prompt_has_the_labels_that_it_had() -> None:
    (one,) = clocks("first")
    assert "first.py" in paths(one)


def test_of_many_prompts_some_are_shown() -> None:
    (one,) = clocks(*(f"module{n}" for n in range(30)))
    assert len(paths(one) - {"clock.py", "rules.py"}) == 7
    assert "and 26 more" in (one.finding.help or "")


def test_nothing_is_shown_twice() -> None:
    def label(start: int) -> Label:
        return Label("main.py", Span(start, start + 1), "here")

    first = Finding("a value changes", label(1), (label(2), label(3)))
    again = Finding("a value changes", label(1), (label(3), label(2)))
    apart = Finding("a value changes", label(1), (label(2), label(4), label(5)))
    assert with_other_ways(first, [again, apart, apart]).related == (label(2), label(3), label(4), label(5))
    assert with_other_ways(first, [again, apart]).related == (label(2), label(3), label(4))
    assert with_other_ways(first, []) == first
