"""PL204: more cache marks than the provider takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.rules._rule import prompt_rule
from promptlint.rules.breakpoint._certain import certain_marks, joint_marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Prompt

_EXCLUDED = 1  # of several conditions that ask for different things, two may still exclude each other


@prompt_rule("PL204", Severity.ERROR, since="0.1.0")
def too_many_breakpoints(prompt: Prompt) -> Iterator[Finding]:
    """A request has more cache marks than the provider takes.

    ## Why
    The provider rejects a request with more than four marks, and one mark on the request as a whole
    counts. In a batch the rejection comes when the batch ends. Marks inside of conditions are a warning
    where so many of them ask for different things that four are exceeded even if two exclude each other;
    those in a loop are not counted, since they may not be there. A loop that sets a mark in each round,
    with nothing that bounds the rounds, is a warning by itself, and so is a mark that each turn sets on
    its last message and none takes away: it is a matter of time until the conversation is too long.

    ## Bad
    file: prompts/triage.yaml
    model: claude-haiku-5-5
    max_tokens: 500
    messages:
      - role: user
        content:
          - {type: text, text: "<<< 900 words >>>", cache_control: {type: ephemeral}}
          - {type: text, text: Rules on refunds., cache_control: {type: ephemeral}}
          - {type: text, text: Rules on deliveries., cache_control: {type: ephemeral}}
          - {type: text, text: Rules on warranties., cache_control: {type: ephemeral}}
          - {type: text, text: Rules on complaints., cache_control: {type: ephemeral}}

    ## Good
    file: prompts/triage.yaml
    model: claude-haiku-5-5
    max_tokens: 500
    messages:
      - role: user
        content:
          - {type: text, text: "<<< 900 words >>>"}
          - {type: text, text: Rules on refunds.}
          - {type: text, text: Rules on deliveries.}
          - {type: text, text: Rules on warranties.}
          - {type: text, text: Rules on complaints., cache_control: {type: ephemeral}}
    """
    for mark in {(mark.path, mark.span): mark for mark in prompt.breakpoints if mark.is_repeated}.values():
        yield Finding(
            message="cache marks in a loop that nothing bounds",
            primary=Label(mark.path, mark.span, "one more in each round"),
            help=f"clear earlier marks and keep the last few: the provider takes {prompt.limits.max_breakpoints}",
            severity=Severity.WARNING,
        )
    marks = certain_marks(prompt)
    most = prompt.limits.max_breakpoints
    if is_certain := len(marks) > most:
        room = most
    else:
        marks, room = joint_marks(prompt), most + _EXCLUDED
    if len(marks) <= room:
        return
    extra = marks[most]
    yield Finding(
        message=f"{'' if is_certain else 'up to '}{len(marks)} cache marks where the provider takes {most}",
        severity=None if is_certain and not prompt.is_likely else Severity.WARNING,
        primary=Label(extra.path, extra.span, "one too many" if len(marks) == most + 1 else "too many from here on"),
        related=tuple(Label(mark.path, mark.span, f"mark {number}") for number, mark in enumerate(marks[:most], 1)),
        help="keep the last mark of each part that changes on its own, and drop the others",
    )
