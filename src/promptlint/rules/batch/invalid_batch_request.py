"""PL406."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Severity
from promptlint.rules._rule import batch_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.batch import Batch
    from promptlint.batch.requests.files import RequestFiles


@batch_rule("PL406", Severity.ERROR, since="0.1.0")
def invalid_batch_request(batch: Batch) -> Iterator[Finding]:
    """A request that the batch API will not take.

    ## Why
    Batches are checked late: a malformed or repeated id fails the whole upload, and a parameter that is not
    taken surfaces request by request, when the batch ends.

    ## Bad
    file: batch.jsonl
    {"custom_id": "a1", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports.", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a1"}]}}
    {"custom_id": "a1", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports.", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a1"}]}}

    ## Good
    file: batch.jsonl
    {"custom_id": "a1", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports.", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a1"}]}}
    {"custom_id": "a2", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports.", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a2"}]}}
    """
    from promptlint.batch.requests.files import RequestFiles  # noqa: PLC0415 most checks are not about batches

    match batch:
        case RequestFiles():
            yield from _in_requests(batch)
        case _:
            pass


def _in_requests(batch: RequestFiles) -> Iterator[Finding]:
    for trouble in batch.troubles:
        (place, span), *others = trouble.places
        count = f", in {trouble.requests:,} requests" if trouble.requests > 1 else ""
        yield Finding(
            message=f"{trouble.message}{count}",
            primary=batch.label(place, "here", span),
            related=tuple(batch.label(place, "and here", span) for place, span in others),
            help=trouble.help,
        )
    for excess in batch.excesses:
        yield Finding(
            message=f"{excess.counted} in one file: {excess.figure}, of at most {excess.limit}",
            primary=batch.label(excess.place, "the first request"),
            help=f"one batch takes no more ({excess.source}); `promptlint batch plan` cuts the job into files that fit",
        )
    if repeated := batch.repeated_ids:
        first, second = repeated.first
        yield Finding(
            message="an id is used twice" if repeated.ids == 1 else f"{repeated.ids:,} ids are used more than once",
            primary=batch.label(second, "the second request with it"),
            related=(batch.label(first, "the first one"),),
            help="give each request an id of its own: results come back in any order, and only the id tells them apart",
        )
