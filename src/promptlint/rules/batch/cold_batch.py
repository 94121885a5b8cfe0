"""PL405."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Severity
from promptlint.rules._rule import batch_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.batch import Batch
    from promptlint.batch.requests.files import RequestFiles

_LONG = "1h"


@batch_rule("PL405", Severity.INFO, since="0.1.0")
def cold_batch(batch: Batch) -> Iterator[Finding]:
    """Nothing warms a prefix before its batch.

    ## Why
    The requests of a batch start together, and an entry can be read only once the response that writes it has begun: in
    public measurements cold batches read nothing of their own, and warmed ones nearly everything. A batch of one
    request for each prefix, submitted first and waited for, is enough. `promptlint batch plan` makes it of the
    job's own requests. A file in which each prefix stands once counts as one.

    ## Bad
    file: batch.jsonl
    {"custom_id": "a1", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a1"}]}}
    {"custom_id": "a2", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a2"}]}}
    {"custom_id": "a3", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a3"}]}}

    ## Good
    file: batch.jsonl
    {"custom_id": "a2", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a2"}]}}
    {"custom_id": "a3", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a3"}]}}
    file: warm-up.jsonl
    {"custom_id": "a1", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a1"}]}}
    """
    from promptlint.batch.code import BatchCode  # noqa: PLC0415 most checks are not about batches
    from promptlint.batch.requests.files import RequestFiles  # noqa: PLC0415 the same

    match batch:
        case RequestFiles():
            yield from _in_requests(batch)
        case BatchCode():
            from promptlint.rules.batch._in_code import cold  # noqa: PLC0415 the same

            yield from cold(batch)
        case _:
            pass


def _in_requests(batch: RequestFiles) -> Iterator[Finding]:
    cold = [each for each in batch.groups if _LONG in each.ttls and each.can_be_cached and not batch.warming(each)]
    if not cold:
        return
    requests = sum(each.requests for each in cold)
    prefixes = "the prefix" if len(cold) == 1 else f"the {len(cold):,} prefixes"
    yield Finding(
        message=f"nothing warms {prefixes} of {requests:,} requests",
        primary=batch.label(cold[0].first, f"the first of {cold[0].requests:,} that start together"),
        help="submit one request for each prefix first, and wait for it; `promptlint batch plan` makes that file",
        tokens=cold[0].tokens,
    )
