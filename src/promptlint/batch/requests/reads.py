"""How many requests of a group may read its prefix from the cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.batch import hits
from promptlint.providers.prices import prices

if TYPE_CHECKING:
    from promptlint.batch.requests.groups import Group


def reads(group: Group, warming: int) -> hits.Hits:
    """The reads to expect; `warming` of its requests are sent and waited for before the others."""
    known = prices(group.model, group.limits.provider.value) if group.model else None
    lifetimes = [ttl for ttl in group.ttls if ttl]
    return hits.expected(
        hits.Group(
            requests=group.requests - warming,
            provider=group.limits.provider,
            warmth=hits.Warmth.BATCH if warming else hits.Warmth.COLD,
            ttl=min(lifetimes, key=lambda ttl: hits.seconds(ttl) or 0, default=None),
            marked=group.is_marked or not group.limits.explicit,
            caches=known is None or known.caches_in_batches,
            fit=_fit(group),
            runs=group.runs - warming,
            wait=0.0,
        )
    )


def _fit(group: Group) -> hits.Fit:
    if group.tokens.low >= group.limits.minimum:
        return hits.Fit.ABOVE
    return hits.Fit.BELOW if group.tokens.high < group.limits.minimum else hits.Fit.BORDERLINE
