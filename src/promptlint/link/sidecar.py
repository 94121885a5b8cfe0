"""The version of a prompt that stands in a file beside it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.source import View
from promptlint.versions import Origin, Version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.frontends.documents.node import Scalar
    from promptlint.link.workspace import Workspace
    from promptlint.source import SourceFile


def sidecar_version(workspace: Workspace, path: str, sources: dict[str, None]) -> Version | None:
    """The version in the first configured `FILE:KEY` that exists; the file counts as a source of the prompt.

    Raises UnreadableError when the file is there and cannot be read: it decides on commits.
    """
    for beside, key in _sidecars(workspace, path):
        source = workspace.source(beside)
        if source is None:
            continue
        sources[beside] = None
        try:
            found = _scalar_at(source, key)
        except UnreadableError as problem:
            raise UnreadableError(f"cannot read its version in `{beside}`: {problem.message}") from None
        if found is not None:
            return Version(found.value.strip(), beside, found.inner_span, Origin.SIDECAR)
    return None


def _sidecars(workspace: Workspace, path: str) -> Iterator[tuple[str, str]]:
    folder = posixpath.dirname(path)
    for sidecar in workspace.config.versions.sidecars:
        name, _, key = sidecar.rpartition(":")
        beside = posixpath.normpath(posixpath.join(folder, name))
        if beside != path:
            yield beside, key


def _scalar_at(source: SourceFile, key: str) -> Scalar | None:
    from promptlint.frontends.documents.json_reader import read_json  # noqa: PLC0415 only with sidecars
    from promptlint.frontends.documents.node import Mapping, Node, Scalar  # noqa: PLC0415 see above
    from promptlint.frontends.documents.yaml_reader import read_yaml  # noqa: PLC0415 see above

    read = read_json if source.path.endswith(".json") else read_yaml
    document = read(View.of(source))
    node: Node | None = document.roots[0] if document.roots else None
    for part in key.split("."):
        node = node.get(part) if isinstance(node, Mapping) else None
    return node if isinstance(node, Scalar) and node.value.strip() else None
