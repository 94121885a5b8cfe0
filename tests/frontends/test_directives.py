"""Comments that promptlint reads."""

from __future__ import annotations

import pytest

from _reading import shape
from promptlint.facts import Comment
from promptlint.frontends.directives import is_directive, read_directives, with_marks
from promptlint.frontends.languages import parse
from promptlint.ir import Stability
from promptlint.source import SourceFile, Span, View


def directives(text: str, *, leading: bool = True) -> tuple[SourceFile, Comment]:
    source = SourceFile("a.j2", f"{{# {text} #}}")
    return source, Comment(text, Span(0, len(source.text)), leading)


@pytest.mark.parametrize(
    ("text", "leading", "version"),
    [
        ("an ordinary comment", True, None),
        ("this version: 3 is old", True, None),
        ("version: soon", True, None),
        ("version: 3", False, None),
        ("promptlint: ignore[volatile-in-prefix] version=3", True, None),
        ("version: 3", True, "3"),
        ("version = 'v1.2.3'", True, "v1.2.3"),
        ("promptlint: version=3", False, "3"),
        ("promptlint: version: 2024.1", True, "2024.1"),
        ("About this prompt.\n * promptlint: version=7", True, "7"),
    ],
)
def test_versions(text: str, leading: bool, version: str | None) -> None:
    source, comment = directives(text, leading=leading)
    claim = read_directives([comment], source).version
    assert (claim and claim.text) == version
    if claim:
        assert source.text[claim.span.start : claim.span.end] == version


def test_the_first_version_wins() -> None:
    source = SourceFile("a", "version: 1 version: 2")
    comments = [Comment("version: 1", Span(0, 10), leading=True), Comment("version: 2", Span(11, 21), leading=True)]
    claim = read_directives(comments, source).version
    assert claim is not None
    assert claim.text == "1"


def test_placeholders() -> None:
    source, comment = directives("promptlint: placeholder policy=shared user.*=session, now=constant")
    found = read_directives([comment], source)
    assert not found.problems
    assert [(each.pattern, each.stability) for each in found.declared] == [
        ("policy", Stability.SHARED),
        ("user.*", Stability.SESSION),
        ("now", Stability.CONSTANT),
    ]


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("promptlint: placeholder a=shard", "unknown level `shard`", "shard"),
        ("promptlint: placeholder a=unknown", "unknown level `unknown`", "unknown"),
        ("promptlint: placeholder policy", "no placeholder is given a level", " policy"),
        ("promptlint: breakpoint ttl=2h", "unknown ttl `2h`", "ttl=2h"),
        ("promptlint: breakpoint time=1h", "unknown setting `time` of a breakpoint", "time=1h"),
        ("promptlint: version", "the version is missing", ""),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str, place: str) -> None:
    source, comment = directives(text)
    (problem,) = read_directives([comment], source).problems
    assert problem.message == message
    assert source.text[problem.span.start : problem.span.end] == place


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("a{{! promptlint: breakpoint }}b", "a<cache>b"),
        ("a{{! promptlint: breakpoint ttl=1h }}{{x}}", "a<cache 1h><x>"),
        ("a{{x}}{{! promptlint: breakpoint }}", "a<x><cache>"),
        ("{{! promptlint: breakpoint }}a", "<cache>a"),
        ("{{#if a}}1{{! promptlint: breakpoint }}2{{else}}3{{/if}}", "<if a>1<cache>2<else>3<end>"),
        ("{{#if a}}1{{else}}2{{! promptlint: breakpoint }}{{/if}}3", "<if a>1<else>2<cache><end>3"),
        ("{{#each a}}1{{! promptlint: breakpoint }}{{else}}2{{/each}}", "<for a>1<cache><else>2<end>"),
        ("{{#each a}}1{{else}}2{{! promptlint: breakpoint }}{{/each}}", "<for a>1<else>2<cache><end>"),
        ("{{#if a}}{{#if b}}1{{! promptlint: breakpoint }}2{{/if}}{{/if}}", "<if a><if b>1<cache>2<end><end>"),
        ("a{{! nothing }}b", "ab"),
    ],
)
def test_breakpoints_stand_where_their_comments_stood(template: str, expected: str) -> None:
    source = SourceFile("a", template)
    parsed = parse("handlebars", View.of(source))
    assert shape(with_marks(parsed.nodes, read_directives(parsed.comments, source).marks)) == expected


@pytest.mark.parametrize(
    ("text", "leading", "expected"),
    [
        ("a note", True, False),
        ("version: 3", False, False),
        ("version: 3", True, True),
        ("promptlint: ignore[x] because", False, True),
    ],
)
def test_which_comments_are_meant_for_us(text: str, leading: bool, expected: bool) -> None:
    assert is_directive(text, leading=leading) is expected
