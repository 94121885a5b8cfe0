"""PL409."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Severity
from promptlint.rules._rule import batch_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.batch import Batch
    from promptlint.batch.requests.files import RequestFiles
    from promptlint.batch.requests.groups import Group


@batch_rule("PL409", Severity.WARNING, since="0.1.0")
def mixed_models(batch: Batch) -> Iterator[Finding]:
    """One prefix goes to several models.

    ## Why
    Each model has a cache of its own. The same prefix is written once for each of them, and what one has read
    does not help the other. OpenAI takes one model in a file only.

    ## Bad
    file: batch.jsonl
    {"custom_id": "a1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You sort bug reports. <<< 900 words >>>"}, {"role": "user", "content": "Ticket a1"}]}}
    {"custom_id": "a2", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You sort bug reports. <<< 900 words >>>"}, {"role": "user", "content": "Ticket a2"}]}}
    {"custom_id": "a3", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [{"role": "system", "content": "You sort bug reports. <<< 900 words >>>"}, {"role": "user", "content": "Ticket a3"}]}}
    {"custom_id": "a4", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [{"role": "system", "content": "You sort bug reports. <<< 900 words >>>"}, {"role": "user", "content": "Ticket a4"}]}}

    ## Good
    file: batch.jsonl
    {"custom_id": "a1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You sort bug reports. <<< 900 words >>>"}, {"role": "user", "content": "Ticket a1"}]}}
    {"custom_id": "a2", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You sort bug reports. <<< 900 words >>>"}, {"role": "user", "content": "Ticket a2"}]}}
    {"custom_id": "a3", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You sort bug reports. <<< 900 words >>>"}, {"role": "user", "content": "Ticket a3"}]}}
    {"custom_id": "a4", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You sort bug reports. <<< 900 words >>>"}, {"role": "user", "content": "Ticket a4"}]}}
    """
    from promptlint.batch.code import BatchCode  # noqa: PLC0415 most checks are not about batches
    from promptlint.batch.pinned import PinnedBatch  # noqa: PLC0415 the same
    from promptlint.batch.requests.files import RequestFiles  # noqa: PLC0415 the same

    match batch:
        case RequestFiles():
            yield from _in_requests(batch)
        case PinnedBatch():
            from promptlint.rules.batch._pinned import several_models  # noqa: PLC0415 the same

            yield from several_models(batch)
        case BatchCode():
            from promptlint.rules.batch._in_code import several_models_in_code  # noqa: PLC0415 the same

            yield from several_models_in_code(batch)


def _in_requests(batch: RequestFiles) -> Iterator[Finding]:
    same: dict[bytes, list[Group]] = {}
    for each in batch.groups:
        if each.can_be_cached:
            same.setdefault(each.content, []).append(each)
    for groups in same.values():
        if len(groups) > 1:
            counts = ", ".join(f"{each.requests:,} to `{each.model}`" for each in groups)
            yield Finding(
                message=f"one prefix goes to {len(groups)} models",
                primary=batch.label(groups[1].first, f"`{groups[1].model}`"),
                related=(batch.label(groups[0].first, f"`{groups[0].model}`"),),
                help=f"send it to one model: {counts}",
                tokens=groups[0].tokens,
            )
