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

# Files for people and tools that lie anywhere.
_NO_PROMPT = re.compile(
    r"(?:readme|changelog|changes|history|news|license|licence|copying|notice|contributing|contributors|authors"
    r"|code[_-]of[_-]conduct|security|support|governance|maintainers|install|todo|index|_index|summary)(?:[._ -].*)?"
    r"|(?:.*[_-])?requirements(?:[._-].*)?|constraints\.txt|robots\.txt|humans\.txt|ads\.txt|llms(?:-full)?\.txt"
    r"|cmakelists\.txt|manifest\.txt|version\.txt|third[_-]?party.*",
    re.IGNORECASE,
)


def is_about_the_project(name: str) -> bool:
    """Whether a file's name says that people or tools read it: a README, a licence, a list of requirements."""
    return _NO_PROMPT.fullmatch(name) is not None


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
        if not in_prompt_folder or not path.name.lower().endswith(".txt") or is_about_the_project(path.name):
            return Claim.NO
        return Claim.SURE

    def suspects(self, raw: bytes) -> bool:  # noqa: ARG002 no claim of this frontend is in doubt
        """Nothing is in doubt."""
        return True

    def facts(self, source: SourceFile, reading: Reading) -> FileFacts | None:
        """Read the file; an empty one is no prompt."""
        matter = split(source)
        view = body_of(source, matter)
        if not view.text.strip():
            return None
        template, language = read_prose(source, matter, view, reading)
        role = default_role(source.path.rpartition("/")[2])
        blocks = blocks_of(with_roles(template.nodes, view.text), matter.body, role)
        return file_facts(source, matter, template, blocks, form=self.name, language=language)


FRONTEND = TextFile()
