"""PL407."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Severity
from promptlint.rules._rule import batch_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.batch import Batch
    from promptlint.batch.requests.files import RequestFiles


@batch_rule("PL407", Severity.ERROR, since="0.1.0")
def near_identical_prefixes(batch: Batch) -> Iterator[Finding]:
    """Groups of requests would share a prefix, but for a few bytes.

    ## Why
    One byte that differs ends what is shared. A date, an id, the name of a customer or a stray space at the top of a long
    prompt makes as many prefixes as it has values, each of them written to the cache by itself. What differs
    belongs behind what does not.

    ## Bad
    file: batch.jsonl
    {"custom_id": "a1", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "Request 1041. You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a1"}]}}
    {"custom_id": "a2", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "Request 1042. You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a2"}]}}
    {"custom_id": "a3", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "Request 1043. You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a3"}]}}
    {"custom_id": "a4", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "Request 1044. You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Ticket a4"}]}}

    ## Good
    file: batch.jsonl
    {"custom_id": "a1", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Request 1041. Ticket a1"}]}}
    {"custom_id": "a2", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Request 1042. Ticket a2"}]}}
    file: warm-up.jsonl
    {"custom_id": "a0", "params": {"model": "claude-sonnet-4-5", "max_tokens": 200, "system": [{"type": "text", "text": "You sort bug reports. <<< 900 words >>>", "cache_control": {"type": "ephemeral", "ttl": "1h"}}], "messages": [{"role": "user", "content": "Request 1040. Ticket a0"}]}}
    """
    from promptlint.batch.requests.files import RequestFiles  # noqa: PLC0415 most checks are not about batches

    match batch:
        case RequestFiles():
            yield from _in_requests(batch)
        case _:
            pass


def _in_requests(batch: RequestFiles) -> Iterator[Finding]:
    for family in batch.families:
        parting, (mine, other) = family.parting, family.places
        if family.is_of_single_ones:
            who = f"{family.requests:,} requests"
        elif family.prefixes > len(family.counts):
            who = f"{family.requests:,} requests with {family.prefixes:,} prefixes"
        else:
            who = " + ".join(f"{count:,}" for count in family.counts) + " requests"
        yield Finding(
            message=f"{who} could share {family.tokens} tokens, but part at byte {parting.byte:,}",
            primary=batch.label(
                other,
                f"`{parting.after}` at byte {parting.byte:,} of {parting.section}",
                batch.word(other, parting.lead, parting.after),
            ),
            related=(
                batch.label(
                    mine, f"`{parting.before}` at the same place", batch.word(mine, parting.lead, parting.before)
                ),
            ),
            help="move what differs behind what is the same: to the end of the prefix, or into the user message",
            tokens=family.tokens,
            difference=parting.difference,
        )
