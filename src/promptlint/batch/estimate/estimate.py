"""The estimate of a job: its figures, the levers, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptlint.batch.estimate.bill import Estimator, Priced, Way
from promptlint.batch.estimate.figures import Figures, figures
from promptlint.batch.estimate.levers import Levers, lifetimes
from promptlint.batch.estimate.verdict import Verdict, verdict
from promptlint.errors import UserError
from promptlint.providers.prices import batch_limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.batch.estimate.job import Job
    from promptlint.config_costs import PriceSettings


@dataclass(frozen=True)
class Estimate:
    """All that a report needs."""

    job: Job
    levers: Levers
    figures: Figures
    verdict: Verdict
    notes: tuple[str, ...]


def estimate(job: Job, own: Sequence[PriceSettings] = ()) -> Estimate:
    """Estimate a job. Raises UserError for a model without a known price: it is never guessed."""
    listed = Priced.of(job.model, job.provider, own)
    if listed is None:
        raise UserError(
            f"{job.name}: no price is known of the model `{job.model}`",
            "`promptlint models` lists the known ones; `[[tool.promptlint.prices]]` in the configuration adds one",
        )
    offered = lifetimes(listed)
    if job.ttl is not None and offered and job.ttl not in offered:
        times = " or ".join(offered)
        raise UserError(f"{job.name}: no cache entry of {listed.name} lives for {job.ttl}", f"it can be {times}")
    routed, notes = _routed(job, listed, own)
    levers = Levers(Estimator(job, listed, routed))
    known = figures(levers)
    notes += [*job.notes, *_about_batches(levers), *_about_prices(levers)]
    return Estimate(job, levers, known, verdict(levers, known), tuple(notes))


def _routed(job: Job, listed: Priced, own: Sequence[PriceSettings]) -> tuple[Priced, list[str]]:
    """The cheapest of the models that a route names for the work, and what is to be said of the others."""
    if job.route is None:
        return listed, []
    found = {name: Priced.of(name, None, own) for name in job.route.models}
    notes = [
        f"the route's model `{name}` has no known price, and is left out" for name, model in found.items() if not model
    ]
    candidates = [listed, *(model for model in found.values() if model is not None)]
    cheapest = min(candidates, key=lambda model: Estimator(job, listed, model).bill(Way(model)).dollars.middle)
    return cheapest, notes


def _about_batches(levers: Levers) -> list[str]:
    """That a job is more than one batch."""
    found = batch_limits(levers.routed.limits.provider)
    if found is None or found.requests is None or levers.job.requests <= found.requests:
        return []
    batches = -(-levers.job.requests // found.requests)
    return [f"a batch of {levers.routed.name} holds at most {found.requests:,} requests: it takes {batches:,} of them"]


def _about_prices(levers: Levers) -> list[str]:
    """What a reader has to know of the prices."""
    notes = []
    for model in dict.fromkeys((levers.listed, levers.routed)):
        if model.prices.disagreement:
            notes.append(f"sources disagree about {model.name}: {model.prices.disagreement}")
        if model.prices.changes:
            notes.append(f"{model.name} has other prices from {model.prices.changes} on")
        if model.prices.batch is None:
            notes.append(f"no batch price is known of {model.name}")
        if not model.limits.known:
            notes.append(f"the fewest tokens that {model.name} caches are not known: both cases are in the ranges")
    return notes
