"""BAML files: one prompt a function."""

from __future__ import annotations

import pytest

from _reading import MAYBE, check_tiling, read, shape
from promptlint.errors import UnreadableError
from promptlint.frontends import baml
from promptlint.ir import Stability
from promptlint.source import SourceFile

BAML = baml.FRONTEND
_FILE = """\
// Clients
client<llm> Fast {
  provider anthropic
  options {
    model "claude-haiku-4-5" // "not this"
    api_key env.KEY
  }
}

class Resume {
  name string @description(#"the "full" name"#)
}

template_string Rules(tone: string, extra: map<string, int>) #"
  Be {{ tone }}.
"#

// promptlint: version=3
// promptlint: placeholder resume=session
function Extract(resume: string, n: int) -> Resume {
  client Fast
  prompt #"
    {{ _.role("system") }}
    {{ Rules("kind") }}
      Indented.
    {# promptlint: breakpoint #}
    {{ ctx.output_format }}
    {{ _.role("user") }} {{ resume }}
  "#
}

test One {
  functions [Extract]
  args { resume #"function X() -> Y { prompt #" no "# }"# }
}

function Classify(text: string) -> "a" | "b" {
  client "openai/gpt-4o-mini"
  prompt ##"
    Say "# or not: {{ text }}
  "##
}

function External(x: string) -> string
"""


def test_each_function_with_a_prompt_is_one() -> None:
    facts = read(BAML, "a.baml", _FILE)
    assert [(each.key, each.model, each.version and each.version.text) for each in facts.prompts] == [
        ("Extract", "claude-haiku-4-5", "3"),
        ("Classify", "openai/gpt-4o-mini", None),
    ]
    extract, classify = facts.prompts
    macro = "<macro Rules(tone extra)>Be <tone>.<end>"
    assert shape(extract.blocks[0].body) == (
        f"{macro}<role system>\n<call:Rules('kind')>\n  Indented.\n<cache><ctx.output_format>\n<role user> <resume>"
    )
    assert shape(classify.blocks[0].body) == f'{macro}Say "# or not: <text>'
    assert [(each.pattern, each.stability) for each in extract.declared[:2]] == [
        ("resume", Stability.SESSION),
        ("ctx.output_format", Stability.DEPLOY),
    ]
    assert extract.model_span is not None
    assert _FILE[extract.model_span.start : extract.model_span.end] == "claude-haiku-4-5"
    assert extract.version is not None
    assert _FILE[extract.version.span.start : extract.version.span.end] == "3"


def test_places_are_exact_through_the_removed_indentation() -> None:
    text = 'function F(a: string) -> string {\n  client X\n  prompt #"\n    One {{ a }}\n      two\n  "#\n}\n'
    facts = read(BAML, "a.baml", text)
    check_tiling(text, facts.prompts[0].blocks[0].body)
    assert shape(facts.prompts[0].blocks[0].body) == "One <a>\n  two"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("class A {\n  function string\n}\n", id="only types"),
        pytest.param('client<llm> A {\n  options { model "x" }\n}', id="only clients"),
        pytest.param('// function A() -> B { prompt #"x"# }', id="in a comment"),
        pytest.param('test T { args { a "function" } }', id="only tests"),
        pytest.param("function A(a: string) -> B {\n  client C\n}", id="no prompt"),
        pytest.param("function", id="a lone word"),
        pytest.param("function A(", id="cut off"),
    ],
)
def test_files_without_prompts(text: str) -> None:
    assert BAML.facts(SourceFile("a.baml", text), MAYBE) is None


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ('function A() -> B { prompt #"never closed }', 27),
        ('function A() -> B { prompt #"{{ a "# }', 29),
    ],
)
def test_broken_files_are_unreadable_at_their_place(text: str, offset: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(BAML, "a.baml", text)
    assert offset <= caught.value.offset <= len(text)


def test_a_prompt_in_an_ordinary_string() -> None:
    facts = read(BAML, "a.baml", 'function A(b: string) -> C { client "x/y" prompt "Say {{ b }}" }')
    assert shape(facts.prompts[0].blocks[0].body) == "Say <b>"
