"""YAML and JSON as positioned trees: every decoded character knows where it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promptlint.facts import VersionClaim
    from promptlint.source import SourceFile


def scalar_at(source: SourceFile, key: str) -> VersionClaim | None:
    """The value under a dotted key of a YAML or JSON file, and where it stands.

    Raises UnreadableError for a file that is neither.
    """
    from promptlint.facts import VersionClaim  # noqa: PLC0415 importing the package stays cheap
    from promptlint.frontends.documents.node import Mapping, Node, Scalar  # noqa: PLC0415 as above
    from promptlint.source import View  # noqa: PLC0415 as above

    if source.path.lower().endswith(".json"):
        from promptlint.frontends.documents.json_reader import read_json as read  # noqa: PLC0415 as above
    else:
        from promptlint.frontends.documents.yaml_reader import read_yaml as read  # noqa: PLC0415 as above
    roots = read(View.of(source)).roots
    node: Node | None = roots[0] if roots else None
    for name in key.split("."):
        node = node.get(name) if isinstance(node, Mapping) else None
    if not isinstance(node, Scalar) or not node.value.strip():
        return None
    return VersionClaim(node.value, node.inner_span)
