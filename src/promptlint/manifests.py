"""The batches that a repository declares: in the configuration, and in manifests such as `nightly.batch.toml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label
from promptlint.errors import UnreadableError
from promptlint.record import Record, dataclass
from promptlint.source import SourceFile, Span, View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from promptlint.config import BatchSettings, Config
    from promptlint.config_lines import Path as At
    from promptlint.config_lines import Places
    from promptlint.facts import Comment
    from promptlint.frontends.documents.node import Node

# Other tools have files of these names too: one of ours says what it sends.
_TELLING = ("prompts", "documents", "batch")
_KEY = ""  # between a table and one of its keys: the place of the key itself
_COMMENT = r"#[ \t]*(promptlint:.*)"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DeclaredBatch(Record):
    """A batch as it is declared, and where."""

    settings: BatchSettings
    path: str
    places: Mapping[At, Span]  # of `()`, `("name",)`, `("prompts", 0)`…

    def label(self, words: str, *at: str | int) -> Label:
        """The place of a key, or of an element of a list."""
        return Label(self.path, self.places.get(at, self.places[()]), words)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Declarations(Record):
    """All batches of a tree, and what is wrong with how they are declared."""

    batches: tuple[DeclaredBatch, ...] = ()
    unreadable: tuple[Finding, ...] = ()
    invalid: tuple[Finding, ...] = ()
    manifests: frozenset[str] = frozenset()  # the files that are manifests of ours
    comments: tuple[tuple[str, tuple[Comment, ...]], ...] = ()


def declarations(
    config: Config, own: str | None, sources: Iterable[SourceFile | tuple[str, UnreadableError]]
) -> Declarations:
    """Read what the configuration, whose path is `own`, and some files declare; manifests may be no text."""
    reader = _Reader()
    for source in sources:
        if isinstance(source, tuple):
            path, problem = source
            reader.unreadable.append(Finding(problem.message, Label(path, Span(problem.offset, problem.offset), "")))
        elif source.path == own:
            reader.configured(config, source)
        else:
            reader.manifest(source)
    return reader.result()


class _Reader:
    """Collects batches and complaints."""

    def __init__(self) -> None:
        self.batches: list[DeclaredBatch] = []
        self.unreadable: list[Finding] = []
        self.invalid: list[Finding] = []
        self.manifests: list[str] = []
        self.comments: list[tuple[str, tuple[Comment, ...]]] = []

    def result(self) -> Declarations:
        """What was read, without batches whose name is taken."""
        known: dict[str, DeclaredBatch] = {}
        for batch in self.batches:
            first = known.setdefault(batch.settings.name, batch)
            if first is not batch:
                message = f"two batches are called `{batch.settings.name}`"
                label = batch.label("the second one", "name")
                self.invalid.append(Finding(message, label, (first.label("the first one", "name"),), "rename one"))
        return Declarations(
            tuple(known.values()),
            tuple(self.unreadable),
            tuple(self.invalid),
            frozenset(self.manifests),
            tuple(self.comments),
        )

    def configured(self, config: Config, source: SourceFile) -> None:
        """The batches of the configuration, which was checked when it was read."""
        from promptlint.config_lines import Places  # noqa: PLC0415 only where a batch is declared

        prefix = ("tool", "promptlint") if source.path.endswith("pyproject.toml") else ()
        places = Places(source.text)
        for index, settings in enumerate(config.batch):
            self.batches.append(_placed(settings, source, (*prefix, "batch", index), places))
        self.comments.append((source.path, tuple(_comments(source))))

    def manifest(self, source: SourceFile) -> None:
        """One file."""
        try:
            table, places = _toml(source) if source.path.endswith(".toml") else _yaml(source)
        except UnreadableError as problem:
            # What is no data may be a template of some other file, and then it speaks of no prompts.
            if "prompts" in source.text:
                self.manifests.append(source.path)
                label = Label(source.path, Span(problem.offset, problem.offset), "here")
                self.unreadable.append(Finding(problem.message, label, help=problem.help))
            return
        if not isinstance(table, dict) or not any(key in table for key in _TELLING):
            return
        self.manifests.append(source.path)
        self.comments.append((source.path, tuple(_comments(source))))
        several = table.get("batch")
        if "batch" not in table:
            self._read(table, source, (), places)
            return
        for key in table:
            if key != "batch":
                self._complain(
                    source, f"`{key}` beside `batch`", "the keys of a batch stand inside it", (_KEY, key), places
                )
        if not isinstance(several, list) or not several:
            self._complain(source, "`batch` must be a list of batches", None, ("batch",), places)
            return
        for index, each in enumerate(several):
            self._read(each, source, ("batch", index), places)

    def _read(self, table: object, source: SourceFile, at: At, places: dict[At, Span] | Places) -> None:
        from promptlint.config_batches import batch  # noqa: PLC0415 only manifests need it
        from promptlint.config_kinds import InvalidError  # noqa: PLC0415 the same

        try:
            settings = batch().read(table, at)
        except InvalidError as problem:
            shown = ".".join(str(part) for part in problem.at[len(at) :] if isinstance(part, str))
            message = f"`{shown}`: {problem.message}" if shown else problem.message
            where = (*problem.at[:-1], _KEY, *problem.at[-1:]) if problem.message == "unknown key" else problem.at
            self._complain(source, message, problem.hint, where, places)
            return
        if not isinstance(places, dict):
            self.batches.append(_placed(settings, source, at, places))
        else:
            own = {key: places[*at, *key] for key in _keys(settings) if (*at, *key) in places}
            self.batches.append(DeclaredBatch(settings, source.path, own))

    def _complain(
        self, source: SourceFile, message: str, hint: str | None, at: At, places: dict[At, Span] | Places
    ) -> None:
        self.invalid.append(Finding(message, Label(source.path, _place(source, at, places), ""), help=hint))


def _place(source: SourceFile, at: At, places: dict[At, Span] | Places) -> Span:
    """Where a key stands, or the nearest thing around it that is there."""
    if not isinstance(places, dict):
        return _first_line(source, places.span(tuple(part for part in at if part != _KEY), None))
    while at and at not in places:
        at = at[:-1]
    return _first_line(source, places[at])


def _first_line(source: SourceFile, span: Span) -> Span:
    """No more of a long value than its first line: a report shows what a label is on."""
    line = source.line_span(source.position(span.start).line)
    return Span(span.start, max(span.start, min(span.end, line.end)))


# ---------------------------------------------------------------- TOML


def _toml(source: SourceFile) -> tuple[object, Places]:
    import tomllib  # noqa: PLC0415 only manifests need it

    from promptlint.config_lines import Places  # noqa: PLC0415 the same

    try:
        return tomllib.loads(source.text), Places(source.text)
    except RecursionError:
        raise UnreadableError("nested too deeply", 0) from None
    except ValueError as problem:
        raise UnreadableError(f"no TOML: {problem}", _offset(source, str(problem))) from None


def _offset(source: SourceFile, message: str) -> int:
    """Where tomllib stopped, which it tells in words only."""
    import re  # noqa: PLC0415 only a mistake needs it

    found = re.search(r"at line (\d+), column (\d+)", message)
    if found is None:
        return len(source.text) if "end of document" in message else 0
    line = min(int(found[1]), source.line_count)
    return source.line_starts[line - 1] + int(found[2]) - 1


def _placed(settings: BatchSettings, source: SourceFile, at: At, places: Places) -> DeclaredBatch:
    """A batch in TOML with the places of its keys and pins."""
    spans = {
        key: _first_line(source, places.span((*at, *key), value))
        for key, value in _keys(settings).items()
        if not key or value is not None
    }
    return DeclaredBatch(settings, source.path, spans)


def _keys(settings: BatchSettings) -> dict[At, object]:
    """What labels may point at, each with its value."""
    values: dict[At, object] = {(): None, ("name",): settings.name, ("model",): settings.model}
    values |= {("version",): settings.version, ("ttl",): settings.ttl}
    values |= {("prompts", index): pin for index, pin in enumerate(settings.prompts)}
    values |= {("documents", index): pin for index, pin in enumerate(settings.documents)}
    return values


# ---------------------------------------------------------------- YAML


def _yaml(source: SourceFile) -> tuple[object, dict[At, Span]]:
    from promptlint.frontends.documents.yaml_reader import read_yaml  # noqa: PLC0415 only manifests in YAML need it

    document = read_yaml(View.of(source))
    places: dict[At, Span] = {(): Span(0, 0)}
    if len(document.roots) != 1:
        return None, places
    return _plain(document.roots[0], (), places), places


def _plain(node: Node, at: At, places: dict[At, Span]) -> object:
    """The value of a node, with the places of all that is in it."""
    from promptlint.frontends.documents.node import Mapping as Keys  # noqa: PLC0415 as above
    from promptlint.frontends.documents.node import Scalar  # noqa: PLC0415 as above

    if isinstance(node, Scalar):
        places[at] = node.inner_span
        return _scalar(node)
    places[at] = node.span
    if isinstance(node, Keys):
        for key, _ in node.items:
            places[(*at, _KEY, key.value)] = key.span
        return {key.value: _plain(value, (*at, key.value), places) for key, value in node.items}
    return [_plain(item, (*at, index), places) for index, item in enumerate(node.items)]


def _scalar(node: Node) -> object:
    from promptlint.frontends.documents.node import Scalar, ScalarKind  # noqa: PLC0415 as above

    assert isinstance(node, Scalar)
    match node.kind:
        case ScalarKind.STRING:
            return node.value
        case ScalarKind.BOOLEAN:
            return node.value.lower() in ("true", "yes", "on")
        case ScalarKind.NULL:
            return None
        case ScalarKind.NUMBER:
            try:
                return int(node.value)
            except ValueError:
                return 0.5  # any number that is not whole: no key takes one


# ---------------------------------------------------------------- comments


def _comments(source: SourceFile) -> Iterator[Comment]:
    """The comments of TOML and YAML that speak to us, so that a finding at a pin can be suppressed there."""
    import re  # noqa: PLC0415 only where a batch is declared

    from promptlint.facts import Comment  # noqa: PLC0415 the same

    for match in re.finditer(_COMMENT, source.text):
        yield Comment(match[1].rstrip("\r"), Span(match.start(), match.end()))
