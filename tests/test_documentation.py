"""What the README and the pages say is true: their examples are read, their commands exist, their outputs are real."""

from __future__ import annotations

from pathlib import Path

import pytest

from _golden import compare
from _pages import Example, examples, with_readings
from promptlint.engine import lint_files

ROOT = Path(__file__).parent.parent
FORMATS = ROOT / "docs" / "formats.md"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in PAGES}
EXAMPLES = [example for page, text in TEXTS.items() for example in examples(page, text)]


def test_the_examples_are_read_as_the_page_says(golden: bool) -> None:
    compare(FORMATS, with_readings(FORMATS.name, TEXTS["docs/formats.md"]), write=golden)
