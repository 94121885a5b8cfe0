"""Pages of documentation: the examples in them, and what promptlint makes of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.config import Config
from promptlint.ir import Kind, Placeholder, Stability
from promptlint.link.workspace import Workspace
from promptlint.memory_tree import MemoryTree
from promptlint.versions import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promptlint.ir import Block, Prompt

FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=ticks)$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"(?:[\w.-]+/)*[\w-]*\.[\w.-]+|(?:[\w.-]+/)+[\w.-]+")  # `yaml` is a language, `triage.yaml` a file
_SAID = re.compile(r"\n*^Read as.*\n", re.MULTILINE)
_COUNTS = ("no prompt", "one prompt", "two prompts", "three prompts")


@dataclass(frozen=True)
class Example:
    """A file in a section of a page, the other files of that section, and what the page says of it."""

    page: str
    path: str
    text: str
    files: Mapping[str, str]
    introduction: str  # the line above the block
    said: str  # the line below it that says how it is read

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """The prompts of the file."""
        return Workspace(MemoryTree(self.files), Config()).linked(self.path).prompts

    @property
    def reading(self) -> str:
        """What promptlint makes of the file, in words."""
        facts = Workspace(MemoryTree(self.files), Config()).facts(self.path)
        if facts is not None and facts.settings is not None:
            return "Read as settings of the prompt beside it."
        if facts is not None and facts.body and not self.prompts:
            return "Read as a part of other prompts only."
        said = [_prompt(prompt) for prompt in self.prompts]
        if len(said) < 2:
            return f"Read as {_COUNTS[len(said)]}{''.join(said)}."
        return f"Read as {_COUNTS[len(said)]}. {'. '.join(text.removeprefix(', ') for text in said)}."


def examples(page: str, text: str) -> list[Example]:
    """The examples of a page: fenced blocks whose info string is a path."""
    return [
        Example(page, path, body, {other: body for other, body, _, _ in found}, above, said)
        for section in re.split(r"^(?=##+ )", text, flags=re.MULTILINE)
        for found in [list(_blocks(section))]
        for path, body, above, said in found
    ]


def _blocks(section: str) -> list[tuple[str, str, str, str]]:
    found = []
    for fence in FENCE.finditer(section):
        if _PATH.fullmatch(fence["info"]):
            above = section[: fence.start()].rstrip().rpartition("\n")[2]
            said = _SAID.match(section, fence.end() + 1)
            found.append((fence["info"], fence["body"], above, said[0].strip() if said else ""))
    return found


def with_readings(page: str, text: str) -> str:
    """The page with what promptlint makes of its examples of today."""
    for each in examples(page, text):
        block = next(
            fence[0] for fence in FENCE.finditer(text) if (fence["info"], fence["body"]) == (each.path, each.text)
        )
        at = text.index(block) + len(block) + 1
        said = _SAID.match(text, at)
        if said is not None:
            text = f"{text[:at]}\n{each.reading}\n{text[said.end() :]}"
    return text


def _prompt(prompt: Prompt) -> str:
    parts = [f"`{prompt.id.removeprefix(prompt.path)}`"] if prompt.id != prompt.path else []
    if prompt.version is not None:
        origin = prompt.version.origin
        source = "" if origin is Origin.METADATA else f" (by its {origin.value})"
        parts.append(f"version `{prompt.version.text}`{source}")
    if prompt.model is not None:
        parts.append(f"for `{prompt.model}`")
    if prompt.is_fragment:
        parts.append("for a conversation under way")
    return "".join(f", {part}" for part in parts) + ": " + "; ".join(map(_block, prompt.blocks))


def _block(block: Block) -> str:
    values = dict.fromkeys(
        f"{_code(each.name)} ({each.stability.word})"
        for each in block.segments
        if isinstance(each, Placeholder)
        and each.kind in (Kind.VALUE, Kind.LOOP, Kind.TEST)
        and each.stability is not Stability.CONSTANT
    )
    words = f"`{block.role or block.section}`" + (f" with {', '.join(values)}" if values else "")
    if block.breakpoint is None:
        return words
    return f"{words}, closed by a mark" + (f" of {block.breakpoint.ttl}" if block.breakpoint.ttl else "")


def _code(name: str) -> str:
    return f"`` {name} ``" if "`" in name else f"`{name}`"
