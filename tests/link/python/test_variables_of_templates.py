"""Texts that are kept elsewhere, with marks that a program fills: which of its values get into them."""

from __future__ import annotations

import pytest

from _programs import codes

ASK = """
from datetime import datetime

from openai import OpenAI


def ask(client: OpenAI, prompt, messages, names):
    BODY
    return client.chat.completions.create(
        model="gpt-5", messages=[{"role": "system", "content": system}, *messages]
    )
"""
MAKERS = """

MAKERS = {"bot": lambda: "the helper", "now": lambda: datetime.now().isoformat()}
STEADY = {"bot": lambda: "the helper", "shop": lambda: "the shop"}
"""


def program(*lines: str) -> str:
    return ASK.replace("BODY", "\n    ".join(lines)) + MAKERS


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(['system = prompt.text.replace("{{now}}", datetime.now().isoformat())'], id="a mark"),
        pytest.param(
            ["system = prompt.text.replace('<<NOW>>', str(datetime.now())).replace('<<BOT>>', 'helper')"],
            id="a mark, and another one behind it",
        ),
        pytest.param(
            [
                "system = prompt.text",
                "for key, make in MAKERS.items():",
                '    system = system.replace(f"${key}", make())',
            ],
            id="marks of a table",
        ),
        pytest.param(
            ["filled = {name: MAKERS[name]() for name in names}", "system = prompt.text.format(**filled)"],
            id="a table that is asked by name",
        ),
        pytest.param(
            [
                "filled = {}",
                "if names:",
                '    filled["now"] = MAKERS["now"]()',
                "system = prompt.text.format(**filled)",
            ],
            id="under a condition",
        ),
    ],
)
def test_a_clock_in_a_text_that_is_kept_elsewhere(lines: list[str]) -> None:
    assert codes(program(*lines)) == ["PL102"]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(['system = prompt.text.replace("-", datetime.now().isoformat())'], id="no mark with a name"),
        pytest.param(['system = prompt.text.replace("{{day}}", "Monday")'], id="a constant"),
        pytest.param(
            ["filled = {name: STEADY[name]() for name in names}", "system = prompt.text.format(**filled)"],
            id="a table without a clock",
        ),
        pytest.param(
            ["print(MAKERS[names]())", 'system = prompt.text.replace("{{now}}", "today")'], id="only written down"
        ),
        pytest.param(
            ['filled = {"now": datetime.now()}', 'filled["now"] = "soon"', "system = prompt.text.format(**filled)"],
            id="put in the place of the clock",
        ),
        pytest.param(
            [
                "filled = {}",
                "if names:",
                '    filled["now"] = datetime.now()',
                'if "now" in filled:',
                '    filled["now"] = "soon"',
                "system = prompt.text.format(**filled)",
            ],
            id="put in the place of the clock, wherever it is",
        ),
        pytest.param(
            [
                'filled = {"now": datetime.now()}',
                'if "now" not in filled:',
                "    return None",
                'del filled["now"]',
                "system = prompt.text.format(**filled)",
            ],
            id="taken out again",
        ),
    ],
)
def test_nothing_of_it_varies(lines: list[str]) -> None:
    assert codes(program(*lines)) == []


CONTEXT = """
    from datetime import datetime

    from openai import OpenAI


    class Context:
        def __init__(self, session, repository, language, country, region):
            self.session = session
            self.repository = repository
            self.language = language
            self.country = country
            self.region = region

        def variables(self):
            return {"name": self.name, "moment": self.moment}

        def filled(self, names):
            return {key: make() for key, make in self.variables().items() if key in names}

        def name(self):
            return "the helper"

        def moment(self):
            return MOMENT


    def context_of(session, repository):
        more = {
            "language": session.language,
            "country": session.country,
        }
        more["region"] = repository.region
        if session.closed:
            return Context(
                session,
                repository,
                language=None,
                country=None,
                region=None,
            )
        return Context(session, repository, **more)


    def ask(client: OpenAI, prompt, session, repository, messages):
        system = prompt.text.format(**context_of(session, repository).filled(prompt.names))
        return client.chat.completions.create(
            model="gpt-5", messages=[{"role": "system", "content": system}, *messages]
        )
"""


def test_an_object_that_a_function_makes_asks_the_clock() -> None:
    assert codes(CONTEXT.replace("MOMENT", "datetime.now().isoformat()")) == ["PL102"]
    assert codes(CONTEXT.replace("MOMENT", '"in the morning"')) == []
