"""Nothing that a file holds may crash a run, hang it, or let it pass unchecked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from promptlint.config import Config
from promptlint.engine import Options, Outcome
from promptlint.memory_tree import MemoryTree
from promptlint.run import Place, Run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ENDINGS = "j2 jinja prompty prompt md mdc txt yaml yml json baml hbs mustache prompt.yml chat.yaml prompt.md".split()
NAMES = [f"prompts/a.{ending}" for ending in ENDINGS] + [
    "prompts/skprompt.txt",
    "prompts/promptfooconfig.yaml",
    "prompts/config.json",
]


class RawTree(MemoryTree):
    """Files with any bytes."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__({})
        self._files = dict(files)


def lint(files: Mapping[str, bytes]) -> Outcome:
    return Run(Place(RawTree(files), None), Config(), Options(no_base=True)).outcome()


BINARY = bytes(range(256)) * 4
DEEP = 100_000

UNREADABLE = {
    "binary": BINARY,
    "latin-1": "prompt für {{ x }}".encode("latin-1"),
    "half a character": "You sort. é".encode()[:-1],
    "NUL": b"You sort.\0{{ x }}",
    "lone surrogate": b"\xed\xa0\x80",
}


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith(("config.json", "promptfooconfig.yaml"))])
@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_decoded_is_an_error(name: str, raw: bytes) -> None:
    assert [diagnostic.code for diagnostic in lint({name: raw}).diagnostics] == ["PL001"]


HARMLESS = {
    "empty": b"",
    "spaces": b" \n\t\n",
    "one line of 8 MB": b"x" * (8 << 20),
    "1 MB of braces": b"{ } " * (1 << 18),
    "a byte order mark": b"\xef\xbb\xbfYou sort.\n",
    "UTF-16": "You sort.".encode("utf-16"),
    "form feeds and separators": "a\fb\u2028c\x85d\v{{ x }}\r\ne".encode(),
    "no line end": b"{{ x }}",
    "carriage returns": b"a\r{{ x }}\rb\r",
}
NASTY = {
    "front matter that never ends": b"---\nversion: 1\nYou sort.\n" * 3,
    "front matter that is a list": b"---\n- a\n- b\n---\nYou sort.\n",
    "duplicate keys": b"---\nversion: 1\nversion: 2\n---\nYou sort.\n",
    "python tags": b"system: !!python/object/apply:os.system ['touch owned']\nuser: hi {{ x }}\n",
    "exploding aliases": b"a: &a [x, x]\n"
    + b"".join(b"%c: &%c [*%c, *%c, *%c]\n" % (c + 1, c + 1, c, c, c) for c in range(97, 121)),
    "an alias of itself": b"a: &a\n  messages: *a\n  system: hi {{ x }}\n",
    "unclosed tags": b"{{ x {% if y %} {# z",
    "open sections": b"{{#if a}}" * 5000,
    "deep YAML": b"[" * DEEP,
    "deep block YAML": b"- " * DEEP + b"a",
    "deep JSON": b'{"messages": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep JSON objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep parentheses": b"{{ " + b"(" * DEEP + b"a" + b")" * DEEP + b" }}",
    "a long sum": b"{{ a" + b" + a" * 20_000 + b" }}",
    "many ifs": b"{% if a %}" * 5000 + b"{% endif %}" * 5000,
    "many values": b"{{ a }}" * 10_000,
    "many quotes": b'"' * 100_000,
    "many backslashes": b"\\" * 100_000,
    "many dashes": b"-" * 100_000,
    "many hashes": b"#" * 100_000 + b"\n",
    "many colons": b": " * 50_000,
    "many spaces then a tag": b" " * 200_000 + b"{{- x }}",
    "many line ends": b"\n" * 300_000 + b"{{ x }}",
    "tabs in YAML": b"system:\n\t- x\n",
    "terminal escapes": b"\x1b[31m{{ question }}\x1b]0;owned\x07" + b" You sort the tickets of a firm." * 60,
}


@pytest.mark.parametrize("raw", [*HARMLESS.values(), *NASTY.values()], ids=[*HARMLESS, *NASTY])
def test_nothing_crashes(raw: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    outcome = lint(dict.fromkeys(NAMES, raw))
    for diagnostic in outcome.diagnostics:
        source = outcome.sources.get(diagnostic.finding.primary.path)
        if source is not None:
            assert 0 <= diagnostic.finding.primary.span.start <= diagnostic.finding.primary.span.end <= len(source.text)
    assert outcome.files <= len(NAMES)


@pytest.mark.parametrize("raw", HARMLESS.values(), ids=HARMLESS)
def test_odd_text_is_no_error_in_a_text_file(raw: bytes) -> None:
    assert [
        diagnostic.code for diagnostic in lint({"prompts/a.txt": raw}).diagnostics if diagnostic.code == "PL001"
    ] == []


@pytest.mark.parametrize(
    "name", ["prompts/a.j2", "prompts/a.prompt", "prompts/a.prompty", "prompts/a.baml", "prompts/a.hbs"]
)
def test_unclosed_tags_fail_the_run(name: str) -> None:
    raw = (
        b'function F(a: string) -> string {\n client X\n prompt #"\n{{ x\n"#\n}\n'
        if name.endswith("baml")
        else b"You sort. {{ x"
    )
    assert [diagnostic.code for diagnostic in lint({name: raw}).diagnostics] == ["PL001"]


@pytest.mark.parametrize("name", ["prompts/a.yaml", "prompts/a.json"])
def test_broken_documents_in_a_prompt_folder_fail_the_run(name: str) -> None:
    assert [diagnostic.code for diagnostic in lint({name: b'{"system": "You sort.'}).diagnostics] == ["PL001"]


@pytest.mark.parametrize(
    "name", ["with space.j2", "-dash.j2", "new\nline.j2", "ünïcode.j2", "tab\t.j2", "quote\"'.j2", "a%b.j2", "a:b,c.j2"]
)
def test_odd_names_are_reported_as_they_are(name: str) -> None:
    (diagnostic,) = lint({f"prompts/{name}": b"{{ x"}).diagnostics
    assert diagnostic.finding.primary.path == f"prompts/{name}"


def test_a_request_with_a_thousand_tools_is_read() -> None:
    body = {
        "model": "claude-opus-5-5",
        "max_tokens": 9,
        "tools": [{"name": f"t{n}", "description": "d" * 50, "input_schema": {"type": "object"}} for n in range(1000)],
        "messages": [{"role": "user", "content": "{{ question }}"}],
    }
    outcome = lint({"prompts/a.json": json.dumps(body).encode()})
    assert (outcome.prompts, [d.code for d in outcome.diagnostics if d.severity > 0]) == (1, [])
