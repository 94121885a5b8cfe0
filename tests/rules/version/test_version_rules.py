from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from _made import Part, made
from promptlint.change import Change
from promptlint.config import VersionPolicy
from promptlint.diagnostics import Severity
from promptlint.ir import Breakpoint, Section
from promptlint.rules import CHANGE_RULES
from promptlint.rules.version.duplicate_version import duplicate_version
from promptlint.source import Span
from promptlint.versions import Bump, Origin, Version

if TYPE_CHECKING:
    from promptlint.diagnostics import Finding
    from promptlint.ir import Prompt

PLAIN = VersionPolicy()
SORT, ORDER = "Sort {bug} now.", "Order {bug} now."


def findings(
    before: Prompt, after: Prompt, policy: VersionPolicy = PLAIN, elsewhere: tuple[tuple[str, Prompt], ...] = ()
) -> list[tuple[str, Finding]]:
    change = Change(before, after, policy, elsewhere)
    return [(rule.code, finding) for rule in CHANGE_RULES for finding in rule.check(change)]


def codes(
    before: Prompt, after: Prompt, policy: VersionPolicy = PLAIN, elsewhere: tuple[tuple[str, Prompt], ...] = ()
) -> list[str]:
    return [code for code, _ in findings(before, after, policy, elsewhere)]


def only(
    before: Prompt, after: Prompt, policy: VersionPolicy = PLAIN, elsewhere: tuple[tuple[str, Prompt], ...] = ()
) -> tuple[str, Finding]:
    (found,) = findings(before, after, policy, elsewhere)
    return found


def frozen(text: str, path: str = "prompts/triage_v3.j2", version: str = "v3") -> Prompt:
    return made(text, path=path, version=Version(version, path, None, Origin.FILE_NAME))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param((SORT, "3"), (SORT, "3"), [], id="same"),
        pytest.param((SORT, None), (SORT, None), [], id="same, without a version"),
        pytest.param((SORT, "3"), ("Sort {issue} now.", "3"), [], id="renamed placeholder"),
        pytest.param((SORT, "3"), ("Sort {bug} later.", "3"), [], id="behind the prefix"),
        pytest.param((SORT, "3"), ("Sort {bug} later.", "4"), [], id="behind the prefix, bumped"),
        pytest.param((SORT, "3"), (ORDER, "4"), [], id="bumped"),
        pytest.param((SORT, "1.0"), (ORDER, "1.0.1"), [], id="bumped by a component"),
        pytest.param((SORT, "2026-11-22"), (ORDER, "2026-11-22.1"), [], id="bumped twice a day"),
        pytest.param((SORT, None), (ORDER, "1"), [], id="version added"),
        pytest.param((SORT, None), (SORT, "1"), [], id="version added, nothing else"),
        pytest.param((SORT, "1"), (SORT, None), [], id="version removed, nothing else"),
        pytest.param(("{bug}", None), ("Sort {bug}", None), [], id="nothing was cached"),
        pytest.param((SORT, "v1"), (SORT, "1"), [], id="renumbered, nothing else"),
        pytest.param((SORT, "3"), (ORDER, "3"), ["PL301"], id="not bumped"),
        pytest.param((SORT, "v3"), (ORDER, "V3"), ["PL301"], id="not bumped, respelled"),
        pytest.param((SORT, "draft"), (ORDER, "draft"), ["PL301"], id="not bumped, a word"),
        pytest.param((SORT, "3"), (ORDER, None), ["PL301"], id="version removed"),
        pytest.param((SORT, None), (ORDER, None), ["PL302"], id="no version"),
        pytest.param((SORT, "3"), (ORDER, "2"), ["PL303"], id="decreased"),
        pytest.param((SORT, "3"), (SORT, "2"), ["PL303"], id="decreased, nothing else"),
        pytest.param((SORT, "v0.1.0"), (ORDER, "0.1.0"), ["PL303"], id="renumbered"),
        pytest.param((SORT, "draft"), (ORDER, "final"), ["PL303"], id="from a word to another"),
        pytest.param((SORT, "3"), (SORT, "4"), ["PL306"], id="bumped for nothing"),
    ],
)
def test_which_rule(before: tuple[str, str | None], after: tuple[str, str | None], expected: list[str]) -> None:
    assert codes(made(before[0], version=before[1]), made(after[0], version=after[1])) == expected


def test_a_change_without_bump() -> None:
    code, finding = only(made(SORT, version="3"), made(ORDER, version="3"))
    assert code == "PL301"
    assert finding.message == "the cached prefix changed, but version `3` did not"
    assert finding.primary.span == Span(0, 5)
    assert finding.primary.text == "changed here"
    assert [(label.span, label.text) for label in finding.related] == [(Span(1000, 1001), "still version 3")]
    assert finding.help == "bump the version to 4"
    assert finding.difference is not None
    assert (finding.difference.before.text, finding.difference.after.text) == ("Sort {bug} now.", "Order {bug} now.")


def test_the_bump_that_the_policy_asks_for() -> None:
    policy = VersionPolicy(prefix_change=Bump.MAJOR)
    _, finding = only(made(SORT, version="1.2.3"), made(ORDER, version="1.2.3"), policy)
    assert finding.help == "bump the version to 2.0.0"


def test_a_version_that_stands_in_another_file() -> None:
    before, after = made(SORT, version="3"), made(ORDER, version="3")
    sidecar = Version("3", "prompts/spec.yaml", Span(9, 10), Origin.SIDECAR)
    _, finding = only(replace(before, version=sidecar), replace(after, version=sidecar))
    assert finding.help == "bump the version to 4 in prompts/spec.yaml"
    assert finding.related[0].path == "prompts/spec.yaml"


def test_another_model() -> None:
    code, finding = only(made(SORT, version="3", model="opus"), made(SORT, version="3", model="sonnet"))
    assert code == "PL301"
    assert finding.message == "the model changed, but version `3` did not"
    assert finding.primary.span == Span(2000, 2006)


def test_a_moved_mark() -> None:
    before, after = (
        made(Part("Sort.", mark=True), "Bugs.", version="3"),
        made("Sort.", Part("Bugs.", mark=True), version="3"),
    )
    _, finding = only(before, after)
    assert finding.message == "the end of the cached prefix moved, but version `3` did not"


def test_reordered_tools() -> None:
    one, two = (Part(f"Tool {name}.", "", section=Section.TOOLS) for name in ("one", "two"))
    _, finding = only(made(one, two, version="3"), made(two, one, version="3"))
    assert finding.message == "the order of the tools changed, but version `3` did not"


def test_a_removed_version() -> None:
    _, finding = only(made(SORT, version="3"), made(ORDER))
    assert finding.message == "the cached prefix changed, and version `3` was removed"
    assert finding.help == "bring it back and bump the version to 4"
    assert finding.severity is None


@pytest.mark.parametrize("marked", ["before", "after", "automatic"])
def test_a_marked_prompt_without_version_is_an_error(marked: str) -> None:
    before, after = (made(Part(text, mark=marked == side)) for text, side in (("Sort.", "before"), ("Order.", "after")))
    if marked == "automatic":
        after = replace(after, automatic=Breakpoint(after.path, Span(0, 1)))
    code, finding = only(before, after)
    assert (code, finding.severity) == ("PL302", Severity.ERROR)


def test_an_unmarked_prompt_without_version_is_a_warning() -> None:
    rules = "By these rules and no others. " * 200
    _, finding = only(made(rules + SORT), made(rules + ORDER))
    assert finding.severity is None
    _, short = only(made(SORT), made(ORDER))
    assert short.severity is Severity.INFO
    assert next(rule for rule in CHANGE_RULES if rule.code == "PL302").severity is Severity.WARNING


def test_a_decrease() -> None:
    _, finding = only(made(SORT, version="1.10"), made(ORDER, version="1.9"))
    assert finding.message == "the version went back from `1.10` to `1.9`"
    assert finding.help == "bump the version to 1.11"
    assert finding.severity is None
    assert finding.primary.span == Span(1000, 1003)
    assert finding.related[0].text == "changed here"


def test_a_renamed_prompt_may_count_from_one_again() -> None:
    _, finding = only(made(SORT, version="3"), made(SORT, version="1", path="prompts/route.j2"))
    assert finding.severity is Severity.INFO
    _, finding = only(made(SORT, version="3"), made(SORT, version="1", path="lib/triage.j2"))
    assert finding.severity is None


def test_another_way_of_numbering_is_a_hint() -> None:
    _, finding = only(made(SORT, version="v0.1.0"), made(ORDER, version="0.1.0"))
    assert finding.message == "which of `v0.1.0` and `0.1.0` is newer cannot be told"
    assert finding.severity is Severity.INFO


def test_two_branches_with_one_number() -> None:
    before, after = made(SORT, version="3"), made(ORDER, version="4")
    other = made("Rank {bug} now.", version="4")
    code, finding = only(before, after, elsewhere=(("main", other), ("topic", other)))
    assert code == "PL304"
    assert finding.message == "version `4` is taken by another prefix on main"
    assert finding.primary.span == Span(1000, 1001)
    assert finding.help == "bump the version to 5"
    assert finding.difference is not None
    assert finding.difference.before.text == "Rank {bug} now."


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        pytest.param((ORDER, "4"), [], id="the same prefix"),
        pytest.param(("Rank {bug} now.", "5"), [], id="another number"),
        pytest.param(("Rank {bug} now.", None), [], id="no number"),
        pytest.param(("Rank {bug} now.", "3"), [], id="the number from before"),
        pytest.param(("Rank {bug} now.", "V4"), [], id="another spelling is another scheme"),
    ],
)
def test_a_free_number(other: tuple[str, str | None], expected: list[str]) -> None:
    elsewhere = (("main", made(other[0], version=other[1])),)
    assert codes(made(SORT, version="3"), made(ORDER, version="4"), elsewhere=elsewhere) == expected


def test_two_branches_that_both_introduce_a_version() -> None:
    elsewhere = (("main", made("Rank {bug} now.", version="1")),)
    assert codes(made(SORT), made(ORDER, version="1"), elsewhere=elsewhere) == ["PL304"]


def test_an_edited_release() -> None:
    code, finding = only(frozen(SORT), frozen(ORDER))
    assert code == "PL305"
    assert finding.message == "version `v3` is frozen by its file name, but was edited"
    assert finding.help == "copy it to prompts/triage_v4.j2 and edit that"
    assert finding.primary.span == Span(0, 5)


def test_what_a_release_allows() -> None:
    assert codes(frozen(SORT), frozen(SORT)) == []
    assert codes(frozen(SORT), frozen("Sort {bug} later.")) == []
    assert codes(frozen(SORT), frozen(ORDER, "prompts/triage_v4.j2", "v4")) == []


def test_a_moved_and_edited_release() -> None:
    assert codes(frozen(SORT), frozen(ORDER, "archive/triage_v3.j2")) == ["PL305"]


@pytest.mark.parametrize(
    ("policy", "after", "expected"),
    [
        pytest.param(PLAIN, (ORDER, "1.2.4"), [], id="no policy"),
        pytest.param(VersionPolicy(prefix_change=Bump.MINOR), (ORDER, "1.3.0"), [], id="enough"),
        pytest.param(VersionPolicy(prefix_change=Bump.MINOR), (ORDER, "2.0.0"), [], id="more than enough"),
        pytest.param(
            VersionPolicy(prefix_change=Bump.MINOR), ("Sort {bug} then.", "1.2.4"), [], id="behind the prefix"
        ),
        pytest.param(VersionPolicy(prefix_change=Bump.MINOR), (ORDER, "1.2.4"), ["PL309"], id="too small"),
        pytest.param(VersionPolicy(prefix_change=Bump.MINOR), (ORDER, "1.2.3"), ["PL301"], id="none"),
        pytest.param(VersionPolicy(interface_change=Bump.MAJOR), (ORDER, "1.2.4"), [], id="same interface"),
        pytest.param(VersionPolicy(interface_change=Bump.MAJOR), ("Sort {b} {c}", "1.3.0"), ["PL309"], id="interface"),
    ],
)
def test_how_large_a_bump_has_to_be(policy: VersionPolicy, after: tuple[str, str], expected: list[str]) -> None:
    assert codes(made(SORT, version="1.2.3"), made(after[0], version=after[1]), policy) == expected


def test_a_bump_that_is_too_small() -> None:
    policy = VersionPolicy(prefix_change=Bump.MINOR, interface_change=Bump.MAJOR)
    _, finding = only(made(SORT, version="1.2.3"), made(ORDER, version="1.2.4"), policy)
    assert finding.message == "`1.2.4` is a patch step, but a changed prefix takes a minor one"
    assert finding.help == "bump the version to 1.3.0"
    _, finding = only(made(SORT, version="1.2.3"), made("Order {it} now.", version="1.3.0"), policy)
    assert finding.message == "`1.3.0` is a minor step, but changed placeholders take a major one"


def test_integers_and_dates_know_one_step() -> None:
    policy = VersionPolicy(prefix_change=Bump.MAJOR)
    assert codes(made(SORT, version="3"), made(ORDER, version="4"), policy) == []
    assert codes(made(SORT, version="2026.10"), made(ORDER, version="2026.11"), policy) == []


LONG_VERSION = "123456789.123456789.123456789-rc.1234567890"


@pytest.mark.parametrize("policy", [PLAIN, VersionPolicy(prefix_change=Bump.MAJOR, interface_change=Bump.MAJOR)])
@pytest.mark.parametrize("versions", [("1", "1"), ("1", "0"), ("1", "2"), ("1", "1.0"), ("", ""), ("1", "")])
@pytest.mark.parametrize("texts", [(SORT, ORDER), (SORT, SORT), (SORT, "Sort {x} {y}")])
def test_messages_are_short(policy: VersionPolicy, versions: tuple[str, str], texts: tuple[str, str]) -> None:
    long = [f"{LONG_VERSION[:-1]}{version}" if version else None for version in versions]
    before, after = (made(text, version=version) for text, version in zip(texts, long, strict=True))
    other = made("Rank.", version=long[1])
    for _, finding in findings(before, after, policy, elsewhere=(("a-branch-with-a-very-long-name", other),)):
        assert len(finding.message) < 80


# ---------------------------------------------------------------- PL307


def named(text: str, path: str, version: str = "3", *, key: str = "", model: str | None = None) -> Prompt:
    return made(text, path=path, version=version, name="triage", key=key, model=model)


def test_two_claims() -> None:
    (finding,) = duplicate_version.check([named(SORT, "p/b.yaml"), named(ORDER, "p/a.yaml")])
    assert finding.message == "version `3` of `triage` is claimed twice"
    assert finding.primary.path == "p/b.yaml"
    assert [label.path for label in finding.related] == ["p/a.yaml"]
    assert finding.help == "give it another version or another name than the prompt in p/a.yaml"


def test_two_claims_in_one_file() -> None:
    (finding,) = duplicate_version.check([named(SORT, "p/a.json", key="#0"), named(ORDER, "p/a.json", key="#1")])
    assert finding.help == "give it another version or another name than the prompt above"


def test_each_further_claim_is_one_finding() -> None:
    prompts = [named(f"Sort {n} things.", f"p/{n}.yaml") for n in range(5)]
    assert [f.primary.path for f in duplicate_version.check(prompts)] == [f"p/{n}.yaml" for n in range(1, 5)]


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(named(SORT, "p/b.yaml"), id="the same prefix"),
        pytest.param(named(ORDER, "p/b.yaml", "4"), id="another version"),
        pytest.param(named(ORDER, "q/b.yaml"), id="another folder"),
        pytest.param(named(ORDER, "p/a.de.yaml"), id="a translation"),
        pytest.param(named(ORDER, "p/a_de.yaml"), id="a translation, with an underscore"),
        pytest.param(named(ORDER, "p/a-german.yaml"), id="a translation, in a word"),
        pytest.param(named(ORDER, "p/a.mini.prompt"), id="a variant"),
        pytest.param(named(ORDER, "p/b.yaml", model="haiku"), id="another model"),
        pytest.param(replace(named(ORDER, "p/b.yaml"), format="chat"), id="another format"),
        pytest.param(replace(named(ORDER, "p/b.yaml"), name="route"), id="another name"),
        pytest.param(replace(named(ORDER, "p/b.yaml"), name=None), id="no name"),
        pytest.param(replace(named(ORDER, "p/b.yaml"), version=None), id="no version"),
        pytest.param(
            replace(named(ORDER, "p/b.yaml"), version=Version("3", "p/b.yaml", Span(0, 1), Origin.SIDECAR)),
            id="a sidecar",
        ),
    ],
)
def test_no_duplicate(second: Prompt) -> None:
    assert list(duplicate_version.check([named(SORT, "p/a.yaml"), second])) == []


def test_the_order_of_the_prompts_makes_no_difference() -> None:
    prompts = [named(f"Sort {n} things.", f"p/{n}.yaml") for n in range(5)]
    assert list(duplicate_version.check(prompts)) == list(duplicate_version.check(prompts[::-1]))
