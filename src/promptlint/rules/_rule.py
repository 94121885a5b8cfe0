"""What a rule is: a pure generator with its facts written once, in its name and its docstring."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from promptlint.batch.batch import Batch
    from promptlint.change import Change
    from promptlint.diagnostics import Finding, Severity
    from promptlint.ir import Prompt


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Rule(Record):
    """A named check with a code."""

    code: str
    name: str
    severity: Severity
    since: str
    docs: str

    @property
    def summary(self) -> str:
        """The first line of its documentation."""
        return self.docs.split("\n", 1)[0]

    def section(self, title: str) -> str:
        """A section of its documentation, or nothing."""
        found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", self.docs, re.MULTILINE | re.DOTALL)
        return found[1].strip("\n") if found else ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PromptRule(Rule):
    """A rule that looks at one prompt."""

    check: Callable[[Prompt], Iterator[Finding]]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Many(Record):
    """What is said when one cause touches several prompts: `{count}` and `{prompts}` are filled in."""

    message: str
    help: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ChangeRule(Rule):
    """A rule that compares a prompt with what it was."""

    check: Callable[[Change], Iterator[Finding]]
    many: Many | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TreeRule(Rule):
    """A rule that looks at all prompts of a tree together."""

    check: Callable[[Sequence[Prompt]], Iterator[Finding]]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BatchRule(Rule):
    """A rule that looks at one batch, and stays silent on kinds of batches that it is not about."""

    check: Callable[[Batch], Iterator[Finding]]


def prompt_rule(
    code: str, severity: Severity, *, since: str
) -> Callable[[Callable[[Prompt], Iterator[Finding]]], PromptRule]:
    """Make a rule of a function from a prompt to findings; the function's name is the rule's."""

    def wrap(check: Callable[[Prompt], Iterator[Finding]]) -> PromptRule:
        return PromptRule(code, _name(check), severity, since, _docs(check), check)

    return wrap


def change_rule(
    code: str, severity: Severity, *, since: str, many: Many | None = None
) -> Callable[[Callable[[Change], Iterator[Finding]]], ChangeRule]:
    """Make a rule of a function from a change to findings; the function's name is the rule's."""

    def wrap(check: Callable[[Change], Iterator[Finding]]) -> ChangeRule:
        return ChangeRule(code, _name(check), severity, since, _docs(check), check, many)

    return wrap


def tree_rule(
    code: str, severity: Severity, *, since: str
) -> Callable[[Callable[[Sequence[Prompt]], Iterator[Finding]]], TreeRule]:
    """Make a rule of a function from all prompts to findings; the function's name is the rule's."""

    def wrap(check: Callable[[Sequence[Prompt]], Iterator[Finding]]) -> TreeRule:
        return TreeRule(code, _name(check), severity, since, _docs(check), check)

    return wrap


def batch_rule(
    code: str, severity: Severity, *, since: str
) -> Callable[[Callable[[Batch], Iterator[Finding]]], BatchRule]:
    """Make a rule of a function from a batch to findings; the function's name is the rule's."""

    def wrap(check: Callable[[Batch], Iterator[Finding]]) -> BatchRule:
        return BatchRule(code, _name(check), severity, since, _docs(check), check)

    return wrap


def _name(check: Callable[..., object]) -> str:
    return check.__name__.replace("_", "-")


def _docs(check: Callable[..., object]) -> str:
    first, _, rest = (check.__doc__ or "").partition("\n")
    lines = rest.split("\n")
    # Python 3.13 has taken the margin away already; `inspect.cleandoc` costs more to import than all rules.
    margin = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    return "\n".join([first, *(line[margin:] for line in lines)]).rstrip()
