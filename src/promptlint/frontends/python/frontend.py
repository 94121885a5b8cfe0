"""Python modules: what is a prompt in them only the linker can tell, which parses as much of them as it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.facts import FileFacts
from promptlint.frontends._frontend import Claim
from promptlint.frontends.directives import read_directives
from promptlint.frontends.python.comments import with_reach
from promptlint.frontends.python.parse import comments, parse
from promptlint.frontends.python.words import may_hold_prompt

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from promptlint.frontends._frontend import Reading
    from promptlint.source import SourceFile


class PythonFrontend:
    """Reads modules whose bytes hold a word that some prompt needs."""

    name = "python"

    def claims(self, path: PurePosixPath, *, in_prompt_folder: bool) -> Claim:  # noqa: ARG002 of all frontends
        """Any module may build a prompt, wherever it lies."""
        return Claim.MAYBE

    def suspects(self, raw: bytes) -> bool:
        """Whether a word is there that some prompt needs."""
        return may_hold_prompt(raw)

    def facts(self, source: SourceFile, reading: Reading) -> FileFacts | None:
        """The comments, where some speak to promptlint. What can be parsed is found out where somebody must know."""
        is_spoken_to = "promptlint:" in source.text
        tree = parse(source) if reading.must or is_spoken_to else None
        if tree is None or not is_spoken_to:
            return FileFacts(source.path, self.name, is_code=True)
        found = comments(source)
        problems = read_directives(found, source).problems
        return FileFacts(
            source.path, self.name, comments=with_reach(source, tree, found), problems=problems, is_code=True
        )


FRONTEND = PythonFrontend()
