"""The declared batches of a run: which there are, which a change touches, what they pin."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promptlint.config import MANIFESTS
from promptlint.errors import UnreadableError, UserError
from promptlint.manifests import declarations
from promptlint.source import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.batch.pinned import PinnedBatch
    from promptlint.changes import Changes
    from promptlint.config import Config
    from promptlint.link.workspace import Workspace
    from promptlint.manifests import Declarations
    from promptlint.paths import PathScope
    from promptlint.tree import SourceTree


@dataclass
class Pinning:
    """What a tree declares of batches."""

    declared: Declarations
    sources: dict[str, SourceFile] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: SourceTree, config: Config, manifests: Sequence[str], root: str) -> Pinning:
        """Read the configuration's batches and some manifests."""
        found: list[SourceFile | tuple[str, UnreadableError]] = []
        own = _below(config.path, root) if config.path is not None and config.batch else None
        for path, raw in _read(tree, ([config.path] if config.path and own else []), manifests):
            shown = own if own is not None and path == config.path else path
            try:
                found.append(SourceFile.decode(shown, raw))
            except UnreadableError as problem:
                found.append((shown, problem))
        return cls(
            declarations(config, own, found),
            {source.path: source for source in found if isinstance(source, SourceFile)},
        )

    @property
    def named(self) -> frozenset[str]:
        """The files of pinned prompts: who pins them says that they are prompts."""
        from promptlint.batch.pins import pinned_paths  # noqa: PLC0415 only where a batch is declared

        return frozenset(pinned_paths(self.declared.batches))

    def batches(
        self, after: Workspace, changes: Changes | None, before: Pinning | None, scope: PathScope, *, only_touched: bool
    ) -> Iterator[PinnedBatch]:
        """The batches that the run is about, each with what it pins."""
        from promptlint.batch.pins import Pins, document_paths, paired, pinned_paths  # noqa: PLC0415 as above

        pins = Pins(after, changes.before if changes is not None else None)
        then = before.declared.batches if before is not None else ()
        for batch, was in paired(self.declared.batches, then):
            about = (batch.path, *pinned_paths([batch]), *document_paths([batch]))
            if not any(scope.holds(path) for path in about):
                continue
            old = before.sources.get(was.path) if before is not None and was is not None else None
            resolved = pins.resolve(batch, was, self.sources[batch.path], old)
            if only_touched and changes is not None and resolved.before == resolved.settings:
                reached = {*about, *(path for prompt in resolved.seen for path in prompt.sources)}
                if changes.paths.isdisjoint(reached - {batch.path}):
                    continue
            yield resolved


def declared_in(tree: SourceTree, config: Config, root: str = ".") -> Pinning | None:
    """What a tree declares; None where it declares nothing, which costs no more than a look at the names."""
    manifests = [path for path in tree.ending_in(MANIFESTS) if not config.is_excluded(path)]
    return Pinning.of(tree, config, manifests, root) if manifests or config.batch else None


def declared_before(tree: SourceTree, path: str | None, root: str) -> Pinning | None:
    """The same of the tree that is compared with; a configuration that was broken declared nothing.

    One that is named on the command line is read from that tree too, where it lies in the repository.
    """
    from promptlint.config_loader import load_config  # noqa: PLC0415 it was imported to read the present one

    try:
        config = load_config(tree.read, None if path is None else _below(path, root))
    except UserError:
        return None
    return declared_in(tree, config, root)


def _read(tree: SourceTree, own: Sequence[str], manifests: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    from promptlint.config_loader import read_configuration  # noqa: PLC0415 see above

    yield from ((path, raw) for path in own if (raw := read_configuration(tree.read, path)) is not None)
    yield from tree.read_all(manifests)


def _below(path: str, root: str) -> str:
    """A path relative to the root, if it lies there."""
    if not os.path.isabs(path):  # noqa: PTH117 pathlib costs more to import than all of this
        return path
    relative = os.path.relpath(os.path.realpath(path), os.path.realpath(root)).replace(os.sep, "/")
    return path if relative.startswith("../") else relative
