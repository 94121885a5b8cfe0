from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from promptlint.config_costs import PriceSettings, RouteSettings, route_for
from promptlint.providers import prices as module
from promptlint.providers.prices import BatchLimits, Prices, batch_limits, every, prices
from promptlint.providers.registry import Provider, bare_name

ROOT = Path(__file__).parents[2]
DATA = Path(module.__file__).parent


def known(model: str, provider: str | None = None, *overrides: PriceSettings) -> Prices:
    found = prices(model, provider, overrides)
    assert found is not None
    return found


def limits_of(provider: str) -> BatchLimits:
    found = batch_limits(provider)
    assert found is not None
    return found


def figures(found: Prices, prompt_tokens: int = 0, *, batched: bool = False) -> list[str | None]:
    rates = found.rates(prompt_tokens, batched=batched)
    assert rates is not None
    row = (rates.input, rates.write_5m, rates.write_1h, rates.read, rates.output)
    return [None if price is None else f"{price.normalize():f}" for price in row]


# ---------------------------------------------------------------- what is listed


@pytest.mark.parametrize(
    ("model", "row"),
    [
        # Anthropic's pricing page as of 2026-11-22: input, write for 5 minutes, for an hour, read, output.
        ("claude-fable-5-2", "8 10 16 0.2 40"),
        ("claude-mythos-5-2", "8 10 16 0.2 40"),
        ("claude-fable-5-1", "10 12.5 20 0.25 50"),
        ("claude-mythos-5-1", "10 12.5 20 0.25 50"),
        ("claude-fable-5", "10 12.5 20 1 50"),
        ("claude-opus-5-5", "4 5 8 0.2 20"),
        ("claude-opus-5", "5 6.25 10 0.5 25"),
        ("claude-opus-4-8", "5 6.25 10 0.5 25"),
        ("claude-opus-4-7", "5 6.25 10 0.5 25"),
        ("claude-opus-4-6", "5 6.25 10 0.5 25"),
        ("claude-opus-4-5", "5 6.25 10 0.5 25"),
        ("claude-sonnet-5-5", "2 2.5 4 0.1 10"),
        ("claude-sonnet-5", "2 2.5 4 0.2 10"),
        ("claude-sonnet-4-6", "3 3.75 6 0.3 15"),
        ("claude-sonnet-4-5", "3 3.75 6 0.3 15"),
        ("claude-haiku-5-5", "0.1 0.125 0.2 0.01 0.5"),
        ("claude-haiku-4-5", "1 1.25 2 0.1 5"),
    ],
)
def test_list_prices(model: str, row: str) -> None:
    found = known(model)
    assert figures(found) == row.split()
    assert found.batch == Decimal("0.5")
    assert figures(found, batched=True) == [f"{(Decimal(price) / 2).normalize():f}" for price in row.split()]
    assert (found.input, found.write_5m, found.write_1h, found.read, found.output) == tuple(map(Decimal, row.split()))


@pytest.mark.parametrize(
    ("model", "provider", "listed"),
    [
        pytest.param("claude-haiku-4-5-20251001", None, "claude-haiku-4-5", id="dated"),
        pytest.param("openrouter/anthropic/claude-haiku-4.5", None, "claude-haiku-4-5", id="gateway"),
        pytest.param("claude-sonnet-4-20250514", None, "claude-sonnet-4", id="before minor versions"),
        pytest.param("azure/gpt-4o-2024-08-06", None, "gpt-4o", id="Azure"),
        pytest.param("gpt-4o-2024-05-13", None, "gpt-4o-2024-05-13", id="a date with a price of its own"),
        pytest.param("gemini/gemini-2.5-pro", None, "gemini-2.5-pro", id="Gemini"),
        pytest.param("claude-haiku-4-5", "bedrock", "claude-haiku-4-5", id="Bedrock by its provider"),
        pytest.param(
            "global.anthropic.claude-haiku-4-5-20251001-v1:0", None, "global.claude-haiku-4-5", id="Bedrock, any region"
        ),
    ],
)
def test_a_model_is_found_under_the_names_that_it_goes_by(model: str, provider: str | None, listed: str) -> None:
    assert known(model, provider).model == listed


@pytest.mark.parametrize(
    ("model", "provider"),
    [
        pytest.param("claude-opus-9", None, id="a version that is not listed"),
        pytest.param("claude-haiku-4-5-mini", None, id="a longer name"),
        pytest.param("gpt-4o-medium", None, id="a member of a family that is not listed"),
        pytest.param("mistral-large", None, id="another maker"),
        pytest.param("${env:MODEL}", None, id="chosen at run time"),
        pytest.param("claude-opus-9", "bedrock", id="not on Bedrock"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_what_is_not_listed_is_unknown(model: str, provider: str | None) -> None:
    assert prices(model, provider) is None


@pytest.mark.parametrize(
    ("tokens", "row"),
    [
        pytest.param(100_000, "0.1 0.125 0.2 0.01 0.5", id="at the border"),
        pytest.param(100_001, "0.5 0.625 1 0.05 2.5", id="above: the whole request"),
    ],
)
def test_a_long_prompt_changes_the_price_of_the_whole_request(tokens: int, row: str) -> None:
    assert figures(known("claude-haiku-5-5"), tokens) == row.split()
    halved = [f"{(Decimal(price) / 2).normalize():f}" for price in row.split()]
    assert figures(known("claude-haiku-5-5"), tokens, batched=True) == halved


def test_a_region_of_bedrock_costs_a_tenth_more() -> None:
    regional, anywhere = (
        known("us.anthropic.claude-haiku-4-5-20251001-v1:0"),
        known("global.anthropic.claude-haiku-4-5"),
    )
    assert regional.provider is anywhere.provider is Provider.BEDROCK
    assert regional.input == anywhere.input * Decimal("1.1")


def test_what_caching_costs_in_a_batch_differs_between_models() -> None:
    assert known("gpt-5").caches_in_batches
    assert not known("gpt-4o").caches_in_batches
    assert known("gemini-3.8-flash").caches_in_batches
    assert not known("gemini-2.5-pro").caches_in_batches
    assert not known("claude-haiku-4-5", "bedrock").caches_in_batches


def test_a_model_without_batch_prices_says_so() -> None:
    found = known("deepseek-chat")
    assert (found.batch, found.caches_in_batches, found.rates(batched=True)) == (None, False, None)


def test_the_longer_write_is_the_dearer_one() -> None:
    rates = known("claude-haiku-4-5").rates()
    assert rates is not None
    assert (rates.write("5m"), rates.write("1h"), rates.write(None)) == (Decimal("1.25"), Decimal(2), Decimal("1.25"))


def test_sources_that_disagree_are_both_named() -> None:
    disagreeing = {each.model: each.disagreement for each in every() if each.disagreement}
    assert disagreeing == {
        "claude-sonnet-4-5": "Anthropic pricing page of 2026-11-22: 3/3.75/6/0.3/15;"
        " genai-prices: 3/3.75/6/0.3/15, 6/7.5/12/0.6/22.5 above 200,000 tokens"
    }
    assert "not in genai-prices" in str(known("claude-mythos-5-1").note)


def test_announced_changes_are_told() -> None:
    assert known("gemini-4-argon").changes == "2026-12-01"
    assert known("claude-haiku-4-5").changes is None


# ---------------------------------------------------------------- the configuration


def test_own_prices_hold_and_the_rest_stays_as_it_is_listed() -> None:
    own = PriceSettings("claude-haiku-4-5", input=Decimal("0.9"), output=Decimal("4.5"), source="contract")
    found = known("claude-haiku-4-5-20251001", None, own)
    assert figures(found) == "0.9 1.25 2 0.1 4.5".split()
    assert figures(found, batched=True) == "0.45 0.625 1 0.05 2.25".split()
    assert found.source == "contract"
    assert "genai-prices" in str(found.note)


def test_own_prices_make_a_model_known() -> None:
    own = PriceSettings("our-model", input=Decimal("0.2"), output=Decimal("0.8"), batch=Decimal("0.6"))
    found = known("our-model", None, own)
    assert figures(found) == ["0.2", None, None, None, "0.8"]
    assert figures(found, batched=True) == ["0.12", None, None, None, "0.48"]
    assert found.source == "configuration"
    assert known("our-model", None, PriceSettings("our-model", input=Decimal(1), output=Decimal(2))).batch is None


def test_half_a_price_makes_no_model_known() -> None:
    assert prices("our-model", None, [PriceSettings("our-model", input=Decimal("0.2"))]) is None


def test_own_prices_keep_what_batches_do_not_discount() -> None:
    own = PriceSettings("gpt-4o", input=Decimal(2))
    assert figures(known("gpt-4o", None, own), batched=True) == ["1", None, None, None, "5"]


@pytest.mark.parametrize(
    ("names", "models"),
    [
        pytest.param(["prompts/enrich/a.j2"], ("small",), id="by path"),
        pytest.param(["prompts/enrich/a.py#build"], ("small",), id="by the path of an id"),
        pytest.param(["nightly"], ("small",), id="by the name of a batch"),
        pytest.param(["prompts/chat.j2"], None, id="another one"),
        pytest.param([], None, id="nothing"),
    ],
)
def test_routes(names: list[str], models: tuple[str, ...] | None) -> None:
    routes = (
        RouteSettings(("prompts/enrich/**", "nightly"), ("small",)),
        RouteSettings(("prompts/enrich/**",), ("x",)),
    )
    found = route_for(routes, names)
    assert (found.models if found else None) == models


# ---------------------------------------------------------------- batches


@pytest.mark.parametrize(
    ("provider", "requests", "megabytes", "key"),
    [
        ("anthropic", 100_000, 256, "custom_id"),
        ("openai", 50_000, 200, "custom_id"),
        ("azure", 50_000, 200, "custom_id"),
        ("gemini", None, 2000, "key"),
        ("bedrock", None, None, "recordId"),
    ],
)
def test_batch_limits(provider: str, requests: int | None, megabytes: int | None, key: str) -> None:
    found = limits_of(provider)
    assert (found.requests, found.id_key) == (requests, key)
    assert found.bytes == (None if megabytes is None else megabytes * 1_000_000)
    assert found.most_bytes == (None if megabytes is None else megabytes * 1_048_576)


def test_a_provider_that_is_not_known_has_no_limits() -> None:
    assert batch_limits("someone") is None
    assert batch_limits(Provider.DEEPSEEK) is None


@pytest.mark.parametrize(
    ("params", "version_", "rejected"),
    [
        pytest.param({}, None, [], id="nothing"),
        pytest.param({"stream": True}, None, ["stream"], id="stream"),
        pytest.param({"stream": False}, None, [], id="no stream"),
        pytest.param({"stream": 1}, None, [], id="not true but one"),
        pytest.param({"speed": "fast"}, None, ["speed"], id="speed"),
        pytest.param({"max_tokens": 0}, None, ["max_tokens"], id="pre-warming"),
        pytest.param({"max_tokens": False}, None, [], id="not zero but false"),
        pytest.param({"max_tokens": 16}, None, [], id="an answer"),
        pytest.param({"betas": []}, None, ["betas"], id="betas"),
        pytest.param({"temperature": 1.0, "top_p": 1}, None, [], id="sampling, by an unknown version"),
        pytest.param({"temperature": 1.0}, "2023-06-01", [], id="sampling, by an old version"),
        pytest.param(
            {"temperature": 1.0, "top_k": 5}, "2026-10-21", ["temperature", "top_k"], id="sampling, by a new one"
        ),
    ],
)
def test_rejected_parameters(params: dict[str, object], version_: str | None, rejected: list[str]) -> None:
    rules = limits_of("anthropic").rejected
    assert [rule.parameter for rule in rules if rule.applies(params, version_)] == rejected


# ---------------------------------------------------------------- the data files


@pytest.mark.parametrize("name", ["prices", "batches"])
def test_the_data_files_fit_their_schemas(name: str) -> None:
    schema = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text())
    table = json.loads((DATA / f"{name}.json").read_text())
    assert list(Draft202012Validator(schema).iter_errors(table)) == []


def test_every_model_is_listed_once() -> None:
    names = [(each.provider, each.model) for each in every()]
    assert len(set(names)) == len(names) > 150


def test_every_listed_model_is_found_by_its_own_name() -> None:
    lost = [each.model for each in every() if prices(each.model, each.provider.value) is not each]
    assert lost == []


def test_tiers_go_up_and_a_read_never_costs_more_than_input() -> None:
    for each in every():
        for tiers in (each.tiers, each.batch_tiers or each.tiers):
            assert [tier.above for tier in tiers] == sorted({tier.above for tier in tiers})
            assert tiers[0].above == 0
            assert all(tier.rates.read is None or tier.rates.read <= tier.rates.input for tier in tiers), each.model


def _generated() -> dict[str, Any]:
    made: dict[str, Any] = json.loads((DATA / "prices.json").read_text())["generated"]
    return made


def test_prices_are_what_the_script_makes_of_the_package() -> None:
    made = _generated()
    if version("genai-prices") != made["version"]:
        pytest.skip(f"prices.json was made with genai-prices {made['version']}")
    script = run_path(str(ROOT / "scripts" / "update_prices.py"))
    expected = script["generated"](date.fromisoformat(made["date"]))
    assert (DATA / "prices.json").read_text() == expected, "run scripts/update_prices.py with that date"


def test_the_package_is_pinned_to_the_version_that_was_used() -> None:
    assert f'"genai-prices=={_generated()["version"]}"' in (ROOT / "pyproject.toml").read_text()


def test_names_are_bare_where_they_can_be() -> None:
    by_name = {each.model: each for each in every() if each.provider is not Provider.BEDROCK}
    for name, each in by_name.items():
        if bare_name(name) != name and bare_name(name) in by_name:
            assert by_name[bare_name(name)].tiers != each.tiers, name
