from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from promptlint.providers import registry
from promptlint.providers.registry import SMALLEST_MINIMUM, Provider, bare_name, entries, limits
from promptlint.tokens import Tokenizer

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("model", "bare"),
    [
        pytest.param("claude-haiku-4-5", "claude-haiku-4-5", id="as it is"),
        pytest.param("claude-haiku-4-5-20251001", "claude-haiku-4-5", id="dated"),
        pytest.param("anthropic.claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5", id="Bedrock"),
        pytest.param("us.anthropic.claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5", id="Bedrock with a region"),
        pytest.param(
            "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0",
            "claude-haiku-4-5",
            id="Bedrock by ARN",
        ),
        pytest.param("claude-haiku-4-5@20251001", "claude-haiku-4-5", id="Vertex"),
        pytest.param("openrouter/anthropic/claude-haiku-4.5", "claude-haiku-4-5", id="OpenRouter"),
        pytest.param("openrouter/anthropic/claude-haiku-4.5:thinking", "claude-haiku-4-5", id="OpenRouter variant"),
        pytest.param("vertex_ai/claude-haiku-4-5@20251001", "claude-haiku-4-5", id="LiteLLM"),
        pytest.param("anthropic:messages:claude-haiku-4-5", "claude-haiku-4-5", id="promptfoo"),
        pytest.param("claude-haiku-4-5[1m]", "claude-haiku-4-5", id="long context"),
        pytest.param(" Claude-Haiku-4-5 ", "claude-haiku-4-5", id="case and space"),
        pytest.param("claude-3-5-haiku-20241022", "claude-haiku-3-5", id="the number before the kind"),
        pytest.param("claude-3-5-haiku-latest", "claude-haiku-3-5", id="latest"),
        pytest.param("gpt-4o-2024-08-06", "gpt-4o", id="OpenAI date"),
        pytest.param("azure/gpt-4.1-mini", "gpt-4.1-mini", id="Azure"),
        pytest.param("gemini/gemini-2.5-pro", "gemini-2.5-pro", id="the provider is called like the model"),
        pytest.param("googleai/gemini-2.5-pro", "gemini-2.5-pro", id="Genkit"),
        pytest.param("llama3:8b", "llama3:8b", id="another maker"),
        pytest.param("o365-helper", "o365-helper", id="not one of the o models"),
        pytest.param("my-claude-proxy", "my-claude-proxy", id="the maker's name inside a word"),
    ],
)
def test_one_name_for_all_that_mean_it(model: str, bare: str) -> None:
    assert bare_name(model) == bare


@pytest.mark.parametrize(
    ("model", "minimum", "provider", "explicit"),
    [
        ("claude-haiku-4-5", 4096, Provider.ANTHROPIC, True),
        ("claude-haiku-5-5", 512, Provider.ANTHROPIC, True),
        ("claude-sonnet-4-20250514", 1024, Provider.ANTHROPIC, True),
        ("claude-opus-4-7", 2048, Provider.ANTHROPIC, True),
        ("claude-3-5-haiku-20241022", 2048, Provider.ANTHROPIC, True),
        ("gpt-4o-mini", 1024, Provider.OPENAI, False),
        ("gpt-6.1", 1024, Provider.OPENAI, False),
        ("gemini-2.5-flash", 2048, Provider.GEMINI, False),
        ("gemini-3.8-flash", 4096, Provider.GEMINI, False),
    ],
)
def test_known_models(model: str, minimum: int, provider: Provider, explicit: bool) -> None:
    found = limits(model)
    assert (found.known, found.minimum, found.provider, found.explicit) == (True, minimum, provider, explicit)


@pytest.mark.parametrize(
    ("model", "provider", "expected", "minimum"),
    [
        pytest.param("claude-opus-4-9", None, Provider.ANTHROPIC, 512, id="a version that is not listed"),
        pytest.param("claude-opus-40", None, Provider.ANTHROPIC, 512, id="a longer number"),
        pytest.param("claude-fable-5-2", None, Provider.ANTHROPIC, 512, id="listed without a minimum"),
        pytest.param("gpt-4-1106-preview", None, Provider.OPENAI, 1024, id="not gpt-4.1"),
        pytest.param("gpt-50", None, Provider.OPENAI, 1024, id="not gpt-5"),
        pytest.param("gemini-2.0-flash", None, Provider.GEMINI, 2048, id="older than the table"),
        pytest.param("deepseek/deepseek-chat", None, Provider.DEEPSEEK, 512, id="no minimum known"),
        pytest.param("us.anthropic.claude-haiku-4-5-20251001-v1:0", None, Provider.BEDROCK, 512, id="Bedrock"),
        pytest.param("claude-haiku-4-5", "bedrock", Provider.BEDROCK, 512, id="Bedrock by its format"),
        pytest.param("our-deployment", "azure_openai", Provider.OPENAI, 1024, id="a deployment's name"),
        pytest.param("mistral-large", None, Provider.UNKNOWN, 512, id="another maker"),
        pytest.param("${env:MODEL}", None, Provider.UNKNOWN, 512, id="chosen at run time"),
        pytest.param(None, "anthropic", Provider.ANTHROPIC, 512, id="only the provider"),
        pytest.param(None, "someone", Provider.UNKNOWN, 512, id="a provider that is not listed"),
        pytest.param(None, None, Provider.UNKNOWN, 512, id="nothing"),
        pytest.param("", None, Provider.UNKNOWN, 512, id="empty"),
    ],
)
def test_unknown_models_get_the_weakest_limit(
    model: str | None, provider: str | None, expected: Provider, minimum: int
) -> None:
    found = limits(model, provider)
    assert (found.known, found.provider, found.minimum) == (False, expected, minimum)


def test_a_model_on_bedrock_keeps_its_tokenizer() -> None:
    assert limits("anthropic.claude-opus-4-7-v1:0").tokenizer is Tokenizer.CLAUDE_NEW


def test_the_data_file_fits_its_schema() -> None:
    schema = json.loads((ROOT / "schemas" / "models.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    table = json.loads(Path(registry.__file__).with_name("models.json").read_text())
    assert list(Draft202012Validator(schema).iter_errors(table)) == []


def test_the_smallest_minimum_is_the_data_files() -> None:
    assert min(entry.minimum for entry in entries() if entry.minimum is not None) == SMALLEST_MINIMUM


def test_every_model_is_listed_once_and_by_its_bare_name() -> None:
    names = [entry.match for entry in entries()]
    assert len(set(names)) == len(names)
    assert [name for name in names if bare_name(name.rstrip("*")) != name.rstrip("*")] == []


def test_every_provider_has_an_entry() -> None:
    assert {entry.provider for entry in entries()} == set(Provider) - {Provider.UNKNOWN}
