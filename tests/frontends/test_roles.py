"""Lines and elements that begin another message."""

from __future__ import annotations

import pytest

from _reading import check_tiling, shape
from promptlint.facts import RoleMark
from promptlint.frontends.languages import parse
from promptlint.frontends.roles import Style, blocks_of, split_elements, split_roles, style_of
from promptlint.ir import Section
from promptlint.source import SourceFile, Span, View


def split(text: str, style: Style = Style.LINES) -> str:
    parsed = parse("mustache", View.of(SourceFile("a", text)))
    nodes = split_roles(parsed.nodes, style)
    missing = check_tiling(text, nodes)
    assert not missing.strip()
    return shape(nodes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("The user: a person", "The user: a person", id="inside a line"),
        pytest.param("user: hello", "user: hello", id="more on the line"),
        pytest.param("{{x}}user:\nhello", "<x>user:\nhello", id="behind a value"),
        pytest.param("user:{{x}}", "user:<x>", id="before a value"),
        pytest.param("username:\n", "username:\n", id="a longer word"),
        pytest.param("system:\nA\nuser:\nB", "<role system>A\n<role user>B", id="lines"),
        pytest.param("System:\nA\n\nUSER: \nB", "<role system>A\n\n<role user>B", id="any case"),
        pytest.param("# system:\nA\n#user:\nB", "<role system>A\n<role user>B", id="with a hash"),
        pytest.param('user[name="Al", n=1]:\nA', "<role user>A", id="with attributes"),
        pytest.param("system:\r\nA\r\nuser:\r\nB", "<role system>A\r\n<role user>B", id="line ends of Windows"),
        pytest.param("A\nassistant:", "A\n<role assistant>", id="at the end"),
        pytest.param("{{x}}\nuser:\n{{y}}", "<x>\n<role user><y>", id="between values"),
        pytest.param("{{#a}}1{{/a}}user:\n2", "<for a>1<end><role user>2", id="behind a block"),
    ],
)
def test_role_lines(text: str, expected: str) -> None:
    assert split(text) == expected


def test_headings() -> None:
    assert split("# System\nA\n## User\nB\n# Users\nC", Style.HEADINGS) == "<role system>A\n<role user>B\n# Users\nC"


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("You are helpful.\nuser:\nHi", None),
        ("System prompts are fun.\n", None),
        ("# System design\n", None),
        ("system\nA", None),
        ("", None),
        ("\n\nsystem:\nA", Style.LINES),
        ("# System\nA", Style.HEADINGS),
        ("## User\nA", Style.HEADINGS),
        ("# system:\nA", Style.LINES),
    ],
)
def test_plain_text_has_roles_only_when_it_begins_with_one(text: str, style: Style | None) -> None:
    assert style_of(text) is style


def test_message_elements() -> None:
    text = "a <message role=\"system\">B</message>\n<Message role='user'>C</message><message>D"
    nodes = split_elements(parse("plain", View.of(SourceFile("a", text))).nodes)
    assert shape(nodes) == "a <role system>B\n<role user>C<message>D"
    marks = [text[node.span.start : node.span.end] for node in nodes if isinstance(node, RoleMark)]
    assert marks == ['<message role="system">', "<Message role='user'>"]


@pytest.mark.parametrize(
    ("text", "role", "section"),
    [
        ("text", "user", Section.MESSAGES),
        ("\nsystem:\ntext", "system", Section.SYSTEM),
        ("developer:\ntext", "developer", Section.SYSTEM),
        ("text\nsystem:\nmore", "user", Section.MESSAGES),
    ],
)
def test_the_first_block(text: str, role: str, section: Section) -> None:
    nodes = split_roles(parse("plain", View.of(SourceFile("a", text))).nodes, Style.LINES)
    (block,) = blocks_of(nodes, Span(0, len(text)))
    assert (block.role, block.section) == (role, section)
