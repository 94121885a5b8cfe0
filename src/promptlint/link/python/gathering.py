"""From a module that was followed to its prompts: each once, with its name and its version."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint.ir import Literal, Placeholder
from promptlint.link.python.entries import sightings
from promptlint.link.python.marks import repeated_marks
from promptlint.link.python.naming import Names
from promptlint.link.python.prompts import build

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from promptlint.ir import Prompt, Segment
    from promptlint.link.python.machine import Machine, Sighting
    from promptlint.link.python.modules import Module
    from promptlint.link.python.versions import Versions


class Gatherer:
    """Makes the prompts of modules."""

    def __init__(self, machine: Machine, versions: Versions) -> None:
        self._machine, self._versions = machine, versions

    def prompts(self, module: Module, model: str | None) -> tuple[Prompt, ...]:
        """The prompts of a module, those that others are a part of in the place of them."""
        names, done = Names(module.path), set[int]()
        found: list[Prompt] = []
        for seen, entry, sources in sightings(self._machine, module):
            for sighting in seen:
                if id(sighting) in done:
                    continue
                done.add(id(sighting))
                prompt = self._built(sighting, module, sources, model)
                if prompt is not None:
                    found.append(replace(prompt, id=names.give(sighting, entry)))
        whole = list(_without_parts(found))
        known = {prompt.id for prompt in whole}
        whole += [marked for marked in repeated_marks(module) if marked.id not in known]
        return tuple(whole)

    def _built(self, sighting: Sighting, module: Module, sources: Sequence[str], model: str | None) -> Prompt | None:
        prompt = build(sighting, "", (module.path, *sources), model)
        if prompt is None:
            return None
        if not prompt.is_likely:
            version = self._versions.of_request(sighting, prompt.cached_prefix)
        elif sighting.frame.module is module and not sighting.frame.depth:
            version = self._versions.of_text(sighting, prompt.cached_prefix)
        else:
            version = None  # what is met by way of a call has its version where it stands
        touched = dict.fromkeys([module.path, *prompt.sources, *_paths(prompt)])
        return replace(prompt, path=module.path, sources=tuple(touched), version=version)


def _paths(prompt: Prompt) -> Iterator[str]:
    for segment in prompt.segments:
        yield segment.path
        if isinstance(segment, Placeholder):
            yield from (step.path for step in segment.steps)


def _without_parts(prompts: Sequence[Prompt]) -> Iterator[Prompt]:
    """The prompts without those texts and messages that a request of the same module sends as they are."""
    sent = {mark for prompt in prompts if not prompt.is_likely for mark in _marks(prompt.segments)}
    for prompt in prompts:
        if not prompt.is_likely or not sent or not all(mark in sent for mark in _marks(prompt.segments)):
            yield prompt


def _marks(segments: Iterable[Segment]) -> Iterator[tuple[object, ...]]:
    for segment in segments:
        if isinstance(segment, Literal):
            yield segment.path, segment.span, segment.text
        else:
            yield segment.path, segment.span, segment.stability, segment.nature, segment.kind
