"""Programs that are deep, long, circular or endless: following them ends, after so many steps."""

from __future__ import annotations

import sys

import pytest

from promptlint.engine import lint_files
from promptlint.errors import UnreadableError
from promptlint.frontends.python.parse import parse
from promptlint.link.python.machine import Machine
from promptlint.source import SourceFile

LINE = "read the whole ticket before you answer it, and answer politely. "
SEND = """
import time

import anthropic


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6", max_tokens=9, system=SYSTEM, messages=[{"role": "user", "content": question}]
    )

"""
VARYING = f'SYSTEM = "It is " + str(time.time()) + "{LINE * 150}"\n'
MANY = 2_000
STEPS = 100_000  # a few entries and what they call may cost no more, however large the program is


def send(before: str = "", system: str = "RULES") -> str:
    """A program that sends a system prompt which an expression gives, evaluated for each request."""
    return f'{before}\nRULES = "{LINE * 150}"\n' + SEND.replace("SYSTEM", f"str(time.time()) + {system}")


def calls(depth: int) -> str:
    return "def say(text):\n    return text\n" + send(system="say(" * depth + "RULES" + ")" * depth)


def chain(length: int) -> str:
    first = "def say0(text):\n    return text\n"
    rest = "".join(f"def say{at}(text):\n    return say{at - 1}(text)\n" for at in range(1, length))
    return first + rest + send(system=f"say{length - 1}(RULES)")


def branches(count: int) -> str:
    body = "".join(f"    if question == {at}:\n        text += RULES\n" for at in range(count))
    return send() + f"\n\ndef system_prompt(question):\n    text = str(time.time())\n{body}    return text\n"


def conditions(depth: int) -> str:
    body = "".join("    " * (at + 1) + f"if question[{at}]:\n" for at in range(depth)) + "    " * (depth + 1) + "pass\n"
    return send() + f"\n\ndef system_prompt(question):\n{body}    return f'{{time.time()}} {{RULES}}'\n"


PROGRAMS = {
    "calls in calls": calls(90),
    "a chain of functions": chain(MANY),
    "a sum of 20,000 terms": send("SUM = " + " + ".join(['"a"'] * 20_000), "SUM + RULES"),
    "a sum of 5,000 names": send("a = 'b'\nSUM = " + " + ".join(["a"] * 5_000), "SUM + RULES"),
    "a row of conditions": branches(300),
    "conditions in conditions": conditions(90),
    "a long list of messages": send(
        "PARTS = [" + '{"role": "user", "content": "a"},' * 20_000 + "]", "str(PARTS) + RULES"
    ),
    "a function that calls itself": send("def say(text):\n    return say(text + 'a')\n", "say('') + RULES"),
    "two that call each other": send(
        "def one(text):\n    return two(text + 'a')\n\n\ndef two(text):\n    return one(text + 'b')\n",
        "one('') + RULES",
    ),
    "factories that make each other": send(
        "class One:\n    def __init__(self):\n        self.other = Two()\n\n\n"
        "class Two:\n    def __init__(self):\n        self.other = One()\n        self.text = self.other.text\n",
        "Two().text + RULES",
    ),
    "a function that makes functions": send(
        "def make(text):\n    def inner(more):\n        return make(text + more)(more)\n    return inner\n",
        "make('a')('b') + RULES",
    ),
    "a text that doubles": send(
        "def grow():\n    text = 'ab'\n" + "    text = text + text\n" * 60 + "    return text\n", "grow() + RULES"
    ),
    "a list that doubles": send(
        "def grow():\n    rows = ['ab']\n" + "    rows += rows\n" * 40 + "    return ''.join(rows)\n", "grow() + RULES"
    ),
    "a list that extends itself": send(
        "def grow():\n    rows = ['ab']\n" + "    rows.extend(rows)\n" * 40 + "    return ''.join(rows)\n",
        "grow() + RULES",
    ),
    "loops in loops": send(
        "def grow(rows):\n    text = ''\n"
        + "".join("    " * (at + 1) + f"for a{at} in rows:\n" for at in range(18))
        + "    " * 19
        + "text += 'a'\n    return text\n",
        "grow([1, 2, 3]) + RULES",
    ),
    "a class that is its own base": send("class A(A):\n    text = A.text\n", "A.text + RULES"),
    "names that mean each other": send("a = b\nb = a\n", "a + RULES"),
    "many functions that send": send() + "".join(f"\n\ndef ask{at}(q):\n    return ask(q)\n" for at in range(MANY)),
}


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    taken, spend = [0], Machine.spend

    def counted(machine: Machine) -> None:
        taken[0] += 1
        spend(machine)

    monkeypatch.setattr(Machine, "spend", counted)
    return taken


def _is_too_deep(program: str) -> bool:
    """Whether this Python refuses a program for its depth: 3.12 and 3.13 parse no more than so many operators."""
    try:
        parse(SourceFile("main.py", program))
    except UnreadableError:
        return True
    return False


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_following_ends(program: str, steps: list[int]) -> None:
    if sys.version_info[:2] in ((3, 12), (3, 13)) and _is_too_deep(program):
        pytest.skip("deeper than this Python parses")
    outcome = lint_files({"main.py": program})
    assert 0 < steps[0] < STEPS
    assert outcome.prompts
    assert [each.code for each in outcome.diagnostics if each.code == "PL001"] == []


def test_what_is_hostile_hides_nothing_beside_it(steps: list[int]) -> None:
    outcome = lint_files({"main.py": PROGRAMS["two that call each other"], "other.py": send()})
    assert [each.finding.primary.path for each in outcome.diagnostics if each.code == "PL102"].count("other.py") == 1
    assert steps[0] < STEPS


CIRCLES = {
    "imports": ("from two import TEXT", "from one import TEXT"),
    "modules": ("import two\nTEXT = two.TEXT", "import one\nTEXT = one.TEXT"),
    "stars": ("from two import *", "from one import *"),
    "stars and names": ("from two import *\nTEXT = TEXT + 'a'", "from one import *\nfrom one import TEXT"),
    "functions": (
        "from two import other\ndef TEXT():\n    return other()",
        "import one\ndef other():\n    return one.TEXT()",
    ),
    "bases": ("from two import B\nclass TEXT(B):\n    pass", "from one import TEXT\nclass B(TEXT):\n    pass"),
}


@pytest.mark.parametrize(("one", "two"), CIRCLES.values(), ids=CIRCLES.keys())
def test_modules_that_import_each_other(one: str, two: str, steps: list[int]) -> None:
    outcome = lint_files({"one.py": one, "two.py": two, "main.py": send("from one import TEXT", "TEXT + RULES")})
    assert [each.code for each in outcome.diagnostics if each.code == "PL102"]
    assert steps[0] < STEPS


def test_a_row_of_star_imports(steps: list[int]) -> None:
    files = {f"m{at}.py": f"from m{at + 1} import *\nfrom m{at} import *\n" for at in range(200)}
    outcome = lint_files({**files, "main.py": send("from m0 import *", "TEXT + RULES")})
    assert outcome.prompts
    assert steps[0] < STEPS


@pytest.mark.parametrize("line", ['    "key{0}": "a row of generated data, number {0}",\n', "    {0},\n"])
def test_eight_megabytes_that_are_generated(line: str, steps: list[int]) -> None:
    rows = "".join(line.format(at) for at in range(8_000_000 // len(line)))
    data = f"TABLE = {'{' if 'key' in line else '['}\n{rows}{'}' if 'key' in line else ']'}\nsystem_prompt = 'a'\n"
    outcome = lint_files({"data.py": data, "main.py": send("from data import TABLE", "TABLE[1] + RULES")})
    assert [each.finding.primary.path for each in outcome.diagnostics if each.code == "PL102"] == ["main.py"]
    assert steps[0] < STEPS
