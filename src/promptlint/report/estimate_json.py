"""An estimate for programs, as `schemas/estimate.schema.json` describes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from promptlint.report.cells import encodable
from promptlint.report.estimate import total
from promptlint.report.json_report import head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.batch.estimate.bill import Range
    from promptlint.batch.estimate.estimate import Estimate
    from promptlint.batch.estimate.levers import Step
    from promptlint.batch.hits import Hits
    from promptlint.report.json_report import Json
    from promptlint.tokens import Bounds

_PLACES = 9  # behind the point: a billionth of a dollar, or of a whole


def render(estimates: Sequence[Estimate]) -> str:
    """Write all estimates, one job a line."""
    rows = ",\n".join(json.dumps(_job(each)) for each in estimates)
    first, last = total(estimates)
    tail = json.dumps({"total": {"list": _range(first), "last": _range(last)}})
    return f'{json.dumps(head())[:-1]}, "jobs": [\n{rows}\n], {tail[1:]}\n'


def _job(each: Estimate) -> dict[str, Json]:
    job, known = each.job, each.figures
    routed = each.levers.routed != each.levers.listed
    return {
        "name": encodable(job.name),
        "requests": job.requests,
        "model": encodable(job.model),
        "routed": {"model": encodable(each.levers.routed.name), "reason": job.route.reason if job.route else None}
        if routed
        else None,
        "ttl": each.levers.ttl(each.levers.routed),
        "warmth": job.warmth.word,
        "tokens": {"prefix": _bounds(known.prefix), "input": _bounds(known.input), "output": _bounds(known.output)},
        "figures": {
            "prefix_ratio": _range(known.prefix_ratio),
            "output_share": _range(known.output_share),
            "reuse": {
                "prefixes": known.reuse.prefixes,
                "reads": _reads(known.reuse.reads),
                "spacing": known.reuse.spacing,
            },
            "deadline": {
                "needed": known.deadline.needed,
                "batch": known.deadline.batch,
                "tolerates": known.deadline.tolerates,
            },
        },
        "in_order": _steps(each, each.levers.in_order),
        "wrong_order": _steps(each, each.levers.wrong_order),
        "cache_lost": _steps(each, each.levers.cache_lost),
        "verdict": {
            "choice": each.verdict.choice.value,
            "reason": encodable(each.verdict.reason),
            "certain": each.verdict.certain,
            "break_even": None if each.verdict.break_even is None else round(float(each.verdict.break_even), _PLACES),
            "choices": [
                {"choice": choice.value, "job": _range(bill.dollars), "measured": _range(bill.measured)}
                for choice, bill in each.verdict.bills
            ],
            "advice": [encodable(line) for line in each.verdict.advice],
        },
        "prices": [
            {
                "model": encodable(model.name),
                "source": encodable(model.prices.source),
                "date": model.prices.date or None,
            }
            for model in dict.fromkeys((each.levers.listed, each.levers.routed))
        ],
        "notes": [encodable(note) for note in each.notes],
    }


def _steps(each: Estimate, steps: Sequence[Step]) -> list[Json]:
    return [
        {
            "lever": step.lever.name.lower(),
            "model": encodable(step.way.model.name),
            "job": _range(step.bill.dollars),
            "request": _range(step.bill.dollars.over(max(each.job.requests, 1))),
            "of_list": _range(step.bill.of_list),
            "reads": None if step.bill.reads is None else {"low": step.bill.reads.low, "high": step.bill.reads.high},
        }
        for step in steps
    ]


def _reads(hits: Hits) -> Json:
    reasons: list[Json] = [{"text": reason.text, "source": reason.source} for reason in hits.reasons]
    return {"low": hits.low, "high": hits.high, "measured": hits.measured, "reasons": reasons}


def _range(amount: Range) -> dict[str, Json]:
    return {"low": round(float(amount.low), _PLACES), "high": round(float(amount.high), _PLACES)}


def _bounds(bounds: Bounds) -> dict[str, Json]:
    return {"low": bounds.low, "high": bounds.high}
