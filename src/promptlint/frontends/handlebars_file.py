"""Handlebars and Mustache files; most of them are web pages, so only those in prompt folders count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.frontends._frontend import Claim
from promptlint.frontends.front_matter import split
from promptlint.frontends.roles import blocks_of
from promptlint.frontends.template import body_of, file_facts, read_template

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from promptlint.facts import FileFacts
    from promptlint.frontends._frontend import Reading
    from promptlint.source import SourceFile

_SUFFIXES = (".hbs", ".handlebars", ".mustache")


class HandlebarsFile:
    """Reads `.hbs`, `.handlebars` and `.mustache` files."""

    name = "handlebars"

    def claims(self, path: PurePosixPath, *, in_prompt_folder: bool) -> Claim:
        """Those in prompt folders."""
        return Claim.SURE if in_prompt_folder and path.name.lower().endswith(_SUFFIXES) else Claim.NO

    def suspects(self, raw: bytes) -> bool:  # noqa: ARG002 no claim of this frontend is in doubt
        """Nothing is in doubt."""
        return True

    def facts(self, source: SourceFile, reading: Reading) -> FileFacts | None:
        """Read the file; one whose name begins with `_` is a part of others."""
        matter = split(source)
        language = "mustache" if source.path.lower().endswith(".mustache") else "handlebars"
        template = read_template(source, matter, body_of(source, matter), language, reading)
        return file_facts(
            source,
            matter,
            template,
            blocks_of(template.nodes, matter.body),
            form=self.name,
            partial=source.path.rpartition("/")[2].startswith("_"),
        )


FRONTEND = HandlebarsFile()
