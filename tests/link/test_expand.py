from __future__ import annotations

import pytest

from promptlint.config import Config
from promptlint.errors import UnreadableError
from promptlint.facts import Declared
from promptlint.ir import Kind, Literal, Placeholder, Prompt, Section, Stability
from promptlint.link.workspace import Workspace
from promptlint.memory_tree import MemoryTree


def prompt(text: str, files: dict[str, str] | None = None, config: Config | None = None) -> Prompt:
    """The prompt of a template, with other files named by their stem."""
    others = {f"prompts/{name}.j2": other for name, other in (files or {}).items()}
    tree = MemoryTree({"prompts/a.j2": text, **others})
    return Workspace(tree, config or Config()).linked("prompts/a.j2").prompts[0]


def shown(found: Prompt) -> str:
    """Literals as they are, values as <name:level>, parts as <if …><end>."""
    words = {Kind.TEST: "if ", Kind.LOOP: "for ", Kind.ELSE: "else", Kind.END: "end", Kind.VALUE: ""}
    return "".join(
        segment.text
        if isinstance(segment, Literal)
        else f"<{words[segment.kind]}{segment.name}{':' + segment.stability.word if segment.name else ''}>"
        for segment in found.segments
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {{ question }}", "a <question:request>"),
        ("{% set x = 'v' %}{{ x }}", "v"),
        ("{% set x = now() %}{{ x }}", "<now():volatile>"),
        ("{% set x = user.name %}{{ x }}", "<user.name:session>"),
        ("{% set x %}a {{ question }}{% endset %}{{ x }}!", "a <question:request>!"),
        ("{{ 'a' ~ 'b' }}", "ab"),
        ("{{ items | random }}", "<items:volatile>"),
        ("{{ examples | random }}", "<examples:volatile>"),
        ("{{ examples | join }}", "<examples:unknown>"),
        ("{{ 3 if true else 4 }}", "3"),
        ("{% if 'a' == 'b' %}x{% else %}y{% endif %}", "y"),
        ("{% if false %}x{% endif %}y", "y"),
        ("{% if question %}x{% endif %}y", "<if question:request>x<end>y"),
        ("{{ 'x' if question else 'y' }}!", "<if question:request>x<else>y<end>!"),
        ("{{ 'x' if question }}!", "<if question:request>x<else><end>!"),
        ("{{ 'x' if question else answer }}", "<question, answer:request>"),
        ("{% for q in questions %}{{ q }}{% endfor %}", "<for questions:request><q:request><end>"),
        ("{% for i in range(3) %}{{ i }}{% endfor %}", "<for range(3):constant><i:constant><end>"),
        ("{% macro m(a, b='z') %}[{{ a }}{{ b }}]{% endmacro %}{{ m('x') }}{{ m(b='y', a=1) }}", "[xz][1y]"),
        ("{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}in{% endcall %}", "<in>"),
        ("{% with x = 'v' %}{{ x }}{% endwith %}{{ x }}", "v<x:request>"),
        ("{{ helper.now() }}", "<helper:volatile>"),
        ("{{ mystery() }}", "<mystery():unknown>"),
    ],
)
def test_what_a_template_prints(text: str, expected: str) -> None:
    assert shown(prompt(text)) == expected


@pytest.mark.parametrize(
    ("text", "files", "expected"),
    [
        ("{% include 'b.j2' %}!", {"b": "B {{ question }}"}, "B <question:request>!"),
        ("{% set x = 'v' %}{% include 'b.j2' %}", {"b": "{{ x }}"}, "v"),
        ("{% include ['no.j2', 'b.j2'] %}", {"b": "B"}, "B"),
        ("{% include 'no.j2' ignore missing %}!", {}, "!"),
        ("{% include 'no.j2' %}!", {}, "<no.j2:unknown>!"),
        ("{% include which %}!", {}, "<a computed name:unknown>!"),
        ("{% from 'b.j2' import m %}{{ m('x') }}", {"b": "{% macro m(a) %}[{{ a }}]{% endmacro %}"}, "[x]"),
        (
            "{% import 'b.j2' as b %}{{ b.m('x') }}{{ b.v }}",
            {"b": "{% macro m(a) %}[{{ a }}]{% endmacro %}{% set v = 1 %}"},
            "[x]1",
        ),
        (
            "{% extends 'b.j2' %}{% block x %}child{% endblock %}",
            {"b": "A {% block x %}parent{% endblock %} Z"},
            "A child Z",
        ),
        (
            "{% extends 'b.j2' %}{% block x %}{{ super() }}+{% endblock %}",
            {
                "b": "{% extends 'c.j2' %}{% block x %}b{{ super() }}{% endblock %}",
                "c": "<{% block x %}c{% endblock %}>",
            },
            "<bc+>",
        ),
        ("{% extends 'b.j2' %}{% set x = 'v' %}ignored", {"b": "{{ x }}"}, "v"),
    ],
)
def test_other_files_are_joined(text: str, files: dict[str, str], expected: str) -> None:
    assert shown(prompt(text, files)) == expected


def test_every_file_that_gave_text_is_a_source() -> None:
    found = prompt("{% include 'b.j2' %}", {"b": "{% include 'c.j2' %}", "c": "C"})
    assert found.sources == ("prompts/a.j2", "prompts/b.j2", "prompts/c.j2")


def test_text_of_another_file_knows_its_file() -> None:
    found = prompt("a {% include 'b.j2' %}", {"b": "{{ question }} b"})
    assert [segment.path for segment in found.segments] == ["prompts/a.j2", "prompts/b.j2", "prompts/b.j2"]


@pytest.mark.parametrize(
    ("text", "files", "fatal"),
    [
        ("{% include 'a.j2' %}", {}, True),
        ("{% include 'b.j2' %}", {"b": "{% include 'a.j2' %}"}, True),
        ("{% extends 'b.j2' %}", {"b": "{% extends 'a.j2' %}"}, True),
        ("{% include 'b.j2' %}", {"b": "{% if %}"}, True),
        ("{% include 'gone.j2' %}", {}, False),
    ],
)
def test_what_cannot_be_joined_is_told_once(text: str, files: dict[str, str], fatal: bool) -> None:
    tree = MemoryTree({"prompts/a.j2": text, **{f"prompts/{name}.j2": other for name, other in files.items()}})
    troubles = Workspace(tree, Config()).linked("prompts/a.j2").troubles
    assert [trouble.fatal for trouble in troubles] == [fatal]


def test_text_that_doubles_with_every_line_is_refused() -> None:
    doubling = "".join(f"{{% set a{n + 1} %}}{{{{ a{n} }}}}{{{{ a{n} }}}}{{% endset %}}" for n in range(40))
    with pytest.raises(UnreadableError, match="expands to more than"):
        prompt(doubling + "{{ a40 }}")


def test_a_constant_that_doubles_with_every_line_stays_small() -> None:
    doubling = "{% set a = 'ab' %}" + "{% set a = a ~ a %}" * 60
    assert (
        sum(len(segment.text) for segment in prompt(doubling + "{{ a }}").segments if isinstance(segment, Literal))
        < 200_000
    )


def test_a_macro_that_calls_itself_ends() -> None:
    assert shown(prompt("{% macro m(n) %}.{{ m(n) }}{% endmacro %}{{ m(1) }}")).startswith(".")


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        pytest.param("{{ user }} and {{ user }}", "{{ client }} and {{ client }}", True, id="renamed"),
        pytest.param("{{ a }} and {{ b }}", "{{ b }} and {{ a }}", False, id="swapped"),
        pytest.param("{{ a }} {{ b }}", "{{ a }} {{ a }}", False, id="merged"),
        pytest.param("{{ a|upper }}", "{{ a|lower }}", False, id="another filter"),
        pytest.param('{{ a | default("x") }}', "{{a|default('x')}}", True, id="quotes and spaces"),
        pytest.param("{# one #}a", "{# two #}a", True, id="comment"),
        pytest.param("---\nversion: 1\n---\na", "---\nversion: 2\n---\na", True, id="front matter"),
        pytest.param("{% set x = 'a' %}{{ x }} b", "a b", True, id="a constant put in its place"),
        pytest.param("a\n  {%- if d %} b{% endif %}", "a {%- if d %} b{% endif %}", True, id="trimmed white space"),
        pytest.param("a b", "a  b", False, id="a space"),
        pytest.param(
            "{% for x in xs %}{{ x }}{% endfor %}", "{% for y in xs %}{{ y }}{% endfor %}", True, id="loop name"
        ),
    ],
)
def test_the_fingerprint_is_of_what_the_model_sees(before: str, after: str, same: bool) -> None:
    config = Config(placeholders=_declared("*", Stability.DEPLOY))
    assert prompt(before, config=config).fingerprint.matches(prompt(after, config=config).fingerprint) is same


def _declared(pattern: str, level: Stability) -> tuple[Declared, ...]:
    return (Declared(pattern, level),)


def test_declared_levels_win_over_names() -> None:
    found = prompt("{{ question }}", config=Config(placeholders=_declared("quest*", Stability.SHARED)))
    (value,) = found.segments
    assert isinstance(value, Placeholder)
    assert value.stability is Stability.SHARED


def test_role_lines_begin_messages() -> None:
    found = prompt("system:\nYou sort.\n\nuser:\n{{ ticket }}\n")
    assert [(block.section, block.role) for block in found.blocks] == [
        (Section.SYSTEM, "system"),
        (Section.MESSAGES, "user"),
    ]
    assert shown(found) == "You sort.<ticket:request>"


def test_a_cache_comment_ends_a_block() -> None:
    found = prompt("You sort.\n{# promptlint: breakpoint ttl=1h #}\n{{ ticket }}")
    assert [block.breakpoint and block.breakpoint.ttl for block in found.blocks] == ["1h", None]


def test_a_template_of_macros_is_no_prompt() -> None:
    tree = MemoryTree({"prompts/a.j2": "{% macro m() %}x{% endmacro %}\n"})
    assert [
        segment for found in Workspace(tree, Config()).linked("prompts/a.j2").prompts for segment in found.segments
    ] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{{ now().strftime("%Y-%m-%d") }}', "daily"),
        ('{{ now().strftime("%H:%M") }}', "volatile"),
        ("{{ now().date() }}", "daily"),
        ("{{ now().isoformat() }}", "volatile"),
        ('{{ now()|strftime("%d.%m.%Y") }}', "daily"),
        ("{{ question.strip().lower() }}", "request"),
        ("{{ listdir('x')|sort }}", "deploy"),
        ("{{ listdir('x') }}", "volatile"),
    ],
)
def test_what_is_done_to_a_value_counts(text: str, expected: str) -> None:
    (value,) = prompt(text).segments
    assert isinstance(value, Placeholder)
    assert value.stability.word == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{$question}}", "<question:request>"),
        ("{{#if tone}}Be {{tone}}.{{/if}}{{question}}", "<if tone:request>Be <tone:request>.<end><question:request>"),
        ("{% if tone %}x{% endif %}{{ question }}", "<if tone:request>x<end><question:request>"),
    ],
)
def test_a_semantic_kernel_prompt_in_any_of_its_languages(text: str, expected: str) -> None:
    files = {"fn/skprompt.txt": text, "fn/config.json": '{"schema": 1, "type": "completion", "execution_settings": {}}'}
    (found,) = Workspace(MemoryTree(files), Config()).linked("fn/skprompt.txt").prompts
    assert (shown(found), found.sources) == (expected, ("fn/skprompt.txt", "fn/config.json"))


def test_partials_that_a_program_registers_are_unknown_and_no_trouble() -> None:
    linked = Workspace(MemoryTree({"prompts/a.prompt": "{{> footer}}"}), Config()).linked("prompts/a.prompt")
    assert (linked.troubles, shown(linked.prompts[0])) == ((), "<_footer.prompt:unknown>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ set(question.split())|sort }}", "request"),
        ("{{ set(['a', 'b'])|sort|join(', ') }}", "deploy"),
        ("{{ set(question)|list|sort }}", "request"),
        ("{{ set(question)|list }}", "volatile"),
        ("{{ set(user_name)|length }}", "session"),
    ],
)
def test_what_is_sorted_still_changes_as_often_as_what_is_in_it(text: str, expected: str) -> None:
    (value,) = prompt(text).segments
    assert isinstance(value, Placeholder)
    assert value.stability.word == expected
