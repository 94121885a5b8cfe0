"""One run: which files, which rules, and what becomes of their findings."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import field, replace
from typing import TYPE_CHECKING

from promptlint import garbage
from promptlint.changes import Changes
from promptlint.config import MANIFESTS
from promptlint.diagnostics import Diagnostic, Finding, Label, Severity
from promptlint.engine import Base, Outcome
from promptlint.errors import InternalError, UnreadableError
from promptlint.link.workspace import Workspace
from promptlint.paths import PathScope
from promptlint.record import Record, dataclass
from promptlint.rules import CHANGE_RULES, PROMPT_RULES, RULES, TREE_RULES
from promptlint.rules.linter import invalid_metadata, unreadable_file, unused_suppression
from promptlint.ruleset import Ruleset
from promptlint.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from promptlint.base import Comparison
    from promptlint.batch.batch import Batch
    from promptlint.batch.code import BatchCode
    from promptlint.batch.pinned import PinnedBatch
    from promptlint.batch.requests.files import RequestFiles
    from promptlint.change import Change
    from promptlint.config import Config
    from promptlint.engine import Options
    from promptlint.facts import FileFacts
    from promptlint.ir import Prompt
    from promptlint.pinning import Pinning
    from promptlint.rules._rule import Rule
    from promptlint.tree import SourceTree

_MISSING = "if a loader finds it under another folder, name that in `template-roots`; until then its text is unknown"
REQUEST_FILES = (".jsonl", ".ndjson")
_LARGE = 1_200  # modules that are looked at in shares: with fewer it takes longer to start a process than it saves
_NAMED = 3  # prompts that a message spells out
_PARTIAL = re.compile(r"(?i)(?:^|[_.-])partials?[_.-]")


@dataclass(frozen=True)
class Place:
    """Where a run takes place: its root and current folder on disk, and the trees."""

    after: SourceTree
    comparison: Comparison | None
    root: str = "."
    folder: str = "."
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Found(Record):
    """A finding with the rule that made it and the prompt it is about."""

    rule: Rule
    finding: Finding
    prompt: str | None = None


@dataclass
class Run:
    """The steps of one run, in order."""

    place: Place
    config: Config
    options: Options
    progress: Callable[[int, int], None] | None = None
    found: list[Found] = field(default_factory=list)
    batch: RequestFiles | None = None
    notes: tuple[str, ...] = ()

    def outcome(self) -> Outcome:
        """Run everything."""
        comparison = self.place.comparison
        self.ruleset = Ruleset(RULES, self.config, self.options.select, self.options.ignore)
        typed = self.options.paths or (() if self.options.only_touched else (".",))
        scope = PathScope.of(typed, self.place.root, self.place.folder, self.place.after)
        self.pinning = self._declared(self.place.after)
        named = scope.files if self.pinning is None else scope.files | self._named(self.pinning)
        changes = Changes(comparison, self.config, named) if comparison is not None else None
        expected = changes.expected if changes is not None else frozenset()
        self.after = Workspace(self.place.after, self.config, named, expected)
        if changes is not None and self.options.only_touched:
            paths = [path for path in changes.touched(self.after) if scope.holds(path)]
        else:
            paths = self.after.candidates(scope.select(self.place.after.paths()))
        if self.pinning is not None:
            paths = [path for path in paths if path not in self.pinning.declared.manifests]
        prompts = self._read(paths)
        self._report_files(paths)
        batches = self._batches(self.pinning, changes, scope, paths) if self.pinning is not None else ()
        self._apply_prompt_rules(prompts)
        self._read_requests(self._request_files(scope))
        if changes is not None:
            self._apply_change_rules(changes, [prompt for prompt in prompts if scope.holds(prompt.path)], batches)
        requests = [self.batch] if self.batch is not None else []
        self._apply_batch_rules([*requests, *batches, *(batch for path in paths for batch in self._sent(path))])
        return self._outcome(paths, prompts, {batch.label.path for batch in batches})

    # ------------------------------------------------------------ reading

    def _read(self, paths: Sequence[str]) -> list[Prompt]:
        prompts: list[Prompt] = []
        count = 0
        code = [path for path in paths if path.endswith(".py")]
        if len(code) >= _LARGE:
            from promptlint.link.shares import look_at_all  # noqa: PLC0415 hardly a run is that large

            def done(more: int) -> None:
                nonlocal count
                count += more
                self._tell(count, len(paths))

            look_at_all(self.after, code, done)
        self.after.preload(path for path in paths if len(code) < _LARGE or not path.endswith(".py"))
        with garbage.seldom():
            for at, path in enumerate(paths):
                self._tell(max(at, count), len(paths))
                prompts += self.after.prompts([path])
        self._tell(len(paths), len(paths))
        return prompts

    def _tell(self, done: int, all_: int) -> None:
        if self.progress is not None:
            self.progress(done, all_)

    def _report_files(self, paths: Sequence[str]) -> None:
        """What is wrong with the files themselves, before any rule looks at their prompts."""
        for path in paths:
            if path in self.after.broken:
                self._unreadable(path, self.after.broken[path])
                continue
            facts = self.after.facts(path)
            for issue in facts.problems if facts is not None else ():
                rule = unreadable_file if issue.unreadable else invalid_metadata
                self.found.append(Found(rule, Finding(issue.message, Label(path, issue.span, ""), help=issue.help)))
            for trouble in self.after.linked(path).troubles:
                label = Label(trouble.path, trouble.span, "")
                finding = Finding(trouble.message, label)
                if not trouble.fatal:
                    finding = replace(finding, help=_MISSING, severity=Severity.WARNING)
                self.found.append(Found(unreadable_file, finding))

    def _unreadable(self, path: str, problem: UnreadableError) -> None:
        try:
            source = self.after.source(path)
        except UnreadableError:
            source = None
        end = min(problem.offset, len(source.text)) if source is not None else 0
        label = Label(path, Span(end, end), "here")
        self.found.append(Found(unreadable_file, Finding(problem.message, label, help=problem.help)))

    def _request_files(self, scope: PathScope) -> Sequence[str]:
        """The paths that may be request files of batches."""
        comparison = self.place.comparison
        if self.options.only_touched and comparison is not None:
            paths: Iterable[str] = [path.after for path in comparison.changed if path.after and scope.holds(path.after)]
        else:
            paths = scope.select(self.place.after.paths())
        return [
            path
            for path in paths
            if path.endswith(REQUEST_FILES) and (path in scope.files or not self.config.is_excluded(path))
        ]

    def _read_requests(self, paths: Sequence[str]) -> None:
        """Take the request files of the tree as one batch."""
        if paths:
            from promptlint.batch_run import in_tree  # noqa: PLC0415 few trees have such files

            self.batch, self.notes = in_tree(self.place.after, paths)

    # ------------------------------------------------------------ rules

    def _apply_prompt_rules(self, prompts: Sequence[Prompt]) -> None:
        """Apply the rules on single prompts to all but those that only serve as parts of others."""
        rules = self.ruleset.of(PROMPT_RULES)
        found: list[list[Found]] = [[] for _ in rules]
        for prompt in whole(prompts):
            for rule, mine in zip(rules, found, strict=True):
                with _Guard(rule, prompt.id):
                    mine += [Found(rule, finding, prompt.id) for finding in rule.check(prompt)]
        self.found += [each for mine in found for each in mine]
        for tree_rule in self.ruleset.of(TREE_RULES):
            with _Guard(tree_rule, "all prompts"):
                self.found += [Found(tree_rule, finding) for finding in tree_rule.check(prompts)]

    def _apply_change_rules(self, changes: Changes, prompts: Sequence[Prompt], batches: Sequence[PinnedBatch]) -> None:
        from promptlint.causes import merge_causes  # noqa: PLC0415 only where something changed

        found: list[tuple[Rule, Prompt, Finding]] = []
        # A part without a version of its own answers for nothing: the prompts that take it in do.
        parts = _parts(prompts)
        answering = [prompt for prompt in prompts if prompt.version is not None or prompt.path not in parts]
        pairs = [_with_pins(change, batches) for change in changes.pairs(self.after, answering)]
        for rule in self.ruleset.of(CHANGE_RULES):
            for change in pairs:
                with _Guard(rule, change.after.id):
                    found += [(rule, change.after, finding) for finding in rule.check(change)]
        for cause, concerned, finding in merge_causes(found):
            name = concerned[0].id if len(concerned) == 1 else None
            self.found.append(Found(cause, finding, name))

    def _apply_batch_rules(self, batches: Sequence[Batch]) -> None:
        """Apply the rules on batches to each by itself: declared ones, those in programs, and request files."""
        if batches:
            from promptlint.batch_run import findings  # noqa: PLC0415 most runs have no batch

            for batch in batches:
                self.found += [Found(rule, finding) for rule, finding in findings(batch, self.ruleset)]

    # ------------------------------------------------------------ batches

    def _declared(self, tree: SourceTree) -> Pinning | None:
        if not self.config.batch and not tree.ending_in(MANIFESTS):
            return None
        from promptlint.pinning import declared_in  # noqa: PLC0415 most repositories declare no batch

        return declared_in(tree, self.config, self.place.root)

    def _named(self, pinning: Pinning) -> frozenset[str]:
        """The files of pinned prompts, which are prompts whatever their names are; excluded ones stay so."""
        return frozenset(path for path in pinning.named if not self.config.is_excluded(path))

    def _batches(
        self, pinning: Pinning, changes: Changes | None, scope: PathScope, paths: Sequence[str]
    ) -> Sequence[PinnedBatch]:
        """The batches that the run is about; what is wrong with how they are declared is reported at once."""
        from promptlint.pinning import declared_before  # noqa: PLC0415 as above

        only_touched = self.options.only_touched
        in_question = None if changes is None or not only_touched else changes.paths
        for rule, findings in (
            (unreadable_file, pinning.declared.unreadable),
            (invalid_metadata, pinning.declared.invalid),
        ):
            for finding in findings:
                path = finding.primary.path
                if scope.holds(path) and (in_question is None or path in in_question):
                    self.found.append(Found(rule, finding))
        before = (
            declared_before(changes.before.tree, self.options.config, self.place.root) if changes is not None else None
        )
        known = set(self.after.broken)
        batches = tuple(pinning.batches(self.after, changes, before, scope, only_touched=only_touched))
        for path in sorted(self.after.broken.keys() - known - set(paths)):
            self._unreadable(path, self.after.broken[path])
        self.after.sources.update(pinning.sources)
        return batches

    def _sent(self, path: str) -> Sequence[BatchCode]:
        """The batches that a module submits."""
        return self.after.linked(path).batches if path.endswith(".py") and path not in self.after.broken else ()

    # ------------------------------------------------------------ the end

    def _outcome(self, paths: Sequence[str], prompts: Sequence[Prompt], declaring: set[str]) -> Outcome:
        from promptlint.suppressions import apply  # noqa: PLC0415 the last step

        diagnostics = list(self._diagnostics(self.found))
        # A finding may stand in a part that is not checked by itself: its comments hold all the same.
        commented = dict.fromkeys([*paths, *(diagnostic.finding.primary.path for diagnostic in diagnostics)])
        comments = {path: facts.comments for path in commented if (facts := self._facts(path)) and facts.comments}
        if self.pinning is not None:
            comments.update(self.pinning.declared.comments)
        self._read_again([*comments, *(path for diagnostic in diagnostics for path in _places(diagnostic.finding))])
        checked = frozenset(paths)
        verdict = apply(
            diagnostics,
            comments=comments,
            sources=self.after.sources,
            rules=RULES,
            ran=lambda path, rule: path in checked and self.ruleset.runs_at(path, rule),
            require_reason=self.config.require_reason,
        )
        about = [Found(unused_suppression, finding) for finding in verdict.unused]
        about += [Found(invalid_metadata, finding) for finding in verdict.invalid]
        diagnostics = [*verdict.kept, *self._diagnostics(about)]
        comparison = self.place.comparison
        return Outcome(
            diagnostics=tuple(sorted(diagnostics, key=lambda diagnostic: diagnostic.sort_key)),
            base=None if comparison is None else Base(comparison.ref, comparison.commit),
            files=sum(1 for path in paths if path in self.after.broken or self._facts(path) is not None)
            + len(declaring)
            + (len(self.batch.files) if self.batch is not None else 0),
            prompts=len(prompts),
            suppressed=verdict.suppressed,
            sources=self.after.sources,
            notes=(*self.place.notes, *self.notes),
            batch=self.batch,
        )

    def _read_again(self, paths: Iterable[str]) -> None:
        """Have the texts that reports and suppressions go by."""
        for path in dict.fromkeys(paths):
            with suppress(UnreadableError):
                self.after.source(path)

    def _facts(self, path: str) -> FileFacts | None:
        try:
            return self.after.facts(path)
        except UnreadableError:
            return None

    def _diagnostics(self, findings: Sequence[Found]) -> Iterator[Diagnostic]:
        for found, others in _grouped(findings):
            severity = self.ruleset.severity(found.rule, found.finding)
            if severity is not None:
                finding = found.finding if not others else _with_others(found, others)
                yield Diagnostic(found.rule.code, found.rule.name, severity, finding, found.prompt)


def _grouped(findings: Sequence[Found]) -> list[tuple[Found, list[Found]]]:
    """One place, one diagnostic: text that several prompts take in is told once, with the other prompts."""
    groups: dict[tuple[str, str, int, int, str], list[Found]] = {}
    for found in findings:
        # What a program makes of one value may differ from prompt to prompt; the cause is the same.
        primary = found.finding.about or found.finding.primary
        words = "" if primary.path.endswith(".py") else f"{primary.text}\n{found.finding.message}"
        # How far the text goes behind a value depends on what was put into it before.
        end = primary.span.end if found.finding.about is None else primary.span.start
        groups.setdefault((found.rule.code, primary.path, primary.span.start, end, words), []).append(found)
    for group in groups.values():
        group.sort(key=_weight, reverse=True)
    return [(group[0], group[1:]) for group in _by_hole(list(groups.values()))]


def _by_hole(groups: Sequence[list[Found]]) -> Iterator[list[Found]]:
    """What is called alike and put into texts at the same places is mended there, wherever a program takes it from."""
    alike: dict[tuple[str, ...] | int, list[list[Found]]] = {}
    for number, group in enumerate(groups):
        first = group[0]
        is_code = first.finding.primary.path.endswith(".py")
        alike.setdefault((first.rule.code, first.finding.message) if is_code else number, []).append(group)
    for several in alike.values():
        if len(several) == 1:
            yield several[0]
            continue
        from promptlint.causes import hole  # noqa: PLC0415 most runs find nothing twice

        joined: dict[object, list[Found]] = {}
        for number, group in enumerate(several):
            joined.setdefault(hole(group[0].finding) or number, []).extend(group)
        yield from joined.values()


def _weight(found: Found) -> Severity:
    own = found.finding.severity
    return found.rule.severity if own is None else own


def _with_others(first: Found, others: Sequence[Found]) -> Finding:
    from promptlint.causes import with_other_ways  # noqa: PLC0415 most runs find nothing twice

    finding = with_other_ways(first.finding, [other.finding for other in others])
    prompts = sorted({other.prompt for other in others if other.prompt} - {first.prompt or ""})
    if not prompts:
        return finding
    named = ", ".join(prompts[:_NAMED]) + (f" and {len(prompts) - _NAMED} more" if len(prompts) > _NAMED else "")
    help_ = f"{finding.help}; " if finding.help else ""
    return replace(finding, help=f"{help_}the same text is in {named}")


def _places(finding: Finding) -> Iterator[str]:
    yield finding.primary.path
    yield from (label.path for label in finding.related)


def _with_pins(change: Change, batches: Sequence[PinnedBatch]) -> Change:
    """A change of a prompt, with what batches that pin it have to do with it."""
    pins = [
        (batch, each)
        for batch in batches
        for each in batch.prompts
        if each.prompt is not None and each.prompt.id == change.after.id
    ]
    if not pins:
        return change
    return replace(change, is_pinned=True, is_repinned=all(batch.is_moved(each) for batch, each in pins))


class _Guard:
    """Names the rule when one fails: a gate that cannot check must not pass."""

    def __init__(self, rule: Rule, subject: str) -> None:
        self.rule, self.subject = rule, subject

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, _: object) -> None:
        if isinstance(problem, Exception):
            raise InternalError(f"rule {self.rule.code} ({self.rule.name}) failed on {self.subject}") from problem


def whole(prompts: Sequence[Prompt]) -> list[Prompt]:
    """Those of some prompts that are sent, not only taken in by others."""
    parts = _parts(prompts)
    return [prompt for prompt in prompts if prompt.path not in parts and not _is_partial(prompt)]


def _parts(prompts: Sequence[Prompt]) -> set[str]:
    """The files that other prompts take in; a module has prompts of its own, whoever calls its functions."""
    return {
        source
        for prompt in prompts
        for source in prompt.sources
        if source != prompt.path and not source.endswith(".py")
    }


def _is_partial(prompt: Prompt) -> bool:
    name = prompt.path.rpartition("/")[2]
    return prompt.format != "python" and (name.startswith("_") or _PARTIAL.search(name) is not None)
