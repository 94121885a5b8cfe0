"""Dotprompt, Prompty, Semantic Kernel and Handlebars files."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from _reading import read, shape_of_facts
from promptlint.errors import UnreadableError
from promptlint.facts import Print
from promptlint.frontends import dotprompt, handlebars_file, prompty, skprompt
from promptlint.frontends._frontend import Claim
from promptlint.ir import Section, Stability

DOTPROMPT, PROMPTY, SKPROMPT, HANDLEBARS = (
    dotprompt.FRONTEND,
    prompty.FRONTEND,
    skprompt.FRONTEND,
    handlebars_file.FRONTEND,
)


@pytest.mark.parametrize(
    ("frontend", "path", "in_folder", "claim"),
    [
        (DOTPROMPT, "a/b.prompt", False, Claim.SURE),
        (DOTPROMPT, "a/b.prompt.md", True, Claim.NO),
        (PROMPTY, "a/B.PROMPTY", False, Claim.SURE),
        (PROMPTY, "prompty.py", False, Claim.NO),
        (SKPROMPT, "plugins/Fun/Joke/skprompt.txt", False, Claim.SURE),
        (SKPROMPT, "prompts/joke.txt", True, Claim.NO),
        (HANDLEBARS, "views/page.hbs", False, Claim.NO),
        (HANDLEBARS, "prompts/page.hbs", True, Claim.SURE),
        (HANDLEBARS, "prompts/page.mustache", True, Claim.SURE),
    ],
)
def test_claims(frontend: object, path: str, in_folder: bool, claim: Claim) -> None:
    assert frontend.claims(PurePosixPath(path), in_prompt_folder=in_folder) is claim  # type: ignore[attr-defined] # any of four


# ---------------------------------------------------------------- dotprompt


def test_a_dotprompt_file() -> None:
    text = (
        "---\nmodel: googleai/gemini-2.5-pro\nversion: 3\nname: greet\n"
        "input:\n  schema:\n    name: string\npromptlint:\n  placeholders: {policy: shared}\n---\n"
        '{{role "system"}}\nYou greet. {{policy}}\n{{role "user"}}\n{{history}}Hi {{name}}\n'
    )
    facts = read(DOTPROMPT, "greet.prompt", text)
    (prompt,) = facts.prompts
    assert shape_of_facts(facts) == ("<role system>\nYou greet. <policy>\n<role user>\n<call:history()>Hi <name>")
    assert (prompt.name, prompt.model, prompt.language) == ("greet", "googleai/gemini-2.5-pro", "handlebars")
    assert prompt.version is not None
    assert text[prompt.version.span.start : prompt.version.span.end] == "3"
    assert [(each.pattern, each.stability) for each in prompt.declared] == [("policy", Stability.SHARED)]
    assert (prompt.blocks[0].role, prompt.blocks[0].section) == ("system", Section.SYSTEM)
    for node in facts.body:
        if isinstance(node, Print):
            assert text[node.span.start : node.span.end].startswith("{{")


@pytest.mark.parametrize(
    ("text", "language", "shape"),
    [
        pytest.param("Say hello.", "plain", "Say hello.", id="plain"),
        pytest.param('Give {"a": 1}.', "plain", 'Give {"a": 1}.', id="json"),
        pytest.param("Answer {question}", "fstring", "Answer <question>", id="fields"),
        pytest.param("Answer {{question}}", "handlebars", "Answer <question>", id="names"),
        pytest.param("{% if a %}b{% endif %}", "jinja", "<if a>b<end>", id="statement"),
        pytest.param("{# c #}{{ a | upper }}", "jinja", "<filter:upper(a)>", id="filter"),
        pytest.param("---\nmodel: m\n---\nSay {name}.", "handlebars", "Say {name}.", id="front matter settles it"),
        pytest.param("---\nmodel: m\n---\n{% set a = 1 %}b", "jinja", "<assign>b", id="jinja in front matter's body"),
        pytest.param("system:\nA\nuser:\n{{ b | c }}", "jinja", "<role system>A\n<role user><filter:c(b)>", id="roles"),
        pytest.param("# (c)\n\n---\nmodel: m\n---\nHi", "handlebars", "Hi", id="below a licence"),
    ],
)
def test_what_a_prompt_file_is_written_in(text: str, language: str, shape: str) -> None:
    facts = read(DOTPROMPT, "a.prompt", text)
    assert facts.prompts[0].language == language
    assert shape_of_facts(facts) == shape


def test_a_partial_is_no_prompt_of_its_own() -> None:
    facts = read(DOTPROMPT, "prompts/_style.prompt", "Be {{tone}}.")
    assert facts.prompts == ()
    assert len(facts.body) == 3


def test_comments_declare_versions_and_breakpoints() -> None:
    text = "{{! version: 4 }}\nStable.\n{{! promptlint: breakpoint ttl=1h }}\n{{question}}"
    facts = read(DOTPROMPT, "a.prompt", text)
    assert shape_of_facts(facts) == "Stable.\n<cache 1h><question>"
    version = facts.prompts[0].version
    assert version is not None
    assert text[version.span.start : version.span.end] == "4"


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("---\nmodel: m\nHello", 0),
        ("---\nmodel: m\n---\n{{#if a}}b", 17),
        ("Hello {{name", 6),
    ],
)
def test_a_broken_prompt_file_is_unreadable(text: str, offset: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(DOTPROMPT, "a.prompt", text)
    assert caught.value.offset == offset


def test_problems_of_the_front_matter_are_kept() -> None:
    facts = read(DOTPROMPT, "a.prompt", "---\nversion: [1]\npromptlint: {placeholders: {a: shard}}\n---\n{{a}}")
    assert [problem.message for problem in facts.problems] == [
        "`version` must be a number or text",
        "unknown level `shard`",
    ]


# ---------------------------------------------------------------- prompty

_PROMPTY = """\
---
name: Support
metadata:
  version: "2.1"
model:
  api: chat
  configuration:
    azure_deployment: gpt-4o
    azure_endpoint: ${env:ENDPOINT}
  connection: ${file:connection.json}
inputs:
  question: {type: string}
sample: ${file:sample.json}
tools: ${file:tools.json}
---
system:
You support.
{% for order in orders %}
{{order.id}}
{% endfor %}

user[name="Ann"]:
{{question}}
"""


def test_a_prompty_file() -> None:
    facts = read(PROMPTY, "a.prompty", _PROMPTY)
    (prompt,) = facts.prompts
    assert shape_of_facts(facts) == (
        "<include tools.json><role system>You support.\n<for orders>\n<order.id>\n<end>\n\n<role user><question>"
    )
    assert (prompt.name, prompt.model, prompt.language) == ("Support", "gpt-4o", "jinja")
    assert prompt.version is not None
    assert prompt.version.text == "2.1"


@pytest.mark.parametrize(
    ("matter", "language"),
    [
        ("name: a", "jinja"),
        ("template: jinja2", "jinja"),
        ("template: mustache", "mustache"),
        ("template: {type: mustache}", "mustache"),
        ("template:\n  format:\n    kind: mustache\n  parser: {kind: prompty}", "mustache"),
    ],
)
def test_the_language_of_a_prompty_file(matter: str, language: str) -> None:
    facts = read(PROMPTY, "a.prompty", f"---\n{matter}\n---\nsystem:\n{{{{a}}}}")
    assert facts.prompts[0].language == language


def test_text_above_the_first_role_of_a_prompty_file_is_for_the_system() -> None:
    facts = read(PROMPTY, "a.prompty", "You help.\nuser:\n{{a}}")
    assert (facts.prompts[0].blocks[0].role, facts.prompts[0].blocks[0].section) == ("system", Section.SYSTEM)
    assert shape_of_facts(facts) == "You help.\n<role user><a>"


def test_front_matter_of_a_prompty_file_must_be_yaml() -> None:
    with pytest.raises(UnreadableError):
        read(PROMPTY, "a.prompty", "---\ndescription: a: b\n---\nsystem:\n")


# ---------------------------------------------------------------- Semantic Kernel, Handlebars


def test_a_semantic_kernel_prompt() -> None:
    facts = read(SKPROMPT, "Fun/Joke/skprompt.txt", "Tell a {{$style}} joke.\n{{recall $input}}\n+++++\n")
    assert shape_of_facts(facts) == "Tell a <style> joke.\n<call:recall(input)>\n+++++\n"
    assert facts.format == "skprompt"


def test_messages_of_a_semantic_kernel_prompt() -> None:
    text = '<message role="system">You joke.</message>\n<message role="user">{{$input}}</message>'
    facts = read(SKPROMPT, "skprompt.txt", text)
    assert shape_of_facts(facts) == "<role system>You joke.\n<role user><input>"
    assert facts.prompts[0].blocks[0].section is Section.SYSTEM


def test_handlebars_and_mustache_files() -> None:
    assert shape_of_facts(read(HANDLEBARS, "prompts/a.hbs", "{{#if a}}b{{/if}}")) == "<if a>b<end>"
    assert shape_of_facts(read(HANDLEBARS, "prompts/a.mustache", "{{#a}}b{{/a}}")) == "<for a>b<end>"
    assert read(HANDLEBARS, "prompts/_part.hbs", "x").prompts == ()


def test_line_ends_of_windows_are_read_as_loaders_do() -> None:
    facts = read(PROMPTY, "a.prompty", "---\r\nname: a\r\n---\r\nsystem:\r\nOne.\r\nTwo.\r\nuser:\r\n{{a}}\r\n")
    assert shape_of_facts(facts).rstrip("\n") == "<role system>One.\nTwo.\n<role user><a>"
