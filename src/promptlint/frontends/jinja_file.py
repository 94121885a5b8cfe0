"""Jinja templates in files of their own: `.j2`, `.jinja`, `.jinja2`, those of Banks among them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.facts import FileFacts, PromptFacts, Text
from promptlint.frontends._frontend import Claim
from promptlint.frontends.directives import read_directives, with_marks
from promptlint.frontends.front_matter import metadata, split
from promptlint.frontends.jinja_evidence import is_named, speaks
from promptlint.frontends.languages import parse
from promptlint.frontends.roles import blocks_of, split_roles, style_of
from promptlint.source import View

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import PurePosixPath

    from promptlint.facts import Node
    from promptlint.frontends._frontend import Reading
    from promptlint.source import SourceFile

# What a template makes, by the ending before its own: `nginx.conf.j2` makes a configuration, not a prompt.
_TEXT_ENDINGS = frozenset("md markdown txt text prompt system user assistant chat tmpl tpl template".split())
# Files whose names say that they are for people or programs, not for models.
_OTHER_NAMES = frozenset("readme changelog license contributing dockerfile makefile jenkinsfile vagrantfile".split())
# What a page, a program or a container file begins with.
_OTHER_TEXT = re.compile(r"\s*(?:<!doctype\b|<html\b|<\?xml\b|#!/|FROM [\w./:-]+\s*$)", re.IGNORECASE | re.MULTILINE)
_VERSION_PART = re.compile(r"v?\d+\Z", re.IGNORECASE)


class JinjaFrontend:
    """Reads a whole file as one template."""

    name = "jinja"

    def claims(self, path: PurePosixPath, *, in_prompt_folder: bool) -> Claim:
        """Those in prompt folders or called after prompts; of others the text decides.

        No template whose name says that it makes something else.
        """
        if in_prompt_folder:
            return Claim.SURE
        if path.name.partition(".")[0].lower() in _OTHER_NAMES:
            return Claim.NO
        inner = [part.lower() for part in path.name.split(".")[1:-1]]
        made = next((part for part in reversed(inner) if not _VERSION_PART.match(part)), None)
        if made is not None and made not in _TEXT_ENDINGS:
            return Claim.NO
        return Claim.SURE if is_named(str(path)) else Claim.MAYBE

    def suspects(self, raw: bytes) -> bool:
        """Any text can be a template."""
        return bool(raw)

    def facts(self, source: SourceFile, reading: Reading) -> FileFacts | None:
        """One prompt; none in a file without text, or in one that makes something else."""
        if _OTHER_TEXT.match(source.text):
            return None
        front = split(source)
        known = metadata(front.fields)
        view = View.of(source, front.body)
        parsed = parse("jinja", view, trim_blocks=reading.trim_blocks, lstrip_blocks=reading.lstrip_blocks)
        told = read_directives((*front.comments, *parsed.comments), source)
        nodes = with_marks(parsed.nodes, told.marks)
        style = style_of(_first_text(nodes))
        nodes = nodes if style is None else split_roles(nodes, style)
        comments, problems = (*front.comments, *parsed.comments), (*front.problems, *known.problems, *told.problems)
        is_ours = known.model is not None or any("promptlint:" in comment.text for comment in comments)
        if not (reading.sure or is_ours or speaks(source.path, nodes)):
            return None
        if not nodes:
            return FileFacts(source.path, self.name, comments=comments, problems=problems)
        prompt = PromptFacts(
            key="",
            blocks=blocks_of(nodes, front.body),
            name=known.name,
            model=known.model,
            model_span=known.model_span,
            version=known.version or told.version,
            declared=(*told.declared, *known.declared),
        )
        return FileFacts(source.path, self.name, (prompt,), nodes, comments, problems)


def _first_text(nodes: Sequence[Node]) -> str:
    first = next((node for node in nodes if not isinstance(node, Text) or node.text.strip()), None)
    return first.text if isinstance(first, Text) else ""


FRONTEND = JinjaFrontend()
