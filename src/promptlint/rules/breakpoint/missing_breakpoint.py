"""PL202: a long stable prefix that nothing marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Severity
from promptlint.rules._layout import Layout
from promptlint.rules._rule import prompt_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Prompt


@prompt_rule("PL202", Severity.INFO, since="0.1.0")
def missing_breakpoint(prompt: Prompt) -> Iterator[Finding]:
    """A long stable prefix has no cache mark, and the provider caches nothing without one.

    ## Why
    Some providers cache by themselves; others cache only what a mark closes. There a request without a
    mark pays for its whole prefix each time. It is a hint, and for whole request bodies only: in other
    files the mark may be set by the code that sends the prompt.

    ## Bad
    file: prompts/triage.yaml
    model: claude-haiku-5-5
    max_tokens: 500
    system: |
      You answer support tickets by these rules.
      <<< 900 words >>>
    messages:
      - role: user
        content: "The customer asks: {{ question }}"

    ## Good
    file: prompts/triage.yaml
    model: claude-haiku-5-5
    max_tokens: 500
    system:
      - type: text
        text: |
          You answer support tickets by these rules.
          <<< 900 words >>>
        cache_control: {type: ephemeral}
    messages:
      - role: user
        content: "The customer asks: {{ question }}"
    """
    limits = prompt.limits
    is_whole = prompt.is_request and not prompt.is_likely
    if not (is_whole and limits.known and limits.explicit) or prompt.automatic or prompt.breakpoints:
        return
    layout = Layout.of(prompt)
    stable = layout.stable(0, layout.ending)
    if stable.low < limits.minimum:
        return
    last = layout.last_line(layout.ending, f"about {stable} tokens up to here are the same in every request")
    if last is None:
        return
    yield Finding(
        message="a long stable prefix has no cache mark",
        primary=last,
        help=f"mark its end: {limits.provider.title()} caches nothing without a mark",
        tokens=stable,
    )
