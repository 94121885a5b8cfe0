"""Objects whose initializers cost too much to follow: what they held until then is known all the same."""

from __future__ import annotations

import pytest

from _programs import codes

COSTLY = "\n        ".join(
    f"self.rows_{number} = [{', '.join(f'max(names) * {number} - min(names) / {each}' for each in range(1, 10))}]"
    for number in range(1, 100)
)
DESK = """
import anthropic
from rules import RULES


class Desk:
    def __init__(self, names):
        self.client = anthropic.Anthropic()
        FIRST
        COSTLY
        LAST

    def ask(self, question):
        return self.client.messages.create(
            model="claude-sonnet-4-5",
            max_tokens=9,
            system=[
                {"type": "text", "text": f"{self.topics}\\n{RULES}", "cache_control": {"type": "ephemeral"}}
            ],
            messages=[{"role": "user", "content": question}],
        )
"""


def found(first: str, last: str) -> bool:
    return "PL103" in codes(DESK.replace("FIRST", first).replace("COSTLY", COSTLY).replace("LAST", last))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param("self.topics = set(names)", "self.size = len(names)", True, id="a set before"),
        pytest.param("self.topics = sorted(set(names))", "self.size = len(names)", False, id="sorted before"),
        pytest.param("self.topics = set(names)", "self.topics = sorted(self.topics)", False, id="sorted behind"),
        pytest.param("self.topics = set(names)", "self.topics.clear()", False, id="changed behind"),
        pytest.param('self.topics = "All of them."', "self.topics = set(names)", False, id="only a set behind"),
    ],
)
def test_what_is_known_until_then(first: str, last: str, *, expected: bool) -> None:
    assert found(first, last) is expected
