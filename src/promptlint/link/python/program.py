"""The Python code of a tree as one program: its modules, the files they read, the prompts in each."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.ir import Literal
from promptlint.link.python.entries import sightings
from promptlint.link.python.machine import Machine
from promptlint.link.python.modules import Modules
from promptlint.link.python.prompts import build
from promptlint.link.python.text import Text
from promptlint.source import View

if TYPE_CHECKING:
    from promptlint.facts import FileFacts
    from promptlint.ir import Prompt
    from promptlint.link.workspace import Workspace

_LARGEST_TEXT = 1 << 20


class Program:
    """What the machine needs of a workspace, and what the workspace needs of the machine."""

    def __init__(self, workspace: Workspace) -> None:
        self.loader = workspace
        roots = getattr(workspace.config, "python_roots", ())
        self.modules = Modules(workspace.source, workspace.tree.exists, roots)
        self.machine = Machine(self.modules, self, {})

    def prompts(self, facts: FileFacts) -> tuple[Prompt, ...]:
        """The prompts of a module, each once for each function that it was met in."""
        source = self.loader.source(facts.path)
        if source is None or facts.code is None:
            return ()
        module = self.modules.add(source, facts.code)
        found: dict[str, Prompt] = {}
        counts: dict[str, int] = {}
        for seen, name, sources in sightings(self.machine, module):
            for sighting in seen:
                number = counts[name] = counts.get(name, 0) + 1
                key = name or sighting.name or "module"
                prompt_id = f"{facts.path}#{key}" + (f":{number}" if number > 1 else "")
                prompt = build(sighting, prompt_id, (facts.path, *sources), self.loader.config.model_for(facts.path))
                if prompt is not None:
                    found[prompt_id] = prompt
        return tuple(found.values())

    # ------------------------------------------------------------ texts

    def text_file(self, name: str, beside: str) -> tuple[str, Text] | None:
        """The text of a file by the name that a module gives it: absolute ones begin with a slash."""
        if name.startswith("/"):
            places = [name.lstrip("/")]
        else:
            places = [posixpath.normpath(posixpath.join(posixpath.dirname(beside), name)), posixpath.normpath(name)]
        for path in places:
            if path.startswith("..") or not self.loader.tree.exists(path):
                continue
            try:
                source = self.loader.source(path)
            except UnreadableError:
                return None
            if source is None or len(source.text) > _LARGEST_TEXT:
                return None
            view = View.of(source).with_unix_newlines()
            runs = () if len(view.runs) == 1 and view.runs[0].exact else view.runs
            span = View.of(source).runs[0].source
            return path, Text((Literal(view.text, path, span, runs),) if view.text else ())
        return None

    def template_file(self, name: str, beside: str) -> str | None:
        """A template by the name that a module gives it."""
        return self.loader.find(name, beside)
