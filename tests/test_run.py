from __future__ import annotations

from textwrap import dedent

import pytest

from promptlint.config import Config, PathSettings, Switch
from promptlint.diagnostics import Severity
from promptlint.engine import Outcome, lint_change, lint_files

RULES = "You sort the tickets of an invoicing service, by these rules and no others. " * 40
BAD = f"{{{{ question }}}}\n{RULES}\n"
GOOD = f"{RULES}\n{{{{ question }}}}\n"


def found(outcome: Outcome) -> list[tuple[str, str]]:
    return [(diagnostic.code, diagnostic.finding.primary.path) for diagnostic in outcome.diagnostics]


def test_a_good_prompt_is_silent() -> None:
    outcome = lint_files({"prompts/a.j2": GOOD})
    assert (found(outcome), outcome.files, outcome.prompts) == ([], 1, 1)


def test_a_fault_in_a_part_is_told_once_and_names_the_others() -> None:
    part = {"prompts/_part.j2": BAD}
    users = {f"prompts/{name}.j2": "{% include '_part.j2' %}" for name in "abcdef"}
    outcome = lint_files({**part, **users})
    assert found(outcome) == [("PL101", "prompts/_part.j2")]
    assert "prompts/b.j2, prompts/c.j2, prompts/d.j2 and 2 more" in (outcome.diagnostics[0].finding.help or "")


def test_a_part_is_judged_where_it_is_taken_in() -> None:
    files = {
        "prompts/part.j2": f"{{{{ question }}}} {RULES}",
        "prompts/a.j2": "{% set question = 'x' %}{% include 'part.j2' %}",
    }
    assert found(lint_files(files)) == []


def test_a_part_that_nothing_takes_in_is_no_prompt_when_its_name_says_so() -> None:
    assert found(lint_files({"prompts/_part.j2": BAD})) == []


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (Config(), [Severity.ERROR]),
        (Config(severity={"variable-before-stable": Severity.WARNING}), [Severity.WARNING]),
        (Config(severity={"variable-before-stable": Switch.OFF}), []),
        (Config(ignore=("PL1",)), []),
        (Config(ignore=("variable-before-stable",)), []),
        (Config(select=("PL2",)), []),
        (Config(select=("PL101",)), [Severity.ERROR]),
        (Config(exclude=("prompts/",)), []),
        (Config(per_path=(PathSettings(("prompts/**",), ignore=("PL101",)),)), []),
        (Config(per_path=(PathSettings(("other/**",), ignore=("PL101",)),)), [Severity.ERROR]),
        (
            Config(per_path=(PathSettings(("*.j2",), severity={"variable-before-stable": Severity.INFO}),)),
            [Severity.INFO],
        ),
    ],
)
def test_configuration_decides_what_counts(config: Config, expected: list[Severity]) -> None:
    outcome = lint_files({"prompts/a.j2": BAD}, config)
    assert [diagnostic.severity for diagnostic in outcome.diagnostics] == expected


def test_weak_evidence_is_never_made_stronger() -> None:
    unknown = f"{{{{ mystery() }}}}\n{RULES}"
    config = Config(severity={"variable-before-stable": Severity.ERROR})
    assert [d.severity for d in lint_files({"prompts/a.j2": unknown}, config).diagnostics] == [Severity.INFO]


def test_one_place_is_told_as_the_worst_of_the_prompts_sees_it() -> None:
    """A hint that one caller leaves open does not hide what another one proves."""
    files = {
        "rules.py": f"RULES = {RULES!r}\n",
        "main.py": """
            import openai
            from rules import RULES

            def one(prompt):
                messages = [{"role": "user", "content": prompt}]
                return openai.OpenAI().chat.completions.create(model="gpt-5", messages=messages)

            def label(doc):
                return one(f"{doc['text']}\\n{RULES}")

            def run(docs):
                return [label(doc) for doc in docs]
        """,
    }
    outcome = lint_files({path: dedent(text) for path, text in files.items()})
    told = [
        (diagnostic.severity, diagnostic.prompt) for diagnostic in outcome.diagnostics if diagnostic.code == "PL101"
    ]
    assert told == [(Severity.ERROR, "main.py#run>one")]


def test_a_broken_file_is_an_error_and_the_others_are_checked() -> None:
    outcome = lint_files({"prompts/a.j2": "{% if x %}", "prompts/b.j2": BAD})
    assert found(outcome) == [("PL001", "prompts/a.j2"), ("PL101", "prompts/b.j2")]


def test_a_file_that_held_a_prompt_and_is_broken_now_is_an_error() -> None:
    was = '{"model": "claude-opus-5-5", "max_tokens": 9, "messages": [{"role": "user", "content": "{{ x }}"}]}'
    outcome = lint_change({"requests/a.json": was}, {"requests/a.json": was[:-1]})
    assert found(outcome) == [("PL001", "requests/a.json")]
    assert found(lint_files({"requests/a.json": was[:-1]})) == []


VERSIONED = "{# promptlint: version=3 #}\n{% include '_part.j2' %}"


def test_an_edit_in_a_part_is_told_once_for_all_that_take_it_in() -> None:
    users = {f"prompts/{name}.j2": VERSIONED for name in "abc"}
    outcome = lint_change(
        {**users, "prompts/_part.j2": RULES}, {**users, "prompts/_part.j2": RULES.replace("rules", "laws")}
    )
    assert found(outcome) == [("PL301", "prompts/_part.j2")]
    labels = outcome.diagnostics[0].finding.related
    assert {label.path for label in labels} == {f"prompts/{name}.j2" for name in "abc"}


def test_a_part_of_a_part_reaches_the_prompt() -> None:
    same = {"prompts/a.j2": VERSIONED, "prompts/_part.j2": "{% include '_deep.j2' %}"}
    outcome = lint_change({**same, "prompts/_deep.j2": RULES}, {**same, "prompts/_deep.j2": RULES + "More."})
    assert found(outcome) == [("PL301", "prompts/_deep.j2")]


def test_a_part_that_was_deleted_reaches_the_prompt() -> None:
    outcome = lint_change({"prompts/a.j2": VERSIONED, "prompts/_part.j2": RULES}, {"prompts/a.j2": VERSIONED})
    assert ("PL301", "prompts/a.j2") in found(outcome)


def test_only_what_a_change_touches_is_reported() -> None:
    before = {"prompts/a.j2": BAD, "prompts/b.j2": GOOD}
    assert found(lint_change(before, {**before, "prompts/b.j2": GOOD.replace("question", "query")})) == []


def test_a_rule_that_fails_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    from promptlint import run
    from promptlint.errors import InternalError
    from promptlint.rules._rule import PromptRule

    def boom(_: object) -> None:
        raise ZeroDivisionError

    broken = PromptRule("PL101", "variable-before-stable", Severity.ERROR, "0.1.0", "", boom)  # type: ignore[arg-type] # it is broken
    monkeypatch.setattr(run, "PROMPT_RULES", (broken,))
    with pytest.raises(InternalError, match=r"PL101 \(variable-before-stable\) failed on prompts/a.j2"):
        lint_files({"prompts/a.j2": GOOD})


def test_a_suppression_in_a_part_holds_where_only_its_user_changed() -> None:
    part = "{# promptlint: ignore[variable-before-stable] measured #}\n" + BAD
    before = {"prompts/_part.j2": part, "prompts/a.j2": "{% include '_part.j2' %}"}
    outcome = lint_change(before, {**before, "prompts/a.j2": "{% include '_part.j2' %}\n\n"})
    assert (found(outcome), outcome.suppressed) == ([], 1)


def test_a_broken_file_that_a_change_does_not_touch_does_not_block_it() -> None:
    before = {"prompts/broken.j2": "{% if part %}", "prompts/part.j2": GOOD}
    outcome = lint_change(before, {**before, "prompts/part.j2": GOOD + "More."})
    assert "PL001" not in [code for code, _ in found(outcome)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("prompts/a.j2", "{# promptlint: version=3 #}\n{% include '_part.md' ignore missing %}More."),
        ("prompts/a.prompt", "---\nversion: 3\n---\n{{> part}}More."),
    ],
)
def test_a_part_that_may_be_missing_and_was_deleted_reaches_the_prompt(path: str, text: str) -> None:
    part = "prompts/_part.md" if path.endswith("j2") else "prompts/_part.prompt"
    assert ("PL301", path) in found(lint_change({path: text, part: RULES}, {path: text}))
