from __future__ import annotations

import pytest

from promptlint.config import Config
from promptlint.facts import Declared
from promptlint.ir import Placeholder, Stability
from promptlint.link.workspace import Workspace
from promptlint.memory_tree import MemoryTree


def levels(text: str, config: Config) -> dict[str, str]:
    (prompt,) = Workspace(MemoryTree({"prompts/a.j2": text}), config).linked("prompts/a.j2").prompts
    return {part.name: part.stability.word for part in prompt.segments if isinstance(part, Placeholder) and part.name}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{{ TICKET }} {{ RULES }}", {"TICKET": "request", "RULES": "request"}, id="all in capitals"),
        pytest.param("{{ TICKET }}", {"TICKET": "request"}, id="one alone"),
        pytest.param("{{ ticket }} {{ Rules }}", {"ticket": "request", "Rules": "request"}, id="none in capitals"),
        pytest.param("{{ WINDOW }} {{ ticket }}", {"WINDOW": "unknown", "ticket": "request"}, id="both"),
        pytest.param(
            "{{ WINDOW }} {{ history }}", {"WINDOW": "unknown", "history": "session"}, id="beside a known one"
        ),
        pytest.param("{{ INPUT }} {{ ticket }}", {"INPUT": "request", "ticket": "request"}, id="a telling name"),
        pytest.param(
            "{% if WINDOW %}few{% endif %} {{ ticket }}", {"WINDOW": "unknown", "ticket": "request"}, id="a condition"
        ),
        pytest.param("{{ KIND }} {{ ticket }}", {"KIND": "session", "ticket": "request"}, id="declared"),
    ],
)
def test_capitals_among_other_names_are_left_open(text: str, expected: dict[str, str]) -> None:
    assert levels(text, Config(placeholders=(Declared("KIND", Stability.SESSION),))) == expected
