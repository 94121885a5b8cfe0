"""PL502."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Severity
from promptlint.rules._rule import batch_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.batch import Batch
    from promptlint.diagnostics import Finding


@batch_rule("PL502", Severity.WARNING, since="0.1.0")
def batched_before_cached(batch: Batch) -> Iterator[Finding]:
    """The long stable prefix of a batch is not cached: a lever was skipped.

    ## Why
    A batch takes half off the price; a cache takes nine tenths off what all its requests have in common. They
    multiply, and the second one needs a mark where the provider caches nothing without one. A batch that looks
    cheap already is where nobody looks for it.

    Where the program sets the mark, `ttl` in the declaration says so.

    ## Bad
    file: promptlint.toml
    [[batch]]
    name = "nightly"
    prompts = ["prompts/triage.j2@3"]
    model = "claude-haiku-5-5"
    requests = 48000
    file: prompts/triage.j2
    {# promptlint: version=3 #}
    You triage bug reports by these rules.
    <<< 900 words >>>
    {{ report }}

    ## Good
    file: promptlint.toml
    [[batch]]
    name = "nightly"
    prompts = ["prompts/triage.j2@3"]
    model = "claude-haiku-5-5"
    requests = 48000
    file: prompts/triage.j2
    {# promptlint: version=3 #}
    You triage bug reports by these rules.
    <<< 900 words >>>
    {# promptlint: breakpoint ttl=1h #}
    {{ report }}
    """
    from promptlint.rules.routing._levers import uncached  # noqa: PLC0415 only where there is a batch

    yield from uncached(batch)
