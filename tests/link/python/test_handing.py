"""Functions that others call: threads, pools, tables. Each row makes a request of its own."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
import asyncio
import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import anthropic
import joblib
import pandas as pd
from rules import RULES

TABLE = pd.read_csv("rows.csv")


def one(text, label="x"):
    return anthropic.Anthropic().messages.create(
        model="claude-sonnet-4-6", max_tokens=9, system=SYSTEM, messages=[{"role": "user", "content": "Go on."}]
    )


class Job:
    def one(self, label, text):
        return one(text, label)

    def all(self, texts):
        made = partial(self.one, "x")
        with ThreadPoolExecutor() as pool:
            return [pool.submit(made, text) for text in texts]


async def run(texts, pool, loop, table):
    WORK
"""
AHEAD, BEHIND = 'f"{text} {RULES}"', 'f"{RULES} {text}"'
WORK = [
    pytest.param("[pool.submit(one, text) for text in texts]", id="submit"),
    pytest.param("[pool.submit(one, text, label='y') for _, text in enumerate(texts)]", id="submit, numbered"),
    pytest.param("[pool.apply_async(one, (text, 'y')) for text in texts]", id="apply_async"),
    pytest.param("list(pool.map(one, texts))", id="map"),
    pytest.param("list(pool.imap_unordered(one, texts))", id="imap"),
    pytest.param("pool.starmap(one, texts)", id="starmap"),
    pytest.param("pool.starmap(one, [(text, 'y') for text in texts])", id="starmap of pairs"),
    pytest.param("[await asyncio.to_thread(one, text) for text in texts]", id="to_thread"),
    pytest.param("[await loop.run_in_executor(None, one, text) for text in texts]", id="run_in_executor"),
    pytest.param("[threading.Thread(target=one, args=(text,)).start() for text in texts]", id="thread"),
    pytest.param("joblib.Parallel(n_jobs=2)(joblib.delayed(one)(text) for text in texts)", id="joblib"),
    pytest.param("TABLE.apply(one, axis=1)", id="rows of a table"),
    pytest.param("table['text'].apply(lambda text: one(text))", id="a column"),
    pytest.param("table.map(one)", id="a dataset"),
]


def said(work: str, system: str = AHEAD) -> list[str]:
    return codes(PROGRAM.replace("SYSTEM", system).replace("WORK", work))


@pytest.mark.parametrize("work", WORK)
def test_in_front_of_the_rules(work: str) -> None:
    assert said(work) == ["PL101"]


@pytest.mark.parametrize("work", WORK)
def test_behind_the_rules(work: str) -> None:
    assert said(work, BEHIND) == []


@pytest.mark.parametrize(
    "work",
    [
        pytest.param("pool.submit(one, 'the same text')", id="always the same"),
        pytest.param("pool.submit(print, texts)", id="another function"),
        pytest.param("pool.map(str.upper, texts)", id="another one"),
        pytest.param("table.apply('sum')", id="no function"),
        pytest.param("pool.submit()", id="nothing"),
        pytest.param("pool.map(one)", id="of nobody knows what"),
        pytest.param("threading.Thread(name='x')", id="a thread without a function"),
    ],
)
def test_nothing_to_tell(work: str) -> None:
    program = PROGRAM.replace("SYSTEM", AHEAD).replace("pool.submit(made, text) for text in texts", "made")
    expected = ["PL101"] if work == "pool.map(one)" else []
    assert codes(program.replace("WORK", work)) == expected


def test_arguments_that_are_given_before() -> None:
    assert said("pass") == ["PL101"]
    assert said("pass", 'f"{label} {RULES}"') == []
