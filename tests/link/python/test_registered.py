"""Templates that are registered under a name in one place and asked for by it in another."""

from __future__ import annotations

import pytest

from _programs import codes

REGISTRY = """
    class Prompt(str):
        def __new__(cls, text, name=None, **filled):
            made = super().__new__(cls, "")
            made.template, made.name = text, name
            registry.register(made)
            return made


    class Registry:
        def __init__(self):
            self._prompts = {}

        def register(self, prompt):
            self._prompts[prompt.name] = prompt

        def register_prompt(self, name, text):
            self._prompts[name] = text

        def get_prompt(self, name) -> Prompt:
            if name not in self._prompts:
                raise KeyError(name)
            return self._prompts[name]

        async def load_prompt_async(self, name):
            return self._prompts[name]

        def format_prompt(self, name, **given):
            return self.get_prompt(name).format(**given)

        def get_owner(self, name):
            return self._prompts[name]


    registry = Registry()
"""
TEXT = "It is {time_block}. " + "Read the whole ticket before you answer it, and answer politely. " * 30
PROMPTS = """
    from registry import Prompt, registry
    from rules import RULES

    HEAD = "You plan the work of a team. It is {time_block} where they are." + RULES
    PLAIN = "You plan the work of a team, and that of nobody else." + RULES

    def init():
        local = "TEXT"
        REGISTERED
"""
MAIN = """
    import anthropic
    from datetime import datetime
    from registry import registry

    async def ask(question):
        time_block = MOMENT
        system = ASKED
        return anthropic.Anthropic().messages.create(
            model="claude-haiku-5-5",
            max_tokens=9,
            system=system,
            messages=[{"role": "user", "content": question}],
        )
"""
ASKED = 'registry.get_prompt("planner").format(time_block=time_block)'
CLOCK = "datetime.now().isoformat()"


def said(asked: str = ASKED, registered: str = 'Prompt(HEAD, "planner")', moment: str = CLOCK) -> list[str]:
    files = {"registry.py": REGISTRY, "prompts.py": PROMPTS.replace("REGISTERED", registered).replace("TEXT", TEXT)}
    return codes(MAIN.replace("ASKED", asked).replace("MOMENT", moment), files)


@pytest.mark.parametrize(
    "registered",
    [
        pytest.param('Prompt(HEAD, "planner")', id="as an object"),
        pytest.param('Prompt(name="planner", text=HEAD)', id="by name"),
        pytest.param('Prompt(local, "planner")', id="of a local name"),
        pytest.param('registry.register_prompt("planner", HEAD)', id="by a method"),
    ],
)
def test_the_text_that_is_registered_is_the_one_that_is_asked_for(registered: str) -> None:
    assert said(registered=registered) == ["PL102"]
    assert said(registered=registered, moment='"noon"') == []


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param('registry.format_prompt("planner", time_block=time_block)', id="filled by the registry"),
        pytest.param('(await registry.load_prompt_async("planner")).format(time_block=time_block)', id="awaited"),
        pytest.param('registry.get_prompt(name="planner").format(time_block=time_block)', id="asked by name"),
    ],
)
def test_ways_to_ask(asked: str) -> None:
    assert said(asked) == ["PL102"]
    assert said(asked, moment='"noon"') == []


def test_a_template_of_jinja_is_filled_as_one() -> None:
    text = TEXT.replace("{time_block}", "{{ time_block }}")
    registered = f'registry.register_prompt("planner", "{text}")'
    assert said('registry.format_prompt("planner", time_block=time_block)', registered) == ["PL102"]
    assert said('registry.format_prompt("planner", time_block="noon")', registered) == []
    assert said('registry.get_prompt("planner").render(time_block=time_block)', registered) == ["PL102"]


@pytest.mark.parametrize(
    ("asked", "registered"),
    [
        pytest.param(ASKED, 'Prompt(PLAIN, "planner")', id="no field"),
        pytest.param(ASKED, 'Prompt(HEAD, "writer")', id="another name"),
        pytest.param(ASKED, 'print(HEAD, "planner")', id="no registration"),
        pytest.param(ASKED, 'Prompt("{time_block}", "planner")', id="a label"),
        pytest.param(
            ASKED, 'Prompt(HEAD, "planner"); Prompt(local, "planner")', id="two texts: which of them, nobody knows"
        ),
        pytest.param('registry.get_prompt(question).format(time_block="noon")', 'Prompt(HEAD, "planner")', id="any"),
        pytest.param('registry.get_owner("planner").filled(time_block)', 'Prompt(HEAD, "planner")', id="no prompt"),
    ],
)
def test_silent(asked: str, registered: str) -> None:
    assert said(asked, registered) == []
