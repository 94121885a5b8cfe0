from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import promptlint.rules
from promptlint.rules import BATCH_RULES, CHANGE_RULES, PROMPT_RULES, RULES, TREE_RULES, by_name
from promptlint.rules._rule import BatchRule, ChangeRule, PromptRule, TreeRule
from promptlint.rules.linter import LINTER_RULES

FOLDER = Path(promptlint.rules.__file__).parent


def test_every_file_is_registered() -> None:
    files = {path.stem.replace("_", "-") for path in FOLDER.glob("*/*.py") if not path.stem.startswith("_")}
    assert files == {rule.name for rule in (*PROMPT_RULES, *CHANGE_RULES, *TREE_RULES, *BATCH_RULES)}


def test_file_function_and_rule_share_a_name() -> None:
    for rule in RULES:
        if isinstance(rule, PromptRule | ChangeRule | TreeRule | BatchRule):
            assert rule.check.__name__.replace("_", "-") == rule.name
            assert rule.check.__module__.rpartition(".")[2].replace("_", "-") == rule.name


def test_codes_are_unique_and_in_order() -> None:
    for rules in (RULES, PROMPT_RULES, CHANGE_RULES, TREE_RULES, BATCH_RULES, LINTER_RULES):
        codes = [rule.code for rule in rules]
        assert codes == sorted(set(codes))
    kinds = (PROMPT_RULES, CHANGE_RULES, TREE_RULES, BATCH_RULES, LINTER_RULES)
    assert len(RULES) == sum(map(len, kinds))


def test_names_are_unique() -> None:
    assert list(by_name().values()) == list(RULES)


def test_the_family_is_in_the_code() -> None:
    families = {"prefix": "PL1", "breakpoint": "PL2", "version": "PL3", "batch": "PL4", "routing": "PL5"}
    for rule in RULES:
        if isinstance(rule, PromptRule | ChangeRule | TreeRule | BatchRule):
            assert rule.code.startswith(families[rule.check.__module__.split(".")[2]])


def test_importing_the_rules_brings_in_nothing_heavy() -> None:
    heavy = {
        "jinja2",
        "yaml",
        "json",
        "jsonschema",
        "difflib",
        "subprocess",
        "hashlib",
        "tomllib",
        "importlib.metadata",
    }
    script = "import sys, promptlint.rules; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()
    assert heavy & set(loaded) == set()
