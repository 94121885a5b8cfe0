"""Dotprompt: YAML front matter and a Handlebars body; other tools give the same ending to Jinja and plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.frontends._frontend import Claim
from promptlint.frontends.front_matter import split
from promptlint.frontends.roles import Style, blocks_of, split_roles, style_of
from promptlint.frontends.template import body_of, file_facts, read_template

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from promptlint.facts import FileFacts
    from promptlint.frontends._frontend import Reading
    from promptlint.source import SourceFile

_TAG = re.compile(r"(?<![\\$])\{\{[{~#/>&!]?\s*[^\W\d]")


class Dotprompt:
    """Reads `.prompt` files."""

    name = "dotprompt"

    def claims(self, path: PurePosixPath, *, in_prompt_folder: bool) -> Claim:  # noqa: ARG002 the ending says it all
        """Every file with the ending."""
        return Claim.SURE if path.name.lower().endswith(".prompt") else Claim.NO

    def suspects(self, raw: bytes) -> bool:  # noqa: ARG002 no claim of this frontend is in doubt
        """Nothing is in doubt."""
        return True

    def facts(self, source: SourceFile, reading: Reading) -> FileFacts | None:
        """Read the file; one whose name begins with `_` is a part of others."""
        matter = split(source, below_comments=True)
        view = body_of(source, matter, strip=True)
        language = _language(view.text, has_front_matter=matter.matter is not None)
        template = read_template(source, matter, view, language, reading)
        style = style_of(view.text) if language != "handlebars" else None
        nodes = split_roles(template.nodes, style) if isinstance(style, Style) else template.nodes
        return file_facts(
            source,
            matter,
            template,
            blocks_of(nodes, matter.body),
            form=self.name,
            partial=source.path.rpartition("/")[2].startswith("_"),
        )


def _language(text: str, *, has_front_matter: bool) -> str:
    from promptlint.frontends.languages.detect import detect_language, shows_jinja  # noqa: PLC0415 costly to import

    if shows_jinja(text):
        return "jinja"
    if has_front_matter:
        return "handlebars"
    detected = detect_language(text)
    if detected == "mustache" or (detected == "plain" and _TAG.search(text)):
        return "handlebars"
    return detected


FRONTEND = Dotprompt()
