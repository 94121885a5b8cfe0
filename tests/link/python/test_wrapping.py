"""Decorators of the repository that put something around the text that a function returns."""

from __future__ import annotations

import pytest

from _programs import codes

PROGRAM = """
import functools
import time
from datetime import datetime

import openai

from rules import RULES


def with_time(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return f"It is {datetime.now()}." + function(*args, **kwargs)

    return inner


def headed(word):
    def decorate(function):
        def inner(*args, **kwargs):
            return f"{word} {datetime.now()}." + function(*args, **kwargs)

        return inner

    return decorate


def timed(function):
    def inner(*args, **kwargs):
        before = time.time()
        result = function(*args, **kwargs)
        print(time.time() - before)
        return result

    return inner


class Bot:
    @with_time
    def preamble(self, word):
        return word + RULES

    def ask(self, question):
        return openai.OpenAI().chat.completions.create(
            model="gpt-5",
            messages=[
                {"role": "system", "content": self.preamble("Help.")},
                {"role": "user", "content": question},
            ],
        )
"""


def said(old: str, new: str) -> list[str]:
    assert old in PROGRAM
    return codes(PROGRAM.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="a method"),
        pytest.param("    @with_time\n", '    @headed("At")\n', id="one that is made for it"),
        pytest.param("    @with_time\n", "    @timed\n    @with_time\n", id="among others"),
        pytest.param(
            "    @with_time\n    def preamble(self, word)",
            "    @staticmethod\n    @with_time\n    def preamble(word)",
            id="static",
        ),
    ],
)
def test_a_clock_that_a_decorator_adds(old: str, new: str) -> None:
    assert said(old, new) == ["PL102"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("    @with_time\n", "", id="none"),
        pytest.param("    @with_time\n", "    @timed\n", id="one that only looks at the clock"),
        pytest.param(
            'f"It is {datetime.now()}." + function(*args, **kwargs)', 'function(*args, **kwargs) + "."', id="constant"
        ),
        pytest.param("    @with_time\n", "    @functools.wraps\n", id="of a library"),
        pytest.param(
            'f"It is {datetime.now()}." + function(*args, **kwargs)',
            'function(*args, **kwargs) + f" It is {datetime.now()}."',
            id="at the end of the prompt",
        ),
    ],
)
def test_silent(old: str, new: str) -> None:
    expected = ["PL102"] if "at the end" in new else []
    assert said(old, new) == expected
