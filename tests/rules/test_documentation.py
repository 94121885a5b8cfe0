from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from _examples import documented
from promptlint.rules import RULES

if TYPE_CHECKING:
    from promptlint.rules._rule import Rule


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_shows_this_fault_and_no_other(rule: Rule) -> None:
    outcome = documented(rule.section("Bad")).lint()
    assert {diagnostic.code for diagnostic in outcome.diagnostics} == {rule.code}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_good_example_has_no_fault(rule: Rule) -> None:
    outcome = documented(rule.section("Good")).lint()
    assert outcome.prompts or outcome.batch
    assert [diagnostic.code for diagnostic in outcome.diagnostics] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_says_what_and_why(rule: Rule) -> None:
    assert rule.summary.endswith(".")
    assert rule.section("Why")
