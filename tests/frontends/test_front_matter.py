"""Front matter: where it ends, what it says, and what people write in it that is no YAML."""

from __future__ import annotations

import pytest

from promptlint.errors import UnreadableError
from promptlint.frontends.front_matter import metadata, split
from promptlint.ir import Stability
from promptlint.source import SourceFile


def body(text: str, *, lenient: bool = False, below_comments: bool = False) -> str:
    span = split(SourceFile("a.md", text), lenient=lenient, below_comments=below_comments).body
    return text[span.start : span.end]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        pytest.param("just text", "just text", id="none"),
        pytest.param("", "", id="empty file"),
        pytest.param("text\n---\na: 1\n---\n", "text\n---\na: 1\n---\n", id="not at the head"),
        pytest.param("---\nA rule above prose.\n\nMore.", "---\nA rule above prose.\n\nMore.", id="one rule"),
        pytest.param("---\nSome prose.\n---\nMore.", "---\nSome prose.\n---\nMore.", id="two rules"),
        pytest.param("----\na: 1\n----\n", "----\na: 1\n----\n", id="four dashes"),
        pytest.param("---\na: 1\n---\nbody", "body", id="front matter"),
        pytest.param("---\r\na: 1\r\n---\r\nbody\r\n", "body\r\n", id="line ends of Windows"),
        pytest.param("---\n---\nbody", "body", id="empty"),
        pytest.param("\n---\na: 1\n---\nbody", "body", id="below an empty line"),
        pytest.param("---\na: 1\n---", "", id="nothing below"),
        pytest.param("---\na: |\n  ----\n  b\n---\nbody\n---\n", "body\n---\n", id="dashes inside and behind"),
    ],
)
def test_the_body_is_what_stands_below(text: str, rest: str) -> None:
    assert body(text) == rest


def test_a_licence_may_stand_above_where_the_format_allows_it() -> None:
    text = "# Copyright\n#\n\n---\na: 1\n---\nbody"
    assert body(text) == text
    assert body(text, below_comments=True) == "body"


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        pytest.param("---\na: 1\nbody", 0, id="never ends"),
        pytest.param("\n---\na: 1\nbody", 1, id="never ends, further down"),
        pytest.param("---\ndescription: one: two\n---\n", 20, id="no yaml"),
        pytest.param("---\na: [1\n---\n", 10, id="open bracket"),
    ],
)
def test_broken_front_matter_is_unreadable_at_its_place(text: str, offset: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        split(SourceFile("a.prompt", text))
    assert abs(caught.value.offset - offset) <= 1


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("description: Use it: always\nversion: 3", ["description", "version"]),
        ("name: a\ndescription: [draft] does: things\nversion: 3", ["name", "description", "version"]),
        ("description: Use when: a\n  continues: here\nversion: 3", ["description", "version"]),
        ("version: 3\ntools: *\ndescription: @me", ["version", "tools", "description"]),
        ("description: a: b\nmetadata:\n  author: x\n  version: 3", ["description", "metadata"]),
        ("argument-hint: [a] [b]\nversion: '3'", ["argument-hint", "version"]),
        ("\tname: a: b\nversion: 3", ["version"]),
        ("examples:\n- a: b: c\nversion: 3", ["examples", "version"]),
    ],
)
def test_what_is_no_yaml_is_read_line_by_line(text: str, keys: list[str]) -> None:
    source = SourceFile("a.md", f"---\n{text}\n---\nbody")
    fields = split(source, lenient=True).fields
    assert fields is not None
    assert list(fields) == keys
    version = metadata(fields).version
    assert version is not None
    assert (version.text, source.text[version.span.start : version.span.end]) == ("3", "3")


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("name: a", None),
        ("version:", None),
        ("version: ${env:V}", None),
        ("schema: 1", None),
        ("version: 3", "3"),
        ("version: 1.10", "1.10"),
        ('version: "2.0"', "2.0"),
        ("version: 2024-01-31", "2024-01-31"),
        ("metadata:\n  version: v4", "v4"),
        ("promptlint:\n  version: 5", "5"),
        ("version: 3\nmetadata:\n  version: 4", "3"),
    ],
)
def test_versions(text: str, version: str | None) -> None:
    source = SourceFile("a.prompt", f"---\n{text}\n---\n")
    found = metadata(split(source).fields)
    assert not found.problems
    assert (found.version and found.version.text) == version
    if found.version:
        assert source.text[found.version.span.start : found.version.span.end] == version


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("model:", None),
        ("model: inherit", None),
        ("model: ${env:MODEL}", None),
        ("model: [a, b]", None),
        ("model: claude-haiku-4-5", "claude-haiku-4-5"),
        ("model: {id: gpt-4o, provider: openai}", "gpt-4o"),
        ("model:\n  configuration:\n    azure_deployment: gpt-4o", "gpt-4o"),
        ("model:\n  configuration:\n    azure_deployment: ${env:X}", None),
    ],
)
def test_models(text: str, model: str | None) -> None:
    source = SourceFile("a.prompt", f"---\n{text}\n---\n")
    found = metadata(split(source).fields)
    assert found.model == model
    if found.model_span:
        assert source.text[found.model_span.start : found.model_span.end] == model


def test_placeholders_are_given_levels() -> None:
    text = "---\npromptlint:\n  placeholders:\n    policy: shared\n    'user.*': session\n---\n"
    found = metadata(split(SourceFile("a.prompt", text)).fields)
    assert not found.problems
    assert [(each.pattern, each.stability) for each in found.declared] == [
        ("policy", Stability.SHARED),
        ("user.*", Stability.SESSION),
    ]


@pytest.mark.parametrize(
    ("text", "message", "hint", "place"),
    [
        ("version: [1]", "`version` must be a number or text", None, "[1]"),
        ("version: true", "`version` must be a number or text", None, "true"),
        ("promptlint: 3", "`promptlint` must be a mapping", None, "3"),
        ("promptlint: {versoin: 3}", "unknown key `versoin` under `promptlint`", "did you mean `version`?", "versoin"),
        ("promptlint: {placeholders: 3}", "`placeholders` must map names to levels", None, "3"),
        ("promptlint: {placeholders: {a: sesion}}", "unknown level `sesion`", "did you mean `session`?", "sesion"),
        ("promptlint: {placeholders: {a: [b]}}", "the level of `a` must be a word", None, "[b]"),
        ("a: 1\na: 2", "the key `a` stands twice", "loaders keep the last one silently", "a"),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str, hint: str | None, place: str) -> None:
    source = SourceFile("a.prompt", f"---\n{text}\n---\n")
    matter = split(source)
    (problem,) = (*matter.problems, *metadata(matter.fields).problems)
    assert (problem.message, problem.help) == (message, hint)
    assert source.text[problem.span.start : problem.span.end] == place
