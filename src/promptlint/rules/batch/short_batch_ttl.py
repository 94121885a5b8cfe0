"""PL404."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Severity
from promptlint.rules._rule import batch_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.batch import Batch
    from promptlint.batch.requests.files import RequestFiles

_SHORT = "5m"


@batch_rule("PL404", Severity.WARNING, since="0.1.0")
def short_batch_ttl(batch: Batch) -> Iterator[Finding]:
    """A batch relies on a cache entry that lives for five minutes.

    ## Why
    The requests of a batch are spread over minutes to hours. An entry that is gone after five minutes without
    a reader is written again and again, at a quarter more than the plain price. The one-hour entry costs twice
    the plain price once, and is there for the next request. In a program it is a hint: how many requests it
    sends, and for how long, is not seen there.

    ## Bad
    file: batch.jsonl
    {"custom_id": "a1", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "5m"}}], "messages": [{"role": "user", "content": "Ticket a1"}]}}
    {"custom_id": "a2", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "5m"}}], "messages": [{"role": "user", "content": "Ticket a2"}]}}

    ## Good
    file: batch.jsonl
    {"custom_id": "a1", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a1"}]}}
    {"custom_id": "a2", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a2"}]}}
    file: warm-up.jsonl
    {"custom_id": "a0", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a0"}]}}
    """
    from promptlint.batch.code import BatchCode  # noqa: PLC0415 most checks are not about batches
    from promptlint.batch.pinned import PinnedBatch  # noqa: PLC0415 the same
    from promptlint.batch.requests.files import RequestFiles  # noqa: PLC0415 the same

    match batch:
        case RequestFiles():
            yield from _in_requests(batch)
        case PinnedBatch():
            from promptlint.rules.batch._pinned import short_ttl  # noqa: PLC0415 the same

            yield from short_ttl(batch)
        case BatchCode():
            from promptlint.rules.batch._in_code import short_marks  # noqa: PLC0415 the same

            yield from short_marks(batch)


def _in_requests(batch: RequestFiles) -> Iterator[Finding]:
    short = [each for each in batch.groups if _SHORT in each.ttls and each.can_be_cached]
    if not short:
        return
    requests = sum(each.requests for each in short)
    yield Finding(
        message=f"{requests:,} requests of a batch rely on a five-minute cache entry",
        primary=batch.label(short[0].first, "lives five minutes", batch.mark(short[0].first)),
        help='give the mark `"ttl": "1h"` in every request',
        tokens=short[0].tokens,
    )
