"""One cause, one finding: an edit in a shared file is reported once, naming the prompts that it reaches."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint.change import shown, version_label
from promptlint.ir import SENT, THROUGH
from promptlint.rules._rule import ChangeRule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.diagnostics import Finding, Label
    from promptlint.ir import Prompt
    from promptlint.rules._rule import Rule
    from promptlint.source import Span

_NAMED = 3  # prompts that the help names
_LABELLED = 12  # versions that are shown in their place
_WAYS = 6  # other ways of one value that are shown


def merge_causes(
    found: Sequence[tuple[Rule, Prompt, Finding]],
) -> list[tuple[Rule, tuple[Prompt, ...], Finding]]:
    """Join the findings of one rule that point at the same place, in the order of the first of each."""
    groups: dict[tuple[str, str, int], list[tuple[Rule, Prompt, Finding]]] = {}
    for rule, prompt, finding in found:
        primary = finding.primary
        # The end is left out: how far a change reaches depends on the line around it, which is not shared.
        groups.setdefault((rule.code, primary.path, primary.span.start), []).append((rule, prompt, finding))
    return [_merged(group) for group in groups.values()]


def _merged(group: list[tuple[Rule, Prompt, Finding]]) -> tuple[Rule, tuple[Prompt, ...], Finding]:
    group.sort(key=lambda row: row[1].id)
    rule, _, first = group[0]
    prompts = tuple(dict.fromkeys(prompt.id for _, prompt, _ in group))
    by_id = {prompt.id: prompt for _, prompt, _ in group}
    touched = tuple(by_id[id_] for id_ in prompts)
    if len(touched) == 1:
        return rule, touched, first
    severity = max(rule.severity if finding.severity is None else finding.severity for _, _, finding in group)
    words = rule.many if isinstance(rule, ChangeRule) else None
    filled = {"count": f"{len(touched):,}", "prompts": _names(touched)}
    finding = replace(
        first,
        message=words.message.format_map(filled) if words else f"{first.message}, in {len(touched):,} prompts",
        related=_labels([finding for _, _, finding in group], touched),
        help=words.help.format_map(filled) if words else first.help,
        severity=None if severity is rule.severity else severity,  # what a configuration says of the rule holds
    )
    return rule, touched, finding


def _names(prompts: Sequence[Prompt]) -> str:
    named = [f"{prompt.id} ({shown(prompt.version)})" if prompt.version else prompt.id for prompt in prompts]
    more = len(named) - _NAMED
    return ", ".join(named[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _labels(findings: Sequence[Finding], prompts: Sequence[Prompt]) -> tuple[Label, ...]:
    """The versions of all, each place once."""
    versions = [prompt.version for prompt in prompts if prompt.version and prompt.version.span]
    labels = [label for finding in findings for label in finding.related]
    labels += [version_label(version, f"version {shown(version)}") for version in versions]
    primary = findings[0].primary
    places = {(label.path, label.span): label for label in reversed(labels)}
    places.pop((primary.path, primary.span), None)
    return tuple(sorted(places.values(), key=lambda label: (label.path, label.span)))[:_LABELLED]


def with_other_ways(finding: Finding, others: Sequence[Finding]) -> Finding:
    """A finding with a label for each other way on which what it is about comes into a prompt.

    The label stands where that way first puts the value into another text: there is something to mend, and there
    is not where the same text is only handed on, wrapped or sent a second time.
    """
    ways = [_way(finding)]
    parting: list[Label] = []
    for other in others:
        way = _way(other)
        if len(parting) < _WAYS and not any(_goes_on(way, known) for known in ways):
            ways.append(way)
            seen = {_place(label) for label in (finding.primary, *finding.related, *parting)}
            parting += [label for label in way if _place(label) not in seen][:1]
    return replace(finding, related=(*finding.related, *parting))


def _way(finding: Finding) -> list[Label]:
    """The places where a value comes from and is put into texts, without what is lost by it."""
    labels = (finding.primary, *finding.related)
    lost = "" if finding.tokens is None else str(finding.tokens)
    return [
        label for label in labels if not label.text.startswith((SENT, THROUGH)) and not (lost and lost in label.text)
    ]


def hole(finding: Finding) -> tuple[tuple[str, Span], ...]:
    """The places where a value is put into texts; none where it stands in a text itself."""
    return tuple(map(_place, _way(finding)[1:]))


def _goes_on(way: list[Label], known: list[Label]) -> bool:
    """Whether a way is one that is shown, as far as that one goes."""
    return [_place(label) for label in way[: len(known)]] == [_place(label) for label in known]


def _place(label: Label) -> tuple[str, Span]:
    return label.path, label.span
