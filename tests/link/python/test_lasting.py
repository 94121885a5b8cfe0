"""What an initializer computes stays the same for as long as its object lives, however it is kept."""

from __future__ import annotations

import pytest

from _programs import codes

MAIN = """
    import uuid
    from datetime import datetime
    import anthropic
    from rules import RULES

    def composed(cwd):
        return PROMPT

    class Agent:
        def __init__(self, cwd, given=None):
            self.client = anthropic.Anthropic()
            self.cwd = cwd
            KEPT
            self.messages = []
    ANEW

        def ask(self, question):
            self.messages.append({"role": "user", "content": question})
            return self.client.messages.create(
                model="claude-haiku-5-5",
                max_tokens=9,
                system=SYSTEM,
                messages=self.messages,
            )
"""
AT_THE_END = 'f"{RULES} It was {datetime.now()} when we began."'
AT_THE_HEAD = 'f"It was {datetime.now()} when we began. {RULES}"'
KEPT = "self.system_prompt = composed(cwd)"
MARKED = '[{"type": "text", "text": SENT, "cache_control": {"type": "ephemeral"}}]'


def said(
    kept: str = KEPT,
    sent: str = "self.system_prompt",
    *,
    prompt: str = AT_THE_END,
    anew: str = "",
    system: str = MARKED,
) -> list[str]:
    program = MAIN.replace("PROMPT", prompt).replace("KEPT", kept).replace("SYSTEM", system).replace("SENT", sent)
    return codes(program.replace("    ANEW\n", anew))


@pytest.mark.parametrize(
    ("kept", "sent"),
    [
        pytest.param(KEPT, "self.system_prompt", id="a text"),
        pytest.param("self.system_prompt = given or composed(cwd)", "self.system_prompt", id="unless it is given"),
        pytest.param("self.system_prompt = composed(cwd) if cwd else RULES", "self.system_prompt", id="one of two"),
        pytest.param("self.parts = [composed(cwd), 'Begin.']", "'\\n'.join(self.parts)", id="in a list"),
        pytest.param("self.parts = {'system': composed(cwd)}", "self.parts['system']", id="in a mapping"),
        pytest.param("self.system_prompt = f'{RULES} {uuid.uuid4()}'", "self.system_prompt", id="a random value"),
    ],
)
def test_it_is_the_same_in_each_request_of_an_object(kept: str, sent: str) -> None:
    assert said(kept, sent) == []


def test_text_behind_it_is_cached_within_a_conversation_only() -> None:
    for kept in (KEPT, "self.system_prompt = given or composed(cwd)"):
        assert said(kept, prompt=AT_THE_HEAD, system="SENT") == ["PL101"]
        assert said(kept, prompt=AT_THE_HEAD) == []


@pytest.mark.parametrize(
    ("kept", "sent", "anew"),
    [
        pytest.param("self.made = composed", "self.made(self.cwd)", "", id="a function that is kept"),
        pytest.param("self.given = given", "composed(self.given)", "", id="computed for each request"),
        pytest.param(
            "self.given = given",
            "self.system_prompt",
            "\n        @property\n        def system_prompt(self):\n            return composed(self.cwd)\n",
            id="a property",
        ),
    ],
)
def test_what_is_computed_for_each_request_is_not(kept: str, sent: str, anew: str) -> None:
    assert said(kept, sent, anew=anew) == ["PL102"]
