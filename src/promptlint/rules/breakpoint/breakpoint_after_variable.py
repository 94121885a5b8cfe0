"""PL201: a cache mark that closes a prefix with request data in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.ir import Evidence, Stability
from promptlint.rules._layout import WORTH_MOVING, Layout
from promptlint.rules._owners import is_left
from promptlint.rules._rule import prompt_rule
from promptlint.rules._weight import weighed
from promptlint.rules._words import changes, declaring, shown, way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Placeholder, Prompt

_MOST_LABELS = 20
# Instructions and limits that somebody gives; what two forms of a value are called that a condition chooses between.
_NO_DATA = re.compile(
    r"(?i)(?:^|[_.])(?:system_?(?:prompt|message)|instructions?|(?:max|min)_\w+)$"
    r"|^not |\b(?:and|or|is|in)\b |[=!<>]="
)


@prompt_rule("PL201", Severity.ERROR, since="0.1.0")
def breakpoint_after_variable(prompt: Prompt) -> Iterator[Finding]:
    """A cache mark closes a prefix that holds request data: written each time, never read.

    ## Why
    A mark writes one entry for all that stands before it. With request data in that part no later
    request finds the entry, and writing costs more than sending the text without a mark would. The mark
    belongs at the end of what the requests have in common.

    A value that is undeclared and has no telling name may be shared by many requests, and the author
    says so by setting a mark right behind it: such a value is no finding. Neither is the mark on the last
    message of a conversation when an earlier mark closes the stable part. In code a value that is known
    by its name only is a warning, and so are one where no request is in sight and one that nobody knows,
    unless it is called after instructions or a limit.

    ## Bad
    file: prompts/triage.yaml
    model: claude-haiku-4-5
    max_tokens: 500
    messages:
      - role: user
        content:
          - type: text
            text: |
              The customer asks: {{ question }}
              <<< 900 words >>>
            cache_control: {type: ephemeral}

    ## Good
    file: prompts/triage.yaml
    model: claude-haiku-5-5
    max_tokens: 500
    messages:
      - role: user
        content:
          - type: text
            text: |
              You answer support tickets by these rules.
              <<< 900 words >>>
            cache_control: {type: ephemeral}
          - type: text
            text: "The customer asks: {{ question }}"

    ## Options
    A value that many requests share is declared: `placeholders = {question = "shared"}` in the
    configuration.
    """
    layout = Layout.of(prompt)
    held = [(at, value) for at, value in layout.marked_values() if value.ends_prefix and not is_left(layout, at, value)]
    proven = [(at, value) for at, value in held if _is_request_data(value)]
    if proven:
        yield _closed_over_request_data(layout, proven)
        return
    for at, value in held:
        if value.stability is Stability.UNKNOWN:
            behind = layout.stable(at, layout.marked_end)
            is_worth_it = behind.low >= WORTH_MOVING and layout.can_be_cached(layout.marked_end)
            if is_worth_it and not _NO_DATA.search(value.name):
                yield _finding(layout, at, value, Severity.WARNING)
            return


def _is_request_data(value: Placeholder) -> bool:
    return value.stability is Stability.REQUEST and value.evidence is not Evidence.DEFAULT


def _closed_over_request_data(layout: Layout, held: list[tuple[int, Placeholder]]) -> Finding:
    at, value = held[0]
    end = layout.mark_behind(at).end
    others = tuple(Label(v.path, v.span, changes(v)) for there, v in held[1:] if there < end)
    return _finding(layout, at, value, Severity.ERROR, others[:_MOST_LABELS])


def _finding(
    layout: Layout, at: int, value: Placeholder, severity: Severity, others: tuple[Label, ...] = ()
) -> Finding:
    mark = layout.mark_behind(at)
    later = tuple(
        Label(each.breakpoint.path, each.breakpoint.span, "and this one")
        for each in layout.marks
        if each.end > mark.end
    )
    sure, weight = severity is Severity.ERROR, weighed(layout.prompt, value, severity)
    return Finding(
        message=f"a cache mark closes a prefix that {'holds' if sure else 'may vary by'} {shown(value)}",
        primary=Label(
            mark.breakpoint.path,
            mark.breakpoint.span,
            f"writes an entry that {'no' if sure else 'perhaps no'} request reads",
        ),
        # A value that stands there several times is labelled once.
        related=tuple(dict.fromkeys((Label(value.path, value.span, changes(value)), *way(value), *others, *later))),
        help=f"set the mark ahead of it{declaring(value)}",
        severity=severity if weight is None else weight,
        tokens=layout.rewritten(at),
    )
