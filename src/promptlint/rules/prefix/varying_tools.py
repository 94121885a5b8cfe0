"""PL104: tools that differ between requests."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.ir import Kind, Nature, Placeholder, Section, Stability
from promptlint.rules._layout import WORD, Layout
from promptlint.rules._owners import varies_tools
from promptlint.rules._rule import prompt_rule
from promptlint.rules._weight import PROVEN, in_code, weighed
from promptlint.rules._words import shown
from promptlint.rules.prefix._spoilers import Spoiler, in_tools
from promptlint.stability import by_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from promptlint.ir import Prompt

_MOST_MORE = 5  # conditions that are shown besides the first
_A_QUESTION = (Stability.REQUEST, Nature.PLAIN)


@prompt_rule("PL104", Severity.ERROR, since="0.1.0")
def varying_tools(prompt: Prompt) -> Iterator[Finding]:
    """The tools, their order or their text differ between requests.

    ## Why
    Tools are rendered first, ahead of the system prompt and of all messages. One that is there in some
    requests only, two in another order, a date in a description: nothing that was cached is found again,
    the whole conversation included. Offer the same tools in the same order, and say with `tool_choice`
    which of them may be used.

    Tools that differ between conversations, but not within one, are a warning. So is a value that is
    known by its name only, and one where no request is in sight. A condition is reported only where its
    test is seen to vary, or asks for what the user says, not where nobody knows.

    ## Bad
    file: app.py
    import anthropic

    RULES = '''
    You answer support tickets by these rules.
    <<< 900 words >>>
    '''
    SCHEMA = {"type": "object", "properties": {"id": {"type": "string"}}}
    TOPICS = {"refunds", "deliveries", "warranties"}


    def answer(client: anthropic.Anthropic, ticket: str) -> None:
        client.messages.create(
            model="claude-haiku-5-5",
            max_tokens=500,
            tools=[{"name": topic, "description": f"Rules on {topic}", "input_schema": SCHEMA} for topic in TOPICS],
            system=[{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}],
            messages=[{"role": "user", "content": ticket}],
        )

    ## Good
    file: app.py
    import anthropic

    RULES = '''
    You answer support tickets by these rules.
    <<< 900 words >>>
    '''
    SCHEMA = {"type": "object", "properties": {"id": {"type": "string"}}}
    TOPICS = {"refunds", "deliveries", "warranties"}


    def answer(client: anthropic.Anthropic, ticket: str) -> None:
        client.messages.create(
            model="claude-haiku-5-5",
            max_tokens=500,
            tools=[
                {"name": topic, "description": f"Rules on {topic}", "input_schema": SCHEMA}
                for topic in sorted(TOPICS)
            ],
            system=[{"type": "text", "text": RULES, "cache_control": {"type": "ephemeral"}}],
            messages=[{"role": "user", "content": ticket}],
        )
    """
    layout = Layout.of(prompt)
    tests = list[Spoiler]()
    for spoiler in in_tools(layout, _is_wanted, lambda at: _is_at_stake(layout, at)):
        if _is_test(spoiler.value):
            tests.append(spoiler)
        else:
            yield _finding(layout, spoiler, ())
    if tests:
        tests.sort(key=lambda each: _severity(prompt, each.value), reverse=True)
        yield _finding(layout, tests[0], tests[1:])


def _finding(layout: Layout, spoiler: Spoiler, more: Sequence[Spoiler]) -> Finding:
    """What is said of a value, or of the first of several conditions: to mend one of them alone mends nothing."""
    value = spoiler.value
    also = dict.fromkeys((each.value.path, each.value.span) for each in more)
    return Finding(
        message=_message(value),
        primary=spoiler.primary(),
        related=(
            *spoiler.others(),
            *(Label(*place, "and on this") for place in islice(also, _MOST_MORE)),
            *_lost(layout, spoiler),
        ),
        help=_help(value),
        severity=_severity(layout.prompt, value),
        tokens=spoiler.lost if spoiler.lost.high else None,
    )


def _severity(prompt: Prompt, value: Placeholder) -> Severity:
    severity = Severity.WARNING if value.stability is Stability.SESSION else Severity.ERROR
    weight = weighed(prompt, value, severity)
    return severity if weight is None else weight


def _is_test(value: Placeholder) -> bool:
    return value.kind in (Kind.TEST, Kind.ELSE)


def _is_wanted(layout: Layout, at: int, value: Placeholder) -> bool:
    if not varies_tools(layout, at, value):
        return False
    if not _is_test(value) or not in_code(layout.prompt) or value.evidence in PROVEN:
        return True
    return not layout.prompt.is_likely and _asks_the_question(layout, value)


def _asks_the_question(layout: Layout, test: Placeholder) -> bool:
    """Whether a condition is on what the user says: another thing in each request, by whichever name."""
    if test.stability is not Stability.REQUEST:
        return False
    said = {each.name for at, each in layout.values() if layout.sections[at] is Section.MESSAGES}
    return any(name in said or by_name(name) == _A_QUESTION for name in WORD.findall(test.name))


def _is_at_stake(layout: Layout, at: int) -> bool:
    """Whether something is cached behind a place: marked, a conversation, or text that may be long enough."""
    prompt = layout.prompt
    if layout.marks:
        return at < layout.marked_end
    if prompt.is_fragment:
        return False
    if prompt.continues or layout.loss(at) is not None:
        return True
    return in_code(prompt) and any(
        value.kind in (Kind.VALUE, Kind.LOOP)
        for there, value in layout.values()
        if layout.sections[there] is not Section.MESSAGES
    )


def _message(value: Placeholder) -> str:
    if value.nature is Nature.UNORDERED and value.kind in (Kind.VALUE, Kind.LOOP):
        return f"{shown(value)} has no fixed order in the tools"
    if value.stability is Stability.VOLATILE:
        return f"{shown(value)} changes in the tools"
    return f"the tools depend on {shown(value)}"


def _help(value: Placeholder) -> str:
    if value.nature is Nature.UNORDERED and value.kind in (Kind.VALUE, Kind.LOOP):
        return "sort it: the tools come first, and all that follows is lost with them"
    if value.kind in (Kind.TEST, Kind.ELSE, Kind.LOOP):
        return "offer the same tools in every request, and say with `tool_choice` which of them may be used"
    return "move it into the messages: the tools come first, and all that follows is lost with them"


def _lost(layout: Layout, spoiler: Spoiler) -> tuple[Label, ...]:
    if layout.marks:
        end = layout.marks[-1].breakpoint
        return (Label(end.path, end.span, "the cached prefix ends here"),)
    lost = layout.loss(spoiler.at)
    if lost is None:
        return ()
    first = layout.first_line(spoiler.at, None, f"about {lost} tokens of stable text from here on are never cached")
    return (first,) if first else ()
