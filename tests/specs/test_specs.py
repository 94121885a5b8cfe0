from __future__ import annotations

from pathlib import Path

import pytest

from _specs import Case, cases
from promptlint.report.style import Style
from promptlint.report.text import render
from promptlint.rules import PROMPT_RULES, RULES, by_name
from promptlint.rules.linter import LINTER_RULES

SPECS = sorted(Path(__file__).parent.glob("*.md"))
CASES = [case for file in SPECS for case in cases(file)]
# Their findings depend on what the other rules say.
FROM_THE_ENGINE = [rule.name for rule in LINTER_RULES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file.stem}: {case.title}")
def test_spec(case: Case, golden: bool) -> None:
    rule = by_name()[case.file.stem]
    outcome = case.example.lint(*(() if rule.name in FROM_THE_ENGINE else (rule.code,)))
    report = render(outcome, Style(summary=False)).removesuffix("\n")
    if golden and report != case.report:
        case.rewrite(report)
    else:
        assert report == case.report


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file.stem}: {case.title}")
def test_the_files_of_a_spec_are_read(case: Case) -> None:
    if case.file.stem in FROM_THE_ENGINE:
        return
    outcome = case.example.lint(*(rule.code for rule in LINTER_RULES))
    assert [diagnostic.finding.message for diagnostic in outcome.diagnostics] == []
    assert outcome.prompts or outcome.batch or case.example.before is not None


@pytest.mark.parametrize("file", SPECS, ids=lambda file: file.stem)
def test_the_silent_cases_outnumber_the_loud(file: Path) -> None:
    loud = [case.title for case in cases(file) if case.report]
    assert 0 < len(loud) < len(cases(file)) - len(loud) or file.stem in FROM_THE_ENGINE


def test_every_rule_on_prompts_has_a_spec() -> None:
    written = {file.stem for file in SPECS}
    assert {rule.name for rule in (*LINTER_RULES, *PROMPT_RULES)} <= written
    assert written <= {rule.name for rule in RULES}
