"""Skills, agents and commands that are gathered from folders, far from the prompt that they are written into."""

from __future__ import annotations

import pytest

from _programs import codes, told

SKILL = """
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Skill:
    name: str
    description: str

    @classmethod
    def load(cls, path):
        return cls(path.stem, path.read_text())
"""
LOADER = """
from pathlib import Path
from skill import Skill


def load_skills(folder: Path) -> list[Skill]:
    skills = []
    for each in folder.iterdir():
        if each.suffix == ".md":
            skills.append(Skill.load(each))
    return skills
"""
PROMPT = """
from rules import RULES
from skill import Skill


def system_prompt(skills: list[Skill]) -> str:
    lines = ["<skills>"]
    for skill in skills:
        lines.append(f"<skill>{skill.name}: {skill.description}</skill>")
    lines.append("</skills>")
    return "\\n".join([*lines, RULES])
"""


def lint(loader: str = LOADER, prompt: str = PROMPT, **others: str) -> list[str]:
    files = {"skill.py": SKILL, "loader.py": loader, **{f"{name}.py": text for name, text in others.items()}}
    return codes(prompt, files)


def test_skills_that_a_field_or_a_parameter_brings_come_in_the_order_of_their_folder() -> None:
    (found,) = told(PROMPT, {"skill.py": SKILL, "loader.py": LOADER})
    assert found.code == "PL103"
    assert found.finding.primary.path == "loader.py"
    assert {"loader.py", "main.py"} <= {label.path for label in found.finding.related}


@pytest.mark.parametrize(
    "loader",
    [
        pytest.param(LOADER.replace("folder.iterdir()", "sorted(folder.iterdir())"), id="sorted"),
        pytest.param(
            LOADER.replace("return skills", "skills.sort(key=str)\n    return skills"), id="sorted at the end"
        ),
        pytest.param(LOADER.replace("folder.iterdir()", "folder.listed()"), id="of something else"),
        pytest.param(LOADER.replace("skills.append(Skill.load(each))", "print(each)"), id="only told of"),
        pytest.param(LOADER.replace("list[Skill]", "list"), id="of what, nobody says"),
        pytest.param(LOADER.replace("list[Skill]", "Skill").replace("return skills", "return skills[0]"), id="one"),
        pytest.param(LOADER.replace("return skills", "return len(skills)"), id="their number"),
        pytest.param(
            LOADER + "\n\ndef ordered(skills: list[Skill]) -> list[Skill]:\n    return sorted(skills, key=str)\n",
            id="somebody sorts such",
        ),
    ],
)
def test_skills_that_are_sorted_or_not_gathered_there(loader: str) -> None:
    assert lint(loader) == []


@pytest.mark.parametrize(
    "prompt",
    [
        pytest.param(PROMPT.replace("in skills:", "in sorted(skills, key=str):"), id="sorted in the prompt"),
        pytest.param(PROMPT.replace("skills: list[Skill]", "skills"), id="without an annotation"),
        pytest.param(PROMPT.replace("skills: list[Skill]", "skills: list[str]"), id="names"),
        pytest.param(
            PROMPT.replace("skills: list", "relevant_skills: list").replace("in skills", "in relevant_skills"),
            id="picked for a question",
        ),
        pytest.param(PROMPT.replace("[*lines, RULES]", "[RULES, str(len(skills))]"), id="their number"),
        pytest.param(PROMPT.replace("[*lines, RULES]", "[RULES]"), id="not in the prompt"),
    ],
)
def test_skills_that_stand_in_the_prompt_in_an_order(prompt: str) -> None:
    assert lint(prompt=prompt) == []


def test_documents_are_looked_up_for_a_question() -> None:
    files = {
        "skill.py": SKILL.replace("Skill", "Document"),
        "loader.py": LOADER.replace("Skill", "Document"),
    }
    assert codes(PROMPT.replace("Skill", "Document"), files) == []


@pytest.mark.parametrize(
    "loader",
    [
        pytest.param(
            """
            import os
            from skill import Skill

            class Loader:
                def load(self, folder) -> dict[str, Skill]:
                    entries = os.listdir(folder)
                    skills = {}
                    for entry in entries:
                        skills[entry] = Skill.load(folder / entry)
                    return skills
            """,
            id="a mapping, in a method",
        ),
        pytest.param(
            """
            from skill import Skill

            def find(folder):
                found = []
                for each in folder.rglob("*.md"):
                    found.append(each)
                return found

            def load(folder) -> tuple[list[Skill], list[Skill]]:
                always, sometimes = [], []
                for each in find(folder):
                    keep(each, always, sometimes)
                return always, sometimes

            def keep(path, always, sometimes):
                (always if path.stem == "all" else sometimes).append(Skill.load(path))
            """,
            id="found by another function, kept by a third",
        ),
        pytest.param(
            """
            from skill import Skill

            def load(folders) -> list[Skill]:
                skills = []

                def add(path):
                    skills.append(Skill.load(path))

                for folder in folders:
                    for each in folder.glob("*/SKILL.md"):
                        add(each)
                return skills
            """,
            id="put there by a function inside",
        ),
        pytest.param(
            """
            from skill import Skill

            def load(folder) -> list[Skill]:
                return [Skill.load(each) for each in folder.iterdir()]
            """,
            id="a comprehension",
        ),
        pytest.param(
            """
            from collections.abc import Iterator
            from skill import Skill

            def load(folder) -> Iterator[Skill]:
                for each in folder.iterdir():
                    yield Skill.load(each)
            """,
            id="a generator",
        ),
    ],
)
def test_ways_to_gather(loader: str) -> None:
    assert lint(loader) == ["PL103"]


REGISTRY = """
from rules import RULES
from skill import Skill


class Skills:
    def __init__(self, loaders):
        self._skills: dict[str, Skill] = {}
        for loader in loaders:
            for skill in loader.load():
                self._skills[skill.name] = skill

    def system_prompt_snippet(self) -> str:
        lines = [f"- {skill.name}" for skill in VALUES]
        return "\\n".join([*lines, RULES])
"""


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("self._skills.values()", ["PL103"]),
        ("sorted(self._skills.values(), key=str)", []),
        ("[self._skills[key] for key in sorted(self._skills)]", []),
    ],
)
def test_a_registry_holds_what_loaders_gather(values: str, expected: list[str]) -> None:
    assert lint(prompt=REGISTRY.replace("VALUES", values)) == expected


def test_a_field_that_others_fill() -> None:
    program = """
    from dataclasses import dataclass, field
    from rules import RULES
    from skill import Skill


    @dataclass
    class Context:
        skills: list[Skill] = field(default_factory=list)

        def system_prompt(self) -> str:
            return "\\n".join([*(skill.name for skill in self.skills), RULES])
    """
    assert lint(prompt=program) == ["PL103"]


def test_what_a_method_gives_that_is_left_to_others() -> None:
    program = """
    from abc import abstractmethod
    from rules import RULES
    from skill import Skill


    class Source:
        @abstractmethod
        def skills(self) -> list[Skill]: ...


    def system_prompt(source: Source) -> str:
        return "\\n".join([*(skill.name for skill in source.skills()), RULES])
    """
    assert lint(prompt=program) == ["PL103"]


def test_all_folders_are_told() -> None:
    agents = LOADER.replace("load_skills", "load_others").replace("folder.iterdir()", "folder.glob('*.md')")
    (found,) = told(PROMPT, {"skill.py": SKILL, "loader.py": LOADER, "plugin.py": agents})
    assert {"loader.py", "plugin.py"} <= {label.path for label in (found.finding.primary, *found.finding.related)}
