from __future__ import annotations

from typing import TYPE_CHECKING

from _made import Part, made
from promptlint.causes import merge_causes
from promptlint.change import Change
from promptlint.config import VersionPolicy
from promptlint.diagnostics import Finding, Severity
from promptlint.rules.version.prefix_changed_without_bump import prefix_changed_without_bump
from promptlint.rules.version.unversioned_prefix_changed import unversioned_prefix_changed

if TYPE_CHECKING:
    from promptlint.ir import Prompt
    from promptlint.rules._rule import ChangeRule, Rule


def found(rule: ChangeRule, *changes: tuple[Prompt, Prompt]) -> list[tuple[Rule, Prompt, Finding]]:
    return [
        (rule, after, finding)
        for before, after in changes
        for finding in rule.check(Change(before, after, VersionPolicy()))
    ]


def shared(path: str, text: str, version: str | None = "3", *, mark: bool = False) -> Prompt:
    return made(Part(text, mark=mark), path=path, version=version, included="shared/rules.j2")


def test_one_stays_as_it_is() -> None:
    findings = found(prefix_changed_without_bump, (shared("a.j2", "Be brief."), shared("a.j2", "Be polite.")))
    assert merge_causes(findings) == [(findings[0][0], (findings[0][1],), findings[0][2])]


def test_seven_prompts_of_one_partial() -> None:
    changes = [(shared(f"{name}.j2", "Be brief."), shared(f"{name}.j2", "Be polite.")) for name in "gfedcba"]
    ((rule, prompts, finding),) = merge_causes(found(prefix_changed_without_bump, *changes))
    assert rule.code == "PL301"
    assert [prompt.id for prompt in prompts] == [f"{name}.j2" for name in "abcdefg"]
    assert finding.message == "changed text is in the cached prefix of 7 prompts, and no version moved"
    assert finding.help == "bump each of a.j2 (3), b.j2 (3), c.j2 (3) and 4 more"
    assert finding.primary.path == "shared/rules.j2"
    assert [label.path for label in finding.related] == [f"{name}.j2" for name in "abcdefg"]
    assert {label.text for label in finding.related} == {"still version 3"}
    assert finding.difference is not None


def test_two_places_are_two_causes() -> None:
    findings = found(
        prefix_changed_without_bump,
        (shared("a.j2", "Be brief."), shared("a.j2", "Be polite.")),
        (shared("b.j2", "Sort."), shared("b.j2", "Sort!")),
    )
    assert [[prompt.id for prompt in prompts] for _, prompts, _ in merge_causes(findings)] == [["a.j2"], ["b.j2"]]


def test_the_end_of_the_line_is_not_shared() -> None:
    findings = found(
        prefix_changed_without_bump,
        (shared("a.j2", "Be brief, be kind."), shared("a.j2", "Be polite, be kind.")),
        (shared("b.j2", "Be brief."), shared("b.j2", "Be polite, be kind.")),
    )
    assert len(merge_causes(findings)) == 1


def test_the_highest_severity_counts() -> None:
    findings = found(
        unversioned_prefix_changed,
        (shared("a.j2", "Be brief.", None), shared("a.j2", "Be polite.", None)),
        (shared("b.j2", "Be brief.", None, mark=True), shared("b.j2", "Be polite.", None, mark=True)),
    )
    ((_, prompts, finding),) = merge_causes(findings)
    assert len(prompts) == 2
    assert finding.severity is Severity.ERROR
    assert finding.help == "give a version to each of a.j2, b.j2"


def test_a_hundred_versions_are_not_all_shown() -> None:
    changes = [(shared(f"{n}.j2", "Be brief."), shared(f"{n}.j2", "Be polite.")) for n in range(1000, 1100)]
    ((_, prompts, finding),) = merge_causes(found(prefix_changed_without_bump, *changes))
    assert len(prompts) == 100
    assert len(finding.related) == 12


def test_nothing() -> None:
    assert merge_causes([]) == []
