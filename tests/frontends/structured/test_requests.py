"""Request bodies of the providers: tools, system, messages, and cache marks."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from _outline import facts_of, outline
from _reading import MAYBE, SURE

BODY: dict[str, Any] = {
    "model": "claude-opus-4-5",
    "max_tokens": 100,
    "tools": [
        {"name": "look_up", "description": 'Finds "it".\nFast.', "input_schema": {"required": ["q"]}},
        {"name": "stop", "input_schema": {}, "cache_control": {"type": "ephemeral", "ttl": "1h"}},
    ],
    "messages": [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "Hello {{name}}", "cache_control": {"type": "ephemeral"}},
                {"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"}},
            ],
        },
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "Hm."},
                {"type": "tool_use", "id": "1", "name": "look_up", "input": {"q": 1, "a": None}},
            ],
        },
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1", "content": "It is."}]},
    ],
    "system": [{"type": "text", "text": "You are kind.", "cache_control": {"type": "ephemeral"}}],
}
OUTLINE = r"""- mustache model=claude-opus-4-5 provider=anthropic request
  tools tool: '{"name": "look_up", "description": "Finds \\"it\\".\\nFast.", "input_schema": {"required": ["q"]}}'
  tools tool [1h]: '{"name": "stop", "input_schema": {}}'
  system system [mark]: 'You are kind.'
  messages user [mark]: 'Hello <name>'
  messages user media: '{"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"}}'
  messages assistant thinking: '{"type": "thinking", "thinking": "Hm."}'
  messages assistant other: '{"type": "tool_use", "id": "1", "name": "look_up", "input": {"q": 1, "a": null}}'
  messages user other: '{"type": "tool_result", "tool_use_id": "1", "content": "It is."}'"""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("request.json", json.dumps(BODY), id="json"),
        pytest.param("request.json", json.dumps(BODY, indent=4, ensure_ascii=False), id="indented"),
        pytest.param("request.yaml", yaml.safe_dump(BODY, sort_keys=False), id="yaml"),
        pytest.param("request.yaml", yaml.safe_dump(BODY, sort_keys=False, default_style='"'), id="quoted yaml"),
        pytest.param("request.yaml", yaml.safe_dump(BODY, sort_keys=False, default_flow_style=True), id="flow yaml"),
        pytest.param("request.yaml", yaml.safe_dump(BODY, sort_keys=False, default_style="|"), id="block yaml"),
    ],
)
def test_anthropic_is_the_same_in_every_spelling(path: str, text: str) -> None:
    assert outline(path, text, MAYBE) == OUTLINE


def test_the_order_of_keys_of_a_tool_is_part_of_it() -> None:
    swapped = {**BODY, "tools": [dict(reversed(BODY["tools"][0].items())), BODY["tools"][1]]}
    assert outline("request.json", json.dumps(swapped)) != OUTLINE


def test_marks_say_where_they_are() -> None:
    text = yaml.safe_dump(BODY, sort_keys=False)
    facts = facts_of("request.yaml", text)
    assert facts is not None
    marks = [block.mark.span for block in facts.prompts[0].blocks if block.mark]
    assert [text[span.start : span.end].split() for span in marks] == [
        ["cache_control:", "type:", "ephemeral", "ttl:", "1h"],
        ["cache_control:", "type:", "ephemeral"],
        ["cache_control:", "type:", "ephemeral"],
    ]


def test_an_automatic_mark_is_on_the_request() -> None:
    body = {
        "model": "claude-opus-4-5",
        "cache_control": {"type": "ephemeral"},
        "messages": [{"role": "user", "content": "{{q}}"}],
    }
    assert outline("request.json", json.dumps(body), MAYBE).splitlines()[0] == (
        "- mustache model=claude-opus-4-5 provider=anthropic request automatic"
    )


def test_bedrock_marks_what_stands_before() -> None:
    body = {
        "modelId": "anthropic.claude-haiku-4-5",
        "system": [{"text": "You are kind."}, {"cachePoint": {"type": "default"}}],
        "toolConfig": {"tools": [{"toolSpec": {"name": "a"}}, {"cachePoint": {"type": "default", "ttl": "1h"}}]},
        "messages": [{"role": "user", "content": [{"text": "Hi"}, {"image": {"format": "png"}}]}],
    }
    assert outline("request.json", json.dumps(body), MAYBE) == (
        "- plain model=anthropic.claude-haiku-4-5 provider=bedrock request\n"
        """  tools tool [1h]: '{"toolSpec": {"name": "a"}}'\n"""
        "  system system [mark]: 'You are kind.'\n"
        "  messages user: 'Hi'\n"
        """  messages user media: '{"image": {"format": "png"}}'"""
    )


def test_gemini() -> None:
    body = {
        "systemInstruction": {"parts": [{"text": "You are kind."}]},
        "contents": [{"parts": [{"text": "Q: {{q}}"}]}, {"role": "model", "parts": [{"text": "A:"}]}],
        "tools": [{"functionDeclarations": [{"name": "f"}, {"name": "g"}]}],
    }
    assert outline("request.json", json.dumps(body), MAYBE) == (
        "- mustache provider=gemini\n"
        """  tools tool: '{"name": "f"}'\n"""
        """  tools tool: '{"name": "g"}'\n"""
        "  system system: 'You are kind.'\n"
        "  messages user: 'Q: <q>'\n"
        "  messages assistant: 'A:'"
    )


def test_what_gemini_is_to_keep_is_marked_as_a_whole() -> None:
    body = {"model": "models/gemini-3", "ttl": "300s", "contents": [{"role": "user", "parts": [{"text": "Long."}]}]}
    assert outline("cached.json", json.dumps(body)).endswith("messages user [mark]: 'Long.'")


def test_openai_chat() -> None:
    body = {
        "model": "gpt-5.6",
        "tools": [{"type": "function", "function": {"name": "f", "parameters": {}}}],
        "messages": [
            {"role": "developer", "content": "You are kind."},
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "Look.", "prompt_cache_breakpoint": {"mode": "explicit"}},
                    {"type": "image_url", "image_url": {"url": "{{url}}"}},
                ],
            },
            {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]},
            {"role": "system", "content": "Be brief now."},
        ],
    }
    assert outline("request.json", json.dumps(body), MAYBE) == (
        "- mustache model=gpt-5.6 request\n"
        """  tools tool: '{"type": "function", "function": {"name": "f", "parameters": {}}}'\n"""
        "  system developer: 'You are kind.'\n"
        "  messages user [mark]: 'Look.'\n"
        """  messages user media: '{"type": "image_url", "image_url": {"url": "<url>"}}'\n"""
        """  messages assistant other: '[{"id": "1"}]'\n"""
        "  messages system: 'Be brief now.'"
    )


def test_openai_responses() -> None:
    body = {"model": "gpt-5.6", "instructions": "You are kind.", "input": "{{question}}", "prompt_cache_key": "k"}
    assert outline("request.json", json.dumps(body), MAYBE) == (
        "- mustache model=gpt-5.6 provider=openai request\n"
        "  system system: 'You are kind.'\n"
        "  messages user: '<question>'"
    )


@pytest.mark.parametrize(
    ("messages", "first"),
    [
        pytest.param(
            "- role: system\n  content: Be kind.\n- role: user\n  content: '{{ q|trim }}'\n", "jinja", id="roles"
        ),
        pytest.param("- system: Be kind.\n- user: '{{ q|trim }}'\n", "jinja", id="roles as keys"),
        pytest.param("- type: system\n  content: Be kind.\n- '{{ history|to_messages }}'\n", "jinja", id="bare text"),
        pytest.param(
            "- role: system\n  content: Be kind.\n- role: user\n  content: 'Q: {question}'\n", "fstring", id="fields"
        ),
    ],
)
def test_a_list_of_messages_is_a_prompt(messages: str, first: str) -> None:
    lines = outline("chat.yaml", messages, MAYBE).splitlines()
    assert lines[0] == f"- {first}"
    assert lines[1] == "  system system: 'Be kind.'"
    assert len(lines) == 3


def test_an_alias_is_written_where_it_is_defined() -> None:
    messages = "- {role: system, content: *rules}\n- {role: user, content: '{{q}}'}\n"
    text = f"rules: &rules Be kind and brief.\nmessages:\n{messages}"
    assert "system system: 'Be kind and brief.'" in outline("chat.yaml", text, MAYBE)


def test_aliases_that_multiply_end_in_an_error_or_a_result() -> None:
    lines = ["a0: &a0 [x, y]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 12)]
    lines += ["model: m", "tools: [{name: t, input_schema: *a11}]", "messages: [{role: user, content: hi}]"]
    text = "\n".join(lines)
    with pytest.raises(Exception, match="aliases make this larger"):
        facts_of("chat.yaml", text, SURE)


def test_an_empty_text_is_a_block_only_where_it_is_marked() -> None:
    body = {
        "model": "claude-opus-4-5",
        "messages": [
            {"role": "user", "content": ""},
            {"role": "user", "content": [{"type": "text", "text": "", "cache_control": {"type": "ephemeral"}}]},
        ],
    }
    assert outline("request.json", json.dumps(body), MAYBE).splitlines()[1:] == ["  messages user [mark]: ''"]
