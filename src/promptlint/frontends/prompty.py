"""Prompty: YAML front matter, then a Jinja or Mustache body with lines such as `system:`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.frontends._frontend import Claim
from promptlint.frontends.front_matter import split
from promptlint.frontends.roles import Style, blocks_of, split_roles
from promptlint.frontends.template import body_of, file_facts, read_template

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath

    from promptlint.facts import FileFacts
    from promptlint.frontends._frontend import Reading
    from promptlint.frontends.documents.node import Mapping, Node
    from promptlint.source import SourceFile

_FILE = re.compile(r"\$\{file:([^}\s]+)\}", re.IGNORECASE)
# Sample input is for trying the prompt out: no request is made of it.
_NOT_SENT = ("sample",)


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
            blocks_of(nodes, matter.body, "system"),
            form=self.name,
            refers=tuple(sorted(set(_files(matter.fields)))),
        )


def _language(fields: Mapping | None) -> str:
    """`template: mustache`, or the same under `format`, `type` or `kind`; Jinja where nothing is said."""
    from promptlint.frontends.documents.node import Mapping, Scalar  # noqa: PLC0415 only with front matter

    node = fields.get("template") if fields is not None else None
    for _ in range(3):
        if isinstance(node, Mapping):
            node = node.get("format", "type", "kind")
    return "mustache" if isinstance(node, Scalar) and node.value.strip().lower() == "mustache" else "jinja"


def _files(fields: Mapping | None) -> Iterator[str]:
    """The files that the front matter takes values from."""
    from promptlint.frontends.documents.node import Mapping, Sequence  # noqa: PLC0415 only with front matter

    pending: list[Node] = [node for key, node in fields.items if key.value not in _NOT_SENT] if fields else []
    seen: set[int] = set()  # aliases share nodes, and shared nodes can multiply
    for node in pending:
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            pending += [value for _, value in node.items]
        elif isinstance(node, Sequence):
            pending += node.items
        else:
            yield from _FILE.findall(node.value)


FRONTEND = Prompty()
