"""From a module that was followed to its prompts: each once, with its name and its version."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint.ir import Literal, Placeholder, Stability
from promptlint.link.python.conversations.given_windows import given_windows
from promptlint.link.python.conversations.kept_windows import kept_windows
from promptlint.link.python.conversations.keyed_windows import keyed_windows
from promptlint.link.python.conversations.marks import repeated_marks
from promptlint.link.python.conversations.pruning import emptied
from promptlint.link.python.conversations.replays import restamped
from promptlint.link.python.gathering.callers import Callers
from promptlint.link.python.gathering.entries import beginnings
from promptlint.link.python.gathering.moments import timed
from promptlint.link.python.gathering.naming import Names
from promptlint.link.python.gathering.prompts import build
from promptlint.link.python.requests.bodies import BODY
from promptlint.link.python.tools.concurrent import tools_as_they_come
from promptlint.link.python.tools.growing import growing_tools
from promptlint.link.python.tools.orders import unordered_tools

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from promptlint.batch.code import BatchCode
    from promptlint.ir import Prompt, Segment
    from promptlint.link.python.gathering.entries import Seen
    from promptlint.link.python.gathering.versions import Versions
    from promptlint.link.python.loading.modules import Module
    from promptlint.link.python.machine import Machine, Sighting


class Gatherer:
    """Makes the prompts of modules."""

    def __init__(self, machine: Machine, versions: Versions) -> None:
        self._machine, self._versions = machine, versions
        self.batches: dict[str, tuple[BatchCode, ...]] = {}  # of each module that makes some

    def prompts(self, module: Module, model: str | None) -> tuple[Prompt, ...]:
        """The prompts of a module, those that others are a part of in the place of them."""
        followed: dict[str, list[Seen]] = {}
        for unit in beginnings(self._machine, module):
            if (seen := unit.follow(self._machine))[0]:
                followed.setdefault(unit.qualname, []).append(seen)
        names, callers = Names(module.path), Callers(self._machine, module, followed)
        replaced: list[Prompt] = []
        met = [
            (sighting, entry, replace(prompt, id=names.give(sighting, entry)))
            for sighting, entry, prompt in self._all(module, followed, callers, model, replaced)
        ]
        if any(sighting.name == BODY for sighting, _, _ in met):
            self.batches[module.path] = self._batches(module, met, followed)
        found = [prompt for _, _, prompt in met]
        whole = list(_without_parts(found, replaced))
        known = {prompt.id for prompt in whole}
        whole += [marked for marked in repeated_marks(module) if marked.id not in known]
        kinds = (unordered_tools, growing_tools, tools_as_they_come)
        told = [each for kind in kinds for each in kind(self._machine, module)]
        whole += [made for each in told if (made := self._apart(each, module, names)) is not None]
        others = self._machine.importers, self._machine.modules.load
        changed = *emptied(module, *others), *kept_windows(module), *restamped(module, *others)
        changed = *changed, *given_windows(module, *others), *keyed_windows(module)
        whole += [left for left in changed if left.id not in known]
        return tuple(whole)

    def _apart(self, sighting: Sighting, module: Module, names: Names) -> Prompt | None:
        """The prompt of what was told without following the program."""
        prompt = self._built(sighting, module, (), None)
        return replace(prompt, id=names.give(sighting, "")) if prompt is not None else None

    def _batches(
        self, module: Module, met: Sequence[tuple[Sighting, str, Prompt]], followed: Mapping[str, Sequence[Seen]]
    ) -> tuple[BatchCode, ...]:
        """The batches that a module submits."""
        from promptlint.link.python.gathering.batches import batches  # noqa: PLC0415 few modules submit any

        return tuple(batches(module, self._machine.modules, met, followed))

    def _all(
        self,
        module: Module,
        followed: Mapping[str, Sequence[Seen]],
        callers: Callers,
        model: str | None,
        replaced: list[Prompt],
    ) -> Iterator[tuple[Sighting, str, Prompt]]:
        """What was met, each once; in the place of a request that waits for its callers what they make of it."""
        done = set[int]()
        for entry, (seen, sources) in ((entry, each) for entry, several in followed.items() for each in several):
            for sighting in seen:
                if id(sighting) in done:
                    continue
                done.add(id(sighting))
                prompt = self._built(sighting, module, sources, model)
                if prompt is not None and (kept := timed(self._machine, sighting, prompt)) is not sighting:
                    sighting, prompt = kept, self._built(kept, module, sources, model)  # noqa: PLW2901 the same as it is
                if prompt is not None and _is_seen_elsewhere(prompt, sighting):
                    continue
                met = callers.of(sighting, prompt)
                if prompt is not None and not met:
                    yield sighting, entry, prompt
                elif prompt is not None:
                    replaced.append(prompt)
                for each in met:
                    made = None if each.is_own else self._built(each.sighting, module, each.sources, model)
                    if made is not None:
                        yield each.sighting, each.caller, made

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


def _is_seen_elsewhere(prompt: Prompt, sighting: Sighting) -> bool:
    """Whether it was met by way of a call and is no more than what the function that was called shows by itself."""
    return prompt.is_likely and sighting.frame.depth > 0 and not any(_tells(segment) for segment in prompt.segments)


def _tells(segment: Segment) -> bool:
    return isinstance(segment, Placeholder) and segment.stability in (
        Stability.DAILY,
        Stability.SESSION,
        Stability.REQUEST,
        Stability.VOLATILE,
    )


def _paths(prompt: Prompt) -> Iterator[str]:
    for segment in prompt.segments:
        yield segment.path
        if isinstance(segment, Placeholder):
            yield from (step.path for step in segment.steps)


def _without_parts(prompts: Sequence[Prompt], replaced: Sequence[Prompt]) -> Iterator[Prompt]:
    """The prompts without those texts and messages that a request of the same module sends as they are.

    A value alone may be a system prompt here, and there no more than the worst of messages that are not seen.
    """
    requests = [prompt for prompt in (*prompts, *replaced) if not prompt.is_likely]
    sent = {mark for prompt in requests for mark in _marks(prompt.segments)}
    apart: set[tuple[object, ...]] | None = None
    for prompt in prompts:
        if not prompt.is_likely or not sent or not all(mark in sent for mark in _marks(prompt.segments)):
            yield prompt
        elif not any(isinstance(segment, Literal) for segment in prompt.segments):
            apart = apart if apart is not None else set(_marks_apart(requests))
            if not all(mark in apart for mark in _marks_apart([prompt])):
                yield prompt


def _marks_apart(prompts: Iterable[Prompt]) -> Iterator[tuple[object, ...]]:
    """The segments with the section that each stands in."""
    for prompt in prompts:
        for block in prompt.blocks:
            yield from ((block.section, *mark) for mark in _marks(block.segments))


def _marks(segments: Iterable[Segment]) -> Iterator[tuple[object, ...]]:
    for segment in segments:
        if isinstance(segment, Literal):
            yield segment.path, segment.span, segment.text
        else:
            yield segment.path, segment.span, segment.stability, segment.nature, segment.kind
