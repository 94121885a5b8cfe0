"""PL401."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.diagnostics import Finding, Severity
from promptlint.rules._rule import batch_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.batch.batch import Batch


@batch_rule("PL401", Severity.ERROR, since="0.1.0")
def batch_cache_invalidated(batch: Batch) -> Iterator[Finding]:
    """What a batch pins changed, and the pin did not.

    ## Why
    A batch that has lost its cache looks as cheap as before: it is still billed at half the price, and every
    request pays for its whole prefix. A pin is a promise that the prefix is what it was when the job was
    planned. A commit that changes the prompt, a document, the model or a cache mark has to move the pin too,
    so that whoever runs the batch knows.

    A pin is `ID@VERSION` for what has a version, `ID@sha256:DIGEST` for what has none. The batch's own
    `version` is the pin of all that has none of its own; without one, any pin of the batch that moves is
    enough. How long entries live is no part of what is pinned, and neither is what stands behind the prefix.

    ## Bad
    file: promptlint.toml
    [[batch]]
    name = "nightly"
    prompts = ["prompts/triage.j2@3"]
    model = "claude-haiku-5-5"
    requests = 48000
    file: prompts/triage.j2
    --- before
    {# promptlint: version=3 #}
    You triage bug reports into four classes.
    <<< 900 words >>>
    {# promptlint: breakpoint ttl=1h #}
    {{ report }}
    --- after
    {# promptlint: version=4 #}
    You triage bug reports into five classes.
    <<< 900 words >>>
    {# promptlint: breakpoint ttl=1h #}
    {{ report }}

    ## Good
    file: promptlint.toml
    --- before
    [[batch]]
    name = "nightly"
    prompts = ["prompts/triage.j2@3"]
    model = "claude-haiku-5-5"
    requests = 48000
    --- after
    [[batch]]
    name = "nightly"
    prompts = ["prompts/triage.j2@4"]
    model = "claude-haiku-5-5"
    requests = 48000
    file: prompts/triage.j2
    --- before
    {# promptlint: version=3 #}
    You triage bug reports into four classes.
    <<< 900 words >>>
    {# promptlint: breakpoint ttl=1h #}
    {{ report }}
    --- after
    {# promptlint: version=4 #}
    You triage bug reports into five classes.
    <<< 900 words >>>
    {# promptlint: breakpoint ttl=1h #}
    {{ report }}

    ## Options
    The figures are those that the batch declares and the list prices of its model; `requests`, `model` and
    `[[prices]]` in the configuration change them.
    """
    from promptlint.rules.batch._invalidated import invalidated  # noqa: PLC0415 only where there is a batch

    yield from invalidated(batch)
