from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.errors import UnreadableError
from promptlint.facts import (
    Apply,
    Assign,
    CacheMark,
    CallBlock,
    Extends,
    For,
    If,
    Import,
    Include,
    Macro,
    Node,
    Print,
    Ref,
    RoleMark,
    Scope,
    Slot,
    Text,
)
from promptlint.frontends.languages import Parsed, parse
from promptlint.source import SourceFile, Span, View


def parsed(text: str, *, trim: bool = False, lstrip: bool = False) -> Parsed:
    return parse("jinja", View.of(SourceFile("a.j2", text)), trim_blocks=trim, lstrip_blocks=lstrip)


def texts(nodes: tuple[Node, ...]) -> list[str]:
    return [node.text for node in nodes if isinstance(node, Text)]


def written(text: str, span: Span) -> str:
    return text[span.start : span.end]


def test_text_and_values_know_where_they_stand() -> None:
    text = "Hello {{ user.name | upper }}, bye"
    hello, value, bye = parsed(text).nodes
    assert isinstance(value, Print)
    assert written(text, value.span) == "{{ user.name | upper }}"
    assert value.value == Apply("filter:upper", (Ref("user", ".name"),), "user.name|upper")
    assert [isinstance(node, Text) and written(text, node.span) for node in (hello, bye)] == ["Hello ", ", bye"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a  {%- if x %}b{% endif -%}  c", ["a", "c"], id="minus strips"),
        pytest.param("a\n{{- x -}}\n b", ["a", "b"], id="around a value"),
        pytest.param("a {#- gone -#} b", ["a", "b"], id="around a comment"),
        pytest.param("{% raw %}{{ x }}{% endraw %}!", ["{{ x }}", "!"], id="raw"),
        pytest.param("a {%- raw -%} b {%- endraw -%} c", ["a", "b", "c"], id="raw strips"),
        pytest.param("line\n", ["line"], id="the last line end is not sent"),
        pytest.param("one\r\ntwo\rthree", ["one\ntwo\nthree"], id="line ends"),
        pytest.param("", [], id="empty"),
    ],
)
def test_the_text_is_what_the_model_sees(text: str, expected: list[str]) -> None:
    assert texts(parsed(text).nodes) == expected


def test_trim_and_lstrip_follow_the_environment() -> None:
    text = "a\n  {% if x %}\nb\n  {% endif %}\nc"
    plain, trimmed = parsed(text).nodes, parsed(text, trim=True, lstrip=True).nodes
    assert texts(plain) == ["a\n  ", "\nc"]
    assert texts(trimmed) == ["a\n", "c"]


def test_spans_survive_windows_line_ends() -> None:
    text = "one\r\n{{ a }}\r\ntwo {{ b }}"
    values = [node for node in parsed(text).nodes if isinstance(node, Print)]
    assert [written(text, value.span) for value in values] == ["{{ a }}", "{{ b }}"]


def test_each_arm_of_a_condition_has_its_tag() -> None:
    text = "{% if a %}1{% elif b > 2 %}2{% else %}3{% endif %}"
    (node,) = parsed(text).nodes
    assert isinstance(node, If)
    assert [written(text, arm.span) for arm in node.arms] == ["{% if a %}", "{% elif b > 2 %}", "{% else %}"]
    assert written(text, node.end) == "{% endif %}"
    assert [texts(arm.body) for arm in node.arms] == [["1"], ["2"], ["3"]]


def test_loops_know_what_they_run_over() -> None:
    text = "{% for key, row in rows.items() if row %}{{ key }}{% else %}none{% endfor %}"
    (node,) = parsed(text).nodes
    assert isinstance(node, For)
    assert (node.targets, node.over.text) == (("key", "row"), "rows.items() if row")
    assert (texts(node.otherwise), written(text, node.end)) == (["none"], "{% endfor %}")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{% set a = 1 %}", Assign),
        ("{% set a %}x{% endset %}", Assign),
        ("{% with a = 1 %}x{% endwith %}", Scope),
        ("{% filter upper %}x{% endfilter %}", Scope),
        ("{% include 'x.md' %}", Include),
        ("{% extends 'x.md' %}", Extends),
        ("{% block a %}x{% endblock %}", Slot),
        ("{% macro a(b, c=1) %}x{% endmacro %}", Macro),
        ("{% import 'x' as y %}", Import),
        ("{% from 'x' import y as z %}", Import),
        ("{% call a() %}x{% endcall %}", CallBlock),
        ("{% chat role='user' %}", RoleMark),
        ('{{ _.role("system") }}', RoleMark),
    ],
)
def test_every_statement_has_its_node(text: str, kind: type[Node]) -> None:
    (node,) = parsed(text).nodes
    assert isinstance(node, kind)


def test_a_cached_value_of_banks_ends_with_a_mark() -> None:
    value, mark = parsed('{{ book | cache_control("ephemeral") }}').nodes
    assert isinstance(value, Print)
    assert value.value == Ref("book")
    assert isinstance(mark, CacheMark)


def test_tags_of_extensions_are_read_over() -> None:
    nodes = parsed("{% trans %}a{% endtrans %}{% do x.append(1) %}{% weather in city %}b").nodes
    assert texts(nodes) == ["a", "b"]
    assert [node.value.text for node in nodes if isinstance(node, Print)] == ["weather in city"]


def test_comments_are_not_text() -> None:
    found = parsed("{# promptlint: version=3 #}\nHello {# later #}")
    assert [(comment.text, comment.leading) for comment in found.comments] == [
        ("promptlint: version=3", True),
        ("later", False),
    ]


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("ab {% if x %} c", 3),
        ("ab {{ x", 3),
        ("ab {# x", 3),
        ("{# x", 0),
        ("ab {{ x | }}", 3),
        ("ab {% endif %}", 3),
        ("{{ " + "(" * 5000 + "a" + ")" * 5000 + " }}", 0),
        ("{% if a %}" * 3000, 0),
        ('{{ "abc }}', 0),
    ],
)
def test_what_is_broken_is_told_with_its_place(text: str, offset: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        parsed(text)
    assert abs(caught.value.offset - offset) <= len("{{ x | ")


_PIECES = st.sampled_from(
    [
        "{{ a }}",
        "{{- b.c|upper -}}",
        "{% if x %}",
        "{% endif %}",
        "{# note #}",
        "{%- set y = 1 %}",
        "\n",
        "  ",
        "é",
        "\r\n",
    ]
)


@given(st.lists(st.one_of(_PIECES, st.text(st.characters(exclude_characters="{}%#\0\r", codec="utf-8"), max_size=8))))
def test_text_and_tags_tile_the_template(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        nodes = parsed(text).nodes
    except UnreadableError:
        return
    for node in _flat(nodes):
        if isinstance(node, Text):
            shown = written(text, node.span)
            assert shown.replace("\r\n", "\n") == node.text
    kept = "".join(node.text for node in _flat(nodes) if isinstance(node, Text))
    outside = "".join(piece for piece in pieces if not piece.startswith(("{{", "{%", "{#")))
    assert "".join(kept.split()) == "".join(outside.split())


def _flat(nodes: tuple[Node, ...]) -> list[Node]:
    found: list[Node] = []
    for node in nodes:
        found.append(node)
        if isinstance(node, If):
            found += [inner for arm in node.arms for inner in _flat(arm.body)]
    return found
