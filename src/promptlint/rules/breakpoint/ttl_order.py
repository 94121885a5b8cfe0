"""PL205: a five-minute mark ahead of a one-hour mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.rules._rule import prompt_rule
from promptlint.rules.breakpoint._certain import joint_marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Prompt


@prompt_rule("PL205", Severity.ERROR, since="0.1.0")
def ttl_order(prompt: Prompt) -> Iterator[Finding]:
    """A five-minute cache mark stands ahead of a one-hour mark.

    ## Why
    An entry holds all that stands before its mark. One that lives for an hour cannot rest on one that is
    gone after five minutes, and the provider rejects the request. A mark without a lifetime lives for
    five minutes.

    ## Bad
    file: prompts/triage.yaml
    model: claude-haiku-5-5
    max_tokens: 500
    messages:
      - role: user
        content:
          - {type: text, text: "<<< 900 words >>>", cache_control: {type: ephemeral}}
          - {type: text, text: "<<< 500 words >>>", cache_control: {type: ephemeral, ttl: 1h}}

    ## Good
    file: prompts/triage.yaml
    model: claude-haiku-5-5
    max_tokens: 500
    messages:
      - role: user
        content:
          - {type: text, text: "<<< 900 words >>>", cache_control: {type: ephemeral, ttl: 1h}}
          - {type: text, text: "<<< 500 words >>>", cache_control: {type: ephemeral}}
    """
    marks = joint_marks(prompt)
    short = next((mark for mark in marks if mark.is_short), None)
    if short is None:
        return
    long = next((mark for mark in marks[marks.index(short) :] if mark.ttl == "1h"), None)
    if long is not None:
        yield Finding(
            message="a five-minute cache mark stands ahead of a one-hour mark",
            primary=Label(
                short.path, short.span, "lives five minutes" if short.ttl else "lives five minutes by default"
            ),
            related=(Label(long.path, long.span, "lives an hour"),),
            help='give the first `"ttl": "1h"` as well, or the second five minutes',
        )
