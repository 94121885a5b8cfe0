"""What a call gives that cannot be followed is at least an object of the class that an annotation names."""

from __future__ import annotations

import pytest

from promptlint.diagnostics import Severity
from promptlint.engine import lint_files

LINE = "Read the whole ticket before you answer it, and answer politely. "
CLIENT = f"""
import time
from typing import TypedDict

import anthropic
import plugins

RULES = "{LINE * 150}"


class Desk:
    place = "a desk"

    def __init__(self, key):
        self.client = anthropic.Anthropic(api_key=key)

    def ask(self, system, question):
        return self.client.messages.create(
            model="claude-sonnet-4-6", max_tokens=9, system=system, messages=[{{"role": "user", "content": question}}]
        )

    def rules(self):
        return f"It is {{time.time()}}. {{RULES}}"


class Settings(TypedDict):
    text: str


"""


def codes(program: str, least: Severity = Severity.WARNING) -> list[str]:
    found = lint_files({"main.py": CLIENT + program}).diagnostics
    return sorted({each.code for each in found if each.severity >= least})


def sent(how: str) -> str:
    return f"def main(question):\n    {how}.ask(f'It is {{time.time()}}. {{RULES}}', question)\n"


OPEN = "return plugins.load(kind)(kind)"


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(f"def made(kind) -> Desk:\n    {OPEN}\n\n\n" + sent("made('x')"), id="a function"),
        pytest.param(f"def made(kind) -> 'Desk':\n    {OPEN}\n\n\n" + sent("made('x')"), id="in quotes"),
        pytest.param(f"def made(kind) -> Desk | None:\n    {OPEN}\n\n\n" + sent("made('x')"), id="or nothing"),
        pytest.param(
            f"async def made(kind) -> Desk:\n    {OPEN}\n\n\n"
            + sent("(await made('x'))").replace("def main", "async def main"),
            id="awaited",
        ),
        pytest.param(
            "class Shop:\n    def __init__(self):\n        self.desk: Desk = plugins.load('desk')\n\n    "
            + sent("self.desk").replace("main(", "main(self, ").replace("\n    ", "\n        "),
            id="an attribute",
        ),
        pytest.param(
            "def main(question):\n    desk: Desk = plugins.load('desk')\n    desk.ask(desk.rules(), question)\n",
            id="a variable",
        ),
    ],
)
def test_what_its_methods_send_is_seen(program: str) -> None:
    assert codes(program) == ["PL102"]


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(f"def made(kind):\n    {OPEN}\n\n\n" + sent("made('x')"), id="nothing is said"),
        pytest.param(f"def made(kind) -> list[Desk]:\n    {OPEN}\n\n\n" + sent("made('x')"), id="several"),
        pytest.param(f"def made(kind) -> plugins.Desk:\n    {OPEN}\n\n\n" + sent("made('x')"), id="of a library"),
        pytest.param(
            f"def made(kind) -> Desk:\n    {OPEN}\n\n\ndef main(question):\n    made(1).ask(RULES, question)\n",
            id="stable text",
        ),
        pytest.param(
            f"def made(kind) -> Desk:\n    {OPEN}\n\n\ndef main(question):\n    desk = Desk('key')\n"
            "    desk.ask(made(1).place + RULES, question)\n",
            id="what it holds may be anything",
        ),
        pytest.param(
            "class Base(Desk):\n    @abstractmethod\n    def name(self): ...\n\n\n"
            f"def made(kind) -> Base:\n    {OPEN}\n\n\n" + sent("made('x')"),
            id="classes below decide what it does",
        ),
        pytest.param(
            "class Notes:\n    def __init__(self):\n        self._entries = []\n\n    def keep(self, names):\n"
            "        self._entries = [each for each in self._entries if each in names]\n\n\n"
            f"def made(kind) -> Notes:\n    {OPEN}\n\n\ndef main(question):\n"
            "    Desk('key').ask(f'{made(1)._entries} {RULES}', question)\n",
            id="it may be made for each request or once",
        ),
        pytest.param(
            "class Words(str):\n    def ask(self, system, question):\n        Desk('key').ask(system, question)\n\n\n"
            f"def made(kind) -> Words:\n    {OPEN}\n\n\n" + sent("made('x')"),
            id="a text",
        ),
        pytest.param(
            f"def made(kind) -> Settings:\n    {OPEN}\n\n\ndef main(question):\n"
            "    Desk('key').ask(f'{made(1)} {RULES}', question)\n",
            id="a mapping",
        ),
        pytest.param(
            f"def made(kind) -> Desk:\n    {OPEN}\n\n\ndef main(question):\n    if not made(1):\n"
            "        Desk('key').ask(f'{time.time()}', question)\n",
            id="it may be missing",
        ),
    ],
)
def test_nothing_more_is_known_of_it(program: str) -> None:
    assert codes(program) == []


def builder(name: str, cost: int) -> str:
    """A function that takes so many steps before it puts the moment ahead of the rules."""
    body = "".join(f"    parts.append(kind.part{at}.strip().title())\n" for at in range(cost))
    return (
        f"def {name}(kind):\n    parts = []\n{body}    return f'It is {{time.time()}}. {{RULES}}'\n\n\n"
        f"def main(kind, question):\n    Desk('key').ask({name}(kind), question)\n"
    )


def test_what_is_called_after_prompts_may_cost_more_than_others() -> None:
    assert codes(builder("build_system_prompt", 450), Severity.ERROR) == ["PL102"]
    assert codes(builder("gather", 450), Severity.ERROR) == []


def test_what_costs_beyond_measure_is_unknown() -> None:
    assert codes(builder("build_system_prompt", 4_000)) == []


@pytest.mark.parametrize(("parts", "expected"), [(20, ["PL102"]), (600, ["PL102"]), (6_000, [])])
def test_what_all_methods_share_may_cost_more(parts: int, expected: list[str]) -> None:
    made = ", ".join(f"kind.part{at}.title()" for at in range(parts))
    program = (
        f"class Shop:\n    def __init__(self, kind):\n        self.parts = [{made}]\n"
        "        self.desk = Desk('key')\n\n    "
        + sent("self.desk").replace("main(", "main(self, ").replace("\n    ", "\n        ")
    )
    assert codes(program, Severity.ERROR) == expected


def test_what_a_prompt_is_made_of_may_cost_as_much_as_any_value() -> None:
    steps = "".join(f"    parts.append(kind.part{at}.strip().title())\n" for at in range(100))
    program = (
        f"def details(kind):\n    parts = []\n{steps}    return f'It is {{time.time()}}.'\n\n\n"
        "def build_system_prompt(kind):\n    return f'{details(kind)} {RULES}'\n\n\n"
        "def main(kind, question):\n    Desk('key').ask(build_system_prompt(kind), question)\n"
    )
    assert codes(program, Severity.ERROR) == ["PL102"]
