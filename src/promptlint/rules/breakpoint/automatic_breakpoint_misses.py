"""PL208: an automatic cache mark on a block that is new each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.ir import Evidence, Placeholder, Section, Stability
from promptlint.rules._layout import Layout
from promptlint.rules._rule import prompt_rule
from promptlint.rules._words import changes, shown, way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Prompt


@prompt_rule("PL208", Severity.WARNING, since="0.1.0")
def automatic_breakpoint_misses(prompt: Prompt) -> Iterator[Finding]:
    """An automatic cache mark falls on a last block that is new in every request.

    ## Why
    A mark on the request as a whole is set on its last block. In a conversation that grows, that is what
    one wants. In a request of one turn the last block is the question: each request writes an entry that
    ends in its own question, and no other request reads it.

    ## Bad
    file: prompts/triage.yaml
    model: claude-haiku-5-5
    max_tokens: 500
    cache_control: {type: ephemeral}
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
    if prompt.automatic is None or prompt.breakpoints or not prompt.blocks or prompt.continues:
        return
    value = _varying(prompt)
    layout = Layout.of(prompt)
    if value is None or not layout.can_be_cached(layout.ending):
        return
    stable = layout.stable(0, layout.ending)
    last = layout.last_line(layout.ending, f"about {stable} tokens up to here could be read from the cache")
    yield Finding(
        message=f"the automatic cache mark falls behind {shown(value)}",
        primary=Label(prompt.automatic.path, prompt.automatic.span, "marks the last block, which is new each time"),
        related=(Label(value.path, value.span, changes(value)), *way(value), *((last,) if last else ())),
        help="set an explicit mark at the end of the stable part",
        tokens=stable,
    )


def _varying(prompt: Prompt) -> Placeholder | None:
    """The value that makes the last block new in every request.

    In a request of one turn an undeclared value is its input; in a longer one it may be of any kind.
    """
    one_turn = sum(block.section is Section.MESSAGES for block in prompt.blocks) == 1
    for segment in prompt.blocks[-1].segments:
        if (
            isinstance(segment, Placeholder)
            and segment.ends_prefix
            and segment.stability in (Stability.REQUEST, Stability.VOLATILE)
            and (one_turn or segment.evidence is not Evidence.DEFAULT)
        ):
            return segment
    return None
