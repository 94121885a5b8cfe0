from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from promptlint.batch.estimate.from_prompts import Declared, job_of, shared
from promptlint.batch.hits import Warmth
from promptlint.config import Config
from promptlint.config_costs import RouteSettings
from promptlint.link.workspace import Workspace
from promptlint.memory_tree import MemoryTree
from promptlint.tokens import Bounds

if TYPE_CHECKING:
    from promptlint.ir import Prompt

TWICE = Bounds(7, 9)


def prompts(**files: str) -> list[Prompt]:
    named = {f"prompts/{name}.yaml": text for name, text in files.items()}
    return list(Workspace(MemoryTree(named), Config()).prompts(sorted(named)))


def request(*messages: str, system: str = "system: [{type: text, text: abcdefghij}]") -> str:
    lines = "".join(f"  - {{role: user, content: [{message}]}}\n" for message in messages)
    return f"model: claude-haiku-4-5\n{system}\nmessages:\n{lines}"


def part(prompt: Prompt) -> tuple[int, int]:
    """How many characters are shared, and how many are not."""
    found = job_of("job", [prompt], Declared(10, TWICE), Config(), "claude-haiku-4-5").parts[0]
    return found.prefix.narrow, found.rest.narrow


MARKED = "system: [{type: text, text: abcdefghij, cache_control: {type: ephemeral%s}}]"


@pytest.mark.parametrize(
    ("text", "sizes", "mark", "note"),
    [
        pytest.param(request("{type: text, text: 'Hi {{ x }}!'}"), (13, 1), None, "has no cache mark", id="no mark"),
        pytest.param(
            request("{type: text, text: 'Hi {{ x }}!'}", system=MARKED % ""), (10, 4), "5m", None, id="marked"
        ),
        pytest.param(
            request("{type: text, text: 'Hi {{ x }}!'}", system=MARKED % ", ttl: 1h"),
            (10, 4),
            "1h",
            None,
            id="for an hour",
        ),
        pytest.param(
            request("{type: text, text: 'Hi {{ x }}!', cache_control: {type: ephemeral}}"),
            (13, 1),
            "5m",
            "stands behind values of one request",
            id="marked too late",
        ),
    ],
)
def test_a_prompt_is_parted(text: str, sizes: tuple[int, int], mark: str | None, note: str | None) -> None:
    [prompt] = prompts(a=text)
    found = shared(prompt, explicit=True)
    assert found.mark == mark
    assert (note is None) == (found.note is None)
    assert note is None or note in str(found.note)
    assert part(prompt) == sizes


def test_a_mark_on_the_whole_request_counts_as_one() -> None:
    text = request("{type: text, text: 'Hi {{ x }}!'}") + "cache_control: {type: ephemeral, ttl: 1h}\n"
    [prompt] = prompts(a=text)
    assert prompt.automatic is not None
    found = shared(prompt, explicit=True)
    assert (found.mark, found.note) == ("1h", None)


def test_a_provider_that_needs_no_mark_gets_no_note() -> None:
    [prompt] = prompts(a=request("{type: text, text: 'Hi {{ x }}!'}"))
    assert shared(prompt, explicit=False).note is None


def job(*texts: str, config: Config | None = None, **more: Any) -> Any:
    found = prompts(**{f"p{index}": text for index, text in enumerate(texts)})
    told = Declared(**{"requests": 10, "output": TWICE, **more})
    return job_of("nightly", found, told, config or Config(), "claude-haiku-4-5", also=["nightly"])


def test_requests_are_spread_over_prompts() -> None:
    text = request("{type: text, text: Hi}")
    found = job(text, text, text)
    assert [part.requests for part in found.parts] == [4, 3, 3]
    assert found.requests == 10
    assert "the requests are taken to be spread evenly over 3 prompts" in found.notes


def test_what_is_put_in_is_not_counted_and_said() -> None:
    text = request("{type: text, text: 'Hi {{ a }} {{ b }} {{ c }} {{ d }}'}")
    found = job(text)
    assert "what is put in for `a`, `b`, `c` and 1 more is not counted: --input-tokens adds it" in found.notes
    assert not found.is_whole
    counted = job(text, input=Bounds(5, 6))
    assert counted.is_whole
    assert counted.parts[0].rest.tokens == Bounds(5, 6)


def test_what_all_requests_share_is_part_of_the_prefix() -> None:
    from promptlint.facts import Declared as Level
    from promptlint.ir import Stability

    config = Config(placeholders=(Level("policy", Stability.SHARED),))
    tree = MemoryTree({"prompts/a.yaml": request("{type: text, text: '{{ policy }} {{ x }}'}")})
    found = list(Workspace(tree, config).prompts(["prompts/a.yaml"]))
    told = Declared(10, TWICE)
    open_ = job_of("j", found, told, config, "claude-haiku-4-5")
    assert (
        "what is put in for `policy`, which all requests share, is not counted: --document FILE adds it" in open_.notes
    )
    filled = job_of("j", found, Declared(10, TWICE, documents=("abc漢",)), config, "claude-haiku-4-5")
    assert filled.parts[0].prefix.narrow == open_.parts[0].prefix.narrow + 3
    assert filled.parts[0].prefix.wide == 1
    assert [note for note in filled.notes if "policy" in note] == []


def test_the_shortest_lifetime_of_the_marks_holds() -> None:
    hour = request("{type: text, text: Hi}", system=MARKED % ", ttl: 1h")
    minutes = request("{type: text, text: Hi}", system=MARKED % "")
    assert job(hour).ttl == "1h"
    assert job(hour, minutes).ttl == "5m"
    assert job(hour, ttl="24h").ttl == "24h"
    assert job(request("{type: text, text: Hi}")).ttl is None


def test_a_route_is_found_by_the_name_of_the_batch_and_by_the_prompt() -> None:
    for glob in ("nightly", "prompts/p*"):
        config = Config(route=(RouteSettings((glob,), ("claude-haiku-5-5",)),))
        assert job(request("{type: text, text: Hi}"), config=config).route == config.route[0]
    assert job(request("{type: text, text: Hi}"), config=Config()).route is None


def test_a_cold_job_stays_cold() -> None:
    assert job(request("{type: text, text: Hi}"), warmth=Warmth.COLD).warmth is Warmth.COLD
