"""What callers pass to a function that sends a prompt, in the same module and in others."""

from __future__ import annotations

import pytest

from promptlint.config import Config
from promptlint.diagnostics import Severity
from promptlint.engine import lint_files
from promptlint.ir import Placeholder, Stability
from promptlint.link.workspace import Workspace
from promptlint.memory_tree import MemoryTree

RULES = "Never guess, and be brief in all that you say. " * 300
HEAD = f'import csv\nimport json\nimport sys\n\nimport anthropic\n\nRULES = "{RULES}"\nclient = anthropic.Anthropic()\n'
ASK = """

def ask(x, question):
    return client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=9,
        system=f"For {x}. {RULES}",
        messages=[{"role": "user", "content": question}],
    )


"""


def values(code: str, **others: str) -> list[tuple[str, str]]:
    """The first value of each request, by its id."""
    files = {"ask.py": HEAD + ASK + code, **{f"{name}.py": text for name, text in others.items()}}
    prompts = [each for each in Workspace(MemoryTree(files), Config()).prompts(["ask.py"]) if each.is_request]
    return [
        (each.id, next((s.stability.word for s in each.segments if isinstance(s, Placeholder)), "none"))
        for each in prompts
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("", [("ask.py#ask", "unknown")]),
        ("def run(y):\n    ask(y, 'a')\n", [("ask.py#ask", "unknown")]),
        ("for line in sys.stdin:\n    ask(json.loads(line)['x'], 'a')\n", [("ask.py#module>ask", "request")]),
        (
            "def run():\n    for row in csv.DictReader(open('a.csv')):\n        ask(row['x'], 'a')\n",
            [("ask.py#run>ask", "request")],
        ),
        ("def run(rows):\n    for each in rows:\n        ask(each.x, 'a')\n", [("ask.py#run>ask", "request")]),
        ("def run(rows):\n    return [ask(each.x, 'a') for each in rows]\n", [("ask.py#run>ask", "request")]),
        ("ask(sys.argv[1], 'a')\n", [("ask.py#module>ask", "request")]),
        ("ask(input(), 'a')\n", [("ask.py#module>ask", "request")]),
        ("def run():\n    ask('Ada', 'a')\n", [("ask.py#run>ask", "constant")]),
        (
            "def run():\n    ask('Ada', 'a')\n\n\ndef other():\n    ask(input(), 'a')\n",
            [("ask.py#run>ask", "constant"), ("ask.py#other>ask", "request")],
        ),
        ("def run(y):\n    ask(y, 'a')\n\n\ndef main():\n    run(input())\n", [("ask.py#main>ask", "request")]),
        ("def ask_all(ask):\n    ask(input(), 'a')\n", [("ask.py#ask", "unknown")]),
        ("def run():\n    print(ask)\n", [("ask.py#ask", "unknown")]),
    ],
)
def test_callers_of_the_same_module(code: str, expected: list[tuple[str, str]]) -> None:
    expected = [(name, "none" if level == "constant" else level) for name, level in expected]
    # A constant leaves the question as the first value, which is constant as well.
    assert [(name, level) for name, level in values(code)] == expected


def test_a_caller_in_another_module() -> None:
    assert values("", run="from ask import ask\n\n\ndef run():\n    ask(input(), 'a')\n") == [
        ("ask.py#run.run>ask", "request")
    ]


def test_a_caller_in_a_test_does_not_count() -> None:
    assert values("", test_ask="from ask import ask\n\n\ndef test():\n    ask(input(), 'a')\n") == [
        ("ask.py#ask", "unknown")
    ]


def test_a_module_with_a_function_of_the_same_name_is_no_caller() -> None:
    other = "import ask as module\n\n\ndef ask(x, y):\n    return x\n\n\ndef run():\n    ask(input(), 'a')\n"
    assert values("", run=other) == [("ask.py#ask", "unknown")]


WRAPPER = """
import anthropic


class LLM:
    def __init__(self, model):
        self.model = model
        self.client = anthropic.Anthropic()

    def ask(self, system, words):
        return self.client.messages.create(
            model=self.model, max_tokens=9, system=system, messages=[{"role": "user", "content": words}]
        )
"""


def test_a_wrapper_says_what_its_callers_pass() -> None:
    run = (
        f'import time\n\nfrom llm import LLM\n\nRULES = "{RULES}"\n\n\n'
        'def run(words):\n    LLM("m").ask(f"{time.time()} {RULES}", words)\n'
    )
    (diagnostic,) = lint_files({"llm.py": WRAPPER, "run.py": run}).diagnostics
    assert diagnostic.code == "PL102"
    assert diagnostic.finding.primary.path == "run.py"


def test_a_caller_whose_module_is_looked_at_is_told_once() -> None:
    run = (
        f'import time\n\nfrom llm import LLM\n\nSYSTEM_PROMPT = "{RULES}"\n\n\n'
        "def run(words):\n    system_prompt = f'{time.time()} {SYSTEM_PROMPT}'\n"
        "    LLM('m').ask(system_prompt, words)\n"
    )
    (diagnostic,) = lint_files({"llm.py": WRAPPER, "run.py": run}).diagnostics
    assert diagnostic.code == "PL102"


def test_many_callers_are_bounded() -> None:
    code = "".join(f"def run_{n}(z):\n    ask(z, 'a')\n\n\n" for n in range(400))
    assert values(code) == [("ask.py#ask", "unknown")]


def test_callers_that_call_each_other() -> None:
    code = "def run(y):\n    ask(y, 'a')\n    other(y)\n\n\ndef other(y):\n    run(y)\n"
    assert values(code) == [("ask.py#ask", "unknown")]
    assert Stability.UNKNOWN.word == "unknown"


BARE = """
class Client:
    def complete(self, system):
        return client.messages.create(
            model="claude-sonnet-4-6", max_tokens=9, system=system, messages=[{"role": "user", "content": "Go on."}]
        )

    def work(self, question, limit):
        return self.complete(f"{question} {RULES}")

    def check(self, question, limit):
        return self.complete(f"{limit} {RULES}")
"""


def test_a_function_that_has_hardly_any_text_of_its_own() -> None:
    """Its callers bring the text, and tell more even where they tell no more of what varies in it."""
    files = {"ask.py": HEAD + BARE}
    found = lint_files(files).diagnostics
    assert [(each.code, each.severity.word) for each in found if each.code == "PL101"] == [
        ("PL101", "warning"),
        ("PL101", "info"),
    ]
    behind = lint_files({"ask.py": files["ask.py"].replace("{question} {RULES}", "{RULES} {question}")}).diagnostics
    assert [each.severity.word for each in behind if each.code == "PL101"] == ["info"]


PASSED = """
from datetime import datetime
import openai

client = openai.OpenAI()


def filled(text, values):
    if not values or not isinstance(values.get("place"), dict):
        return text.format(x=1)
    return text.format(now=MOMENT)


def send(prompt, history):
    return client.chat.completions.create(model="gpt-5.5", messages=[{"role": "system", "content": prompt}] + history)


def main(text, history, values):
    return send(filled(text, values), history)
"""


@pytest.mark.parametrize(
    ("moment", "expected"), [("datetime.now()", ["PL102"]), ("datetime.now().year", []), ("history[0]", [])]
)
def test_a_caller_that_brings_what_varies_tells_more(moment: str, expected: list[str]) -> None:
    program = PASSED.replace("MOMENT", moment)
    found = [each.code for each in lint_files({"ask.py": program}).diagnostics if each.severity >= Severity.WARNING]
    assert found == expected


GUARDED = """
from datetime import datetime
from rules import RULES
import anthropic

client = anthropic.Anthropic()


def put(values, zone):
    if zone is None:
        return
    values["now"] = MOMENT


def main(history, zone):
    values = {"now": "noon"}
    put(values, zone)
    return client.messages.create(
        model="claude-sonnet-4-6", max_tokens=9, system=f"It is {values['now']}.\\n{RULES}", messages=history
    )
"""


@pytest.mark.parametrize(("moment", "expected"), [("datetime.now()", ["PL102"]), ('"later"', [])])
def test_what_a_function_leaves_behind_a_guard(moment: str, expected: list[str]) -> None:
    files = {"ask.py": GUARDED.replace("MOMENT", moment), "rules.py": f'RULES = "{RULES}"'}
    found = [each.code for each in lint_files(files).diagnostics if each.severity >= Severity.WARNING]
    assert found == expected
