"""Which rules run, and at which severity a finding counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from promptlint.config import Switch
from promptlint.selection import selected

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from promptlint.config import Config
    from promptlint.diagnostics import Finding, Severity
    from promptlint.rules._rule import Rule

R = TypeVar("R", bound="Rule")


@dataclass(frozen=True)
class Ruleset:
    """The rules that run: a selection on the command line takes the place of the configured one."""

    rules: Sequence[Rule]
    config: Config
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    @cached_property
    def _running(self) -> frozenset[str]:
        select = self.select or self.config.select or ("PL",)
        ignore = self.ignore if self.select else (*self.ignore, *self.config.ignore)
        return self._codes(select) - self._codes(ignore)

    def _codes(self, selectors: Iterable[str]) -> frozenset[str]:
        return frozenset(rule.code for selector in selectors for rule in selected(selector, self.rules))

    def of(self, rules: Iterable[R]) -> list[R]:
        """Those of some rules that run."""
        return [rule for rule in rules if rule.code in self._running]

    def runs_at(self, path: str, rule: Rule) -> bool:
        """Whether a rule has a say at a path."""
        if rule.code not in self._running or self.config.severity_at(rule.name, path) is Switch.OFF:
            return False
        return rule.code not in self._codes(self.config.ignored_at(path))

    def severity(self, rule: Rule, finding: Finding) -> Severity | None:
        """What a finding weighs where it stands; None when it does not count there.

        A finding that is weaker than its rule, for want of evidence, is never made stronger.
        """
        if not self.runs_at(finding.primary.path, rule):
            return None
        configured = self.config.severity_at(rule.name, finding.primary.path)
        if configured is None or isinstance(configured, Switch):
            return finding.severity if finding.severity is not None else rule.severity
        return configured if finding.severity is None else min(configured, finding.severity)
