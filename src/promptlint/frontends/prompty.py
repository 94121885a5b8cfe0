"""Prompty: YAML front matter, then a Jinja or Mustache body with lines such as `system:`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.facts import BlockFacts, Include
from promptlint.frontends._frontend import Claim
from promptlint.frontends.front_matter import split
from promptlint.frontends.roles import Style, blocks_of, split_roles
from promptlint.frontends.template import body_of, file_facts, read_template
from promptlint.ir import Content, Section

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from promptlint.facts import FileFacts
    from promptlint.frontends._frontend import Reading
    from promptlint.frontends.documents.node import Mapping, Node
    from promptlint.source import SourceFile

_FILE = re.compile(r"\$\{file:([^}\s]+)\}", re.IGNORECASE)


class Prompty:
    """Reads `.prompty` files."""

    name = "prompty"

    def claims(self, path: PurePosixPath, *, in_prompt_folder: bool) -> Claim:  # noqa: ARG002 the ending says it all
        """Every file with the ending."""
        return Claim.SURE if path.name.lower().endswith(".prompty") else Claim.NO

    def suspects(self, raw: bytes) -> bool:  # noqa: ARG002 no claim of this frontend is in doubt
        """Nothing is in doubt."""
        return True

    def facts(self, source: SourceFile, reading: Reading) -> FileFacts | None:
        """Read the file; text above the first role line is for the system."""
        matter = split(source)
        language = _language(matter.fields)
        view = body_of(source, matter)
        template = read_template(source, matter, view, language, reading)
        nodes = split_roles(template.nodes, Style.LINES)
        return file_facts(
            source,
            matter,
            template,
            (*_tools(matter.fields), *blocks_of(nodes, matter.body, "system")),
            form=self.name,
        )


def _language(fields: Mapping | None) -> str:
    """`template: mustache`, or the same under `format`, `type` or `kind`; Jinja where nothing is said."""
    from promptlint.frontends.documents.node import Mapping, Scalar  # noqa: PLC0415 only with front matter

    node = fields.get("template") if fields is not None else None
    for _ in range(3):
        if isinstance(node, Mapping):
            node = node.get("format", "type", "kind")
    return "mustache" if isinstance(node, Scalar) and node.value.strip().lower() == "mustache" else "jinja"


def _tools(fields: Mapping | None) -> tuple[BlockFacts, ...]:
    """The tools, where the front matter takes them from a file: they are rendered ahead of all else."""
    from promptlint.frontends.documents.node import Mapping, Scalar  # noqa: PLC0415 only with front matter

    holder: Node | None = fields
    for key in ("model", "parameters", ""):
        found = holder.get("tools") if isinstance(holder, Mapping) else None
        if isinstance(found, Scalar) and (match := _FILE.fullmatch(found.value.strip())):
            include = Include((match[1],), optional=False, span=found.span, language="plain")
            return (BlockFacts(Section.TOOLS, "", (include,), found.span, content=Content.TOOL),)
        holder = holder.get(key) if isinstance(holder, Mapping) else None
    return ()


FRONTEND = Prompty()
