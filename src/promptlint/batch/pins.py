"""From declared batches to what they pin, in two trees."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.batch.pinned import (
    Pin,
    PinnedBatch,
    PinnedDocument,
    PinnedPrompt,
    document_digest,
    first_difference,
    split_pin,
)
from promptlint.change import Change
from promptlint.config_costs import route_for
from promptlint.errors import UnreadableError
from promptlint.providers.registry import limits
from promptlint.versions import Origin, Version, from_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from promptlint.config import BatchSettings
    from promptlint.ir import Prompt
    from promptlint.link.workspace import Workspace
    from promptlint.manifests import DeclaredBatch
    from promptlint.source import SourceFile

_PROMPTS, _DOCUMENTS = "prompts", "documents"
_NAMED = 3  # prompts that a hint spells out
_MOST_ASKED = 20  # names of one run for which the nearest one is looked for


def pinned_paths(batches: Iterable[DeclaredBatch]) -> list[str]:
    """The files of all pinned prompts, each once."""
    pins = (written for batch in batches for written in batch.settings.prompts)
    return list(dict.fromkeys(split_pin(written)[0].partition("#")[0] for written in pins))


def document_paths(batches: Iterable[DeclaredBatch]) -> list[str]:
    """The files of all pinned documents, each once."""
    pins = (written for batch in batches for written in batch.settings.documents)
    return list(dict.fromkeys(split_pin(written)[0] for written in pins))


@dataclass
class Pins:
    """Finds what batches pin; `before` is None where there is nothing to compare with."""

    after: Workspace
    before: Workspace | None = None
    asked: int = 0  # how often the nearest name was looked for

    def resolve(
        self, batch: DeclaredBatch, was: DeclaredBatch | None, source: SourceFile, old: SourceFile | None
    ) -> PinnedBatch:
        """One batch, with what it was; the sources are the files that declare it now and then."""
        settings = batch.settings
        prompts_then, documents_then = _by_id(_pins(was, _PROMPTS, old)), _by_id(_pins(was, _DOCUMENTS, old))
        prompts = [self._prompt(pin, _same(pin, prompts_then)) for pin in _pins(batch, _PROMPTS, source)]
        documents = [self._document(pin, _same(pin, documents_then)) for pin in _pins(batch, _DOCUMENTS, source)]
        label, config = batch.label("", "name"), self.after.config
        names = [settings.name, *(prompt.pin.id for prompt in prompts)]
        return PinnedBatch(
            settings,
            label,
            batch.label("", "model") if settings.model else None,
            batch.label("", "ttl") if settings.ttl else None,
            source.position(label.span.start).line,
            tuple(prompts),
            tuple(documents),
            was.settings if was is not None else None,
            limits(settings.model, settings.provider) if settings.model or settings.provider else None,
            config.prices,
            route_for(config.route, names),
        )

    # ------------------------------------------------------------ prompts

    def _prompt(self, pin: Pin, previous: Pin | None) -> PinnedPrompt:
        try:
            there = self.after.linked(pin.path).prompts if self.after.tree.exists(pin.path) else ()
        except UnreadableError as problem:
            self.after.broken.setdefault(pin.path, problem)
            return PinnedPrompt(pin, previous=previous, problem="cannot be read")
        prompt = _chosen(pin, there)
        if prompt is None:
            why, hint = self._missing(pin, there)
            return PinnedPrompt(pin, previous=previous, problem=why, hint=hint)
        return PinnedPrompt(pin, prompt, previous, self._change(prompt) if previous is not None else None)

    def _change(self, prompt: Prompt) -> Change | None:
        if self.before is None:
            return None
        old = next((each for each in self.before.prompts([prompt.path]) if each.id == prompt.id), None)
        return Change(old, prompt, self.after.config.versions) if old is not None else None

    def _missing(self, pin: Pin, there: Sequence[Prompt]) -> tuple[str, str | None]:
        if there:
            ids = [prompt.id for prompt in there]
            if "#" not in pin.id:
                named = ", ".join(f"`{id_}`" for id_ in ids[:_NAMED]) + (" and others" if len(ids) > _NAMED else "")
                return "holds several prompts", f"name one: {named}"
            return "does not exist", self._did_you_mean(pin.id, ids)
        if self.after.tree.exists(pin.path):
            return "holds no prompt", None
        return "does not exist", self._near(pin.path, prompts=True)

    def _near(self, path: str, *, prompts: bool) -> str | None:
        """The file that may be meant by one that is not there."""
        if self.asked >= _MOST_ASKED:
            return None
        self.asked += 1
        if moved := self._same_name(path):
            return f"did you mean `{moved}`?"
        known = self.after.tree.paths()
        return self._did_you_mean(path, self.after.candidates(known) if prompts else known)

    def _did_you_mean(self, name: str, known: Sequence[str]) -> str | None:
        """The nearest of the names that are there; after many questions nobody reads the answers."""
        from promptlint.selection import nearest  # noqa: PLC0415 only a mistake needs it

        self.asked += 1
        near = nearest(name, known) if self.asked <= 2 * _MOST_ASKED else None
        return f"did you mean `{near}`?" if near else None

    def _same_name(self, path: str) -> str | None:
        """The only file of this name in another folder."""
        name = posixpath.basename(path)
        found = [other for other in self.after.tree.paths() if posixpath.basename(other) == name]
        return found[0] if len(found) == 1 else None

    # ------------------------------------------------------------ documents

    def _document(self, pin: Pin, previous: Pin | None) -> PinnedDocument:
        raw = self.after.tree.read(pin.id)
        if raw is None:
            return PinnedDocument(pin, previous=previous, hint=self._near(pin.id, prompts=False))
        text = _text(self.after, pin.id)
        old = self.before.tree.read(pin.id) if self.before is not None and previous is not None else None
        place = None
        if old is not None and old != raw and self.before is not None and text is not None:
            was = _text(self.before, pin.id)
            place = first_difference(pin.id, was, text) if was is not None else None
        return PinnedDocument(
            pin,
            document_digest(raw),
            text,
            _declared_version(self.after, pin.id),
            previous,
            document_digest(old) if old is not None else None,
            place,
        )


def paired(
    after: Sequence[DeclaredBatch], before: Sequence[DeclaredBatch]
) -> Iterator[tuple[DeclaredBatch, DeclaredBatch | None]]:
    """Each batch with what it was: that of its name, or else one that is gone and sends the same prompts."""
    by_name = {batch.settings.name: batch for batch in before}
    now = {batch.settings.name for batch in after}
    gone = {_sends(batch.settings): batch for batch in before if batch.settings.name not in now}
    for batch in after:
        yield batch, by_name.get(batch.settings.name) or gone.get(_sends(batch.settings))


def _sends(settings: BatchSettings) -> tuple[str, ...]:
    """The prompts and documents of a batch, whatever they are pinned to."""
    return tuple(sorted(split_pin(written)[0] for written in (*settings.prompts, *settings.documents)))


def _pins(batch: DeclaredBatch | None, key: str, source: SourceFile | None) -> list[Pin]:
    if batch is None or source is None:
        return []
    written = batch.settings.prompts if key == _PROMPTS else batch.settings.documents
    found = []
    for index, text in enumerate(written):
        label = batch.label("", key, index)
        found.append(Pin(*split_pin(text), label, source.position(label.span.start).line))
    return found


def _by_id(pins: Iterable[Pin]) -> dict[str, list[Pin]]:
    found: dict[str, list[Pin]] = {}
    for pin in pins:
        found.setdefault(pin.id, []).append(pin)
    return found


def _same(pin: Pin, others: Mapping[str, Sequence[Pin]]) -> Pin | None:
    """The pin of the same thing; where one prompt is pinned twice, rather one that did not move."""
    same = others.get(pin.id, ())
    return next((other for other in same if other.value == pin.value), same[0] if same else None)


def _chosen(pin: Pin, prompts: Sequence[Prompt]) -> Prompt | None:
    """The prompt that a pin names; a file with a single one goes by its path."""
    for prompt in prompts:
        if prompt.id == pin.id:
            return prompt
    return prompts[0] if len(prompts) == 1 and "#" not in pin.id else None


def _text(workspace: Workspace, path: str) -> str | None:
    try:
        source = workspace.source(path)
    except UnreadableError:
        return None
    return source.text if source is not None else None


def _declared_version(workspace: Workspace, path: str) -> Version | None:
    """The version that a document declares: in its front matter, or else in its path."""
    from promptlint.frontends.front_matter import metadata, split  # noqa: PLC0415 most batches have no documents

    try:
        source = workspace.source(path)
        claim = metadata(split(source, lenient=True).fields).version if source is not None else None
    except UnreadableError:
        claim = None
    return Version(claim.text, path, claim.span, Origin.METADATA) if claim is not None else from_path(path)
