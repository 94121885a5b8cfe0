"""The Python code of a tree as one program: its modules, the files they read, the prompts in each."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.frontends.directives import read_directives
from promptlint.frontends.python.parse import comments
from promptlint.link.python.domain.text import Text
from promptlint.link.python.following.declared import Declarations
from promptlint.link.python.following.relevance import Relevance
from promptlint.link.python.gathering.gatherer import Gatherer
from promptlint.link.python.gathering.versions import Versions
from promptlint.link.python.loading.importers import Files, Importers
from promptlint.link.python.loading.modules import Modules
from promptlint.link.python.machine import Machine
from promptlint.link.python.requests.sightings import TEMPLATE_ENDINGS
from promptlint.link.python.tables.sinks import of_settings
from promptlint.source import View

if TYPE_CHECKING:
    from promptlint.batch.code import BatchCode
    from promptlint.facts import Declared
    from promptlint.frontends.documents.node import Node
    from promptlint.ir import Prompt
    from promptlint.link.python.domain.values import Value
    from promptlint.link.workspace import Workspace
    from promptlint.source import SourceFile
    from promptlint.versions import Version

_LARGEST_TEXT = 1 << 20  # characters
_LARGEST_DATA = 1 << 18


class Program:
    """What the machine needs of a workspace, and what the workspace needs of the machine."""

    def __init__(self, workspace: Workspace) -> None:
        self.loader = workspace
        config = workspace.config
        self._data: dict[str, tuple[Node, Value] | None] = {}  # what files hold that programs read
        self.modules = Modules(workspace.source, workspace.tree.exists, config.python_roots)
        declared = Declarations(config.sources, self._declared)
        sinks = tuple(map(of_settings, config.sinks))
        self.machine = Machine(self.modules, self, declared, Relevance(self.modules, sinks), sinks)
        self.versions = Versions(self.modules, self._version_of_file)
        self.machine.importers = Importers(workspace, self.modules).of
        self.machine.called = Files(workspace).called
        self.gatherer = Gatherer(self.machine, self.versions)

    def prompts(self, path: str) -> tuple[Prompt, ...] | None:
        """The prompts of a module; None when it cannot be parsed."""
        is_first = not self.machine.running
        if is_first:
            self._make_room()
        module = self.modules.entry(path)
        if module is None:
            return None
        found = self.gatherer.prompts(module, self.loader.config.model_for(path))
        if is_first:
            module.release()
        return found

    def refused(self, path: str) -> UnreadableError | None:
        """Why a module whose prompts were looked for, or a part of it that may hold some, cannot be parsed."""
        return self.modules.refused(path)

    def batches(self, path: str) -> tuple[BatchCode, ...]:
        """The batches of a module whose prompts were looked for."""
        return self.gatherer.batches.get(path, ())

    def _make_room(self) -> None:
        """Begin with another module: what it shows must not depend on which ones were looked at before."""
        self.machine.forget_calls()
        if self.modules.is_full:
            self.start_over()
        self.modules.make_room()

    def start_over(self) -> None:
        """Give back the memory of all modules."""
        self.machine.forget()
        self.machine.relevance.forget()
        self.loader.let_go(self.modules.forget())
        self.versions.forget()
        self._data.clear()

    def _declared(self, path: str) -> tuple[Declared, ...]:
        """The levels that comments in a module and the configuration give to its names."""
        source = self.loader.source(path)
        if source is None or "promptlint:" not in source.text:
            return self.loader.config.placeholders_for(path)
        own = read_directives((replace(each, leading=False) for each in comments(source)), source).declared
        return (*own, *self.loader.config.placeholders_for(path))

    def _version_of_file(self, path: str, place: int) -> Version | None:
        """The version of a text in a file: what is declared beside it, or that of a prompt of its own."""
        if (held := self._data.get(path)) is not None:
            from promptlint.link.python.libraries.data_values import version_at  # noqa: PLC0415 see `data_file`

            if (version := version_at(path, held[0], place)) is not None:
                return version
        try:
            prompts = self.loader.linked(path).prompts
        except UnreadableError:
            return None
        return prompts[0].version if prompts else None

    # ------------------------------------------------------------ texts

    def text_file(self, name: str, beside: str) -> tuple[str, Text] | None:
        """The text of a file by the name that a module gives it: absolute ones begin with a slash."""
        source = self._file(name, beside)
        if source is None or len(source.text) > _LARGEST_TEXT:
            return None
        return source.path, Text.of_view(View.of(source).with_unix_newlines(), source.path)

    def data_file(self, name: str, beside: str) -> tuple[str, Value] | None:
        """The path of a YAML or JSON file by the name that a module gives it, and what it holds."""
        source = self._file(name, beside)
        if source is None or len(source.text) > _LARGEST_DATA:
            return None
        if source.path not in self._data:
            from promptlint.link.python.libraries.data_values import read, value_of  # noqa: PLC0415 few programs do

            node = read(source)
            self._data[source.path] = (node, value_of(source.path, node)) if node is not None else None
        held = self._data[source.path]
        return (source.path, held[1]) if held is not None else None

    def _file(self, name: str, beside: str) -> SourceFile | None:
        if name.startswith("/"):
            places = [name.lstrip("/")]
        else:
            places = [posixpath.normpath(posixpath.join(posixpath.dirname(beside), name)), posixpath.normpath(name)]
        path = next((each for each in places if not each.startswith("..") and self.loader.tree.exists(each)), None)
        try:
            return self.loader.source(path) if path is not None else None
        except UnreadableError:
            return None

    def template_file(self, name: str, beside: str) -> str | None:
        """A template by the name that a module gives it; its loader's root may be any folder.

        Of several that end so, the one nearest to the module; None where two are equally near.
        """
        if (found := self.loader.find(name, beside)) is not None:
            return found
        ending = "/" + name.lstrip("/")
        near = [
            (len(posixpath.commonpath((path, beside))), path)
            for path in self._templates.get(posixpath.basename(name), ())
            if path.endswith(ending)
        ]
        best = max((shared for shared, _ in near), default=0)
        nearest = [path for shared, path in near if shared == best]
        return nearest[0] if len(nearest) == 1 else None

    @cached_property
    def _templates(self) -> dict[str, list[str]]:
        """The templates of the tree by the last part of their paths."""
        found: dict[str, list[str]] = {}
        for path in self.loader.tree.paths():
            if path.endswith(TEMPLATE_ENDINGS):
                found.setdefault(posixpath.basename(path), []).append(path)
        return found
