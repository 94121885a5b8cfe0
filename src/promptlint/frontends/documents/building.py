"""What the YAML and the JSON reader share: containers that are filled piece by piece, without recursion."""

from __future__ import annotations

from dataclasses import dataclass, field

from promptlint.errors import UnreadableError
from promptlint.facts import Problem
from promptlint.frontends.documents.node import MAX_DEPTH, Mapping, Node, Scalar, ScalarKind, Sequence, Style
from promptlint.source import Span, View

# How many items merge keys may bring in: more means that they multiply.
_MERGE_BUDGET = 100_000


@dataclass(slots=True)
class OpenContainer:
    """A mapping or a sequence whose end has not been seen."""

    is_mapping: bool
    start: int
    anchor: str | None = None
    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    merges: list[Node] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    key: Scalar | None = None
    awaits_key: bool = True


@dataclass(slots=True)
class TreeBuilder:
    """Receives the parts of a document in order and makes nodes of them."""

    base: View
    merge_key: str | None = None
    roots: list[Node] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    stack: list[OpenContainer] = field(default_factory=list)
    merged: int = 0

    def open(self, *, is_mapping: bool, start: int, anchor: str | None = None) -> None:
        """Begin a mapping or a sequence."""
        if len(self.stack) >= MAX_DEPTH:
            raise UnreadableError(f"nested deeper than {MAX_DEPTH} levels", self._offset(start))
        self.stack.append(OpenContainer(is_mapping, start, anchor))

    def close(self, end: int) -> tuple[Node, str | None]:
        """End the innermost container; returns it with its anchor."""
        done = self.stack.pop()
        span = self.base.span(done.start, end)
        node = Mapping(self._with_merges(done), span) if done.is_mapping else Sequence(tuple(done.items), span)
        self.add(node)
        return node, done.anchor

    def add(self, node: Node) -> None:
        """Put a finished node where it belongs: a key, a value, an item or a root."""
        if not self.stack:
            self.roots.append(node)
            return
        container = self.stack[-1]
        if not container.is_mapping:
            container.items.append(node)
        elif container.awaits_key:
            container.key = self._as_key(node)
            container.awaits_key = False
        else:
            assert container.key is not None
            container.awaits_key = True
            self._add_entry(container, container.key, node)

    def _add_entry(self, container: OpenContainer, key: Scalar, value: Node) -> None:
        if key.value == self.merge_key and key.style is Style.PLAIN:
            container.merges.append(value)
            return
        if key.value in container.entries:
            message = f"the key `{_shortened(key.value)}` stands twice"
            self.problems.append(Problem(message, key.span, "loaders keep the last one silently"))
        container.entries[key.value] = (key, value)

    def _as_key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            return node
        # A collection as a key means nothing to any prompt format; its place keeps it apart from others.
        where = node.span.start
        return Scalar(f"[{where}]", ScalarKind.STRING, Style.DOUBLE, Span(0, 0), self.base)

    def _with_merges(self, done: OpenContainer) -> tuple[tuple[Scalar, Node], ...]:
        if not done.merges:
            return tuple(done.entries.values())
        entries: dict[str, tuple[Scalar, Node]] = {}
        for merge in done.merges:
            # Of several mappings to merge, the first has the last word.
            for source in reversed(merge.items) if isinstance(merge, Sequence) else (merge,):
                if isinstance(source, Mapping):
                    self.merged += len(source.items)
                    if self.merged > _MERGE_BUDGET:
                        raise UnreadableError("merge keys multiply beyond measure", self._offset(done.start))
                    entries.update((key.value, (key, value)) for key, value in source.items)
        entries.update(done.entries)
        return tuple(entries.values())

    def _offset(self, at: int) -> int:
        return self.base.span(at, at).start


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"  # noqa: PLR2004 a message stays under 80 characters
