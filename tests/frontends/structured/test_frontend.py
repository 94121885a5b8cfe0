"""The frontend for YAML and JSON as a whole."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from _outline import facts_of, outline
from promptlint.errors import UnreadableError
from promptlint.frontends._frontend import Claim
from promptlint.frontends.structured import FRONTEND


@pytest.mark.parametrize(
    ("path", "claim"),
    [
        ("a.prompt.yml", Claim.SURE),
        ("a.prompt.yaml", Claim.SURE),
        ("x/promptfooconfig.yaml", Claim.SURE),
        ("promptfooconfig.de.json", Claim.SURE),
        ("prompts/a.yaml", Claim.MAYBE),
        ("a.JSON", Claim.MAYBE),
        ("config.json", Claim.MAYBE),
        ("package.json", Claim.NO),
        ("package-lock.json", Claim.NO),
        ("pnpm-lock.yaml", Claim.NO),
        ("tsconfig.test.json", Claim.NO),
        (".prettierrc.json", Claim.NO),
        ("a.jsonl", Claim.NO),
        ("a.py", Claim.NO),
    ],
)
def test_claims(path: str, claim: Claim) -> None:
    assert FRONTEND.claims(PurePosixPath(path), in_prompt_folder=True) is claim


@pytest.mark.parametrize(
    ("raw", "suspected"),
    [
        (b'{"messages": [], "model": "m"}', True),
        (b"system_prompt: Hi {{name}}\n", True),
        (b'{"_type": "prompt"}', True),
        (b'{"schema": 1, "completion": {}}', True),
        (b'{"name": "x", "version": 1}', False),
        (b"image: a\nports: [80]\n", False),
        (b"the word prompt alone, and {{x}}", False),
    ],
)
def test_suspects(raw: bytes, suspected: bool) -> None:
    assert FRONTEND.suspects(raw) is suspected


@pytest.mark.parametrize(("path", "text"), [("prompts/a.yaml", "a: [\n"), ("prompts/a.json", '{"a": ')])
def test_what_is_broken_is_said(path: str, text: str) -> None:
    with pytest.raises(UnreadableError):
        facts_of(path, text)


def test_duplicate_keys_are_problems_of_a_prompt() -> None:
    facts = facts_of("prompts/a.yaml", "prompt: Tell me of {{a}}.\nprompt: Tell me of {{b}}.\n")
    assert facts is not None
    assert [problem.message for problem in facts.problems] == ["the key `prompt` stands twice"]


def test_facts_can_be_stored() -> None:
    facts = facts_of("prompts/a.yaml", "version: 1\nsystem: |\n  Be kind, {{ x }}.\nuser: '{{q}}'\n")
    assert pickle.loads(pickle.dumps(facts)) == facts  # noqa: S301 it was made one line above


@pytest.mark.parametrize("reading", ["system: |\n  Be {{k}}.\n  Be brief.\nuser: '{{q}}'\n"])
def test_meaning_free_edits_change_nothing(reading: str) -> None:
    other = '# a comment\n"user": "{{q}}"\n\nsystem: "Be {{k}}.\\nBe\\x20brief.\\n"\n'
    assert outline("prompts/a.yaml", reading) == outline("prompts/a.yaml", other)


def place_of_problem(path: str, text: str) -> int:
    """Where a file is broken; 0 where it is not."""
    try:
        facts_of(path, text)
    except UnreadableError as problem:
        return problem.offset
    return 0


@given(st.text(st.sampled_from("{}[]:,-|>'\"\n #&*!%abprompt system user0"), max_size=80), st.booleans())
def test_any_text_gives_facts_or_an_error_with_a_place(text: str, as_json: bool) -> None:
    path = "prompts/a.json" if as_json else "prompts/a.yaml"
    assert 0 <= place_of_problem(path, text) <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("prompt: " + "{{" * 200_000, id="openings"),
        pytest.param("prompt: '" + "{x} " * 30_000 + "'", id="fields"),
        pytest.param("prompt: '" + "{ " * 200_000 + "'", id="braces"),
        pytest.param('prompt: "' + " " * 1_000_000 + 'x"', id="blanks"),
        pytest.param("messages:\n" + "- role: user\n  content: hi {{x}}\n" * 3_000, id="messages"),
        pytest.param(
            "".join(f"k{number}_prompt: Tell me of {{{{a}}}}, please.\n" for number in range(2_000)), id="prompts"
        ),
    ],
)
def test_large_input_ends(text: str) -> None:
    assert 0 <= place_of_problem("prompts/a.yaml", text) <= len(text)


def test_importing_it_is_cheap() -> None:
    code = "import sys, promptlint.frontends.structured; print({'yaml', 'json', 'jinja2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
