"""PL101: stable text that the cache never holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.ir import Stability
from promptlint.rules._layout import Layout
from promptlint.rules._rule import prompt_rule
from promptlint.rules._words import changes, declaring, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Placeholder, Prompt
    from promptlint.tokens import Bounds

# By the level, and whether a condition may leave the value out. What is proven goes first; a prompt gets one finding.
_SEVERITIES = {
    (Stability.REQUEST, False): Severity.ERROR,
    (Stability.SESSION, False): Severity.WARNING,
    (Stability.REQUEST, True): Severity.WARNING,
    (Stability.SESSION, True): Severity.INFO,
    (Stability.UNKNOWN, False): Severity.INFO,
}


@prompt_rule("PL101", Severity.ERROR, since="0.1.0")
def variable_before_stable(prompt: Prompt) -> Iterator[Finding]:
    """Stable text stands behind a value that changes more often, and is lost to the cache.

    ## Why
    A cache matches a prompt from its very first byte and stops at the first one that differs. All that
    stands behind a value that changes with each request is paid for in full each time, however stable
    it is. The same text costs a tenth or less once it stands in front.

    Values are judged by what is declared of them, by what the template puts there, by telling names
    (`question`, `user_name`, `chat_history`), and otherwise as request data. A value that changes with
    the conversation only is a warning, since within one conversation the prefix is still reused; so is
    one that a condition may leave out, since the text is lost only with it. One that nothing in the
    repository tells about is a hint. Less than 128 tokens of stable text behind the value are no finding,
    and neither is a prompt too short for its model's cache.

    ## Bad
    Customer: {{ customer }}

    You answer support tickets by these rules.
    <<< 900 words >>>

    ## Good
    You answer support tickets by these rules.
    <<< 900 words >>>

    Customer: {{ customer }}

    ## Options
    A value that many requests share is declared: `placeholders = {customer = "shared"}` in the
    configuration, or a comment `promptlint: placeholder customer=shared` in the file.
    """
    layout = Layout(prompt)
    found = dict[tuple[Stability, bool], tuple[int, "Placeholder", "Bounds"]]()
    for at, value in layout.values(layout.marked_end):
        kind = value.stability, at in layout.conditions.optional
        if not value.ends_prefix or kind not in _SEVERITIES or kind in found:
            continue
        if (lost := _loss(layout, at)) is not None:
            found[kind] = at, value, lost
        elif not layout.depths[at]:
            break
    for kind, severity in _SEVERITIES.items():
        if kind in found:
            yield _finding(layout, *found[kind], severity)
            return


def _loss(layout: Layout, at: int) -> Bounds | None:
    """What is lost behind a value; behind a mark, only what the author must have meant to cache as well."""
    lost = layout.loss(at)
    if lost is None or not layout.marks:
        return lost
    return lost if lost.low >= layout.stable(0, layout.marked_end).high else None


def _finding(layout: Layout, at: int, value: Placeholder, lost: Bounds, severity: Severity) -> Finding:
    fate = _fate(value) + (" where a condition lets the value in" if at in layout.conditions.optional else "")
    first = layout.first_line(at, None, f"about {lost} tokens of stable text from here on are {fate}")
    return Finding(
        message=f"stable text stands behind {shown(value)}",
        primary=Label(value.path, value.span, changes(value)),
        related=(first,) if first else (),
        help=f"move it behind the stable text{declaring(value)}",
        severity=severity,
        tokens=lost,
    )


def _fate(value: Placeholder) -> str:
    if value.stability is Stability.SESSION:
        return "cached within one conversation only"
    if value.stability is Stability.UNKNOWN:
        return "never cached if it changes"
    return "never cached"
