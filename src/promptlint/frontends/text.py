"""Plain text files in prompt folders."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.frontends._frontend import Claim
from promptlint.frontends.front_matter import split
from promptlint.frontends.prose import read_prose
from promptlint.frontends.roles import blocks_of, split_elements, split_roles, style_of
from promptlint.frontends.template import body_of, file_facts

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from promptlint.facts import FileFacts, Node
    from promptlint.frontends._frontend import Reading
    from promptlint.source import SourceFile

_TRANSLATED = r"(?:[._-](?:[a-z]{2}|[a-z]{2}[-_][a-z]{2,4}|[a-z]{2}-hans|[a-z]{2}-hant))?"
# Files for people and tools, wherever they lie. Some names are so only in capitals: `summary.md` can be a prompt.
_FOR_PEOPLE = re.compile(
    rf"(?:readme|changelog|licen[cs]e|copying|notice|contributing|contributors|authors|code[_-]of[_-]conduct|_?index)"
    rf"{_TRANSLATED}(?:\.\w+)?",
    re.IGNORECASE,
)
_IN_CAPITALS = re.compile(
    r"(?:SECURITY|SUPPORT|HISTORY|CHANGES|NEWS|TODO|INSTALL|GOVERNANCE|MAINTAINERS|SUMMARY|THIRD[_-]PARTY[\w-]*)\.\w+"
)
_ENVIRONMENT = "dev|development|test|tests|testing|docs|doc|prod|production|lock|base|ci|min|gpu|cpu|optional|all|lint"
_FOR_TOOLS = re.compile(
    rf"(?:(?:{_ENVIRONMENT})[-_.])?requirements(?:[-_.](?:{_ENVIRONMENT}))*\.txt|constraints\.txt|(?:robots|humans|ads)\.txt"
    r"|llms(?:-full)?\.txt|cmakelists\.txt",
    re.IGNORECASE,
)


# What tests compare with is written by a program, from prompts that are elsewhere.
_RECORDED = frozenset("snapshots __snapshots__ golden goldens cassettes recordings".split())


def is_recorded(path: PurePosixPath) -> bool:
    """Whether a file lies among the recorded outputs of tests."""
    return not _RECORDED.isdisjoint(part.lower() for part in path.parts[:-1])


def is_about_the_project(name: str) -> bool:
    """Whether a file's name says that people or tools read it: a README, a licence, a list of requirements."""
    return any(pattern.fullmatch(name) for pattern in (_FOR_PEOPLE, _IN_CAPITALS, _FOR_TOOLS))


def default_role(name: str) -> str:
    """Who speaks in a prompt without roles: the file's name may say so."""
    words = re.split(r"[^a-z]+", name.lower())
    return "system" if "system" in words else "user"


def with_roles(nodes: tuple[Node, ...], text: str) -> tuple[Node, ...]:
    """The nodes with their messages told apart, if the text begins with a role or has message elements."""
    if (style := style_of(text)) is not None:
        return split_roles(nodes, style)
    return split_elements(nodes) if text.lstrip()[:9].lower() == "<message " else nodes


class TextFile:
    """Reads `.txt` files."""

    name = "text"

    def claims(self, path: PurePosixPath, *, in_prompt_folder: bool) -> Claim:
        """Those in prompt folders, without the ones that have another use wherever they lie."""
        if not in_prompt_folder or not path.name.lower().endswith(".txt"):
            return Claim.NO
        return Claim.NO if is_about_the_project(path.name) or is_recorded(path) else Claim.SURE

    def suspects(self, raw: bytes) -> bool:  # noqa: ARG002 no claim of this frontend is in doubt
        """Nothing is in doubt."""
        return True

    def facts(self, source: SourceFile, reading: Reading) -> FileFacts | None:
        """Read the file; an empty one is no prompt."""
        matter = split(source)
        view = body_of(source, matter)
        if not view.text.strip():
            return None
        template = read_prose(source, matter, view, reading)
        role = default_role(source.path.rpartition("/")[2])
        blocks = blocks_of(with_roles(template.nodes, view.text), matter.body, role)
        return file_facts(source, matter, template, blocks, form=self.name)


FRONTEND = TextFile()
