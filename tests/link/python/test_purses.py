"""A function that is called by one who is at its end: what that cannot pay for says nothing of the function."""

from __future__ import annotations

import pytest

from _programs import codes

HELPERS = """
    def chosen_prompt(config, default):
        if not config:
            return default
        return config.options.get("prompt", default)
"""
# Nothing but the value of `text_of` is wanted, which may cost 1,000 expressions: few are left for the call at its end.
PARTS = """
    from helpers import chosen_prompt

    TEXT = "Read the whole ticket before you answer it, and answer politely."

    def text_of(config):
        found = [WORK]
        return chosen_prompt(config, TEXT)
"""
MAIN = """
    import anthropic
    from helpers import chosen_prompt
    from jinja2 import Template
    from parts import text_of
    from rules import RULES

    DEFAULT = "It is WHEN. You answer tickets."

    def build_prompt(config):
        return f"Now: {text_of(config)}"

    def ask(config, question):
        system = Template(chosen_prompt(config, DEFAULT) + RULES).render()
        return anthropic.Anthropic().messages.create(
            model="claude-haiku-5-5", max_tokens=9, system=system, messages=[{"role": "user", "content": question}]
        )
"""


@pytest.mark.parametrize("work", range(964, 1000, 9))
def test_what_one_caller_cannot_afford_another_can(work: int) -> None:
    files = {"helpers.py": HELPERS, "parts.py": PARTS.replace("WORK", ", ".join(["config"] * work))}
    assert codes(MAIN.replace("WHEN", "{{ now() }}"), files) == ["PL102"]
    assert codes(MAIN.replace("WHEN", "late"), files) == []
