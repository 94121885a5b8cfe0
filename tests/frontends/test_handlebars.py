"""Handlebars: `shape_of` writes a template in one line, with everything that is no text in angle brackets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from _reading import check_tiling, parsed_if_readable, shape_of, walk
from promptlint.errors import UnreadableError
from promptlint.facts import Print, Text
from promptlint.frontends.languages import parse
from promptlint.source import SourceFile, View


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        pytest.param("no tags at all, {one} brace", "no tags at all, {one} brace", id="no tags"),
        pytest.param("a {{x}} b", "a <x> b", id="value"),
        pytest.param("{{{x}}}{{&y}}{{ z.a.b }}", "<x><y><z.a.b>", id="unescaped values and paths"),
        pytest.param("{{user.[first name]}}", "<user.first name>", id="a segment in brackets"),
        pytest.param("{{@user.name}}", "<@user.name>", id="context variable of dotprompt"),
        pytest.param("{{json x indent=2}}", "<call:json(x, indent=2)>", id="helper with arguments"),
        pytest.param("{{f (g x) 'a'}}", "<call:f(call:g(x), 'a')>", id="helper in a helper"),
        pytest.param("{{media url=photo}}", "<call:media(url=photo)>", id="media"),
        pytest.param('{{section "end"}}', '<call:section("end")>', id="section of constant name"),
        pytest.param("{{history}}", "<call:history()>", id="history"),
        pytest.param("a{{role \"system\"}}b{{ role 'user' }}c", "a<role system>b<role user>c", id="roles"),
        pytest.param("{{role who}}", "<call:role(who)>", id="a computed role is a value"),
        pytest.param("a{{! not seen }}b{{!-- }} not seen --}}c", "abc", id="comments"),
        pytest.param(r"\{{x}} and \\{{y}}", r"{{x}} and \<y>", id="escapes"),
        pytest.param("{{{{raw}}}}{{x}}{{{{/raw}}}}!", "{{x}}!", id="raw block"),
        pytest.param("a {{~x~}} b", "a<x>b", id="stripped white space"),
        pytest.param("{{#if a}}1{{else if b}}2{{else}}3{{/if}}", "<if a>1<elif b>2<else>3<end>", id="if"),
        pytest.param("{{#if a}}1{{^}}2{{/if}}", "<if a>1<else>2<end>", id="caret for else"),
        pytest.param("{{#unless a}}1{{/unless}}", "<if op:not(a)>1<end>", id="unless"),
        pytest.param('{{#if (eq a "b")}}1{{/if}}', '<if call:eq(a, "b")>1<end>', id="if with a helper"),
        pytest.param(
            '{{#ifEquals a "b"}}1{{else}}2{{/ifEquals}}', '<if call:ifEquals(a, "b")>1<else>2<end>', id="test"
        ),
        pytest.param(
            "{{#each xs}}{{this}}{{name}}{{@index}}{{/each}}", "<for xs><this><this.name><@index><end>", id="each"
        ),
        pytest.param("{{#each xs}}1{{else}}{{y}}{{/each}}", "<for xs>1<else><y><end>", id="each with else"),
        pytest.param(
            "{{#each xs as |x i|}}{{x.a}}{{i}}{{/each}}", "<for xs><this.a><@index><end>", id="block parameters"
        ),
        pytest.param("{{#each xs}}{{../a}}{{@root.b}}{{/each}}", "<for xs><a><b><end>", id="out of a block"),
        pytest.param(
            "{{#each xs}}{{#each ys}}{{this}}{{../z}}{{/each}}{{/each}}",
            "<for xs><for this.ys><this@2><this.z><end><end>",
            id="loops in loops",
        ),
        pytest.param("{{#with user}}{{name}}{{/with}}", "<if user><user.name><end>", id="with"),
        pytest.param("{{#xs}}{{a}}{{/xs}}", "<for xs><this.a><end>", id="section"),
        pytest.param("{{^xs}}none{{/xs}}", "<if op:not(xs)>none<end>", id="inverse section"),
        pytest.param('{{#message role="system"}}a{{~/message}}', "<role system>a", id="message block"),
        pytest.param("{{#system~}} a {{~/system}}", "<role system>a", id="role block"),
        pytest.param('{{#*inline "p"}}a{{/inline}}{{> p}}', "<macro p()>a<end><call:p()>", id="inline partial"),
        pytest.param("{{#list xs}}a{{/list}}", "<for call:list(xs)>a<end>", id="unknown block helper"),
        pytest.param('{{#bold "x"}}a{{/bold}}', "<scope call:bold>a<end>", id="block helper over constants"),
        pytest.param(
            "{{> a/style tone=mood}}",
            "<include a/_style.prompt|a/style.prompt|a/_style.hbs|a/style.hbs"
            "|a/_style.handlebars|a/style.handlebars|a/_style|a/style tone=mood>",
            id="partial",
        ),
        pytest.param(
            '{{>"my style"}}',
            "<include _my style.prompt|my style.prompt|_my style.hbs|my style.hbs"
            "|_my style.handlebars|my style.handlebars|_my style|my style>",
            id="quoted partial",
        ),
        pytest.param("{{> (which)}}", "<include >", id="computed partial"),
        pytest.param("{{else_where}}", "<else_where>", id="a name that begins with else"),
    ],
)
def test_what_is_read(template: str, expected: str) -> None:
    assert shape_of("handlebars", template) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        pytest.param("a\n{{#if x}}\nb\n{{else}}\nc\n{{/if}}\nd", "a\n<if x>b\n<else>c\n<end>d", id="block tags"),
        pytest.param("a\n  {{! note }}\nb", "a\nb", id="a comment with its line"),
        pytest.param("a {{! note }}\nb", "a \nb", id="a comment behind text"),
        pytest.param("{{#if x}} {{/if}}\n", "<if x> <end>\n", id="two tags on a line"),
        pytest.param("{{#if x}}\r\nb{{/if}}", "<if x>b<end>", id="line ends of Windows"),
        pytest.param("  {{x}}\n", "  <x>\n", id="a value is never alone"),
        pytest.param("a\n{{/if}}".replace("a", "{{#if x}}a"), "<if x>a\n<end>", id="the last line without an end"),
    ],
)
def test_lines_that_hold_one_tag_vanish(template: str, expected: str) -> None:
    assert shape_of("handlebars", template) == expected


@pytest.mark.parametrize(
    ("template", "offset"),
    [
        ("ab {{x", 3),
        ("ab {{#if x}} c", 3),
        ("ab {{/if}}", 3),
        ("{{#if x}}{{/each}}", 9),
        ("{{else}}", 0),
        ("{{#if x}}1{{else}}2{{else}}3{{/if}}", 19),
        ('{{"a": 1}}', 0),
        ("{{#if age >= 18}}{{/if}}", 0),
        ("{{{x}}", 0),
        ("{{{{raw}}}} a", 0),
        ("{{f (g x}}", 0),
        ("{{!-- never", 0),
        ("{{#if x}}" * 150 + "{{/if}}" * 150, 900),
    ],
)
def test_what_handlebars_rejects_is_unreadable_at_its_place(template: str, offset: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        shape_of("handlebars", template)
    assert caught.value.offset == offset


def test_spans_are_those_of_the_source() -> None:
    source = SourceFile("a.prompt", "head\nHello {{ name }}!")
    parsed = parse("handlebars", View.of(source).cut(5, len(source.text)))
    (value,) = [node for node in parsed.nodes if isinstance(node, Print)]
    assert source.text[value.span.start : value.span.end] == "{{ name }}"


def test_comments_know_whether_they_lead() -> None:
    parsed = parse("handlebars", View.of(SourceFile("a", " {{! version: 3 }}\n{{!-- b --}} text {{! c }}")))
    assert [(comment.text, comment.leading) for comment in parsed.comments] == [
        ("version: 3", True),
        ("b", True),
        ("c", False),
    ]


_PARTS = st.sampled_from(
    [
        "text ",
        "\n",
        "  ",
        "{{x}}",
        "{{~y ~}}",
        "{{! c }}",
        "\\{{z}}",
        "{{> p}}",
        '{{role "user"}}',
        "{",
        "}",
        "é",
        "\r\n",
    ]
)
_TEMPLATES = st.recursive(
    st.lists(_PARTS, max_size=6).map("".join),
    lambda inner: (
        st.builds("{{{{#if a}}}}{}{{{{else}}}}{}{{{{/if}}}}".format, inner, inner)
        | st.builds("{{{{#each xs}}}}{}{{{{/each}}}}".format, inner)
        | st.builds("{}{}".format, inner, inner)
    ),
    max_leaves=8,
)


@given(_TEMPLATES)
def test_nothing_is_lost_or_doubled(template: str) -> None:
    # A brace in front of a tag is a part of the tag's opening.
    template = template.replace("{{{", "{{").replace("{{{", "{{")
    parsed = parsed_if_readable("handlebars", template)
    if parsed is None:
        return
    missing = check_tiling(template, parsed.nodes, parsed.comments)
    assert not missing.replace("\\", "").strip()


@given(st.text(alphabet="{}#/^>!~&\"' \nab.=()@\\", max_size=60))
def test_any_text_is_read_or_refused(template: str) -> None:
    parsed = parsed_if_readable("handlebars", template)
    if parsed is None:
        return
    for node in walk(parsed.nodes):
        if isinstance(node, Text) and not node.runs:
            assert template[node.span.start : node.span.end] == node.text
