"""Comments that silence named rules at one place: `promptlint: ignore[volatile-in-prefix] reason`."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label
from promptlint.selection import named, nearest
from promptlint.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from promptlint.diagnostics import Diagnostic
    from promptlint.facts import Comment
    from promptlint.rules._rule import Rule
    from promptlint.source import SourceFile

_IGNORE, _IGNORE_FILE = "ignore", "ignore-file"
_DIRECTIVES = (_IGNORE, _IGNORE_FILE, "version", "breakpoint", "placeholder")
# A directive begins a comment or a line of one; what decorates lines of long comments may stand before it.
_DIRECTIVE = re.compile(r"^[ \t*#/;-]*promptlint:[ \t]*([\w-]*)", re.MULTILINE)
_NAMES = re.compile(r"\[([^\]]*)\](.*)", re.DOTALL)
_ALL_LINES = range(1 << 60)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What suppressions leave, and what is wrong with them."""

    kept: tuple[Diagnostic, ...]
    suppressed: int
    unused: tuple[Finding, ...]  # for unused-suppression
    invalid: tuple[Finding, ...]  # for invalid-metadata


@dataclass(frozen=True, slots=True)
class _Suppression:
    """One rule that a comment silences, in some stretches of lines."""

    rule: Rule
    label: Label
    lines: tuple[range, ...]


@dataclass(slots=True)
class _Silence:
    """Where in one file one rule is silenced, and where it has something to say."""

    stretches: list[range] = field(default_factory=list)
    findings: list[int] = field(default_factory=list)  # lines

    def settle(self) -> None:
        """Sort, and join stretches that touch, so that each question costs one search."""
        self.findings.sort()
        joined: list[range] = []
        for each in sorted(self.stretches, key=lambda lines: lines.start):
            if joined and each.start <= joined[-1].stop:
                joined[-1] = range(joined[-1].start, max(joined[-1].stop, each.stop))
            else:
                joined.append(each)
        self.stretches = joined

    def holds(self, line: int) -> bool:
        """Whether a finding on this line is silenced."""
        at = bisect_right(self.stretches, line, key=lambda lines: lines.start) - 1
        return at >= 0 and line in self.stretches[at]

    def is_of_use(self, suppression: _Suppression) -> bool:
        """Whether there is a finding in what one comment covers."""
        return any(
            bisect_left(self.findings, lines.start) < bisect_left(self.findings, lines.stop)
            for lines in suppression.lines
        )


@dataclass(slots=True)
class _Reader:
    """Reads the directives of one file."""

    source: SourceFile
    rules: Sequence[Rule]
    require_reason: bool
    found: dict[tuple[Comment, str, Rule], _Suppression] = field(default_factory=dict)
    unused: list[Finding] = field(default_factory=list)
    invalid: list[Finding] = field(default_factory=list)

    def read(self, comments: Iterable[Comment]) -> None:
        directives = [(comment, *directive) for comment in comments for directive in _directives(comment.text)]
        suppressing = [comment for comment, word, _ in directives if word in (_IGNORE, _IGNORE_FILE)]
        lines = _Lines.of(self.source, suppressing)
        for comment, word, rest in directives:
            if word in (_IGNORE, _IGNORE_FILE):
                self._suppression(comment, word, rest, lines)
            elif word not in _DIRECTIVES:
                near = nearest(word, _DIRECTIVES)
                known = ", ".join(f"`{each}`" for each in _DIRECTIVES)
                self._complain(
                    self._label(comment, word or "promptlint:", "not a directive"),
                    f"unknown directive `{word}`" if word else "a directive is missing behind `promptlint:`",
                    f"did you mean `{near}`?" if near else f"known are {known}",
                )

    def _suppression(self, comment: Comment, word: str, rest: str, file: _Lines) -> None:
        match = _NAMES.match(rest)
        names = [name.strip() for name in match[1].split(",") if name.strip()] if match else []
        if not match or not names:
            self._complain(
                self._label(comment, word, "no rule is named"),
                f"`{word}` does not say which rules it silences",
                f"name them in brackets: `promptlint: {word}[volatile-in-prefix] reason`",
            )
            return
        lines = (_ALL_LINES,) if word == _IGNORE_FILE else file.reach(comment)
        reasoned = not self.require_reason or any(char.isalnum() for char in match[2])
        for name in dict.fromkeys(names):
            rule = named(name, self.rules)
            if rule is None:
                near = nearest(name, [each for rule in self.rules for each in (rule.name, rule.code)])
                hint = f"did you mean `{near}`?" if near else "`promptlint rules` lists them"
                self._complain(self._label(comment, name, "no such rule"), f"unknown rule `{name}` in `{word}`", hint)
            elif not reasoned:
                label = self._label(comment, name, "suppressed without a reason")
                message = f"the suppression of `{rule.name}` gives no reason, so it does not hold"
                self.unused.append(Finding(message, label, help="say why behind the bracket"))
            else:
                label = self._label(comment, name, "silences nothing")
                self.found.setdefault((comment, word, rule), _Suppression(rule, label, lines))

    def _complain(self, label: Label, message: str, hint: str) -> None:
        self.invalid.append(Finding(message, label, help=hint))

    def _label(self, comment: Comment, word: str, text: str) -> Label:
        """At a word of the comment, or at all of it where the word was written in another way."""
        at = self.source.text.find(word, comment.span.start, comment.span.end)
        span = comment.span if at < 0 else Span(at, at + len(word))
        return Label(self.source.path, span, text)


def _directives(text: str) -> Iterator[tuple[str, str]]:
    """The words behind `promptlint:`, each with what follows up to the next one: a reason may take several lines."""
    found = list(_DIRECTIVE.finditer(text)) if "promptlint:" in text else []
    ends = [*(each.start() for each in found[1:]), len(text)]
    for match, end in zip(found, ends, strict=False):
        yield match[1], text[match.end() : end].strip()


def apply(
    diagnostics: Sequence[Diagnostic],
    *,
    comments: Mapping[str, Sequence[Comment]],
    sources: Mapping[str, SourceFile],
    rules: Sequence[Rule],
    ran: Callable[[str, Rule], bool],
    require_reason: bool = True,
) -> Verdict:
    """Take out what the comments silence, and say what is wrong with them.

    `comments` are those of every file that was checked, by path. `ran` tells whether a rule looked
    at a path at all: where it did not, nothing is known of whether its suppression is of use.
    """
    readers = {path: _Reader(sources[path], rules, require_reason) for path in sorted(comments)}
    for path, reader in readers.items():
        reader.read(comments[path])
    silences: dict[tuple[str, str], _Silence] = {}
    for path, reader in readers.items():
        for each in reader.found.values():
            silences.setdefault((path, each.rule.code), _Silence()).stretches += each.lines
    placed: list[tuple[Diagnostic, _Silence | None, int]] = []
    for diagnostic in diagnostics:
        primary = diagnostic.finding.primary
        silence = silences.get((primary.path, diagnostic.code))
        line = sources[primary.path].position(primary.span.start).line if silence else 0
        placed.append((diagnostic, silence, line))
        if silence:
            silence.findings.append(line)
    for silence in silences.values():
        silence.settle()
    kept = [diagnostic for diagnostic, silence, line in placed if silence is None or not silence.holds(line)]
    unused: list[Finding] = []
    for path, reader in readers.items():
        unused += reader.unused
        for each in reader.found.values():
            if ran(path, each.rule) and not silences[path, each.rule.code].is_of_use(each):
                message = f"the suppression of `{each.rule.name}` silences nothing"
                unused.append(Finding(message, each.label, help="remove it"))
    invalid = [finding for reader in readers.values() for finding in reader.invalid]
    return Verdict(tuple(kept), len(diagnostics) - len(kept), tuple(unused), tuple(invalid))


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a file as suppressions see them: some hold nothing else than suppressions."""

    source: SourceFile
    comments: Mapping[int, Sequence[Span]]  # the suppression comments that touch a line
    targets: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, source: SourceFile, comments: Iterable[Comment]) -> _Lines:
        touching: dict[int, list[Span]] = {}
        for comment in dict.fromkeys(comments):
            for line in cls.spanned(source, comment.span):
                touching.setdefault(line, []).append(comment.span)
        return cls(source, touching)

    @staticmethod
    def spanned(source: SourceFile, span: Span) -> range:
        """The lines that a stretch of the file stands on."""
        last = max(span.start, span.end - 1)
        return range(source.position(span.start).line, source.position(last).line + 1)

    def reach(self, comment: Comment) -> tuple[range, ...]:
        """What the syntax says that the comment covers, or its own lines and the next one with something to silence."""
        own = self.spanned(self.source, comment.span)
        if comment.covers is not None:
            return own, self.spanned(self.source, comment.covers)
        passed, line = [], own[-1] + 1
        while line not in self.targets and line <= self.source.line_count and not self._has_text(line):
            passed.append(line)
            line += 1
        target = self.targets.get(line, line)
        self.targets.update(dict.fromkeys(passed, target))
        return own, range(target, target + 1)

    def _has_text(self, line: int) -> bool:
        """Whether there is more on the line than suppressions with their delimiters."""
        span = self.source.line_span(line)
        if line not in self.comments:
            return not self.source.text[span.start : span.end].isspace() and span.end > span.start
        at = span.start
        for comment in sorted(self.comments[line]):
            if any(map(str.isalnum, self.source.text[at : comment.start])):
                return True
            at = max(at, comment.end)
        return any(map(str.isalnum, self.source.text[at : span.end]))
