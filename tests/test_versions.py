from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.versions import (
    Bump,
    Order,
    Origin,
    Style,
    advice,
    bump,
    compare,
    family,
    following_path,
    from_path,
    parse,
    size,
)

NUMBER = st.integers(0, 40).map(str)
PRE = st.sampled_from(["", "-rc.1", "-rc.2", "-rc.10", "-alpha", "-alpha.1", "-beta", "rc1", "rc10", "b2", "-0", "-0a"])
DOTTED = st.builds(
    lambda mark, numbers, pre, build: mark + ".".join(numbers) + pre + build,
    st.sampled_from(["", "v", "V"]),
    st.lists(NUMBER, min_size=1, max_size=4),
    PRE,
    st.sampled_from(["", "+build.5"]),
)
DATES = st.dates().filter(lambda day: 2000 <= day.year <= 2099)
COUNTER = st.sampled_from(["", ".1", ".2", ".9", ".10"])
CALENDAR = st.builds(
    lambda day, spelling, counter, mark: mark + day.strftime(spelling) + counter,
    DATES,
    st.sampled_from(["%Y-%m-%d", "%Y.%m.%d", "%Y%m%d", "%Y-%m", "%Y.%m"]),
    COUNTER,
    st.sampled_from(["", "v"]),
)
VERSIONS = DOTTED | CALENDAR


@pytest.mark.parametrize(
    ("text", "style", "numbers"),
    [
        ("3", Style.INTEGER, (3,)),
        ("03", Style.INTEGER, (3,)),
        ("v3", Style.INTEGER, (3,)),
        ("V3", Style.INTEGER, (3,)),
        (" 1.2 ", Style.DOTTED, (1, 2)),
        ("1.2.0-rc.1", Style.DOTTED, (1, 2, 0)),
        ("1.2.0+build.7", Style.DOTTED, (1, 2, 0)),
        ("v0.1.0", Style.DOTTED, (0, 1, 0)),
        ("2026", Style.INTEGER, (2026,)),
        ("2026.13", Style.DOTTED, (2026, 13)),
        ("1999.12", Style.DOTTED, (1999, 12)),
        ("2026.11", Style.CALENDAR, (2026, 11)),
        ("2026-11-22", Style.CALENDAR, (2026, 11, 22)),
        ("2026-11-22-2", Style.CALENDAR, (2026, 11, 22, 2)),
        ("20261122", Style.CALENDAR, (2026, 11, 22)),
        ("20261322", Style.INTEGER, (20261322,)),
        ("2025.01.31.2", Style.CALENDAR, (2025, 1, 31, 2)),
    ],
)
def test_parse(text: str, style: Style, numbers: tuple[int, ...]) -> None:
    parsed = parse(text)
    assert parsed is not None
    assert (parsed.scheme.style, parsed.numbers) == (style, numbers)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "draft",
        "v",
        "vv3",
        "1.",
        ".1",
        "1..2",
        "1.x",
        "latest",
        "three",
        "1 2",
        "-1",
        "1.0-",
        "3b2c",
        "٣",
        "9" * 5000,
        "1\n2",
    ],
)
def test_what_has_no_order(text: str) -> None:
    assert parse(text) is None
    assert bump(text) is None
    assert advice(text) == "give it a new version"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # what real histories show
        ("1.0", "1.0.1", Order.NEWER),
        ("1.0", "1.1", Order.NEWER),
        ("1.0.0", "2.0.0", Order.NEWER),
        ("1.0.0", "1.0.0", Order.SAME),
        ("v0.1.0", "0.1.0", Order.UNCOMPARABLE),
        ("1.0", "0.1.0", Order.UNCOMPARABLE),
        ("1.0", "1.0.0", Order.UNCOMPARABLE),
        # within one scheme
        ("1.9", "1.10", Order.NEWER),
        ("1.10", "1.9", Order.OLDER),
        ("4", "3", Order.OLDER),
        ("v3", "V3", Order.SAME),
        ("03", "3", Order.SAME),
        ("9", "10", Order.NEWER),
        ("1.2.0-rc.1", "1.2.0", Order.NEWER),
        ("1.2.0", "1.2.0-rc.1", Order.OLDER),
        ("1.2.0-rc.9", "1.2.0-rc.10", Order.NEWER),
        ("1.2.0-rc9", "1.2.0-rc10", Order.NEWER),
        ("1.2.0-alpha", "1.2.0-alpha.1", Order.NEWER),
        ("1.2.0-alpha.1", "1.2.0-beta", Order.NEWER),
        ("1.2.0-1", "1.2.0-alpha", Order.NEWER),
        ("1.2.0+1", "1.2.0+2", Order.UNCOMPARABLE),
        ("2026-11-22", "2026-11-23", Order.NEWER),
        ("2026-11-22", "2026-11-21", Order.OLDER),
        ("2026-11-22", "2026-11-22.1", Order.NEWER),
        ("2025.01.31.2", "2025.02.01", Order.NEWER),
        ("2025.02.01", "2025.01.31.2", Order.OLDER),
        # another scheme
        ("3", "v4", Order.NEWER),
        ("3", "v3", Order.UNCOMPARABLE),
        ("3", "v2", Order.UNCOMPARABLE),
        ("3", "3.1", Order.NEWER),
        ("3.1", "3", Order.UNCOMPARABLE),
        ("1.4.2", "2026.11", Order.NEWER),
        ("2026.11", "1.5.0", Order.UNCOMPARABLE),
        ("2026-11-22", "2026.11.22", Order.UNCOMPARABLE),
        ("2026-11-22", "2026.11.23", Order.NEWER),
        # no scheme
        ("draft", "draft", Order.SAME),
        ("draft", "final", Order.UNCOMPARABLE),
        ("3", "final", Order.UNCOMPARABLE),
    ],
)
def test_compare(before: str, after: str, expected: Order) -> None:
    assert compare(before, after) is expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("1.2.3", "1.2.4", Bump.PATCH),
        ("1.2.3", "1.3.0", Bump.MINOR),
        ("1.2.3", "2.0.0", Bump.MAJOR),
        ("1.0", "1.1", Bump.MINOR),
        ("1.0", "1.0.1", Bump.PATCH),
        ("3", "4", Bump.MAJOR),
        ("3", "3.1", Bump.MINOR),
        ("1.2.3.4", "1.2.3.5", Bump.PATCH),
        ("2026.11", "2026.12", Bump.MAJOR),
        ("1.4.2", "2026.11", Bump.MAJOR),
        ("2.0.0-rc.1", "2.0.0", Bump.MAJOR),
        ("2.1.0-rc.1", "2.1.0", Bump.MINOR),
        ("2.1.1-rc.1", "2.1.1-rc.2", Bump.PATCH),
        ("3", "3", None),
        ("4", "3", None),
        ("1.0", "1.0.0", None),
        ("draft", "final", None),
    ],
)
def test_size(before: str, after: str, expected: Bump | None) -> None:
    assert size(before, after) is expected


@pytest.mark.parametrize(
    ("text", "step", "expected"),
    [
        ("3", None, "4"),
        ("v3", None, "v4"),
        ("V9", None, "V10"),
        ("007", None, "008"),
        ("1.0", None, "1.1"),
        ("1.0", Bump.PATCH, "1.1"),
        ("1.9", Bump.MAJOR, "2.0"),
        ("1.2.3", None, "1.2.4"),
        ("1.2.3", Bump.PATCH, "1.2.4"),
        ("1.2.3", Bump.MINOR, "1.3.0"),
        ("1.2.3", Bump.MAJOR, "2.0.0"),
        ("1.09.02", Bump.MINOR, "1.10.00"),
        ("1.2.3+build", None, "1.2.4"),
        ("3", Bump.MINOR, "4"),
        ("1.2.0-rc.1", None, "1.2.0-rc.2"),
        ("1.2.0-rc.1", Bump.MINOR, "1.2.0-rc.2"),
        ("1.2.0-rc.1", Bump.MAJOR, "2.0.0"),
        ("1.2.0-beta", None, "1.2.0-beta.1"),
        ("1.2.0rc1", None, "1.2.0rc2"),
        ("2026-11-22", None, "2026-11-22.1"),
        ("2026-11-22.1", None, "2026-11-22.2"),
        ("2026.11", Bump.MAJOR, "2026.11.1"),
        ("20261122", None, "20261122.1"),
        ("2025.01.31.2", None, "2025.01.31.3"),
    ],
)
def test_bump(text: str, step: Bump | None, expected: str) -> None:
    assert bump(text, step) == expected


def test_advice_reads_no_clock() -> None:
    assert advice("3") == "bump the version to 4"
    assert advice("1.2.3", Bump.MINOR) == "bump the version to 1.3.0"
    assert advice("2026-11-22") == "set the version to a later date, or count within this one: 2026-11-22.1"


@given(VERSIONS)
def test_every_version_has_a_next(text: str) -> None:
    following = bump(text)
    assert following is not None
    assert compare(text, following) is Order.NEWER


@given(VERSIONS, st.sampled_from(Bump))
def test_a_bump_is_as_large_as_asked_for(text: str, step: Bump) -> None:
    following = bump(text, step)
    assert following is not None
    made = size(text, following)
    assert made is not None
    assert made.covers(step)


@given(VERSIONS, VERSIONS)
def test_one_is_older_where_the_other_is_newer(left: str, right: str) -> None:
    first, second = parse(left), parse(right)
    assert first is not None
    assert second is not None
    if first.scheme == second.scheme:
        turned = {Order.NEWER: Order.OLDER, Order.OLDER: Order.NEWER}
        assert compare(right, left) is turned.get(compare(left, right), compare(left, right))
    else:
        assert compare(left, right) in (Order.NEWER, Order.UNCOMPARABLE)


@given(st.sampled_from([DOTTED, CALENDAR]).flatmap(lambda kind: st.tuples(kind, kind, kind)))
def test_the_order_within_a_scheme_is_a_strict_weak_one(texts: tuple[str, str, str]) -> None:
    one, two, three = texts
    schemes = {parsed.scheme for text in texts if (parsed := parse(text))}
    if len(schemes) > 1:
        return
    level = (Order.SAME, Order.UNCOMPARABLE)
    assert compare(one, one) is Order.SAME
    if compare(one, two) is compare(two, three) is Order.NEWER:
        assert compare(one, three) is Order.NEWER
    if compare(one, two) in level and compare(two, three) in level:
        assert compare(one, three) in level


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_taken(before: str, after: str) -> None:
    assert compare(before, after) in Order
    assert compare(before, before) is Order.SAME
    assert advice(before)


@pytest.mark.parametrize(
    ("path", "version", "origin", "kin"),
    [
        ("prompts/triage_v3.j2", "v3", Origin.FILE_NAME, "prompts/triage.j2"),
        ("prompts/triage-V3.md", "V3", Origin.FILE_NAME, "prompts/triage.md"),
        ("triage.v3.md", "v3", Origin.FILE_NAME, "triage.md"),
        ("triage.v1.2.0.jinja2", "v1.2.0", Origin.FILE_NAME, "triage.jinja2"),
        ("triage_v3.prompt.yaml", "v3", Origin.FILE_NAME, "triage.prompt.yaml"),
        ("triage_v3.de.j2", "v3", Origin.FILE_NAME, "triage.de.j2"),
        ("prompts/triage/v3.j2", "v3", Origin.FILE_NAME, "prompts/triage/.j2"),
        ("prompts/v2/triage_v3.j2", "v3", Origin.FILE_NAME, "prompts/v2/triage.j2"),
        ("triage.3.jinja", "3", Origin.FILE_NAME, "triage.jinja"),
        ("triage.1.0.2.jinja", "1.0.2", Origin.FILE_NAME, "triage.jinja"),
        ("templates/v3/triage.j2", "v3", Origin.FOLDER, "templates/triage.j2"),
        ("prompts/v3/triage.md", "v3", Origin.FOLDER, "prompts/triage.md"),
        ("prompts/triage/v3/de/system.txt", "v3", Origin.FOLDER, "prompts/triage/de/system.txt"),
        ("prompts/photo_v2.md", "v2", Origin.FILE_NAME, "prompts/photo.md"),
        ("prompts/forest_v2.md", "v2", Origin.FILE_NAME, "prompts/forest.md"),
        ("app/v2/triage.prompt.md", "v2", Origin.FOLDER, "app/triage.prompt.md"),
    ],
)
def test_versions_in_paths(path: str, version: str, origin: Origin, kin: str) -> None:
    found = from_path(path)
    assert found is not None
    assert (found.text, found.origin, found.path, found.span) == (version, origin, path, None)
    assert family(path) == kin


@pytest.mark.parametrize(
    "path",
    [
        "prompts/triage.j2",
        "prompts/gpt-4.j2",
        "prompts/claude-3-5.j2",
        "prompts/llama-v2.j2",
        "prompts/codellama_v2.j2",
        "prompts/gpt-3.5.jinja",
        "prompts/v8engine.j2",
        "prompts/ipv4.j2",
        "prompts/triage_2026-11-22.j2",
        "prompts/triage.2026.11.22.jinja",
        "prompts/triage.2026.jinja",
        "prompts/triage.3.j2",
        "prompts/tailwind-v4-vite.md",
        "prompts/v3-to-v4.md",
        "api/v1/system.j2",
        "prompts/rest_api_v2.md",
        "features/evals/v2/AGENTS.md",
        "promptflow/serving/v1/README.md",
        "app/v2/de/system.j2",
        "prompts/triage_v3.py",
        "prompts/3/triage.j2",
        "",
    ],
)
def test_what_is_no_version_in_a_path(path: str) -> None:
    found = from_path(path)
    assert found is None
    assert family(path) == path
    assert following_path(path) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("prompts/triage_v3.j2", "prompts/triage_v4.j2"),
        ("prompts/triage/v9.j2", "prompts/triage/v10.j2"),
        ("prompts/v3/triage.j2", "prompts/v4/triage.j2"),
        ("triage.v1.2.0.md", "triage.v1.2.1.md"),
        ("triage.3.jinja", "triage.4.jinja"),
        ("v3/v3/v3.j2", "v3/v3/v4.j2"),
    ],
)
def test_the_file_of_the_next_version(path: str, expected: str) -> None:
    assert following_path(path) == expected
    assert family(path) == family(expected)


@given(st.text(max_size=40))
def test_any_path_is_taken(path: str) -> None:
    found = from_path(path)
    assert (found is None) == (family(path) == path)
