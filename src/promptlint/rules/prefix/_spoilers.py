"""Values that spoil a cached prefix, each once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.diagnostics import Label
from promptlint.ir import Placeholder, Section
from promptlint.rules._weight import in_code
from promptlint.rules._words import changes, way

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from promptlint.rules._layout import Layout
    from promptlint.tokens import Bounds

    Wanted = Callable[[Layout, int, Placeholder], bool]

# A prompt with more of them than this is not read any better for one more finding.
_MOST = 50


@dataclass(frozen=True, slots=True)
class Spoiler:
    """A value that spoils the prefix, where else it stands, and the stable text that it costs."""

    value: Placeholder
    at: int
    again: tuple[Placeholder, ...]
    lost: Bounds

    def others(self) -> tuple[Label, ...]:
        """Labels on the way of the value, and on the other places where it stands."""
        places = dict.fromkeys((value.path, value.span) for value in self.again)
        places.pop((self.value.path, self.value.span), None)  # a helper that is called twice
        return (*way(self.value), *(Label(*place, "and here") for place in list(places)[:_MOST]))

    def primary(self) -> Label:
        """The label on the value itself."""
        return Label(self.value.path, self.value.span, changes(self.value))


def identity(layout: Layout, value: Placeholder) -> Hashable:
    """What makes two values one: in code the place that they come from, in a template the name."""
    return (value.name, value.path, value.span) if in_code(layout.prompt) else value.name


def in_marked_prefix(layout: Layout, wanted: Wanted) -> Iterator[Spoiler]:
    """The wanted values that a cache mark fixes in its prefix; what is lost is the text of that prefix."""
    yield from _spoilers(layout, layout.marked_values(), wanted, layout.rewritten)


def before_stable_text(layout: Layout, wanted: Wanted) -> Iterator[Spoiler]:
    """Without marks: the wanted values that strand stable text behind them.

    Behind request data there is nothing left for them to spoil.
    """
    yield from _spoilers(layout, layout.reachable, wanted, layout.loss)


def before_cached_text(layout: Layout, wanted: Wanted) -> Iterator[Spoiler]:
    """Without marks: the wanted values in the cacheable prefix, with stable text of that prefix behind them."""
    yield from _spoilers(layout, layout.values(0, layout.ending), wanted, lambda at: layout.loss(at, layout.ending))


def before_the_rest(
    layout: Layout, wanted: Wanted, is_followed: Callable[[int], bool], but: Iterable[Spoiler]
) -> Iterator[Spoiler]:
    """Without marks: the wanted values that cost what is not seen, or little, unless they were found already."""
    if layout.prompt.is_fragment:
        return
    found = {identity(layout, spoiler.value) for spoiler in but}
    for spoiler in _spoilers(
        layout, layout.reachable, wanted, lambda at: layout.stable(at) if is_followed(at) else None
    ):
        if identity(layout, spoiler.value) not in found:
            yield spoiler


def in_tools(layout: Layout, wanted: Wanted, is_at_stake: Callable[[int], bool]) -> Iterator[Spoiler]:
    """The wanted values and tests among the tools."""
    values = (
        (at, segment)
        for at, segment in enumerate(layout.row)
        if layout.sections[at] is Section.TOOLS
        and isinstance(segment, Placeholder)
        and not layout.is_left_to_loop(at, segment)
    )
    yield from _spoilers(layout, values, wanted, lambda at: layout.stable(at) if is_at_stake(at) else None)


def in_messages(layout: Layout, wanted: Wanted) -> Iterator[Spoiler]:
    """The wanted values of the messages: what a wanted loop does in each round is told with the loop."""
    yield from _spoilers(layout, _outermost(layout, wanted), wanted, layout.stable)


def _outermost(layout: Layout, wanted: Wanted) -> Iterator[tuple[int, Placeholder]]:
    end = -1
    for at, value in layout.values():
        if at > end and wanted(layout, at, value):
            end = layout.ends.get(at, at)
            yield at, value


def _spoilers(
    layout: Layout,
    values: Iterable[tuple[int, Placeholder]],
    wanted: Wanted,
    cost: Callable[[int], Bounds | None],
) -> Iterator[Spoiler]:
    groups: dict[Hashable, list[tuple[int, Placeholder]]] = {}
    for at, value in values:
        if wanted(layout, at, value):
            groups.setdefault(identity(layout, value), []).append((at, value))
            if len(groups) == _MOST:
                break
    for group in groups.values():
        at, value = group[0]
        if (lost := cost(at)) is not None:
            yield Spoiler(value, at, tuple(other for _, other in group[1:]), lost)
