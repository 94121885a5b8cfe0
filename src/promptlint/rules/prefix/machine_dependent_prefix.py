"""PL107: a prefix that differs from machine to machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Label, Severity
from promptlint.ir import Kind, Nature
from promptlint.rules._layout import Layout
from promptlint.rules._rule import prompt_rule
from promptlint.rules._weight import in_code
from promptlint.rules._words import shown
from promptlint.rules.prefix._spoilers import before_cached_text, in_marked_prefix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.ir import Placeholder, Prompt
    from promptlint.rules.prefix._spoilers import Spoiler


@prompt_rule("PL107", Severity.WARNING, since="0.1.0")
def machine_dependent_prefix(prompt: Prompt) -> Iterator[Finding]:
    """A host name, a path or the environment makes the prefix differ between machines.

    ## Why
    A cache entry is shared by all that send the same bytes. A host name or a working directory near the
    top gives each machine, container and checkout an entry of its own: the more workers a job has, the
    less of it is cached. In a program where no request is in sight it is a hint.

    ## Bad
    Working directory: {{ cwd }}

    You answer support tickets by these rules.
    <<< 900 words >>>

    Ticket: {{ ticket }}

    ## Good
    You answer support tickets by these rules.
    <<< 900 words >>>

    Working directory: {{ cwd }}
    Ticket: {{ ticket }}

    ## Options
    An environment variable that is the same everywhere is declared: `placeholders = {cwd = "deploy"}` in
    the configuration, or a comment `promptlint: placeholder cwd=deploy` in the file.
    """
    layout = Layout.of(prompt)
    if layout.marks and not layout.can_be_cached(layout.marked_end):
        return
    for spoiler in in_marked_prefix(layout, _is_wanted) if layout.marks else before_cached_text(layout, _is_wanted):
        yield Finding(
            message=f"{shown(spoiler.value)} gives each machine a prefix of its own",
            primary=spoiler.primary(),
            related=(*spoiler.others(), *_held(layout, spoiler)),
            help="move it behind the stable text; if all machines have the same, declare it as `deploy`",
            severity=Severity.INFO if in_code(prompt) and prompt.is_likely else None,
            tokens=spoiler.lost,
        )


def _held(layout: Layout, spoiler: Spoiler) -> tuple[Label, ...]:
    if layout.marks:
        end = layout.marks[-1].breakpoint
        return (Label(end.path, end.span, "the cached prefix ends here"),)
    words = f"each machine caches about {spoiler.lost} tokens from here on for itself"
    first = layout.first_line(spoiler.at, layout.ending, words)
    return (first,) if first else ()


def _is_wanted(_layout: Layout, _at: int, value: Placeholder) -> bool:
    return value.nature is Nature.MACHINE and value.kind in (Kind.VALUE, Kind.LOOP)
