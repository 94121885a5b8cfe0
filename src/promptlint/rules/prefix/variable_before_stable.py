"""PL101: stable text that the cache never holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.ir import Kind, Literal, Nature, Placeholder, Section, Stability
from promptlint.rules._layout import WORTH_A_GUESS, Layout
from promptlint.rules._owners import is_history, is_left
from promptlint.rules._rule import prompt_rule
from promptlint.rules._weight import PROVEN, in_code, weighed
from promptlint.rules._words import declaring, shown
from promptlint.rules.prefix._spoilers import Spoiler
from promptlint.rules.prefix._whole import stranded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Prompt
    from promptlint.tokens import Bounds

_MOST_OTHERS = 5  # values that are pointed at besides the first
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

    In a system prompt that the messages of earlier turns follow, what is found or asked for each turn anew, and in
    code what an object gathers meanwhile, is a warning even where no stable text stands behind it: all that was said
    before is lost with it.

    In code, a value that is known by its name only, or that stands in what looks like a prompt while no
    request is in sight, is a warning. A parameter that nobody in the repository fills is a hint at most,
    and none without a request, unless nothing else of the request can differ: where the whole of it is seen
    and no value stands behind the text, one of those ahead of it is another one each time, which is a
    warning. A condition around a value of the conversation changes nothing there: it
    mostly asks whether there is one.

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
    layout = Layout.of(prompt)
    found = dict[tuple[Stability, bool, bool], tuple[Severity, Spoiler]]()
    for at, value in layout.values(layout.marked_end):
        if is_history(layout, at, value):
            break
        level = value.stability, at in layout.conditions.optional
        kind = (*level, in_code(prompt) and value.evidence not in PROVEN)
        if not value.ends_prefix or level not in _SEVERITIES or kind in found or is_left(layout, at, value):
            continue
        if (lost := _loss(layout, at)) is not None:
            found[kind] = _severity(prompt, value, level), Spoiler(value, at, (), lost)
        elif not layout.depths[at]:
            break
    ordered = [found[*level, weak] for level in _SEVERITIES for weak in (False, True) if (*level, weak) in found]
    severity, spoiler = max(ordered, key=lambda each: each[0], default=(Severity.INFO, None))
    if severity is Severity.INFO and (told := list(_of_whole(layout))):
        yield from told
    elif spoiler is not None:
        yield _finding(layout, spoiler, severity)
    elif (first := _before_turns(layout)) is not None:
        yield Finding(
            message=f"the conversation stands behind {shown(first.value)}",
            primary=first.primary(),
            related=first.others(),
            help=f"move it into the latest message: what was said before stays as it was{declaring(first.value)}",
            severity=Severity.WARNING,
        )


def _of_whole(layout: Layout) -> Iterator[Finding]:
    """Text behind all values of a request that is seen as a whole, whatever is known of each of them."""
    for text in stranded(layout):
        first, *others = text.values
        words = "one of these is another in each request" if others else "nothing else differs between requests"
        more = f" and {len(others)} more" if others else ""
        yield Finding(
            message=f"stable text stands behind {shown(first)}{more}, all that differs between requests",
            primary=Label(first.path, first.span, words),
            related=(*(Label(each.path, each.span, "or this one") for each in others[:_MOST_OTHERS]), text.line),
            help=f"move what differs behind the stable text{declaring(first)}",
            severity=Severity.WARNING,
            tokens=text.lost,
            about=_hole(layout, text.at),
        )


def _before_turns(layout: Layout) -> Spoiler | None:
    """The first value of a system prompt that is another one with each turn of the conversation that follows."""
    if not layout.prompt.resumes or layout.marks:
        return None
    for at, value in layout.values():
        is_there = layout.sections[at] is Section.SYSTEM and value.kind in (Kind.VALUE, Kind.LOOP)
        if is_there and _is_of_turn(value) and value.ends_prefix and not is_left(layout, at, value):
            return Spoiler(value, at, (), layout.stable(at))
    return None


def _is_of_turn(value: Placeholder) -> bool:
    """Whether a value is another one with each turn: asked for anew, or gathered meanwhile."""
    if value.stability is Stability.REQUEST:
        return True
    return value.stability is Stability.SESSION and value.nature in (Nature.GATHERED, Nature.LIVE)


def _severity(prompt: Prompt, value: Placeholder, level: tuple[Stability, bool]) -> Severity:
    severity = _SEVERITIES[level]
    if in_code(prompt) and level == (Stability.SESSION, True):
        severity = Severity.WARNING  # the condition mostly asks whether there is any: `if memories`
    weight = weighed(prompt, value, severity)
    return severity if weight is None else weight


def _loss(layout: Layout, at: int) -> Bounds | None:
    """What is lost behind a value; behind a mark, only what the author must have meant to cache as well."""
    lost = layout.loss(at)
    if lost is not None and in_code(layout.prompt) and lost.low < WORTH_A_GUESS and _is_guess(layout, at):
        return None
    if lost is None or not layout.marks:
        return lost
    return lost if lost.low >= layout.stable(0, layout.marked_end).high else None


def _is_guess(layout: Layout, at: int) -> bool:
    """Whether neither a request nor the source of the value was seen."""
    value = layout.row[at]
    return layout.prompt.is_likely or (isinstance(value, Placeholder) and value.evidence not in PROVEN)


def _finding(layout: Layout, spoiler: Spoiler, severity: Severity) -> Finding:
    at, value = spoiler.at, spoiler.value
    fate = _fate(value) + (" where a condition lets the value in" if at in layout.conditions.optional else "")
    first = layout.first_line(at, None, f"about {spoiler.lost} tokens of stable text from here on are {fate}")
    return Finding(
        message=f"stable text stands behind {shown(value)}",
        primary=spoiler.primary(),
        related=(*spoiler.others(), *((first,) if first else ())),
        help=f"move it behind the stable text{declaring(value)}",
        severity=severity,
        tokens=spoiler.lost,
        about=_hole(layout, spoiler.at),
    )


def _hole(layout: Layout, at: int) -> Label | None:
    """In code: where the value stands in the text, which is what there is to mend, whoever calls with which value."""
    if not in_code(layout.prompt):
        return None
    text = layout.row[at + 1 :]
    behind = next((part for part in text if isinstance(part, Literal)), None)
    return Label(behind.path, behind.span, "") if behind is not None else None


def _fate(value: Placeholder) -> str:
    if value.stability is Stability.SESSION:
        return "cached within one conversation only"
    if value.stability is Stability.UNKNOWN:
        return "never cached if it changes"
    return "never cached"
