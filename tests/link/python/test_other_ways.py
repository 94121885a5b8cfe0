"""One value that comes into several prompts is told once, with each place where its ways part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from _programs import told
from promptlint.causes import with_other_ways
from promptlint.diagnostics import Finding, Label
from promptlint.record import replace
from promptlint.source import Span
from promptlint.tokens import Bounds

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


def label(start: int, text: str = "put into the text here") -> Label:
    return Label("main.py", Span(start, start + 1), text)


FIRST = Finding("a value changes", label(1), (label(2), label(3)))


def shown(*others: Finding) -> list[int]:
    """Where the labels stand that other ways add to those of the first one."""
    related = with_other_ways(FIRST, others).related
    assert related[:2] == FIRST.related
    return [each.span.start for each in related[2:]]


def way(*labels: Label) -> Finding:
    return Finding("a value changes", label(1), labels)


def test_a_way_is_shown_where_it_parts_and_once() -> None:
    apart = way(label(2), label(4), label(5))
    assert shown(apart) == [4]
    assert shown(apart, apart, way(label(6))) == [4, 6]
    assert shown() == []


def test_a_way_that_goes_on_is_no_other_one() -> None:
    assert shown(way(label(2), label(3))) == []
    assert shown(way(label(2), label(3), label(4))) == []


def test_where_a_text_is_only_handed_on_there_is_nothing_to_mend() -> None:
    assert shown(way(label(2), label(7, "through `ask`"), label(3), label(8, "sent here"))) == []
    assert shown(way(label(7, "through `ask`"), label(8, "sent here"))) == []


def test_what_is_lost_is_no_part_of_a_way() -> None:
    lost = Bounds(300, 700)
    other = replace(way(label(2), label(3), label(9, f"about {lost} tokens are lost")), tokens=lost)
    assert shown(other) == []
