"""PL103: text that comes in no particular order in the prefix."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Severity
from promptlint.ir import Kind, Nature, Placeholder, Section, Stability
from promptlint.rules._layout import WORTH_MOVING, Layout
from promptlint.rules._owners import varies_tools
from promptlint.rules._rule import prompt_rule
from promptlint.rules._weight import in_code
from promptlint.rules._words import shown
from promptlint.rules.prefix._spoilers import before_stable_text, before_the_rest, in_marked_prefix
from promptlint.rules.prefix._volatile import costing, inside, stranding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Prompt
    from promptlint.rules.prefix._spoilers import Spoiler

# An order that is drawn, and not left to chance.
_DRAWN = re.compile(r"\b(?:shuffle|sample)\(")
_A_REMARK = 32  # tokens: less behind it is worth no sorting


@prompt_rule("PL103", Severity.ERROR, since="0.1.0")
def unordered_in_prefix(prompt: Prompt) -> Iterator[Finding]:
    """A set, a directory listing or another thing without an order reaches the cached prefix.

    ## Why
    The same elements in another order are another prefix. The order of a set of strings differs between
    two processes, and a directory is listed in whatever order the file system keeps: the prompt looks
    the same to a reader and is another one to the cache.

    In code, where the source of the value is seen, it is a warning also where less than a page stands
    behind it: the answers differ with the order too. At the end of a text that is sent once it is none.

    ## Bad
    Known labels: {{ set(labels) }}

    You label support tickets by these rules.
    <<< 900 words >>>

    ## Good
    You label support tickets by these rules.
    <<< 900 words >>>

    Known labels: {{ labels | sort }}
    """
    layout = Layout.of(prompt)
    if layout.marks:
        for spoiler in in_marked_prefix(layout, _is_wanted):
            if not layout.is_left_to_loop(spoiler.at, spoiler.value):
                yield inside(
                    layout, spoiler, _message(layout, spoiler, " inside the cached prefix"), _advice(spoiler.value)
                )
        return
    stranded = list(before_stable_text(layout, _is_wanted))
    for spoiler in stranded:
        yield stranding(layout, spoiler, _message(layout, spoiler, ", ahead of stable text"), _advice(spoiler.value))
    if in_code(prompt):
        for spoiler in before_the_rest(layout, _is_wanted, lambda at: _is_followed(layout, at), stranded):
            yield costing(spoiler, _message(layout, spoiler, ""), _advice(spoiler.value))


def _is_wanted(layout: Layout, at: int, value: Placeholder) -> bool:
    is_unordered = value.stability is Stability.VOLATILE and value.nature is Nature.UNORDERED
    return is_unordered and value.ends_prefix and not varies_tools(layout, at, value)


def _is_followed(layout: Layout, at: int) -> bool:
    if _is_a_remark(layout, at) or _is_an_end(layout, at):
        return False
    return layout.prompt.continues or layout.followed_until > layout.ends.get(at, at)


def _is_an_end(layout: Layout, at: int) -> bool:
    """Whether it ends what is said once, with little behind it, or its order is drawn on purpose there."""
    prompt, value = layout.prompt, layout.row[at]
    if not prompt.is_likely or prompt.continues or layout.sections[at] is not Section.MESSAGES:
        return False
    assert isinstance(value, Placeholder)
    end = layout.ends.get(at, at)
    is_last = not any(other.kind in (Kind.VALUE, Kind.LOOP) for _, other in layout.values(end + 1))
    # A text with hardly a word of its own is mostly a part of a longer one.
    is_whole = layout.stable(0).low >= _A_REMARK
    return _is_drawn(value) or (is_last and is_whole and layout.stable(end).low < _A_REMARK)


def _is_drawn(value: Placeholder) -> bool:
    return _DRAWN.search(value.name) is not None


def _advice(value: Placeholder) -> str:
    return "draw it with a fixed seed" if _is_drawn(value) else "sort it"


def _is_a_remark(layout: Layout, at: int) -> bool:
    """Whether it stands in a few words to the model that are sent behind all that was said: what was wrong, say."""
    prompt = layout.prompt
    is_turn = prompt.is_likely and not prompt.continues and layout.sections[at] is Section.MESSAGES
    if not is_turn or layout.stable(0).low >= WORTH_MOVING:
        return False
    # Nobody knows how long other values are; of a few names all that is printed is each of them.
    values = [(place, value) for place, value in layout.values() if value.kind is not Kind.TEST]
    names = set[int]()
    for place, value in values:
        if value.nature is Nature.UNORDERED:
            inside = [other for other, _ in values if place < other <= layout.ends.get(place, place)]
            names.update(inside if len(inside) == 1 else ())
    return all(value.nature is Nature.UNORDERED or place in names for place, value in values)


def _message(layout: Layout, spoiler: Spoiler, where: str) -> str:
    """In code all prompts that a value reaches are one finding, so that it says the same of all."""
    return f"{shown(spoiler.value)} has no fixed order{' in the prompt' if in_code(layout.prompt) else where}"
