"""What promptlint says about a program without running it, in the words of the oracle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.diagnostics import Severity
from promptlint.engine import lint_files
from wire.truth import Verdict

if TYPE_CHECKING:
    from promptlint.diagnostics import Diagnostic, Label
    from promptlint.engine import Outcome
    from wire.program import Program

# Other rules are about marks, versions and batches: a prefix may be shared by all requests and still break one.
ABOUT_PREFIXES = frozenset(f"PL10{digit}" for digit in range(1, 10)) | {"PL201"}
# A date, or the machine: the prefix is shared for a day, or by the requests of one host. In code that is often a hint.
ABOUT_DRIFT = frozenset(("PL106", "PL107"))


@dataclass(frozen=True, slots=True)
class Said:
    """All diagnostics on a program, and what those about prefixes amount to."""

    outcome: Outcome

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """How the prefix fares by what is said; a hint leaves open whether it drifts."""
        codes = {each.code for each in self._about_prefixes() if each.severity >= Severity.WARNING}
        if codes:
            return (Verdict.DRIFTS if codes <= ABOUT_DRIFT else Verdict.BREAKS,)
        return (Verdict.STABLE, Verdict.DRIFTS) if self._about_prefixes() else (Verdict.STABLE,)

    @property
    def lines(self) -> set[tuple[str, int]]:
        """The lines that the labels of those about prefixes stand on."""
        return {self._line(label) for each in self._about_prefixes() for label in _labels(each)}

    @property
    def primaries(self) -> set[tuple[str, str, int]]:
        """All diagnostics by rule and place."""
        return {(each.code, *self._line(each.finding.primary)) for each in self.outcome.diagnostics}

    @property
    def text(self) -> str:
        """All diagnostics with their labels, for people."""
        return "\n".join(map(self._told, self.outcome.diagnostics)) or "nothing at all"

    def _about_prefixes(self) -> list[Diagnostic]:
        """Those that say that a prefix does not last; a mere hint that it breaks counts for nothing."""
        return [
            each
            for each in self.outcome.diagnostics
            if each.code in ABOUT_DRIFT or (each.code in ABOUT_PREFIXES and each.severity >= Severity.WARNING)
        ]

    def _line(self, label: Label) -> tuple[str, int]:
        return label.path, self.outcome.sources[label.path].position(label.span.start).line

    def _told(self, diagnostic: Diagnostic) -> str:
        labels = (
            f"\n  {path}:{line}: {label.text}" for label in _labels(diagnostic) for path, line in [self._line(label)]
        )
        return f"{diagnostic.severity.word}[{diagnostic.code}]: {diagnostic.finding.message}{''.join(labels)}"


def said(program: Program) -> Said:
    """Check a program as a repository of its own."""
    return Said(lint_files(program.files))


def _labels(diagnostic: Diagnostic) -> tuple[Label, ...]:
    return diagnostic.finding.primary, *diagnostic.finding.related
