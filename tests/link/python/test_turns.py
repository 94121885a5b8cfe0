"""What a request adds to those before it in its conversation, and whether its cache mark reaches back that far."""

from __future__ import annotations

import pytest

from _programs import codes

LOOP = """
import anthropic
from rules import RULES

client = anthropic.Anthropic()
FRAMES, FEW_FRAMES = 30, 12
MARK = {"type": "ephemeral"}


def show(film, number):
    return {"type": "image", "source": film.frame(number)}


def watch(film, pages, messages=None):
    messages = [{"role": "user", "content": "The film begins."}]
    while film.goes_on():
        answer = client.messages.create(
            model="claude-sonnet-5", max_tokens=500, CACHED, system=RULES, messages=messages
        )
        messages.append({"role": "assistant", "content": answer.content})
        ADDED
"""
AS_A_WHOLE = "cache_control={'type': 'ephemeral'}"
FRAMES = "[show(film, n) for n in range(30)]"


def loop(content: str = FRAMES, cached: str = AS_A_WHOLE, around: str = "") -> list[str]:
    added = f"messages.append({{'role': 'user', 'content': {content}}})"
    return codes(LOOP.replace("ADDED", around.replace("APPEND", added) or added).replace("CACHED", cached))


@pytest.mark.parametrize(
    ("content", "cached", "around"),
    [
        pytest.param("[show(film, n) for n in range(12)]", AS_A_WHOLE, "", id="few frames"),
        pytest.param("[show(film, n) for n in range(FEW_FRAMES)]", AS_A_WHOLE, "", id="few by a constant"),
        pytest.param("[show(film, n) for n in range(19)]", AS_A_WHOLE, "", id="twenty with the answer"),
        pytest.param("[show(film, n) for n in range(film.length)]", AS_A_WHOLE, "", id="nobody knows how many"),
        pytest.param("[show(film, n) for n in range(3, film.length)]", AS_A_WHOLE, "", id="from one place to another"),
        pytest.param("[show(film, n) for n in pages]", AS_A_WHOLE, "", id="for each page"),
        pytest.param("' '.join(str(n) for n in range(30))", AS_A_WHOLE, "", id="one text of many parts"),
        pytest.param("[show(film, n) for n in range(30) if film.shows(n)]", AS_A_WHOLE, "", id="some of them"),
        pytest.param(
            "parts",
            AS_A_WHOLE,
            "parts = []\n        for n in range(30):\n            parts.append(show(film, n))\n"
            "            if film.is_dark(n):\n                break\n        APPEND",
            id="until it is dark",
        ),
        pytest.param(FRAMES, "timeout=9", "", id="no mark"),
        pytest.param(FRAMES, AS_A_WHOLE, "if film.is_dark():\n            APPEND", id="in some rounds"),
        pytest.param(
            "[*(show(film, n) for n in range(30)), {'type': 'text', 'text': 'And?', 'cache_control': MARK}]",
            AS_A_WHOLE,
            "",
            id="a mark that stays on its message",
        ),
    ],
)
def test_rounds_that_are_within_reach(content: str, cached: str, around: str) -> None:
    assert "PL207" not in loop(content, cached, around)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(FRAMES, id="a comprehension"),
        pytest.param("[show(film, n) for n in range(FRAMES)]", id="a constant of the module"),
        pytest.param("[show(film, n) for n in range(21)]", id="just more"),
        pytest.param(f"[{', '.join(['show(film, 1)'] * 22)}]", id="spelled out"),
        pytest.param("[part for n in range(11) for part in (show(film, n), show(film, -n))]", id="two for each"),
    ],
)
def test_rounds_that_add_more(content: str) -> None:
    assert loop(content) == ["PL207"]


def test_blocks_that_a_loop_makes() -> None:
    made = "parts = []\n        for n in range(30):\n            parts.append(show(film, n))\n        APPEND"
    assert loop("parts", around=made) == ["PL207"]


def test_another_request_in_the_same_round() -> None:
    ask = (
        f"client.messages.create(model='claude-sonnet-5', max_tokens=9, {AS_A_WHOLE}, system=RULES, messages=messages)"
    )
    halves = "[show(film, n) for n in range(15)]"
    again = f"APPEND\n        messages.append({{'role': 'assistant', 'content': {ask}.content}})\n        APPEND"
    assert "PL207" not in loop(halves, around=again)
    assert "PL207" in loop(halves, around="APPEND\n        APPEND")


TWICE = """
import anthropic
from rules import RULES

client = anthropic.Anthropic()


def ask(messages, rules=RULES):
    return client.messages.create(
        model="claude-sonnet-5", max_tokens=500, cache_control={"type": "ephemeral"}, system=rules, messages=messages
    )


def watch(film, history):
    messages = [{"role": "user", "content": "The film begins."}]
    frames = [{"type": "image", "source": film.frame(n)} for n in range(30)]
    THEN
"""


def twice(*lines: str) -> list[str]:
    return codes(TWICE.replace("THEN", "\n    ".join(lines)))


ANSWERED = "messages.append({'role': 'assistant', 'content': first.content})"
SHOWN = "messages.append({'role': 'user', 'content': frames})"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("first = ask(messages)", ANSWERED, "ask(messages)"), id="only the answer"),
        pytest.param((SHOWN, "ask(messages)"), id="the first request"),
        pytest.param((SHOWN, "first = ask(messages)", ANSWERED, "ask(messages)"), id="many in the first request"),
        pytest.param(
            ("first = ask(messages, 'Be kind.' * 400)", ANSWERED, SHOWN, "ask(messages)"), id="by other instructions"
        ),
        pytest.param(
            ("if film.is_short():", "    return ask(messages)", SHOWN, "ask(messages)"), id="one or the other"
        ),
        pytest.param(
            ("first = ask([{'role': 'user', 'content': 'Which film?'}])", ANSWERED, SHOWN, "ask(messages)"),
            id="the answer to something else",
        ),
        pytest.param(("ask([*history, *messages])",), id="a history and a question"),
        pytest.param(("ask([*film.scenes, {'role': 'user', 'content': frames}])",), id="no messages by their name"),
        pytest.param(("ask([{'role': 'user', 'content': frames}, *history])",), id="many ahead of the history"),
    ],
)
def test_requests_that_find_what_was_written(lines: tuple[str, ...]) -> None:
    assert "PL207" not in twice(*lines)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("first = ask(messages)", ANSWERED, SHOWN, "ask(messages)"), id="an answer and many"),
        pytest.param(
            ("first = ask(messages)", ANSWERED, "messages += [{'role': 'user', 'content': frames}]", "ask(messages)"),
            id="added",
        ),
        pytest.param(("ask([*history, {'role': 'user', 'content': frames}])",), id="behind a history"),
    ],
)
def test_requests_that_do_not(lines: tuple[str, ...]) -> None:
    assert "PL207" in twice(*lines)


def test_a_provider_without_a_window() -> None:
    request = LOOP.replace("CACHED", AS_A_WHOLE).replace(
        "ADDED", f"messages.append({{'role': 'user', 'content': {FRAMES}}})"
    )
    assert "PL207" not in codes(request.replace("client.messages", "client.chat.completions"))
