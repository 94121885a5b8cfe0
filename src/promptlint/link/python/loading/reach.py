"""Which modules a change can reach through what they import and read, and by which of their names."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from promptlint.link.python.loading.imports import imported

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Mapping, Sequence

    from promptlint.base import Comparison
    from promptlint.link.python.loading.modules import Module
    from promptlint.link.workspace import Workspace

_WORD = re.compile(r"\w+")
_MOST = 4_000  # modules that are looked at


class Reach:
    """Follows changed names from module to module, without following what the modules do."""

    def __init__(self, before: Workspace, after: Workspace, comparison: Comparison) -> None:
        self._before, self._after = before, after
        self._moved = any(changed.after is None or changed.before is None for changed in comparison.changed)
        self._names: dict[str, frozenset[str]] = {}  # of each module, those that the change reaches
        for changed in comparison.changed:
            then = _load(before, changed.before)
            now = _load(after, changed.after)
            names = _changed_names(then, now)
            for path in (changed.before, changed.after):
                if path is not None and path.endswith(".py"):
                    self._names[path] = names
        self._seen = set(self._names)

    def reaches(self, path: str, new: Sequence[str]) -> bool:
        """Whether a module uses what changed in one of some files; by it the change may reach others."""
        raw = self._after.raw(path)
        if path in self._seen or raw is None or len(self._seen) > _MOST:
            return False
        words = {word for other in new if not other.endswith(".py") and (word := _named(other, raw))}
        modules = self._imported(path, raw).intersection(new)
        names = {name for module in modules for name in self._names.get(module, ()) if name.encode() in raw}
        if not words and not names:
            return False
        self._seen.add(path)
        module = _load(self._after, path)
        if module is not None:
            self._names[path] = _affected(module, names, words)
        return module is not None

    def _imported(self, path: str, raw: bytes) -> set[str]:
        found = set(imported(raw, path, self._after.program.modules.find))
        if self._moved:  # what is gone is found in the tree that had it
            found.update(imported(raw, path, self._before.program.modules.find))
        return found


def _load(workspace: Workspace, path: str | None) -> Module | None:
    return workspace.program.modules.load(path) if path is not None and path.endswith(".py") else None


def _named(path: str, raw: bytes) -> str:
    """The word by which a module names a file: with its ending, or without it where that is a text of its own."""
    name = posixpath.basename(path)
    if name.encode() in raw:
        return name
    stem = name.partition(".")[0].lstrip("_")
    return stem if stem and re.search(rb"[\"'/]_?" + re.escape(stem.encode()) + rb"[\"'.]", raw) else ""


def _changed_names(then: Module | None, now: Module | None) -> frozenset[str]:
    """The names of a module whose statements differ, and those that are made with them."""
    if then is None or now is None:
        only = then or now
        return frozenset(only.bindings) if only is not None else frozenset()
    before, after = _texts(then), _texts(now)
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    return _affected(then, changed, ()) | _affected(now, changed, ())


def _texts(module: Module) -> dict[str, list[str]]:
    return {name: [module.places.text(each) for each in found] for name, found in module.bindings.items()}


def _affected(module: Module, names: Iterable[str], words: Iterable[str]) -> frozenset[str]:
    """The names that a module makes with some others, or with a file whose name holds one of some words."""
    found, parts = set(names), tuple(words)
    waiting = _uses(module.bindings, module)
    changed = True
    while changed:
        changed = False
        for key, (bound, used, text) in list(waiting.items()):
            if not found.isdisjoint(used) or any(part in text for part in parts):
                found |= bound
                del waiting[key]
                changed = True
    return frozenset(found)


def _uses(bindings: Mapping[str, Sequence[ast.stmt]], module: Module) -> dict[int, tuple[set[str], set[str], str]]:
    """Of each statement the names that it binds, the words in it, and its text."""
    found: dict[int, tuple[set[str], set[str], str]] = {}
    for name, statements in bindings.items():
        for statement in statements:
            if id(statement) in found:
                found[id(statement)][0].add(name)
            else:
                text = module.places.text(statement)
                found[id(statement)] = ({name}, set(_WORD.findall(text)), text)
    return found
