"""The fingerprint is of what the model sees: how it is written makes no difference, one character of it does."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from promptlint.config import Config
from promptlint.facts import Declared
from promptlint.ir import Fingerprint, Literal, Prompt, Segment, Stability, fingerprint
from promptlint.link.workspace import Workspace
from promptlint.memory_tree import MemoryTree
from promptlint.source import Run, View

if TYPE_CHECKING:
    from collections.abc import Callable

# Every value counts as shared, so that the whole prompt is the cached prefix.
CONFIG = Config(placeholders=(Declared("*", Stability.SHARED),))

NAMES = st.sampled_from(["customer", "policy", "locale", "plan"])
# What template languages, YAML and role lines read as their own is left to their own tests.
WORDS = st.text(
    st.characters(categories=["L", "Nd"], include_characters=" ,.;-\n", exclude_characters="\x85"),
    min_size=1,
    max_size=30,
)
PIECES = st.lists(st.one_of(WORDS, NAMES.map(lambda name: f"{{{{ {name} }}}}")), min_size=1, max_size=8).map("".join)
TEXTS = PIECES.map(str.strip).filter(lambda text: bool(text) and text[0].isalpha() and "-\n" not in text)


def prompt(path: str, text: str) -> Prompt:
    return Workspace(MemoryTree({path: text}), CONFIG).linked(path).prompts[0]


def identity(path: str, text: str) -> Fingerprint:
    return prompt(path, text).fingerprint


WRITINGS: dict[str, Callable[[str], tuple[str, str]]] = {
    "with front matter": lambda text: ("prompts/a.j2", f"---\nversion: 7\n---\n{text}"),
    "with a comment": lambda text: ("prompts/a.j2", f"{{#- promptlint: version=3 -#}}\n{text}"),
    "with comments inside": lambda text: ("prompts/a.j2", text.replace("{{", "{# a note #}{{")),
    "without spaces in tags": lambda text: ("prompts/a.j2", text.replace("{{ ", "{{").replace(" }}", "}}")),
    "with Windows line ends": lambda text: ("prompts/a.j2", text.replace("\n", "\r\n")),
    "with a byte order mark": lambda text: ("prompts/a.j2", f"\ufeff{text}"),
    "with constants set first": lambda text: ("prompts/a.j2", f"{{%- set a = 1 -%}}\n{text}"),
    "in an included file": lambda text: (
        "prompts/a.j2",
        f"{{% macro whole() %}}{text}{{% endmacro %}}{{{{ whole() }}}}",
    ),
}


@given(TEXTS, st.sampled_from(sorted(WRITINGS)))
def test_a_template_written_in_another_way_is_the_same(text: str, way: str) -> None:
    path, written = WRITINGS[way](text)
    assert identity(path, written).matches(identity("prompts/a.j2", text))


STYLES = ["|", ">", '"', "'"]


@given(TEXTS, st.sampled_from(STYLES), st.sampled_from(STYLES), st.integers(20, 90), st.integers(2, 6))
def test_yaml_and_json_are_only_ways_to_write(text: str, one: str, other: str, width: int, indent: int) -> None:
    body = {"model": "claude-opus-5-5", "messages": [{"role": "user", "content": text}]}
    first = yaml.dump(body, default_style=one, allow_unicode=True, width=30, sort_keys=False)
    second = yaml.dump(body, default_style=other, width=width, indent=indent, sort_keys=True)
    same = identity("prompts/a.yaml", first)
    assert same.matches(identity("prompts/a.yaml", f"# a comment\n{second}"))
    assert same.matches(identity("prompts/a.json", json.dumps(body, indent=indent)))
    assert same.matches(identity("prompts/a.json", json.dumps(body, ensure_ascii=False)))


@given(TEXTS, st.data())
def test_every_edit_of_the_text_is_seen(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    before, _, after = text.rpartition(text[at]) if text[at] not in "{}" else ("", "", "")
    assume(before.count("{{") == before.count("}}") and after)
    for edited in (f"{before}{after}", f"{before}{text[at]}x{after}", f"{before}{text[at]}{text[at]}{after}"):
        if edited.rstrip("\n") != text.rstrip("\n"):
            assert not identity("prompts/a.j2", edited).matches(identity("prompts/a.j2", text))


@given(TEXTS, st.integers(1, 7))
def test_how_a_text_was_cut_is_not_seen(text: str, size: int) -> None:
    whole = prompt("prompts/a.j2", text)
    cut = [
        replace(block, segments=tuple(part for segment in block.segments for part in pieces(segment, size)))
        for block in whole.blocks
    ]
    assert fingerprint(cut, whole.model) == whole.fingerprint


def pieces(segment: Segment, size: int) -> list[Segment]:
    if not isinstance(segment, Literal):
        return [segment]
    view = View(segment.text, segment.runs or (Run(0, len(segment.text), segment.span),))
    parts = [view.cut(at, min(at + size, len(segment.text))) for at in range(0, len(segment.text), size)]
    return [Literal(part.text, segment.path, part.runs[0].source, part.runs) for part in parts]


@given(TEXTS)
def test_a_value_that_is_renamed_everywhere_is_the_same(text: str) -> None:
    text = f"Of {{{{ customer }}}}: {text}"
    renamed = text.replace("{{ customer }}", "{{ client }}")
    assert identity("prompts/a.j2", renamed).matches(identity("prompts/a.j2", text))


@given(TEXTS)
def test_two_values_that_change_places_are_not(text: str) -> None:
    text = f"Of {{{{ customer }}}} by {{{{ policy }}}}: {text}"
    held = text.replace("{{ customer }}", "{{ 0 }}")
    swapped = held.replace("{{ policy }}", "{{ customer }}").replace("{{ 0 }}", "{{ policy }}")
    assert not identity("prompts/a.j2", swapped).matches(identity("prompts/a.j2", text))


@given(TEXTS)
def test_another_model_is_another_prefix(text: str) -> None:
    body = {"model": "claude-opus-5-5", "messages": [{"role": "user", "content": text}]}
    other = {**body, "model": "claude-haiku-4-5"}
    assert not identity("prompts/a.json", json.dumps(body)).matches(identity("prompts/a.json", json.dumps(other)))


@given(TEXTS)
def test_literals_point_at_what_was_written(text: str) -> None:
    for literal in prompt("prompts/a.j2", text).segments:
        if isinstance(literal, Literal):
            for at, character in enumerate(literal.text):
                where = literal.place(at, at + 1)
                assert text[where.start : where.end] == character
