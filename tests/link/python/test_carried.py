"""What a method leaves in its object: the next call of it finds that, and not what was there at first."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
from collections import deque
import anthropic
from rules import RULES


class Agent:
    def __init__(self, name):
        self.name = name
        self.plan = ""
        self.notes = []
        self.facts = {}
        self.client = None
        self.messages = []
        self.log = []
        self.latest = deque(maxlen=9)

    def section(self):
        return f"The plan: {self.plan}"

    def send(self, system):
        return anthropic.Anthropic().messages.create(
            model="claude-sonnet-4-6", max_tokens=9, system=system, messages=[{"role": "user", "content": "Go on."}]
        )

    def step(self, question):
        BEFORE
        answer = self.send(SYSTEM)
        AFTER
"""


def said(system: str, after: str, before: str = "pass") -> list[str]:
    return codes(PROGRAM.replace("SYSTEM", system).replace("AFTER", after).replace("BEFORE", before))


LEFT = [
    pytest.param("self.plan", "self.plan = answer", id="a plan"),
    pytest.param("self.section()", "self.plan = answer", id="a plan, by another method"),
    pytest.param("self.plan", "self.plan += str(answer)", id="longer each time"),
    pytest.param("', '.join(self.notes)", "self.notes.append(answer)", id="notes"),
    pytest.param("self.notes", "self.notes.extend(answer.parts)", id="notes as a whole"),
    pytest.param("self.facts", "self.facts[question] = answer", id="facts"),
    pytest.param("self.facts", "if answer.is_new:\n            self.facts.update(answer.facts)", id="now and then"),
]


@pytest.mark.parametrize(("found", "after"), LEFT)
def test_in_front_of_the_rules(found: str, after: str) -> None:
    assert said(f'f"{{{found}}} {{RULES}}"', after) == ["PL101"]


@pytest.mark.parametrize(("found", "after"), LEFT)
def test_behind_the_rules(found: str, after: str) -> None:
    assert said(f'f"{{RULES}} {{{found}}}"', after) == []


@pytest.mark.parametrize(
    ("found", "after", "before"),
    [
        pytest.param("self.plan", "pass", "pass", id="never changed"),
        pytest.param("self.plan", "self.plan = ''", "pass", id="put back"),
        pytest.param("self.notes", "self.notes = []", "pass", id="emptied"),
        pytest.param("self.plan", "other = answer", "self.plan = 'Be brief.'", id="given a text first"),
        pytest.param("self.name", "self.name = answer", "pass", id="nobody knows what was there at first"),
        pytest.param(
            "self.client", "pass", "if self.client is None:\n            self.client = make()", id="made once"
        ),
        pytest.param(
            "self.log", "self.log.append({'role': 'user', 'content': answer})", "pass", id="under another name"
        ),
        pytest.param(
            "self.plan", "def later():\n            self.plan = answer", "pass", id="in a function of its own"
        ),
    ],
)
def test_nothing_is_left(found: str, after: str, before: str) -> None:
    assert said(f'f"{{{found}}} {{RULES}}"', after, before) == []


TURNS = """
import anthropic
from rules import RULES


class Agent:
    def __init__(self):
        self.usage = None
        self.notes = []
        self.messages = []

    def again(self, answer):
        return bool(answer)

    def step(self, question):
        self.messages.append({"role": "user", "content": question})
        answer = anthropic.Anthropic().messages.create(
            model="claude-sonnet-4-6", max_tokens=9, system=f"{RULES} {self.usage}", messages=self.messages
        )
        AFTER
        return answer
"""


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param("self.usage = answer.usage", ["PL101"], id="with each request"),
        pytest.param(
            "try:\n            self.usage = answer.usage\n        finally:\n            pass", ["PL101"], id="tried"
        ),
        pytest.param("if answer:\n            self.usage = answer.usage", [], id="now and then"),
        pytest.param("for each in answer:\n            self.usage = each", [], id="where there is any"),
        pytest.param("self.usage = None", [], id="put back"),
        pytest.param("self.notes = answer.usage", [], id="another field"),
        pytest.param("self.usage = self.summarize(answer)", [], id="summed up"),
    ],
)
def test_what_each_request_leaves_ahead_of_the_turns(after: str, expected: list[str]) -> None:
    assert codes(TURNS.replace("AFTER", after)) == expected


def test_what_a_method_leaves_that_makes_no_request() -> None:
    program = TURNS.replace("        AFTER\n", "")
    assert codes(program.replace("return bool", "self.usage = answer.usage\n        return bool")) == []


OTHERS = """
    def METHOD(self, seen):
        PUT
"""


def by_another(found: str, method: str, put: str) -> list[str]:
    program = PROGRAM.replace("SYSTEM", f'f"{{{found}}} {{RULES}}"').replace("AFTER", "pass").replace("BEFORE", "pass")
    return codes(program + OTHERS.replace("METHOD", method).replace("PUT", put))


@pytest.mark.parametrize(
    ("found", "method", "put"),
    [
        pytest.param("self.plan", "observe", "self.plan = seen", id="a text"),
        pytest.param("self.plan", "observe", "self.plan += seen", id="a longer text"),
        pytest.param("', '.join(self.notes)", "remember", "self.notes.append(seen)", id="a list"),
        pytest.param("self.section()", "observe", "self.plan = seen", id="read by a method"),
        pytest.param("', '.join(self.latest)", "observe", "self.latest.append(seen)", id="a queue"),
    ],
)
def test_left_by_another_method(found: str, method: str, put: str) -> None:
    assert by_another(found, method, put) == ["PL101"]


@pytest.mark.parametrize(
    ("found", "method", "put"),
    [
        pytest.param("self.plan", "set_plan", "self.plan = seen", id="set up"),
        pytest.param("', '.join(self.notes)", "add_note", "self.notes.append(seen)", id="added"),
        pytest.param("', '.join(self.notes)", "load", "self.notes.extend(seen)", id="loaded"),
        pytest.param("', '.join(self.latest)", "observe", "seen.append(self.latest)", id="a queue that nobody fills"),
        pytest.param("', '.join(self.latest)", "load", "self.latest.append(seen)", id="a queue that is loaded"),
        pytest.param("self.plan", "observe", "self.plan = ''", id="put back"),
        pytest.param("self.plan", "observe", "self.name = seen", id="another field"),
        pytest.param("self.plan", "compact", "self.plan = self.summarize(seen)", id="summed up"),
        pytest.param("self.client", "observe", "self.client = seen", id="no text and no list"),
        pytest.param("self.plan", "__init_subclass__", "seen.plan = seen", id="of another object"),
    ],
)
def test_not_left_by_another_method(found: str, method: str, put: str) -> None:
    assert by_another(found, method, put) == []


PARTS = """
import anthropic
from rules import RULES


class Notes:
    def __init__(self):
        self.seen = []
        self.mood = ""
        self.messages = []

    def remember(self, each):
        self.seen.append(each)
        self.mood = each.mood

    def add(self, each):
        self.messages.append(each)

    def text(self):
        return "\\n".join(self.seen)

    def reset(self):
        pass


class Agent:
    def __init__(self):
        self.notes = Notes()

    def ask(self, question):
        BEFORE
        anthropic.Anthropic().messages.create(
            model="claude-sonnet-4-6",
            max_tokens=9,
            system=f"{SAID} {RULES}",
            messages=[{"role": "user", "content": question}],
        )
"""


def of_a_part(said: str, old: str = "", new: str = "", before: str = "pass") -> list[str]:
    assert old in PARTS
    return codes(PARTS.replace(old, new).replace("BEFORE", before).replace("SAID", said))


@pytest.mark.parametrize("said", ["self.notes.text()", "self.notes.seen", "self.notes.mood"])
def test_left_in_an_object_that_is_kept(said: str) -> None:
    assert of_a_part(said) == ["PL101"]


@pytest.mark.parametrize(
    ("said", "old", "new", "before"),
    [
        pytest.param("self.notes.name", "", "", "pass", id="another field"),
        pytest.param("self.notes.text()", "def remember", "def load", "pass", id="set up"),
        pytest.param("self.notes.text()", "        pass", "        self.seen.clear()", "pass", id="emptied"),
        pytest.param("self.notes.text()", "        pass", "        self.seen = []", "pass", id="begun anew"),
        pytest.param("self.notes.text()", "", "", "self.notes = Notes()", id="another object each time"),
        pytest.param("self.notes.text()", "self.notes = Notes()", "self.notes = {}", "pass", id="no object"),
    ],
)
def test_nothing_is_left_in_it(said: str, old: str, new: str, before: str) -> None:
    assert of_a_part(said, old, new, before) == []


def test_what_a_method_adds_to_an_object_that_is_kept_comes_behind_what_was_there() -> None:
    assert of_a_part("self.notes.text()", "def remember", "def load", "self.notes.seen.append(RULES)") == []
    clock = "import time\n        self.notes.seen.append(f'{time.time()}')"
    assert of_a_part("self.notes.text()", "def remember", "def load", clock) == ["PL102"]
