"""Blocks while the language of their text is not known yet: that takes all texts of a prompt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.facts import BlockFacts, Comment, Print, Ref, Text
from promptlint.frontends.documents.node import Mapping, Scalar
from promptlint.frontends.languages import Parsed, parse
from promptlint.frontends.structured.canonical import canonical
from promptlint.frontends.structured.detection import common_language, language_within
from promptlint.frontends.structured.evidence import is_prose
from promptlint.ir import Content, Section

if TYPE_CHECKING:
    from promptlint.facts import MarkFacts
    from promptlint.facts import Node as TemplateNode
    from promptlint.frontends._frontend import Reading
    from promptlint.frontends.documents.node import Node
    from promptlint.source import Span

_MOST_ADDRESSES, _MOST_NODES = 8, 100
_LONGEST_ADDRESS = 2_000


@dataclass(frozen=True, slots=True)
class Draft:
    """A block before its text is parsed: template texts one after the other, data, or ready nodes."""

    section: Section
    role: str
    span: Span
    texts: tuple[Scalar, ...] = ()
    shown: Node | None = None
    nodes: tuple[TemplateNode, ...] = ()
    content: Content = Content.TEXT
    mark: MarkFacts | None = None


@dataclass
class Templates:
    """Parses the texts of one prompt.

    A declared language that a text breaks is an error; a detected one was a guess, and the text is plain.
    """

    reading: Reading
    language: str
    declared: bool
    shared: Mapping | None = None  # the document, which may hold texts that others of it print
    comments: list[Comment] = field(default_factory=list)
    has_placeholders: bool = False

    @property
    def shows_placeholders(self) -> bool:
        """Whether there are placeholders that prove a template; `$name` stands for too many other things."""
        return self.has_placeholders and self.language != "dollar"

    @classmethod
    def detected(cls, texts: list[str], reading: Reading, shared: Mapping | None = None) -> Templates:
        """For texts that declare no language."""
        return cls(reading, common_language(texts), declared=False, shared=shared)

    def nodes(self, scalar: Scalar) -> tuple[TemplateNode, ...]:
        """The nodes of one text."""
        language = self.language if self.declared else language_within(self.language, scalar.value)
        try:
            parsed = self._parse(language, scalar)
        except UnreadableError:
            if self.declared:
                raise
            parsed = self._parse("plain", scalar)
        self.comments += parsed.comments
        if any(not isinstance(node, Text) for node in parsed.nodes):
            self.has_placeholders = True
        return tuple(self._shared_text(node) for node in parsed.nodes) if self.shared is not None else parsed.nodes

    def _shared_text(self, node: TemplateNode) -> TemplateNode:
        """The text of the same document that a value stands for: `{{ fragments.rules }}`."""
        if not isinstance(node, Print) or not isinstance(node.value, Ref) or not node.value.path:
            return node
        found: Node | None = self.shared
        for key in node.value.text.split("."):
            found = found.get(key) if isinstance(found, Mapping) else None
        if not isinstance(found, Scalar) or not found.is_text or not is_prose(found.value):
            return node  # a sample of what is filled in, perhaps
        return Text.of(found.view, 0, len(found.value))

    def block(self, draft: Draft) -> BlockFacts:
        """Finish a block."""
        body = [*draft.nodes, *(node for scalar in draft.texts for node in self.nodes(scalar))]
        if draft.shown is not None:
            body += canonical(draft.shown, self._nodes_within_data)
        return BlockFacts(draft.section, draft.role, tuple(body), draft.span, draft.mark, draft.content)

    def _nodes_within_data(self, scalar: Scalar) -> tuple[TemplateNode, ...] | None:
        if "{" not in scalar.value:
            return None
        nodes = self.nodes(scalar)
        return nodes if any(not isinstance(node, Text) for node in nodes) else None

    def _parse(self, language: str, scalar: Scalar) -> Parsed:
        options = {"trim_blocks": self.reading.trim_blocks, "lstrip_blocks": self.reading.lstrip_blocks}
        return parse(language, scalar.view, **options)


def addresses(part: Node) -> list[str]:
    """The strings of an image or a file that may hold placeholders: its data has none."""
    found: list[str] = []
    pending = [part]
    for _ in range(_MOST_NODES):
        if not pending or len(found) == _MOST_ADDRESSES:
            break
        node = pending.pop()
        if isinstance(node, Mapping):
            pending += [value for _, value in node.items]
        elif isinstance(node, Scalar) and node.is_text and len(node.value) < _LONGEST_ADDRESS:
            found.append(node.value)
    return found


def in_order(drafts: list[Draft]) -> list[Draft]:
    """The order in which a provider renders; system messages that come after others stay among them."""
    order = {Section.TOOLS: 0, Section.SYSTEM: 1, Section.MESSAGES: 2}
    return sorted(drafts, key=lambda draft: order[draft.section])


def marked(drafts: list[Draft], mark: MarkFacts) -> None:
    """Put a mark on the last of some blocks."""
    if drafts:
        drafts[-1] = replace(drafts[-1], mark=mark)
