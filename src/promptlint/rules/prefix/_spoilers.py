"""Values that spoil a cached prefix, one group for each name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.diagnostics import Label
from promptlint.ir import Stability
from promptlint.rules._words import changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from promptlint.ir import Placeholder
    from promptlint.rules._layout import Layout
    from promptlint.tokens import Bounds

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
        """Labels on the other places of the same value."""
        return tuple(Label(value.path, value.span, "and here") for value in self.again[:_MOST])

    def primary(self) -> Label:
        """The label on the value itself."""
        return Label(self.value.path, self.value.span, changes(self.value))


def in_marked_prefix(layout: Layout, wanted: Callable[[Placeholder], bool]) -> Iterator[Spoiler]:
    """The wanted values that a cache mark fixes in its prefix; what is lost is the text of that prefix."""
    yield from _spoilers(layout.marked_values(), wanted, layout.rewritten)


def before_stable_text(layout: Layout, wanted: Callable[[Placeholder], bool]) -> Iterator[Spoiler]:
    """Without marks: the wanted values that strand stable text behind them.

    Behind request data there is nothing left for them to spoil. Values inside a loop that is itself
    variable are left to the loop.
    """
    reachable = (found for found in _up_to_request_data(layout) if not layout.repeated[found[0]])
    yield from _spoilers(reachable, wanted, layout.loss)


def before_cached_text(layout: Layout, wanted: Callable[[Placeholder], bool]) -> Iterator[Spoiler]:
    """Without marks: the wanted values in the cacheable prefix, with stable text of that prefix behind them."""
    yield from _spoilers(layout.values(0, layout.ending), wanted, lambda at: layout.loss(at, layout.ending))


def _up_to_request_data(layout: Layout) -> Iterator[tuple[int, Placeholder]]:
    for at, value in layout.values():
        if value.ends_prefix and value.stability is Stability.REQUEST:
            return
        yield at, value


def _spoilers(
    values: Iterable[tuple[int, Placeholder]],
    wanted: Callable[[Placeholder], bool],
    cost: Callable[[int], Bounds | None],
) -> Iterator[Spoiler]:
    groups: dict[str, list[tuple[int, Placeholder]]] = {}
    for at, value in values:
        if wanted(value):
            groups.setdefault(value.name, []).append((at, value))
            if len(groups) == _MOST:
                break
    for group in groups.values():
        at, value = group[0]
        if (lost := cost(at)) is not None:
            yield Spoiler(value, at, tuple(other for _, other in group[1:]), lost)
