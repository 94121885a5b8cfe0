"""The configuration: `[tool.promptlint]` in pyproject.toml, or promptlint.toml."""

from __future__ import annotations

from dataclasses import field
from enum import Enum
from typing import TYPE_CHECKING

from promptlint.globs import matches
from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from promptlint.config_costs import PriceSettings, RouteSettings
    from promptlint.diagnostics import Severity
    from promptlint.facts import Declared
    from promptlint.versions import Bump

PROMPT_FOLDERS = ("**/prompts/**", "**/prompt_templates/**", "**/prompt-templates/**", "**/*.prompt.*")
TESTS = ("tests/", "test/", "test_*.py", "*_test.py", "tests.py", "conftest.py")
MANIFESTS = (".batch.toml", ".batch.yaml", ".batch.yml")  # files that declare batches
_MODULES = (".py", ".pyi")


class Switch(Enum):
    """A rule turned off in the place of a severity."""

    OFF = "off"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PathSettings(Record):
    """What holds for the paths that match one of some globs only."""

    paths: tuple[str, ...]
    ignore: tuple[str, ...] = ()  # codes, families (`PL1`) or names
    severity: Mapping[str, Severity | Switch] = field(default_factory=dict)  # by rule name
    placeholders: tuple[Declared, ...] = ()
    model: str | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class VersionPolicy(Record):
    """How large a bump has to be; None asks for any."""

    prefix_change: Bump | None = None  # when the text of a cached prefix changes
    interface_change: Bump | None = None  # when its placeholders change
    sidecars: tuple[str, ...] = ()  # `FILE:KEY` beside a prompt, as in `spec.yaml:version`


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SinkSettings(Record):
    """A call in Python code that sends a prompt, and the arguments that hold its parts."""

    call: str  # a dotted name or a glob of such names
    system: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    positional: tuple[str, ...] = ()  # the arguments in their order, where a call may leave out their names


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BatchSettings(Record):
    """A batch, and what of the repository it counts on: a change of that has to move a pin.

    A pin is `ID@VERSION` for a prompt or a document, or `ID@sha256:DIGEST` for one without a version. `version` is
    the pin of all that has none of its own.
    """

    name: str
    prompts: tuple[str, ...]
    documents: tuple[str, ...] = ()
    model: str | None = None
    provider: str | None = None
    version: str | None = None
    requests: int | None = None
    output_tokens: int | None = None
    ttl: str | None = None  # "5m", "1h": that of the cache entries, as the program or the marks set it
    window: str | None = None  # "24h": by when all answers have to be there


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Config(Record):
    """What a repository asks for; the defaults are what a repository without configuration gets."""

    path: str | None = None  # the file it was read from
    prompt_folders: tuple[str, ...] = PROMPT_FOLDERS
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] = ()  # empty: every rule
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity | Switch] = field(default_factory=dict)  # by rule name
    per_path: tuple[PathSettings, ...] = ()
    placeholders: tuple[Declared, ...] = ()
    model: str | None = None  # for prompts that name none
    template_roots: tuple[str, ...] = ()
    trim_blocks: bool = False
    lstrip_blocks: bool = False
    require_reason: bool = True
    python_roots: tuple[str, ...] = ()  # besides the root and `src`
    sinks: tuple[SinkSettings, ...] = ()
    sources: tuple[Declared, ...] = ()  # calls and attributes, by dotted name or glob
    tests: bool = False
    versions: VersionPolicy = field(default_factory=VersionPolicy)
    batch: tuple[BatchSettings, ...] = ()
    prices: tuple[PriceSettings, ...] = ()
    route: tuple[RouteSettings, ...] = ()

    @property
    def sink_words(self) -> tuple[str, ...]:
        """The last parts of the names of the calls in `sinks`; a glob there tells nothing."""
        words = (sink.call.rpartition(".")[2] for sink in self.sinks)
        return tuple(word for word in words if word.isidentifier())

    def in_prompt_folder(self, path: str) -> bool:
        """Whether files that could be anything count as prompts there."""
        return matches(self.prompt_folders, path)

    def is_excluded(self, path: str) -> bool:
        """Whether a path is left alone unless it is named on the command line."""
        return matches(self.exclude, path)

    def is_test(self, path: str) -> bool:
        """Whether a path is a test in Python that is left alone unless it is named on the command line."""
        return not self.tests and path.endswith(_MODULES) and matches(TESTS, path)

    def placeholders_for(self, path: str) -> tuple[Declared, ...]:
        """The declared levels that hold for a path, the most particular first."""
        own = (declared for part in self._parts(path) for declared in part.placeholders)
        return (*own, *self.placeholders)

    def model_for(self, path: str) -> str | None:
        """The model of the prompts at a path that name none."""
        return next((part.model for part in self._parts(path) if part.model), self.model)

    def ignored_at(self, path: str) -> tuple[str, ...]:
        """The codes, families and names that are ignored at a path only."""
        return tuple(name for part in self._parts(path) for name in part.ignore)

    def severity_at(self, rule: str, path: str) -> Severity | Switch | None:
        """What the configuration makes of a rule's severity at a path; None leaves it alone."""
        for part in self._parts(path):
            if rule in part.severity:
                return part.severity[rule]
        return self.severity.get(rule)

    def _parts(self, path: str) -> Iterator[PathSettings]:
        return (part for part in self.per_path if matches(part.paths, path))
