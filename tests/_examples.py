"""Examples in rule documentation and specs: their files, and the prose that fills them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from promptlint.base import Comparison
from promptlint.config_loader import load_config
from promptlint.engine import Options, lint_files
from promptlint.memory_tree import MemoryTree, difference
from promptlint.run import Place, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from promptlint.config import Config
    from promptlint.engine import Outcome

_FILLER = re.compile(r"<<< (\d+) words >>>")
_WORDS = (
    "read the whole ticket before you choose a team and name the rule that decides it when two rules apply"
    " prefer the one that protects the customer never promise a date or a refund that the rules do not give"
    " answer in the language of the ticket and keep quotes as they are"
).split()
_A_LINE = 14


@dataclass(frozen=True)
class Example:
    """Files; what they were before where the example is a change; and what they are on another branch."""

    files: Mapping[str, str]
    before: Mapping[str, str] | None = None
    elsewhere: Mapping[str, str] | None = None

    def lint(self, *rules: str) -> Outcome:
        """Run some rules, or all, through the whole pipeline."""
        raw = {path: text.encode() for path, text in self.files.items()}
        config = load_config(raw.get)
        if rules:
            config = replace(config, select=rules)
        return self._run(config)

    def _run(self, config: Config) -> Outcome:
        if self.before is None:
            return lint_files(self.files, config)
        after, changed = MemoryTree(self.files), difference(self.before, self.files)
        elsewhere = (("main", MemoryTree(self.elsewhere)),) if self.elsewhere else ()
        comparison = Comparison(after, MemoryTree(self.before), "HEAD", None, changed, elsewhere)
        return Run(Place(after, comparison), config, Options(base="HEAD")).outcome()


def prose(count: int) -> list[str]:
    """Lines of so many words in all, the same at every call."""
    words = [_WORDS[index % len(_WORDS)] for index in range(count)]
    return [" ".join(words[at : at + _A_LINE]) for at in range(0, count, _A_LINE)]


def filled(text: str) -> str:
    """Text with prose in the place of each `<<< 900 words >>>`, indented like the line that it is alone on."""
    lines = []
    for line in text.split("\n"):
        alone = re.fullmatch(rf"(\s*){_FILLER.pattern}", line)
        if alone:
            lines += [alone[1] + words for words in prose(int(alone[2]))]
        else:
            lines.append(_FILLER.sub(lambda match: " ".join(prose(int(match[1]))), line))
    return "\n".join(lines)


STATES = ("before", "elsewhere", "after")


def documented(text: str) -> Example:
    """The example of a rule's documentation.

    `file: PATH` opens a file; without one the text is that of a Jinja template. `--- before`,
    `--- elsewhere` and `--- after` open the states of a file, which otherwise is the same in all.
    """
    parts: list[tuple[str, tuple[str, ...], str]] = []
    path, lines = "prompts/example.j2", list[str]()
    states: tuple[str, ...] = STATES
    for line in (*text.split("\n"), "file: "):
        if line.startswith("file: ") or line in [f"--- {state}" for state in STATES]:
            parts.append((path, states, "\n".join(lines).strip("\n")))
            lines = []
            states = STATES if line.startswith("file: ") else (line.removeprefix("--- "),)
            path = line.removeprefix("file: ") if line.startswith("file: ") else path
        else:
            lines.append(line)
    return example((path, states, f"{body}\n") for path, states, body in parts if body)


def example(parts: Iterable[tuple[str, tuple[str, ...], str]]) -> Example:
    """An example of files, each with its path, the states that it has this text in, and the text."""
    files: dict[str, dict[str, str]] = {state: {} for state in STATES}
    is_change = False
    for path, states, text in parts:
        is_change |= states != STATES
        for state in states:
            files[state][path] = filled(text)
    if not is_change:
        return Example(files["after"])
    return Example(files["after"], files["before"], files["elsewhere"])
