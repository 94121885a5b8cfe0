from __future__ import annotations

import pytest

from promptlint.config import Config
from promptlint.facts import Declared
from promptlint.ir import Placeholder, Stability
from promptlint.link.workspace import Workspace
from promptlint.memory_tree import MemoryTree


def levels(text: str, config: Config, path: str = "prompts/a.j2") -> dict[str, str]:
    prompts = Workspace(MemoryTree({path: text}), config).linked(path).prompts
    values = [part for prompt in prompts for part in prompt.segments if isinstance(part, Placeholder)]
    return {value.name: value.stability.word for value in values if value.name}


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


def test_the_prompts_of_a_file_write_names_alike() -> None:
    system, user = "system_template: You see {{WINDOW}} lines.\n", "instance_template: Mend {{issue}} now.\n"
    assert levels(system, Config(), "prompts/a.yaml") == {"WINDOW": "request"}
    assert levels(system + user, Config(), "prompts/a.yaml") == {"WINDOW": "unknown", "issue": "request"}
