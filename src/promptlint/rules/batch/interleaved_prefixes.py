"""PL402."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Severity
from promptlint.rules._rule import batch_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.batch import Batch
    from promptlint.batch.requests.files import RequestFiles


@batch_rule("PL402", Severity.WARNING, since="0.1.0")
def interleaved_prefixes(batch: Batch) -> Iterator[Finding]:
    """Requests of different prefixes alternate, though each prefix could be one run.

    ## Why
    A cached prefix lives for minutes, or an hour. The further apart its requests stand, the more of them come
    when it has gone, and the more prefixes compete for the place. Loops in the wrong order (documents outside,
    prompts inside) and shuffled files do this. `promptlint batch plan` writes files in which each prefix is one run.

    ## Bad
    file: batch.jsonl
    {"custom_id": "a1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You sort bug reports. <<< 900 words >>>"}, {"role": "user", "content": "Ticket a1"}]}}
    {"custom_id": "b1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You answer customers. <<< 900 words >>>"}, {"role": "user", "content": "Ticket b1"}]}}
    {"custom_id": "a2", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You sort bug reports. <<< 900 words >>>"}, {"role": "user", "content": "Ticket a2"}]}}
    {"custom_id": "b2", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You answer customers. <<< 900 words >>>"}, {"role": "user", "content": "Ticket b2"}]}}

    ## Good
    file: batch.jsonl
    {"custom_id": "a1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You sort bug reports. <<< 900 words >>>"}, {"role": "user", "content": "Ticket a1"}]}}
    {"custom_id": "a2", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You sort bug reports. <<< 900 words >>>"}, {"role": "user", "content": "Ticket a2"}]}}
    {"custom_id": "b1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You answer customers. <<< 900 words >>>"}, {"role": "user", "content": "Ticket b1"}]}}
    {"custom_id": "b2", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You answer customers. <<< 900 words >>>"}, {"role": "user", "content": "Ticket b2"}]}}
    """
    from promptlint.batch.code import BatchCode  # noqa: PLC0415 most checks are not about batches
    from promptlint.batch.requests.files import RequestFiles  # noqa: PLC0415 the same

    match batch:
        case RequestFiles():
            yield from _in_requests(batch)
        case BatchCode():
            from promptlint.rules.batch._in_code import alternating  # noqa: PLC0415 the same

            yield from alternating(batch)
        case _:
            pass


def _in_requests(batch: RequestFiles) -> Iterator[Finding]:
    apart = [each for each in batch.groups if each.returns and each.can_be_cached]
    if not apart:
        return
    returns = sum(each.returns for each in apart)
    back = batch.first_return({each.number for each in apart})
    count = "a prefix stands" if len(apart) == 1 else f"{len(apart):,} prefixes stand"
    yield Finding(
        message=f"{count} in {returns + len(apart):,} runs of requests",
        primary=batch.label(back.place, "the same prefix again"),
        related=(
            batch.label(back.before, "its last request before"),
            batch.label(back.between, "another prefix between"),
        ),
        help="put the requests of one prefix next to each other; `promptlint batch plan` writes such files",
    )
