"""The formats with a signature: promptfoo, LangChain, Semantic Kernel, GitHub Models, Langfuse."""

from __future__ import annotations

import json
from typing import Any

import pytest

from _outline import facts_of, outline
from _reading import MAYBE
from promptlint.config import Config
from promptlint.errors import UnreadableError
from promptlint.ir import Literal
from promptlint.link.workspace import Workspace
from promptlint.memory_tree import MemoryTree

# ---------------------------------------------------------------- promptfoo


def test_promptfoo() -> None:
    text = """description: try
prompts:
  - file://prompts/a.txt
  - 'Sum up {{text}} in {{ n | int }} words'
  - |-
    [{"role": "system", "content": "You \\"are\\""}, {"role": "user", "content": "{{q}}"}]
  - {id: 'file://b.py:make', label: b}
  - {label: hello, raw: 'Hello {{x}}'}
providers:
  - anthropic:messages:claude-haiku-4-5
tests: []
"""
    assert outline("promptfooconfig.yaml", text) == (
        "prompts.1 jinja model=claude-haiku-4-5 provider=anthropic\n"
        "  messages user: 'Sum up <text> in <filter:int(n)> words'\n"
        "prompts.2 jinja model=claude-haiku-4-5 provider=anthropic\n"
        "  system system: 'You \"are\"'\n"
        "  messages user: '<q>'\n"
        "hello jinja model=claude-haiku-4-5 provider=anthropic\n"
        "  messages user: 'Hello <x>'"
    )


@pytest.mark.parametrize(
    ("providers", "model"),
    [
        ("[openai:gpt-5]", "model=gpt-5 provider=openai"),
        ("openai:chat:gpt-5", "model=gpt-5 provider=openai"),
        ("[{id: 'bedrock:us.anthropic.claude-v1:0'}]", "model=us.anthropic.claude-v1:0 provider=bedrock"),
        ("[{'openai:gpt-5': {temperature: 0}}]", "model=gpt-5 provider=openai"),
        ("[openai:gpt-5, openai:gpt-4]", ""),
        ("file://provider.py", ""),
    ],
)
def test_promptfoo_has_a_model_when_there_is_one(providers: str, model: str) -> None:
    text = f"prompts: ['Hi {{{{x}}}}']\nproviders: {providers}\ntests: []\n"
    assert outline("eval.yaml", text, MAYBE).splitlines()[0] == f"prompts.0 jinja {model}".strip()


def test_promptfoo_old_forms() -> None:
    assert outline("promptfooconfig.yaml", "prompts: 'Hi {{x}}'\n") == "- jinja\n  messages user: 'Hi <x>'"
    facts = facts_of("promptfooconfig.yaml", "prompts: {p1.txt: one, 'Hi {{x}} there': two}\n")
    assert facts is not None
    assert len(facts.prompts) == 1


def test_nunjucks_that_jinja_rejects_is_plain() -> None:
    text = "prompts: ['Hi {{ x if: y }} {{z}}']\nproviders: []\ntests: []\n"
    assert outline("a.yaml", text, MAYBE).splitlines()[1].endswith("{{ x if: y }} {{z}}'")


# ---------------------------------------------------------------- LangChain


def test_langchain_prompt() -> None:
    text = json.dumps({"_type": "prompt", "input_variables": ["q"], "template": 'Answer {q} as {{"a": 1}}.\n'})
    assert outline("a.json", text, MAYBE) == "- fstring\n  messages user: 'Answer <q> as {\"a\": 1}.\\n'"


@pytest.mark.parametrize(
    ("form", "language"), [("f-string", "fstring"), ("jinja2", "jinja"), ("mustache", "mustache"), ("other", "plain")]
)
def test_langchain_declares_its_language(form: str, language: str) -> None:
    text = f"input_variables: []\ntemplate: Say hello.\ntemplate_format: {form}\n"
    assert outline("a.yaml", text, MAYBE).startswith(f"- {language}\n")


def test_langchain_template_in_a_file() -> None:
    text = '{"_type": "prompt", "input_variables": ["q"], "template_path": "t.txt"}'
    workspace = Workspace(MemoryTree({"x/a.json": text, "x/t.txt": "Answer {q} as {{}}."}), Config())
    (prompt,) = workspace.linked("x/a.json").prompts
    assert [segment.text if isinstance(segment, Literal) else segment.name for segment in prompt.segments] == [
        "Answer ",
        "q",
        " as {}.",
    ]
    assert prompt.sources == ("x/a.json", "x/t.txt")


def test_langchain_examples_are_constant() -> None:
    text = """_type: few_shot
input_variables: [word]
prefix: Write antonyms.
example_prompt:
  _type: prompt
  input_variables: [input, output]
  template: "{input} -> {output}"
examples:
  - {input: happy, output: sad}
  - {input: tall, output: short}
suffix: "{word} ->"
"""
    assert outline("a.yaml", text, MAYBE) == (
        "- fstring\n  messages user: 'Write antonyms.\\n\\nhappy -> sad\\n\\ntall -> short\\n\\n<word> ->'"
    )


def test_langchain_chains_hold_prompts() -> None:
    prompt = {"_type": "prompt", "input_variables": ["q"], "template": "Answer {q}."}
    chain = {"_type": "llm_chain", "prompt": prompt, "inner": {"llm": {"_type": "openai"}, "prompt": prompt}}
    assert outline("chain.json", json.dumps(chain), MAYBE).splitlines()[::2] == [
        "prompt fstring",
        "inner.prompt fstring",
    ]


def serialized(*path: str, **kwargs: Any) -> dict[str, Any]:
    return {"lc": 1, "type": "constructor", "id": ["langchain", *path], "kwargs": kwargs}


def test_langchain_serialized() -> None:
    def message(role: str, template: str) -> dict[str, Any]:
        prompt = serialized("prompts", "prompt", "PromptTemplate", template=template, template_format="mustache")
        return serialized("prompts", "chat", f"{role}MessagePromptTemplate", prompt=prompt)

    history = serialized("prompts", "chat", "MessagesPlaceholder", variable_name="history")
    fixed = serialized("schema", "messages", "AIMessage", content="Yes.")
    messages = [message("System", "You are {{kind}}."), history, fixed, message("Human", "{{q}}")]
    text = json.dumps(serialized("prompts", "chat", "ChatPromptTemplate", messages=messages))
    assert outline("a.json", text, MAYBE) == (
        "- mustache\n"
        "  system system: 'You are <kind>.'\n"
        "  messages user: '<history>'\n"
        "  messages assistant: 'Yes.'\n"
        "  messages user: '<q>'"
    )


# ---------------------------------------------------------------- Semantic Kernel


def test_semantic_kernel_function() -> None:
    text = """name: Story
description: Tells a story.
template_format: handlebars
template: |
  <message role="system">You tell stories.</message>
  <message role="user">About {{topic}}.</message>
input_variables:
  - name: topic
    description: About what.
execution_settings:
  default: {temperature: 0.6}
  gpt-5: {model_id: gpt-5}
"""
    assert outline("story.yaml", text, MAYBE) == (
        "- handlebars model=gpt-5 name=Story\n"
        "  system system: '<role system>You tell stories.\\n<role user>About <topic>.\\n'"
    )


def test_semantic_kernel_has_its_own_language_by_default() -> None:
    text = "description: d\ntemplate: 'Tell of {{$topic}}'\nexecution_settings: {default: {}}\n"
    assert outline("a.yaml", text, MAYBE) == "- semantic-kernel\n  messages user: 'Tell of <topic>'"


def test_a_declared_language_must_be_kept_to() -> None:
    text = "description: d\ntemplate_format: handlebars\ntemplate: 'Tell {{#if x}} of'\n"
    with pytest.raises(UnreadableError):
        facts_of("a.yaml", text, MAYBE)


def test_liquid_that_jinja_rejects_is_plain() -> None:
    text = "description: d\ntemplate_format: liquid\ntemplate: 'Tell {{ x | append: 1 }} of {{y}}'\n"
    assert outline("a.yaml", text, MAYBE).startswith("- plain\n")


def test_semantic_kernel_settings() -> None:
    text = (
        '{"schema": 1, "type": "completion", "execution_settings": {"default": {"model_id": "gpt-5"}}, "version": "2"}'
    )
    facts = facts_of("plugin/config.json", text, MAYBE)
    assert facts is not None
    assert facts.prompts == ()
    assert facts.settings is not None
    assert facts.settings.model == "gpt-5"
    assert facts.settings.version is not None
    assert facts.settings.version.text == "2"


# ---------------------------------------------------------------- GitHub Models


def test_github_models() -> None:
    text = """name: Sum up
description: Sums up a text
model: openai/gpt-4o
version: 1.10
messages:
  - role: system
    content: You are terse.
  - role: user
    content: "{{input}}"
testData: [{input: x}]
"""
    expected = "- mustache version=1.10 model=openai/gpt-4o name=Sum up\n  system system: 'You are terse.'\n"
    assert outline("sum.prompt.yml", text) == expected + "  messages user: '<input>'"


# ---------------------------------------------------------------- Langfuse


def export(**more: object) -> dict[str, object]:
    return {
        "name": "greet",
        "version": 4,
        "type": "text",
        "prompt": "Greet {{name}}.",
        "labels": ["production"],
        **more,
    }


def test_langfuse_text() -> None:
    expected = "- mustache version=4 name=greet\n  messages user: 'Greet <name>.'"
    assert outline("greet.json", json.dumps(export()), MAYBE) == expected


def test_langfuse_chat() -> None:
    prompt = [{"role": "system", "content": "Be kind."}, {"type": "placeholder", "name": "history"}]
    assert outline("greet.json", json.dumps(export(type="chat", prompt=prompt)), MAYBE) == (
        "- mustache version=4 name=greet\n  system system: 'Be kind.'\n  messages user: '<history>'"
    )


@pytest.mark.parametrize("wrapped", [True, False])
def test_langfuse_list(wrapped: bool) -> None:
    prompts = [export(), export(version=5), export(name="bye", config={"model": "gpt-5"})]
    text = json.dumps({"data": prompts, "meta": {}} if wrapped else prompts)
    assert outline("all.json", text, MAYBE).splitlines()[::2] == [
        "greet@4 mustache version=4 name=greet",
        "greet@5 mustache version=5 name=greet",
        "bye@4 mustache version=4 model=gpt-5 name=bye",
    ]


def test_github_models_keeps_its_placeholders_beside_single_braces() -> None:
    text = 'messages:\n  - {role: user, content: "Sort {{ticket}} as {label}."}\ntestData: []\n'
    assert outline("a.yml", text, MAYBE) == "- mustache\n  messages user: 'Sort <ticket> as {label}.'"
