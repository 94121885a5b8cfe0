"""PL408."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Severity
from promptlint.rules._rule import batch_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.batch import Batch
    from promptlint.batch.requests.files import RequestFiles


@batch_rule("PL408", Severity.WARNING, since="0.1.0")
def prefix_used_once(batch: Batch) -> Iterator[Finding]:
    """A cache write that nothing reads.

    ## Why
    Writing to the cache costs more than sending the text plainly: a quarter more for five minutes, twice as much for an
    hour. That is paid back by the next request that has the same prefix, and in this batch there is none. The
    mark closes text that is new each time: a question, a document that nobody else is asked about.

    ## Bad
    file: batch.jsonl
    {"custom_id": "a1", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "Ann asks for a refund of her second order. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a1"}]}}
    {"custom_id": "a2", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "Bob wants to know how to change his address. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a2"}]}}

    ## Good
    file: batch.jsonl
    {"custom_id": "a1", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a1"}]}}
    {"custom_id": "a2", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a2"}]}}
    file: warm-up.jsonl
    {"custom_id": "a0", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a0"}]}}
    """
    from promptlint.batch.code import BatchCode  # noqa: PLC0415 most checks are not about batches
    from promptlint.batch.requests.files import RequestFiles  # noqa: PLC0415 the same

    match batch:
        case RequestFiles():
            yield from _in_requests(batch)
        case BatchCode():
            from promptlint.rules.batch._in_code import used_once  # noqa: PLC0415 the same

            yield from used_once(batch)
        case _:
            pass


def _in_requests(batch: RequestFiles) -> Iterator[Finding]:
    unread = batch.grouping.unread
    in_families = sum(family.requests for family in batch.families if family.is_of_single_ones)
    if unread.requests <= in_families:
        return  # PL407 says why
    first, *others = unread.first
    count = "a request writes" if unread.requests == 1 else f"{unread.requests:,} requests write"
    yield Finding(
        message=f"{count} a prefix to the cache that nothing reads",
        primary=batch.label(first, "no other request has this prefix", batch.mark(first)),
        related=tuple(batch.label(place, "nor this one", batch.mark(place)) for place in others),
        help="put the mark where requests are still the same, or take it out",
        tokens=unread.tokens,
    )
