"""One tree with its files read once, and the prompts in them."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from promptlint.errors import UnreadableError
from promptlint.frontends._frontend import Claim, Reading
from promptlint.frontends.registry import frontend_for
from promptlint.link.assemble import assemble
from promptlint.source import SourceFile, View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promptlint.batch.code import BatchCode
    from promptlint.config import Config
    from promptlint.facts import FileFacts, Node, Settings
    from promptlint.frontends._frontend import Frontend
    from promptlint.ir import Prompt
    from promptlint.link.expand import Trouble
    from promptlint.link.python.program import Program
    from promptlint.tree import SourceTree

# A file that only may hold a prompt and is larger than this is data.
_LARGEST_MAYBE = 1 << 20


@dataclass(frozen=True)
class Linked:
    """The prompts of a file, and what could not be joined to them."""

    prompts: tuple[Prompt, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    batches: tuple[BatchCode, ...] = ()  # that a program submits


@dataclass
class Workspace:
    """Reads, parses and links the files of one tree, each once.

    `named` are the paths that the caller spelled out: they are read as if they lay in a prompt folder.
    `expected` are those that held prompts before a change: one that is broken now is an error.
    `is_large` tells that much of the tree will be looked at, in shares.
    """

    tree: SourceTree
    config: Config
    named: frozenset[str] = frozenset()
    expected: frozenset[str] = frozenset()
    sources: dict[str, SourceFile] = field(default_factory=dict)
    broken: dict[str, UnreadableError] = field(default_factory=dict)
    is_large: bool = False
    _raw: dict[str, bytes] = field(default_factory=dict)
    _facts: dict[str, FileFacts | None] = field(default_factory=dict)
    _templates: dict[tuple[str, str], tuple[Node, ...]] = field(default_factory=dict)
    _linked: dict[str, Linked] = field(default_factory=dict)
    _found: dict[tuple[str, str], str | None] = field(default_factory=dict)
    _program: Program | None = None

    # ------------------------------------------------------------ which files

    def claim(self, path: str) -> tuple[Frontend, Claim] | None:
        """Who reads a file, and how sure its path makes that; None when nobody does."""
        pure = PurePosixPath(path)
        inside = path in self.named or self.config.in_prompt_folder(path)
        return frontend_for(pure, in_prompt_folder=inside)

    def candidates(self, paths: Iterable[str]) -> list[str]:
        """The paths that may hold prompts, excluded ones left out."""
        return [
            path
            for path in paths
            if self.claim(path) is not None and (path in self.named or not self._is_left_out(path))
        ]

    def _is_left_out(self, path: str) -> bool:
        return self.config.is_excluded(path) or self.config.is_test(path)

    def preload(self, paths: Iterable[str]) -> None:
        """Read many files in one go."""
        self._raw.update(self.tree.read_all([path for path in paths if path not in self._raw]))

    @property
    def read_so_far(self) -> int:
        """How many files are in memory."""
        return len(self._raw)

    def every(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of many files, of which those that are not in memory are not kept there."""
        missing = []
        for path in paths:
            if path in self._raw:
                yield path, self._raw[path]
            else:
                missing.append(path)
        yield from self.tree.read_all(missing)

    # ------------------------------------------------------------ facts

    def facts(self, path: str) -> FileFacts | None:
        """What a file says; None when it holds no prompt or is not there.

        Raises UnreadableError for a file that should be a prompt and is broken.
        """
        if path in self.broken:
            raise self.broken[path]
        if path not in self._facts:
            self._facts[path] = self._read_facts(path)
        return self._facts[path]

    def _read_facts(self, path: str) -> FileFacts | None:
        claimed, raw = self.claim(path), self.raw(path)
        if claimed is None:
            return None
        frontend, claim = claimed
        sure = claim is Claim.SURE or path in self.named or self.config.in_prompt_folder(path)
        must = sure or path in self.expected
        if raw is None:
            if must and self.tree.exists(path):
                raise self._break(path, UnreadableError("cannot be read: no permission, or no regular file"))
            return None
        if not must and not (frontend.suspects(raw) or self._may_send(path, raw)):
            return None
        if not must and len(raw) > _LARGEST_MAYBE and not self._imports_client(path):
            return None
        reading = Reading(sure, self.config.trim_blocks, self.config.lstrip_blocks, must)
        try:
            return frontend.facts(self._source(path, raw), reading)
        except UnreadableError as problem:
            if not must and not self._imports_client(path):
                return None
            raise self._break(path, problem) from None

    def _imports_client(self, path: str) -> bool:
        """Whether a module says that it imports a library that sends prompts."""
        from promptlint.link.python.tables.clients import imports_client  # noqa: PLC0415 for what is broken only

        return path.endswith(".py") and imports_client(self.raw(path) or b"")

    def _may_send(self, path: str, raw: bytes) -> bool:
        """Whether a call may be there that the configuration tells of."""
        return path.endswith(".py") and any(word.encode() in raw for word in self.config.sink_words)

    def _break(self, path: str, problem: UnreadableError) -> UnreadableError:
        self.broken[path] = problem
        return problem

    def source(self, path: str) -> SourceFile | None:
        """The text of a file that was read, or can be."""
        if path not in self.sources:
            raw = self.glance(path)
            return None if raw is None else self._source(path, raw)
        return self.sources[path]

    def _source(self, path: str, raw: bytes) -> SourceFile:
        if path not in self.sources:
            self.sources[path] = SourceFile.decode(path, raw)
        return self.sources[path]

    def raw(self, path: str) -> bytes | None:
        """The bytes of a file; None when it is not there, or cannot be read."""
        if path not in self._raw:
            raw = self.tree.read(path)
            if raw is None:
                return None
            self._raw[path] = raw
        return self._raw[path]

    def glance(self, path: str) -> bytes | None:
        """The bytes of a file that nobody asks for again, once they are decoded or searched: they are not kept."""
        return self._raw[path] if path in self._raw else self.tree.read(path)

    # ------------------------------------------------------------ linking

    def linked(self, path: str) -> Linked:
        """The prompts of a file. Raises UnreadableError when it, or a file it includes, is broken."""
        if path not in self._linked:
            facts = self.facts(path)
            if facts is None or self._is_about_its_neighbour(facts):
                self._linked[path] = Linked()
            elif facts.is_code:
                self._linked[path] = self._followed(path)
            else:
                self._linked[path] = assemble(self, facts)
        return self._linked[path]

    def _followed(self, path: str) -> Linked:
        """The prompts of a Python module. One that sends some and cannot be parsed is broken: it was not checked."""
        prompts = self.program.prompts(path)
        if (problem := self.program.refused(path)) is not None and self._imports_client(path):
            raise self._break(path, problem)
        if prompts is None:
            self._facts[path] = None
            return Linked()
        return Linked(prompts, batches=self.program.batches(path))

    def know(
        self,
        paths: Iterable[str],
        found: Iterable[tuple[str, FileFacts | None, Linked, UnreadableError | None]],
    ) -> None:
        """Take what somebody else has found in some files; there is nothing in the other ones."""
        for path in paths:
            self._facts[path], self._linked[path] = None, Linked()
        for path, facts, linked, problem in found:
            self._facts[path], self._linked[path] = facts, linked
            if problem is not None:
                self.broken[path] = problem
                del self._facts[path], self._linked[path]

    def start_over(self) -> None:
        """Forget all files."""
        for known in (self.sources, self.broken, self._raw, self._facts, self._templates, self._linked):
            known.clear()
        if self._program is not None:
            self._program.start_over()

    def let_go(self, paths: Iterable[str]) -> None:
        """Forget the text of files that is not needed for now; who asks for it again has it read again."""
        for path in paths:
            self.sources.pop(path, None)

    @property
    def program(self) -> Program:
        """The Python code of the tree."""
        if self._program is None:
            from promptlint.link.python.program import Program  # noqa: PLC0415 most hooks see no Python

            self._program = Program(self)
        return self._program

    def _is_about_its_neighbour(self, facts: FileFacts) -> bool:
        """Whether a page lies beside a prompt of the same name, as a description of it."""
        if facts.format not in ("markdown", "text") or facts.path in self.named:
            return False
        stem = facts.path.rpartition(".")[0]
        for beside in (f"{stem}{ending}" for ending in (".yaml", ".yml", ".json")):
            try:
                other = self.facts(beside)
            except UnreadableError:
                continue
            if other is not None and other.prompts:
                return True
        return False

    def prompts(self, paths: Iterable[str]) -> Iterator[Prompt]:
        """The prompts of the files that can be read; the broken ones are in `broken`."""
        for path in paths:
            try:
                yield from self.linked(path).prompts
            except UnreadableError as problem:
                self.broken.setdefault(path, problem)

    def find(self, name: str, beside: str) -> str | None:
        """The file that a template means by a name.

        A loader's root is not written in a template, so it is tried as relative to the configured roots,
        to the template's own folder, and to each folder above it.
        """
        key = (name, posixpath.dirname(beside))
        if key not in self._found:
            self._found[key] = self._find(name, key[1])
        return self._found[key]

    def _find(self, name: str, folder: str) -> str | None:
        folders = list(self.config.template_roots)
        while folder:
            folders.append(folder)
            folder = posixpath.dirname(folder)
        for place in [*folders, ""]:
            path = posixpath.normpath(posixpath.join(place, name))
            if not path.startswith(("../", "/")) and self.tree.exists(path):
                return path
        return None

    def template(self, path: str, language: str) -> tuple[Node, ...]:
        """The nodes that other templates get when they include a file."""
        key = (path, language)
        if key not in self._templates:
            self._templates[key] = self._template(path, language)
        return self._templates[key]

    def _template(self, path: str, language: str) -> tuple[Node, ...]:
        from promptlint.frontends.languages import parse  # noqa: PLC0415 most prompts include nothing

        source = self.source(path)
        if source is None:
            return ()
        # A partial of dotprompt has front matter; all other languages take in files as they are.
        if language == "handlebars" and (facts := self.facts(path)) is not None and facts.body:
            return facts.body
        options = {"trim_blocks": self.config.trim_blocks, "lstrip_blocks": self.config.lstrip_blocks}
        return parse(language, View.of(source), **options).nodes

    def settings(self, path: str) -> Settings | None:
        """What a configuration file beside a prompt says of it."""
        try:
            facts = self.facts(path)
        except UnreadableError:
            return None
        return facts.settings if facts is not None else None
