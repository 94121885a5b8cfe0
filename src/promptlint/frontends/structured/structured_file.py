"""One document while the formats look at it, and what a format finds in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promptlint.facts import PromptFacts
from promptlint.frontends.documents.node import Mapping
from promptlint.frontends.structured.draft import Templates, addresses, in_order
from promptlint.frontends.structured.metadata import declared_levels, model_of, name_of, version_of
from promptlint.frontends.structured.telling import is_hinted, is_named, is_record
from promptlint.ir import Content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.facts import BlockFacts, Comment, MarkFacts, Problem, Settings
    from promptlint.frontends._frontend import Reading
    from promptlint.frontends.documents.node import Document, Node
    from promptlint.frontends.structured.draft import Draft
    from promptlint.source import Span

# More prompts than this in one file are rows of data.
MOST_PROMPTS = 1_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a format makes of a file."""

    format: str
    prompts: tuple[PromptFacts, ...] = ()
    settings: Settings | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a prompt stands: the keys that lead to it, and the mappings around it, innermost first."""

    path: tuple[str, ...] = ()
    around: tuple[Mapping, ...] = ()

    def within(self, key: str, mapping: Mapping | None = None) -> Place:
        """One level further in."""
        return Place((*self.path, key), (mapping, *self.around) if mapping is not None else self.around)

    def around_with(self, mapping: Mapping) -> Place:
        """The same place, seen from inside a mapping."""
        return Place(self.path, (mapping, *self.around))

    @property
    def key(self) -> str:
        """What tells the prompt from others of the file."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known of a prompt besides its text and what stands around it."""

    provider: str | None = None
    automatic: MarkFacts | None = None
    is_request: bool = False
    model: tuple[str, Span] | None = None
    version_keys: tuple[str, ...] = ()


@dataclass
class StructuredFile:
    """A document, and how far its place is to be trusted to hold prompts."""

    path: str
    document: Document
    reading: Reading
    comments: list[Comment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_trusted(self) -> bool:
        """Whether the place or the name says that prompts are here."""
        return self.reading.sure or is_named(self.path)

    @property
    def is_hinted(self) -> bool:
        """Whether the name speaks of prompts."""
        return self.is_trusted or (is_hinted(self.path) and not self.is_record)

    @property
    def is_record(self) -> bool:
        """Whether the place says that data is recorded here."""
        return is_record(self.path)

    def roots(self) -> Iterator[tuple[Place, Node]]:
        """The documents of the stream; where there are several, their numbers tell them apart."""
        several = len(self.document.roots) > 1
        for number, root in enumerate(self.document.roots, 1):
            yield (Place((str(number),)) if several else Place()), root

    def detected(self, drafts: list[Draft]) -> Templates:
        """For the texts of a format that declares no language."""
        texts = [scalar.value for draft in drafts for scalar in draft.texts]
        for draft in drafts:
            if draft.content is Content.MEDIA and draft.shown is not None:
                texts += addresses(draft.shown)
        return Templates.detected(texts, self.reading, self._shared)

    def declared(self, language: str) -> Templates:
        """For texts whose language the format settles."""
        return Templates(self.reading, language, declared=True, shared=self._shared)

    @property
    def _shared(self) -> Mapping | None:
        roots = self.document.roots
        return roots[0] if len(roots) == 1 and isinstance(roots[0], Mapping) else None

    def prompt(self, place: Place, drafts: list[Draft], templates: Templates, asking: Asking) -> PromptFacts:
        """Finish a prompt of drafts."""
        return self.built(place, tuple(templates.block(draft) for draft in in_order(drafts)), templates, asking)

    def built(self, place: Place, blocks: tuple[BlockFacts, ...], templates: Templates, asking: Asking) -> PromptFacts:
        """Add to the blocks of a prompt what stands around it."""
        self.comments += templates.comments
        model = asking.model or model_of(place.around)
        return PromptFacts(
            key=place.key,
            blocks=blocks,
            name=name_of(place.around[0]) if place.around else None,
            model=model[0] if model else None,
            model_span=model[1] if model else None,
            provider=asking.provider,
            version=version_of(place.around, *asking.version_keys),
            automatic=asking.automatic,
            is_request=asking.is_request,
            language=templates.language,
            declared=tuple(level for mapping in place.around for level in declared_levels(mapping, self.problems)),
        )
