"""What an object counts with each request, seen from its other methods."""

from __future__ import annotations

import pytest

from promptlint.engine import lint_files

RULES = "RULES = '''" + "read the whole ticket before you answer it\n" * 150 + "'''\n"
PROGRAM = """
import openai
from rules import RULES


class Base:
    def turned(self):
        self.turns += 1


class Agent(Base):
    def __init__(self):
        self.COUNT
        self.history = []

    def reset(self):
        self.steps += 1

    def system(self):
        return f"FORM {RULES}"

    def step(self, question):
        answer = openai.OpenAI().chat.completions.create(
            model="gpt-5",
            messages=[{"role": "system", "content": self.system()}, {"role": "user", "content": question}],
        )
        CHANGE
        return answer

    def other(self):
        OTHER
"""


def codes(change: str, form: str = "Step {self.steps}.", start: str = "steps = 0", other: str = "pass") -> list[str]:
    """The rules that find fault with a number that an agent keeps, hints aside."""
    program = PROGRAM.replace("CHANGE", change).replace("FORM", form).replace("COUNT", start).replace("OTHER", other)
    outcome = lint_files({"rules.py": RULES, "main.py": program})
    return sorted({each.code for each in outcome.diagnostics if each.severity > each.severity.INFO})


@pytest.mark.parametrize(
    ("change", "form"),
    [
        pytest.param("self.steps += 1", "Step {self.steps}.", id="a step"),
        pytest.param("self.steps += answer.usage.total_tokens", "Tokens used: {self.steps}.", id="tokens"),
        pytest.param("self.steps += 1", "{30 - self.steps} steps left.", id="what is left"),
        pytest.param("with self.lock:\n            self.steps += 1", "Step {self.steps}.", id="behind a lock"),
    ],
)
def test_what_each_request_counts(change: str, form: str) -> None:
    assert codes(change, form) == ["PL102"]


@pytest.mark.parametrize(
    ("change", "start", "other"),
    [
        pytest.param("pass", "steps = 0", "pass", id="nothing but its reset"),
        pytest.param("self.steps = 3", "steps = 0", "pass", id="another number"),
        pytest.param("self.steps += 'x'", "steps = 'x'", "pass", id="text"),
        pytest.param("self.steps += 1", "steps = False", "pass", id="a switch"),
        pytest.param("self.seen += 1", "steps = 0", "pass", id="another attribute"),
    ],
)
def test_what_need_not_change_with_each_request(change: str, start: str, other: str) -> None:
    assert codes(change, start=start, other=other) == []


@pytest.mark.parametrize(
    ("change", "other"),
    [
        pytest.param("pass", "self.steps += 1", id="something else is counted"),
        pytest.param("if not answer:\n            self.steps += 1", "pass", id="failures"),
    ],
)
def test_what_changes_now_and_then(change: str, other: str) -> None:
    assert codes(change, other=other) == ["PL101"]


def test_what_a_base_counts_without_a_request() -> None:
    assert codes("self.turned()", "Turn {self.turns}.", "turns = 0") == ["PL101"]


PARTS = """
import openai
from rules import RULES


class State:
    def __init__(self):
        self.steps = 0
        self.failures = 0


class Agent:
    def __init__(self):
        self.state = State()
        self.history = []

    def system(self):
        return f"Step {self.state.steps}. {RULES}"

    def step(self, question):
        FIRST
        answer = openai.OpenAI().chat.completions.create(
            model="gpt-5",
            messages=[{"role": "system", "content": self.system()}, {"role": "user", "content": question}],
        )
        THEN
        return answer
"""


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        pytest.param("self.state.steps += 1", "pass", ["PL102"], id="ahead of the request"),
        pytest.param("pass", "self.state.steps += 1", ["PL102"], id="behind it"),
        pytest.param("pass", "self.state.failures += 1", [], id="another number"),
        pytest.param("pass", "if not answer:\n            self.state.steps += 1", ["PL101"], id="failures"),
        pytest.param("self.state = State()\n        self.state.steps += 1", "pass", [], id="counted anew"),
        pytest.param("pass", "other.state.steps += 1", [], id="of another object"),
    ],
)
def test_what_is_counted_in_an_object_that_is_kept(first: str, then: str, expected: list[str]) -> None:
    program = PARTS.replace("FIRST", first).replace("THEN", then)
    outcome = lint_files({"rules.py": RULES, "main.py": program})
    assert sorted({each.code for each in outcome.diagnostics if each.severity > each.severity.INFO}) == expected


COUNTED = """
import openai
from rules import RULES


class Agent:
    def __init__(self):
        self.messages = []
        self.tools = []

    def ask(self, history, question):
        self.messages.append({"role": "user", "content": question})
        system = f"{RULES} FORM"
        return openai.OpenAI().chat.completions.create(
            model="gpt-5", messages=[{"role": "system", "content": system}, *TURNS]
        )
"""


@pytest.mark.parametrize(
    ("form", "turns", "expected"),
    [
        pytest.param("Turn {len(self.messages)}.", "self.messages", ["PL102"], id="of the object"),
        pytest.param("Turn {len(history)}.", "history", ["PL102"], id="given"),
        pytest.param("Turn {len(history) // 2 + 1}.", "history", ["PL102"], id="calculated"),
        pytest.param("{count_tokens(history):,} tokens.", "history", ["PL102"], id="counted in tokens"),
        pytest.param("{int(self.token_count(history) / 2)} %.", "history", ["PL102"], id="of a whole"),
        pytest.param("{estimate_tokens(messages=self.messages)}", "self.messages", ["PL102"], id="estimated"),
        pytest.param("{count_tokens(RULES)} tokens.", "history", [], id="the tokens of a text"),
        pytest.param("{issue_tokens(history)}", "history", [], id="other tokens"),
        pytest.param("{'Again.' if count_tokens(history) > 1 else ''}", "history", [], id="whether there are many"),
        pytest.param("{'Again.' if len(history) > 1 else ''}", "history", [], id="whether there are any"),
        pytest.param("Again: {any(each['role'] == 'user' for each in history)}", "history", [], id="whether one is"),
        pytest.param("There are {len(self.tools)} tools.", "history", [], id="of something else"),
        pytest.param("Turn {len(RULES)}.", "history", [], id="of a text"),
    ],
)
def test_how_much_was_said_before(form: str, turns: str, expected: list[str]) -> None:
    outcome = lint_files({"rules.py": RULES, "main.py": COUNTED.replace("FORM", form).replace("TURNS", turns)})
    assert sorted({each.code for each in outcome.diagnostics if each.severity > each.severity.INFO}) == expected


def test_how_much_was_said_before_in_the_latest_message() -> None:
    program = COUNTED.replace("FORM", "").replace("*TURNS", '*history, {"role": "user", "content": LATEST}')
    program = program.replace("LATEST", 'f"{question} ({len(history)} turns)"')
    outcome = lint_files({"rules.py": RULES, "main.py": program})
    assert [each.code for each in outcome.diagnostics if each.severity > each.severity.INFO] == []
