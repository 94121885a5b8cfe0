"""Refactorings of Python code leave the fingerprint of a prompt as it is; a changed character does not."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from promptlint.config import Config
from promptlint.link.workspace import Workspace
from promptlint.memory_tree import MemoryTree

if TYPE_CHECKING:
    from promptlint.ir import Fingerprint

REQUEST = """import anthropic
{imports}

client = anthropic.Anthropic()


def ask(question):
    return client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=100,
        system={system},
        messages=[{{"role": "user", "content": question}}],
    )
"""
texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\0\ufeff\ufffc"), min_size=1, max_size=60).filter(
    lambda text: text.strip() != ""
)
names = st.sampled_from(["RULES", "TRIAGE", "_text", "system_prompt", "Words"])
cuts = st.lists(st.integers(0, 60), max_size=4)


def fingerprint(files: dict[str, str]) -> Fingerprint:
    prompts = list(Workspace(MemoryTree(files), Config()).prompts(["app/ask.py"]))
    (request,) = [prompt for prompt in prompts if prompt.is_request]
    assert request.id == "app/ask.py#ask"
    return request.fingerprint


def plain(text: str) -> Fingerprint:
    return fingerprint({"app/ask.py": REQUEST.format(imports="", system=repr(text))})


def pieces(text: str, places: list[int]) -> list[str]:
    edges = [0, *sorted(min(place, len(text)) for place in places), len(text)]
    return [text[start:end] for start, end in itertools.pairwise(edges)]


def tripled(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"""{escaped}"""'


@settings(deadline=None, max_examples=60)
@given(texts, cuts)
def test_another_way_of_writing_a_string(text: str, places: list[int]) -> None:
    parts = pieces(text, places)
    written = {
        "implicit": "(" + "\n    ".join(map(repr, parts)) + ")",
        "added": " + ".join(map(repr, parts)),
        "tripled": tripled(text),
        "joined": f"''.join([{', '.join(map(repr, parts))}])",
        "f-string": "(" + " ".join("f" + repr(part.replace("{", "{{").replace("}", "}}")) for part in parts) + ")",
    }
    expected = plain(text)
    for way, system in written.items():
        assert fingerprint({"app/ask.py": REQUEST.format(imports="", system=system)}) == expected, way


@settings(deadline=None, max_examples=40)
@given(texts, names, st.sampled_from(["", "app"]))
def test_a_constant_that_is_named_renamed_and_moved(text: str, name: str, folder: str) -> None:
    expected = plain(text)
    here = f"{name} = {text!r}\n\n\n"
    assert fingerprint({"app/ask.py": here + REQUEST.format(imports="", system=name)}) == expected
    dotted = "app.words" if folder else "words"
    moved = {
        "app/words.py" if folder else "words.py": here,
        "app/ask.py": REQUEST.format(imports=f"from {dotted} import {name} as moved", system="moved"),
    }
    assert fingerprint(moved) == expected


@settings(deadline=None, max_examples=40)
@given(texts, cuts)
def test_helpers_that_are_extracted(text: str, places: list[int]) -> None:
    first, *rest = pieces(text, places)
    helpers = f"def start():\n    return {first!r}\n\n\ndef whole(begin):\n    lines = [begin]\n"
    helpers += "".join(f"    lines.append({part!r})\n" for part in rest) + "    return ''.join(lines)\n"
    files = {
        "app/helpers.py": helpers,
        "app/ask.py": REQUEST.format(imports="from app.helpers import start, whole", system="whole(start())"),
    }
    assert fingerprint(files) == plain(text)


@settings(deadline=None, max_examples=60)
@given(texts, st.integers(0, 60), st.characters(codec="utf-8", exclude_characters="\r\0\ufeff\ufffc"))
def test_a_changed_character(text: str, place: int, other: str) -> None:
    place = min(place, len(text) - 1)
    changed = text[:place] + other + text[place + 1 :]
    assume(changed != text and changed.strip())
    assert not plain(changed).matches(plain(text))
