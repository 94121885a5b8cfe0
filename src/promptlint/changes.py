"""What a comparison of two trees means for prompts: which are touched, and what each was before."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.frontends.registry import INCLUDING
from promptlint.link.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from promptlint.base import Comparison
    from promptlint.change import Change
    from promptlint.config import Config
    from promptlint.ir import Prompt
    from promptlint.link.python.loading.reach import Reach


@dataclass
class Changes:
    """The changed paths of a comparison, seen as changes of prompts."""

    comparison: Comparison
    config: Config
    named: frozenset[str] = frozenset()
    before: Workspace = field(init=False)

    def __post_init__(self) -> None:
        self.before = Workspace(self.comparison.before, self.config, self.named)
        self._elsewhere: dict[str, Workspace] = {}
        self._reach: Reach | None = None

    @cached_property
    def paths(self) -> frozenset[str]:
        """Every path that differs, whichever side it exists on."""
        return frozenset(
            path for changed in self.comparison.changed for path in (changed.before, changed.after) if path
        )

    @cached_property
    def expected(self) -> frozenset[str]:
        """Paths that held prompts before: broken now, they are an error whatever their ending."""
        kept = [changed.after for changed in self.comparison.changed if changed.before and changed.after]
        candidates = self.before.candidates(kept)
        self.before.preload(candidates)
        return frozenset(prompt.path for prompt in self.before.prompts(candidates))

    def touched(self, after: Workspace) -> list[str]:
        """The files whose prompts a change can reach: changed themselves, or taking in what changed."""
        found = dict.fromkeys(
            after.candidates(sorted(changed.after for changed in self.comparison.changed if changed.after))
        )
        found.update(dict.fromkeys(self._neighbours(after)))
        asked: set[str] = set()
        found.update(dict.fromkeys(self._called(self.paths, asked, after)))
        new: Sequence[str] = sorted(self.paths)
        while new and (words := sorted({word for path in new if (word := _mention(path))})):
            mentioning = after.candidates(after.tree.mentioning(words, INCLUDING))
            # What a module imports it may pass on, even where it holds no prompt itself.
            linked = self._linked(mentioning, new, after)
            taking = [
                path
                for path in mentioning
                if path not in found and (path in linked or not path.endswith(".py")) and self._takes_in(path, after)
            ]
            found.update(dict.fromkeys(taking))
            found.update(dict.fromkeys(self._called(linked - found.keys(), asked, after)))
            new = sorted({*linked, *taking})
        return sorted(found)

    def _called(self, callers: Iterable[str], asked: set[str], after: Workspace) -> Iterator[str]:
        """The modules that send what other modules pass to their functions; each is `asked` once."""
        passing = [path for path in sorted(callers) if path.endswith(".py")]
        if not passing:
            return
        from promptlint.link.python.loading.imports import imported  # noqa: PLC0415 only where a module changed

        find = after.program.modules.find
        called = {other for path in passing if (raw := after.raw(path)) for other in imported(raw, path, find)}
        candidates = after.candidates(sorted(called - self.paths - asked))
        asked.update(candidates)
        yield from (path for path in candidates if self._takes_in(path, after))

    def _linked(self, mentioning: Sequence[str], new: Sequence[str], after: Workspace) -> set[str]:
        """The modules among those that mention a change that import it or read it."""
        modules = [path for path in mentioning if path.endswith(".py")]
        if not modules:
            return set()
        if self._reach is None:
            from promptlint.link.python.loading.reach import Reach  # noqa: PLC0415 most changes reach no module

            self._reach = Reach(self.before, after, self.comparison)
        after.preload(modules)
        return {path for path in modules if self._reach.reaches(path, new)}

    def _takes_in(self, path: str, after: Workspace) -> bool:
        """Whether a prompt of a file has, or had, text from a file that changed."""
        for workspace in (after, self.before):
            try:
                prompts = workspace.linked(path).prompts
            except UnreadableError:
                continue
            if any(not self.paths.isdisjoint(prompt.sources) for prompt in prompts):
                return True
        return False

    def _neighbours(self, after: Workspace) -> Iterator[str]:
        """The prompts beside a changed file that says something of them: a version, a model."""
        sidecars = tuple(sidecar.rpartition(":")[0] for sidecar in self.config.versions.sidecars)
        names = {posixpath.basename(sidecar) for sidecar in sidecars}
        for path in sorted(self.paths):
            folder, name = posixpath.split(path)
            if name in names:
                speaks_of = (other for other in after.tree.paths() if _has_beside(other, sidecars, path))
                yield from after.candidates(speaks_of)
            elif name == "config.json" and after.tree.exists(beside := posixpath.join(folder, "skprompt.txt")):
                yield beside

    def pairs(self, after: Workspace, prompts: Sequence[Prompt]) -> Iterator[Change]:
        """The prompts that are in both trees, as far as the change can have reached them."""
        from promptlint.change import Change  # noqa: PLC0415 only where something changed
        from promptlint.pairing import pair  # noqa: PLC0415 see above

        reached = [prompt for prompt in prompts if self._reaches(prompt, after)]
        then = {path for changed in self.comparison.changed if (path := changed.before)}
        then.update(prompt.path for prompt in reached if self.comparison.before.exists(prompt.path))
        candidates = self.before.candidates(sorted(then))
        self.before.preload(candidates)
        found = pair(list(self.before.prompts(candidates)), reached)
        changes = [
            Change(old, new, self.config.versions, tuple(self._others(old, new)))
            for old, new in found.pairs
            if _answers(old) or _answers(new)
        ]
        moving = {_version_place(change.after) for change in changes if change.order is not None and not change.is_idle}
        moving.update(map(_version_place, found.added))
        leaving = {_version_place(prompt) for prompt in found.removed}
        for change in changes:
            place = _version_place(change.after)
            has_company = place is not None and (place in moving or _version_place(change.before) in leaving)
            yield replace(change, is_accompanied=True) if has_company else change

    def _reaches(self, prompt: Prompt, after: Workspace) -> bool:
        if not self.paths.isdisjoint(prompt.sources):
            return True
        # Of a part that was deleted only the prompt as it was knows.
        return self._deletes and self._takes_in(prompt.path, after)

    @cached_property
    def _deletes(self) -> bool:
        return any(changed.after is None for changed in self.comparison.changed)

    def _others(self, old: Prompt, new: Prompt) -> Iterable[tuple[str, Prompt]]:
        """The same prompt where else it lives now; it matters only when the version moved."""
        if new.version is None or (old.version is not None and old.version.text == new.version.text):
            return
        for name, tree in self.comparison.elsewhere:
            workspace = self._elsewhere.setdefault(name, Workspace(tree, self.config, self.named))
            for other in workspace.prompts([new.path]):
                if other.id == new.id:
                    yield name, other


def _has_beside(prompt: str, sidecars: Sequence[str], path: str) -> bool:
    folder = posixpath.dirname(prompt)
    return any(posixpath.normpath(posixpath.join(folder, sidecar)) == path for sidecar in sidecars)


def _answers(prompt: Prompt) -> bool:
    """Whether a prompt needs a version: what only looks like one does once somebody gave it one."""
    return not prompt.is_likely or prompt.version is not None


def _version_place(prompt: Prompt) -> tuple[str, int] | None:
    """Where a version is written; prompts of one file may share one."""
    version = prompt.version
    return (version.path, version.span.start) if version is not None and version.span is not None else None


def _mention(path: str) -> str:
    """What a file that takes in another must contain: its name without ending and leading underscore."""
    folder, name = posixpath.split(path)
    if name == "__init__.py":
        return posixpath.basename(folder)
    return name.partition(".")[0].lstrip("_")
