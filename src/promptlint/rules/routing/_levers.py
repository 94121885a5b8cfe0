"""Which levers on its price a declared batch leaves alone: a smaller model, the cache."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint.batch.pinned import PinnedBatch, shown_name
from promptlint.batch.requests.files import RequestFiles
from promptlint.diagnostics import Finding, Label
from promptlint.providers.prices import prices
from promptlint.providers.registry import bare_name
from promptlint.rules._layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from promptlint.batch.batch import Batch
    from promptlint.batch.pinned import PinnedPrompt


def oversized(batch: Batch) -> Iterator[Finding]:
    """A batch whose work the configuration gives to other models, one of which costs less."""
    if not isinstance(batch, PinnedBatch) or batch.route is None:
        return
    model, route = batch.model_of(batch.found), batch.route
    if model is None or bare_name(model) in map(bare_name, route.models):
        return
    smaller = _cheapest(batch, route.models, _price(batch, model))
    if smaller is None:
        return
    label = batch.model_label or batch.label
    reason = f" ({shown_name(route.reason)})" if route.reason else ""
    yield Finding(
        f"batch `{batch.name}` goes to `{shown_name(model)}`, and its kind of work to `{shown_name(smaller)}`",
        Label(label.path, label.span, "a larger model than this work is known to need"),
        help=f"the configuration routes it to {_listed(route.models)}{reason}",
    )


def _price(batch: PinnedBatch, model: str) -> Decimal | None:
    known = prices(model, batch.settings.provider, batch.prices)
    return known.input if known is not None else None


def _cheapest(batch: PinnedBatch, models: Sequence[str], than: Decimal | None) -> str | None:
    """The first of some models that costs less than another; where a price is not known, the routing is believed."""
    for model in models:
        price = _price(batch, model)
        if price is None or than is None or price < than:
            return model
    return None


def _listed(models: Sequence[str]) -> str:
    return " or ".join(f"`{shown_name(model)}`" for model in models)


def uncached(batch: Batch) -> Iterator[Finding]:
    """Pinned prompts with a long stable prefix and no mark, where nothing is cached without one; requests like that."""
    if isinstance(batch, RequestFiles):
        yield from _unmarked(batch)
    if not isinstance(batch, PinnedBatch) or batch.settings.ttl is not None:
        return
    for pinned in batch.prompts:
        yield from _uncached(batch, pinned)


def _unmarked(batch: RequestFiles) -> Iterator[Finding]:
    """Requests that share a prefix which none of them marks."""
    found = [
        group
        for group in batch.groups
        if not any(group.ttls)
        and group.limits.known
        and group.limits.explicit
        and group.tokens.low >= group.limits.minimum
    ]
    if found:
        largest = max(found, key=lambda group: group.requests * group.tokens.low)
        requests = sum(group.requests for group in found)
        yield Finding(
            f"{requests:,} requests share a long prefix that no cache mark closes",
            batch.label(largest.first, f"{largest.requests:,} requests begin like this one"),
            help='put `"cache_control": {"type": "ephemeral", "ttl": "1h"}` on the last block that they share',
            tokens=largest.tokens,
        )


def _uncached(batch: PinnedBatch, pinned: PinnedPrompt) -> Iterator[Finding]:
    prompt = pinned.prompt
    if prompt is None or prompt.breakpoints or prompt.automatic:
        return
    limits = batch.limits_of(prompt)
    layout = Layout(replace(prompt, limits=limits))
    stable = layout.stable(0, layout.ending)
    if not (limits.known and limits.explicit) or stable.low < limits.minimum:
        return
    last = layout.last_line(layout.ending, f"about {stable} tokens up to here are the same in every request")
    if last is not None:
        yield Finding(
            f"batch `{batch.name}` sends a long stable prefix without a cache mark",
            last,
            (pinned.pin.at("pinned here"),),
            help="mark its end for an hour, or declare the `ttl` of the mark that the program sets",
            tokens=stable,
        )
