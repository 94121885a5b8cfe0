"""PL403."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Severity
from promptlint.rules._rule import batch_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.batch import Batch
    from promptlint.batch.requests.files import RequestFiles


@batch_rule("PL403", Severity.ERROR, since="0.1.0")
def mixed_versions(batch: Batch) -> Iterator[Finding]:
    """One batch sends several versions of one prompt.

    ## Why
    Each version has a cached prefix of its own, and the answers of a job that was meant to be uniform are not.
    Most often a list of requests was built over a deployment, or two lists were put together.

    ## Bad
    file: batch.jsonl
    {"custom_id": "a1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You sort bug reports. <<< 900 words >>>"}, {"role": "user", "content": "Ticket a1"}], "metadata": {"prompt_id": "triage", "prompt_version": "3"}}}
    {"custom_id": "a2", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You sort bug reports. <<< 900 words >>>"}, {"role": "user", "content": "Ticket a2"}], "metadata": {"prompt_id": "triage", "prompt_version": "4"}}}

    ## Good
    file: batch.jsonl
    {"custom_id": "a1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You sort bug reports. <<< 900 words >>>"}, {"role": "user", "content": "Ticket a1"}], "metadata": {"prompt_id": "triage", "prompt_version": "4"}}}
    {"custom_id": "a2", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5", "messages": [{"role": "system", "content": "You sort bug reports. <<< 900 words >>>"}, {"role": "user", "content": "Ticket a2"}], "metadata": {"prompt_id": "triage", "prompt_version": "4"}}}
    """
    from promptlint.batch.code import BatchCode  # noqa: PLC0415 most checks are not about batches
    from promptlint.batch.pinned import PinnedBatch  # noqa: PLC0415 the same
    from promptlint.batch.requests.files import RequestFiles  # noqa: PLC0415 the same

    match batch:
        case RequestFiles():
            yield from _in_requests(batch)
        case PinnedBatch():
            from promptlint.rules.batch._pinned import several_versions  # noqa: PLC0415 the same

            yield from several_versions(batch)
        case BatchCode():
            from promptlint.rules.batch._in_code import several_versions_in_code  # noqa: PLC0415 the same

            yield from several_versions_in_code(batch)


def _in_requests(batch: RequestFiles) -> Iterator[Finding]:
    for name, versions in batch.versions.items():
        if len(versions) > 1:
            (version, (_, place)), *others = versions.items()
            counts = ", ".join(f"{count:,} of `{each}`" for each, (count, _) in versions.items())
            yield Finding(
                message=f"{len(versions)} versions of the prompt `{name}` in one batch",
                primary=batch.label(others[0][1][1], f"version `{others[0][0]}`"),
                related=(batch.label(place, f"version `{version}`"),),
                help=f"send one version, or one batch for each: there are {counts}",
            )
