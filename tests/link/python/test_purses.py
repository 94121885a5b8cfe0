"""A function that is called by one who is at its end: what that cannot pay for says nothing of the function."""

from __future__ import annotations

import pytest

from _programs import codes

HELPERS = """
    def chosen_prompt(config, default):
        if not config:
            return default
        return config.options.get("prompt", default)
"""
# Nothing but the value of `text_of` is wanted, which may cost 1,000 expressions: few are left for the call at its end.
PARTS = """
    from helpers import chosen_prompt

    TEXT = "Read the whole ticket before you answer it, and answer politely."

    def text_of(config):
        found = [WORK]
        return chosen_prompt(config, TEXT)
"""
MAIN = """
    import anthropic
    from helpers import chosen_prompt
    from jinja2 import Template
    from parts import text_of
    from rules import RULES

    DEFAULT = "It is WHEN. You answer tickets."

    def build_prompt(config):
        return f"Now: {text_of(config)}"

    def ask(config, question):
        system = Template(chosen_prompt(config, DEFAULT) + RULES).render()
        return anthropic.Anthropic().messages.create(
            model="claude-haiku-5-5", max_tokens=9, system=system, messages=[{"role": "user", "content": question}]
        )
"""


@pytest.mark.parametrize("work", range(964, 1000, 9))
def test_what_one_caller_cannot_afford_another_can(work: int) -> None:
    files = {"helpers.py": HELPERS, "parts.py": PARTS.replace("WORK", ", ".join(["config"] * work))}
    assert codes(MAIN.replace("WHEN", "{{ now() }}"), files) == ["PL102"]
    assert codes(MAIN.replace("WHEN", "late"), files) == []


# To follow what the report is made of takes more than its value may cost; the moment stands in the report itself.
REPORT = """
    from datetime import datetime

    def state_of(place, about):
        found = [WORK]
        if not found:
            return "nothing"
        about = about or place
        if about.is_open:
            found.append(about)
        if about.is_late:
            found.append(place)
        if place.is_late:
            found.append(about)
        if place.is_open:
            found.append(place)
        return ", ".join(str(each) for each in found)

    def report(places):
        moment = MOMENT
        parts = [f"Looked at {moment}."]
        for place in places:
            parts.append(state_of(place, place.name))
        parts.append(state_of(places.first, "the first"))
        return "\\n".join(parts)
"""
TOLD = """
    import anthropic
    from report import report
    from rules import RULES

    def ask(places, question):
        return anthropic.Anthropic().messages.create(
            model="claude-haiku-5-5",
            max_tokens=9,
            system=SYSTEM,
            messages=[{"role": "user", "content": question}],
        )
"""
FIRST = 'f"{report(places)} {RULES}"'


def reported(moment: str, system: str = FIRST, work: int = 900) -> list[str]:
    text = REPORT.replace("MOMENT", moment).replace("WORK", ", ".join(["place.name"] * work))
    return codes(TOLD.replace("SYSTEM", system), {"report.py": text})


@pytest.mark.parametrize("work", [1, 300, 900])
def test_what_costs_too_much_says_what_it_says_itself(work: int) -> None:
    assert reported("datetime.now().isoformat()", work=work) == ["PL102"]


@pytest.mark.parametrize(
    ("moment", "system"),
    [
        pytest.param("'noon'", FIRST, id="a constant"),
        pytest.param("places.moment", FIRST, id="nobody knows which"),
        pytest.param("datetime.now().isoformat()", 'f"{RULES} {report(places)}"', id="behind the rules"),
        pytest.param("datetime.now().isoformat()", 'f"{len(places)} {RULES}"', id="not told"),
    ],
)
def test_what_says_nothing_itself(moment: str, system: str) -> None:
    assert reported(moment, system) == []


def test_an_object_that_costs_too_much_is_made_once() -> None:
    text = REPORT.replace("MOMENT", "datetime.now().isoformat()").replace("WORK", ", ".join(["place.name"] * 900))
    made = text.replace('return "\\n".join(parts)', 'return Report("\\n".join(parts))')
    kept = "\n\n    @dataclass\n    class Report:\n        text: str\n"
    made = made.replace("from datetime", "from dataclasses import dataclass\n    from datetime")
    system = 'f"{report(places).text} {RULES}"'
    assert codes(TOLD.replace("SYSTEM", system), {"report.py": made + kept}) == []
    assert codes(TOLD.replace("SYSTEM", FIRST), {"report.py": text}) == ["PL102"]


def test_what_costs_too_much_even_so() -> None:
    long = "datetime.now().isoformat() + str([" + ", ".join(["places.name"] * 400) + "])"
    assert reported(long) == []


def test_what_is_left_out_on_the_way_is_looked_at_where_it_is_asked_for() -> None:
    listing = """
    def listed(folder):
        found = []
        for each in folder.iterdir():
            if not each.is_dir():
                continue
            page = each / "PAGE.md"
            if not page.exists():
                continue
            name = each.name
            if name.startswith("_"):
                continue
            if name.endswith("_"):
                continue
            found.append(name)
        return "\\n".join(found)
"""
    report = REPORT.replace("MOMENT", "datetime.now()").replace("WORK", ", ".join(["place.name"] * 900))
    report = report.replace("places.first, ", "listed(places.folder), ").replace(
        "from datetime", "from listing import listed\n    from datetime"
    )
    program = TOLD.replace("SYSTEM", 'f"{RULES} {report(places)} {listed(folder)} {RULES}"')
    program = program.replace("def ask(places, ", "def ask(places, folder: Path, ")
    program = program.replace(
        "import anthropic", "import anthropic\n    from pathlib import Path\n    from listing import listed"
    )
    assert codes(program, {"report.py": report, "listing.py": listing}) == ["PL102", "PL103"]


# What a method that is called after prompts gives is what is looked for, however little is left.
LATE = """
    import anthropic
    from datetime import datetime
    from rules import RULES

    class Manager:
        def opening_prompt(self, name):
            found = [WORK]
            moment = MOMENT
            return f"It is {moment}."

    class Agent:
        def __init__(self, manager: Manager):
            self.manager = manager

        def ask(self, question):
            seen = [BEFORE]
            return anthropic.Anthropic().messages.create(
                model="claude-haiku-5-5",
                max_tokens=9,
                system=f"{self.manager.opening_prompt(question.name)} {RULES}",
                messages=[{"role": "user", "content": question}],
            )
"""


@pytest.mark.parametrize("before", [10, 7_000, 8_500])
def test_a_prompt_that_is_asked_for_late(before: int) -> None:
    program = LATE.replace("WORK", ", ".join(["name"] * 400)).replace("BEFORE", ", ".join(["question"] * before))
    assert codes(program.replace("MOMENT", "datetime.now()")) == ["PL102"]
    assert codes(program.replace("MOMENT", "'late'")) == []
