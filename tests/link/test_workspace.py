from __future__ import annotations

import pytest

from promptlint.config import Config
from promptlint.link.workspace import Workspace
from promptlint.memory_tree import MemoryTree

PAGE, OTHER = "prompts/ask.md", "prompts/ask.yaml"
PROMPT = "name: ask\ntext: |\n  You answer questions about {topic} in three sentences.\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({PAGE: "You answer."}, [PAGE], id="a page alone is a prompt"),
        pytest.param({PAGE: "About.", OTHER: PROMPT}, [OTHER], id="beside a prompt"),
        pytest.param(
            {"prompts/ask.md": "You answer.", "prompts/ask.yaml": "retries: 3\n"},
            ["prompts/ask.md"],
            id="beside settings",
        ),
        pytest.param(
            {"prompts/ask.md": "You answer.", "prompts/other.yaml": PROMPT},
            ["prompts/ask.md", "prompts/other.yaml"],
            id="beside a prompt of another name",
        ),
    ],
)
def test_a_page_beside_a_prompt_of_its_name_is_about_it(files: dict[str, str], expected: list[str]) -> None:
    workspace = Workspace(MemoryTree(files), Config())
    assert [prompt.path for prompt in workspace.prompts(workspace.candidates(sorted(files)))] == expected


@pytest.mark.parametrize(
    ("name", "beside", "files", "expected"),
    [
        ("b.j2", "prompts/a.j2", ["prompts/b.j2"], "prompts/b.j2"),
        ("shared/b.j2", "app/prompts/x/a.j2", ["app/prompts/shared/b.j2"], "app/prompts/shared/b.j2"),
        ("b.j2", "app/prompts/x/a.j2", ["b.j2", "app/b.j2"], "app/b.j2"),
        ("./b.j2", "x/a.j2", ["x/b.j2"], "x/b.j2"),
        ("../b.j2", "x/y/a.j2", ["x/b.j2"], "x/b.j2"),
        ("../../b.j2", "x/a.j2", ["b.j2"], None),
        ("/etc/passwd", "x/a.j2", [], None),
        ("b.j2", "x/a.j2", ["roots/b.j2"], None),
    ],
)
def test_where_an_included_file_is_looked_for(name: str, beside: str, files: list[str], expected: str | None) -> None:
    workspace = Workspace(MemoryTree(dict.fromkeys(files, "x")), Config())
    assert workspace.find(name, beside) == expected


def test_configured_roots_come_first() -> None:
    tree = MemoryTree({"x/b.j2": "near", "roots/b.j2": "rooted"})
    assert Workspace(tree, Config(template_roots=("roots",))).find("b.j2", "x/a.j2") == "roots/b.j2"


def test_a_large_file_that_only_might_be_a_prompt_is_data() -> None:
    small = "prompt: Answer questions about {{ topic }} in three sentences, and say where you have it from.\n"
    large = f"{small}note: {'x' * (1 << 20)}\n"
    found = Workspace(MemoryTree({"a.prompt.yaml": large, "lib/b.yaml": small, "lib/c.yaml": large}), Config())
    paths = [prompt.path for prompt in found.prompts(["a.prompt.yaml", "lib/b.yaml", "lib/c.yaml"])]
    assert paths == ["a.prompt.yaml", "lib/b.yaml"]
