"""Rows that a table gives at random, and tasks that are done in any order."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
import asyncio
import random

import anthropic
from datasets import load_dataset
from rules import RULES


async def answer(question, df, tasks, deck, well):
    FOUND
    anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6", max_tokens=9, system=SYSTEM, messages=[{"role": "user", "content": question}]
    )
"""
AHEAD, BEHIND = 'f"{found} {RULES}"', 'f"{RULES} {found}"'
DRAWN = [
    pytest.param("found = df.sample(3).to_dict('records')", "PL102", id="rows"),
    pytest.param("found = [row['text'] for row in df[df.ok].sample(n=3)]", "PL102", id="so many"),
    pytest.param("found = deck.rows.sample(frac=0.1)['text'].tolist()", "PL102", id="a share"),
    pytest.param("found = load_dataset('x').shuffle().select(range(3))", "PL102", id="another order"),
    pytest.param("done, _ = await asyncio.wait(tasks)\n    found = [t.result() for t in done]", "PL103", id="tasks"),
]


def said(found: str, system: str = AHEAD) -> list[str]:
    return codes(PROGRAM.replace("FOUND", found).replace("SYSTEM", system))


@pytest.mark.parametrize(("found", "code"), DRAWN)
def test_in_front_of_the_rules(found: str, code: str) -> None:
    assert said(found) == [code]


@pytest.mark.parametrize(
    "found",
    [
        pytest.param("found = df.sample(3, random_state=7)", id="rows with a seed"),
        pytest.param("found = deck.sample(n=3, seed=7)", id="so many with a seed"),
        pytest.param("found = load_dataset('x').shuffle(seed=7)", id="an order with a seed"),
        pytest.param("found = well.sample('water')", id="another thing that is called so"),
        pytest.param("found = deck.shuffle()", id="cards"),
        pytest.param("found = await asyncio.gather(*tasks)", id="tasks in their order"),
        pytest.param("found = random.Random(7).sample([1, 2, 3], 2)", id="numbers with a seed"),
    ],
)
def test_nothing_to_tell(found: str) -> None:
    assert said(found) == []


PERSONS = (
    'persons = [{"system_prompt": "You are kind.", "name": "a"}, {"system_prompt": "You are stern.", "name": "b"}]'
)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param("found = random.choice(deck.cards).system_prompt", [], id="what all of them may begin with"),
        pytest.param("found = random.choice(deck.cards).state.system_prompt", [], id="deeper in it"),
        pytest.param("found = random.choice(deck.cards)['name']", ["PL102"], id="another part of it"),
        pytest.param(f"{PERSONS}\n    found = random.choice(persons)['system_prompt']", ["PL102"], id="spelled out"),
    ],
)
def test_the_system_prompt_of_one_that_is_drawn(found: str, expected: list[str]) -> None:
    assert said(found) == expected
