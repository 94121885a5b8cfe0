"""PL207: a cache mark so far behind the last entry that it is not found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.ir import Section
from promptlint.rules._layout import WORTH_MOVING, Layout
from promptlint.rules._rule import prompt_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Prompt
    from promptlint.tokens import Bounds


@prompt_rule("PL207", Severity.WARNING, since="0.1.0")
def lookback_exceeded(prompt: Prompt) -> Iterator[Finding]:
    """More than twenty blocks stand between a cache mark and the last entry that was written.

    ## Why
    At a mark the provider looks for an earlier entry among the last twenty blocks only. A mark that moves on
    with the last message of a conversation finds what the request before wrote as long as no more than that
    has been added since. Where a turn adds more, such as the pages of a document, the frames of a video or the
    results of many tools, one block each, nothing is found, and all that was said is written again, as if it
    were new.

    It takes two requests of one conversation to see that: a list of messages that is sent, gets the answer and
    more than twenty blocks, and is sent again; a loop that adds so many in each round; messages under the name
    of a history with so many behind them; two requests in one file of which the second goes on from the first.
    Blocks are counted that are certainly there: spelled out, or made in a loop over a range that is known. How
    many tools a model calls, or how many pages a document has, nobody knows, and nothing is said of it. Nor is
    anything said of marks that stay on the messages, since the next request finds them there, and of the
    requests of a batch, of which none waits for another.

    ## Bad
    file: app.py
    import anthropic

    RULES = '''
    You describe what happens in a film by these rules.
    <<< 900 words >>>
    '''


    def watch(client: anthropic.Anthropic, film: Film) -> None:
        messages = [{"role": "user", "content": "The film begins."}]
        while film.goes_on():
            answer = client.messages.create(
                model="claude-haiku-5-5",
                max_tokens=500,
                cache_control={"type": "ephemeral"},
                system=RULES,
                messages=messages,
            )
            messages.append({"role": "assistant", "content": answer.content})
            frames = [{"type": "image", "source": film.frame(number)} for number in range(30)]
            messages.append({"role": "user", "content": frames})

    ## Good
    file: app.py
    import anthropic

    RULES = '''
    You describe what happens in a film by these rules.
    <<< 900 words >>>
    '''


    def watch(client: anthropic.Anthropic, film: Film) -> None:
        messages = [{"role": "user", "content": "The film begins."}]
        while film.goes_on():
            answer = client.messages.create(
                model="claude-haiku-5-5",
                max_tokens=500,
                cache_control={"type": "ephemeral"},
                system=RULES,
                messages=messages,
            )
            messages.append({"role": "assistant", "content": answer.content})
            frames = [{"type": "image", "source": film.frame(number)} for number in range(12)]
            messages.append({"role": "user", "content": frames})
    """
    turn, window = prompt.turn, prompt.limits.lookback
    mark = prompt.automatic or prompt.last_breakpoint
    if turn is None or window is None or mark is None or turn.blocks <= window:
        return
    layout = Layout.of(prompt)
    lost = _lost(layout, turn.held)
    if not layout.can_be_cached() or (lost.low < WORTH_MOVING and not turn.is_repeated):
        return
    yield Finding(
        message=f"the cache mark looks back over {window} blocks, and {turn.blocks} or more are new",
        primary=Label(mark.path, mark.span, "does not reach what the request before has written"),
        related=(Label(turn.path, turn.span, "added since the request before"),),
        help=f"set a second mark on the last block of the request before, or put what is new into {window // 2} blocks",
        tokens=lost,
    )


def _lost(layout: Layout, held: int) -> Bounds:
    """The constant text of the entry behind the last mark in it: all that stands ahead of the messages at least."""
    blocks = layout.prompt.blocks
    first = next((at for at, block in enumerate(blocks) if block.section is Section.MESSAGES), len(blocks))
    stop = max(first, held)
    start = max((mark.end for mark in layout.marks if mark.block < stop), default=0)
    return layout.stable(start, sum(len(block.segments) for block in blocks[:stop]))
