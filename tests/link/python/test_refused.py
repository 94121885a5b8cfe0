"""Modules that Python refuses: one that sends prompts was not checked, and without that a run must not pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from promptlint.config import Config
from promptlint.engine import Options, lint_files
from promptlint.run import Place, Run
from promptlint.tree import WorkTree

if TYPE_CHECKING:
    from pathlib import Path

RULES = "Read the whole ticket before you answer it, and answer politely. " * 60
SENDING = f"""
import anthropic

RULES = "{RULES}"


def ask(question):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6", max_tokens=9, system=RULES, messages=[{{"role": "user", "content": question}}]
    )
"""
FILLED = "\n\n".join(f"def helper{at}(value):\n    return value + {at}" for at in range(100))  # cut before it is parsed
BROKEN = "\n\ndef late(:\n    return {'role': 'system', 'content': RULES}\n"
UNRELATED = "\n\ndef late(:\n    pass\n"


def refused(files: dict[str, str], config: Config | None = None) -> list[tuple[str, int]]:
    """The modules that are told as unreadable, with the line."""
    outcome = lint_files(files, config or Config())
    told = [each.finding.primary for each in outcome.diagnostics if each.code == "PL001"]
    return [(label.path, files[label.path].count("\n", 0, label.span.start) + 1) for label in told]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SENDING + BROKEN, id="a definition"),
        pytest.param(SENDING.replace("def ask(", "def ask(("), id="the one that sends"),
        pytest.param(SENDING + "\nx = (\n", id="never closed"),
        pytest.param("# promptlint: version=3\n" + SENDING + BROKEN, id="with a comment"),
        pytest.param(SENDING.replace("import anthropic", "from anthropic import Anthropic") + BROKEN, id="from"),
        pytest.param(
            SENDING.replace("\nimport anthropic", "\ntry:\n    import anthropic\nexcept:\n  x") + BROKEN, id="try"
        ),
    ],
)
@pytest.mark.parametrize("filled", ["", FILLED], ids=["short", "long"])
def test_one_that_sends_prompts_is_an_error(text: str, filled: str) -> None:
    files = {"app/main.py": filled + text, "app/fine.py": SENDING}
    assert [path for path, _ in refused(files)] == ["app/main.py"]


def test_the_place_is_told() -> None:
    assert refused({"main.py": SENDING + BROKEN}) == [("main.py", SENDING.count("\n") + 3)]


@pytest.mark.parametrize("ending", [b"\xe9\n", b"\0"], ids=["latin", "binary"])
def test_one_that_is_no_text_is_an_error(ending: bytes, tmp_path: Path) -> None:
    (tmp_path / "main.py").write_bytes(SENDING.encode() + b"# " + ending)
    outcome = Run(Place(WorkTree(str(tmp_path)), None), Config(), Options(no_base=True)).outcome()
    assert [each.code for each in outcome.diagnostics] == ["PL001"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("main.py", SENDING, id="nothing is broken"),
        pytest.param("main.py", FILLED + SENDING + UNRELATED, id="what speaks of no prompt is not parsed"),
        pytest.param("main.py", SENDING.replace("import anthropic", "import lib") + BROKEN, id="no library"),
        pytest.param("main.py", "# import anthropic\nsystem_prompt = 'x'" + BROKEN, id="in a comment"),
        pytest.param("main.py", "import anthropic\n\nprint(anthropic.__version__)\n" + UNRELATED, id="sends nothing"),
        pytest.param("main.py", SENDING.replace("import anthropic", "import openai_tools") + BROKEN, id="another name"),
        pytest.param("tests/test_main.py", SENDING + BROKEN, id="a test"),
        pytest.param("vendor/main.py", SENDING + BROKEN, id="excluded"),
    ],
)
def test_others_are_somebody_elses_matter(path: str, text: str) -> None:
    assert refused({path: text}, Config(exclude=("vendor/",))) == []
