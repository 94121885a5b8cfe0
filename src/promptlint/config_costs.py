"""What a repository says of costs: its own prices, and where work may be routed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.globs import matches
from promptlint.record import Record, dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PriceSettings(Record):
    """`[[tool.promptlint.prices]]`: what a repository pays for a model, US dollars per million tokens.

    What is None stays as it is listed, or unknown.
    """

    model: str
    input: Decimal | None = None
    write_5m: Decimal | None = None
    write_1h: Decimal | None = None
    read: Decimal | None = None
    output: Decimal | None = None
    batch: Decimal | None = None  # what a batch pays of each price: 0.5 for half
    source: str | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RouteSettings(Record):
    """`[[tool.promptlint.route]]`: a kind of work, and the models that are known to do it well enough."""

    prompts: tuple[str, ...]  # globs of the paths of prompts, or names of batches
    models: tuple[str, ...]
    reason: str | None = None  # how that is known


def route_for(routes: Iterable[RouteSettings], names: Sequence[str]) -> RouteSettings | None:
    """The first route that is about a prompt or batch under one of its names; ids of prompts count by their path."""
    paths = [name.partition("#")[0] for name in names]
    return next((route for route in routes if any(matches(route.prompts, path) for path in paths)), None)
