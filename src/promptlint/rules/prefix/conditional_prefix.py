"""PL108: a condition on request data that splits the prefix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.ir import Evidence, Kind, Literal, Placeholder
from promptlint.rules._layout import Layout
from promptlint.rules._owners import VARYING, varies_tools
from promptlint.rules._rule import prompt_rule
from promptlint.rules._weight import PROVEN, in_code
from promptlint.rules._words import changes, shown, way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Prompt

_MANY = 1_000_000
_MOST_LABELS = 20


@dataclass(frozen=True, slots=True)
class _Condition:
    """A condition: the test that varies, the number of ways it can go, and where it ends."""

    test: Placeholder
    identity: tuple[tuple[str, str], ...]
    ways: int
    end: int


@prompt_rule("PL108", Severity.WARNING, since="0.1.0")
def conditional_prefix(prompt: Prompt) -> Iterator[Finding]:
    """A condition on request data splits the cached prefix into variants.

    ## Why
    Each way that a condition can go is a prefix of its own, with an entry of its own that is written and
    paid for by itself; two conditions make four of them. Text that depends on the request belongs behind
    the text that does not. A condition on an undeclared value is a hint only: it is often a switch that
    hardly moves. In code only a test whose value is seen to vary counts.

    ## Bad
    {# promptlint: placeholder is_refund=request #}
    {% if is_refund %}
    This ticket asks for money back: read the rules on refunds twice.
    {% endif %}
    You answer support tickets by these rules.
    <<< 900 words >>>

    Ticket: {{ ticket }}

    ## Good
    {# promptlint: placeholder is_refund=request #}
    You answer support tickets by these rules.
    <<< 900 words >>>

    {% if is_refund %}
    This ticket asks for money back: read the rules on refunds twice.
    {% endif %}
    Ticket: {{ ticket }}

    ## Options
    A switch that is set once for a deployment is declared: `placeholders = {is_refund = "deploy"}` in the
    configuration, or a comment `promptlint: placeholder is_refund=deploy` in the file.
    """
    layout = Layout.of(prompt)
    stop = layout.marked_end or layout.ending
    found = [each for each in _conditions(layout, stop) if layout.loss(each.end, stop) is not None]
    if not found:
        return
    proven = [each for each in found if each.test.evidence is not Evidence.DEFAULT]
    chosen = (proven or found)[0]
    behind = layout.loss(chosen.end, stop)
    ways = 1
    for each in {each.identity: each for each in found}.values():
        ways = min(ways * each.ways, _MANY)
    count = f"over {_MANY:,}" if ways == _MANY else str(ways)
    is_code = in_code(prompt)  # where all prompts that one condition reaches are one finding
    others = [Label(e.test.path, e.test.span, "and this condition") for e in found if e is not chosen]
    words = f"about {behind} tokens from here on are cached once for each of {count} variants"
    first = layout.first_line(chosen.end, stop, words)
    yield Finding(
        message=f"a condition on {shown(chosen.test)} splits the cached prefix"
        + ("" if is_code else f" into {count} variants"),
        primary=Label(chosen.test.path, chosen.test.span, changes(chosen.test)),
        related=(*way(chosen.test), *others[:_MOST_LABELS], *((first,) if first else ())),
        help="move the conditional text behind the stable text, or declare the value if it hardly changes",
        severity=None if proven and not (is_code and prompt.is_likely) else Severity.INFO,
        tokens=behind,
    )


def _conditions(layout: Layout, stop: int) -> Iterator[_Condition]:
    """The conditions before a place whose text is constant whichever way they go, the outer before the inner."""
    counts = _Counts(layout)
    opened: list[tuple[int, list[Placeholder]]] = []
    closed: list[tuple[int, _Condition]] = []
    for at, segment in enumerate(layout.row[:stop]):
        if not isinstance(segment, Placeholder):
            continue
        if segment.kind in (Kind.TEST, Kind.LOOP):
            opened.append((at, [segment]))
        elif segment.kind is Kind.ELSE and opened:
            opened[-1][1].append(segment)
        elif segment.kind is Kind.END and opened:
            start, arms = opened.pop()
            test = next((arm for arm in arms if _varies(layout, start, arm)), None)
            if arms[0].kind is Kind.TEST and test is not None and counts.is_constant_text(start, at):
                identity = tuple((arm.name, arm.form) for arm in arms)
                closed.append((start, _Condition(test, identity, _ways(arms), at)))
    for _, condition in sorted(closed, key=lambda pair: pair[0]):
        yield condition


def _varies(layout: Layout, start: int, test: Placeholder) -> bool:
    """Whether a test is known to go either way, and no other rule speaks of it; names of code prove nothing."""
    if test.stability not in VARYING or varies_tools(layout, start, test):
        return False
    return test.evidence in PROVEN or not in_code(layout.prompt)


def _ways(arms: list[Placeholder]) -> int:
    """One for each arm, and one more where none of them may be taken: the arm of a plain `else` has no test."""
    return len(arms) + (arms[-1].kind is Kind.TEST or bool(arms[-1].name))


class _Counts:
    """How many parts with text and how many values that end a prefix stand before each place."""

    def __init__(self, layout: Layout) -> None:
        self.texts, self.endings = [0], [0]
        for segment in layout.row:
            if isinstance(segment, Literal):
                has_text, ends = not segment.text.isspace(), False
            else:
                has_text, ends = segment.kind is Kind.VALUE, segment.ends_prefix
            self.texts.append(self.texts[-1] + has_text)
            self.endings.append(self.endings[-1] + ends)

    def is_constant_text(self, start: int, end: int) -> bool:
        """Whether there is something between two places, and nothing that ends a prefix."""
        return self.texts[end] > self.texts[start + 1] and self.endings[end] == self.endings[start]
