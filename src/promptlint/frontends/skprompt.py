"""Semantic Kernel's `skprompt.txt`; the `config.json` beside it is joined when prompts are put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.frontends._frontend import Claim
from promptlint.frontends.front_matter import FrontMatter
from promptlint.frontends.roles import blocks_of, split_elements
from promptlint.frontends.template import body_of, file_facts, read_template
from promptlint.source import Span

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from promptlint.facts import FileFacts
    from promptlint.frontends._frontend import Reading
    from promptlint.source import SourceFile


class SemanticKernelPrompt:
    """Reads files named `skprompt.txt`."""

    name = "skprompt"

    def claims(self, path: PurePosixPath, *, in_prompt_folder: bool) -> Claim:  # noqa: ARG002 the name says it all
        """The one name that the kernel looks for."""
        return Claim.SURE if path.name.lower() == "skprompt.txt" else Claim.NO

    def suspects(self, raw: bytes) -> bool:  # noqa: ARG002 no claim of this frontend is in doubt
        """Nothing is in doubt."""
        return True

    def facts(self, source: SourceFile, reading: Reading) -> FileFacts | None:
        """Read the file."""
        matter = FrontMatter(Span(0, len(source.text)))
        language = _language(source.text)
        template = read_template(source, matter, body_of(source, matter), language, reading)
        blocks = blocks_of(split_elements(template.nodes), matter.body)
        return file_facts(source, matter, template, blocks, form=self.name)


def _language(text: str) -> str:
    """The kernel's own, unless there are tags that only its other languages have; settings beside it say so too."""
    if "{%" in text:
        return "jinja"
    return "handlebars" if "{{#" in text else "semantic-kernel"


FRONTEND = SemanticKernelPrompt()
