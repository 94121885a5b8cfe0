"""Mustache, `str.format`, dollar signs and Semantic Kernel; more texts that only look like templates than templates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from _reading import check_tiling, parsed_if_readable, shape_of
from promptlint.errors import UnreadableError
from promptlint.facts import Text
from promptlint.frontends.languages import parse
from promptlint.source import SourceFile, View


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        pytest.param('{"a": {"b": 1}}', '{"a": {"b": 1}}', id="json"),
        pytest.param('{{"a": 1}}', '{{"a": 1}}', id="doubled json"),
        pytest.param("use {{...}} or {{ some words }}", "use {{...}} or {{ some words }}", id="prose in braces"),
        pytest.param("on: ${{ github.ref }}", "on: ${{ github.ref }}", id="workflow expression"),
        pytest.param("\\frac{{a}+{b}}{c}", "\\frac{{a}+{b}}{c}", id="formula"),
        pytest.param("{{}} {{ }} }}", "{{}} {{ }} }}", id="empty"),
        pytest.param("costs ${{price}}", "costs $<price>", id="price"),
        pytest.param("{{x}}{{{y.z}}}{{& w }}", "<x><y.z><w>", id="values"),
        pytest.param('{"a":{"b":{{x}}}}', '{"a":{"b":<x>}}', id="value in json"),
        pytest.param("{{#xs}}\n{{a}} {{.}}\n{{/xs}}\n", "<for xs><a> <this>\n<end>", id="section"),
        pytest.param("{{^xs}}none{{/xs}}", "<if op:not(xs)>none<end>", id="inverted section"),
        pytest.param("a{{! b }}c", "ac", id="comment"),
        pytest.param("{{=<% %>=}}<% x %> {{y}} <%={{ }}=%>{{z}}", "<x> {{y}} <z>", id="other delimiters"),
        pytest.param("{{> a/b }}", "<include a/_b.mustache|a/b.mustache|a/_b.hbs|a/b.hbs|a/_b|a/b>", id="partial"),
    ],
)
def test_mustache(template: str, expected: str) -> None:
    assert shape_of("mustache", template) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        pytest.param('{"a": 1}', '{"a": 1}', id="json"),
        pytest.param("{key: value}", "{key: value}", id="mapping"),
        pytest.param("{ x } { {", "{ x } { {", id="lone braces"),
        pytest.param("{a b} {a,b} {a|b} {-}", "{a b} {a,b} {a|b} {-}", id="no names"),
        pytest.param("{{x}} {{}}", "{x} {}", id="escapes"),
        pytest.param("{x}{y.z}{y[0]}{y[k].z}", "<x><y.z><y[0]><y[k].z>", id="fields"),
        pytest.param("{x!r}{y:>10}{z:%Y-%m-%d}", "<format:!r(x)><format::>10(y)><format::%Y-%m-%d(z)>", id="forms"),
        pytest.param("{x:{width}}", "<format::{width}(x)>", id="computed width"),
        pytest.param("{}{}{0}", "<0><1><0>", id="positions"),
        pytest.param("{{{x}}}", "{<x>}", id="value in braces"),
        pytest.param("{größe}", "<größe>", id="any letters"),
    ],
)
def test_fstring(template: str, expected: str) -> None:
    assert shape_of("fstring", template) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        pytest.param("costs $5 and 10$", "costs $5 and 10$", id="money"),
        pytest.param("${a b} ${} $-", "${a b} ${} $-", id="no names"),
        pytest.param("$$x $$", "$x $", id="escapes"),
        pytest.param("$x ${y}z $under_score.", "<x> <y>z <under_score>.", id="names"),
    ],
)
def test_dollar(template: str, expected: str) -> None:
    assert shape_of("dollar", template) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        pytest.param("a {{ b", "a {{ b", id="never closed"),
        pytest.param("a {{'b }}", "a {{'b }}", id="quote never closed"),
        pytest.param("{{}} {{ }}", "{{}} {{ }}", id="empty"),
        pytest.param('{"a": {"b": 1}}', '{"a": {"b": 1}}', id="json"),
        pytest.param("{{$x}}{{ $y }}", "<x><y>", id="variables"),
        pytest.param("{{ {{$x}} {{{$y}}}", "{{ <x> {<y>}", id="the last opening counts"),
        pytest.param("{{time.date}}{{recall}}", "<call:time.date()><call:recall()>", id="functions"),
        pytest.param("{{a.b $x k='v' l=$y}}", "<call:a.b(x, k='v', l=y)>", id="arguments"),
        pytest.param(r"{{'it\'s }} }}'}}", r"<'it\'s }} }}'>", id="constant with everything in it"),
    ],
)
def test_semantic_kernel(template: str, expected: str) -> None:
    assert shape_of("semantic-kernel", template) == expected


@pytest.mark.parametrize("template", ["plain {{x}} {% if %} $y", "", "\n"])
def test_plain_text_stays_as_it_is(template: str) -> None:
    assert shape_of("plain", template) == template


@pytest.mark.parametrize(
    ("language", "template", "offset"),
    [
        ("mustache", "ab {{x", 3),
        ("mustache", "{{#a}}b", 0),
        ("mustache", "a{{/b}}", 1),
        ("mustache", "{{#a}}{{#b}}{{/a}}{{/b}}", 12),
        ("mustache", "{{#a}}" * 150 + "{{/a}}" * 150, 600),
        ("semantic-kernel", "a {{$x y}}", 2),
        ("semantic-kernel", "a {{b: 1}}", 2),
    ],
)
def test_what_the_language_rejects_is_unreadable_at_its_place(language: str, template: str, offset: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        shape_of(language, template)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("language", "tag"),
    [
        ("mustache", "{{x}} "),
        ("handlebars", "{{x}} "),
        ("fstring", "{x} "),
        ("dollar", "$x "),
        ("semantic-kernel", "{{$x}} "),
    ],
)
def test_a_file_of_nothing_but_tags_is_refused(language: str, tag: str) -> None:
    with pytest.raises(UnreadableError, match="more than 100,000 tags"):
        shape_of(language, tag * 100_002)


def test_an_escape_spans_both_of_its_characters() -> None:
    (text,) = parse("fstring", View.of(SourceFile("a", "a{{b"))).nodes
    assert isinstance(text, Text)
    assert text.text == "a{b"
    assert [(run.at, run.source.start, run.source.end) for run in text.runs] == [(0, 0, 1), (1, 1, 3), (2, 3, 4)]


_TEXTS = st.lists(
    st.sampled_from(
        [
            "text",
            "\n",
            " ",
            "{x}",
            "{{x}}",
            "{{",
            "}}",
            "{",
            "}",
            "$x",
            "${x}",
            "$$",
            "{{$x}}",
            "{{! c }}",
            "{{f $x}}",
            "é",
        ]
    ),
    max_size=14,
).map("".join)


@given(_TEXTS, st.sampled_from(["mustache", "fstring", "dollar", "semantic-kernel", "plain"]))
def test_nothing_is_lost_or_doubled(template: str, language: str) -> None:
    parsed = parsed_if_readable(language, template)
    if parsed is None:
        return
    assert not check_tiling(template, parsed.nodes, parsed.comments).strip()


@given(_TEXTS, st.sampled_from(["mustache", "fstring", "dollar", "semantic-kernel", "plain"]), st.integers(0, 20))
def test_a_view_gives_the_same_as_a_file(template: str, language: str, before: int) -> None:
    """Spans are those of the source, wherever the view begins."""
    padded = SourceFile("a", "#" * before + template)
    try:
        alone = parse(language, View.of(SourceFile("a", template)))
    except UnreadableError:
        return
    inside = parse(language, View.of(padded).cut(before, len(padded.text)))
    shifted = [(node.span.start + before, node.span.end + before) for node in alone.nodes if isinstance(node, Text)]
    assert [(node.span.start, node.span.end) for node in inside.nodes if isinstance(node, Text)] == shifted
