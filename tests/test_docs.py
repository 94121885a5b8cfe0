from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def docs() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "scripts" / "docs.py"))


def test_the_pages_are_up_to_date(docs: dict[str, Any]) -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "rules").glob("*.md")}
    assert written == docs["pages"]()


def test_the_readme_has_the_table_of_today(docs: dict[str, Any]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert docs["table"]("docs/rules/") in readme
    assert docs["with_table"](readme) == readme


def test_only_what_is_between_the_markers_changes(docs: dict[str, Any]) -> None:
    before = "Above.\n<!-- rules -->\nold\n<!-- /rules -->\nBelow.\n"
    after = docs["with_table"](before)
    assert after.startswith("Above.\n<!-- rules -->\n| code |")
    assert after.endswith("|\n<!-- /rules -->\nBelow.\n")
    assert "\nold\n" not in after


def test_each_link_leads_to_a_page(docs: dict[str, Any]) -> None:
    pages = docs["pages"]()
    links = [line.split("](")[1].split(")")[0] for line in docs["table"]("").splitlines() if "](" in line]
    assert links
    assert [link for link in links if link not in pages] == []
